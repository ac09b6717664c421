package mvt_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/realdata"
	"github.com/wangge-map/wangge/tiles/mvt"
)

// fixture is the text that stands beside each tile of mapbox/mvt-fixtures: the tile as its messages.
type fixture struct {
	Layers []struct {
		Version  int
		Name     string
		Extent   *int
		Keys     []string
		Values   []map[string]any
		Features []struct {
			ID       *uint64
			Type     int
			Tags     []int
			Geometry []uint32
		}
	}
}

// read is a layer in the terms of a fixture.
type read struct {
	Name            string
	Version, Extent int
	Features        []readFeature
}

type readFeature struct {
	ID       any // uint64, or nil
	Type     int
	Tags     map[string]any
	Geometry []uint32
}

func (x fixture) layers() []read {
	var out []read
	for _, l := range x.Layers {
		r := read{Name: l.Name, Version: l.Version, Extent: mvt.Extent}
		if l.Extent != nil {
			r.Extent = *l.Extent
		}
		for _, f := range l.Features {
			rf := readFeature{Type: f.Type, Tags: map[string]any{}, Geometry: f.Geometry}
			if f.ID != nil {
				rf.ID = *f.ID
			}
			for i := 0; i+1 < len(f.Tags); i += 2 {
				for _, v := range l.Values[f.Tags[i+1]] {
					rf.Tags[l.Keys[f.Tags[i]]] = v
				}
			}
			r.Features = append(r.Features, rf)
		}
		out = append(out, r)
	}
	return out
}

// amend changes what the text of a fixture says where its tile or the decoder differs on purpose.
func (x *fixture) amend(number string) {
	switch number {
	case "039":
		x.Layers[0].Features[0].Geometry = nil // of type Unknown, which the decoder doesn't interpret
	case "076":
		for _, v := range x.Layers[0].Values {
			if v["string_value"] == 613.0 {
				v["string_value"] = "613" // a number in the text, put into the tile as text
			}
		}
	}
}

func decoded(layers []mvt.DecodedLayer) []read {
	var out []read
	for _, l := range layers {
		r := read{Name: l.Name, Version: l.Version, Extent: l.Extent}
		for _, f := range l.Features {
			rf := readFeature{Type: int(f.Type), Tags: asJSON(f.Tags), Geometry: commands(f)}
			if f.HasID {
				rf.ID = f.ID
			}
			r.Features = append(r.Features, rf)
		}
		out = append(out, r)
	}
	return out
}

// asJSON makes every number a float64, as JSON reads them.
func asJSON(tags map[string]any) map[string]any {
	out := map[string]any{}
	for key, v := range tags {
		switch n := v.(type) {
		case int64:
			v = float64(n)
		case uint64:
			v = float64(n)
		case float32:
			v = float64(n)
		}
		out[key] = v
	}
	return out
}

// commands are the commands and parameters that draw f.
func commands(f mvt.DecodedFeature) []uint32 {
	var out []uint32
	var at mvt.Pt
	add := func(command uint32, points []mvt.Pt) {
		out = append(out, uint32(len(points))<<3|command)
		for _, p := range points {
			dx, dy := p.X-at.X, p.Y-at.Y
			out = append(out, uint32(dx<<1^dx>>31), uint32(dy<<1^dy>>31))
			at = p
		}
	}
	for _, part := range f.Parts {
		if f.Type == mvt.Points {
			add(1, part)
			continue
		}
		add(1, part[:1])
		add(2, part[1:])
		if f.Type == mvt.Polygons {
			out = append(out, 15)
		}
	}
	return out
}

// stricter are fixtures called valid that are refused, and why.
func stricter() map[string]string {
	return map[string]string{
		"016": "byte for byte the same as 003, which is called invalid for want of a type",
		"057": "a MoveTo of 536,870,911 points with one point behind it, like 051 and 058, which are called invalid",
	}
}

