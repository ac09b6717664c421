package mesh_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles/mesh"
	"github.com/wangge-map/wangge/tiles/mvt"
)

var update = flag.Bool("update", false, "rewrite testdata/tile.txt")

func ExampleMesh_Tile() {
	square := geo.Ring{{}, {Lon: 1e8}, {Lon: 1e8, Lat: 1e8}, {Lat: 1e8}} // 10 degrees a side
	m := mesh.New(list{{Code: "a1", Name: "First", Shape: geo.MultiPolygon{{square}}, Label: geo.Point{Lon: 5e7, Lat: 5e7}}})
	layers, err := mvt.Decode(m.Tile(2, 2, 1))
	if err != nil {
		panic(err)
	}
	for _, l := range layers {
		for _, f := range l.Features {
			fmt.Println(l.Name, f.ID, f.Tags, f.Parts)
		}
	}
	// Output:
	// cells 0 map[code:a1] [[{0 3639} {455 3639} {455 4096} {0 4096}]]
	// borders 0 map[level:2] [[{0 3639} {0 4096} {455 4096} {455 3639} {0 3639}]]
	// labels 0 map[code:a1 name:First] [[{227 3868}]]
}

// withIslands puts a cell into the middle of every third one, which gets a hole there.
func withIslands(cells list) list {
	for i := range len(cells) / 3 {
		c := &cells[i*3]
		b := c.Shape.Bound()
		x, y := (b.Min.Lon+b.Max.Lon)/2, b.Min.Lat/2+b.Max.Lat/2
		r := float64(b.Max.Lon-b.Min.Lon) / 8
		var island geo.Ring
		for k := range 24 {
			sin, cos := math.Sincos(float64(k) * math.Pi / 12)
			island = append(island, geo.Point{Lon: x + int32(cos*r), Lat: y + int32(sin*r)})
		}
		hole := slices.Clone(island)
		slices.Reverse(hole)
		c.Shape[0] = append(c.Shape[0], hole)
		cells = append(cells, geo.Cell{
			Code: fmt.Sprintf("i%04d", i), Name: "岛", Parent: "island",
			Shape: geo.MultiPolygon{{island}}, Label: geo.Point{Lon: x, Lat: y},
		})
	}
	return cells
}

// scene is a net and a tile of it.
type scene struct {
	cells   list
	z, x, y int
	covered bool // the tile lies within the net, buffer and all
}

// scenes draws nets whose cells are 150 tile units wide and more, so that nothing collapses, and whose walls are simplified
// or not.
func scenes() *rapid.Generator[scene] {
	return rapid.Custom(func(t *rapid.T) scene {
		z := rapid.IntRange(8, 20).Draw(t, "z")
		unit := 3_600_000_000 / float64(int64(4096)<<z) // of longitude, in lattice units
		step := int32(math.Ceil(rapid.Float64Range(150, 3000).Draw(t, "width") * unit))
		n := int(math.Ceil(4096*unit*2.2/float64(step))) + 3
		covered := rapid.IntRange(0, 3).Draw(t, "covered") > 0
		if !covered {
			n = min(n, 4)
		}
		cells := withIslands(walled(rapid.Uint64().Draw(t, "seed"), n, n, step, rapid.IntRange(0, 9).Draw(t, "bends")))
		x, y := tileAt(106.1469, 29.4089, z)
		return scene{cells, z, x, y, covered}
	})
}

// The area that all cells together have within the tile and its buffer, when they cover it.
const twiceWhole = 2 * (4096 + 128) * (4096 + 128)

func TestNeighboursAreDrawnAlongTheSameVertices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := scenes().Draw(t, "scene")
		p := read(t, mesh.New(s.cells).Tile(s.z, s.x, s.y))
		sides := p.sides()
		for side, ids := range sides {
			back := sides[side.back()]
			if len(ids) != 1 || len(back) > 1 || len(back) == 0 && s.covered {
				t.Fatalf("the side %v is drawn for %v, the other way for %v", side, ids, back)
			}
		}
		if area := p.twiceArea(); s.covered && area != twiceWhole || area > twiceWhole {
			t.Fatalf("the cells have an area of %d, of %d (covered: %t)", area, twiceWhole, s.covered)
		}
	})
}

