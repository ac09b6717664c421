package export

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ncruces/go-sqlite3"
	"github.com/paulmach/orb"
	orbmvt "github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles/mvt"
)

// drawPoints draws the rows of a tile, whole tiles only, as features of the layer points with their number.
func drawPoints(rows []*testRow) func(z, x, y uint32) ([]byte, error) {
	return func(z, x, y uint32) ([]byte, error) {
		var w mvt.Writer
		layer := w.Layer("points")
		for _, r := range rows {
			p := r.shape.(orb.Point)
			if maptile.At(p, maptile.Zoom(z)) != maptile.New(x, y, maptile.Zoom(z)) {
				continue
			}
			place := maptile.Fraction(p, maptile.Zoom(z))
			layer.Point(int32((place[0]-float64(x))*mvt.Extent), int32((place[1]-float64(y))*mvt.Extent))
			layer.Int("no", r.values[0].(int64))
			layer.Text("words", fmt.Sprint(r.values[1]))
			layer.Bool("done", true)
		}
		return w.Bytes(), nil
	}
}

type storedTile struct {
	z, x, y uint32 // y from the north
	layers  orbmvt.Layers
}

// openMBTiles reads all that is in the file, with a decoder that is not ours.
func openMBTiles(t interface {
	Helper()
	Fatal(...any)
}, path string) (metadata map[string]string, stored []storedTile) {
	t.Helper()
	db, err := sqlite3.OpenFlags("file:"+uriPath(path), sqlite3.OPEN_READONLY|sqlite3.OPEN_URI)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	read := func(query string, row func(*sqlite3.Stmt)) {
		statement, _, err := db.Prepare(query)
		if err != nil {
			t.Fatal(err)
		}
		for statement.Step() {
			row(statement)
		}
		if err := statement.Close(); err != nil {
			t.Fatal(err)
		}
	}
	read(`pragma integrity_check`, func(s *sqlite3.Stmt) {
		if s.ColumnText(0) != "ok" {
			t.Fatal(s.ColumnText(0))
		}
	})
	metadata = map[string]string{}
	read(`select name, value from metadata`, func(s *sqlite3.Stmt) { metadata[s.ColumnText(0)] = s.ColumnText(1) })
	read(`select zoom_level, tile_column, tile_row, tile_data from tiles`, func(s *sqlite3.Stmt) {
		layers, err := orbmvt.UnmarshalGzipped(s.ColumnBlob(3, nil))
		if err != nil {
			t.Fatal(err)
		}
		z := uint32(s.ColumnInt(0))
		stored = append(stored, storedTile{z, uint32(s.ColumnInt(1)), 1<<z - 1 - uint32(s.ColumnInt(2)), layers})
	})
	return metadata, stored
}

func TestEveryPointIsInOneTileOfEveryZoomAndNoTileIsEmpty(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		rows := someRows(true, 0, 8).Draw(t, "rows")
		for _, r := range rows { // where there are tiles, their last edges left out
			p := r.shape.(orb.Point)
			r.shape = orb.Point{min(p[0], 179.9), min(max(p[1], -85), 85)}
		}
		least := rapid.Uint32Range(0, 4).Draw(t, "minzoom")
		most := rapid.Uint32Range(least, 9).Draw(t, "maxzoom")
		path := filepath.Join(dir, "a b#c?%41.mbtiles")
		s, err := File(t.Context(), path, true, Options{
			Format: MBTiles, Source: sourceOf(true, rows...), Tiles: Tiles{Draw: drawPoints(rows), MinZoom: least, MaxZoom: most},
		})
		if err != nil {
			t.Fatal(err)
		}
		_, stored := openMBTiles(t, path)
		if s.Tiles != len(stored) || s.Rows != len(rows) || s.Bytes == 0 {
			t.Fatalf("the summary is %+v, %d tiles are stored", s, len(stored))
		}
		seen := map[string]int{}
		for _, tile := range stored {
			if len(tile.layers) != 1 || len(tile.layers[0].Features) == 0 {
				t.Fatalf("tile %d/%d/%d is empty", tile.z, tile.x, tile.y)
			}
			for _, f := range tile.layers[0].Features {
				no := int(f.Properties["no"].(float64))
				if maptile.At(rows[no].shape.(orb.Point), maptile.Zoom(tile.z)) != maptile.New(tile.x, tile.y, maptile.Zoom(tile.z)) {
					t.Fatalf("row %d is in tile %d/%d/%d", no, tile.z, tile.x, tile.y)
				}
				seen[fmt.Sprint(no, " ", tile.z)]++
			}
		}
		for i := range rows {
			for z := least; z <= most; z++ {
				if n := seen[fmt.Sprint(i, " ", z)]; n != 1 {
					t.Fatalf("row %d is in %d tiles of zoom %d", i, n, z)
				}
			}
		}
	})
}

