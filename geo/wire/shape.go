package wire

import (
	"fmt"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
)

// FromOrb reduces a Polygon or MultiPolygon in WGS 84 degrees to the lattice: vertices that fall together become one,
// outer rings are turned counter-clockwise and holes clockwise, and rings without area are left out (dropped counts
// them; a polygon whose outer ring is left out takes its holes along). It returns an Invalid error when the type is
// another, a vertex is not on the earth, or nothing is left.
func FromOrb(g orb.Geometry) (m geo.MultiPolygon, dropped int, err error) {
	var polygons orb.MultiPolygon
	switch g := g.(type) {
	case orb.Polygon:
		polygons = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		polygons = g
	case nil:
		return nil, 0, geo.Errorf(geo.Invalid, "geometry", "is null; a cell needs a Polygon or MultiPolygon")
	default:
		return nil, 0, geo.Errorf(geo.Invalid, "geometry", "is a %s; a cell needs a Polygon or MultiPolygon", g.GeoJSONType())
	}
	for i, p := range polygons {
		poly, lost, err := reducePolygon(p)
		if err != nil {
			return nil, 0, fmt.Errorf("polygon %d: %w", i, err)
		}
		dropped += lost
		if len(poly) > 0 {
			m = append(m, poly)
		}
	}
	if len(m) == 0 {
		return nil, dropped, geo.Errorf(geo.Invalid, "geometry", "has no area")
	}
	return m, dropped, nil
}

func reducePolygon(p orb.Polygon) (geo.Polygon, int, error) {
	var out geo.Polygon
	dropped := 0
	for i, r := range p {
		ring, err := reduceRing(r)
		if err != nil {
			return nil, 0, fmt.Errorf("ring %d: %w", i, err)
		}
		area := ring.TwiceArea()
		if len(ring) < 3 || area == 0 {
			if i == 0 {
				return nil, len(p), nil
			}
			dropped++
			continue
		}
		if outer := i == 0; outer != (area > 0) {
			reverse(ring)
		}
		out = append(out, ring)
	}
	return out, dropped, nil
}

// reduceRing snaps r to the lattice and takes out the closing point and vertices that repeat the one before.
func reduceRing(r orb.Ring) (geo.Ring, error) {
	out := make(geo.Ring, 0, len(r))
	for i, at := range r {
		p, err := geo.PointAt(at[0], at[1])
		if err != nil {
			return nil, fmt.Errorf("vertex %d: %w", i, err)
		}
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	for len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out, nil
}

// reverse turns r the other way round and keeps its first vertex first.
func reverse(r geo.Ring) {
	for i, j := 1, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
}