func TestTheFixturesOfMapboxAreReadAsTheySay(t *testing.T) {
	root, ok := realdata.Path(t, "conformance", "mvt", "fixtures")
	if !ok {
		return
	}
	folders, err := filepath.Glob(filepath.Join(root, "*"))
	if err != nil || len(folders) < 70 {
		t.Fatalf("%d fixtures: %v", len(folders), err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			var info struct {
				Description string
				Validity    struct{ V1, V2 bool }
			}
			readJSON(t, filepath.Join(folder, "info.json"), &info)
			tile, err := os.ReadFile(filepath.Join(folder, "tile.mvt"))
			if err != nil {
				t.Fatal(err)
			}
			layers, err := mvt.Decode(tile)
			if why := stricter()[filepath.Base(folder)]; !info.Validity.V2 || why != "" {
				if geo.KindOf(err) != geo.Invalid || err == nil {
					t.Fatalf("%s: got %v and %+v, want an Invalid error", info.Description, err, layers)
				}
				return
			}
			if err != nil {
				t.Fatalf("%s: %v", info.Description, err)
			}
			var want fixture
			readJSON(t, filepath.Join(folder, "tile.json"), &want)
			want.amend(filepath.Base(folder))
			if diff := cmp.Diff(want.layers(), decoded(layers), cmpopts.EquateEmpty(), cmpopts.EquateApprox(1e-6, 0)); diff != "" {
				t.Fatalf("%s: %s", info.Description, diff)
			}
		})
	}
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func tileOf(layer ...byte) []byte { return append([]byte{3<<3 | 2, byte(len(layer))}, layer...) }

func layerOf(feature ...byte) []byte {
	head := []byte{15 << 3, 2, 1<<3 | 2, 1, 'a', 2<<3 | 2, byte(len(feature))}
	return tileOf(append(head, feature...)...)
}

func featureOf(kind byte, geometry ...byte) []byte {
	return layerOf(append([]byte{3 << 3, kind, 4<<3 | 2, byte(len(geometry))}, geometry...)...)
}

func TestATileThatIsNotAsSpecifiedIsRefusedWithItsPlace(t *testing.T) {
	for name, c := range map[string]struct {
		tile  []byte
		field string
	}{
		"bytes that are cut off":                    {[]byte{0x1a, 5, 0}, "layers[0]"},
		"a field number of 0":                       {[]byte{0, 0}, "layers[0]"},
		"a number that never ends":                  {[]byte{0x1a, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1}, "layers[0]"},
		"a length beyond all memory":                {[]byte{0x1a, 255, 255, 255, 255, 255, 255, 255, 255, 127}, "layers[0]"},
		"a field that no tile has":                  {[]byte{4 << 3, 1}, "layers[0]"},
		"a layer whose bytes are cut off":           {tileOf(15<<3, 2, 1<<3|2, 9, 'a'), "layers[0]"},
		"a name that is not UTF-8":                  {tileOf(15<<3, 2, 1<<3|2, 1, 0xff), "layers[0]"},
		"an extent of 0":                            {tileOf(15<<3, 2, 1<<3|2, 1, 'a', 5<<3, 0), "layers[0].extent"},
		"two versions":                              {tileOf(15<<3, 2, 15<<3, 2, 1<<3|2, 1, 'a'), "layers[0]"},
		"a feature whose bytes are cut off":         {layerOf(4<<3|2, 100), "layers[0].features[0]"},
		"a feature of two types":                    {layerOf(3<<3, 1, 3<<3, 1), "layers[0].features[0]"},
		"an empty geometry":                         {featureOf(1), "layers[0].features[0].geometry"},
		"a point cut in half":                       {featureOf(1, 9, 2), "layers[0].features[0].geometry"},
		"more behind the points":                    {featureOf(1, 9, 2, 2, 9, 2, 2), "layers[0].features[0].geometry"},
		"a command that does not exist":             {featureOf(2, 9, 2, 2, 11, 2, 2), "layers[0].features[0].geometry"},
		"a line without LineTo":                     {featureOf(2, 9, 2, 2), "layers[0].features[0].geometry"},
		"a line that begins at two places":          {featureOf(2, 17, 2, 2, 2, 2, 10, 2, 2), "layers[0].features[0].geometry"},
		"a line that stays where it is":             {featureOf(2, 9, 2, 2, 10, 0, 0), "layers[0].features[0].geometry"},
		"a ring of two points":                      {featureOf(3, 9, 2, 2, 10, 2, 2, 15), "layers[0].features[0].geometry"},
		"a ring that is not closed":                 {featureOf(3, 9, 2, 2, 18, 2, 0, 0, 2), "layers[0].features[0].geometry"},
		"a ring without an area":                    {featureOf(3, 9, 2, 2, 18, 2, 0, 2, 0, 15), "layers[0].features[0].geometry"},
		"a hole without its exterior":               {featureOf(3, 9, 2, 2, 18, 0, 2, 2, 0, 15), "layers[0].features[0].geometry"},
		"a group, which protobuf has given up":      {[]byte{20<<3&0x7f | 0x80 | 3, 1}, "layers[0]"},
		"a geometry that is one number, not packed": {layerOf(3<<3, 1, 4<<3, 9), "layers[0].features[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			layers, err := mvt.Decode(c.tile)
			var e *geo.Error
			if !errors.As(err, &e) || e.Kind != geo.Invalid {
				t.Fatalf("got %v and %+v, want an Invalid error", err, layers)
			}
			if e.Field != c.field {
				t.Errorf("the error is about %q, want %q: %v", e.Field, c.field, err)
			}
		})
	}
}