func TestTheMetadataOfMBTiles(t *testing.T) {
	rows := []*testRow{
		{values: []any{int64(0), "a", nil, nil, nil, nil}, shape: orb.Point{106.13, 29.40}},
		{values: []any{int64(1), "b", nil, nil, nil, nil}, shape: orb.Point{106.16, 29.42}},
	}
	path := filepath.Join(t.TempDir(), "hazards.mbtiles")
	o := Options{
		Format: MBTiles, Source: sourceOf(true, rows...), Tiles: Tiles{Draw: drawPoints(rows), MinZoom: 2, MaxZoom: 14},
		About: About{Site: "丁家街道网格", Source: "天地图", ApprovalNo: "GS(2026)1号"},
	}
	if _, err := File(t.Context(), path, false, o); err != nil {
		t.Fatal(err)
	}
	got, _ := openMBTiles(t, path)
	var described struct {
		Layers []vectorLayer `json:"vector_layers"`
	}
	if err := json.Unmarshal([]byte(got["json"]), &described); err != nil {
		t.Fatal(err)
	}
	delete(got, "json")
	want := map[string]string{
		"name": "隐患", "format": "pbf", "type": "overlay", "version": "1", "minzoom": "2", "maxzoom": "14", "bounds": "106.13,29.4,106.16,29.42",
		"center": "106.145,29.41,13", "attribution": "天地图 GS(2026)1号", "description": "丁家街道网格; map: 天地图; 审图号 GS(2026)1号",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	layers := []vectorLayer{{ID: "points", MinZoom: 2, MaxZoom: 14, Fields: map[string]string{"no": "Number", "words": "String", "done": "Boolean"}}}
	if diff := cmp.Diff(layers, described.Layers); diff != "" {
		t.Error(diff)
	}
}

func TestGDALReadsTheMBTiles(t *testing.T) {
	rows := someRows(true, 60, 60).Example(13)
	for i, r := range rows {
		r.shape = orb.Point{106 + float64(i%10)/100, 29 + float64(i/10)/100}
	}
	path := filepath.Join(t.TempDir(), "hazards.mbtiles")
	if _, err := File(t.Context(), path, false, Options{Format: MBTiles, Source: sourceOf(true, rows...), Tiles: Tiles{Draw: drawPoints(rows), MaxZoom: 14}}); err != nil {
		t.Fatal(err)
	}
	info := ogrinfo(t, path, "-so", "-al")
	for _, want := range []string{"Layer name: points", "Feature Count: 60", "words: String", "done: Integer(Boolean)"} {
		if !strings.Contains(info, want) {
			t.Errorf("ogrinfo does not say %q:\n%s", want, info)
		}
	}
	var numbers []float64
	for _, f := range readByGDAL(t, path, "-t_srs", "EPSG:4326") {
		no := f.Properties["no"].(float64)
		numbers = append(numbers, no)
		var at orb.Point
		if err := json.Unmarshal(f.Geometry.Coordinates, &at); err != nil {
			t.Fatal(err)
		}
		want := rows[int(no)].shape.(orb.Point)
		if math.Abs(at[0]-want[0]) > 1e-5 || math.Abs(at[1]-want[1]) > 1e-5 { // a unit of a tile at zoom 14 is 5e-6 degrees
			t.Errorf("row %v is at %v, want %v", no, at, want)
		}
		if words := fmt.Sprint(rows[int(no)].values[1]); f.Properties["words"] != words {
			t.Errorf("row %v has %q, want %q", no, f.Properties["words"], words)
		}
	}
	slices.Sort(numbers)
	if len(numbers) != len(rows) || slices.Compact(numbers)[len(rows)-1] != float64(len(rows)-1) {
		t.Errorf("GDAL reads %d of %d: %v", len(numbers), len(rows), numbers)
	}
}

func TestTilesThatCannotBeMadeAreRefused(t *testing.T) {
	world := &testRow{values: make([]any, 6), shape: orb.MultiPolygon{{{{-180, -85}, {180, -85}, {180, 85}, {-180, 85}, {-180, -85}}}}}
	nothing := func(z, x, y uint32) ([]byte, error) { return nil, nil }
	for _, c := range []struct {
		name, field string
		tiles       Tiles
	}{
		{"too many", "--maxzoom", Tiles{Draw: nothing, MaxZoom: 18}},
		{"too deep", "--maxzoom", Tiles{Draw: nothing, MaxZoom: 19}},
		{"none of this layer", "--format", Tiles{MaxZoom: 3}},
		{"from below to above", "--minzoom", Tiles{Draw: nothing, MinZoom: 4, MaxZoom: 3}},
	} {
		dir := t.TempDir()
		_, err := File(t.Context(), filepath.Join(dir, "x.mbtiles"), false, Options{Format: MBTiles, Source: sourceOf(false, world), Tiles: c.tiles})
		if fieldOf(err) != c.field || geo.KindOf(err) != geo.Invalid {
			t.Errorf("%s: %v", c.name, err)
		}
		nothingIn(t, dir)
	}
}
