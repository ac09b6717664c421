package cql2

import (
	"cmp"

	"github.com/wangge-map/wangge/geo"
)

// intersects reports whether s and t have a point in common, boundaries included.
func (s *shape) intersects(t *shape) bool {
	return s.bound.Intersects(t.bound) && (s.reaches(t) || t.reaches(s) || s.crosses(t))
}

// reaches reports whether a point of s, or the start of one of its lines and polygons, is in t. When no edges meet, a line or
// polygon lies wholly within t or wholly without, so its start speaks for it.
func (s *shape) reaches(t *shape) bool {
	for _, p := range s.points {
		if t.holds(p) {
			return true
		}
	}
	for _, p := range s.starts {
		if t.holds(p) {
			return true
		}
	}
	return false
}

// holds reports whether p is a point of s, on a line, or in a polygon or on its border.
func (s *shape) holds(p geo.Point) bool {
	if !s.bound.Contains(p) {
		return false
	}
	for _, q := range s.points {
		if p == q {
			return true
		}
	}
	for _, e := range s.edges {
		if e.holds(p) {
			return true
		}
	}
	for i := range s.areas {
		if s.areas[i].holds(p) {
			return true
		}
	}
	return false
}

func (e edge) holds(p geo.Point) bool { return edgeBound(e).Contains(p) && side(e, p) == 0 }

// holds is the even-odd rule along a ray to the east. Edges that do not reach p's latitude decide nothing, so those of its
// band are enough.
func (a *area) holds(p geo.Point) bool {
	if !a.bound.Contains(p) {
		return false
	}
	edges := a.edges
	if a.bands != nil {
		edges = a.bands[a.band(p.Lat)]
	}
	inside := false
	for _, e := range edges {
		if p.Lat < min(e.a.Lat, e.b.Lat) || p.Lat > max(e.a.Lat, e.b.Lat) {
			continue
		}
		where := side(e, p)
		if where == 0 && edgeBound(e).Contains(p) {
			return true
		}
		if (e.a.Lat > p.Lat) != (e.b.Lat > p.Lat) && (where > 0) == (e.b.Lat > e.a.Lat) {
			inside = !inside
		}
	}
	return inside
}

// side returns 1 when p is left of the line from e.a to e.b, -1 when it is right, 0 when it is on it. It is exact: both
// products are below 3.6e9·1.8e9 < 2^63, and they are compared, not subtracted.
func side(e edge, p geo.Point) int {
	return cmp.Compare(
		(int64(e.b.Lon)-int64(e.a.Lon))*(int64(p.Lat)-int64(e.a.Lat)),
		(int64(e.b.Lat)-int64(e.a.Lat))*(int64(p.Lon)-int64(e.a.Lon)))
}

// crosses reports whether an edge of s meets an edge of t.
func (s *shape) crosses(t *shape) bool {
	found := false
	s.eachEdge(t.bound, func(e edge) bool {
		t.eachEdge(edgeBound(e), func(f edge) bool {
			found = found || meet(e, f)
			return !found
		})
		return !found
	})
	return found
}

// eachEdge calls f with the edges of lines and polygons whose bound meets b, until it returns false. An edge of a large
// polygon may come more than once.
func (s *shape) eachEdge(b geo.Bound, f func(edge) bool) {
	going := true
	call := func(edges []edge) {
		for i := 0; going && i < len(edges); i++ {
			if edgeBound(edges[i]).Intersects(b) {
				going = f(edges[i])
			}
		}
	}
	call(s.edges)
	for i := range s.areas {
		a := &s.areas[i]
		switch {
		case !a.bound.Intersects(b):
		case a.bands == nil:
			call(a.edges)
		default:
			for band := a.band(max(b.Min.Lat, a.bound.Min.Lat)); band <= a.band(min(b.Max.Lat, a.bound.Max.Lat)); band++ {
				call(a.bands[band])
			}
		}
	}
}

// meet reports whether e and f, whose bounds meet, have a point in common.
func meet(e, f edge) bool {
	a, b := side(f, e.a), side(f, e.b)
	c, d := side(e, f.a), side(e, f.b)
	return a*b < 0 && c*d < 0 || f.holds(e.a) || f.holds(e.b) || e.holds(f.a) || e.holds(f.b)
}
