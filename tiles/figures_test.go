package tiles_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
)

func counted(t *testing.T, w *world, q tiles.CountQuery) tiles.Counts {
	t.Helper()
	if q.Layer == "" {
		q.Layer = tiles.AllPoints
	}
	if q.Bound == (geo.Bound{}) {
		q.Bound = tiles.World()
	}
	c, err := w.Count(q)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestOpenCasesAreOverdueFromTheirDueDateOn(t *testing.T) {
	w := newWorld(t)
	due := func(state casework.State) casework.Case {
		c := w.caseAt("1", state, unit/2, unit/2)
		c.DueAt = begin.Add(24 * time.Hour)
		return c
	}
	w.PutCases(due(casework.Dispatched), due(casework.InProgress), due(casework.Closed), w.caseAt("1", casework.Reported, unit/2, unit/2)) // the last has no clock yet
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{time.Hour, 0}, {24 * time.Hour, 0}, {24*time.Hour + time.Second, 2}, {1000 * time.Hour, 2}} {
		w.now = begin.Add(c.after)
		got := counted(t, w, tiles.CountQuery{})
		if got.Overdue != c.want || got.Open != 3 || got.Total != 4 {
			t.Errorf("%v after they were opened, %d of %d open are overdue, want %d of 3", c.after, got.Overdue, got.Open, c.want)
		}
		if v, err := w.Values("cells", "overdue", "wide", tiles.Filter{}); err != nil || v.Total != c.want || *v.Values[0] != float64(c.want) {
			t.Errorf("%v after, the cell has %+v overdue, want %d: %v", c.after, v, c.want, err)
		}
	}
}

func TestADueDateThatMovesIsTakenIn(t *testing.T) {
	w := newWorld(t)
	c := w.caseAt("1", casework.InProgress, unit/2, unit/2)
	w.now = begin.Add(time.Hour)
	for _, step := range []struct {
		due  time.Time
		want int
	}{{begin.Add(time.Minute), 1}, {begin.Add(2 * time.Hour), 0}, {time.Time{}, 0}, {begin, 1}} {
		c.DueAt = step.due
		if changed := w.PutCases(c); len(changed) != 1 {
			t.Errorf("due at %s, %d cases changed", step.due, len(changed))
		}
		if got := counted(t, w, tiles.CountQuery{}); got.Overdue != step.want || got.Total != 1 {
			t.Errorf("due at %s, %d of %d are overdue, want %d", step.due, got.Overdue, got.Total, step.want)
		}
	}
}

func TestDaysAreThoseOfTheSite(t *testing.T) {
	w := newWorld(t)
	c := w.caseAt("1", casework.Reported, 5, 5)
	c.OpenedAt = time.Date(2026, 3, 1, 17, 30, 0, 0, time.UTC) // the next morning in China, noon in New York
	w.PutCases(c)
	for _, z := range []struct{ zone, day string }{{"UTC", "2026-03-01"}, {"Asia/Shanghai", "2026-03-02"}, {"America/New_York", "2026-03-01"}, {"Pacific/Kiritimati", "2026-03-02"}} {
		zone, err := time.LoadLocation(z.zone)
		if err != nil {
			t.Fatal(err)
		}
		w.SetZone(zone)
		if got := counted(t, w, tiles.CountQuery{By: []string{"day"}}); len(got.Groups) != 1 || got.Groups[0].Values[0] != z.day {
			t.Errorf("in %s the day is %v, want %s", z.zone, got.Groups, z.day)
		}
		f, err := w.ParseFilter(tiles.FilterText{From: z.day, To: z.day})
		if err != nil {
			t.Fatal(err)
		}
		if got := counted(t, w, tiles.CountQuery{Filter: f}); got.Total != 1 {
			t.Errorf("in %s, %d cases are opened on %s", z.zone, got.Total, z.day)
		}
	}
	// On the day that the clocks go forward in New York, 8 March, midnight is at 5 and the next one at 4 o'clock UTC.
	zone, _ := time.LoadLocation("America/New_York")
	w.SetZone(zone)
	f, err := w.ParseFilter(tiles.FilterText{From: "2026-03-08", To: "2026-03-08"})
	if err != nil || f.From.UTC().Hour() != 5 || f.To.UTC().Hour() != 4 || f.To.Sub(f.From) != 23*time.Hour {
		t.Errorf("that day is from %v to %v: %v", f.From.UTC(), f.To.UTC(), err)
	}
}

