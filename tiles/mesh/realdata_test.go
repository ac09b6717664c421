package mesh_test

import (
	"fmt"
	"math"
	"os"
	"testing"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/wire"
	"github.com/wangge-map/wangge/internal/realdata"
	"github.com/wangge-map/wangge/tiles/mesh"
)

// load reads a real layer, whose cells overlap here and leave gaps there.
func load(t *testing.T, name string) (list, bool) {
	t.Helper()
	path, ok := realdata.Path(t, "dc", "boundaries", name)
	if !ok {
		return nil, false
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var cells list
	err = wire.DecodeFeatures(file, func(f wire.Feature) error {
		shape, _, err := wire.FromOrb(f.Geometry)
		cells = append(cells, geo.Cell{Code: fmt.Sprintf("%04d", f.Index), Shape: shape})
		return err
	})
	if err != nil || len(cells) == 0 {
		t.Fatalf("%s: %d cells: %v", name, len(cells), err)
	}
	return cells, true
}

func TestRealLayersThatOverlapAreDrawn(t *testing.T) {
	for _, name := range []string{
		"ward-2012.geojson", "neighborhood-clusters.geojson", "single-member-district-2013.geojson", "census-block-groups-2010.geojson",
	} {
		t.Run(name, func(t *testing.T) {
			cells, ok := load(t, name)
			if !ok {
				return
			}
			m := mesh.New(cells)
			for z := range 17 {
				x0, y0 := tileAt(-77.04, 38.91, z)
				for d := -1; d <= 1; d++ {
					read(t, m.Tile(z, x0+d, y0+d))
				}
			}
			// A tile's edge runs through the district at every zoom but the widest.
			drawn := map[uint64]bool{}
			x, y := tileAt(-77.04, 38.91, 9)
			for _, south := range []int{0, 1} {
				for id := range read(t, m.Tile(9, x, y+south)).cells {
					drawn[id] = true
				}
			}
			if len(drawn) != len(cells) {
				t.Errorf("%d of %d cells are drawn", len(drawn), len(cells))
			}
			x, y = tileAt(-77.04, 38.91, 6)
			p := read(t, m.Tile(6, x, y))
			var want float64
			for _, c := range cells {
				for _, poly := range c.Shape {
					for _, r := range poly {
						_, lat := r[0].Degrees()
						want += float64(r.TwiceArea()) / geo.Scale / geo.Scale / math.Cos(lat*math.Pi/180)
					}
				}
			}
			unit := 360 / (4096 * math.Exp2(6))
			if got := float64(p.twiceArea()) * unit * unit; math.Abs(got-want) > want/100 {
				t.Errorf("the cells have an area of %g square degrees, want %g", got/2, want/2)
			}
		})
	}
}

// Whatever the rings are, they are drawn as a tile should be, or left out.
func TestRingsThatNobodyWouldDrawMakeATileAsSpecified(t *testing.T) {
	points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) geo.Point {
		at := rapid.OneOf(rapid.Int32Range(0, 6), rapid.Int32Range(-50_000, 50_000), rapid.Int32Range(-900_000_000, 900_000_000))
		return geo.Point{Lon: at.Draw(t, "lon"), Lat: at.Draw(t, "lat")}
	}), 0, 9)
	ring := rapid.Map(points, func(p []geo.Point) geo.Ring { return p })
	shape := rapid.SliceOfN(rapid.Map(rapid.SliceOfN(ring, 0, 3), func(r []geo.Ring) geo.Polygon { return r }), 0, 3)
	rapid.Check(t, func(t *rapid.T) {
		var cells list
		for i, s := range rapid.SliceOfN(shape, 0, 4).Draw(t, "shapes") {
			cells = append(cells, geo.Cell{Code: fmt.Sprint(i), Shape: s})
		}
		m := mesh.New(cells)
		for _, z := range []int{0, 1, 9, 14, 20} {
			side := 1 << z
			for _, at := range []int{side / 2, max(side/2-1, 0), 0} {
				read(t, m.Tile(z, at, at))
			}
		}
	})
}