func TestExtensionsArePassedOver(t *testing.T) {
	tile := featureOf(1, 9, 2, 2)
	tile = append(tile, 0x80|16<<3&0x7f, 1, 7)        // field 16: a number
	tile = append(tile, 0x80|16<<3&0x7f|2, 1, 1, 'x') // and bytes
	tile = append(tile, 0x80|16<<3&0x7f|5, 1, 0, 0, 0, 0)
	layers, err := mvt.Decode(tile)
	if err != nil || len(layers) != 1 || len(layers[0].Features) != 1 {
		t.Fatalf("got %+v, %v", layers, err)
	}
}

// Whatever is accepted can be written and read again without a change, and its memory is bounded by the input's length.
func FuzzDecode(f *testing.F) {
	var w mvt.Writer
	l := w.Layer("cells")
	l.Polygon(box(0, 0, 100, 100), box(10, 10, 20, 20))
	l.ID(3)
	l.Text("code", "a")
	l.Number("n", 1.5)
	l.Line(box(0, 0, 5, 5))
	l.Bool("b", true)
	l.MultiPoint(box(0, 0, 5, 5))
	l.Int("i", -9)
	f.Add(w.Bytes())
	f.Add(featureOf(1, 9, 2, 2))
	f.Fuzz(func(t *testing.T, data []byte) {
		layers, err := mvt.Decode(data)
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Fatal(err)
			}
			return
		}
		points := 0
		for _, l := range layers {
			for _, f := range l.Features {
				for _, part := range f.Parts {
					points += len(part)
				}
				if len(f.Tags)*2 > len(data) {
					t.Fatalf("%d tags from %d bytes", len(f.Tags), len(data))
				}
			}
		}
		if points*2 > len(data) {
			t.Fatalf("%d points from %d bytes", points, len(data))
		}
		again, err := mvt.Decode(rewrite(layers))
		if err != nil {
			t.Fatalf("written again, it is refused: %v", err)
		}
		if got, want := drawn(again), drawn(layers); got != want {
			t.Fatalf("written again, it reads %s, was %s", got, want)
		}
	})
}

// rewrite writes every line and every multipoint of layers.
func rewrite(layers []mvt.DecodedLayer) []byte {
	var w mvt.Writer
	for _, l := range layers {
		out := w.Layer(l.Name)
		for _, f := range l.Features {
			switch f.Type {
			case mvt.Points:
				out.MultiPoint(f.Parts[0])
			case mvt.Lines:
				out.Line(f.Parts[0])
				for _, part := range f.Parts[1:] {
					out.AddLine(part)
				}
			}
			if f.HasID {
				out.ID(f.ID)
			}
		}
	}
	return w.Bytes()
}

func drawn(layers []mvt.DecodedLayer) string {
	var out strings.Builder
	for _, l := range layers {
		for _, f := range l.Features {
			if f.Type == mvt.Points || f.Type == mvt.Lines {
				fmt.Fprintf(&out, "%q %d %t %d %v\n", l.Name, f.ID, f.HasID, f.Type, f.Parts)
			}
		}
	}
	return out.String()
}
