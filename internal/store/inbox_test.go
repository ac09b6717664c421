package store

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/pgtest"
)

// asking are the values of a list's statements, for who sees these areas, from its beginning.
func asking(areas, own []string, department string) pgx.NamedArgs {
	return pgx.NamedArgs{
		"areas": areas, "own": own, "scope_department": department, "account": 1, "department": department, "member": 1, "checks": areas, "now": "2026-05-01",
		"state": "", "category": "", "cell": "", "ids": nil, "words": "", "group": "", "after_due": "-infinity", "after_at": "infinity", "after_id": uuid.Max.String(),
		"limit": 20, "most": 1001,
	}
}

func TestFewSettledCasesAreTheSameAsThoseOfTheTown(t *testing.T) {
	all, conn := statements(t)
	const id = "('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid"
	for _, sql := range []string{
		`insert into case_file (district, id, category, state, severity, net_code, area, locate_status, geom, opened_at, updated_at)
			select '500120', ` + id + `, case when i % 3 = 0 then '06013' else '91003' end, (array['closed', 'rejected', 'reported', 'duplicate', 'closed_unfixed'])[1 + i % 5], 0, 'grid',
				'50012000' || (i % 7) || '00' || (i % 2), 'inside', ST_SetSRID(ST_MakePoint(0, 0), 4326), now(), '2026-01-01'::timestamptz + (i * 7919 % 400) * interval '1 hour'
			from generate_series(1, 400) as i`,
		"insert into case_department (district, case_id, department) select '500120', id, 'roads' from case_file where category = '06013'",
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		areas, own []string
		department string
		some       bool
	}{
		"everywhere":                    {areas: []string{""}, some: true},
		"one area":                      {areas: []string{"500120003"}, some: true},
		"areas in one another":          {areas: []string{"500120003", "500120003001", "500120005"}, some: true},
		"none":                          {areas: []string{}},
		"a department in a few areas":   {own: []string{"500120001", "500120002"}, areas: []string{}, department: "roads", some: true},
		"a department that has nothing": {own: []string{"500120001"}, areas: []string{}, department: "parks"},
		"areas and a department":        {areas: []string{"500120006"}, own: []string{"5001200"}, department: "roads", some: true},
	} {
		t.Run(name, func(t *testing.T) {
			values := asking(c.areas, c.own, c.department)
			few, town := found(t, conn, all["few_settled"], values), found(t, conn, all["settled"], values)
			if diff := cmp.Diff(town, few); diff != "" {
				t.Errorf("the lists differ (-town +few):\n%s", diff)
			}
			if (len(town) > 0) != c.some {
				t.Errorf("%d cases were found", len(town))
			}
			var inTown, ofFew int
			if err := conn.QueryRow(t.Context(), all["settled_total"], values).Scan(&inTown); err != nil {
				t.Fatal(err)
			}
			if err := conn.QueryRow(t.Context(), all["few_settled_total"], values).Scan(&ofFew); err != nil {
				t.Fatal(err)
			}
			if inTown != ofFew || inTown < len(town) {
				t.Errorf("counted %d in the town, %d of few, for a page of %d", inTown, ofFew, len(town))
			}
		})
	}
}

// statements are all of them, and a connection to a database of its own that has the schema.
func statements(t *testing.T) (queries, *pgx.Conn) {
	t.Helper()
	all, err := loadQueries()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return all, conn
}

func found(t *testing.T, conn *pgx.Conn, sql string, values pgx.NamedArgs) []uuid.UUID {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql, values)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (id uuid.UUID, err error) {
		var due, at any
		return id, row.Scan(&id, &due, &at)
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// A page is asked for at every look at the inbox: a scan of a city's cases would take a second each time.
func TestAPageOfAnInboxReadsNoWholeTable(t *testing.T) {
	all, conn := statements(t)
	fillTables(t, conn)
	pages := 0
	for name, sql := range all {
		if !strings.HasPrefix(name, "inbox_") || strings.HasPrefix(name, "inbox_total") || name == "inbox_counts" {
			continue
		}
		pages++
		values := asking([]string{"500120003"}, nil, "roads")
		values["after_at"], values["after_id"] = "-infinity", uuid.Nil.String()
		rows, err := conn.Query(t.Context(), "explain "+sql, values)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if plan := strings.Join(lines, "\n"); !strings.Contains(plan, "case_file_") || strings.Contains(plan, "Seq Scan on case_file ") {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
	if pages < 10 {
		t.Errorf("only %d lists were looked at", pages)
	}
}

func TestWhatWaitsForDispatchIsListedByHowGraveItIsAndHowLongItWaits(t *testing.T) {
	all, conn := statements(t)
	insert := `insert into case_file (district, id, category, state, severity, net_code, area, locate_status, geom, opened_at, updated_at)
		values ('500120', $1, '06013', $2, $3, 'grid', '500120003', 'inside', ST_SetSRID(ST_MakePoint(0, 0), 4326), $4, $4)`
	id := func(i int) uuid.UUID { return uuid.UUID{15: byte(i)} }
	for i, c := range []struct {
		state    string
		severity int
		opened   string
	}{
		1: {"filed", 0, "2026-04-01"}, 2: {"filed", 2, "2026-04-20"}, 3: {"filed", 3, "2026-04-25"}, 4: {"filed", 2, "2026-04-10"},
		5: {"reported", 3, "2026-04-01"}, 6: {"dispatched", 3, "2026-04-01"}, 7: {"filed", 0, "2026-04-01"},
	} {
		if i == 0 {
			continue
		}
		if _, err := conn.Exec(t.Context(), insert, id(i), c.state, c.severity, c.opened); err != nil {
			t.Fatal(err)
		}
	}
	values := asking([]string{""}, nil, "")
	values["after_at"], values["after_id"], values["limit"] = "-infinity", uuid.Nil.String(), 2
	var got []uuid.UUID
	for range 3 { // pages: the place behind the last of one is where the next begins
		rows, err := conn.Query(t.Context(), all["inbox_gravest"], values)
		if err != nil {
			t.Fatal(err)
		}
		places, err := pgx.CollectRows(rows, scanPlace)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range places {
			got = append(got, p.ID)
			values["after_due"], values["after_at"], values["after_id"] = p.Due, p.At, p.ID.String()
		}
	}
	if diff := cmp.Diff([]uuid.UUID{id(3), id(4), id(2), id(1), id(7)}, got); diff != "" {
		t.Errorf("to be dispatched (-want +got):\n%s", diff)
	}
	var counted int
	if err := conn.QueryRow(t.Context(), all["inbox_total_dispatch"], values).Scan(&counted); err != nil || counted != 5 {
		t.Errorf("%d are counted, %v", counted, err)
	}
}