func TestFiguresPerThousandResidents(t *testing.T) {
	cells := []geo.Cell{square(1, "A", 0, 0, unit), square(2, "B", unit, 0, unit)}
	cells[0].Residents = 500
	index, err := locate.New(cells)
	if err != nil {
		t.Fatal(err)
	}
	nets := &locate.Nets{}
	nets.Replace([]*locate.Edition{{Net: geo.Net{ID: 1, Code: "grid"}, Index: index, Edition: geo.Edition{ID: 1, Net: "grid", Number: 1, InForceFrom: begin}}})
	w := &world{nets: nets, now: later}
	w.Live = tiles.NewLive(nets, func() time.Time { return w.now })
	w.SetCatalog(layers(), categories())
	w.PutCases(w.caseAt("1", casework.Reported, 5, 5), w.caseAt("1", casework.Closed, 5, 5), w.caseAt("1", casework.Closed, unit+5, 5), w.caseAt("2", casework.Closed, -unit, 5))
	v, err := w.Values("cells", "per_1000", "", tiles.Filter{})
	if err != nil || len(v.Values) != 2 || *v.Values[0] != 4 || v.Values[1] != nil || v.Total != 4 || v.Outside != 1 {
		t.Errorf("got %+v (%v), want 4 for each 1,000 in A, nothing for B whose residents nobody knows, and one case outside", v, err)
	}
	if v, err = w.Values("cells", "cases", "", tiles.Filter{States: []casework.State{casework.Closed}}); err != nil || *v.Values[0] != 1 || *v.Values[1] != 1 {
		t.Errorf("of closed cases there are %+v: %v", v, err)
	}
}

func TestFiltersThatMeanTheSameAreReadTheSame(t *testing.T) {
	w := newWorld(t)
	f, err := w.ParseFilter(tiles.FilterText{State: "open,closed", Severity: "urgent,routine", Category: "2,1", Cell: "A1", Layer: "hazards", From: "2026-01-02T00:00:00+08:00", To: "2026-01-02"})
	if err != nil {
		t.Fatal(err)
	}
	want := slices.DeleteFunc(casework.States(), func(s casework.State) bool { return s.Settled() && s != casework.Closed })
	if !slices.Equal(f.States, want) || fmt.Sprint(f.Severities) != "[urgent routine]" || !f.From.Equal(time.Date(2026, 1, 1, 16, 0, 0, 0, time.UTC)) || !f.To.Equal(time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("read as %+v", f)
	}
	if f, err := w.ParseFilter(tiles.FilterText{}); err != nil || !f.IsZero() {
		t.Errorf("nothing is read as %+v: %v", f, err)
	}
}

func TestWhatFiltersCannotMeanIsRefused(t *testing.T) {
	w := newWorld(t)
	for field, f := range map[string]tiles.FilterText{
		"category": {Category: "1,3"}, // 3 is sensitive: as if it were not there
		"state":    {State: "open,"},
		"severity": {Severity: "Urgent"},
		"layer":    {Layer: "cells"},
		"from":     {From: "2026-13-01"},
		"to":       {From: "2026-01-02", To: "2026-01-01"},
	} {
		_, err := w.ParseFilter(f)
		if geo.KindOf(err) != geo.Invalid || !strings.HasPrefix(err.Error(), field) {
			t.Errorf("%+v gives %v, want an error about %s", f, err, field)
		}
	}
}

