package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/wangge-map/wangge/geo"
)

func TestErrorsOfTheDatabaseGetTheirKind(t *testing.T) {
	const private = "张三 13800000000"
	code := func(code string) error {
		return &pgconn.PgError{Code: code, Message: "about " + private, Detail: private, Hint: private}
	}
	for _, c := range []struct {
		name string
		err  error
		kind geo.Kind
		says string
	}{
		{"a value out of range", code("22003"), geo.Invalid, "cannot be kept"},
		{"a byte that is not text", code("22021"), geo.Invalid, "cannot be kept"},
		{"the same key twice", code("23505"), geo.Conflict, "contradicts"},
		{"a check that fails", code("23514"), geo.Conflict, "contradicts"},
		{"spans that overlap", code("23P01"), geo.Conflict, "contradicts"},
		{"a serialization failure", code("40001"), geo.Unavailable, "busy"},
		{"a deadlock", code("40P01"), geo.Unavailable, "busy"},
		{"a lock that is not to be had", code("55P03"), geo.Unavailable, "busy"},
		{"a full disk", code("53100"), geo.Unavailable, "disk space"},
		{"no memory", code("53200"), geo.Unavailable, "memory"},
		{"no connections", code("53300"), geo.Unavailable, "connections"},
		{"something else that ran out", code("53400"), geo.Unavailable, "room"},
		{"a statement that took too long", code("57014"), geo.Unavailable, "not available"},
		{"a shutdown", code("57P01"), geo.Unavailable, "not available"},
		{"a database that is starting", code("57P03"), geo.Unavailable, "not available"},
		{"a lost connection", code("08006"), geo.Unavailable, "not available"},
		{"a broken disk", code("58030"), geo.Unavailable, "not available"},
		{"a standby", code("25006"), geo.Unavailable, "not available"},
		{"a wrong password", code("28P01"), geo.Unavailable, "does not let"},
		{"no such database", code("3D000"), geo.Unavailable, "does not let"},
		{"a statement that is wrong", code("42601"), geo.Internal, "refused"},
		{"a corrupted page", code("XX001"), geo.Internal, "refused"},
		{"an error without a code", code(""), geo.Internal, "refused"},
		{"nobody listening", &net.OpError{Op: "dial", Err: errors.New("connection refused")}, geo.Unavailable, "not available"},
		{"time that is up", context.DeadlineExceeded, geo.Unavailable, "not available"},
		{"an answer cut off", io.ErrUnexpectedEOF, geo.Unavailable, "not available"},
		{"a pool that is closed", errors.New("closed pool"), geo.Unavailable, "not available"},
		{"no row", pgx.ErrNoRows, geo.NotFound, "not found"},
		{"a type that does not fit", errors.New("cannot scan"), geo.Internal, "unexpected"},
	} {
		for _, err := range []error{c.err, fmt.Errorf("wrapped: %w", c.err)} {
			got := translate("save reports", err)
			var known *geo.Error
			if !errors.As(got, &known) || known.Kind != c.kind || !strings.Contains(known.Msg, c.says) {
				t.Errorf("%s: got %v, want %s with %q", c.name, got, c.kind, c.says)
				continue
			}
			if strings.Contains(got.Error(), private) {
				t.Errorf("%s: %q tells what a person wrote", c.name, got)
			}
			if !errors.Is(got, c.err) || !strings.Contains(errors.Unwrap(got).Error(), "store: save reports: ") {
				t.Errorf("%s: the log would not see what happened: %v", c.name, errors.Unwrap(got))
			}
		}
	}
}

func TestErrorsThatHaveAKindKeepIt(t *testing.T) {
	if translate("x", nil) != nil {
		t.Error("no error became one")
	}
	known := geo.Errorf(geo.Conflict, "--in-force", "too early")
	if got := translate("x", fmt.Errorf("tx: %w", known)); geo.KindOf(got) != geo.Conflict || !errors.Is(got, known) {
		t.Errorf("a known error became %v", got)
	}
	var any *geo.Error
	if got := translate("x", fmt.Errorf("read: %w", context.Canceled)); !errors.Is(got, context.Canceled) || errors.As(got, &any) {
		t.Errorf("an interruption became %v", got)
	}
}
