package tiles_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
)

// An edition that comes into force by the clock has other cells: what a question counts by and what it filters by must be of one picture.
func TestCountingByCellsOfAnEditionThatHasJustComeIntoForce(t *testing.T) {
	w := newWorld(t)
	w.PutCases(w.caseAt("1", casework.Reported, unit/2, unit/2), w.caseAt("1", casework.Reported, 5*unit+unit/2, unit/2))
	w.now = later
	counted, err := w.Count(tiles.CountQuery{Layer: tiles.AllPoints, By: []string{"cell"}, Bound: tiles.World(), Filter: tiles.Filter{Cells: []string{"A2", "B2"}}})
	if err != nil || fmt.Sprint(counted.Groups) != "[{[A2] 1} {[B2] 1}]" {
		t.Errorf("counted %+v: %v", counted, err)
	}
	if _, err := w.Count(tiles.CountQuery{Layer: tiles.AllPoints, By: []string{"cell"}, Bound: tiles.World(), Filter: tiles.Filter{Cells: []string{"A1"}}}); geo.KindOf(err) != geo.Invalid {
		t.Errorf("a cell of the edition before gives %v", err)
	}
}

func TestFiltersThatDifferByLessThanASecondHaveTheirOwnTiles(t *testing.T) {
	w := newWorld(t)
	c := w.caseAt("1", casework.Reported, 5, 5)
	w.PutCases(c)
	show := func(from time.Time) int {
		tile, err := w.Tile(tiles.TileQuery{Layer: "hazards", Bins: 8, Filter: tiles.Filter{From: from}})
		if err != nil {
			t.Fatal(err)
		}
		return len(tile.Gzip)
	}
	if late, sharp := show(c.OpenedAt.Add(time.Second/2)), show(c.OpenedAt); late >= sharp {
		t.Errorf("from half a second later the tile has %d bytes, from the moment itself %d", late, sharp)
	}
}

func TestDaysThatDoNotBeginAtMidnight(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		zone, day string
		begins    time.Time
		hours     float64
	}{
		{"America/Sao_Paulo", "2018-11-04", time.Date(2018, 11, 4, 3, 0, 0, 0, time.UTC), 23}, // midnight did not exist
		{"Africa/Cairo", "2026-04-24", time.Date(2026, 4, 23, 22, 0, 0, 0, time.UTC), 23},
		{"Asia/Shanghai", "2026-04-24", time.Date(2026, 4, 23, 16, 0, 0, 0, time.UTC), 24},
		{"America/New_York", "2026-11-01", time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC), 25},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		w.SetZone(zone)
		f, err := w.ParseFilter(tiles.FilterText{From: c.day, To: c.day})
		if err != nil || !f.From.Equal(c.begins) || f.To.Sub(f.From).Hours() != c.hours {
			t.Errorf("%s in %s is from %v to %v, want from %v for %v hours: %v", c.day, c.zone, f.From.UTC(), f.To.UTC(), c.begins, c.hours, err)
		}
	}
	for _, text := range []string{"0001-01-01T00:00:00Z", "1969-12-30"} {
		if _, err := w.ParseFilter(tiles.FilterText{To: text}); geo.KindOf(err) != geo.Invalid {
			t.Errorf("to=%s gives %v, want an error: it would mean no filter", text, err)
		}
	}
}

func TestAPageEndsWithItsRequest(t *testing.T) {
	w := newWorld(t)
	load(t, w, crowd(w, 9, 2000))
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	_, err := w.Page(ctx, tiles.PageQuery{Layer: tiles.AllPoints, Bound: tiles.World(), Limit: 5000, Where: func(*tiles.Row) bool {
		if asked++; asked == 10 {
			cancel()
		}
		return true
	}})
	if !errors.Is(err, context.Canceled) || asked > 10 {
		t.Errorf("after the request had ended, %d rows were asked about, and the page gives %v", asked-10, err)
	}
}

func TestReadsGoOnWhileCasesAreLoaded(t *testing.T) {
	w := newWorld(t)
	w.PutCases(w.caseAt("1", casework.Reported, 5, 5))
	err := w.Load(func(add func(casework.Case)) error {
		w.now = later // another edition comes into force: reading needs its cells
		if card, err := w.Cell("", "A2"); err != nil || card.Open != 1 {
			t.Errorf("while loading, a cell is %+v: %v", card, err)
		}
		add(w.caseAt("1", casework.Reported, 6, 6))
		add(w.caseAt("1", casework.Reported, unit+6, 6))
		return nil
	})
	if card, errCell := w.Cell("", "A2"); err != nil || errCell != nil || card.Open != 2 {
		t.Errorf("after loading, the cell of the edition in force is %+v: %v %v", card, err, errCell)
	}
}

func TestAVolunteerWhoMayNotBeToldOfLeavesNoTrace(t *testing.T) {
	w := newWorld(t)
	with := func(n int) (changed bool) {
		before := w.Generation()
		changed = w.SetMembers([]casework.MemberCount{{Net: "grid", Cell: "A1", Role: casework.Volunteer, Count: n}})
		if (w.Generation() != before) != changed {
			t.Errorf("%d volunteers: changed is %v, and the generation says otherwise", n, changed)
		}
		return changed
	}
	var got []bool
	for _, n := range []int{1, 2, 3, 3, 4, 2, 1} {
		got = append(got, with(n))
	}
	if fmt.Sprint(got) != "[true false true false true true false]" {
		t.Errorf("1, 2, 3, 3, 4, 2, 1 volunteers change what is told: %v", got)
	}
}
