package main

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
)

// newPast returns the old editions of a net with five, each in force from a day of January on: edition n is one cell, "En".
func newPast(t *testing.T) *past {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{URL: pgtest.URL(t), Box: pgtest.Box(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	for n := range 5 {
		square := geo.MultiPolygon{{{{}, {Lon: 10_000}, {Lon: 10_000, Lat: 10_000}, {Lat: 10_000}}}}
		draft := geo.EditionDraft{
			Net: geo.Net{Code: "grid", Title: "网格", Scheme: geo.Free}, Title: "t", Source: "test", Datum: "wgs84", InForceFrom: january(n + 1),
			Cells: []geo.Cell{{Code: "E" + string(rune('1'+n)), District: "500120", Shape: square}},
		}
		if _, err := s.SaveEdition(t.Context(), draft, func([]geo.Defect) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	return &past{db: &database{Store: s}}
}

func january(day int) time.Time { return time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC) }

func TestACertificateOfLongAgoIsOfTheEditionThatWasInForce(t *testing.T) {
	p := newPast(t)
	for _, c := range []struct {
		name string
		find func() (*locate.Edition, error)
		want string // the cell; empty: there is none
	}{
		{"the first instant of the first", func() (*locate.Edition, error) { return p.EditionAt(t.Context(), "grid", january(1)) }, "E1"},
		{"the last instant of the first", func() (*locate.Edition, error) { return p.EditionAt(t.Context(), "grid", january(2).Add(-1000)) }, "E1"},
		{"the first instant of the second", func() (*locate.Edition, error) { return p.EditionAt(t.Context(), "grid", january(2)) }, "E2"},
		{"the default net", func() (*locate.Edition, error) { return p.EditionAt(t.Context(), "", january(3)) }, "E3"},
		{"today", func() (*locate.Edition, error) { return p.EditionAt(t.Context(), "grid", january(300)) }, "E5"},
		{"before there was any", func() (*locate.Edition, error) { return p.EditionAt(t.Context(), "grid", january(0)) }, ""},
		{"a net that is none", func() (*locate.Edition, error) { return p.EditionAt(t.Context(), "streets", january(3)) }, ""},
		{"by its number", func() (*locate.Edition, error) { return p.EditionNumber(t.Context(), "grid", 4) }, "E4"},
		{"a number that is none", func() (*locate.Edition, error) { return p.EditionNumber(t.Context(), "grid", 6) }, ""},
	} {
		ed, err := c.find()
		if c.want == "" {
			if geo.KindOf(err) != geo.NotFound || err == nil {
				t.Errorf("%s: %v, want that there is none", c.name, err)
			}
			continue
		}
		if err != nil || ed.Index.Len() != 1 || ed.Index.Cell(0).Code != c.want || ed.Index.Locate(geo.Point{Lon: 5, Lat: 5}).Cell != 0 {
			t.Errorf("%s: %+v, %v; want %s", c.name, ed, err, c.want)
		}
	}
}

func TestTheLastOldEditionsAreKeptAndNoMore(t *testing.T) {
	p := newPast(t)
	get := func(n int) *locate.Edition {
		ed, err := p.EditionNumber(t.Context(), "grid", n)
		if err != nil {
			t.Fatal(err)
		}
		return ed
	}
	first := get(1)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if ed, err := p.EditionAt(t.Context(), "", january(1)); err != nil || ed != first {
				t.Errorf("it is loaded again: %v", err)
			}
		})
	}
	all.Wait()
	for n := 2; n <= 5; n++ {
		get(n)
	}
	if len(p.kept) != keptEditions || p.kept[0].Number != 3 {
		t.Errorf("%d are kept, from edition %d on", len(p.kept), p.kept[0].Number)
	}
	if get(1) == first {
		t.Error("what was let go is still there")
	}
}

func TestWhoWaitsTooLongForAnOldEditionIsToldToComeAgain(t *testing.T) {
	p := newPast(t)
	editions, err := p.db.Editions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.load(gone, editions[0], geo.Net{Code: "grid"}); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("it says %v", err)
	}
	if len(p.kept) != 0 {
		t.Error("something is kept")
	}
}
