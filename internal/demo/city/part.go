package city

import (
	"math"
	"math/rand/v2"
	"slices"
)

// level says what a line parts.
type level uint8

const (
	edge level = iota // the city from what is around it
	counties
	streets
	communities
	cells
)

// The largest number of cells in a county, a street and a community; parts are halved until they are no larger.
const (
	countyCells    = 8000
	streetCells    = 240
	communityCells = 20
)

// wall is a straight line between parts, before it is bent.
type wall struct {
	from  vec
	level level
	stops []int32 // vertices on it: its two ends, and those of younger walls that end on it
}

// corner is a corner of a part, and the wall that its side to the next corner lies on.
type corner struct {
	vertex int32
	wall   int32
}

// part is a convex piece of the ground with the spots in it.
type part struct {
	corners []corner // counter-clockwise
	spots   []spot
	cells   int // that it is to be cut into
}

// parting cuts the ground into cells.
type parting struct {
	rng      *rand.Rand
	vertices []vec
	walls    []wall
	leaves   []leaf
	scratch  []float64
}

// leaf is a part that is a cell.
type leaf struct {
	part
	county, street, community, seq int
}

// partGround cuts the outline into n cells. The spots are reordered: each cell's lie together.
func partGround(rng *rand.Rand, spots []spot, n int) *parting {
	p := &parting{rng: rng, vertices: outline()}
	whole := part{spots: spots, cells: n}
	for i := range p.vertices {
		j := (i + 1) % len(p.vertices)
		p.walls = append(p.walls, wall{from: p.vertices[i], level: edge, stops: []int32{int32(i), int32(j)}})
		whole.corners = append(whole.corners, corner{int32(i), int32(i)})
	}
	county, street, community := 0, 0, 0
	p.halve(whole, counties, countyCells, func(c part) {
		county++
		street = 0
		p.halve(c, streets, streetCells, func(s part) {
			street++
			community = 0
			p.halve(s, communities, communityCells, func(m part) {
				community++
				seq := 0
				p.halve(m, cells, 1, func(c part) {
					seq++
					p.leaves = append(p.leaves, leaf{c, county, street, community, seq})
				})
			})
		})
	})
	return p
}

// halve cuts a until no piece has more than most cells, and hands each to done.
func (p *parting) halve(a part, at level, most int, done func(part)) {
	if a.cells <= most {
		done(a)
		return
	}
	one, other := p.cut(a, at)
	p.halve(one, at, most, done)
	p.halve(other, at, most, done)
}

// cut parts a in two across its longer way.
func (p *parting) cut(a part, at level) (one, other part) {
	const sway = 0.5 // radians that the cut may lean either way
	long := p.longest(a)
	normal := towards(math.Atan2(long.y, long.x) + (p.rng.Float64()-0.5)*sway)
	offset := p.offset(a, normal)
	k := partition(a.spots, func(s spot) bool { return s.dot(normal) < offset })
	one, other = p.sever(a, normal, offset, at)
	one.spots, other.spots = a.spots[:k], a.spots[k:]
	share := 0.5
	if len(a.spots) > 0 {
		share = min(max(float64(k)/float64(len(a.spots)), 0.34), 0.66)
	}
	one.cells = min(max(int(math.Round(share*float64(a.cells))), 1), a.cells-1)
	other.cells = a.cells - one.cells
	return one, other
}

// longest returns the direction in which the narrowest box around a, with a side along one of a's, is longer.
func (p *parting) longest(a part) vec {
	var best vec
	least := math.Inf(1)
	for i, c := range a.corners {
		d := p.vertices[a.corners[(i+1)%len(a.corners)].vertex].sub(p.vertices[c.vertex])
		along := towards(math.Atan2(d.y, d.x))
		low, high := p.extent(a, along)
		deepest, top := p.extent(a, along.left())
		if area := (high - low) * (top - deepest); area < least {
			least, best = area, along
			if top-deepest > high-low {
				best = along.left()
			}
		}
	}
	return best
}

// extent returns from where to where a reaches along a direction.
func (p *parting) extent(a part, along vec) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, c := range a.corners {
		d := p.vertices[c.vertex].dot(along)
		low, high = min(low, d), max(high, d)
	}
	return low, high
}

// offset says how far along normal to cut: where half of the spots lie on either side, more or less, but never near an end.
func (p *parting) offset(a part, normal vec) float64 {
	low, high := p.extent(a, normal)
	middle := (low + high) / 2
	if len(a.spots) > 0 {
		p.scratch = p.scratch[:0]
		for _, s := range a.spots {
			p.scratch = append(p.scratch, s.dot(normal))
		}
		slices.Sort(p.scratch)
		middle = p.scratch[int(float64(len(p.scratch))*(0.42+0.16*p.rng.Float64()))]
	}
	const margin = 0.3
	return min(max(middle, low+margin*(high-low)), high-margin*(high-low))
}

// sever cuts the ground of a along a new wall: one lies below offset along normal, other above.
func (p *parting) sever(a part, normal vec, offset float64, at level) (one, other part) {
	w := int32(len(p.walls))
	p.walls = append(p.walls, wall{level: at})
	for i, c := range a.corners {
		next := a.corners[(i+1)%len(a.corners)]
		from, to := p.vertices[c.vertex].dot(normal)-offset, p.vertices[next.vertex].dot(normal)-offset
		if from < 0 {
			one.corners = append(one.corners, c)
		} else {
			other.corners = append(other.corners, c)
		}
		if (from < 0) == (to < 0) {
			continue
		}
		v := int32(len(p.vertices))
		p.vertices = append(p.vertices, p.vertices[c.vertex].lerp(p.vertices[next.vertex], from/(from-to)))
		p.walls[c.wall].stops = append(p.walls[c.wall].stops, v)
		p.walls[w].stops = append(p.walls[w].stops, v)
		if from < 0 { // a leaves one here: its side along the new wall begins
			p.walls[w].from = p.vertices[v]
			one.corners = append(one.corners, corner{v, w})
			other.corners = append(other.corners, corner{v, c.wall})
		} else {
			other.corners = append(other.corners, corner{v, w})
			one.corners = append(one.corners, corner{v, c.wall})
		}
	}
	return one, other
}

// partition puts the spots that are below first and returns how many they are.
func partition(spots []spot, below func(spot) bool) int {
	k := 0
	for i := range spots {
		if below(spots[i]) {
			spots[i], spots[k] = spots[k], spots[i]
			k++
		}
	}
	return k
}
