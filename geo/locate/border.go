package locate

import (
	"math"

	"github.com/wangge-map/wangge/geo"
)

// borders finds distances to a cell's border. Each ring is cut into chunks of chunkEdges edges with a bound each, so that
// a border of thousands of vertices is mostly passed over.
type borders struct {
	v      *vertices
	chunks []chunk
	first  []int32 // chunks of cell i are first[i]..first[i+1]-1
}

type chunk struct {
	bound       geo.Bound
	from, until int32 // edges
}

const chunkEdges = 8

func newBorders(cells []geo.Cell, v *vertices) borders {
	b := borders{v: v, first: make([]int32, len(cells)+1), chunks: make([]chunk, 0, len(v.at)/chunkEdges+len(v.rings))}
	for _, r := range v.rings {
		for from := r.from; from < r.until; from += chunkEdges {
			c := chunk{bound: geo.EmptyBound(), from: from, until: min(from+chunkEdges, r.until)}
			for e := c.from; e <= c.until; e++ {
				c.bound = c.bound.Extend(v.at[e])
			}
			b.chunks = append(b.chunks, c)
		}
		b.first[r.cell+1] = int32(len(b.chunks))
	}
	for i := 1; i < len(b.first); i++ { // cells without a ring
		b.first[i] = max(b.first[i], b.first[i-1])
	}
	return b
}

func (b *borders) of(cell int32) []chunk { return b.chunks[b.first[cell]:b.first[cell+1]] }

// distance returns how far the origin of pl is from the border of cell, in metres. It begins with the chunk whose bound is
// nearest, so that most others need not be looked into.
func (b *borders) distance(cell int32, pl plane) float64 {
	chunks := b.of(cell)
	nearest, least := 0, math.Inf(1)
	for i := range chunks {
		if square := pl.squareToBound(&chunks[i].bound); square < least {
			nearest, least = i, square
		}
	}
	best := math.Inf(1)
	for i := range chunks {
		at := i
		switch i { // the nearest changes places with the first
		case 0:
			at = nearest
		case nearest:
			at = 0
		}
		if c := &chunks[at]; pl.squareToBound(&c.bound) < best {
			best = pl.squareToChain(b.v.at[c.from:c.until+1], best)
		}
	}
	return math.Sqrt(best)
}

// holds reports whether cell holds p by the half-open rule, looking at its border alone.
func (b *borders) holds(cell int32, p geo.Point) bool {
	inside := false
	for i := range b.of(cell) {
		c := &b.of(cell)[i]
		if c.bound.Max.Lon <= p.Lon || c.bound.Min.Lat > p.Lat || c.bound.Max.Lat <= p.Lat {
			continue // nothing here crosses the ray to the east in the row just north of p
		}
		for e := c.from; e < c.until; e++ {
			if x, y := b.v.at[e], b.v.at[e+1]; straddlesRow(x, y, p.Lat) && left(x, y, p) {
				inside = !inside
			}
		}
	}
	return inside
}

// touches reports whether p is on the border of cell.
func (b *borders) touches(cell int32, p geo.Point) bool {
	for i := range b.of(cell) {
		c := &b.of(cell)[i]
		if !c.bound.Contains(p) {
			continue
		}
		for e := c.from; e < c.until; e++ {
			if on(b.v.at[e], b.v.at[e+1], p) {
				return true
			}
		}
	}
	return false
}
