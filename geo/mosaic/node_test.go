package mosaic_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/mosaic"
)

func ExampleNode() {
	// One wide cell in the south, two cells in the north that meet in the middle of its upper edge.
	south := cell("south", geo.Ring{{Lon: 0, Lat: 0}, {Lon: 200, Lat: 0}, {Lon: 200, Lat: 100}, {Lon: 0, Lat: 100}})
	west := cell("west", geo.Ring{{Lon: 0, Lat: 100}, {Lon: 90, Lat: 100}, {Lon: 90, Lat: 200}, {Lon: 0, Lat: 200}})
	east := cell("east", geo.Ring{{Lon: 90, Lat: 100}, {Lon: 200, Lat: 100}, {Lon: 200, Lat: 200}, {Lon: 90, Lat: 200}})
	noded, added := mosaic.Node([]geo.Cell{south, west, east}, nil)
	fmt.Println(added, noded[0].Shape)
	// Output:
	// 1 [[[{0 0} {200 0} {200 100} {90 100} {0 100}]]]
}

func cell(code string, rings ...geo.Ring) geo.Cell {
	return geo.Cell{Code: code, Shape: geo.MultiPolygon{geo.Polygon(rings)}}
}

func box(west, south, east, north int32) geo.Ring {
	return geo.Ring{{Lon: west, Lat: south}, {Lon: east, Lat: south}, {Lon: east, Lat: north}, {Lon: west, Lat: north}}
}

func reversed(r geo.Ring) geo.Ring {
	r = slices.Clone(r)
	slices.Reverse(r)
	return r
}

func TestVerticesWithinTwoUnitsOfAnEdgeGoIntoIt(t *testing.T) {
	const y = 100
	for _, c := range []struct {
		name string
		at   geo.Point // a corner of the northern cell, beside the southern cell's upper edge from 0 to 1000
		in   bool
	}{
		{"on the edge", geo.Point{Lon: 500, Lat: y}, true},
		{"one unit above", geo.Point{Lon: 500, Lat: y + 1}, true},
		{"two units above", geo.Point{Lon: 500, Lat: y + 2}, true},
		{"three units above", geo.Point{Lon: 500, Lat: y + 3}, false},
		{"two units below", geo.Point{Lon: 500, Lat: y - 2}, true},
		{"three units below", geo.Point{Lon: 500, Lat: y - 3}, false},
		{"beside the first unit", geo.Point{Lon: 1, Lat: y}, true},
		{"at the end", geo.Point{Lon: 0, Lat: y}, false},
		{"beyond the end", geo.Point{Lon: -1, Lat: y}, false},
	} {
		south := cell("s", box(0, 0, 1000, y))
		north := cell("n", geo.Ring{c.at, {Lon: 700, Lat: 400}, {Lon: 300, Lat: 400}})
		noded, _ := mosaic.Node([]geo.Cell{south, north}, nil)
		if got := slices.Contains(noded[0].Shape[0][0], c.at); got != (c.in || slices.Contains(south.Shape[0][0], c.at)) {
			t.Errorf("%s: inserted %v, want %v: %v", c.name, got, c.in, noded[0].Shape)
		}
	}
}

func TestEdgesOfEveryDirectionAndLengthAreNoded(t *testing.T) {
	o := geo.Point{Lon: -770_000_000, Lat: 389_000_000}
	for _, d := range []geo.Point{
		{Lon: 0, Lat: 900}, {Lon: 900, Lat: 0}, {Lon: 900, Lat: 900}, {Lon: -900, Lat: 300}, {Lon: 300, Lat: -90_000_000},
		{Lon: 60_000_000, Lat: 3000}, {Lon: -600_000_000, Lat: -300_000_000}, {Lon: 3, Lat: 3},
	} {
		end := geo.Point{Lon: o.Lon + d.Lon, Lat: o.Lat + d.Lat}
		mid := geo.Point{Lon: o.Lon + d.Lon/3, Lat: o.Lat + d.Lat/3}
		left := geo.Point{Lon: o.Lon - d.Lat, Lat: o.Lat + d.Lon/2}
		right := geo.Point{Lon: mid.Lon + d.Lat/9 + 50, Lat: mid.Lat - d.Lon/9 - 50}
		cells := []geo.Cell{cell("a", geo.Ring{o, end, left}), cell("b", geo.Ring{mid, right, {Lon: right.Lon + 20, Lat: right.Lat + 9}})}
		noded, _ := mosaic.Node(cells, nil)
		if !slices.Contains(noded[0].Shape[0][0], mid) {
			t.Errorf("direction %v: %v lacks %v", d, noded[0].Shape, mid)
		}
	}
}

