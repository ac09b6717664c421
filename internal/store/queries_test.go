package store

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/pgtest"
)

func TestEveryStatementPreparesOnTheMigratedSchema(t *testing.T) {
	all, err := loadQueries()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 30 {
		t.Fatalf("only %d statements were read", len(all))
	}
	conn, err := pgx.Connect(t.Context(), pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), all["stage"]); err != nil {
		t.Fatal(err)
	}
	for name, sql := range all {
		if _, err := conn.Prepare(t.Context(), name, numbered(t, sql)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAStatementMayNotHaveTheNameOfAnother(t *testing.T) {
	all, parts := queries{"inbox": "select {queue}", "inbox_cells": "select 2"}, queries{"queue_cells": "1"}
	if _, err := all.complete(parts); err == nil {
		t.Error("inbox_cells stands for two statements")
	}
	delete(all, "inbox_cells")
	if done, err := all.complete(parts); err != nil || done["inbox_cells"] != "select 1" {
		t.Errorf("the statement of the queue is %q, %v", done["inbox_cells"], err)
	}
}

func TestWhoMaySeeACaseIsSaidOnce(t *testing.T) {
	files, err := fs.Glob(queryFiles, "queries/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]int{}
	for _, file := range files {
		text, err := queryFiles.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), "w.case_id = c.id and w.department"); n > 0 {
			said[file] = n
		}
	}
	if len(said) != 1 || said["queries/office.sql"] != 1 {
		t.Errorf("the predicate of the part in_scope stands in %v; put {in_scope} there", said)
	}
}

func TestWhatIsSettledIsWhatCaseworkSaysItIs(t *testing.T) {
	all, err := loadQueries()
	if err != nil {
		t.Fatal(err)
	}
	var settled []string
	for _, state := range casework.States() {
		if state.Settled() {
			settled = append(settled, "'"+string(state)+"'")
		}
	}
	in := "(" + strings.Join(settled, ", ") + ")"
	for name, want := range map[string]string{"inbox_all": "c.state not in " + in, "settled": "c.state in " + in, "settled_near": "i.state in " + in, "few_settled": "i.state in " + in} {
		if !strings.Contains(all[name], want) {
			t.Errorf("%s does not ask for %s: %s", name, want, all[name])
		}
	}
}

// numbered is sql with the names of its values as the numbers that the database knows.
func numbered(t *testing.T, sql string) string {
	t.Helper()
	if !strings.Contains(sql, "@") {
		return sql
	}
	out, _, err := pgx.NamedArgs{}.RewriteQuery(t.Context(), nil, sql, nil)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Each of these runs for every report, every answer or every wake of the feed: at a city's size a scan of the table would
// take seconds.
func TestHotStatementsUseTheirIndex(t *testing.T) {
	all, err := loadQueries()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	fillTables(t, conn)
	ids := []string{"00000000-0000-0000-0000-000000000007", "00000000-0000-0000-0000-000000000008"}
	for _, c := range []struct {
		name    string
		args    []any
		indexes []string
	}{
		{"reports_by_source", []any{[]string{"api", "api"}, []string{"7", "8"}}, []string{"report_source_id_source_district_key"}},
		{"find_progress", []any{ids[:1], "none"}, []string{"report_pkey", "report_tracking", "case_file_pkey", "cell_pkey", "edition_pkey"}},
		{"find_progress", []any{[]string{}, "WG-7"}, []string{"report_pkey", "report_tracking", "case_file_pkey", "cell_pkey"}},
		{"cases_by_id", []any{ids}, []string{"case_file_pkey"}},
		{"cases_untouched", []any{ids}, []string{"case_event_pkey"}},
		{"changes_since", []any{"5", int64(0), 100}, []string{"change_pkey"}},
		{"change_pending", nil, []string{"change_pkey"}},
		{"change_exists", []any{"5", int64(7)}, []string{"change_pkey"}},
		{"newest_edition", []any{int64(7)}, []string{"edition_net_id_"}},
		{"cells", []any{int64(7)}, []string{"cell_edition_id_code_key"}},
	} {
		rows, err := conn.Query(t.Context(), "explain "+all[c.name], c.args...)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		plan := strings.Join(lines, "\n")
		for _, index := range c.indexes {
			if !strings.Contains(plan, " "+index) {
				t.Errorf("%s does not use %s:\n%s", c.name, index, plan)
			}
		}
		for _, table := range []string{"report", "case_file", "case_event", "change", "cell", "edition"} {
			if strings.Contains(plan, "Seq Scan on "+table+" ") {
				t.Errorf("%s scans %s:\n%s", c.name, table, plan)
			}
		}
	}
}

// fillTables puts enough rows into every table that a scan does not pay, and lets the planner know.
func fillTables(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	const id = "('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid"
	for _, sql := range []string{
		"insert into net (code, title, scheme) select 'net-' || i, '', 'free' from generate_series(1, 500) as i",
		"insert into edition (net_id, number, title, datum, source, in_force_from) select id, 1, '', 'wgs84', '', now() from net",
		`insert into cell (edition_id, code, name, parent_code, district, geom, area_m2, label)
			select e.id, i::text, '', '', '500120', ST_Multi(ST_MakeEnvelope(0, 0, 1, 1, 4326)), 1, ST_SetSRID(ST_MakePoint(0, 0), 4326)
			from edition e, generate_series(1, 20) as i`,
		`insert into report (district, id, case_id, tracking, category, datum, source_x, source_y, geom, accuracy_m, description, source, source_id, digest, reported_at, received_at)
			select '500120', ` + id + `, ` + id + `, 'WG-' || i, '06013', 'wgs84', 0, 0, ST_SetSRID(ST_MakePoint(0, 0), 4326), 0, '', 'api', i::text, '', now(), now()
			from generate_series(1, 10000) as i`,
		`insert into case_file (district, id, category, state, severity, net_code, edition_id, cell_id, locate_status, geom, opened_at, updated_at)
			select '500120', ` + id + `, '06013', 'reported', 0, 'net-1', 1, 1 + i % 10000, 'inside', ST_SetSRID(ST_MakePoint(0, 0), 4326), now(), now()
			from generate_series(1, 10000) as i`,
		"insert into case_event (district, case_id, at, kind, to_state) select '500120', " + id + ", now(), 'opened', 'reported' from generate_series(1, 10000) as i",
		"insert into change (district, kind, key) select '500120', 'case', i::text from generate_series(1, 10000) as i",
		"analyze",
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

func TestACommitWaitsForTheDiskWhateverTheAddressSays(t *testing.T) {
	s, err := Open(t.Context(), Config{URL: pgtest.URL(t) + "&synchronous_commit=off"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var got string
	if err := s.pool.QueryRow(t.Context(), "show synchronous_commit").Scan(&got); err != nil || got != "on" {
		t.Errorf("synchronous_commit is %q, %v", got, err)
	}
}
