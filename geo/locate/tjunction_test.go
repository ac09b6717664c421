package locate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/demo"
)

// strips returns cells side by side in strips, each strip cut where it likes, so that nearly every corner is a T-junction: it
// lies exactly on its neighbour's edge, which has no vertex there. Slanted by whole units, it still does.
//
//	+----+-----+----+
//	|    |     |    |
//	+----+     +----+
//	|    +-----+    |
//	|    |     |    |
//	+----+-----+----+
func strips(r *rand.Rand, origin geo.Point, columns, rows int, step, slant int32) []geo.Cell {
	at := func(x, y int32) geo.Point { return geo.Point{Lon: origin.Lon + x + slant*y, Lat: origin.Lat + y} }
	var cells []geo.Cell
	for column := range int32(columns) {
		west, east := column*step, (column+1)*step
		south := int32(0)
		for row := range int32(rows) {
			north := (row + 1) * step
			if int(row) < rows-1 {
				north += int32(r.IntN(int(step)/2)) - step/4
			}
			cells = append(cells, geo.Cell{
				Code:  fmt.Sprintf("t%06d", len(cells)),
				Shape: geo.MultiPolygon{{{at(west, south), at(east, south), at(east, north), at(west, north)}}},
			})
			south = north
		}
	}
	return cells
}

func TestEveryPointAroundATJunctionHasOneOwner(t *testing.T) {
	for _, slant := range []int32{0, 1, -3} {
		r := rand.New(rand.NewPCG(uint64(slant+10), 3))
		cells := strips(r, geo.Point{Lon: 1_061_000_000, Lat: 294_000_000}, 6, 6, 400, slant)
		whole := strips(r, geo.Point{Lon: 1_061_000_000, Lat: 294_000_000}, 1, 1, 2400, slant) // their outline
		if owned := check(t, r, cells, 2000); owned < 1000 {
			t.Errorf("slant %d: only %d points had an owner", slant, owned)
		}
		for _, p := range telling(r, cells, 2000) {
			if n, want := len(owners(cells, p)), len(owners(whole, p)); n != want {
				t.Fatalf("slant %d: %v has %d owners, want %d", slant, p, n, want)
			}
		}
	}
}

func TestPostGISAgreesOnTJunctions(t *testing.T) {
	for _, slant := range []int32{0, 2} {
		r := rand.New(rand.NewPCG(uint64(slant), 4))
		cells := strips(r, geo.Point{Lon: 1_061_000_000, Lat: 294_000_000}, 7, 7, 1000, slant)
		if compare(t, cells, telling(r, cells, 1000)) < 300 {
			t.Error("hardly a point was on a border")
		}
	}
}

func TestPostGISAgreesOnTheSyntheticTown(t *testing.T) {
	town, err := demo.NewTown(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 9))
	points := telling(r, town.Cells, 3000)
	r.Shuffle(len(points), func(i, j int) { points[i], points[j] = points[j], points[i] })
	points = points[:min(len(points), 10_000)]
	for i := range min(len(town.Reports), 2000) {
		points = append(points, town.Reports[i].Report.Pin.At)
	}
	if compare(t, town.Cells, points) < 500 {
		t.Error("hardly a point was on a border")
	}
}

// Whatever the place and the accuracy, the answers agree with one another.
func FuzzLocate(f *testing.F) {
	f.Add(uint64(1), int32(1_061_000_000), int32(294_000_000), int32(17), int32(-3), 12.5)
	f.Add(uint64(2), int32(-1_799_999_000), int32(899_990_000), int32(100), int32(100), math.NaN())
	f.Add(uint64(3), int32(0), int32(0), int32(math.MaxInt32), int32(math.MinInt32), math.Inf(1))
	f.Add(uint64(4), int32(0), int32(-899_999_990), int32(3), int32(4), 1e300)
	f.Fuzz(func(t *testing.T, seed uint64, lon, lat, east, north int32, accuracyM float64) {
		r := rand.New(rand.NewPCG(seed, 1))
		origin := geo.Point{Lon: lon % 1_700_000_000, Lat: lat % 850_000_000}
		ix := index(t, mesh(r, origin, 1+r.IntN(4), 1+r.IntN(4), int32(8)<<r.IntN(16), r.IntN(4)))
		p := geo.Point{
			Lon: int32(max(-geo.MaxLon, min(geo.MaxLon, int64(origin.Lon)+int64(east)))),
			Lat: int32(max(-geo.MaxLat, min(geo.MaxLat, int64(origin.Lat)+int64(north)))),
		}
		owner, owned := ix.Find(p)
		answer := ix.Locate(p)
		within := answer.Status == locate.Inside || answer.Status == locate.Border // an outer border may belong to nobody's inside
		if owned && (!within || answer.Cell != owner) || !owned && answer.Status == locate.Inside {
			t.Errorf("%v: Find says %d %v, Locate %+v", p, owner, owned, answer)
		}
		if answer.BorderM < 0 || math.IsInf(answer.BorderM, 0) || (answer.Cell < 0) != (answer.Status == locate.Outside) {
			t.Errorf("%v: %+v", p, answer)
		}
		chances := ix.Chances(p, accuracyM)
		total := 0.0
		for i, c := range chances {
			if !(c.Share > 0 && c.Share <= 1) || i > 0 && c.Share > chances[i-1].Share {
				t.Errorf("%v ± %v: %+v", p, accuracyM, chances)
			}
			total += c.Share
		}
		if math.Abs(total-1) > 1e-9 {
			t.Errorf("%v ± %v: the shares of %+v add up to %v", p, accuracyM, chances, total)
		}
	})
}
