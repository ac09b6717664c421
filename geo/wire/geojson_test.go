package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/wire"
)

func ExampleDecodeFeatures() {
	file := strings.NewReader(`{"type": "FeatureCollection", "features": [
		{"type": "Feature", "properties": {"code": 500120005001001001}, "geometry": {"type": "Point", "coordinates": [106.15, 29.41, 260]}},
		{"type": "Feature", "properties": {"code": "?"}, "geometry": {"type": "Point", "coordinates": [106.15]}}
	]}`)
	err := wire.DecodeFeatures(file, func(f wire.Feature) error {
		fmt.Println(f.Index, f.Properties["code"], f.Geometry, f.Err)
		return nil
	})
	fmt.Println(err)
	// Output:
	// 1 500120005001001001 [106.15 29.41] <nil>
	// 2 ? <nil> geometry.coordinates: a position needs two numbers, has 1
	// <nil>
}

// decode returns one line for each feature, and the error that ended it.
func decode(t testing.TB, text string) (features []string, err error) {
	t.Helper()
	err = wire.DecodeFeatures(strings.NewReader(text), func(f wire.Feature) error {
		if f.Index != len(features)+1 {
			t.Errorf("feature %d came as number %d", f.Index, len(features)+1)
		}
		if f.Err != nil {
			var known *geo.Error
			if !errors.As(f.Err, &known) || known.Kind != geo.Invalid {
				t.Errorf("feature %d has %v, want an invalid error", f.Index, f.Err)
			}
			features = append(features, f.Err.Error())
			return nil
		}
		properties, err := json.Marshal(f.Properties)
		if err != nil {
			t.Fatal(err)
		}
		features = append(features, fmt.Sprintf("%s %T %v", properties, f.Geometry, f.Geometry))
		return nil
	})
	return features, err
}

func TestFeaturesComeInWhateverOrderAndWrapping(t *testing.T) {
	const one, two = `null orb.Point [1 2]`, `{"n":1} orb.Point [3 4]`
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a collection", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[1,2]}},{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[3,4]}}]}`, []string{one, two}},
		{"members back to front", `{"features":[{"geometry":{"coordinates":[1,2],"type":"Point"},"properties":null,"type":"Feature"}],"type":"FeatureCollection"}`, []string{one}},
		{"foreign members all around", `{"name":"x","type":"FeatureCollection","bbox":[1,2,3,4],"features":[{"type":"Feature","id":7,"bbox":[],"title":{"type":"Feature"},"properties":{"n":1},"geometry":{"type":"Point","coordinates":[3,4],"bbox":0}}],"links":[{}]}`, []string{two}},
		{"an empty collection", `{"type":"FeatureCollection","features":[]}`, nil},
		{"one feature", `{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[3,4]}}`, []string{two}},
		{"one geometry", `{"type":"Point","coordinates":[1,2]}`, []string{one}},
		{"a line each", "{\"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}\n{\"type\":\"Feature\",\"properties\":{\"n\":1},\"geometry\":{\"type\":\"Point\",\"coordinates\":[3,4]}}\n", []string{one, two}},
		{"a line each, as Windows ends them", "{\"type\":\"Point\",\"coordinates\":[1,2]}\r\n\r\n{\"type\":\"Feature\",\"properties\":{\"n\":1},\"geometry\":{\"type\":\"Point\",\"coordinates\":[3,4]}}\r\n", []string{one, two}},
		{"nothing between two", `{"type":"Point","coordinates":[1,2]}{"type":"Point","coordinates":[1,2]}`, []string{one, one}},
		{"record separators", "\x1e{\"type\":\"Point\",\"coordinates\":[1,2]}\n\x1e{\"type\":\"Point\",\n\"coordinates\":[1,2]}\n", []string{one, one}},
		{"a byte order mark", "\xef\xbb\xbf{\"type\":\"Point\",\"coordinates\":[1,2]}", []string{one}},
		{"collections after one another", `{"type":"FeatureCollection","features":[]} {"type":"FeatureCollection","features":[{"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[1,2]}}]}`, []string{one}},
		{"nothing at all", "", nil},
		{"nothing but space", " \n\x1e\n ", nil},
		{"no geometry", `{"type":"Feature","properties":{},"geometry":null}`, []string{`{} <nil> <nil>`}},
		{"a long number in a property", `{"type":"Feature","properties":{"id":123456789012345678901234567890,"x":1e400},"geometry":null}`, []string{`{"id":123456789012345678901234567890,"x":1e400} <nil> <nil>`}},
		{"Chinese and escapes", `{"type":"Feature","properties":{"名":"丁家\u8857道"},"geometry":null}`, []string{`{"名":"丁家街道"} <nil> <nil>`}},
		{"WGS 84 declared", `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[]}`, nil},
		{"no reference system declared", `{"type":"FeatureCollection","crs":null,"features":[]}`, nil},
	} {
		got, err := decode(t, c.text)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", c.name, err, diff)
		}
	}
}

