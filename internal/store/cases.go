package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// EachCase calls fn for every case, in no order. The cells' codes are left out.
func (s *Store) EachCase(ctx context.Context, fn func(casework.Case)) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return translate("cases", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "set statement_timeout = 0"); err != nil { // a city's cases take longer than a request may
		return translate("cases", err)
	}
	defer func() {
		if _, err := conn.Exec(context.WithoutCancel(ctx), "reset statement_timeout"); err != nil {
			_ = conn.Conn().Close(context.WithoutCancel(ctx)) // the pool makes another
		}
	}()
	return s.eachCase(ctx, conn, fn, "cases")
}

// EachCaseOf calls fn for the cases with these ids, as they stand now. The cells' codes are left out.
func (s *Store) EachCaseOf(ctx context.Context, ids []uuid.UUID, fn func(casework.Case)) error {
	return s.eachCase(ctx, s.pool, fn, "cases_by_id", ids)
}

// CountCases returns about how many cases there are, as the statistics of the database say: for telling progress.
func (s *Store) CountCases(ctx context.Context) (n int64, err error) {
	err = s.pool.QueryRow(ctx, s.sql["count_cases"]).Scan(&n)
	return n, translate("count_cases", err)
}

// querier is a connection, or the pool.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// eachCase takes rows from the wire's own format, which is three times as fast as scanning: millions are read when a process starts.
func (s *Store) eachCase(ctx context.Context, conn querier, fn func(casework.Case), name string, args ...any) error {
	rows, err := conn.Query(ctx, s.sql[name], append([]any{pgx.QueryResultFormats{pgx.BinaryFormatCode}}, args...)...)
	if err != nil {
		return translate(name, err)
	}
	defer rows.Close()
	r := caseReader{names: map[string]string{}}
	for rows.Next() {
		c, err := r.read(rows.RawValues())
		if err != nil {
			return translate(name, err)
		}
		fn(c)
	}
	return translate(name, rows.Err())
}

// caseReader reads rows of cases in PostgreSQL's binary format. Texts that come again and again are kept once.
type caseReader struct{ names map[string]string }

// caseWidths are the lengths of the columns in bytes; 0 stands for texts, whose length varies.
var caseWidths = [...]int{16, 0, 0, 2, 0, 8, 8, 0, 0, 8, 8, 8, 8, 8, 8}

// mayBeNull is the first of the columns that may hold nothing.
const mayBeNull = 13

func (r *caseReader) read(v [][]byte) (casework.Case, error) {
	if len(v) != len(caseWidths) {
		return casework.Case{}, fmt.Errorf("a case has %d columns, not %d", len(v), len(caseWidths))
	}
	for i, want := range caseWidths {
		if none := i >= mayBeNull && v[i] == nil; want > 0 && len(v[i]) != want && !none {
			return casework.Case{}, fmt.Errorf("column %d of a case has %d bytes, not %d", i, len(v[i]), want)
		}
	}
	at, err := geo.PointAt(number(v[9]), number(v[10]))
	if err != nil {
		return casework.Case{}, err
	}
	c := casework.Case{
		ID: uuid.UUID(v[0]), Category: casework.Category{Code: r.text(v[1])}, State: casework.State(r.text(v[2])),
		Severity: casework.Severity(binary.BigEndian.Uint16(v[3])), At: at, OpenedAt: instant(v[11]), UpdatedAt: instant(v[12]),
		Placement: casework.Placement{
			Net: r.text(v[4]), EditionID: int64(binary.BigEndian.Uint64(v[5])), CellID: int64(binary.BigEndian.Uint64(v[6])), District: r.text(v[7]), Status: r.text(v[8]),
		},
	}
	if v[13] != nil {
		c.ClosedAt = instant(v[13])
	}
	if v[14] != nil {
		c.DueAt = instant(v[14])
	}
	return c, nil
}

func (r *caseReader) text(raw []byte) string {
	if known, ok := r.names[string(raw)]; ok {
		return known
	}
	own := string(raw)
	r.names[own] = own
	return own
}

func number(raw []byte) float64 { return math.Float64frombits(binary.BigEndian.Uint64(raw)) }

// instant reads microseconds since 2000.
func instant(raw []byte) time.Time {
	return time.UnixMicro(int64(binary.BigEndian.Uint64(raw)) + 946_684_800_000_000).UTC()
}
