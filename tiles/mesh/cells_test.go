package mesh_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/wangge-map/wangge/geo"
)

// list makes a slice of cells what New takes.
type list []geo.Cell

func (l list) Len() int               { return len(l) }
func (l list) Cell(i int32) *geo.Cell { return &l[i] }

// walled returns columns×rows cells around Dingjia without gap or overlap: a jittered grid of corners every step units,
// and walls of bends more vertices that wiggle. Two rows share a parent.
func walled(seed uint64, columns, rows int, step int32, bends int) list {
	r := rand.New(rand.NewPCG(seed, 1))
	jitter := func(part int32) int32 { return r.Int32N(step/part+1) - step/part/2 }
	west, south := 1_061_469_000-int32(columns/2)*step, 294_089_000-int32(rows/2)*step
	corners := make([][]geo.Point, rows+1)
	for y := range corners {
		for x := range columns + 1 {
			corners[y] = append(corners[y], geo.Point{Lon: west + int32(x)*step + jitter(4), Lat: south + int32(y)*step + jitter(4)})
		}
	}
	// wall returns the vertices from a to b, b left out.
	wall := func(a, b geo.Point) []geo.Point {
		out := []geo.Point{a}
		for i := 1; i <= bends; i++ {
			t := float64(i) / float64(bends+1)
			out = append(out, geo.Point{
				Lon: a.Lon + int32(t*float64(b.Lon-a.Lon)) + jitter(20),
				Lat: a.Lat + int32(t*float64(b.Lat-a.Lat)) + jitter(20),
			})
		}
		return out
	}
	across := make([][][]geo.Point, rows+1) // walls from west to east
	up := make([][][]geo.Point, rows)       // and from south to north
	for y := range rows + 1 {
		for x := range columns + 1 {
			if x < columns {
				across[y] = append(across[y], wall(corners[y][x], corners[y][x+1]))
			}
			if y < rows {
				up[y] = append(up[y], wall(corners[y][x], corners[y+1][x]))
			}
		}
	}
	var cells list
	for y := range rows {
		for x := range columns {
			ring := append(append(geo.Ring{}, across[y][x]...), up[y][x+1]...)
			ring = append(append(ring, corners[y+1][x+1]), backwards(across[y+1][x])...)
			ring = append(append(ring, corners[y+1][x]), backwards(up[y][x])...)
			a, c := corners[y][x], corners[y+1][x+1]
			cells = append(cells, geo.Cell{
				Code:   fmt.Sprintf("50010100%07d", len(cells)),
				Name:   fmt.Sprintf("第%d网格", len(cells)%97),
				Parent: fmt.Sprintf("5001010%02d", y/2),
				Shape:  geo.MultiPolygon{{ring}},
				Label:  geo.Point{Lon: a.Lon/2 + c.Lon/2, Lat: a.Lat/2 + c.Lat/2},
			})
		}
	}
	return cells
}

// backwards returns a wall from its end, without where it begins.
func backwards(wall []geo.Point) []geo.Point {
	var out []geo.Point
	for i := len(wall) - 1; i > 0; i-- {
		out = append(out, wall[i])
	}
	return out
}