func TestGeometriesComeAsTheyAreOrNotAtAll(t *testing.T) {
	for _, c := range []struct{ name, geometry, want string }{
		{"a point", `{"type":"Point","coordinates":[106.15,29.41]}`, "orb.Point [106.15 29.41]"},
		{"a point with a height", `{"type":"Point","coordinates":[106.15,29.41,260.5]}`, "orb.Point [106.15 29.41]"},
		{"a point with a measure", `{"type":"Point","coordinates":[1,2,3,4]}`, "orb.Point [1 2]"},
		{"exponents and space", "{\"type\":\"Point\",\"coordinates\" : [ 1.0615E2 ,\n-2e-1 ] }", "orb.Point [106.15 -0.2]"},
		{"minus nothing", `{"type":"Point","coordinates":[-0.0,0]}`, "orb.Point [-0 0]"},
		{"points", `{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`, "orb.MultiPoint [[1 2] [3 4]]"},
		{"a line", `{"type":"LineString","coordinates":[[1,2],[3,4]]}`, "orb.LineString [[1 2] [3 4]]"},
		{"lines", `{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]}`, "orb.MultiLineString [[[1 2] [3 4]] [[5 6] [7 8]]]"},
		{"a polygon", `{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]],[[1,1],[2,2],[2,1],[1,1]]]}`, "orb.Polygon [[[0 0] [9 0] [9 9] [0 0]] [[1 1] [2 2] [2 1] [1 1]]]"},
		{"polygons", `{"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]]]]}`, "orb.MultiPolygon [[[[0 0] [9 0] [9 9] [0 0]]]]"},

		{"half a position", `{"type":"Point","coordinates":[1]}`, "geometry.coordinates: a position needs two numbers, has 1"},
		{"an empty position", `{"type":"Point","coordinates":[]}`, "geometry.coordinates: a position needs two numbers, has 0"},
		{"five numbers", `{"type":"Point","coordinates":[1,2,3,4,5]}`, "geometry.coordinates[4]: a position has two to four numbers"},
		{"null for a number", `{"type":"Point","coordinates":[null,0]}`, "geometry.coordinates[0]: is not a finite number"},
		{"null for a height", `{"type":"Point","coordinates":[1,2,null]}`, "geometry.coordinates[2]: is not a finite number"},
		{"null for a position", `{"type":"LineString","coordinates":[[1,2],null]}`, "geometry.coordinates[1]: is not an array"},
		{"null for all", `{"type":"Point","coordinates":null}`, "geometry.coordinates: is not an array"},
		{"text for a number", `{"type":"Point","coordinates":["1",2]}`, "geometry.coordinates[0]: is not a finite number"},
		{"text for all", `{"type":"Point","coordinates":"1,2"}`, "geometry.coordinates: is not an array"},
		{"an object for all", `{"type":"Point","coordinates":{"0":1}}`, "geometry.coordinates: is not an array"},
		{"a number beyond float64", `{"type":"Point","coordinates":[1,1e999]}`, "geometry.coordinates[1]: is not a finite number"},
		{"one level too deep", `{"type":"Point","coordinates":[[1,2]]}`, "geometry.coordinates[0]: is not a finite number"},
		{"one level too flat", `{"type":"Polygon","coordinates":[[0,0],[1,0],[1,1],[0,0]]}`, "geometry.coordinates[0][0]: is not an array"},
		{"thousands of levels", `{"type":"MultiPolygon","coordinates":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`, "geometry.coordinates[0][0][0][0]: is not a finite number"},
		{"a line of one", `{"type":"LineString","coordinates":[[1,2]]}`, "geometry.coordinates: needs at least 2 positions, has 1"},
		{"an open ring", `{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,1]]]}`, "geometry.coordinates[0]: the ring is not closed: its last position must repeat the first"},
		{"a ring of three", `{"type":"Polygon","coordinates":[[[0,0],[9,0],[0,0]]]}`, "geometry.coordinates[0]: needs at least 4 positions, has 3"},
		{"a polygon of nothing", `{"type":"Polygon","coordinates":[]}`, "geometry.coordinates: a polygon needs a ring"},
		{"a hole of nothing", `{"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]],[]]]}`, "geometry.coordinates[0][1]: needs at least 4 positions, has 0"},
		{"no coordinates", `{"type":"Point"}`, "geometry.coordinates: is missing"},
		{"no type", `{"coordinates":[1,2]}`, "geometry.type: is missing or not a string"},
		{"a type that is none", `{"type":"Circle","coordinates":[1,2]}`, `geometry.type: "Circle" is not a type of geometry`},
		{"a type in small letters", `{"type":"point","coordinates":[1,2]}`, `geometry.type: "point" is not a type of geometry`},
		{"a collection", `{"type":"GeometryCollection","geometries":[]}`, "geometry.type: a GeometryCollection is not a place or a cell; use one geometry"},
		{"coordinates twice", `{"type":"Point","coordinates":[1,2],"coordinates":[3,4]}`, `geometry: the member "coordinates" stands twice`},
		{"type twice, once escaped", `{"type":"Point","t\u0079pe":"LineString","coordinates":[1,2]}`, `geometry: the member "type" stands twice`},
		{"text", `"POINT(1 2)"`, "geometry: is not an object"},
		{"an array", `[1,2]`, "geometry: is not an object"},
	} {
		for wrapping, format := range map[string]string{
			"in a collection": `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":%s,"properties":null}]}`,
			"alone":           `{"geometry":%s,"type":"Feature","properties":null}`,
		} {
			want := c.want
			if strings.HasPrefix(want, "orb.") {
				want = "null " + want
			}
			got, err := decode(t, fmt.Sprintf(format, c.geometry))
			if err != nil || len(got) != 1 || got[0] != want {
				t.Errorf("%s, %s: got %q, %v; want %q", c.name, wrapping, got, err, want)
			}
		}
	}
}

