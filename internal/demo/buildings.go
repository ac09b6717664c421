package demo

import (
	"math"
	"math/rand/v2"
	"slices"
)

// house is a rectangular building: its middle, half its frontage along dir, half its depth across.
type house struct {
	at, dir     vec
	half, depth float64
}

func (h house) corners() []vec {
	a, b := h.dir.mul(h.half), h.dir.left().mul(h.depth)
	return []vec{h.at.sub(a).sub(b), h.at.add(a).sub(b), h.at.add(a).add(b), h.at.sub(a).add(b)}
}

// apart reports whether two houses stand at least gap metres apart along an axis of one of them (separating axes).
func (h house) apart(o house, gap float64) bool {
	if h.at.distance(o.at) > h.half+h.depth+o.half+o.depth+gap {
		return true
	}
	hc, oc := h.corners(), o.corners()
	for _, axis := range []vec{h.dir, h.dir.left(), o.dir, o.dir.left()} {
		hLo, hHi := span(hc, axis)
		oLo, oHi := span(oc, axis)
		if hLo > oHi+gap || oLo > hHi+gap {
			return true
		}
	}
	return false
}

func span(corners []vec, axis vec) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, c := range corners {
		lo, hi = min(lo, c.dot(axis)), max(hi, c.dot(axis))
	}
	return lo, hi
}

// setbackM is how far buildings stand back from the middle of a line of kind k, in metres.
func setbackM(k kind) float64 {
	switch k {
	case water:
		return 42
	case highway:
		return 15
	case street, lane:
		return 9
	}
	return 7
}

// block is a face of a settlement with its buildings.
type block struct {
	face   int
	ring   []vec
	kinds  []kind // of the line that starts at each vertex of ring
	houses []house
}

func (g *graph) blockOf(f int) block {
	b := block{face: f}
	for _, h := range g.faces[f].edges {
		b.ring = append(b.ring, g.start(h))
		b.kinds = append(b.kinds, g.kinds[h/2])
	}
	return b
}

// clear reports whether p is inside the block and as far from each of its lines as buildings must be.
func (b *block) clear(p vec) bool {
	if !within(p, b.ring) {
		return false
	}
	for i, a := range b.ring {
		if toSegment(p, a, b.ring[(i+1)%len(b.ring)]) < setbackM(b.kinds[i])-1 {
			return false
		}
	}
	return true
}

// place adds h when it fits.
func (b *block) place(h house, gap float64) bool {
	for _, c := range h.corners() {
		if !b.clear(c) {
			return false
		}
	}
	for _, o := range b.houses {
		if !h.apart(o, gap) {
			return false
		}
	}
	b.houses = append(b.houses, h)
	return true
}

// build lines the streets around the block with houses and fills the yard behind them with slabs of flats. full is the
// share of the places along the streets that are built on, from 0 to 1.
func (b *block) build(full float64, rng *rand.Rand) {
	street := closed(b.ring)
	total := length(street)
	for m := 8.0; m < total-8; {
		front := 13 + 19*rng.Float64()
		at, dir := along(street, m+front/2)
		depth := 9 + 6*rng.Float64()
		kind := b.kinds[b.segmentAt(m+front/2)]
		if rng.Float64() < full {
			b.place(house{at.add(dir.left().mul(setbackM(kind) + depth/2)), dir, front / 2, depth / 2}, 1.5)
		}
		m += front + 2 + 7*rng.Float64()*rng.Float64()
	}
	_, dir := nearest(b.ring[0], street[:2])
	lo, hi := bounds(b.ring)
	reach := lo.distance(hi) / 2
	middle := lo.lerp(hi, 0.5)
	for y := -reach; y < reach; y += 30 {
		for x := -reach; x < reach; x += 52 {
			if rng.Float64() < full*0.9 {
				b.place(house{middle.add(dir.mul(x)).add(dir.left().mul(y)), dir, 17 + 6*rng.Float64(), 6.5}, 9)
			}
		}
	}
}

// segmentAt returns which segment of the ring holds the place at distance m from its start.
func (b *block) segmentAt(m float64) int {
	for i, a := range b.ring {
		d := a.distance(b.ring[(i+1)%len(b.ring)])
		if m <= d {
			return i
		}
		m -= d
	}
	return len(b.ring) - 1
}

// inset returns the ring of the block drawn in by the setback of each line, or nil when that leaves nothing sound.
func (b *block) inset() []vec {
	n := len(b.ring)
	var out []vec
	for i, p := range b.ring {
		before, after := p.sub(b.ring[(i+n-1)%n]).unit(), b.ring[(i+1)%n].sub(p).unit()
		d := max(setbackM(b.kinds[(i+n-1)%n]), setbackM(b.kinds[i])) - 1
		bisector := before.left().add(after.left()).unit()
		q := p.add(bisector.mul(d / max(0.35, bisector.dot(after.left()))))
		if b.clear(q.add(bisector.mul(0.5))) {
			out = append(out, q)
		}
	}
	return onLattice(out)
}

// onLattice returns the ring with its corners on the lattice and its loops cut off, or nil when little is left. Rounding
// can make a new crossing, so it goes on until there is none.
func onLattice(ring []vec) []vec {
	for len(ring) >= 3 && ringArea(ring) >= 300 {
		sound := unknot(ring)
		var rounded []vec
		for _, v := range vecs(points(sound)) {
			if len(rounded) == 0 || v != rounded[len(rounded)-1] && v != rounded[0] {
				rounded = append(rounded, v)
			}
		}
		if slices.Equal(rounded, ring) {
			return ring
		}
		ring = rounded
	}
	return nil
}

// unknot returns the open ring with the small loops cut off that arise where sides cross.
func unknot(ring []vec) []vec {
	for i := 0; i < len(ring); i++ {
		n := len(ring)
		for j := n - 1; j > i+1; j-- {
			if i == 0 && j == n-1 {
				continue
			}
			a, b, c, d := ring[i], ring[(i+1)%n], ring[j], ring[(j+1)%n]
			ta, tb := d.sub(c).cross(a.sub(c)), d.sub(c).cross(b.sub(c))
			tc, td := b.sub(a).cross(c.sub(a)), b.sub(a).cross(d.sub(a))
			if ta*tb > 0 || tc*td > 0 || ta == tb {
				continue
			}
			at := a.lerp(b, ta/(ta-tb))
			one := append([]vec{at}, ring[i+1:j+1]...)
			other := append(append(append([]vec{}, ring[:i+1]...), at), ring[j+1:]...)
			if ring = other; ringArea(one) > ringArea(other) {
				ring = one
			}
			return unknot(ring)
		}
	}
	return ring
}
