package importer

import (
	"math"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
)

const (
	// sagitta is how far, in lattice units, a chord may be from the border that it stands for: with the half unit of
	// the lattice on each side it stays within what mosaic takes for the same border.
	sagitta = 0.5
	// deepest bounds the halving of one edge: 2^12 parts of a border of 100 km are 24 m long.
	deepest = 12
)

// toWGS84 returns the polygons of g in WGS 84. A line that is straight in another datum is a curve in WGS 84: a
// kilometre of GCJ-02 bends by up to 9 cm, a kilometre of a Gauss-Krüger zone by 1 cm. So edges get as many vertices
// between their ends as it takes to stay within half a lattice unit of where they were drawn; otherwise a neighbour's
// vertex in the middle of a long edge would come to lie beside it. Both neighbours halve the same edge at the same
// places. Geometries that are not polygons are given back as they are, for FromOrb to refuse.
func toWGS84(d datum.Datum, g orb.Geometry) (orb.Geometry, error) {
	if d == datum.WGS84() || d == datum.CGCS2000() {
		return g, nil
	}
	switch g := g.(type) {
	case orb.Polygon:
		return polygonToWGS84(d, g)
	case orb.MultiPolygon:
		out := make(orb.MultiPolygon, len(g))
		for i, p := range g {
			var err error
			if out[i], err = polygonToWGS84(d, p); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return g, nil
}

func polygonToWGS84(d datum.Datum, p orb.Polygon) (orb.Polygon, error) {
	out := make(orb.Polygon, len(p))
	for i, r := range p {
		ring := make(orb.Ring, 0, len(r))
		for k, at := range r {
			to, err := pointToWGS84(d, at)
			if err != nil {
				return nil, err
			}
			if k > 0 {
				ring = bend(ring, d, r[k-1], at, ring[len(ring)-1], to, 0)
			}
			ring = append(ring, to)
		}
		out[i] = ring
	}
	return out, nil
}

func pointToWGS84(d datum.Datum, p orb.Point) (orb.Point, error) {
	lon, lat, _, err := d.ToWGS84(p[0], p[1])
	return orb.Point{lon, lat}, err
}

// bend appends to ring what lies between the ends of an edge, given in the datum (a, b) and in WGS 84 (from, to).
func bend(ring orb.Ring, d datum.Datum, a, b, from, to orb.Point, depth int) orb.Ring {
	half := orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
	mid, err := pointToWGS84(d, half)
	if err != nil || depth == deepest {
		return ring
	}
	off := math.Hypot(mid[0]-(from[0]+to[0])/2, mid[1]-(from[1]+to[1])/2)
	if !(off*geo.Scale > sagitta) {
		return ring
	}
	ring = bend(ring, d, a, half, from, mid, depth+1)
	ring = append(ring, mid)
	return bend(ring, d, half, b, mid, to, depth+1)
}
