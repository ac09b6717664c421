package demo

import (
	"math"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/internal/casework"
)

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
