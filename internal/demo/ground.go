package demo

import (
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/internal/casework"
)

// ground is what stands and lies on the plan: blocks with buildings, hamlets, ponds, woods.
type ground struct {
	plan   *plan
	roads  []stroke
	blocks []block
	parks  []block
	rural  []house
	ponds  [][]vec
	woods  [][]vec
}

// layGround builds on the plan.
func layGround(p *plan) *ground {
	rng := rand.New(rand.NewPCG(seed, 2))
	g := &ground{plan: p, roads: p.roads()}
	for i, f := range p.graph.faces {
		if !p.inSettlement(f.inside) {
			continue
		}
		b := p.graph.blockOf(i)
		if isPark(p, f) {
			g.parks = append(g.parks, b)
			continue
		}
		home := p.settlements[0]
		if within(f.inside, p.settlements[1].rim) {
			home = p.settlements[1]
		}
		far := f.inside.distance(home.centre) / (2.6 * home.oldM)
		full := max(0.25, 1-0.55*far)
		if within(p.loops[0], b.ring) && f.areaM2 < 25_000 {
			full = 1 // the estate is built up to its fence
		}
		b.build(full, rng)
		g.blocks = append(g.blocks, b)
	}
	g.buildHamlets(rng)
	g.plantWoods(rng)
	g.digPonds(rng)
	return g
}

// isPark chooses a few blocks by the river and one in the old core.
func isPark(p *plan, f face) bool {
	if f.areaM2 < 6_000 || f.areaM2 > 60_000 {
		return false
	}
	return (toLine(f.inside, p.river) < 75 && hash(int64(f.inside.x), 0, 91) > -0.1) || within(p.settlements[0].centre.add(vec{-150, 210}), p.graph.ring(f.edges))
}

// roads returns what is drawn as roads, streets cut off at the river bank.
func (p *plan) roads() []stroke {
	var out []stroke
	for _, s := range append(append([]stroke{}, p.strokes...), p.lanes...) {
		switch {
		case s.kind == highway, s.kind == lane && s.rank > 0:
			out = append(out, s)
		case s.kind == street:
			var dry []vec
			for _, v := range s.line {
				if toLine(v, p.river) > 26 {
					dry = append(dry, v)
				}
			}
			if len(dry) > 1 && length(dry) > 40 {
				s.line = dry
				out = append(out, s)
			}
		}
	}
	return out
}

// buildHamlets sets farm houses along the lanes, densest around the hamlets.
func (g *ground) buildHamlets(rng *rand.Rand) {
	for _, hamlet := range g.plan.hamlets {
		var near []stroke
		for _, r := range g.roads {
			if r.kind != street && toLine(hamlet, r.line) < 260 {
				near = append(near, r)
			}
		}
		if len(near) == 0 {
			continue
		}
		for range 16 + rng.IntN(14) {
			at := hamlet.add(vec{rng.NormFloat64() * 95, rng.NormFloat64() * 95})
			d, dir := math.Inf(1), vec{1, 0}
			for _, r := range near {
				if rd, rdir := nearest(at, r.line); rd < d {
					d, dir = rd, rdir
				}
			}
			h := house{at, dir, 6 + 4*rng.Float64(), 4.5 + 1.5*rng.Float64()}
			if d > 15 && g.free(h) {
				g.rural = append(g.rural, h)
			}
		}
	}
}

// free reports whether h stands in the open: in the outline, outside the settlements, off water, roads and houses.
func (g *ground) free(h house) bool {
	p := g.plan
	if !within(h.at, p.outline) || toRing(h.at, p.outline) < 25 || p.inSettlement(h.at) || toLine(h.at, p.river) < 40 || toLine(h.at, p.brook) < 25 {
		return false
	}
	for _, r := range g.roads {
		if toLine(h.at, r.line) < 15 {
			return false
		}
	}
	for _, o := range g.rural {
		if !h.apart(o, 4) {
			return false
		}
	}
	return true
}

