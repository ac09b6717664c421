package cql2

import (
	"errors"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
)

// spatial compiles the functions S_…. Each takes a property and a literal, in either order: every record would be related to
// itself by two properties, at a cost that no limit of what is written holds down, and two literals say nothing of a record.
func (c *compiler) spatial(n node) (condition, error) {
	if err := arity(n, 2, 2); err != nil {
		return condition{}, err
	}
	of, err := c.place(n.args[0])
	if err != nil {
		return condition{}, err
	}
	literal, err := c.place(n.args[1])
	if err != nil {
		return condition{}, err
	}
	op := n.op
	if of.fixed != nil {
		of, literal, op = literal, of, converse(op)
	}
	if of.fixed != nil || literal.fixed == nil {
		return condition{}, invalid("%s takes a property on one side and a geometry that is written out on the other", quote(n.op))
	}
	if c.placed++; c.placed > maxPlaced {
		return condition{}, invalid("has more than %d spatial functions; one of them takes several points, lines or polygons together", maxPlaced)
	}
	test, err := c.spatialTest(op, of, literal.fixed)
	if err != nil || op == "s_disjoint" || of.index != c.firstGeometry() {
		return condition{test: test}, err
	}
	return condition{test: test, bound: literal.fixed.bound, bounded: true}, nil
}

func (c *compiler) spatialTest(op string, of place, literal *shape) (func(Record) truth, error) {
	switch op {
	case "s_intersects":
		return func(r Record) truth { return of.meets(r, literal) }, nil
	case "s_disjoint":
		return func(r Record) truth { return -of.meets(r, literal) }, nil
	}
	if err := c.mayRelate(op, literal); err != nil {
		return nil, err
	}
	return relating(op, of, literal), nil
}

// converse is the function that holds of b and a where op holds of a and b.
func converse(op string) string {
	switch op {
	case "s_within":
		return "s_contains"
	case "s_contains":
		return "s_within"
	}
	return op
}

// mayRelate refuses literals that can't be related, or only slowly.
func (c *compiler) mayRelate(op string, literal *shape) error {
	if literal.dimension() == -2 {
		return invalid("%s can't be asked of a collection of points, lines and polygons together; S_INTERSECTS and S_DISJOINT can", quote(op))
	}
	if c.related += literal.size(); c.related > maxRelated {
		return invalid("the geometries for %s and its like have more than %d positions together; S_INTERSECTS and S_DISJOINT take more", quote(op), maxRelated)
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

// relating compiles the functions that ask for more than whether two geometries meet; all are false of those that don't.
func relating(op string, of place, literal *shape) func(Record) truth {
	return func(r Record) truth {
		if of.far(r, literal) {
			return no
		}
		s, ok := of.shape(r)
		if !ok || s.dimension() == -2 || literal.dimension() == -2 {
			return unknown
		}
		if !s.bound.Intersects(literal.bound) {
			return no
		}
		return truthOf(related(op, s, literal, r.Ended))
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

// shape returns the shape of a property of r, and false when that is null or reaches off the earth.
func (p place) shape(r Record) (*shape, bool) {
	g, ok := p.value(r).(orb.Geometry)
	if !ok {
		return nil, false
	}
	s, err := shapeOf(g, nil)
	return s, err == nil
}

// meets reports whether the property meets other, for which it is taken apart only when its bound does. A geometry that
// reaches off the earth is unknown.
func (p place) meets(r Record, other *shape) truth {
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
