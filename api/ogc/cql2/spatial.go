package cql2

import (
	"errors"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
)

// spatial compiles the functions S_….
func (c *compiler) spatial(n node) (condition, error) {
	if err := arity(n, 2, 2); err != nil {
		return condition{}, err
	}
	a, err := c.place(n.args[0])
	if err != nil {
		return condition{}, err
	}
	b, err := c.place(n.args[1])
	if err != nil {
		return condition{}, err
	}
	out := condition{}
	switch n.op {
	case "s_intersects":
		out.test = intersection(a, b)
	case "s_disjoint":
		meet := intersection(a, b)
		out.test = func(r Record) truth { return -meet(r) }
	default:
		if err := c.mayRelate(n, a, b); err != nil {
			return condition{}, err
		}
		out.test = relating(n.op, a, b)
	}
	if a.fixed != nil && b.fixed != nil {
		result := out.test(nil) // the same for every record
		out.test = func(Record) truth { return result }
	}
	for _, pair := range [][2]place{{a, b}, {b, a}} {
		if n.op != "s_disjoint" && pair[0].fixed == nil && pair[0].index == c.firstGeometry() && pair[1].fixed != nil {
			out.bound, out.bounded = pair[1].fixed.bound, true
		}
	}
	return out, nil
}

// mayRelate refuses literals that can't be related, or only slowly.
func (c *compiler) mayRelate(n node, places ...place) error {
	for _, p := range places {
		if p.fixed == nil {
			continue
		}
		if p.fixed.dimension() == -2 {
			return invalid("%s can't be asked of a collection of points, lines and polygons together; S_INTERSECTS and S_DISJOINT can", quote(n.op))
		}
		if c.related += p.fixed.size(); c.related > maxRelated {
			return invalid("the geometries for %s and its like have more than %d positions together; S_INTERSECTS and S_DISJOINT take more", quote(n.op), maxRelated)
		}
	}
	return nil
}

// place is a compiled geometry: a literal, ready for comparing, or a property.
type place struct {
	fixed *shape
	index int
	value func(Record) any
}

func (c *compiler) place(n node) (place, error) {
	a, err := c.operand(n)
	if err != nil {
		return place{}, err
	}
	if a.kind != Geometry {
		return place{}, invalid("%s is %s, not a geometry", a.what, a.kind)
	}
	if !a.constant {
		return place{index: a.index, value: a.value}, nil
	}
	s, err := shapeOf(a.value(nil).(orb.Geometry), c.ToLonLat)
	if err != nil {
		return place{}, badPlace(err)
	}
	s.prepare()
	return place{fixed: s}, nil
}

// badPlace says of a literal geometry what is wrong with a position of it.
func badPlace(err error) error {
	var known *geo.Error
	if errors.As(err, &known) {
		return invalid("a geometry can't be used: %s", known.Msg)
	}
	return invalid("a geometry can't be used: %v", err)
}

// intersection compiles S_INTERSECTS. A record's geometry that reaches off the earth is unknown.
func intersection(a, b place) func(Record) truth {
	if a.fixed != nil {
		a, b = b, a // it does not matter which comes first; now b is the literal, if there is one
	}
	return func(r Record) truth {
		other, ok := b.shape(r)
		if !ok {
			return unknown
		}
		return a.meets(r, other)
	}
}

// relating compiles the functions that ask for more than whether two geometries meet; all are false of those that don't.
func relating(op string, a, b place) func(Record) truth {
	return func(r Record) truth {
		if a.fixed == nil && b.fixed != nil && a.far(r, b.fixed) || b.fixed == nil && a.fixed != nil && b.far(r, a.fixed) {
			return no
		}
		s, ok := a.shape(r)
		t, ok2 := b.shape(r)
		if !ok || !ok2 || s.dimension() == -2 || t.dimension() == -2 {
			return unknown
		}
		if !s.bound.Intersects(t.bound) {
			return no
		}
		return truthOf(related(op, s, t))
	}
}

// far reports whether a property's bound tells that it does not meet other. Most records are far from a literal.
func (p place) far(r Record, other *shape) bool {
	g, ok := p.value(r).(orb.Geometry)
	if !ok {
		return false
	}
	bound, ok := boundOf(g)
	return ok && !bound.Intersects(other.bound)
}

// shape returns the shape of a literal, or of a property of r, and false when that is null or reaches off the earth.
func (p place) shape(r Record) (*shape, bool) {
	if p.fixed != nil {
		return p.fixed, true
	}
	g, ok := p.value(r).(orb.Geometry)
	if !ok {
		return nil, false
	}
	s, err := shapeOf(g, nil)
	return s, err == nil
}

// meets reports whether p of r meets other, which is taken apart only when its bound meets other's.
func (p place) meets(r Record, other *shape) truth {
	if p.fixed != nil {
		return truthOf(p.fixed.intersects(other))
	}
	if at, ok := p.value(r).(orb.Point); ok {
		at, err := geo.PointAt(at[0], at[1])
		if err != nil {
			return unknown
		}
		return truthOf(other.holds(at))
	}
	if p.far(r, other) {
		return no
	}
	s, ok := p.shape(r)
	if !ok {
		return unknown
	}
	return truthOf(s.intersects(other))
}