func TestAFeatureThatIsWrongDoesNotStopTheRest(t *testing.T) {
	const sound = `{"type":"Feature","properties":{},"geometry":null}`
	for _, c := range []struct{ name, feature, want string }{
		{"a number", `3`, "is not an object"},
		{"null", `null`, "is not an object"},
		{"an array", `[{}]`, "is not an object"},
		{"no type", `{"properties":{},"geometry":null}`, "type: is not Feature"},
		{"another type", `{"type":"feature","properties":{},"geometry":null}`, "type: is not Feature"},
		{"a geometry without its feature", `{"type":"Point","coordinates":[1,2]}`, "type: is not Feature"},
		{"no geometry member", `{"type":"Feature","properties":{}}`, "geometry: is missing; where there is none it must be null"},
		{"properties that are an array", `{"type":"Feature","properties":[1],"geometry":null}`, "properties: is not an object"},
		{"properties that are a number", `{"type":"Feature","properties":1,"geometry":null}`, "properties: is not an object"},
		{"a property twice", `{"type":"Feature","properties":{"code":1,"code":2},"geometry":null}`, `properties: the member "code" stands twice`},
		{"geometry twice", `{"type":"Feature","geometry":null,"properties":{},"geometry":null}`, `the member "geometry" stands twice`},
		{"text in GBK", "{\"type\":\"Feature\",\"properties\":{\"name\":\"\xb6\xa1\xbc\xd2\"},\"geometry\":null}", "has text that is not UTF-8; save the file in UTF-8"},
		{"a reference system of its own", `{"type":"Feature","crs":{"type":"name","properties":{"name":"LOCAL"}},"properties":{},"geometry":null}`, `crs: "LOCAL" is not known; GeoJSON is lon, lat in WGS 84`},
	} {
		got, err := decode(t, `{"type":"FeatureCollection","features":[`+sound+`,`+c.feature+`,`+sound+`]}`)
		if diff := cmp.Diff([]string{"{} <nil> <nil>", c.want, "{} <nil> <nil>"}, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", c.name, err, diff)
		}
	}
}

