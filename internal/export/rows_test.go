package export

import (
	"context"
	"encoding/json"
	"iter"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/tiles"
)

// testRow is a row that a test made.
type testRow struct {
	id     string
	values []any
	shape  orb.Geometry
}

func (r *testRow) ID() string             { return r.id }
func (r *testRow) Value(i int) any        { return r.values[i] }
func (r *testRow) Geometry() orb.Geometry { return r.shape }

// testColumns has a column of every type; the first is the row's number.
func testColumns() []tiles.Column {
	return []tiles.Column{
		{Name: "no", Type: tiles.TypeInteger, TitleZH: "序号", TitleEN: "Number"},
		{Name: "words", Type: tiles.TypeText, TitleZH: "文字", TitleEN: "Words"},
		{Name: "whole", Type: tiles.TypeInteger, TitleZH: "整数", TitleEN: "Whole"},
		{Name: "real", Type: tiles.TypeNumber, TitleZH: "实数", TitleEN: "Real"},
		{Name: "done", Type: tiles.TypeBoolean, TitleZH: "已办结", TitleEN: "Done"},
		{Name: "at", Type: tiles.TypeTime, TitleZH: "时间", TitleEN: "At"},
	}
}

// sourceOf gives rows, which are numbered from 0 in their first value.
func sourceOf(points bool, rows ...*testRow) Source {
	return Source{
		Layer: "hazards", Title: "隐患", Points: points, Columns: testColumns(), Count: len(rows),
		Rows: func(ctx context.Context) iter.Seq2[Row, error] {
			return func(yield func(Row, error) bool) {
				for _, r := range rows {
					if !yield(r, nil) {
						return
					}
				}
			}
		},
	}
}

// someText is what people write, and what they should not: Chinese, emoji, quotes, line ends, signs of formulas.
func someText() *rapid.Generator[string] {
	piece := rapid.SampledFrom([]string{
		"隐患", "占用消防通道", "🚧", "👨‍👩‍👧", "\U00020BB7", "é", "e\u0301", "\u202e", "\u200b", `"`, `""`, "'", ",", ";", "\t", "\n", "\r\n", "\r", " ", "\u3000", "=", "+", "-", "@", "＝",
		"1+1", "HYPERLINK(\"http://x\")", "<b>&amp;", "]]>", "_x0041_", "\\", "%", "{}", "null", "NULL", "TRUE", "007", "1e5", "2026-01-02", "\u2028", "\ufeff", "500120005001001",
	})
	return rapid.Map(rapid.SliceOfN(piece, 0, 6), func(pieces []string) string { return strings.Join(pieces, "") })
}

// someValues are values of testColumns, null among them.
func someValues() *rapid.Generator[[]any] {
	orNull := func(g *rapid.Generator[any]) *rapid.Generator[any] {
		return rapid.OneOf(g, g, g, rapid.Just[any](nil))
	}
	text := orNull(someText().AsAny())
	whole := orNull(rapid.OneOf(rapid.Int64(), rapid.Int64Range(-9, 9), rapid.SampledFrom([]int64{math.MaxInt64, math.MinInt64, 0, 1 << 53, exactInteger, exactInteger + 1})).AsAny())
	number := orNull(rapid.OneOf(rapid.Float64(), rapid.Float64Range(-1, 1), rapid.SampledFrom([]float64{
		math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 0, 0.1, 1e21, 1e-7, math.Inf(1), math.NaN(), 12345678.9,
	})).AsAny())
	truth := orNull(rapid.Bool().AsAny())
	at := orNull(rapid.Map(rapid.Int64Range(-2_208_000_000, 4_102_444_800), func(s int64) any { return time.Unix(s, 0).UTC() }))
	return rapid.Custom(func(t *rapid.T) []any {
		return []any{nil, text.Draw(t, "words"), whole.Draw(t, "whole"), number.Draw(t, "real"), truth.Draw(t, "done"), at.Draw(t, "at")}
	})
}

