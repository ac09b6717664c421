package cql2

import (
	"errors"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
)

// spatial compiles S_INTERSECTS and S_DISJOINT.
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
	test := intersection(a, b)
	if n.op == "s_disjoint" {
		return condition{test: func(r Record) truth { return -test(r) }}, nil
	}
	out := condition{test: test}
	for _, pair := range [][2]place{{a, b}, {b, a}} {
		if pair[0].fixed == nil && pair[0].index == c.firstGeometry() && pair[1].fixed != nil {
			out.bound, out.bounded = pair[1].fixed.bound, true
		}
	}
	return out, nil
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
		other := b.fixed
		if other == nil {
			var ok bool
			if other, ok = b.shape(r); !ok {
				return unknown
			}
		}
		return a.meets(r, other)
	}
}

// shape returns the shape of a property of r, or false when it is null or reaches off the earth.
func (p place) shape(r Record) (*shape, bool) {
	g, ok := p.value(r).(orb.Geometry)
	if !ok {
		return nil, false
	}
	s, err := shapeOf(g, nil)
	return s, err == nil
}

// meets reports whether p of r meets other. Most records are far from it, which their bounds tell before they are taken apart.
func (p place) meets(r Record, other *shape) truth {
	if p.fixed != nil {
		return truthOf(p.fixed.intersects(other))
	}
	switch g := p.value(r).(type) {
	case nil:
		return unknown
	case orb.Point:
		at, err := geo.PointAt(g[0], g[1])
		if err != nil {
			return unknown
		}
		return truthOf(other.holds(at))
	case orb.Geometry:
		if bound, ok := boundOf(g); ok && !bound.Intersects(other.bound) {
			return no
		}
	}
	s, ok := p.shape(r)
	if !ok {
		return unknown
	}
	return truthOf(s.intersects(other))
}
