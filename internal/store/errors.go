package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/wangge-map/wangge/geo"
)

// translate gives err a kind and wraps it with the operation that failed. This is the one place that knows PostgreSQL's
// codes. Nothing of the database's own text reaches the message: it may quote what a person wrote.
func translate(op string, err error) error {
	if err == nil {
		return nil
	}
	var known *geo.Error
	if errors.As(err, &known) {
		return err
	}
	wrapped := fmt.Errorf("store: %s: %w", op, err)
	if errors.Is(err, context.Canceled) {
		return wrapped
	}
	if errors.Is(err, pgx.ErrNoRows) || errors.Is(err, pgx.ErrTooManyRows) { // a name that two have names neither
		return &geo.Error{Kind: geo.NotFound, Msg: "not found", Err: wrapped}
	}
	kind, msg := classify(err)
	return &geo.Error{Kind: kind, Msg: msg, Err: wrapped}
}

// isDuplicate reports whether err says that a key is there already.
func isDuplicate(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23505"
}

func classify(err error) (geo.Kind, string) {
	const away = "the database is not available; try again shortly"
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch class := pg.Code[:min(2, len(pg.Code))]; {
		case class == "22": // data exception: a value that the database cannot hold
			return geo.Invalid, "a value cannot be kept by the database"
		case class == "23": // integrity constraint violation
			return geo.Conflict, "this contradicts what is kept already"
		case class == "40", pg.Code == "55P03": // serialization failure, deadlock, lock not available
			return geo.Unavailable, "the database was busy; try again"
		case class == "53": // insufficient resources: disk full, out of memory, too many connections
			return geo.Unavailable, "the database has run out of " + resource(pg.Code) + "; nothing was kept"
		case class == "57", class == "08", class == "58", class == "25", pg.Code == "55000": // shutdown, connection, system error, read-only, no connections let in
			return geo.Unavailable, away
		case class == "28", class == "3D": // authorization, no such database
			return geo.Unavailable, "the database does not let the service in; see wangge doctor"
		}
		return geo.Internal, "the database refused a statement"
	}
	var netErr net.Error
	var connectErr *pgconn.ConnectError
	if errors.As(err, &netErr) || errors.As(err, &connectErr) || errors.Is(err, context.DeadlineExceeded) || closed(err) {
		return geo.Unavailable, away
	}
	return geo.Internal, "the database answered something unexpected"
}

func resource(code string) string {
	switch code {
	case "53100":
		return "disk space"
	case "53200":
		return "memory"
	case "53300":
		return "connections"
	}
	return "room"
}

// closed reports whether err says that the connection went away: pgx has no error value for that.
func closed(err error) bool {
	text := err.Error()
	return strings.Contains(text, "conn closed") || strings.Contains(text, "unexpected EOF") || strings.Contains(text, "closed pool") ||
		strings.Contains(text, "broken pipe") || strings.Contains(text, "connection reset")
}
