package tiles_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
	"github.com/wangge-map/wangge/tiles/mvt"
)

// model is what the live layers should hold: a list that is gone through from one end to the other.
type model struct {
	w     *world
	cases map[uuid.UUID]casework.Case
}

func isHidden(code string) bool { return code == "3" || code == "9" }

func layerOf(code string) string { return map[string]string{"1": "hazards", "2": "road-defects"}[code] }

// cellOf is the code of the cell that owns c.
func (m *model) cellOf(c casework.Case) string {
	ed, _ := m.w.nets.At("grid", m.w.now)
	if c.Placement.EditionID == ed.ID {
		for i := range int32(ed.Index.Len()) {
			if ed.Index.Cell(i).ID == c.Placement.CellID {
				return ed.Index.Cell(i).Code
			}
		}
		return ""
	}
	if i := ed.Index.Locate(c.At).Cell; i >= 0 {
		return ed.Index.Cell(i).Code
	}
	return ""
}

// passing returns the ids of the cases that a filter lets through, as texts in order.
func (m *model) passing(layer string, f tiles.Filter, bound geo.Bound) []string {
	var ids []string
	for _, c := range m.cases {
		lon, lat, ok := tiles.PublicPlace(casework.Category{}, c.At)
		at, err := geo.PointAt(lon, lat)
		if !ok || err != nil || isHidden(c.Category.Code) || !bound.Contains(at) {
			continue
		}
		in := func(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }
		if (layer == tiles.AllPoints || layer == layerOf(c.Category.Code)) && in(f.Layers, layerOf(c.Category.Code)) && in(f.Categories, c.Category.Code) &&
			(len(f.States) == 0 || slices.Contains(f.States, c.State)) && (len(f.Severities) == 0 || slices.Contains(f.Severities, c.Severity)) &&
			in(f.Cells, m.cellOf(c)) && (f.From.IsZero() || !c.OpenedAt.Before(f.From)) && (f.To.IsZero() || c.OpenedAt.Before(f.To)) {
			ids = append(ids, c.ID.String())
		}
	}
	slices.Sort(ids)
	return ids
}

func drawCase(t *rapid.T, w *world) casework.Case {
	c := w.caseAt(rapid.SampledFrom([]string{"1", "1", "2", "3", "9"}).Draw(t, "category"), rapid.SampledFrom(casework.States()).Draw(t, "state"),
		rapid.Int32Range(-unit, 5*unit).Draw(t, "lon"), rapid.Int32Range(-unit/2, 2*unit).Draw(t, "lat"))
	c.Severity = rapid.SampledFrom(casework.Severities()).Draw(t, "severity")
	c.OpenedAt = begin.Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(t, "minute")) * time.Minute)
	if rapid.Bool().Draw(t, "with a clock") {
		c.DueAt = begin.Add(time.Duration(rapid.IntRange(-60, 60).Draw(t, "due")) * time.Minute)
	}
	return c
}

func drawFilter(t *rapid.T) tiles.Filter {
	some := func(name string, all ...string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(all), 0, len(all), rapid.ID).Draw(t, name)
	}
	f := tiles.Filter{
		Layers: some("layers", "hazards", "road-defects"), Categories: some("categories", "1", "2"), Cells: some("cells", "A1", "B1"),
		States:     rapid.SliceOfN(rapid.SampledFrom(casework.States()), 0, 4).Draw(t, "states"),
		Severities: rapid.SliceOfN(rapid.SampledFrom(casework.Severities()), 0, 3).Draw(t, "severities"),
	}
	if rapid.Bool().Draw(t, "since") {
		f.From = begin.Add(time.Duration(rapid.IntRange(0, 5*24).Draw(t, "from")) * time.Hour)
	}
	if rapid.Bool().Draw(t, "until") {
		f.To = begin.Add(time.Duration(rapid.IntRange(0, 5*24).Draw(t, "to")) * time.Hour)
	}
	return f
}

func drawBound(t *rapid.T) geo.Bound {
	if rapid.Bool().Draw(t, "everywhere") {
		return tiles.World()
	}
	p := func(name string) geo.Point {
		return geo.Point{Lon: rapid.Int32Range(-unit, 5*unit).Draw(t, name+" lon"), Lat: rapid.Int32Range(-unit, 2*unit).Draw(t, name+" lat")}
	}
	return geo.EmptyBound().Extend(p("a")).Extend(p("b"))
}

