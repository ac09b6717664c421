package city

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/wangge-map/wangge/geo"
)

// The number of vertices that a cell may have.
const (
	minVertices = 10
	maxVertices = 60
)

// piece is the part of a wall between two neighbouring stops. Its line is the same for the cells on both sides.
type piece struct {
	from, to vec
	bends    int
	line     []geo.Point // from, then the bends; to is where the next piece begins
}

// run is a stretch of neighbouring pieces along one side of a cell.
type run struct {
	first, end int // pieces
	back       bool
}

// mesh is the ground cut into cells, on the lattice.
type mesh struct {
	pieces []piece
	walls  []run // the pieces of each wall, in its order
	sides  [][]run
}

// newMesh bends the walls of p and gives every cell between minVertices and maxVertices vertices.
func newMesh(p *parting, b bending, rng *rand.Rand) *mesh {
	m := &mesh{}
	for i := range p.walls {
		w := &p.walls[i]
		slices.SortFunc(w.stops, func(a, b int32) int {
			return cmp.Compare(p.vertices[a].distance(w.from), p.vertices[b].distance(w.from))
		})
		first := len(m.pieces)
		for k := range len(w.stops) - 1 {
			m.pieces = append(m.pieces, newPiece(p.vertices[w.stops[k]], p.vertices[w.stops[k+1]], rng))
		}
		m.walls = append(m.walls, run{first: first, end: len(m.pieces)})
	}
	for i := range p.leaves {
		m.sides = append(m.sides, m.sidesOf(p, p.leaves[i].corners))
	}
	m.bound()
	for i := range m.pieces {
		m.pieces[i].draw(b, rng)
	}
	return m
}

func newPiece(from, to vec, rng *rand.Rand) piece {
	const shortM = 8 // too short for bends
	if from.distance(to) < shortM {
		return piece{from: from, to: to}
	}
	return piece{from: from, to: to, bends: 2 + rng.IntN(5)}
}

// sidesOf returns the runs around a part.
func (m *mesh) sidesOf(p *parting, corners []corner) []run {
	out := make([]run, len(corners))
	for i, c := range corners {
		first := m.walls[c.wall].first
		a := first + p.stop(c.wall, c.vertex)
		b := first + p.stop(c.wall, corners[(i+1)%len(corners)].vertex)
		out[i] = run{first: min(a, b), end: max(a, b), back: a > b}
	}
	return out
}

// stop returns the place of vertex among the stops of a wall, which are sorted.
func (p *parting) stop(w, vertex int32) int {
	from := p.walls[w].from
	i, _ := slices.BinarySearchFunc(p.walls[w].stops, p.vertices[vertex].distance(from), func(v int32, d float64) int {
		return cmp.Compare(p.vertices[v].distance(from), d)
	})
	return i
}

// bound takes bends from the pieces of cells that have too many vertices and gives some to those that have too few.
func (m *mesh) bound() {
	for _, sides := range m.sides {
		n := 0
		for p := range m.around(sides) {
			n += 1 + p.bends
		}
		for n > maxVertices || n < minVertices {
			before := n
			for p := range m.around(sides) {
				switch {
				case n > maxVertices && p.bends > 0:
					p.bends--
					n--
				case n < minVertices:
					p.bends++
					n++
				}
			}
			if n == before { // more neighbours than it may have vertices: never seen, and no harm
				break
			}
		}
	}
}

// around goes through the pieces of a cell, in no useful order.
func (m *mesh) around(sides []run) func(func(*piece) bool) {
	return func(yield func(*piece) bool) {
		for _, r := range sides {
			for i := r.first; i < r.end; i++ {
				if !yield(&m.pieces[i]) {
					return
				}
			}
		}
	}
}

// draw works out the line of p.
func (p *piece) draw(b bending, rng *rand.Rand) {
	p.line = append(p.line, b.move(p.from).point())
	step := p.to.sub(p.from).mul(1 / float64(p.bends+1))
	for k := 1; k <= p.bends; k++ {
		v := p.from.add(step.mul(float64(k))).add(step.left().mul(0.24 * (rng.Float64() - 0.5)))
		p.line = append(p.line, b.move(v).point())
	}
}

// line returns a run with its last vertex left out; end is that of its last piece.
func (m *mesh) line(into []geo.Point, r run, end geo.Point) []geo.Point {
	begin := len(into)
	for i := r.first; i < r.end; i++ {
		into = append(into, m.pieces[i].line...)
	}
	if !r.back {
		return into
	}
	into = append(into, end)
	slices.Reverse(into[begin:])
	return into[:len(into)-1]
}

// ring returns the border of a cell, counter-clockwise.
func (m *mesh) ring(sides []run, b bending) geo.Ring {
	var ring geo.Ring
	for _, r := range sides {
		ring = m.line(ring, r, b.move(m.pieces[r.end-1].to).point())
	}
	return slices.Compact(ring) // two stops may fall onto one lattice point, for both sides
}