func TestWhatIsNotGeoJSONIsRefusedWithItsPlace(t *testing.T) {
	const feature = `{"type":"Feature","properties":{},"geometry":null}`
	const head = `{"type":"FeatureCollection","features":[`
	for _, c := range []struct {
		name, text string
		features   int
		want       string
	}{
		{"an array", `[1]`, 0, `the file is not GeoJSON: it begins with "[" instead of an object`},
		{"null", `null`, 0, `the file is not GeoJSON: it begins with null instead of an object`},
		{"text", `"Point"`, 0, `the file is not GeoJSON: it begins with "Point" instead of an object`},
		{"an empty object", `{}`, 0, "type: is missing or not a string, so this is not GeoJSON"},
		{"a Topology", `{"type":"Topology","objects":{}}`, 1, ""},
		{"features without a collection", `{"type":"Feature","features":[]}`, 0, `type: a FeatureCollection, and only that, has features; this is a "Feature"`},
		{"a collection without features", `{"type":"FeatureCollection"}`, 0, `type: a FeatureCollection, and only that, has features; this is a "FeatureCollection"`},
		{"features that are an object", `{"type":"FeatureCollection","features":{}}`, 0, "features: is not an array"},
		{"features twice", head + `],"features":[` + feature + `]}`, 0, `the member "features" stands twice`},
		{"type twice", `{"type":"FeatureCollection","type":"Feature"}`, 0, `the member "type" stands twice`},
		{"an unknown reference system", `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"Xian80"}},"features":[]}`, 0, `crs: "Xian80" is not known; GeoJSON is lon, lat in WGS 84`},
		{"a reference system elsewhere", `{"type":"FeatureCollection","crs":{"type":"link","properties":{"href":"http://x"}},"features":[]}`, 0, `crs: "" is not known; GeoJSON is lon, lat in WGS 84`},
		{"a reference system that is a number", `{"type":"FeatureCollection","crs":4326,"features":[]}`, 0, "crs: is not a named reference system"},
		{"GBK in a bare feature", "{\"type\":\"Feature\",\"properties\":{\"name\":\"\xb6\xa1\"},\"geometry\":null}", 0, `"properties": has text that is not UTF-8; save the file in UTF-8`},

		{"not a number", head + feature + `,{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[NaN,0]}}]}`, 1, "not JSON at byte 168, after feature 1: invalid character 'N' looking for beginning of value"},
		{"a value missing", head + feature + `,{"a":}]}`, 1, "not JSON at byte 97, after feature 1: invalid character '}' looking for beginning of value"},
		{"a value missing after a mark", "\xef\xbb\xbf" + head + `{"a":}]}`, 0, "not JSON at byte 49, after feature 0: invalid character '}' looking for beginning of value"},
		{"a comma missing", head + feature + ` ` + feature + `]}`, 1, "not JSON at byte 92, after feature 1: expected comma after array element"},
		{"a comma too many", head + feature + `,]}`, 1, "not JSON at byte 92, after feature 1: invalid character ']' looking for beginning of value"},
		{"a comma at the end", head + feature + `],}`, 1, "not JSON at byte 93, after feature 1: invalid character '}' looking for beginning of object key string"},
		{"a bracket too many", feature + `}`, 1, "not JSON at byte 51, after feature 1: invalid character '}' looking for beginning of value"},
		{"something else behind", feature + "\nnonsense", 1, "not JSON at byte 53, after feature 1: invalid character 'o' in literal null (expecting 'u')"},
		{"a separator inside a string", "{\"type\":\"Feature\",\"properties\":{\"a\":\"b\x1ec\"},\"geometry\":null}", 0, "not JSON at byte 39, after feature 0: invalid character '\\n' in string literal"},
		{"UTF-16", "\xff\xfe{\x00}\x00", 0, "not JSON at byte 1, after feature 0: invalid character 'ÿ' looking for beginning of value"},
		{"too many levels", `{"a":` + strings.Repeat("[", 20_000), 0, "not JSON at byte 10006, after feature 0: invalid character '[' exceeded max depth"},
		{"cut off in a feature", head + feature + `,{"type":"Fea`, 1, "the file ends in the middle of what begins at byte 92, after feature 1"},
		{"cut off after a feature", head + feature, 1, "the file ends in the middle of what begins at byte 91, after feature 1"},
		{"cut off in the last bracket", head + feature + `]`, 1, "the file ends in the middle of what begins at byte 92, after feature 1"},
	} {
		got, err := decode(t, c.text)
		text := ""
		if err != nil {
			text = err.Error()
			if geo.KindOf(err) != geo.Invalid {
				t.Errorf("%s: %v is not an invalid error", c.name, err)
			}
		}
		if text != c.want || len(got) != c.features {
			t.Errorf("%s: got %q after %d features; want %q after %d", c.name, text, len(got), c.want, c.features)
		}
	}
}

