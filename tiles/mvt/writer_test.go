package mvt_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	orbmvt "github.com/paulmach/orb/encoding/mvt"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/tiles/mvt"
)

func ExampleWriter() {
	var w mvt.Writer // kept, for example in a sync.Pool
	points := w.Layer("points")
	points.Point(25, 17)
	points.ID(0)
	points.Text("category", "pothole")
	points.Bool("settled", false)
	points.Point(30, 17)
	points.Text("category", "pothole")
	tile := w.Bytes()
	w.Reset()

	layers, err := mvt.Decode(tile)
	if err != nil {
		panic(err)
	}
	for _, f := range layers[0].Features {
		fmt.Println(f.ID, f.HasID, f.Parts, f.Tags)
	}
	// Output:
	// 0 true [[{25 17}]] map[category:pothole settled:false]
	// 0 false [[{30 17}]] map[category:pothole]
}

// drawing is a feature as it is handed to the writer.
type drawing struct {
	kind  mvt.GeometryType
	parts [][]mvt.Pt // for polygons: exteriors of one triangle or box each
	id    uint64
	hasID bool
	tags  map[string]any
}

func (d drawing) write(l *mvt.Layer) {
	switch d.kind {
	case mvt.Points:
		if len(d.parts[0]) == 1 {
			l.Point(d.parts[0][0].X, d.parts[0][0].Y)
		} else {
			l.MultiPoint(d.parts[0])
		}
	case mvt.Lines:
		l.Line(d.parts[0])
		for _, part := range d.parts[1:] {
			l.AddLine(part)
		}
	default:
		l.Polygon(d.parts[0])
		for _, part := range d.parts[1:] {
			l.AddPolygon(part)
		}
	}
	if d.hasID {
		l.ID(d.id)
	}
	for key, value := range d.tags {
		switch v := value.(type) {
		case string:
			l.Text(key, v)
		case int64:
			l.Int(key, v)
		case bool:
			l.Bool(key, v)
		case float64:
			l.Number(key, v)
		}
	}
}

const widest = 1 << 24 // beyond what float64 sums in other decoders keep exactly, there is nothing to compare with

func point() *rapid.Generator[mvt.Pt] {
	return rapid.Custom(func(t *rapid.T) mvt.Pt {
		at := rapid.OneOf(rapid.Int32Range(-64, 4160), rapid.Int32Range(-widest, widest))
		return mvt.Pt{X: at.Draw(t, "x"), Y: at.Draw(t, "y")}
	})
}

// line draws points of which none repeats the one before.
func line(least int) *rapid.Generator[[]mvt.Pt] {
	return rapid.SliceOfN(point(), least, 6).Filter(func(points []mvt.Pt) bool {
		for i, p := range points[1:] {
			if p == points[i] {
				return false
			}
		}
		return true
	})
}

// ring draws a triangle with an area, clockwise on the map.
func ring() *rapid.Generator[[]mvt.Pt] {
	return rapid.Map(rapid.SliceOfN(point(), 3, 3).Filter(func(r []mvt.Pt) bool { return area(r) != 0 }), func(r []mvt.Pt) []mvt.Pt {
		if area(r) < 0 {
			r[1], r[2] = r[2], r[1]
		}
		return r
	})
}

func area(r []mvt.Pt) int64 {
	var sum int64
	for i, a := range r {
		b := r[(i+1)%len(r)]
		sum += int64(a.X)*int64(b.Y) - int64(b.X)*int64(a.Y)
	}
	return sum
}

func text() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom([]string{"", "code", "500101001001001", "第三网格", "a\x00b", "🛵"}), rapid.String())
}

func value() *rapid.Generator[any] {
	return rapid.OneOf(
		text().AsAny(),
		rapid.Int64().AsAny(),
		rapid.SampledFrom([]int64{0, -1, math.MinInt64, math.MaxInt64}).AsAny(),
		rapid.Bool().AsAny(),
		rapid.Float64().AsAny(),
	)
}

func draw() *rapid.Generator[drawing] {
	return rapid.Custom(func(t *rapid.T) drawing {
		d := drawing{
			kind:  rapid.SampledFrom([]mvt.GeometryType{mvt.Points, mvt.Lines, mvt.Polygons}).Draw(t, "kind"),
			id:    rapid.Uint64().Draw(t, "id"),
			hasID: rapid.Bool().Draw(t, "hasID"),
			tags:  rapid.MapOfN(text(), value(), 0, 5).Draw(t, "tags"),
		}
		if !d.hasID {
			d.id = 0
		}
		switch d.kind {
		case mvt.Points:
			d.parts = [][]mvt.Pt{rapid.SliceOfN(point(), 1, 5).Draw(t, "points")}
		case mvt.Lines:
			d.parts = rapid.SliceOfN(line(2), 1, 4).Draw(t, "lines")
		default:
			d.parts = rapid.SliceOfN(ring(), 1, 4).Draw(t, "rings")
		}
		return d
	})
}

