package crs

import (
	"fmt"

	"github.com/paulmach/orb"
)

// Geometry returns g (lon, lat) with every vertex in c's axes, as a new geometry that shares nothing with g. An orb.Bound
// becomes the polygon of its corners, since its sides are straight in its own system only. It returns the error of
// FromLonLat for the first vertex that has one.
func (c CRS) Geometry(g orb.Geometry) (orb.Geometry, error) {
	switch g := g.(type) {
	case nil:
		return nil, nil
	case orb.Point:
		return wrap(c.FromLonLat(g))
	case orb.MultiPoint:
		return wrap(each(g, c.FromLonLat))
	case orb.LineString:
		return wrap(each(g, c.FromLonLat))
	case orb.Ring:
		return wrap(c.ring(g))
	case orb.MultiLineString:
		return wrap(each(g, c.line))
	case orb.Polygon:
		return wrap(c.polygon(g))
	case orb.MultiPolygon:
		return wrap(each(g, c.polygon))
	case orb.Collection:
		return wrap(each(g, c.Geometry))
	case orb.Bound:
		return wrap(c.polygon(g.ToPolygon()))
	}
	return nil, fmt.Errorf("crs: a geometry of type %T", g)
}

func (c CRS) line(l orb.LineString) (orb.LineString, error) { return each(l, c.FromLonLat) }
func (c CRS) ring(r orb.Ring) (orb.Ring, error)             { return each(r, c.FromLonLat) }
func (c CRS) polygon(p orb.Polygon) (orb.Polygon, error)    { return each(p, c.ring) }

// each returns a new S of what f makes of its members.
func each[S ~[]E, E any](in S, f func(E) (E, error)) (S, error) {
	out := make(S, len(in))
	for i, e := range in {
		var err error
		if out[i], err = f(e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// wrap makes a missing geometry of a failure, never one that holds a nil.
func wrap[G orb.Geometry](g G, err error) (orb.Geometry, error) {
	if err != nil {
		return nil, err
	}
	return g, nil
}
