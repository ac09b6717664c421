// Package mesh makes cells for benchmarks: the same on every machine.
package mesh

import (
	"fmt"
	"math/rand/v2"

	"github.com/wangge-map/wangge/geo"
)

// Cells returns columns×rows cells that tile a square around Dingjia without gap or overlap: jittered corners, and walls of
// bends more vertices that wiggle. step is the spacing in lattice units. A cell has 4·(bends+1) vertices.
func Cells(seed uint64, columns, rows int, step int32, bends int) []geo.Cell {
	m := &maker{r: rand.New(rand.NewPCG(seed, 1)), step: step, bends: bends, columns: columns}
	m.corners(rows)
	cells := make([]geo.Cell, 0, columns*rows)
	south := m.row(0)
	for y := range rows {
		north := m.row(y + 1)
		west := m.wall(m.at(0, y), m.at(0, y+1))
		for x := range columns {
			east := m.wall(m.at(x+1, y), m.at(x+1, y+1))
			ring := make(geo.Ring, 0, 4*(bends+1))
			ring = append(ring, south[x]...)
			ring = append(ring, east...)
			ring = back(ring, north[x], m.at(x+1, y+1))
			ring = back(ring, west, m.at(x, y+1))
			cells = append(cells, geo.Cell{ID: int64(len(cells) + 1), Code: fmt.Sprintf("%08d", len(cells)), Shape: geo.MultiPolygon{{ring}}})
			west = east
		}
		south = north
	}
	return cells
}

type maker struct {
	r       *rand.Rand
	step    int32
	bends   int
	columns int
	grid    []geo.Point
}

func (m *maker) at(x, y int) geo.Point { return m.grid[y*(m.columns+1)+x] }

func (m *maker) corners(rows int) {
	// Centred on Dingjia.
	west := 1_061_469_000 - int32(m.columns/2)*m.step
	south := 294_089_000 - int32(rows/2)*m.step
	for y := range rows + 1 {
		for x := range m.columns + 1 {
			m.grid = append(m.grid, geo.Point{Lon: west + int32(x)*m.step + m.jitter(4), Lat: south + int32(y)*m.step + m.jitter(4)})
		}
	}
}

func (m *maker) jitter(part int32) int32 { return m.r.Int32N(m.step/part) - m.step/part/2 }

func (m *maker) row(y int) [][]geo.Point {
	out := make([][]geo.Point, m.columns)
	for x := range out {
		out[x] = m.wall(m.at(x, y), m.at(x+1, y))
	}
	return out
}

// wall returns the vertices from a to b, b left out.
func (m *maker) wall(a, b geo.Point) []geo.Point {
	out := make([]geo.Point, 0, m.bends+1)
	out = append(out, a)
	for i := 1; i <= m.bends; i++ {
		t := float64(i) / float64(m.bends+1)
		out = append(out, geo.Point{Lon: a.Lon + int32(t*float64(b.Lon-a.Lon)) + m.jitter(20), Lat: a.Lat + int32(t*float64(b.Lat-a.Lat)) + m.jitter(20)})
	}
	return out
}

func back(ring geo.Ring, wall []geo.Point, end geo.Point) geo.Ring {
	ring = append(ring, end)
	for i := len(wall) - 1; i > 0; i-- {
		ring = append(ring, wall[i])
	}
	return ring
}

// Points returns n points inside the bound of cells.
func Points(seed uint64, cells []geo.Cell, n int) []geo.Point {
	r := rand.New(rand.NewPCG(seed, 2))
	b := geo.EmptyBound()
	for i := range cells {
		b = b.Union(cells[i].Shape.Bound())
	}
	out := make([]geo.Point, n)
	for i := range out {
		out[i] = geo.Point{Lon: b.Min.Lon + r.Int32N(b.Max.Lon-b.Min.Lon), Lat: b.Min.Lat + r.Int32N(b.Max.Lat-b.Min.Lat)}
	}
	return out
}