// somePoint lies on the lattice.
func somePoint() *rapid.Generator[orb.Point] {
	return rapid.Custom(func(t *rapid.T) orb.Point {
		return orb.Point{
			float64(rapid.Int32Range(-180e7, 180e7).Draw(t, "lon")) / 1e7, float64(rapid.Int32Range(-90e7, 90e7).Draw(t, "lat")) / 1e7,
		}
	})
}

// someShape is a MultiPolygon of one or two squares, the first with a hole, its rings either way round.
func someShape() *rapid.Generator[orb.MultiPolygon] {
	return rapid.Custom(func(t *rapid.T) orb.MultiPolygon {
		x, y := float64(rapid.IntRange(-170, 160).Draw(t, "x")), float64(rapid.IntRange(-80, 70).Draw(t, "y"))
		polygon := orb.Polygon{square(x, y, 4), square(x+1, y+1, 1)}
		if rapid.Bool().Draw(t, "turned") {
			polygon[0].Reverse()
		}
		if rapid.Bool().Draw(t, "hole turned") {
			polygon[1].Reverse()
		}
		if rapid.Bool().Draw(t, "two") {
			return orb.MultiPolygon{polygon, {square(x+5, y, 0.1234567)}}
		}
		return orb.MultiPolygon{polygon}
	})
}

func square(x, y, side float64) orb.Ring {
	return orb.Ring{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}
}

// someRows are up to most rows, all with points or all with polygons.
func someRows(points bool, least, most int) *rapid.Generator[[]*testRow] {
	one := rapid.Custom(func(t *rapid.T) *testRow {
		r := &testRow{values: someValues().Draw(t, "values")}
		if points {
			r.shape = somePoint().Draw(t, "point")
		} else {
			r.shape = someShape().Draw(t, "shape")
		}
		return r
	})
	return rapid.Map(rapid.SliceOfN(one, least, most), func(rows []*testRow) []*testRow {
		for i, r := range rows {
			r.values[0] = int64(i)
			r.id = "r" + string(rune('0'+i%10)) + r.id
		}
		return rows
	})
}

// written is what Stream or File writes, as bytes.
func written(t interface {
	Helper()
	Fatal(...any)
}, o Options) []byte {
	t.Helper()
	dir, err := os.MkdirTemp("", "wangge-export-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "out")
	if _, err := File(context.Background(), path, false, o); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// gdalFeature is a feature as GDAL reads it.
type gdalFeature struct {
	Properties map[string]any
	Geometry   *struct {
		Type        string
		Coordinates json.RawMessage
	}
}

// throughGDAL writes the rows as a file of that name, has ogr2ogr read it with args and returns what it read.
func throughGDAL(t *testing.T, o Options, name string, args ...string) []gdalFeature {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if _, err := File(t.Context(), path, false, o); err != nil {
		t.Fatal(err)
	}
	return readByGDAL(t, path, args...)
}

func readByGDAL(t *testing.T, path string, args ...string) []gdalFeature {
	t.Helper()
	var stderr strings.Builder
	cmd := exec.CommandContext(t.Context(), "ogr2ogr", append([]string{"-f", "GeoJSON", "/vsistdout/", path, "-lco", "COORDINATE_PRECISION=7"}, args...)...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || strings.Contains(stderr.String(), "ERROR") {
		t.Fatalf("ogr2ogr: %v\n%s", err, stderr.String())
	}
	var all struct{ Features []gdalFeature }
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatalf("ogr2ogr wrote what is no JSON: %v", err)
	}
	return all.Features
}

// ogrinfo is what ogrinfo says of the file.
func ogrinfo(t *testing.T, path string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ogrinfo", append(args, path)...).CombinedOutput()
	if err != nil || strings.Contains(string(out), "ERROR") {
		t.Fatalf("ogrinfo: %v\n%s", err, out)
	}
	return string(out)
}
