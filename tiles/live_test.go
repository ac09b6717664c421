package tiles_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/geo/wire"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
)

const unit = 100_000 // 0.01°

func square(id int64, code string, lon, lat, size int32) geo.Cell {
	return geo.Cell{ID: id, Code: code, Name: "格 \"" + code + "\"\n</script>", District: geo.NoDistrict, Label: geo.Point{Lon: lon + size/2, Lat: lat + size/2},
		Shape: geo.MultiPolygon{{{{Lon: lon, Lat: lat}, {Lon: lon + size, Lat: lat}, {Lon: lon + size, Lat: lat + size}, {Lon: lon, Lat: lat + size}}}}}
}

// edition is the n-th edition of net: a row of cells, each n+1 units wide.
func edition(t interface{ Fatal(...any) }, net geo.Net, n int, from, until time.Time) *locate.Edition {
	var cells []geo.Cell
	for i := range 4 {
		size := int32(unit * (n + 1))
		cells = append(cells, square(net.ID*1000+int64(n*100+i), fmt.Sprintf("%c%d", 'A'+i, n), int32(i)*size, 0, size))
	}
	index, err := locate.New(cells)
	if err != nil {
		t.Fatal(err)
	}
	return &locate.Edition{Net: net, Index: index, Edition: geo.Edition{ID: net.ID*10 + int64(n), Net: net.Code, Number: n, InForceFrom: from, InForceUntil: until}}
}

var (
	begin = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	later = begin.Add(time.Hour)
)

func layers() []casework.Layer {
	return []casework.Layer{
		{ID: "hazards", Kind: tiles.KindPoints}, {ID: "road-defects", Kind: tiles.KindPoints}, {ID: "coverage", Kind: tiles.KindCells},
		{ID: "cells", Kind: tiles.KindCells}, {ID: "base", Kind: tiles.KindBase},
	}
}

func categories() []casework.Category {
	return []casework.Category{
		{Code: "1", Layer: "hazards", NameZH: "隐患", NameEN: `a "hazard"`}, {Code: "2", Layer: "road-defects"}, {Code: "3", Layer: "hazards", Sensitive: true},
	}
}

// world is live layers over two nets, with a clock.
type world struct {
	*tiles.Live
	nets *locate.Nets
	now  time.Time
	grid geo.Net
	wide geo.Net
}

func newWorld(t interface{ Fatal(...any) }) *world {
	w := &world{nets: &locate.Nets{}, now: begin.Add(time.Minute), grid: geo.Net{ID: 1, Code: "grid"}, wide: geo.Net{ID: 2, Code: "wide"}}
	w.nets.Replace([]*locate.Edition{edition(t, w.grid, 1, begin, later), edition(t, w.grid, 2, later, time.Time{}), edition(t, w.wide, 3, begin, time.Time{})})
	w.Live = tiles.NewLive(w.nets, func() time.Time { return w.now })
	w.SetCatalog(layers(), categories())
	return w
}

func (w *world) caseAt(code string, state casework.State, lon, lat int32) casework.Case {
	p := geo.Point{Lon: lon, Lat: lat}
	c := casework.Case{ID: uuid.New(), Category: casework.Category{Code: code}, State: state, At: p, OpenedAt: begin}
	if ed, err := w.nets.At("grid", w.now); err == nil {
		c.Placement = casework.Placement{Net: "grid", EditionID: ed.ID}
		if i := ed.Index.Locate(p).Cell; i >= 0 {
			c.Placement.CellID = ed.Index.Cell(i).ID
		}
	}
	return c
}

type collection struct {
	Features []struct {
		Geometry   struct{ Coordinates json.RawMessage }
		Properties map[string]any
	}
	NumberMatched, NumberReturned int
}

func read(t *testing.T, l *tiles.Live, q tiles.Query) collection {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 1000
	}
	if q.Bound == (geo.Bound{}) {
		q.Bound = tiles.World()
	}
	raw, err := l.GeoJSON(q)
	if err != nil {
		t.Fatal(err)
	}
	var c collection
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return c
}