// Wherever a file is cut, what was read before is given out, and the cut is noticed.
func TestATruncatedFileIsNeverTakenForWhole(t *testing.T) {
	whole := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"名":[1,{"a":"}"}]},"geometry":{"type":"Point","coordinates":[1,2]}}],"end":true}`
	if _, err := decode(t, whole); err != nil {
		t.Fatal(err)
	}
	for n := 1; n < len(whole); n++ {
		if got, err := decode(t, whole[:n]); geo.KindOf(err) != geo.Invalid || err == nil || len(got) > 1 {
			t.Errorf("cut at byte %d: %d features and %v", n, len(got), err)
		}
	}
}

func TestTheCallersErrorComesBackAsItIs(t *testing.T) {
	enough := errors.New("enough")
	calls := 0
	err := wire.DecodeFeatures(strings.NewReader(`{"type":"Point","coordinates":[1,2]} {"type":"Point","coordinates":[1,2]}`), func(wire.Feature) error {
		calls++
		return enough
	})
	if err != enough || calls != 1 {
		t.Errorf("got %v after %d calls, want the caller's own error after one", err, calls)
	}
}

func TestAReadersErrorIsKept(t *testing.T) {
	broken := errors.New("the disk is gone")
	err := wire.DecodeFeatures(io.MultiReader(strings.NewReader(`{"type":"FeatureCollection","features":[`), failing{broken}), func(wire.Feature) error { return nil })
	if !errors.Is(err, broken) || geo.KindOf(err) != geo.Invalid {
		t.Errorf("got %v, want the reader's error", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestAFeatureWithoutEndDoesNotFillTheMemory(t *testing.T) {
	before := heap()
	most := uint64(0)
	endless := io.MultiReader(strings.NewReader(`{"type":"FeatureCollection","features":[{"a":"`), &watched{fill: 'x', left: 1 << 30, each: func() { most = max(most, heap()) }})
	err := wire.DecodeWithin(4<<20, endless, func(wire.Feature) error { return nil })
	if geo.KindOf(err) != geo.Invalid || !strings.Contains(err.Error(), "larger than 4 MB") {
		t.Errorf("got %v, want that the feature is too large", err)
	}
	if grown := most - min(before, most); grown > 32<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
}

// watched gives out left bytes of fill and calls each at every read.
type watched struct {
	fill byte
	left int
	each func()
}

func (w *watched) Read(p []byte) (int, error) {
	if w.left == 0 {
		return 0, io.EOF
	}
	w.each()
	n := min(len(p), w.left)
	copy(p, bytes.Repeat([]byte{w.fill}, n))
	w.left -= n
	return n, nil
}

// heap returns the bytes of objects on the heap, alive or not yet swept.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func TestAFileOfManyFeaturesIsReadOneAtATime(t *testing.T) {
	const features = 200_000
	runtime.GC()
	before, most, seen := heap(), uint64(0), 0
	err := wire.DecodeFeatures(&generated{left: features}, func(f wire.Feature) error {
		if f.Err != nil {
			return f.Err
		}
		if seen++; seen%5000 == 0 {
			most = max(most, heap())
		}
		return nil
	})
	if err != nil || seen != features {
		t.Fatalf("%d features came, and %v; want %d", seen, err, features)
	}
	// The whole file has 20 MB of text; what is waiting for the collector is loosely bounded by the heap's own size.
	if grown := most - min(before, most); grown > 12<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
}

// generated is a collection of left features that is written while it is read.
type generated struct {
	left  int
	begun bool
	text  bytes.Buffer
}

func (g *generated) Read(p []byte) (int, error) {
	for g.text.Len() == 0 {
		switch {
		case !g.begun:
			g.begun = true
			g.text.WriteString(`{"type":"FeatureCollection","features":[`)
		case g.left > 0:
			g.left--
			g.text.WriteString(`{"type":"Feature","properties":null,"geometry":null,"note":"one hundred bytes of text for each one"}`)
			g.text.WriteString(map[bool]string{true: ",", false: "]}"}[g.left > 0])
		default:
			return 0, io.EOF
		}
	}
	return g.text.Read(p)
}

func FuzzDecodeFeatures(f *testing.F) {
	for _, seed := range []string{
		`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[1,2]}}]}`,
		"\x1e{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,0]]]}\n\x1e{\"type\":\"Feature\",\"geometry\":null}",
		"\xef\xbb\xbf{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1e999,0],[null,9],[0,0]]]]}",
		`{"type":"LineString","coordinates":[[1,2,3,4,5]]}`,
		`{"type":"MultiLineString","coordinates":[[[1,2],[3,4]]],"crs":{"properties":{"name":"EPSG:4490"}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		err := wire.DecodeFeatures(bytes.NewReader(text), func(f wire.Feature) error {
			if f.Err != nil {
				if geo.KindOf(f.Err) != geo.Invalid {
					t.Errorf("feature %d: %v", f.Index, f.Err)
				}
				return nil
			}
			again(t, f)
			return nil
		})
		if err != nil && geo.KindOf(err) != geo.Invalid {
			t.Error(err)
		}
	})
}

// again writes f as GeoJSON and reads it back: it must be the same.
func again(t *testing.T, f wire.Feature) {
	t.Helper()
	geometry := []byte("null")
	if f.Geometry != nil {
		coordinates, err := json.Marshal(f.Geometry)
		if err != nil {
			t.Fatal(err)
		}
		if string(coordinates) == "null" { // a geometry of several parts with none
			coordinates = []byte("[]")
		}
		geometry = fmt.Appendf(nil, `{"type":%q,"coordinates":%s}`, f.Geometry.GeoJSONType(), coordinates)
	}
	properties, err := json.Marshal(f.Properties)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(`{"type":"Feature","properties":%s,"geometry":%s}`, properties, geometry)
	count := 0
	err = wire.DecodeFeatures(strings.NewReader(text), func(g wire.Feature) error {
		count++
		if g.Err != nil {
			t.Errorf("%s: %v", text, g.Err)
		} else if f.Geometry == nil != (g.Geometry == nil) || f.Geometry != nil && !orb.Equal(f.Geometry, g.Geometry) || !cmp.Equal(f.Properties, g.Properties) {
			t.Errorf("%s came back as %v", text, g)
		}
		return nil
	})
	if err != nil || count != 1 {
		t.Errorf("%s: %d features and %v", text, count, err)
	}
}
