package locate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
)

func index(t testing.TB, cells []geo.Cell) *locate.Index {
	t.Helper()
	ix, err := locate.New(cells)
	if err != nil {
		t.Fatal(err)
	}
	return ix
}

func rectangle(code string, west, south, east, north int32) geo.Cell {
	return geo.Cell{Code: code, Shape: geo.MultiPolygon{{{{Lon: west, Lat: south}, {Lon: east, Lat: south}, {Lon: east, Lat: north}, {Lon: west, Lat: north}}}}}
}

func ExampleIndex_Find() {
	ix, _ := locate.New([]geo.Cell{rectangle("west", 0, 0, 10, 10), rectangle("east", 10, 0, 20, 10)})
	for _, lon := range []int32{9, 10, 20} {
		cell, ok := ix.Find(geo.Point{Lon: lon, Lat: 5})
		if !ok {
			fmt.Println(lon, "nobody")
			continue
		}
		fmt.Println(lon, ix.Cell(cell).Code)
	}
	// Output:
	// 9 west
	// 10 east
	// 20 nobody
}

// cake returns n cells that meet in a point.
func cake(n int, radius float64) []geo.Cell {
	rim := func(i int) geo.Point {
		sin, cos := math.Sincos(2 * math.Pi * float64(i%n) / float64(n))
		return geo.Point{Lon: int32(radius * cos), Lat: int32(radius * sin)}
	}
	cells := make([]geo.Cell, n)
	for i := range cells {
		cells[i] = geo.Cell{Code: fmt.Sprintf("slice %02d", i), Shape: geo.MultiPolygon{{{{}, rim(i), rim(i + 1)}}}}
	}
	return cells
}

// check compares the index with the rule at every telling point and returns how many had an owner.
func check(t *testing.T, r *rand.Rand, cells []geo.Cell, strays int) (owned int) {
	t.Helper()
	ix := index(t, cells)
	for _, p := range telling(r, cells, strays) {
		want := owners(cells, p)
		got, ok := ix.Find(p)
		switch {
		case ok != (len(want) > 0):
			t.Fatalf("%v: found %v, the rule says %v", p, ok, want)
		case ok && ix.Cell(got).Code != lowest(cells, want):
			t.Fatalf("%v: found %s, the rule says %s", p, ix.Cell(got).Code, lowest(cells, want))
		}
		if all := ix.Owners(p, nil); len(all) != len(want) {
			t.Fatalf("%v: owners %v, the rule says %v", p, all, want)
		}
		if ok {
			owned++
		}
	}
	return owned
}

func lowest(cells []geo.Cell, of []int) string {
	code := cells[of[0]].Code
	for _, i := range of {
		code = min(code, cells[i].Code)
	}
	return code
}

func TestFindFollowsTheRuleOnMeshes(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 1))
		step := int32(8) << r.IntN(18)
		origin := geo.Point{Lon: int32(r.IntN(1_000_000_000)) - 500_000_000, Lat: int32(r.IntN(800_000_000)) - 400_000_000}
		if owned := check(t, r, mesh(r, origin, 1+r.IntN(6), 1+r.IntN(6), step, r.IntN(7)), 500); owned == 0 {
			t.Errorf("seed %d: no point had an owner", seed)
		}
	}
}

func TestEveryPointOfAMeshHasOneOwner(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	cells := mesh(r, geo.Point{Lon: 1_061_000_000, Lat: 294_000_000}, 8, 8, 4000, 5)
	// Away from the outer border: one and a half steps in.
	inner := geo.Bound{Min: geo.Point{Lon: 1_061_006_000, Lat: 294_006_000}, Max: geo.Point{Lon: 1_061_026_000, Lat: 294_026_000}}
	tried := 0
	for _, p := range telling(r, cells, 2000) {
		if !inner.Contains(p) {
			continue
		}
		tried++
		if n := len(owners(cells, p)); n != 1 {
			t.Fatalf("%v has %d owners", p, n)
		}
	}
	if tried < 1000 {
		t.Fatalf("only %d points tried", tried)
	}
	check(t, r, cells, 2000)
}