func drawTile() *rapid.Generator[map[string][]drawing] {
	name := text().Filter(func(s string) bool { return s != "" })
	return rapid.MapOfN(name, rapid.SliceOfN(draw(), 1, 6), 0, 3)
}

func write(w *mvt.Writer, layers map[string][]drawing) []byte {
	w.Reset()
	for name, features := range layers {
		for _, f := range features {
			f.write(w.Layer(name))
		}
	}
	return w.Bytes()
}

func TestWhatIsWrittenIsReadBackTheSameWithAWriterUsedAgain(t *testing.T) {
	var w mvt.Writer
	rapid.Check(t, func(t *rapid.T) {
		want := drawTile().Draw(t, "tile")
		layers, err := mvt.Decode(write(&w, want))
		if err != nil {
			t.Fatal(err)
		}
		got := map[string][]drawing{}
		for _, l := range layers {
			for _, f := range l.Features {
				got[l.Name] = append(got[l.Name], drawing{f.Type, f.Parts, f.ID, f.HasID, f.Tags})
			}
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(drawing{})); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestOrbReadsWhatIsWrittenTheSame(t *testing.T) {
	var w mvt.Writer
	rapid.Check(t, func(t *rapid.T) {
		want := drawTile().Draw(t, "tile")
		layers, err := orbmvt.Unmarshal(write(&w, want))
		if err != nil {
			t.Fatal(err)
		}
		if len(layers) != len(want) {
			t.Fatalf("%d layers, want %d", len(layers), len(want))
		}
		for _, l := range layers {
			if l.Version != 2 || l.Extent != 4096 || len(l.Features) != len(want[l.Name]) {
				t.Fatalf("layer %q: version %d, extent %d, %d of %d features", l.Name, l.Version, l.Extent, len(l.Features), len(want[l.Name]))
			}
			for i, f := range l.Features {
				d := want[l.Name][i]
				if diff := cmp.Diff(d.orb(), f.Geometry); diff != "" {
					t.Fatal(diff)
				}
				if diff := cmp.Diff(floats(d.tags), map[string]any(f.Properties), cmpopts.EquateEmpty()); diff != "" {
					t.Fatal(diff)
				}
				if id, has := f.ID.(float64); has != d.hasID || id != float64(d.id) {
					t.Fatalf("id %v, want %d (%t)", f.ID, d.id, d.hasID)
				}
			}
		}
	})
}

// floats are tags as orb hands them out: every number a float64.
func floats(tags map[string]any) map[string]any {
	out := map[string]any{}
	for key, v := range tags {
		if n, whole := v.(int64); whole {
			v = float64(n)
		}
		out[key] = v
	}
	return out
}

func (d drawing) orb() orb.Geometry {
	lines := make([]orb.LineString, len(d.parts))
	for i, part := range d.parts {
		for _, p := range part {
			lines[i] = append(lines[i], orb.Point{float64(p.X), float64(p.Y)})
		}
	}
	switch {
	case d.kind == mvt.Points && len(lines[0]) == 1:
		return lines[0][0]
	case d.kind == mvt.Points:
		return orb.MultiPoint(lines[0])
	case d.kind == mvt.Lines && len(lines) == 1:
		return lines[0]
	case d.kind == mvt.Lines:
		return orb.MultiLineString(lines)
	}
	var polygons orb.MultiPolygon
	for _, l := range lines {
		polygons = append(polygons, orb.Polygon{orb.Ring(append(l, l[0]))})
	}
	if len(polygons) == 1 {
		return polygons[0]
	}
	return polygons
}

func box(west, north, east, south int32) []mvt.Pt {
	return []mvt.Pt{{X: west, Y: north}, {X: east, Y: north}, {X: east, Y: south}, {X: west, Y: south}}
}

func backwards(ring []mvt.Pt) []mvt.Pt {
	out := []mvt.Pt{ring[0]}
	for i := len(ring) - 1; i > 0; i-- {
		out = append(out, ring[i])
	}
	return out
}

func TestPolygonsAreWrittenAsTheSpecificationWants(t *testing.T) {
	outer, hole := box(0, 0, 100, 100), backwards(box(10, 10, 20, 20))
	for name, c := range map[string]struct {
		rings [][]mvt.Pt
		want  [][]mvt.Pt
	}{
		"rings the right way round stay":         {[][]mvt.Pt{outer, hole}, [][]mvt.Pt{outer, hole}},
		"rings the wrong way round are turned":   {[][]mvt.Pt{reversed(outer), reversed(hole)}, [][]mvt.Pt{outer, hole}},
		"a repeated first point is left out":     {[][]mvt.Pt{append(box(0, 0, 100, 100), mvt.Pt{})}, [][]mvt.Pt{outer}},
		"points that repeat are left out":        {[][]mvt.Pt{{{}, {}, {X: 100}, {X: 100}, {X: 100, Y: 100}, {Y: 100}, {Y: 100}, {}}}, [][]mvt.Pt{outer}},
		"a hole without an area is left out":     {[][]mvt.Pt{outer, {{X: 1, Y: 1}, {X: 5, Y: 1}, {X: 3, Y: 1}}, hole}, [][]mvt.Pt{outer, hole}},
		"a hole of two points is left out":       {[][]mvt.Pt{outer, {{X: 1, Y: 1}, {X: 5, Y: 1}, {X: 1, Y: 1}}}, [][]mvt.Pt{outer}},
		"without an exterior nothing is left":    {[][]mvt.Pt{{{}, {X: 1}}, hole}, nil},
		"without any ring nothing is left":       {nil, nil},
		"an empty exterior does not panic":       {[][]mvt.Pt{{}}, nil},
		"one point said three times is no place": {[][]mvt.Pt{{{X: 3}, {X: 3}, {X: 3}}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var w mvt.Writer
			l := w.Layer("cells")
			l.Polygon(c.rings...)
			l.ID(1)
			l.Text("code", "a")
			l.Point(1, 1)
			layers, err := mvt.Decode(w.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			var got [][]mvt.Pt
			for _, f := range layers[0].Features {
				if f.Type == mvt.Polygons {
					got = f.Parts
				} else if len(f.Tags) != 0 {
					t.Errorf("the tags went to the next feature: %v", f.Tags)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func reversed(ring []mvt.Pt) []mvt.Pt {
	out := make([]mvt.Pt, len(ring))
	for i, p := range ring {
		out[len(ring)-1-i] = p
	}
	return out
}

func TestFeaturesWithoutGeometryAndLayersWithoutFeaturesAreLeftOut(t *testing.T) {
	var w mvt.Writer
	l := w.Layer("lines")
	l.Line([]mvt.Pt{{X: 1}, {X: 1}})
	l.Text("code", "lost")
	l.MultiPoint(nil)
	l.ID(4)
	w.Layer("empty")
	if tile := w.Bytes(); tile == nil || len(tile) != 0 {
		t.Errorf("the tile has %d bytes (nil: %t), want 0, not nil", len(tile), tile == nil)
	}
}

func TestLayersStandInTheOrderInWhichTheyWereBegunAndEachOnce(t *testing.T) {
	var w mvt.Writer
	for _, name := range []string{"b", "a", "b", "c", "a"} {
		w.Layer(name).Point(1, 2)
	}
	layers, err := mvt.Decode(w.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range layers {
		got = append(got, fmt.Sprint(l.Name, len(l.Features)))
	}
	if s := strings.Join(got, " "); s != "b2 a2 c1" {
		t.Errorf("layers %s", s)
	}
}

func TestKeysAndValuesAreWrittenOnce(t *testing.T) {
	var w mvt.Writer
	size := func(features int) int {
		w.Reset()
		l := w.Layer("points")
		for range features {
			l.Point(1, 1)
			l.Text("category", strings.Repeat("long", 20))
			l.Int("count", 1<<40)
		}
		return len(w.Bytes())
	}
	if one, two := size(1), size(2); two-one != 15 {
		t.Errorf("a second feature of the same tags takes %d bytes", two-one)
	}
}

func TestTextThatIsNotUTF8IsReplaced(t *testing.T) {
	var w mvt.Writer
	l := w.Layer("points")
	l.Point(1, 1)
	l.Text("name", "a\xffb")
	l.UniqueText("other", "\xc3")
	layers, err := mvt.Decode(w.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"name": "a\uFFFDb", "other": "\uFFFD"}
	if diff := cmp.Diff(want, layers[0].Features[0].Tags); diff != "" {
		t.Error(diff)
	}
}

func TestAWriterThatHasGrownAllocatesOnlyTheTile(t *testing.T) {
	var w mvt.Writer
	ring := box(0, 0, 100, 100)
	fill := func() {
		w.Reset()
		l := w.Layer("cells")
		for i := range 1000 {
			l.Polygon(ring)
			l.ID(uint64(i))
			l.Text("code", "500101001001001")
			l.Int("level", int64(i%3))
		}
		w.Bytes()
	}
	fill()
	if n := testing.AllocsPerRun(10, fill); n > 1 {
		t.Errorf("%v allocations a tile, want 1", n)
	}
}