func TestIslandsAndHolesAreNoded(t *testing.T) {
	lake := cell("lake", box(100, 100, 200, 200))
	lake.Shape[0][0] = slices.Insert(lake.Shape[0][0], 2, geo.Point{Lon: 200, Lat: 150}) // only the island knows this vertex
	land := cell("land", box(0, 0, 300, 300), reversed(box(100, 100, 200, 200)))
	noded, added := mosaic.Node([]geo.Cell{land, lake}, nil)
	if added != 1 || !slices.Contains(noded[0].Shape[0][1], geo.Point{Lon: 200, Lat: 150}) {
		t.Errorf("%d added, the hole is %v", added, noded[0].Shape[0][1])
	}
	if outer := noded[0].Shape[0][0]; len(outer) != 4 {
		t.Errorf("the outer ring became %v", outer)
	}
}

func TestAVertexBesideTwoEdgesOfACellGoesIntoTheNearerOne(t *testing.T) {
	// A needle two units high at the vertex: in both edges, the cell would touch itself.
	needle := cell("needle", geo.Ring{{Lon: 0, Lat: 0}, {Lon: 1000, Lat: -3}, {Lon: 1000, Lat: 0}})
	other := cell("other", geo.Ring{{Lon: 500, Lat: 0}, {Lon: 600, Lat: 300}, {Lon: 400, Lat: 300}})
	noded, added := mosaic.Node([]geo.Cell{needle, other}, nil)
	if want := (geo.Ring{{Lon: 0, Lat: 0}, {Lon: 1000, Lat: -3}, {Lon: 1000, Lat: 0}, {Lon: 500, Lat: 0}}); added != 1 || !slices.Equal(noded[0].Shape[0][0], want) {
		t.Errorf("%d added, got %v, want %v", added, noded[0].Shape[0][0], want)
	}
}

func TestNothingIsInsertedThatMakesARingTouchItself(t *testing.T) {
	// A slit ends at (520, 99), one unit below the upper edge. The neighbour's vertex (500, 98) is two units below that edge,
	// and drawing the edge down to it would cross the slit.
	comb := geo.Ring{{Lon: 0, Lat: 0}, {Lon: 510, Lat: 0}, {Lon: 520, Lat: 99}, {Lon: 530, Lat: 0}, {Lon: 1000, Lat: 0}, {Lon: 1000, Lat: 100}, {Lon: 0, Lat: 100}}
	other := cell("other", geo.Ring{{Lon: 500, Lat: 98}, {Lon: 700, Lat: 900}, {Lon: 300, Lat: 900}})
	noded, added := mosaic.Node([]geo.Cell{cell("comb", comb), other}, nil)
	if got := noded[0].Shape[0][0]; added != 0 || !slices.Equal(got, comb) {
		t.Errorf("%d added, the ring became %v", added, got)
	}
}

func TestTheCellsGivenAreNotChanged(t *testing.T) {
	south, north := cell("s", box(0, 0, 1000, 100)), cell("n", box(300, 100, 600, 200))
	before := slices.Clone(south.Shape[0][0])
	noded, added := mosaic.Node([]geo.Cell{south, north}, nil)
	if added != 2 || !slices.Equal(south.Shape[0][0], before) || len(noded[0].Shape[0][0]) != 6 {
		t.Errorf("%d added, given %v, got %v", added, south.Shape, noded[0].Shape)
	}
}

func TestEmptyAndVeryWideShapesAreLeftAlone(t *testing.T) {
	world := cell("world", box(-geo.MaxLon, -geo.MaxLat, geo.MaxLon, geo.MaxLat))
	cells := []geo.Cell{{Code: "empty"}, {Code: "bare", Shape: geo.MultiPolygon{{{}}}}, world, cell("small", box(-geo.MaxLon, 0, 5, 5))}
	noded, added := mosaic.Node(cells, nil)
	if added != 0 || len(noded) != 4 || len(noded[2].Shape[0][0]) != 4 {
		t.Errorf("%d added to %v", added, noded)
	}
	if none, added := mosaic.Node(nil, nil); len(none) != 0 || added != 0 {
		t.Errorf("nothing became %v", none)
	}
}

func TestProgressEndsAtTheLastCell(t *testing.T) {
	cells := make([]geo.Cell, 9000)
	for i := range cells {
		x := int32(i) * 10
		cells[i] = cell("c", box(x, 0, x+10, 10))
	}
	var seen []int
	mosaic.Node(cells, func(done, total int) {
		if total != len(cells) {
			t.Errorf("total is %d", total)
		}
		seen = append(seen, done)
	})
	if !slices.IsSorted(seen) || len(seen) < 2 || seen[len(seen)-1] != len(cells) {
		t.Errorf("progress was %v", seen)
	}
}