func TestEveryBorderIsDrawnOnceWithItsLevel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := scenes().Draw(t, "scene")
		p := read(t, mesh.New(s.cells).Tile(s.z, s.x, s.y))
		sides := p.sides()
		drawn := map[side]bool{}
		for level, lines := range p.borders {
			for _, line := range lines {
				for i, b := range line[1:] {
					d := side{line[i], b}
					if d.onEdge() {
						continue
					}
					if drawn[d] || drawn[d.back()] {
						t.Fatalf("the border %v is drawn twice", d)
					}
					drawn[d] = true
					if want := levelOf(s.cells, sides[d], sides[d.back()]); level != want {
						t.Fatalf("the border %v has level %d, want %d", d, level, want)
					}
				}
			}
		}
		for s := range sides {
			if !drawn[s] && !drawn[s.back()] {
				t.Fatalf("the side %v of a cell is no border", s)
			}
		}
	})
}

func levelOf(cells list, right, left []uint64) int64 {
	switch {
	case len(right)+len(left) != 2:
		return 2
	case cells[right[0]].Parent == cells[left[0]].Parent:
		return 0
	}
	return 1
}

func TestALabelStandsInOneTileOfAZoomWhereItsCellIsLarge(t *testing.T) {
	cells := withIslands(walled(5, 9, 9, 300_000, 4))
	m := mesh.New(cells)
	for z := 6; z <= 17; z++ {
		got := map[uint64]string{}
		x0, y1 := tileAt(106.1469-0.2, 29.4089-0.2, z)
		x1, y0 := tileAt(106.1469+0.2, 29.4089+0.2, z)
		for x := x0; x <= x1; x++ {
			for y := y0; y <= y1; y++ {
				for id, f := range read(t, m.Tile(z, x, y)).labels {
					if _, twice := got[id]; twice {
						t.Errorf("z%d: cell %d is labelled twice", z, id)
					}
					if p := f.Parts[0][0]; p.X < 0 || p.Y < 0 || p.X >= 4096 || p.Y >= 4096 {
						t.Errorf("z%d: cell %d is labelled at %v, outside its tile", z, id, p)
					}
					got[id] = fmt.Sprint(f.Tags["code"], f.Tags["name"])
				}
			}
		}
		want := map[uint64]string{}
		for i, c := range cells {
			if widthInPixels(c, z) >= 40 {
				want[uint64(i)] = c.Code + c.Name
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("z%d: %s", z, diff)
		}
	}
}

// widthInPixels is the side of a square as large as c, of a tile 512 pixels wide.
func widthInPixels(c geo.Cell, z int) float64 {
	var area float64 // in square degrees; cells are small enough for one scale
	for _, r := range c.Shape[0] {
		area += float64(r.TwiceArea()) / 2 / geo.Scale / geo.Scale
	}
	_, lat := c.Label.Degrees()
	return math.Sqrt(area/math.Cos(lat*math.Pi/180)) / 360 * 512 * math.Exp2(float64(z))
}

func TestACellWithoutAPlaceForItsLabelHasNone(t *testing.T) {
	cells := walled(1, 2, 2, 1_000_000, 0)
	cells[1].Label = geo.Point{} // not measured yet
	m := mesh.New(cells)
	var got []string
	x, y := tileAt(106.1469, 29.4089, 9)
	for _, beside := range []int{-1, 0, 1} {
		for _, f := range read(t, m.Tile(9, x+beside, y)).labels {
			got = append(got, f.Tags["code"].(string))
		}
	}
	slices.Sort(got)
	if want := []string{cells[0].Code, cells[2].Code, cells[3].Code}; !slices.Equal(got, want) {
		t.Errorf("labels of %v, want %v", got, want)
	}
}

func TestATileOutsideTheNetOrTheWorldIsEmptyAndNotNil(t *testing.T) {
	m := mesh.New(walled(1, 3, 3, 100_000, 2))
	for _, tile := range [][3]int{{5, 0, 0}, {14, 0, 0}, {-1, 0, 0}, {21, 0, 0}, {3, 8, 0}, {3, 0, 8}, {3, -1, 0}, {3, 0, -1}, {63, 0, 0}} {
		if got := m.Tile(tile[0], tile[1], tile[2]); got == nil || len(got) != 0 {
			t.Errorf("tile %v has %d bytes (nil: %t)", tile, len(got), got == nil)
		}
	}
	if got := mesh.New(list{}).Tile(0, 0, 0); got == nil || len(got) != 0 {
		t.Errorf("a net without cells has a tile of %d bytes", len(got))
	}
}

func TestCellsTooSmallForTheGridAreLeftOut(t *testing.T) {
	m := mesh.New(walled(1, 20, 20, 20_000, 8)) // a cell is a third of a unit wide at z 4
	x, y := tileAt(106.1469, 29.4089, 4)
	p := read(t, m.Tile(4, x, y))
	if n := len(p.cells); n == 0 || n > 200 {
		t.Errorf("%d of 400 cells are drawn", n)
	}
	for id, f := range p.cells {
		if len(f.Tags) != 1 || f.Tags["code"] != fmt.Sprintf("50010100%07d", id) {
			t.Errorf("cell %d is called %v", id, f.Tags)
		}
	}
}

func TestAnIslandKeepsItsInsideWhileItIsLargerThanAPixel(t *testing.T) {
	var needle geo.Ring // 400,000 units long, 2,000 high
	for k := range 100 {
		needle = append(needle, geo.Point{Lon: int32(k) * 4000, Lat: 1000 - int32(k%2)})
	}
	needle = append(needle, geo.Point{Lon: 400_000, Lat: 0}, geo.Point{Lon: 200_000, Lat: -1000})
	m := mesh.New(list{{Code: "n", Shape: geo.MultiPolygon{{needle}}}})
	drawn := 0
	for z := 6; z <= 20; z++ {
		x, y := tileAt(0.02, 0.00001, z)
		p := read(t, m.Tile(z, x, y))
		for _, f := range p.cells {
			if len(f.Parts[0]) >= 3 {
				drawn++
				break
			}
		}
	}
	// At z 12 it is 23 pixels long and 2 tile units high: all of simplifying's tolerance.
	if drawn < 9 {
		t.Errorf("the island is drawn at %d zooms, want 9 at least", drawn)
	}
}

func TestTheOrderOfTheCellsDoesNotChangeHowTheyAreDrawn(t *testing.T) {
	cells := withIslands(walled(9, 12, 12, 20_000, 9))
	turned := slices.Clone(cells)
	slices.Reverse(turned)
	one, other := mesh.New(cells), mesh.New(turned)
	for z := 9; z <= 16; z++ {
		x, y := tileAt(106.1469, 29.4089, z)
		if diff := cmp.Diff(shapes(read(t, one.Tile(z, x, y))), shapes(read(t, other.Tile(z, x, y)))); diff != "" {
			t.Fatalf("z%d: %s", z, diff)
		}
	}
}

// shapes are the rings of cells by code, each from its least point.
func shapes(p picture) map[any][][]mvt.Pt {
	out := map[any][][]mvt.Pt{}
	for _, f := range p.cells {
		for _, ring := range f.Parts {
			least := 0
			for i, p := range ring {
				if p.X < ring[least].X || p.X == ring[least].X && p.Y < ring[least].Y {
					least = i
				}
			}
			out[f.Tags["code"]] = append(out[f.Tags["code"]], append(slices.Clone(ring[least:]), ring[:least]...))
		}
	}
	return out
}

func TestTilesDrawnAtTheSameTimeAreTheSame(t *testing.T) {
	cells := withIslands(walled(2, 20, 20, 20_000, 8))
	tiles := func(m *mesh.Mesh) (out []string) {
		for z := range 17 {
			x, y := tileAt(106.1469, 29.4089, z)
			out = append(out, string(m.Tile(z, x, y)))
		}
		return out
	}
	want := tiles(mesh.New(cells))
	m := mesh.New(cells)
	before := m.Bytes()
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if !slices.Equal(want, tiles(m)) {
				t.Error("a tile is not the same")
			}
		})
	}
	wait.Wait()
	if after := m.Bytes(); after <= before || after > 10*before {
		t.Errorf("the mesh held %d bytes before, and %d with every zoom", before, after)
	}
}

func TestTheGoldenTile(t *testing.T) {
	cells := withIslands(walled(3, 3, 3, 60_000, 3))
	x, y := tileAt(106.1469, 29.4089, 14)
	got := text(t, mesh.New(cells).Tile(14, x, y))
	const path = "testdata/tile.txt"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the tile has changed; if it should, run: go test ./tiles/mesh -run Golden -update\n%s", diff)
	}
}
