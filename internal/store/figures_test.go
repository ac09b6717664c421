package store_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/store"
)

// fill puts cases of April 2026 into a cell: due cases were filed and fell due in it, settled of them were closed in it, inTime no
// later than they were due, reworked of them sent back, extended of them deferred.
func fill(t *testing.T, conn *pgx.Conn, area string, due, settled, inTime, reworked, extended int) {
	t.Helper()
	for _, sql := range []string{
		`insert into case_file (district, id, category, state, severity, net_code, cell_id, area, locate_status, geom, opened_at, updated_at, dispatched_at, resolve_due, closed_at, reworks, extensions, department)
		select '500120', gen_random_uuid(), '06013', case when i <= $2 then 'closed' else 'in_progress' end, 0, 'grid', (select id from cell where code = $6), $6, 'inside', ST_SetSRID(ST_MakePoint(0, 0), 4326),
			'2026-04-02', '2026-04-20', '2026-04-03', '2026-04-10', case when i <= $3 then '2026-04-09'::timestamptz when i <= $2 then '2026-04-20' end, (i <= $4)::int, (i <= $5)::int, 'roads'
		from generate_series(1, $1) as i`,
	} {
		if _, err := conn.Exec(t.Context(), sql, due, settled, inTime, reworked, extended, area); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := conn.Exec(t.Context(), `insert into case_event (district, case_id, at, kind, to_state)
		select c.district, c.id, e.at, e.kind, e.state
		from case_file c, (values ('2026-04-02'::timestamptz, 'opened', 'reported'), ('2026-04-03', 'file', 'filed'), ('2026-04-04', 'accept', 'in_progress')) as e (at, kind, state)
		where c.area = $1
		order by c.id, e.at`, area); err != nil {
		t.Fatal(err)
	}
}

func april() casework.Period {
	zone := time.FixedZone("UTC+8", 8*60*60)
	return casework.Period{From: time.Date(2026, 4, 1, 0, 0, 0, 0, zone), Until: time.Date(2026, 5, 1, 0, 0, 0, 0, zone)}
}

func figures(t *testing.T, s *store.Store, scope identity.Scope, area string) ([]casework.FigureRow, casework.Indicators) {
	t.Helper()
	cases, err := s.Figured(t.Context(), scope, area, april())
	if err != nil {
		t.Fatal(err)
	}
	return casework.Figures(cases, casework.ByCell, april(), april().From.Location())
}

// Published bulletins: 972 due, 911 closed, 737 of them in time; and 6,026 due, 5,912 closed.
func TestFiguresFromTheDatabaseAreThoseOfTheBulletins(t *testing.T) {
	s, conn := openBoth(t)
	saveGrid(t, s)
	fill(t, conn, "A", 972, 911, 737, 0, 0)
	fill(t, conn, "B", 6026, 5912, 5912, 59, 12)
	rows, total := figures(t, s, identity.Scope{""}, "")
	if len(rows) != 2 || rows[0].Key != "B" || rows[0].Name != "格 B" || total.Due != 6998 || total.Received != 6998 || total.Filed != 6998 {
		t.Fatalf("rows %+v, total %+v", rows, total)
	}
	for name, c := range map[string]struct {
		got  *float64
		want float64
	}{
		"settled, A": {rows[1].Indicators.SettledRate, 93.72}, "in time, A": {rows[1].Indicators.SettledInTimeRate, 75.82},
		"settled, B": {rows[0].Indicators.SettledRate, 98.11}, "sent back, B": {rows[0].Indicators.ReworkRate, 1.00}, "deferred, B": {rows[0].Indicators.ExtensionRate, 0.20},
	} {
		if c.got == nil || math.Abs(*c.got*100-c.want) > 0.005 {
			t.Errorf("%s: %v, want %v %%", name, c.got, c.want)
		}
	}
	// Nobody was at work from the opening until somebody took it on: two days.
	if limbo := rows[1].Indicators.LimboHoursMean; limbo == nil || math.Abs(*limbo-48) > 1e-9 {
		t.Errorf("hours in limbo: %v", limbo)
	}
}

func TestFiguresKeepToTheScope(t *testing.T) {
	s, conn := openBoth(t)
	saveGrid(t, s)
	fill(t, conn, "A", 3, 2, 1, 0, 0)
	fill(t, conn, "B", 5, 5, 5, 0, 0)
	for name, c := range map[string]struct {
		scope identity.Scope
		area  string
		want  int
	}{
		"everywhere": {identity.Scope{""}, "", 8}, "of A": {identity.Scope{"A"}, "", 3}, "of both": {identity.Scope{"A", "B"}, "", 8},
		"everywhere, asked for B": {identity.Scope{""}, "B", 5}, "of A, asked for B": {identity.Scope{"A"}, "B", 0}, "of nothing": {identity.Scope{}, "", 0},
	} {
		if _, total := figures(t, s, c.scope, c.area); total.Due != c.want {
			t.Errorf("%s: %d due, want %d", name, total.Due, c.want)
		}
	}
}

// What is left out must have no part in the period: the figures are those of all cases.
func TestCasesWithoutAPartInThePeriodAreLeftOut(t *testing.T) {
	s, conn := openBoth(t)
	saveGrid(t, s)
	fill(t, conn, "A", 4, 4, 4, 0, 0)
	for _, sql := range []string{
		"update case_file set opened_at = '2025-01-01', resolve_due = '2025-02-01', closed_at = '2025-02-02' where id = (select min(id::text)::uuid from case_file)", // long settled
		"update case_file set opened_at = '2026-06-01', resolve_due = '2026-06-02', closed_at = null where id = (select max(id::text)::uuid from case_file)",         // not yet opened
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	cases, err := s.Figured(t.Context(), identity.Scope{""}, "", april())
	if err != nil || len(cases) != 2 {
		t.Errorf("%d have a part, %v", len(cases), err)
	}
}

func TestFiguresOfTooManyCasesAreRefused(t *testing.T) {
	s, conn := openBoth(t)
	saveGrid(t, s)
	fill(t, conn, "A", 3, 0, 0, 0, 0)
	if cases, err := s.FiguredAtMost(t.Context(), identity.Scope{""}, april(), 3); err != nil || len(cases) != 3 {
		t.Errorf("as many as may be: %d, %v", len(cases), err)
	}
	_, err := s.FiguredAtMost(t.Context(), identity.Scope{""}, april(), 2)
	var told *geo.Error
	if !errors.As(err, &told) || told.Kind != geo.Invalid || told.Field != "until" {
		t.Errorf("one more: %v", err)
	}
}
