package demo

import (
	"math"
	"math/rand/v2"
)

const (
	siteGapM = 470.0 // between the middles of neighbouring pieces of countryside
	gripM    = 150.0 // a corner this near to a road, river or rim moves onto it
)

// growCountry returns the borders that cut the countryside into pieces: the edges of a Voronoi diagram of uneven sites,
// bent as ridges and field borders are, their corners moved onto the lines that are there already. Pieces of them beyond
// the outline or inside a settlement are left for the graph to drop.
func growCountry(frame [][]vec, lo, hi vec, rng *rand.Rand) []stroke {
	sites := scatter(lo, hi, rng)
	edges := voronoi(sites, lo, hi)
	corners := &corners{}
	var out []stroke
	for i, e := range edges {
		a, aOn := corners.settle(e[0], frame)
		b, bOn := corners.settle(e[1], frame)
		if a == b || (aOn >= 0 && aOn == bOn && toLine(a.lerp(b, 0.5), frame[aOn]) < gripM) {
			continue
		}
		out = append(out, stroke{kind: ridge, line: bend(a, b, uint64(1000+i))})
	}
	return out
}

// scatter returns sites on a jittered hexagonal grid.
func scatter(lo, hi vec, rng *rand.Rand) []vec {
	var out []vec
	row := 0
	for y := lo.y; y < hi.y; y += siteGapM * 0.87 {
		shift := siteGapM / 2 * float64(row%2)
		for x := lo.x + shift; x < hi.x; x += siteGapM {
			out = append(out, vec{x + siteGapM*0.75*(rng.Float64()-0.5), y + siteGapM*0.75*(rng.Float64()-0.5)})
		}
		row++
	}
	return out
}

// voronoi returns the edges of the Voronoi diagram of sites within the box, each once.
func voronoi(sites []vec, lo, hi vec) [][2]vec {
	var out [][2]vec
	for i, s := range sites {
		ring := []vec{lo, {hi.x, lo.y}, hi, {lo.x, hi.y}}
		owner := []int{-1, -1, -1, -1} // of the edge that starts at the vertex
		for j, o := range sites {
			// Sites more than 4 gaps away cannot bound a piece of a jittered grid.
			if i != j && s.distance(o) < 4*siteGapM {
				ring, owner = clipHalf(ring, owner, s, o, j)
			}
		}
		for k := range ring {
			if owner[k] > i {
				out = append(out, [2]vec{ring[k], ring[(k+1)%len(ring)]})
			}
		}
	}
	return out
}

// clipHalf returns the part of the convex ring that is nearer to s than to o; the new edge is owned by j.
func clipHalf(ring []vec, owner []int, s, o vec, j int) ([]vec, []int) {
	mid, normal := s.lerp(o, 0.5), o.sub(s)
	side := func(p vec) float64 { return p.sub(mid).dot(normal) }
	var out []vec
	var own []int
	for k, a := range ring {
		b := ring[(k+1)%len(ring)]
		da, db := side(a), side(b)
		if da <= 0 {
			out, own = append(out, a), append(own, owner[k])
		}
		if (da <= 0) == (db <= 0) {
			continue
		}
		cut := a.lerp(b, da/(da-db))
		if da <= 0 {
			out, own = append(out, cut), append(own, j)
		} else {
			out, own = append(out, cut), append(own, owner[k])
		}
	}
	return out, own
}

// corners makes one place of the corners that neighbouring pieces computed apart.
type corners struct {
	from, to []vec
	on       []int
}

// settle returns where the corner p stands, and the line of frame that it was moved onto, or -1.
func (c *corners) settle(p vec, frame [][]vec) (vec, int) {
	for i, q := range c.from {
		if p.distance(q) < 0.01 {
			return c.to[i], c.on[i]
		}
	}
	at, on, best := p, -1, gripM
	for i, line := range frame {
		if v := nearestVertex(p, line); v.distance(p) < best {
			at, on, best = v, i, v.distance(p)
		}
	}
	c.from, c.to, c.on = append(c.from, p), append(c.to, at), append(c.on, on)
	return at, on
}

// bend returns a curve from a to b that strays to the side by up to about a sixth of the distance.
func bend(a, b vec, seed uint64) []vec {
	d := a.distance(b)
	side := b.sub(a).left()
	parts := max(2, int(math.Round(d/110)))
	control := []vec{a}
	for k := 1; k < parts; k++ {
		t := float64(k) / float64(parts)
		sway := 0.20*math.Sin(math.Pi*t)*hash(1, 0, seed) + 0.10*math.Sin(2*math.Pi*t)*hash(2, 0, seed) + 0.035*hash(3, int64(k), seed)
		control = append(control, a.lerp(b, t).add(side.mul(sway)))
	}
	return smooth(append(control, b), 38, false)
}