// plantWoods covers the ridges.
func (g *ground) plantWoods(rng *rand.Rand) {
	for i, w := range [][4]float64{
		{-7600, 350, 380, 900}, {-6500, 1250, 700, 330}, {-4600, 950, 620, 300}, {-2700, 1500, 300, 620}, {-1000, 2650, 420, 260},
		{1900, 2400, 330, 260}, {3500, 450, 330, 420}, {3450, -1500, 420, 280}, {1200, -3000, 380, 420}, {-1500, -3900, 420, 300},
		{-5600, -2550, 520, 230}, {-7700, -2000, 300, 380}, {-4300, -1000, 420, 200}, {-1500, -850, 280, 190}, {-150, 1550, 260, 170}, {2700, 1300, 340, 190},
	} {
		centre := vec{w[0], w[1]}
		ring := blob(centre, w[2], w[3], 0.5*rng.Float64(), 40, uint64(100+3*i))
		for k, v := range ring {
			for !within(v, g.plan.outline) || toRing(v, g.plan.outline) < 15 {
				v = v.lerp(centre, 0.08)
			}
			ring[k] = v
		}
		g.woods = append(g.woods, smooth(ring, 25, true))
	}
}

// digPonds puts fish ponds into low ground, off the roads.
func (g *ground) digPonds(rng *rand.Rand) {
	for len(g.ponds) < 26 {
		hamlet := g.plan.hamlets[rng.IntN(len(g.plan.hamlets))]
		at := hamlet.add(vec{rng.NormFloat64() * 260, rng.NormFloat64() * 260})
		h := house{at, vec{1, 0}, 45, 30}
		if !g.free(h) {
			continue
		}
		roomy := true
		for _, r := range g.roads {
			roomy = roomy && toLine(at, r.line) > 60
		}
		for _, o := range g.ponds {
			roomy = roomy && toRing(at, o) > 60
		}
		if roomy {
			g.ponds = append(g.ponds, smooth(blob(at, 22+16*rng.Float64(), 14+10*rng.Float64(), math.Pi*rng.Float64(), 12, rng.Uint64()), 8, true))
		}
	}
}

// houses returns every building of the street.
func (g *ground) houses() []house {
	var out []house
	for _, b := range g.blocks {
		out = append(out, b.houses...)
	}
	return append(out, g.rural...)
}

// features returns the ground as a base map, in the order it is drawn: green, water, blocks, roads, each from below.
func (g *ground) features() []casework.BaseFeature {
	var out []casework.BaseFeature
	add := func(class string, rank int, name string, shape orb.Geometry) {
		out = append(out, casework.BaseFeature{Class: class, Rank: rank, Name: name, Shape: shape})
	}
	for _, w := range g.woods {
		add("green", 1, "", orb.Polygon{closedRing(w)})
	}
	for _, b := range g.parks {
		if ring := b.inset(); ring != nil {
			add("green", 2, "", orb.Polygon{closedRing(ring)})
		}
	}
	p := g.plan
	add("water", 1, "丁家河", orb.Polygon{closedRing(ribbon(p.inOutline(p.river), func(m float64) float64 { return 24 + 14*min(1, m/6000) + 4*math.Sin(m/230) }))})
	add("water", 2, "八寿溪", orb.Polygon{closedRing(ribbon(p.inOutline(p.brook), func(m float64) float64 { return 7 + 6*min(1, m/4000) }))})
	for _, pond := range g.ponds {
		add("water", 3, "", orb.Polygon{closedRing(pond)})
	}
	for _, b := range g.blocks {
		if ring := b.inset(); ring != nil {
			add("block", 1, "", orb.Polygon{closedRing(ring)})
		}
	}
	for _, b := range g.blocks {
		if len(b.houses) > 0 {
			add("block", 2, "", footprints(b.houses))
		}
	}
	add("block", 2, "", footprints(g.rural))
	for rank := 4; rank >= 1; rank-- {
		for _, r := range g.roads {
			if r.rank == rank {
				add("road", rank, r.name, lineString(r.line))
			}
		}
	}
	return out
}

func footprints(hs []house) orb.MultiPolygon {
	out := make(orb.MultiPolygon, len(hs))
	for i, h := range hs {
		out[i] = orb.Polygon{closedRing(h.corners())}
	}
	return out
}

// inOutline returns the samples of line that lie inside the outline.
func (p *plan) inOutline(line []vec) []vec {
	var out []vec
	for _, v := range line {
		if within(v, p.outline) {
			out = append(out, v)
		}
	}
	return out
}
