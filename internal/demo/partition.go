package demo

import "math"

// partition unites faces to regions. Every face belongs to an area and to one region of it.
type partition struct {
	g      *graph
	places []place
	area   []int   // of each face: index into places
	region []int   // of each face
	faces  [][]int // of each region; empty once united with another
}

// settleAreas gives every face to a community or village: in the town by the side of the main road, in the countryside
// by growing outwards from the villages, which stops at the river before it stops at a ridge.
func settleAreas(p *plan, ps []place) *partition {
	g := p.graph
	t := &partition{g: g, places: ps, area: make([]int, len(g.faces)), region: make([]int, len(g.faces))}
	for i, f := range g.faces {
		t.area[i] = -1
		t.region[i] = i
		t.faces = append(t.faces, []int{i})
		switch {
		case within(f.inside, p.settlements[1].rim):
			t.area[i] = 2
		case within(f.inside, p.settlements[0].rim):
			t.area[i] = 1
			if west(f.inside, p) {
				t.area[i] = 0
			}
		}
	}
	t.grow()
	areas := make([]float64, len(ps))
	for i, f := range g.faces {
		areas[t.area[i]] += f.areaM2
	}
	shareCells(ps, areas)
	return t
}

// west reports whether a place in the town is west of the main road from north to south.
func west(at vec, p *plan) bool {
	for _, s := range p.strokes {
		if s.name != "北门路" && s.name != "南门路" {
			continue
		}
		for i := 1; i < len(s.line); i++ {
			a, b := s.line[i-1], s.line[i]
			if (a.y <= at.y) != (b.y <= at.y) {
				return at.x < a.x+(at.y-a.y)/(b.y-a.y)*(b.x-a.x)
			}
		}
	}
	return false
}

// grow hands the faces that belong to no area yet to the nearest village, over faces that touch (Dijkstra).
func (t *partition) grow() {
	cost := make([]float64, len(t.g.faces))
	done := make([]bool, len(t.g.faces))
	owner := make([]int, len(t.g.faces))
	for i := range cost {
		cost[i] = math.Inf(1)
		done[i] = t.area[i] >= 0
	}
	for k, pl := range t.places {
		if f := t.g.faceAt(pl.centre); !pl.urban && f >= 0 {
			cost[f], owner[f] = 0, k
		}
	}
	for {
		f := -1
		for i := range cost {
			if !done[i] && !math.IsInf(cost[i], 1) && (f < 0 || cost[i] < cost[f]) {
				f = i
			}
		}
		if f < 0 {
			return
		}
		done[f] = true
		t.area[f] = owner[f]
		for _, h := range t.g.faces[f].edges {
			n := t.g.face[twin(h)]
			if n < 0 || done[n] {
				continue
			}
			c := cost[f] + t.g.middle(f).distance(t.g.middle(n))
			switch t.g.kinds[h/2] {
			case water:
				c += 500
			case highway:
				c += 150
			}
			if c < cost[n] {
				cost[n], owner[n] = c, owner[f]
			}
		}
	}
}

// middle returns the centroid of face f.
func (g *graph) middle(f int) vec { return centroid(g.ring(g.faces[f].edges)) }

// centroid returns the centre of gravity of the open ring.
func centroid(ring []vec) vec {
	var c vec
	area := 0.0
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		w := a.sub(ring[0]).cross(b.sub(ring[0]))
		c = c.add(a.sub(ring[0]).add(b.sub(ring[0])).mul(w / 3))
		area += w
	}
	return ring[0].add(c.mul(1 / area))
}

// unite makes one region of a and b; b is empty afterwards.
func (t *partition) unite(a, b int) {
	for _, f := range t.faces[b] {
		t.region[f] = a
	}
	t.faces[a] = append(t.faces[a], t.faces[b]...)
	t.faces[b] = nil
}

// split makes face f a region of its own, or part of region r when r is not negative.
func (t *partition) split(f, r int) {
	old := t.region[f]
	var left []int
	for _, o := range t.faces[old] {
		if o != f {
			left = append(left, o)
		}
	}
	t.faces[old] = left
	if r < 0 {
		r = len(t.faces)
		t.faces = append(t.faces, nil)
	}
	t.faces[r] = append(t.faces[r], f)
	t.region[f] = r
}

// border returns the half-edges around the union of the regions, those between them left out.
func (t *partition) border(regions ...int) []int {
	of := func(h int) bool {
		f := t.g.face[h]
		if f < 0 {
			return false
		}
		for _, r := range regions {
			if t.region[f] == r {
				return true
			}
		}
		return false
	}
	var out []int
	for _, r := range regions {
		for _, f := range t.faces[r] {
			for _, h := range t.g.faces[f].edges {
				if !of(twin(h)) {
					out = append(out, h)
				}
			}
		}
	}
	return out
}

func (t *partition) areaM2(r int) float64 {
	sum := 0.0
	for _, f := range t.faces[r] {
		sum += t.g.faces[f].areaM2
	}
	return sum
}
