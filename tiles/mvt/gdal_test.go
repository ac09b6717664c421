package mvt_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wangge-map/wangge/tiles/mvt"
)

// collection is what GDAL makes of a layer.
type collection struct {
	Features []struct {
		Properties map[string]any
		Geometry   struct {
			Type        string
			Coordinates json.RawMessage
		}
	}
}

// gdal reads one layer of tile. Its driver measures a tile that it is told nothing about in units from the lower left.
func gdal(t *testing.T, tile []byte, layer string) collection {
	t.Helper()
	path := filepath.Join(t.TempDir(), "0.pbf")
	if err := os.WriteFile(path, tile, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("ogr2ogr", "-oo", "CLIP=NO", "-f", "GeoJSON", "/vsistdout/", path, layer)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ogr2ogr: %v", err)
	}
	var c collection
	if err := json.Unmarshal(out, &c); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return c
}

func TestGDALReadsWhatIsWritten(t *testing.T) {
	var w mvt.Writer
	cells := w.Layer("cells")
	cells.Polygon(box(100, 100, 200, 200), box(110, 110, 120, 120))
	cells.AddPolygon(box(300, 300, 310, 310))
	cells.ID(0)
	cells.Text("code", "第三网格")
	cells.Number("share", 0.25)
	cells.Bool("settled", true)
	cells.Int("below", -70_000)
	borders := w.Layer("borders")
	borders.Line([]mvt.Pt{{X: -64, Y: 4160}, {X: 0, Y: 0}, {X: 4096, Y: 0}})
	borders.Int("level", 2)
	borders.Line([]mvt.Pt{{X: 1, Y: 1}, {X: 2, Y: 2}})
	borders.AddLine([]mvt.Pt{{X: 5, Y: 5}, {X: 9, Y: 5}})
	points := w.Layer("points")
	points.Point(17, 4000)
	points.ID(5)
	points.MultiPoint([]mvt.Pt{{X: 1, Y: 2}, {X: 3, Y: 4}})
	tile := w.Bytes()

	got := map[string][]string{}
	for _, layer := range []string{"cells", "borders", "points"} {
		for _, f := range gdal(t, tile, layer).Features {
			text, err := json.Marshal([]any{f.Geometry.Type, f.Geometry.Coordinates, f.Properties})
			if err != nil {
				t.Fatal(err)
			}
			got[layer] = append(got[layer], string(text))
		}
	}
	want := map[string][]string{ // y runs the other way: 4096 - y
		"cells": {`["MultiPolygon",[` +
			`[[[100.0,3996.0],[200.0,3996.0],[200.0,3896.0],[100.0,3896.0],[100.0,3996.0]],` +
			`[[110.0,3976.0],[120.0,3976.0],[120.0,3986.0],[110.0,3986.0],[110.0,3976.0]]],` +
			`[[[300.0,3796.0],[310.0,3796.0],[310.0,3786.0],[300.0,3786.0],[300.0,3796.0]]]],` +
			`{"below":-70000,"code":"第三网格","mvt_id":0,"settled":true,"share":0.25}]`},
		"borders": {
			`["MultiLineString",[[[-64.0,-64.0],[0.0,4096.0],[4096.0,4096.0]]],{"level":2}]`,
			`["MultiLineString",[[[1.0,4095.0],[2.0,4094.0]],[[5.0,4091.0],[9.0,4091.0]]],{}]`,
		},
		"points": {
			`["MultiPoint",[[17.0,96.0]],{"mvt_id":5}]`,
			`["MultiPoint",[[1.0,4094.0],[3.0,4092.0]],{}]`,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
