package mesh

import "slices"

// chain is a line between two cells. Its vertices are in a level. Which way it runs depends on where it lies alone, so
// that a border is simplified alike in every edition.
type chain struct {
	owner, other int32 // cells; other is -1 where there is none, and the owner again where a ring runs along itself
}

// step is a chain on the way around a ring: its number, twice, and one more where the ring runs against it.
type step uint32

func (s step) chain() uint32   { return uint32(s >> 1) }
func (s step) backwards() bool { return s&1 == 1 }

// ring is a ring as the steps from first up to the next ring's.
type ring struct {
	first uint32
	hole  bool
}

// outline is how cells are made of rings and rings of chains. Rings run as tiles want them, exteriors clockwise on the
// map and holes counter-clockwise.
type outline struct {
	chains []chain
	steps  []step
	rings  []ring
	cells  []uint32 // the rings of cell i are rings[cells[i]:cells[i+1]]
}

// cutter cuts rings into chains.
type cutter struct {
	*rings
	nodes []bool
	// taken is, for the first side of a run along a chain that exists already, the step along it.
	taken   map[uint32]step
	outline outline
	full    level
}

// cut returns the outline of n cells and every chain with all its vertices.
func cut(r *rings, n int) (outline, *level) {
	c := &cutter{rings: r, nodes: r.nodes(), taken: map[uint32]step{}}
	projected := make([]place, len(r.points))
	for v, p := range r.points {
		projected[v] = project(p)
	}
	c.full.starts = append(c.full.starts, 0)
	for _, s := range r.spans {
		for int(s.cell) >= len(c.outline.cells) {
			c.outline.cells = append(c.outline.cells, uint32(len(c.outline.rings)))
		}
		c.ring(s, projected)
	}
	for len(c.outline.cells) <= n {
		c.outline.cells = append(c.outline.cells, uint32(len(c.outline.rings)))
	}
	c.outline.rings = append(c.outline.rings, ring{first: uint32(len(c.outline.steps))}) // ends the last one
	o := &c.outline
	o.chains, o.steps, o.rings, o.cells = exact(o.chains), exact(o.steps), exact(o.rings), exact(o.cells)
	return c.outline, &level{exact(c.full.starts), exact(c.full.points)}
}

// exact returns a copy of s without room to grow.
func exact[T any](s []T) []T { return append(make([]T, 0, len(s)), s...) }

func (c *cutter) ring(s span, projected []place) {
	first := len(c.outline.steps)
	begin := s.first
	for begin < s.end && !c.nodes[c.from[begin]] {
		begin++
	}
	if begin == s.end {
		c.closed(s, projected)
	} else {
		for h := begin; ; {
			h = c.run(h, projected)
			if h == begin {
				break
			}
		}
	}
	steps := c.outline.steps[first:]
	slices.Reverse(steps)
	for i := range steps {
		steps[i] ^= 1
	}
	c.outline.rings = append(c.outline.rings, ring{first: uint32(first), hole: s.hole})
}

// run goes along one chain from the node that side h leaves, and returns the side that leaves its other end.
func (c *cutter) run(h uint32, projected []place) (after uint32) {
	first := h
	s, there := c.taken[h]
	for {
		if !there {
			c.full.points = append(c.full.points, projected[c.from[h]])
		}
		last := h
		if h = c.next[h]; !c.nodes[c.from[h]] {
			continue
		}
		if !there {
			s = c.end(first, projected[c.from[h]])
			if twin := c.twin[last]; twin >= 0 {
				c.taken[uint32(twin)] = s ^ 1
			}
		}
		c.outline.steps = append(c.outline.steps, s)
		return h
	}
}

// closed goes once around a ring that no node lies on, which is one chain. It begins at its least place.
func (c *cutter) closed(ring span, projected []place) {
	s, there := c.taken[ring.first]
	if !there {
		first := ring.first
		for h := ring.first; h < ring.end; h++ {
			if less(projected[c.from[h]], projected[c.from[first]]) {
				first = h
			}
		}
		h := first
		for range ring.end - ring.first {
			c.full.points = append(c.full.points, projected[c.from[h]])
			h = c.next[h]
		}
		s = c.end(first, projected[c.from[first]])
		for h := ring.first; h < ring.end; h++ {
			if twin := c.twin[h]; twin >= 0 {
				c.taken[uint32(twin)] = s ^ 1
			}
		}
	}
	c.outline.steps = append(c.outline.steps, s)
}

// end ends the chain that begins with side h, at the place last, and returns the step along it.
func (c *cutter) end(h uint32, last place) step {
	c.full.points = append(c.full.points, last)
	c.full.end()
	number := uint32(len(c.outline.chains))
	c.outline.chains = append(c.outline.chains, chain{c.cell[h], c.across(h)})
	line := c.full.chain(number)
	n := len(line)
	if less(line[n-1], line[0]) || line[n-1] == line[0] && less(line[n-2], line[1]) {
		slices.Reverse(line)
		return step(number<<1 | 1)
	}
	return step(number << 1)
}

// less orders places from west to east, then from north to south.
func less(p, q place) bool { return p.x < q.x || p.x == q.x && p.y < q.y }