// After any changes, everything that the layers answer is what a plain list would answer.
func TestLiveLayersAnswerLikeAPlainList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		m := &model{w: w, cases: map[uuid.UUID]casework.Case{}}
		for range rapid.IntRange(1, 12).Draw(t, "batches") {
			var batch []casework.Case
			for range rapid.IntRange(1, 30).Draw(t, "size") {
				c := drawCase(t, w)
				if ids := slices.SortedFunc(maps.Keys(m.cases), func(a, b uuid.UUID) int { return strings.Compare(a.String(), b.String()) }); len(ids) > 0 && rapid.Bool().Draw(t, "known") {
					c.ID = rapid.SampledFrom(ids).Draw(t, "id")
				}
				m.cases[c.ID] = c
				batch = append(batch, c)
			}
			w.PutCases(batch...)
		}
		for range 3 {
			layer := rapid.SampledFrom([]string{"hazards", "road-defects", tiles.AllPoints}).Draw(t, "layer")
			f, bound := drawFilter(t), drawBound(t)
			want := m.passing(layer, f, bound)
			m.checkList(t, tiles.Query{Layer: layer, Filter: f, Bound: bound, Limit: rapid.IntRange(1, 40).Draw(t, "limit")}, want)
			m.checkPages(t, tiles.PageQuery{Layer: layer, Filter: f, Bound: bound, Limit: rapid.IntRange(1, 20).Draw(t, "page")}, want)
			m.checkCounts(t, tiles.CountQuery{Layer: layer, Filter: f, Bound: bound}, want)
			m.checkTiles(t, tiles.TileQuery{Layer: layer, Filter: f, Bins: 16, Tile: tiles.TileID{}}, m.passing(layer, f, tiles.World()))
		}
	})
}

func (m *model) checkList(t *rapid.T, q tiles.Query, want []string) {
	raw, err := m.w.GeoJSON(q)
	if err != nil {
		t.Fatal(err)
	}
	got := idsIn(string(raw))
	newest := slices.Clone(want)
	slices.SortFunc(newest, func(a, b string) int {
		x, y := m.cases[uuid.MustParse(a)], m.cases[uuid.MustParse(b)]
		if c := y.OpenedAt.Compare(x.OpenedAt); c != 0 {
			return c
		}
		return strings.Compare(b, a)
	})
	if !slices.Equal(got, newest[:min(q.Limit, len(newest))]) || !strings.Contains(string(raw), fmt.Sprintf(`"numberMatched":%d,`, len(want))) {
		t.Fatalf("%+v lists %v, want the first %d of %v", q, got, q.Limit, newest)
	}
}

// idsIn returns the ids of the features in a collection, in order.
func idsIn(text string) (ids []string) {
	for _, part := range strings.Split(text, `"id":"`)[1:] {
		ids = append(ids, part[:36])
	}
	return ids
}