// The generation is told to everybody, in the tags of answers: it must not count what nobody may see.
func TestTheGenerationIsSilentAboutWhatIsHidden(t *testing.T) {
	w := newWorld(t)
	w.Refresh()
	open := w.caseAt("1", casework.Reported, 10, 10)
	put := func(what string, changes bool, c casework.Case) {
		t.Helper()
		before := w.Generation()
		if w.PutCases(c); (w.Generation() != before) != changes {
			t.Errorf("%s: the generation changed is %v, want %v", what, !changes, changes)
		}
	}
	put("a public case", true, open)
	put("the same case once more", false, open)
	hidden := w.caseAt("3", casework.Reported, 10, 10)
	put("a sensitive case", false, hidden)
	hidden.State = casework.Closed
	put("a sensitive case that was closed", false, hidden)
	put("a case of no category that is known", false, w.caseAt("9", casework.Reported, 10, 10))
	open.State = casework.Closed
	put("a public case that was closed", true, open)
	open.Category.Code = "3"
	put("a public case that became sensitive", true, open)
	put("and is sensitive still", false, open)
}

// The figures of every cell are those of a recount, whatever came, changed and went, and whichever edition is in force.
func TestFiguresAreThoseOfARecount(t *testing.T) {
	states := []casework.State{casework.Reported, casework.InProgress, casework.Closed, casework.Rejected}
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		known := map[uuid.UUID]casework.Case{}
		var ids []uuid.UUID
		secret := map[string]bool{"3": true}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				w.now = rapid.SampledFrom([]time.Time{begin.Add(time.Minute), later}).Draw(t, "now")
				if rapid.Bool().Draw(t, "refresh") {
					w.Refresh()
				}
			case 1: // a category changes its sensitivity
				code := rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "code")
				secret[code] = !secret[code]
				list := categories()
				for i := range list {
					list[i].Sensitive = secret[list[i].Code]
				}
				w.SetCatalog(layers(), list)
				for id, c := range known { // what has become public comes in when it is put
					if c.Category.Code == code {
						w.PutCases(known[id])
					}
				}
			case 2, 3, 4: // a case changes its state, its category or its place
				if len(ids) == 0 {
					continue
				}
				c := known[rapid.SampledFrom(ids).Draw(t, "case")]
				c.State = rapid.SampledFrom(states).Draw(t, "state")
				c.Category.Code = rapid.SampledFrom([]string{"1", "2", "3", "unknown"}).Draw(t, "category")
				known[c.ID] = c
				w.PutCases(c)
			default:
				c := w.caseAt(rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "category"), rapid.SampledFrom(states).Draw(t, "state"),
					rapid.Int32Range(-unit, 13*unit).Draw(t, "lon"), rapid.Int32Range(0, unit).Draw(t, "lat"))
				known[c.ID], ids = c, append(ids, c.ID)
				w.PutCases(c, c)
			}
		}
		for _, net := range []string{"grid", "wide"} {
			ed, err := w.nets.At(net, w.now)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string][2]int{}
			for _, c := range known {
				i := ed.Index.Locate(c.At).Cell
				if i < 0 || c.Category.Code == "unknown" || secret[c.Category.Code] {
					continue
				}
				code, n := ed.Index.Cell(i).Code, 0
				if c.State.Settled() {
					n = 1
				}
				figures := want[code]
				figures[n]++
				want[code] = figures
			}
			for i := range int32(ed.Index.Len()) {
				code := ed.Index.Cell(i).Code
				card, err := w.Cell(net, code)
				if err != nil {
					t.Fatal(err)
				}
				if got := [2]int{card.Open, card.Settled}; got != want[code] {
					t.Fatalf("cell %s of %s has %v open and settled, a recount gives %v", code, net, got, want[code])
				}
			}
		}
	})
}

func TestACaseCountsForTheCellThatTheReporterChose(t *testing.T) {
	w := newWorld(t)
	c := w.caseAt("1", casework.Reported, 2*unit, unit/2) // on the border of A1 and B1, so B1's
	c.Placement.CellID = 1100                             // A1
	w.PutCases(c)
	card, err := w.Cell("grid", "A1")
	if err != nil || card.Open != 1 {
		t.Errorf("A1 has %d open cases, want the one that was given to it: %v", card.Open, err)
	}
	if f := read(t, w.Live, tiles.Query{Layer: "hazards"}).Features; len(f) != 1 || f[0].Properties["cell"] != "A1" {
		t.Errorf("the pin says %v, want A1", f)
	}
}