func TestFindFollowsTheRuleOnAwkwardShapes(t *testing.T) {
	hole := rectangle("holed", 0, 0, 100, 100)
	hole.Shape[0] = append(hole.Shape[0], geo.Ring{{Lon: 20, Lat: 20}, {Lon: 20, Lat: 60}, {Lon: 60, Lat: 60}, {Lon: 60, Lat: 20}})
	island := rectangle("island", 20, 20, 60, 60)
	parts := rectangle("two parts", 200, 0, 210, 10)
	parts.Shape = append(parts.Shape, rectangle("", 230, 0, 240, 10).Shape[0])
	needle := geo.Cell{Code: "needle", Shape: geo.MultiPolygon{{{{Lon: 300, Lat: 0}, {Lon: 100_000_000, Lat: 1}, {Lon: 300, Lat: 2}}}}}
	world := geo.Cell{Code: "z world", Shape: geo.MultiPolygon{}}
	for lon := int32(-1_800_000_000); lon < 1_800_000_000; lon += 450_000_000 {
		for lat := int32(-900_000_000); lat < 900_000_000; lat += 450_000_000 {
			world.Shape = append(world.Shape, rectangle("", lon, lat, lon+450_000_000, lat+450_000_000).Shape[0])
		}
	}
	var pile, steps []geo.Cell // more over one another than a leaf has bits for
	for i := range int32(20) {
		pile = append(pile, rectangle(fmt.Sprintf("%02d", i), 0, 0, 60, 60))
		steps = append(steps, rectangle(fmt.Sprintf("%02d", i), i%7, i%3, 60+i%5, 60+i))
	}
	for name, cells := range map[string][]geo.Cell{
		"twenty times the same shape":    pile,
		"twenty shapes over one another": steps,
		"slices of a cake":               cake(40, 3000),
		"slices of a small cake":         cake(12, 9),
		"large slices of a cake":         cake(25, 400_000_000),
		"a hole with nothing in it":      {hole},
		"a hole filled by an island":     {hole, island},
		"two parts with a gap":           {parts},
		"a needle":                       {needle},
		"overlapping cells":              {rectangle("b", 0, 0, 60, 60), rectangle("a", 30, 30, 90, 90), rectangle("c", 40, 0, 50, 100)},
		"one inside another":             {rectangle("outer", 0, 0, 90, 90), rectangle("inner", 30, 30, 60, 60)},
		"the same shape twice":           {rectangle("a", 0, 0, 60, 60), rectangle("b", 0, 0, 60, 60)},
		"the whole lattice":              {world},
		"the whole lattice and a street": {world, hole, island, needle},
		"a cell of one unit":             {rectangle("unit", 5, 5, 6, 6)},
		"a T-junction":                   {rectangle("a", 0, 0, 10, 10), rectangle("b", 10, 0, 20, 5), rectangle("c", 10, 5, 20, 10)},
	} {
		t.Run(name, func(t *testing.T) {
			if check(t, rand.New(rand.NewPCG(3, 3)), cells, 3000) == 0 {
				t.Error("no point had an owner")
			}
		})
	}
}

func TestNewRefusesWhatIsNotAnEdition(t *testing.T) {
	for name, cells := range map[string][]geo.Cell{
		"a code twice":          {rectangle("a", 0, 0, 1, 1), rectangle("a", 5, 5, 6, 6)},
		"a ring of two":         {{Code: "a", Shape: geo.MultiPolygon{{{{}, {Lon: 1}}}}}},
		"off the earth":         {rectangle("a", 0, 0, 10, 900_000_001)},
		"an edge of 60 degrees": {rectangle("a", 0, 0, 600_000_000, 10)},
	} {
		if _, err := locate.New(cells); geo.KindOf(err) != geo.Invalid || err == nil {
			t.Errorf("%s gives %v, want an invalid error", name, err)
		}
	}
}

func TestAnEmptyEditionOwnsNothing(t *testing.T) {
	ix := index(t, nil)
	if _, ok := ix.Find(geo.Point{}); ok {
		t.Error("a point has an owner")
	}
	if a := ix.Locate(geo.Point{}); a.Cell != -1 || a.Status != locate.Outside {
		t.Errorf("got %+v", a)
	}
}

func TestFindDoesNotAllocate(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	cells := mesh(r, geo.Point{}, 10, 10, 5000, 8)
	ix := index(t, cells)
	points := telling(r, cells, 100)
	if n := testing.AllocsPerRun(10, func() {
		for _, p := range points {
			ix.Find(p)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzFind(f *testing.F) {
	f.Add(uint64(1), int32(100), int32(100), uint8(3))
	f.Fuzz(func(t *testing.T, seed uint64, lon, lat int32, size uint8) {
		r := rand.New(rand.NewPCG(seed, 9))
		cells := mesh(r, geo.Point{Lon: lon % 1_000_000_000, Lat: lat % 500_000_000}, 1+int(size%4), 1+int(size/4%4), 4+int32(size), int(size%5))
		check(t, r, cells, 50)
	})
}

func TestLocateSaysWhereCrowdedCellsHaveTheirBorders(t *testing.T) {
	var cells []geo.Cell
	for i := range int32(30) {
		cells = append(cells, rectangle(fmt.Sprintf("%02d", i), i, 0, 100, 100))
	}
	for _, cells := range [][]geo.Cell{cells, cake(40, 3000)} {
		ix := index(t, cells)
		for _, c := range cells {
			for _, p := range c.Shape[0][0] {
				if a := ix.Locate(p); a.Status != locate.Border {
					t.Errorf("%v of %s: got %+v, want it on a border", p, c.Code, a)
				}
			}
		}
	}
	if a := index(t, cells).Locate(geo.Point{Lon: 50, Lat: 50}); a.Status != locate.Inside {
		t.Errorf("got %+v, want it inside", a)
	}
}
