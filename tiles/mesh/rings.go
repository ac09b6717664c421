package mesh

import "github.com/wangge-map/wangge/geo"

// rings are the rings of all cells as half-edges: side h runs from vertex from[h] to the vertex that side next[h] leaves.
type rings struct {
	points []geo.Point // the distinct vertices
	from   []uint32
	next   []uint32
	cell   []int32
	twin   []int32 // the same side as another ring runs along it, the other way; -1 when there is none, or more than one
	spans  []span
}

// span is one ring: its sides are first to end-1.
type span struct {
	first, end uint32
	cell       int32
	hole       bool
}

// newRings takes the rings of cells, exteriors counter-clockwise and holes clockwise. It leaves out a vertex that repeats
// the one before, and rings of fewer than three.
func newRings(cells Cells) *rings {
	n := 0
	for i := range cells.Len() {
		n += cells.Cell(int32(i)).Shape.Vertices()
	}
	r := &rings{from: make([]uint32, 0, n), next: make([]uint32, 0, n), cell: make([]int32, 0, n)}
	numbers := make(map[geo.Point]uint32, n/2)
	for i := range cells.Len() {
		for _, poly := range cells.Cell(int32(i)).Shape {
			for k, ring := range poly {
				r.add(numbers, int32(i), ring, k > 0)
			}
		}
	}
	r.pair()
	return r
}

func (r *rings) add(numbers map[geo.Point]uint32, cell int32, ring geo.Ring, hole bool) {
	first := len(r.from)
	backwards := (ring.TwiceArea() < 0) != hole
	for k := range ring {
		p := ring[k]
		if backwards {
			p = ring[len(ring)-1-k]
		}
		v, known := numbers[p]
		if !known {
			v = uint32(len(r.points))
			numbers[p] = v
			r.points = append(r.points, p)
		}
		if len(r.from) == first || r.from[len(r.from)-1] != v {
			r.from = append(r.from, v)
		}
	}
	if n := len(r.from); n > first+1 && r.from[first] == r.from[n-1] {
		r.from = r.from[:n-1]
	}
	if len(r.from) < first+3 {
		r.from = r.from[:first]
		return
	}
	for h := first; h < len(r.from); h++ {
		r.next = append(r.next, uint32(h+1))
		r.cell = append(r.cell, cell)
	}
	r.next[len(r.next)-1] = uint32(first)
	r.spans = append(r.spans, span{uint32(first), uint32(len(r.from)), cell, hole})
}

func (r *rings) to(h uint32) uint32 { return r.from[r.next[h]] }

// pair finds the twin of every side.
func (r *rings) pair() {
	first, out := r.leaving()
	find := func(u, v uint32) (found int32) {
		found = -1
		for _, h := range out[first[u]:first[u+1]] {
			switch {
			case r.to(h) != v:
			case found >= 0:
				return -1
			default:
				found = int32(h)
			}
		}
		return found
	}
	r.twin = make([]int32, len(r.from))
	for h := range r.twin {
		u, v := r.from[h], r.to(uint32(h))
		r.twin[h] = -1
		if find(u, v) >= 0 {
			r.twin[h] = find(v, u)
		}
	}
}

// leaving lists the sides by the vertex that they leave: those of v are out[first[v]:first[v+1]].
func (r *rings) leaving() (first, out []uint32) {
	first = make([]uint32, len(r.points)+2)
	for _, v := range r.from {
		first[v+2]++
	}
	for v := 2; v < len(first); v++ {
		first[v] += first[v-1]
	}
	out = make([]uint32, len(r.from))
	for h, v := range r.from {
		out[first[v+1]] = uint32(h)
		first[v+1]++
	}
	return first, out
}

// across is the cell beyond side h, -1 when there is none.
func (r *rings) across(h uint32) int32 {
	if r.twin[h] < 0 {
		return -1
	}
	return r.cell[r.twin[h]]
}

// nodes tells which vertices end the chains that meet there: all but those where one line passes, with the same two cells
// beside it before and after.
func (r *rings) nodes() []bool {
	lines := make([]uint8, len(r.points)) // that meet at the vertex; three stand for more
	meet := func(v uint32) { lines[v] = min(lines[v]+1, 3) }
	for h := range r.from {
		meet(r.from[h])
		if r.twin[h] < 0 {
			meet(r.to(uint32(h)))
		}
	}
	nodes := make([]bool, len(r.points))
	for h := range r.from {
		g := r.next[h]
		v := r.from[g]
		before, after := r.across(uint32(h)), r.across(g)
		// A ring that runs along itself is cut at every vertex.
		if lines[v] != 2 || before != after || before == r.cell[h] {
			nodes[v] = true
		}
	}
	return nodes
}
