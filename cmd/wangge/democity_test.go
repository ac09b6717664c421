package main_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/pgserver"
)

func TestTheCityIsLoadedOnce(t *testing.T) {
	dir := dataDir(t)
	args := []string{"demo", "--city", "--cells", "300", "--cases", "5000", "--data-dir", dir, "--listen", freeAddress(t)}
	for _, when := range []string{"at first", "again", "after an interruption"} {
		if when == "after an interruption" {
			interrupt(t, dir)
		}
		s := start(t, args...)
		if n, cells := shown(s); n < 4700 || n > 4960 || cells != 300 { // about 2 % are of sensitive categories
			t.Errorf("%s: %d cases and %d cells are shown", when, n, cells)
		}
		var site struct{ Synthetic bool }
		if s.get("/api/v1/site", &site); !site.Synthetic {
			t.Errorf("%s: the site does not say that it is synthetic", when)
		}
		s.stop()
	}
	for name, other := range map[string][]string{
		"the town":     {"demo"},
		"another size": {"demo", "--city", "--cells", "300", "--cases", "5001"},
	} {
		_, stderr, exit := run(t, nil, append(other, "--data-dir", dir)...)
		if exit == 0 || !strings.Contains(stderr, "synthetic city of 300 cells and 5000 cases") {
			t.Errorf("%s in the city's folder: exit %d, %s", name, exit, stderr)
		}
	}
	if _, stderr, exit := run(t, nil, "demo", "--cells", "300", "--data-dir", dir); exit != 2 || !strings.Contains(stderr, "--city") {
		t.Errorf("--cells without --city: exit %d, %s", exit, stderr)
	}
}

// interrupt makes the database as it would be had the load stopped half-way.
func interrupt(t *testing.T, dir string) {
	t.Helper()
	server, err := pgserver.Start(t.Context(), pgserver.Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close(t.Context())
	conn, err := pgx.Connect(t.Context(), server.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, sql := range []string{
		"delete from setting where key = 'demo'",
		"delete from member",
		"alter table case_event disable trigger case_event_only_added", // as if they had never come
		"delete from case_event where case_id in (select case_id from report where source_id > '00002500')",
		"delete from case_file where id in (select case_id from report where source_id > '00002500')",
		"delete from report where source_id > '00002500'",
		"alter table case_event enable trigger case_event_only_added",
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
}

// shown returns how many cases and cells the layers have.
func shown(s *service) (cases, cells int) {
	var list struct {
		Layers []struct {
			ID, Kind string
			Count    int
		}
	}
	s.get("/api/v1/layers", &list)
	for _, l := range list.Layers {
		switch {
		case l.Kind == "points":
			cases += l.Count
		case l.ID == "cells":
			cells = l.Count
		}
	}
	return cases, cells
}
