package export

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
)

// town is live layers with one cell and 25 hazards in it, every fifth of a sensitive category.
func town(t *testing.T) (*tiles.Live, []casework.Case) {
	t.Helper()
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	side := int32(1e7)
	index, err := locate.New([]geo.Cell{{ID: 1, Code: "A1", Name: "一号网格", District: geo.NoDistrict, Shape: geo.MultiPolygon{{{
		{Lon: 0, Lat: 0}, {Lon: side, Lat: 0}, {Lon: side, Lat: side}, {Lon: 0, Lat: side},
	}}}}})
	if err != nil {
		t.Fatal(err)
	}
	nets := &locate.Nets{}
	nets.Replace([]*locate.Edition{{Net: geo.Net{ID: 1, Code: "grid"}, Index: index, Edition: geo.Edition{ID: 1, Net: "grid", Number: 1, InForceFrom: begin}}})
	live := tiles.NewLive(nets, func() time.Time { return begin.Add(time.Hour) })
	live.SetCatalog(
		[]casework.Layer{{ID: "hazards", Kind: tiles.KindPoints, TitleZH: "隐患", TitleEN: "Hazards"}, {ID: "cells", Kind: tiles.KindCells, TitleZH: "网格", TitleEN: "Cells"}},
		[]casework.Category{{Code: "1", Layer: "hazards", NameZH: "井盖"}, {Code: "2", Layer: "hazards", NameZH: "纠纷", Sensitive: true}},
	)
	var cases []casework.Case
	for i := range 25 {
		c := casework.Case{
			ID: uuid.New(), Category: casework.Category{Code: "1"}, State: casework.States()[i%2], OpenedAt: begin, At: geo.Point{Lon: int32(1e6 + i*12_345), Lat: 5_000_123},
			Placement: casework.Placement{Net: "grid", EditionID: 1, CellID: 1},
		}
		if i%5 == 4 {
			c.Category.Code = "2"
		}
		cases = append(cases, c)
	}
	live.PutCases(cases...)
	return live, cases
}

func collect(t *testing.T, s Source) (rows []Row) {
	t.Helper()
	for r, err := range s.Rows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	return rows
}

func TestALayerIsReadPageByPageWithNothingTwiceAndNothingLeftOut(t *testing.T) {
	live, cases := town(t)
	for _, limit := range []int{1, 3, 19, 20, 21, 1000} {
		q := tiles.PageQuery{Layer: "hazards", Bound: tiles.World(), Limit: limit}
		var ids []string
		for r, err := range rowsOf(t.Context(), live, q) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, r.ID())
		}
		want := 0
		for _, c := range cases {
			if c.Category.Code == "1" {
				want++
				if !slices.Contains(ids, c.ID.String()) {
					t.Errorf("pages of %d leave out %s", limit, c.ID)
				}
			}
		}
		if len(ids) != want {
			t.Errorf("pages of %d give %d rows, want %d", limit, len(ids), want)
		}
	}
}

func TestAnExportHoldsOnlyWhatThePublicSees(t *testing.T) {
	live, cases := town(t)
	s, err := LayerSource(t.Context(), live, tiles.PageQuery{Layer: "hazards", Bound: tiles.World()}, English)
	if err != nil {
		t.Fatal(err)
	}
	rows := collect(t, s)
	if s.Count != 20 || len(rows) != 20 || !s.Points || s.Title != "Hazards" {
		t.Errorf("%q, points %t, has %d rows and says %d", s.Title, s.Points, len(rows), s.Count)
	}
	for _, r := range rows {
		i := slices.IndexFunc(cases, func(c casework.Case) bool { return c.ID.String() == r.ID() })
		if cases[i].Category.Code == "2" {
			t.Errorf("a sensitive case is among them: %s", r.ID())
		}
		exact, told := cases[i].At.Orb(), r.Geometry().(orb.Point)
		if told == exact || told[1] != 0.5 { // to 4 decimals
			t.Errorf("a case at %v is told to be at %v", exact, told)
		}
	}
}

func TestALayerIsNarrowedByTheFilterAndTheBound(t *testing.T) {
	live, _ := town(t)
	for _, c := range []struct {
		name string
		q    tiles.PageQuery
		want int
	}{
		{"by state", tiles.PageQuery{Bound: tiles.World(), Filter: tiles.Filter{States: casework.States()[:1]}}, 10},
		{"by cell", tiles.PageQuery{Bound: tiles.World(), Filter: tiles.Filter{Cells: []string{"A1"}}}, 20},
		{"by place", tiles.PageQuery{Bound: geo.Bound{Min: geo.Point{}, Max: geo.Point{Lon: 1_050_000, Lat: 1e7}}}, 4},
	} {
		c.q.Layer = "hazards"
		s, err := LayerSource(t.Context(), live, c.q, Chinese)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(collect(t, s)); n != c.want || s.Count != c.want {
			t.Errorf("%s: %d rows, announced as %d, want %d", c.name, n, s.Count, c.want)
		}
	}
}

func TestCellsAreExportedAsPolygons(t *testing.T) {
	live, _ := town(t)
	s, err := LayerSource(t.Context(), live, tiles.PageQuery{Layer: "cells", Bound: tiles.World()}, Chinese)
	if err != nil {
		t.Fatal(err)
	}
	rows := collect(t, s)
	if len(rows) != 1 || rows[0].ID() != "A1" || s.Points || fmt.Sprint(rows[0].Value(1)) != "一号网格" {
		t.Fatalf("%d rows, points %t", len(rows), s.Points)
	}
	if _, isShape := rows[0].Geometry().(orb.MultiPolygon); !isShape {
		t.Errorf("a cell is a %T", rows[0].Geometry())
	}
}

func TestALayerThatIsNotThereIsAnErrorBeforeAnythingIsWritten(t *testing.T) {
	live, _ := town(t)
	for _, c := range []struct {
		field string
		q     tiles.PageQuery
	}{
		{"layer", tiles.PageQuery{Layer: "nope"}},
		{"net", tiles.PageQuery{Layer: "cells", Net: "nope"}},
		{"cell", tiles.PageQuery{Layer: "hazards", Filter: tiles.Filter{Cells: []string{"B2"}}}},
	} {
		c.q.Bound = tiles.World()
		if _, err := LayerSource(t.Context(), live, c.q, Chinese); fieldOf(err) != c.field {
			t.Errorf("%s: %v", c.field, err)
		}
	}
}

func TestEveryValueOfAShortListHasItsWords(t *testing.T) {
	live, _ := town(t)
	seen := 0
	for _, layer := range []string{"hazards", "cells"} {
		s, err := LayerSource(t.Context(), live, tiles.PageQuery{Layer: layer, Bound: tiles.World()}, Chinese)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range s.Columns {
			for _, value := range c.Values {
				seen++
				for lang, is := range map[Lang]func(any) bool{
					Chinese: func(v any) bool { return v != value }, English: func(v any) bool { return v != value }, None: func(v any) bool { return v == value },
				} {
					o := Options{Source: s, Lang: lang}
					if word := o.inWords(i, value); !is(word) {
						t.Errorf("%s %s is %q in %s", c.Name, value, word, lang)
					}
				}
			}
		}
	}
	if seen != len(casework.States())+len(casework.Severities()) {
		t.Errorf("%d values were looked at", seen)
	}
}