func (m *model) checkPages(t *rapid.T, q tiles.PageQuery, want []string) {
	var got []string
	for {
		page, err := m.w.Page(t.Context(), q)
		if err != nil || page.Matched != len(want) || len(page.Rows) > q.Limit {
			t.Fatalf("a page of %d rows of %d, want %d: %v", len(page.Rows), page.Matched, len(want), err)
		}
		for i := range page.Rows {
			got = append(got, page.Rows[i].ID())
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("pages of %+v give %v, want %v", q, got, want)
	}
}

func (m *model) checkCounts(t *rapid.T, q tiles.CountQuery, want []string) {
	q.By = []string{"cell", "category", "day", "state"}
	groups, overdue := map[string]int{}, 0
	for _, id := range want {
		c := m.cases[uuid.MustParse(id)]
		if !c.State.Settled() && !c.DueAt.IsZero() && c.DueAt.Before(m.w.now) {
			overdue++
		}
		groups[fmt.Sprint([]string{m.cellOf(c), c.Category.Code, c.OpenedAt.Format(time.DateOnly), string(c.State)})]++
	}
	counted, err := m.w.Count(q)
	if err != nil || counted.Total != len(want) || len(counted.Groups) != len(groups) {
		t.Fatalf("%d cases in %d groups are counted, want %d in %d: %v", counted.Total, len(counted.Groups), len(want), len(groups), err)
	}
	if counted.Overdue != overdue {
		t.Fatalf("%d are overdue, want %d", counted.Overdue, overdue)
	}
	if !slices.IsSortedFunc(counted.Groups, func(a, b tiles.CountGroup) int { return slices.Compare(a.Values, b.Values) }) {
		t.Fatalf("the groups are not in order: %v", counted.Groups)
	}
	for _, g := range counted.Groups {
		if groups[fmt.Sprint(g.Values)] != g.Count {
			t.Fatalf("%v has %d cases, want %d", g.Values, g.Count, groups[fmt.Sprint(g.Values)])
		}
	}
}

// checkTiles goes down the tiles that hold something, and adds up what they show.
func (m *model) checkTiles(t *rapid.T, q tiles.TileQuery, want []string) {
	raw, err := m.w.DrawTile(q)
	if err != nil {
		t.Fatal(err)
	}
	got := shown(t, raw)
	if len(got) != len(want) {
		t.Fatalf("the tile %v shows %d cases, want %d", q.Tile, len(got), len(want))
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Fatalf("the tile %v shows %v, want %v", q.Tile, got, want)
	}
	if q.Tile.Z == 12 || len(want) == 0 {
		return
	}
	for i := range uint32(4) {
		below := q
		below.Tile = tiles.TileID{Z: q.Tile.Z + 1, X: q.Tile.X<<1 | i&1, Y: q.Tile.Y<<1 | i>>1}
		var in []string
		for _, id := range want {
			lon, lat, _ := tiles.PublicPlace(casework.Category{}, m.cases[uuid.MustParse(id)].At)
			at, _ := geo.PointAt(lon, lat)
			if tiles.TileAt(at, below.Tile.Z) == below.Tile {
				in = append(in, id)
			}
		}
		m.checkTiles(t, below, in)
	}
}

// shown returns the ids of the cases that a tile shows one by one. It fails when the tile holds anything else.
func shown(t interface{ Fatalf(string, ...any) }, raw []byte) (ids []string) {
	layers, err := mvt.Decode(raw)
	if err != nil {
		t.Fatalf("not a tile: %v", err)
	}
	for _, layer := range layers {
		if layer.Name != "points" {
			t.Fatalf("the tile has a layer %q", layer.Name)
		}
		for _, f := range layer.Features {
			ids = append(ids, f.Tags["id"].(string))
		}
	}
	return ids
}

// What a change does to tiles is what it says: those it names and those above them are the ones whose bytes may differ.
func TestAChangeNamesExactlyTheTilesThatItMakesStale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		var known []casework.Case
		for range rapid.IntRange(1, 10).Draw(t, "cases") {
			c := drawCase(t, w)
			known = append(known, c)
		}
		w.PutCases(known...)
		changed := rapid.SampledFrom(known).Draw(t, "changed")
		next := drawCase(t, w)
		next.ID = changed.ID
		queries := tilesAround(known, next)
		before := map[string]string{}
		for _, q := range queries {
			before[fmt.Sprint(q)] = etag(t, w, q)
		}
		stale := map[string]bool{}
		for _, change := range w.PutCases(next) {
			for _, s := range change.Stale {
				for z := range s.Tile.Z + 1 {
					up := s.Tile.Z - z
					stale[fmt.Sprint(s.Layer, tiles.TileID{Z: z, X: s.Tile.X >> up, Y: s.Tile.Y >> up})] = true
				}
			}
		}
		for _, q := range queries {
			differs := etag(t, w, q) != before[fmt.Sprint(q)]
			if told := stale[fmt.Sprint(q.Layer, q.Tile)]; differs != told {
				t.Fatalf("tile %v of %s differs is %v, and is told to is %v, after %+v became %+v", q.Tile, q.Layer, differs, told, changed, next)
			}
		}
	})
}

// tilesAround returns the tiles of both layers that hold any of cases, at some zooms.
func tilesAround(cases []casework.Case, next casework.Case) []tiles.TileQuery {
	var out []tiles.TileQuery
	seen := map[string]bool{}
	for _, c := range append(slices.Clone(cases), next) {
		lon, lat, _ := tiles.PublicPlace(casework.Category{}, c.At)
		at, _ := geo.PointAt(lon, lat)
		for _, z := range []uint32{0, 5, 11, 14, 18} {
			for _, layer := range []string{"hazards", "road-defects"} {
				q := tiles.TileQuery{Layer: layer, Tile: tiles.TileAt(at, z), Bins: 16}
				if key := fmt.Sprint(q); !seen[key] {
					seen[key] = true
					out = append(out, q)
				}
			}
		}
	}
	return out
}

func etag(t *rapid.T, w *world, q tiles.TileQuery) string {
	tile, err := w.Tile(q)
	if err != nil {
		t.Fatal(err)
	}
	return tile.ETag
}