func TestAnEditionComesIntoForceByTheClock(t *testing.T) {
	w := newWorld(t)
	w.PutCases(w.caseAt("1", casework.Reported, 2*unit+unit/2, unit/2)) // B1, later A2
	before := w.Generation()
	if c := read(t, w.Live, tiles.Query{Layer: "cells"}); c.Features[1].Properties["code"] != "B1" || c.Features[1].Properties["open"] != 1.0 {
		t.Errorf("before: %v", c.Features[1].Properties)
	}
	w.now = later
	w.Refresh()
	if w.Generation() == before {
		t.Error("the generation stays, so pages would keep the old cells")
	}
	if got := read(t, w.Live, tiles.Query{Layer: "cells"}).Features[0].Properties; got["code"] != "A2" || got["open"] != 1.0 {
		t.Errorf("after: %v", got)
	}
	if _, err := w.Cell("", "B1"); geo.KindOf(err) != geo.NotFound {
		t.Errorf("the old cell gives %v, want not found", err)
	}
}

func mustCell(t *testing.T, w *world, code string) tiles.CellCard {
	t.Helper()
	card, err := w.Cell("", code)
	if err != nil {
		t.Fatal(err)
	}
	return card
}

func TestWhatIsSensitiveNeverComesIn(t *testing.T) {
	w := newWorld(t)
	secret, open, unknown := w.caseAt("3", casework.Reported, unit/2, unit/2), w.caseAt("1", casework.Reported, unit/2, unit/2), w.caseAt("9", casework.Reported, 0, 0)
	w.PutCases(secret, open, unknown)
	for _, c := range []casework.Case{secret, unknown} {
		if _, _, _, ok := w.Feature(c.ID); ok {
			t.Errorf("category %s is on a layer", c.Category.Code)
		}
		if e := w.CaseEvent(c.ID, nil, "1-1"); !strings.Contains(string(e.Data), `"feature":null`) || strings.Contains(string(e.Data), `"cell":"A`) {
			t.Errorf("the event of category %s says %s", c.Category.Code, e.Data)
		}
	}
	open.Category.Code = "3" // it turns out to be a quarrel
	w.PutCases(open)
	if c := read(t, w.Live, tiles.Query{Layer: "hazards"}); c.NumberMatched != 0 || mustCell(t, w, "A1").Open != 0 {
		t.Errorf("%d pins are shown, want none", c.NumberMatched)
	}
}

func TestACategoryThatBecomesSensitiveTakesItsCasesAway(t *testing.T) {
	w := newWorld(t)
	for range 5 {
		w.PutCases(w.caseAt("1", casework.Reported, unit/2, unit/2), w.caseAt("2", casework.Reported, unit/2, unit/2))
	}
	list := categories()
	list[0].Sensitive, list[1].Layer = true, "hazards"
	before := w.Generation()
	w.SetCatalog(layers(), list)
	c := read(t, w.Live, tiles.Query{Layer: "hazards"})
	if c.NumberMatched != 5 || mustCell(t, w, "A1").Open != 5 || w.Generation() == before {
		t.Errorf("%d pins and %d counted, want the 5 of the other category", c.NumberMatched, mustCell(t, w, "A1").Open)
	}
	for _, f := range c.Features {
		if f.Properties["category"] != "2" {
			t.Errorf("category %v is still shown", f.Properties["category"])
		}
	}
}

func TestPlacesAreRoundedEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := geo.Point{Lon: rapid.Int32Range(-geo.MaxLon, geo.MaxLon).Draw(t, "lon"), Lat: rapid.Int32Range(-geo.MaxLat, geo.MaxLat).Draw(t, "lat")}
		lon, lat, ok := tiles.PublicPlace(casework.Category{}, p)
		exactLon, exactLat := p.Degrees()
		if !ok || math.Abs(lon-exactLon) > 0.5000001e-4 || math.Abs(lat-exactLat) > 0.5000001e-4 {
			t.Fatalf("%v is told as %v, %v", p, lon, lat)
		}
		for _, v := range []float64{lon, lat} {
			if _, digits, _ := strings.Cut(fmt.Sprint(v), "."); len(digits) > 4 {
				t.Fatalf("%v is told with %d decimals", v, len(digits))
			}
		}
		if math.Abs(lon) > 180 || math.Abs(lat) > 90 {
			t.Fatalf("%v leaves the world as %v, %v", p, lon, lat)
		}
	})
	if _, _, ok := tiles.PublicPlace(casework.Category{Sensitive: true}, geo.Point{}); ok {
		t.Error("the place of a sensitive case may be told")
	}
	w := newWorld(t)
	c := w.caseAt("1", casework.Reported, 123_456, 54_321)
	w.PutCases(c)
	raw, err := w.GeoJSON(tiles.Query{Layer: "hazards", Bound: tiles.World(), Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	event := w.CaseEvent(c.ID, nil, "1-1").Data
	for _, text := range [][]byte{raw, event} {
		if !bytes.Contains(text, []byte("[0.0123,0.0054]")) {
			t.Errorf("the place is not the rounded one: %s", text)
		}
	}
	// A box that holds the exact place and not the rounded one finds nothing: else the place could be found by asking.
	q := tiles.Query{Layer: "hazards", Limit: 10, Bound: geo.Bound{Min: geo.Point{Lon: 123_300, Lat: 54_300}, Max: geo.Point{Lon: 123_500, Lat: 54_400}}}
	if got := read(t, w.Live, q); got.NumberMatched != 0 {
		t.Error("a small box around the exact place finds it")
	}
}

func TestVolunteersAreToldFromThreeUp(t *testing.T) {
	w := newWorld(t)
	for n, want := range []string{"0 false", "<nil> true", "<nil> true", "3 false", "4 false"} {
		w.SetMembers([]casework.MemberCount{
			{Net: "grid", Cell: "A1", Role: casework.Leader, Count: 1}, {Net: "grid", Cell: "A1", Role: casework.PartTime, Count: 2},
			{Net: "grid", Cell: "A1", Role: casework.Volunteer, Count: n}, {Net: "wide", Cell: "A1", Role: casework.Volunteer, Count: 50},
		})
		p := read(t, w.Live, tiles.Query{Layer: "coverage"}).Features[0].Properties
		if got := fmt.Sprint(p["volunteers"], " ", p["too_few"]); got != want || p["staff"] != 3.0 {
			t.Errorf("%d volunteers are told as %s of staff %v, want %s of 3", n, got, p["staff"], want)
		}
		card := mustCell(t, w, "A1")
		if (card.Volunteers == nil) != (want[0] == '<') || card.Staff != 3 {
			t.Errorf("%d volunteers are on the card as %v", n, card.Volunteers)
		}
	}
}

func TestLayersAreReadByEveryReaderOfGeoJSON(t *testing.T) {
	w := newWorld(t)
	w.PutCases(w.caseAt("1", casework.Reported, unit/2, unit/2))
	base := []casework.BaseFeature{
		{Class: "road", Rank: 1, Name: "大街 \"1\"", Shape: orb.LineString{{0, 0}, {0.01, 0.01}}},
		{Class: "water", Rank: 2, Shape: orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}, {{0.2, 0.1}, {0.3, 0.1}, {0.3, 0.2}, {0.2, 0.1}}}},
		{Class: "green", Rank: 3, Shape: orb.MultiPolygon{{{{2, 2}, {3, 2}, {3, 3}, {2, 2}}}, {{{5, 5}, {6, 5}, {6, 6}, {5, 5}}}}},
	}
	if err := w.SetBase(base); err != nil {
		t.Fatal(err)
	}
	want := map[string][]orb.Geometry{"hazards": {orb.Point{0.005, 0.005}}, "base": {base[0].Shape, base[1].Shape, base[2].Shape}}
	for _, id := range []string{"hazards", "cells", "coverage", "base"} {
		raw, err := w.GeoJSON(tiles.Query{Layer: id, Bound: tiles.World(), Limit: 100})
		if err != nil || !json.Valid(raw) {
			t.Fatalf("%s is not JSON: %v", id, err)
		}
		n := 0
		err = wire.DecodeFeatures(bytes.NewReader(raw), func(f wire.Feature) error {
			if f.Err != nil || f.Geometry == nil {
				t.Errorf("%s: feature %d: %v", id, f.Index, f.Err)
			}
			if shapes := want[id]; shapes != nil && !orb.Equal(shapes[n], f.Geometry) {
				t.Errorf("%s: feature %d is %v, want %v", id, n, f.Geometry, shapes[n])
			}
			n++
			return nil
		})
		if err != nil || n == 0 {
			t.Errorf("%s has %d features: %v", id, n, err)
		}
	}
	for _, shape := range []orb.Geometry{orb.Point{1, 1}, orb.LineString{{181, 0}}, nil} {
		if err := w.SetBase([]casework.BaseFeature{{Class: "road", Shape: shape}}); geo.KindOf(err) != geo.Invalid {
			t.Errorf("the shape %v gives %v, want an invalid error", shape, err)
		}
	}
	if n := read(t, w.Live, tiles.Query{Layer: "base"}).NumberMatched; n != 3 {
		t.Errorf("after refused shapes the base has %d features, want the 3 it had", n)
	}
}

