package demo

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/wangge-map/wangge/geo"
)

// hotspot is where things happen: a place, how far around it, and its share.
type hotspot struct {
	at      vec
	spreadM float64
	share   float64
	rural   bool
}

// scene puts matters onto the ground.
type scene struct {
	ground *ground
	cells  []geo.Cell
	areas  map[string]string // name of an area by code
	houses []house
	spots  []hotspot
	rng    *rand.Rand
}

func newScene(g *ground, cells []geo.Cell, rng *rand.Rand) *scene {
	s := &scene{ground: g, cells: cells, houses: g.houses(), rng: rng, areas: map[string]string{}}
	for _, pl := range places() {
		s.areas[pl.Code] = pl.Name
	}
	s.spots = []hotspot{
		{at: busStation(), spreadM: 130, share: 17},
		{at: vec{-60, 190}, spreadM: 110, share: 14}, // the market in the old core
		{at: vec{170, 480}, spreadM: 140, share: 9},  // north gate
		{at: vec{-520, 120}, spreadM: 190, share: 11},
		{at: vec{560, 420}, spreadM: 190, share: 10},
		{at: vec{500, -420}, spreadM: 170, share: 7},
		{at: vec{900, 60}, spreadM: 170, share: 4}, // the bridge
		{at: vec{100, 100}, spreadM: 600, share: 8},
		{at: vec{-5700, -370}, spreadM: 190, share: 8},
	}
	for i, hamlet := range g.plan.hamlets {
		s.spots = append(s.spots, hotspot{at: hamlet, spreadM: 150, share: 0.15 + 0.6*math.Abs(hash(int64(i), 0, 95)), rural: true})
	}
	return s
}

// happen returns a matter and where it is.
func (s *scene) happen(all []matter) (matter, vec) {
	for {
		spot := s.spots[draw(s.rng, len(s.spots), func(i int) float64 { return s.spots[i].share })]
		m := all[draw(s.rng, len(all), func(i int) float64 {
			if spot.rural {
				return all[i].rural
			}
			return all[i].weight
		})]
		near := spot.at.add(vec{s.rng.NormFloat64() * spot.spreadM, s.rng.NormFloat64() * spot.spreadM})
		if at := s.bind(near, m.site); within(at, s.ground.plan.outline) && toRing(at, s.ground.plan.outline) > 3 {
			return m, at
		}
	}
}

// bind moves a place to what the matter is bound to.
func (s *scene) bind(near vec, on site) vec {
	switch on {
	case onRoad:
		return s.roadside(near, 3.5*(2*s.rng.Float64()-1))
	case byRoad:
		return s.roadside(near, math.Copysign(4+3*s.rng.Float64(), s.rng.Float64()-0.5))
	case byWater:
		return s.bank(near)
	case atBuilding:
		h := s.houseNear(near)
		return h.at.add(h.dir.mul(h.half * 0.8 * (2*s.rng.Float64() - 1)))
	}
	return near
}

// roadside returns the place on the nearest road, beside metres to its left.
func (s *scene) roadside(near vec, beside float64) vec {
	r := s.roadNear(near)
	best, at := math.Inf(1), near
	for i := 1; i < len(r.line); i++ {
		a, b := r.line[i-1], r.line[i]
		d := b.sub(a)
		foot := a.add(d.mul(min(1, max(0, near.sub(a).dot(d)/d.dot(d)))))
		if dist := foot.distance(near); dist < best {
			best, at = dist, foot.add(d.unit().left().mul(beside))
		}
	}
	return at
}

func (s *scene) roadNear(near vec) stroke {
	best, d := 0, math.Inf(1)
	for i, r := range s.ground.roads {
		if rd := toLine(near, r.line); rd < d {
			best, d = i, rd
		}
	}
	return s.ground.roads[best]
}

// bank returns a place on the bank of the nearer of river and brook, just out of the water.
func (s *scene) bank(near vec) vec {
	line, off := s.ground.plan.river, 24.0
	if toLine(near, s.ground.plan.brook) < toLine(near, line) {
		line, off = s.ground.plan.brook, 10
	}
	v := nearestVertex(near, line)
	_, dir := nearest(v, line)
	return v.add(dir.left().mul(math.Copysign(off, s.rng.Float64()-0.5)))
}

func (s *scene) houseNear(near vec) house {
	best := s.houses[0]
	for _, h := range s.houses {
		if h.at.distance(near) < best.at.distance(near) {
			best = h
		}
	}
	return best
}

// describe says where at is, as a neighbour would: by a street with a number, else by the village and its group.
func (s *scene) describe(m matter, at vec) string {
	where := ""
	if r := s.roadNear(at); r.name != "" && toLine(at, r.line) < 60 {
		where = r.name
		if m.site == atBuilding {
			where = fmt.Sprintf("%s%d号", r.name, 1+s.rng.IntN(160))
		} else if s.rng.Float64() < 0.4 {
			where = fmt.Sprintf("%s%d号附近", r.name, 1+s.rng.IntN(160))
		}
	} else {
		where = fmt.Sprintf("%s%d组", s.areaAt(at), 1+s.rng.IntN(9))
	}
	return fmt.Sprintf(m.words[s.rng.IntN(len(m.words))], where)
}

// areaAt returns the name of the community or village at a place.
func (s *scene) areaAt(at vec) string {
	p := at.point()
	for _, c := range s.cells {
		if c.Shape.Bound().Contains(p) && holds(c.Shape, at) {
			return s.areas[c.Parent]
		}
	}
	return "丁家街道"
}

// draw returns an index below n, each as likely as its weight.
func draw(rng *rand.Rand, n int, weight func(int) float64) int {
	sum := 0.0
	for i := range n {
		sum += weight(i)
	}
	x := rng.Float64() * sum
	for i := range n {
		if x -= weight(i); x < 0 {
			return i
		}
	}
	return n - 1
}
