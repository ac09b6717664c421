package geo

import (
	"github.com/paulmach/orb"
)

// Ring is a closed line of lattice points; the first point is not repeated at the end. A valid ring has at least three
// points and does not touch itself.
type Ring []Point

// Polygon is an outer ring followed by its holes. Outer rings run counter-clockwise and holes clockwise, so that the
// inside is always on the left.
type Polygon []Ring

// MultiPolygon is the shape of a cell: one or more polygons with disjoint insides.
type MultiPolygon []Polygon

// TwiceArea returns twice the signed area of r in square lattice units, positive when r runs counter-clockwise. It is
// exact: on the whole lattice twice the area is below 2.6e19 in theory, and below 2^63 for any ring narrower than 200
// degrees.
func (r Ring) TwiceArea() int64 {
	if len(r) == 0 {
		return 0
	}
	var sum int64
	// Relative to the first vertex, so that the products stay small.
	o := r[0]
	for i := range r {
		a, b := r[i], r[(i+1)%len(r)]
		sum += (int64(a.Lon)-int64(o.Lon))*(int64(b.Lat)-int64(o.Lat)) - (int64(b.Lon)-int64(o.Lon))*(int64(a.Lat)-int64(o.Lat))
	}
	return sum
}

// Bound returns the smallest bound that holds r.
func (r Ring) Bound() Bound {
	b := EmptyBound()
	for _, p := range r {
		b = b.Extend(p)
	}
	return b
}

// Bound returns the smallest bound that holds m.
func (m MultiPolygon) Bound() Bound {
	b := EmptyBound()
	for _, poly := range m {
		for _, r := range poly {
			b = b.Union(r.Bound())
		}
	}
	return b
}

// Vertices returns the number of vertices in m.
func (m MultiPolygon) Vertices() int {
	n := 0
	for _, poly := range m {
		for _, r := range poly {
			n += len(r)
		}
	}
	return n
}

// Orb returns m in degrees, with closed rings as orb and GeoJSON want them.
func (m MultiPolygon) Orb() orb.MultiPolygon {
	out := make(orb.MultiPolygon, len(m))
	for i, poly := range m {
		out[i] = make(orb.Polygon, len(poly))
		for j, r := range poly {
			ring := make(orb.Ring, 0, len(r)+1)
			for _, p := range r {
				ring = append(ring, p.Orb())
			}
			if len(r) > 0 {
				ring = append(ring, r[0].Orb())
			}
			out[i][j] = ring
		}
	}
	return out
}
