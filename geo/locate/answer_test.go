package locate_test

import (
	"math"
	"testing"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
)

// At 29.4° north a lattice unit is 9.7 mm east and 11.1 mm north.
func TestPointsNearCellsAreSnappedAndFarOnesAreNot(t *testing.T) {
	ix := index(t, []geo.Cell{rectangle("a", 1_061_000_000, 294_000_000, 1_061_010_000, 294_010_000), rectangle("b", 1_061_010_000, 294_000_000, 1_061_020_000, 294_010_000)})
	for _, c := range []struct {
		name   string
		lon    int32
		lat    int32
		cell   string
		status locate.Status
		border float64
	}{
		{"in the middle of a", 1_061_005_000, 294_005_000, "a", locate.Inside, 48.6},
		{"on the shared border", 1_061_010_000, 294_005_000, "b", locate.Border, 0},
		{"on the outer eastern border", 1_061_020_000, 294_005_000, "b", locate.Border, 0},
		{"on the outer northern border", 1_061_005_000, 294_010_000, "a", locate.Border, 0},
		{"22 m north of a", 1_061_005_000, 294_012_000, "a", locate.Snapped, 22.2},
		{"as far from both", 1_061_010_000, 294_012_000, "a", locate.Snapped, 22.2},
		{"78 m north", 1_061_005_000, 294_017_000, "", locate.Outside, 77.6},
		{"on the other side of the earth", -700_000_000, -300_000_000, "", locate.Outside, math.NaN()},
	} {
		got := ix.Locate(geo.Point{Lon: c.lon, Lat: c.lat})
		code := ""
		if got.Cell >= 0 {
			code = ix.Cell(got.Cell).Code
		}
		if code != c.cell || got.Status != c.status || !(math.Abs(got.BorderM-c.border) < 0.2) && !(math.IsNaN(got.BorderM) && math.IsNaN(c.border)) {
			t.Errorf("%s: got %q %v %.2f m, want %q %v %.2f m", c.name, code, got.Status, got.BorderM, c.cell, c.status, c.border)
		}
	}
}

func TestTheRunnerUpIsTheNearestOfTheOthers(t *testing.T) {
	ix := index(t, []geo.Cell{
		rectangle("a", 1_061_000_000, 294_000_000, 1_061_010_000, 294_010_000), rectangle("b", 1_061_010_000, 294_000_000, 1_061_020_000, 294_010_000),
		rectangle("c", 1_061_000_000, 294_010_000, 1_061_010_000, 294_020_000),
	})
	p := geo.Point{Lon: 1_061_008_000, Lat: 294_005_000} // in a: 19.4 m to b, 55.4 m to c
	for _, c := range []struct {
		owner   int32
		withinM float64
		cell    int32
		m       float64
	}{{0, 100, 1, 19.4}, {1, 100, 0, 19.4}, {0, 19, -1, 19}} {
		if cell, m := ix.NearestOther(p, c.owner, c.withinM); cell != c.cell || math.Abs(m-c.m) > 0.1 {
			t.Errorf("without %d, within %v m: cell %d at %.2f m, want %d at %.2f m", c.owner, c.withinM, cell, m, c.cell, c.m)
		}
	}
	seen := map[int32]int{}
	ix.EachIn(geo.Bound{Min: geo.Point{Lon: 1_061_010_000, Lat: 294_001_000}, Max: geo.Point{Lon: 1_061_012_000, Lat: 294_002_000}}, func(cell int32) { seen[cell]++ })
	if len(seen) != 2 || seen[0] != 1 || seen[1] != 1 {
		t.Errorf("the box on the border of a and b has cells %v", seen)
	}
}

func TestChancesNearABorderAskWhichSide(t *testing.T) {
	ix := index(t, []geo.Cell{rectangle("a", 0, 0, 10_000, 10_000), rectangle("b", 10_000, 0, 20_000, 10_000)})
	even := ix.Chances(geo.Point{Lon: 10_000, Lat: 5000}, 20)
	if len(even) != 2 || math.Abs(even[0].Share-0.5) > 1e-9 || even[0].Cell != 0 || !locate.WhichSide(even) {
		t.Errorf("on the border: %+v", even)
	}
	sure := ix.Chances(geo.Point{Lon: 5000, Lat: 5000}, 20)
	if len(sure) != 1 || sure[0].Share != 1 || locate.WhichSide(sure) {
		t.Errorf("in the middle: %+v", sure)
	}
	edge := ix.Chances(geo.Point{Lon: 0, Lat: 5000}, 20)
	if len(edge) != 2 || math.Abs(edge[1].Share-0.5) > 1e-9 || edge[1].Cell != -1 {
		t.Errorf("on the outer border: %+v", edge)
	}
	if got := ix.Chances(geo.Point{Lon: 5000, Lat: 5000}, 0); len(got) != 1 || got[0].Share != 1 {
		t.Errorf("without accuracy: %+v", got)
	}
	if got := ix.Chances(geo.Point{Lon: 900_000_000}, 10); len(got) != 1 || got[0].Cell != -1 || got[0].Share != 1 {
		t.Errorf("far outside: %+v", got)
	}
}
