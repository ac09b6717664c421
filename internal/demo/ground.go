package demo

import (
	"math"
	"math/rand/v2"
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

// plantWoods covers the ridges, along their spines.
func (g *ground) plantWoods(rng *rand.Rand) {
	for i, spine := range woodSpines() {
		for k, centre := range smooth(spine.line, 330, false) {
			if !within(centre, g.plan.outline) || toRing(centre, g.plan.outline) < 60 {
				continue
			}
			width := spine.widthM * (0.75 + 0.5*rng.Float64())
			ring := blob(centre, width*1.25, width, math.Pi*rng.Float64(), 30, uint64(1000*i+7*k))
			for n, v := range ring {
				for !within(v, g.plan.outline) || toRing(v, g.plan.outline) < 15 {
					v = v.lerp(centre, 0.08)
				}
				ring[n] = v
			}
			g.woods = append(g.woods, smooth(ring, 22, true))
		}
	}
}

type spine struct {
	line   []vec
	widthM float64
}

// woodSpines returns the crests of the ridges, which run from north-east to south-west, and how wide they are wooded.
func woodSpines() []spine {
	return []spine{
		{[]vec{{-6900, 1600}, {-7450, 900}, {-7750, 300}, {-7950, -500}, {-7900, -1300}, {-7750, -2050}}, 270},
		{[]vec{{-4150, 1400}, {-4700, 950}, {-5350, 700}, {-6200, 700}}, 210},
		{[]vec{{-2350, 2050}, {-2750, 1400}, {-2950, 800}}, 200},
		{[]vec{{-150, 2700}, {-700, 2650}, {-1050, 2300}}, 190},
		{[]vec{{2750, 1500}, {2250, 2250}, {1900, 2600}}, 190},
		{[]vec{{3850, 700}, {3400, 350}, {3450, -400}}, 210},
		{[]vec{{3700, -1700}, {3000, -1500}, {2500, -1900}}, 200},
		{[]vec{{1900, -3000}, {1300, -2700}, {900, -3300}}, 210},
		{[]vec{{-900, -4150}, {-1450, -3900}, {-1500, -3300}}, 210},
		{[]vec{{-4400, -3100}, {-5000, -2450}, {-5700, -2500}, {-6500, -2850}}, 190},
		{[]vec{{-4250, -900}, {-4700, -1050}, {-5200, -1150}}, 150},
		{[]vec{{-1350, -850}, {-1800, -700}, {-2500, -1000}}, 170},
	}
}

// digPonds puts fish ponds into low ground, off the roads.
func (g *ground) digPonds(rng *rand.Rand) {
	for len(g.ponds) < 34 {
		hamlet := g.plan.hamlets[rng.IntN(len(g.plan.hamlets))]
		at := hamlet.add(vec{rng.NormFloat64() * 300, rng.NormFloat64() * 300})
		h := house{at, vec{1, 0}, 52, 36}
		if !g.free(h) {
			continue
		}
		roomy := true
		for _, r := range g.roads {
			roomy = roomy && toLine(at, r.line) > 70
		}
		for _, o := range g.ponds {
			roomy = roomy && toRing(at, o) > 60
		}
		if roomy {
			g.ponds = append(g.ponds, smooth(blob(at, 27+22*rng.Float64(), 17+11*rng.Float64(), math.Pi*rng.Float64(), 12, rng.Uint64()), 8, true))
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
