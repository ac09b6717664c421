package locate_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/wire"
	"github.com/wangge-map/wangge/internal/realdata"
)

// features calls fn for every feature of a real file. It returns false when there is no real data here.
func features(t *testing.T, fn func(wire.Feature), path ...string) bool {
	t.Helper()
	name, ok := realdata.Path(t, path...)
	if !ok {
		return false
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := wire.DecodeFeatures(file, func(f wire.Feature) error { fn(f); return f.Err }); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return true
}

// cellsOf reads a real layer; the code of a cell is one of its properties, or its number.
func cellsOf(t *testing.T, codeField string, path ...string) ([]geo.Cell, bool) {
	t.Helper()
	var cells []geo.Cell
	ok := features(t, func(f wire.Feature) {
		shape, _, err := wire.FromOrb(f.Geometry)
		if err != nil {
			t.Fatalf("feature %d: %v", f.Index, err)
		}
		code := fmt.Sprintf("%04d", f.Index)
		if codeField != "" {
			code = fmt.Sprint(f.Properties[codeField])
		}
		cells = append(cells, geo.Cell{Code: code, Shape: shape})
	}, path...)
	return cells, ok
}

func TestPostGISAgreesOnRealLayers(t *testing.T) {
	for _, layer := range []struct {
		path []string
		code string
	}{
		{[]string{"dc", "boundaries", "ward-2012.geojson"}, "WARD_ID"},
		{[]string{"dc", "boundaries", "advisory-neighborhood-commission-2013.geojson"}, "ANC_ID"},
		{[]string{"dc", "boundaries", "single-member-district-2013.geojson"}, "SMD_ID"},
		{[]string{"dc", "boundaries", "census-tracts-2010.geojson"}, "GEOID"},
		{[]string{"dc", "boundaries", "census-block-groups-2010.geojson"}, "GEOID"},
		{[]string{"dc", "boundaries", "neighborhood-clusters.geojson"}, "NAME"}, // overlaps and gaps, on purpose
		{[]string{"seattle", "spd-beats.geojson"}, ""},
		{[]string{"seattle", "spd-precincts.geojson"}, ""},
		{[]string{"seattle", "city-council-districts.geojson"}, "district"},
	} {
		t.Run(layer.path[len(layer.path)-1], func(t *testing.T) {
			cells, ok := cellsOf(t, layer.code, layer.path...)
			if !ok {
				return
			}
			r := rand.New(rand.NewPCG(1, 8))
			points := telling(r, cells, 5000)
			r.Shuffle(len(points), func(i, j int) { points[i], points[j] = points[j], points[i] })
			// Vertices, border middles, all one unit off, and strays: 10,000 of them.
			if onBorder := compare(t, cells, points[:min(len(points), 10_000)]); onBorder < 100 {
				t.Errorf("only %d points were on a border", onBorder)
			}
		})
	}
}

// The city wrote a ward into each of its service requests. Ours must be the same but for pins that lie on the line, where
// the half-open rule decides.
func TestEveryServiceRequestIsInItsWard(t *testing.T) {
	wards, ok := cellsOf(t, "WARD_ID", "dc", "boundaries", "ward-2012.geojson")
	if !ok {
		return
	}
	ix := index(t, wards)
	folder, _ := realdata.Path(t, "dc", "reports")
	files, err := filepath.Glob(filepath.Join(folder, "*.geojson"))
	if err != nil || len(files) != 28 {
		t.Fatalf("%d files of reports (%v), want 28", len(files), err)
	}
	withWard, onLine, elsewhere := 0, 0, 0
	for _, file := range files {
		features(t, func(f wire.Feature) {
			ward, ok := f.Properties["WARD"].(string)
			pin, isPoint := f.Geometry.(orb.Point)
			if !ok || ward == "NULL" || !isPoint {
				return
			}
			withWard++
			p, err := geo.PointAt(pin[0], pin[1])
			if err != nil {
				t.Fatal(err)
			}
			answer := ix.Locate(p)
			if answer.Cell >= 0 && ix.Cell(answer.Cell).Code == ward {
				return
			}
			// The lattice moves a vertex by up to 7 mm.
			if answer.BorderM < 0.02 {
				onLine++
				return
			}
			elsewhere++
			t.Errorf("%s feature %d: in ward %v at %.3f m, the city says %s", filepath.Base(file), f.Index, answer, answer.BorderM, ward)
		}, "dc", "reports", filepath.Base(file))
	}
	t.Logf("%d requests with a ward, %d on the line with the neighbour's ward", withWard, onLine)
	if withWard != 16261 || onLine > 16 || elsewhere != 0 {
		t.Errorf("%d with a ward, %d on the line, %d elsewhere; want 16,261, at most 16, none", withWard, onLine, elsewhere)
	}
}