func TestPinsComeNewestFirstAndTheLimitKeepsTheNewest(t *testing.T) {
	w := newWorld(t)
	var want []string
	for i := range 7 {
		c := w.caseAt("1", casework.Reported, unit/2, unit/2)
		c.OpenedAt = begin.Add(time.Duration(i%4) * time.Minute) // some at the same moment
		w.PutCases(c)
	}
	all := read(t, w.Live, tiles.Query{Layer: "hazards"})
	for i, f := range all.Features {
		want = append(want, f.Properties["id"].(string))
		if i > 0 && f.Properties["opened_at"].(string) > all.Features[i-1].Properties["opened_at"].(string) {
			t.Error("an older pin comes before a newer one")
		}
	}
	for limit := 1; limit <= 8; limit++ {
		c := read(t, w.Live, tiles.Query{Layer: "hazards", Limit: limit})
		var got []string
		for _, f := range c.Features {
			got = append(got, f.Properties["id"].(string))
		}
		if !slices.Equal(got, want[:min(limit, 7)]) || c.NumberMatched != 7 || c.NumberReturned != len(got) {
			t.Errorf("limit %d gives %d of %d: %v", limit, c.NumberReturned, c.NumberMatched, got)
		}
	}
}

func TestEmptyLayersAndUnknownNames(t *testing.T) {
	l := tiles.NewLive(&locate.Nets{}, time.Now)
	l.SetCatalog(layers(), categories())
	for _, s := range l.Summaries() {
		if s.Count != 0 || !s.Bound.IsEmpty() {
			t.Errorf("%s has %d features in %v", s.ID, s.Count, s.Bound)
		}
	}
	if c := read(t, l, tiles.Query{Layer: "hazards"}); c.Features == nil || c.NumberMatched != 0 {
		t.Errorf("an empty layer is %+v, want an empty list", c)
	}
	if _, err := l.GeoJSON(tiles.Query{Layer: "cells"}); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("cells of no net give %v, want unavailable", err)
	}
	w := newWorld(t)
	if _, err := w.GeoJSON(tiles.Query{Layer: "none"}); geo.KindOf(err) != geo.NotFound {
		t.Errorf("an unknown layer gives %v", err)
	}
	if _, err := w.Cell("none", "A1"); geo.KindOf(err) != geo.NotFound {
		t.Errorf("an unknown net gives %v", err)
	}
}

func TestEveryWriteChangesTheGeneration(t *testing.T) {
	w := newWorld(t)
	c := w.caseAt("1", casework.Reported, 0, 0)
	writes := map[string]func(){
		"cases": func() { w.PutCases(c) },
		"members": func() {
			w.SetMembers([]casework.MemberCount{{Net: "grid", Cell: "A1", Role: casework.Volunteer, Count: 4}})
		},
		"catalog": func() { w.SetCatalog(layers(), categories()) },
		"base": func() {
			if err := w.SetBase(nil); err != nil {
				t.Error(err)
			}
		},
	}
	for name, write := range writes {
		before := w.Generation()
		write()
		if w.Generation() == before {
			t.Errorf("%s leave the generation as it was", name)
		}
	}
}