func TestTooManyGroupsAreRefusedAndNotCut(t *testing.T) {
	w := newWorld(t)
	load(t, w, crowd(w, 11, 3000))
	if got := counted(t, w, tiles.CountQuery{By: []string{"category", "severity", "state"}}); len(got.Groups) != 2*4*8 {
		t.Errorf("%d groups, want all 64", len(got.Groups))
	}
	for _, by := range [][]string{{"colour"}, {"day", "day"}} {
		if _, err := w.Count(tiles.CountQuery{Layer: tiles.AllPoints, By: by, Bound: tiles.World()}); geo.KindOf(err) != geo.Invalid {
			t.Errorf("counting by %v gives %v", by, err)
		}
	}
}

func TestOnlyLayersOfCasesAreCounted(t *testing.T) {
	w := newWorld(t)
	for layer, kind := range map[string]geo.Kind{"cells": geo.Invalid, "base": geo.Invalid, "none": geo.NotFound} {
		if _, err := w.Count(tiles.CountQuery{Layer: layer, Bound: tiles.World()}); geo.KindOf(err) != kind {
			t.Errorf("counting %s gives %v", layer, err)
		}
	}
}

func TestColumnsAreWhatRowsHold(t *testing.T) {
	w := newWorld(t)
	closed := w.caseAt("1", casework.Closed, unit/2, unit/2)
	closed.ClosedAt = begin.Add(48 * time.Hour)
	w.PutCases(closed, w.caseAt("2", casework.Reported, unit/2, unit/2))
	w.SetMembers([]casework.MemberCount{{Net: "grid", Cell: "A1", Role: casework.Volunteer, Count: 2}})
	if err := w.SetBase([]casework.BaseFeature{{Class: "road", Rank: 1, Name: "大街", Shape: closed.At.Orb().Bound().ToPolygon()}}); err != nil {
		t.Fatal(err)
	}
	for _, layer := range []string{"hazards", "road-defects", "cells", "coverage", "base"} {
		columns, err := w.Columns(layer)
		if err != nil {
			t.Fatal(err)
		}
		page, err := w.Page(t.Context(), tiles.PageQuery{Layer: layer, Bound: tiles.World(), Limit: 100})
		if err != nil || len(page.Rows) == 0 || page.Matched != len(page.Rows) {
			t.Fatalf("%s has %d rows of %d: %v", layer, len(page.Rows), page.Matched, err)
		}
		for _, row := range page.Rows {
			for i, c := range columns {
				v := row.Value(i)
				ok := v == nil && (c.Name == "closed_at" || c.Name == "volunteers" || c.Name == "residents")
				switch v.(type) {
				case string:
					ok = c.Type == tiles.TypeText
				case int64:
					ok = c.Type == tiles.TypeInteger
				case float64:
					ok = c.Type == tiles.TypeNumber
				case bool:
					ok = c.Type == tiles.TypeBoolean
				case time.Time:
					ok = c.Type == tiles.TypeTime
				}
				if !ok || c.TitleZH == "" || c.TitleEN == "" {
					t.Errorf("%s.%s is %T %v, said to be %s", layer, c.Name, v, v, c.Type)
				}
				if len(c.Values) > 0 && !slices.Contains(c.Values, fmt.Sprint(v)) {
					t.Errorf("%s.%s is %v, which is none of %v", layer, c.Name, v, c.Values)
				}
			}
			again, err := w.Row(layer, "", row.ID())
			if err != nil || again.ID() != row.ID() || fmt.Sprint(again.Geometry()) != fmt.Sprint(row.Geometry()) {
				t.Errorf("%s: the row %s is found as %s: %v", layer, row.ID(), again.ID(), err)
			}
		}
		if _, err := w.Row(layer, "", "no such id"); geo.KindOf(err) != geo.NotFound {
			t.Errorf("%s: a row that is not there gives %v", layer, err)
		}
	}
}
