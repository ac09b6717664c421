package demo

import (
	"slices"

	"github.com/wangge-map/wangge/geo"
)

// graph is a planar graph on the lattice in half-edges: 2e and 2e+1 are the two directions of edge e. The face of a
// half-edge is on its left.
type graph struct {
	nodes []geo.Point
	from  []int   // node that half-edge h starts at
	kinds []kind  // of edge e: the strongest line that runs there
	out   [][]int // half-edges that leave node n, counter-clockwise
	face  []int   // of half-edge h; -1 is the outside
	faces []face
	index map[geo.Point]int // node at a point
}

// face is a piece of ground between lines.
type face struct {
	edges  []int // its half-edges, counter-clockwise
	areaM2 float64
	inside vec // a place inside
}

func twin(h int) int                   { return h ^ 1 }
func (g *graph) to(h int) int          { return g.from[twin(h)] }
func (g *graph) start(h int) vec       { return vecOf(g.nodes[g.from[h]]) }
func (g *graph) end(h int) vec         { return vecOf(g.nodes[g.to(h)]) }
func (g *graph) lengthM(e int) float64 { return g.start(2 * e).distance(g.end(2 * e)) }

// newGraph builds the graph of noded lines. keep says which pieces take part; what hangs loose is cut off.
func newGraph(lines [][]geo.Point, kinds []kind, keep func(line int, mid vec) bool) *graph {
	g := &graph{index: map[geo.Point]int{}}
	at := func(p geo.Point) int {
		n, ok := g.index[p]
		if !ok {
			n = len(g.nodes)
			g.index[p] = n
			g.nodes = append(g.nodes, p)
		}
		return n
	}
	edges := map[[2]int]int{}
	for i, line := range lines {
		for k := 1; k < len(line); k++ {
			if !keep(i, vecOf(line[k-1]).lerp(vecOf(line[k]), 0.5)) {
				continue
			}
			a, b := at(line[k-1]), at(line[k])
			key := [2]int{min(a, b), max(a, b)}
			if e, ok := edges[key]; ok {
				g.kinds[e] = max(g.kinds[e], kinds[i])
				continue
			}
			edges[key] = len(g.kinds)
			g.kinds = append(g.kinds, kinds[i])
			g.from = append(g.from, a, b)
		}
	}
	g.sortOut(g.pruned())
	g.findFaces()
	return g
}

// pruned returns which edges remain when dead ends are cut back until there are none.
func (g *graph) pruned() []bool {
	alive := make([]bool, len(g.kinds))
	at := make([][]int, len(g.nodes))
	degree := make([]int, len(g.nodes))
	for h, n := range g.from {
		alive[h/2] = true
		at[n] = append(at[n], h)
		degree[n]++
	}
	var ends []int
	for n, d := range degree {
		if d == 1 {
			ends = append(ends, n)
		}
	}
	for len(ends) > 0 {
		n := ends[len(ends)-1]
		ends = ends[:len(ends)-1]
		for _, h := range at[n] {
			if !alive[h/2] {
				continue
			}
			alive[h/2] = false
			degree[n]--
			m := g.to(h)
			if degree[m]--; degree[m] == 1 {
				ends = append(ends, m)
			}
		}
	}
	return alive
}

// sortOut lists the half-edges of the edges alive by their start, counter-clockwise from due east.
func (g *graph) sortOut(alive []bool) {
	g.out = make([][]int, len(g.nodes))
	for h, n := range g.from {
		if alive[h/2] {
			g.out[n] = append(g.out[n], h)
		}
	}
	for n, hs := range g.out {
		o := g.nodes[n]
		slices.SortFunc(hs, func(h, k int) int {
			a, b := g.nodes[g.to(h)], g.nodes[g.to(k)]
			if ha, hb := lowerHalf(o, a), lowerHalf(o, b); ha != hb {
				return ha - hb
			}
			if turnOf(o, a, b) > 0 {
				return -1
			}
			return 1
		})
	}
}

// lowerHalf is 0 when the direction from o to p is in [0°, 180°), else 1.
func lowerHalf(o, p geo.Point) int {
	if p.Lat > o.Lat || (p.Lat == o.Lat && p.Lon > o.Lon) {
		return 0
	}
	return 1
}

// joins reports whether an edge of the graph runs from a to b.
func (g *graph) joins(a, b geo.Point) bool {
	n, ok := g.index[a]
	if !ok {
		return false
	}
	for _, h := range g.out[n] {
		if g.nodes[g.to(h)] == b {
			return true
		}
	}
	return false
}

// next returns the half-edge that follows h around the face on its left, among those that allowed accepts.
func (g *graph) next(h int, allowed func(h int) bool) int {
	hs := g.out[g.to(h)]
	i := slices.Index(hs, twin(h))
	for k := 1; k <= len(hs); k++ {
		if n := hs[(i-k+len(hs))%len(hs)]; allowed(n) {
			return n
		}
	}
	return -1
}

// findFaces walks around every face.
func (g *graph) findFaces() {
	g.face = make([]int, len(g.from))
	seen := make([]bool, len(g.from))
	for h := range g.face {
		g.face[h] = -1
	}
	for _, hs := range g.out {
		for _, first := range hs {
			if seen[first] {
				continue
			}
			var walk []int
			for h := first; !seen[h]; h = g.next(h, func(int) bool { return true }) {
				seen[h] = true
				walk = append(walk, h)
			}
			if g.corners(walk).TwiceArea() > 0 { // exact: a face may be thinner than a float64 can tell
				for _, h := range walk {
					g.face[h] = len(g.faces)
				}
				g.faces = append(g.faces, face{edges: walk, areaM2: ringArea(g.ring(walk)), inside: g.insideOf(walk)})
			}
		}
	}
}

func (g *graph) corners(walk []int) geo.Ring {
	ring := make(geo.Ring, len(walk))
	for i, h := range walk {
		ring[i] = g.nodes[g.from[h]]
	}
	return ring
}

func (g *graph) ring(walk []int) []vec {
	ring := make([]vec, len(walk))
	for i, h := range walk {
		ring[i] = g.start(h)
	}
	return ring
}

// insideOf returns a place just left of the middle of the longest half-edge of a face.
func (g *graph) insideOf(walk []int) vec {
	best := walk[0]
	for _, h := range walk {
		if g.lengthM(h/2) > g.lengthM(best/2) {
			best = h
		}
	}
	a, b := g.start(best), g.end(best)
	return a.lerp(b, 0.5).add(b.sub(a).unit().left().mul(0.3))
}
