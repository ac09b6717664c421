package cql2

import (
	"strings"

	"github.com/paulmach/orb"
)

func isGeometry(name string) bool {
	switch strings.ToUpper(name) {
	case "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION", "BBOX":
		return true
	}
	return false
}

// geometry reads what follows a keyword of Well-Known Text, or BBOX.
func (p *parser) geometry(keyword string) (orb.Geometry, error) {
	keyword = strings.ToUpper(keyword)
	if keyword == "BBOX" {
		return wrap(p.box())
	}
	p.accept("Z") // a height may follow each position; it is dropped
	switch keyword {
	case "POINT":
		return wrap(p.point())
	case "LINESTRING":
		return wrap(p.line())
	case "POLYGON":
		return wrap(p.polygon())
	case "MULTIPOINT":
		return wrap(listOf(p, p.memberPoint))
	case "MULTILINESTRING":
		return wrap(listOf(p, p.line))
	case "MULTIPOLYGON":
		return wrap(listOf(p, p.polygon))
	}
	depth, err := deeper(p.depth)
	if err != nil {
		return nil, err
	}
	p.depth = depth
	members, err := listOf(p, p.member)
	p.depth--
	return orb.Collection(members), err
}

// wrap turns the slices that reading lists makes into orb's types. A failure has no geometry.
func wrap[T any](v T, err error) (orb.Geometry, error) {
	if err != nil {
		return nil, err
	}
	switch v := any(v).(type) {
	case []orb.Point:
		return orb.MultiPoint(v), nil
	case []orb.LineString:
		return orb.MultiLineString(v), nil
	case []orb.Polygon:
		return orb.MultiPolygon(v), nil
	case orb.Geometry:
		return v, nil
	}
	return nil, invalid("is a geometry of no known type")
}

func listOf[T any](p *parser, read func() (T, error)) ([]T, error) {
	var all []T
	err := p.list(func() error {
		v, err := read()
		all = append(all, v)
		return err
	})
	return all, err
}

// member reads a geometry of a collection.
func (p *parser) member() (orb.Geometry, error) {
	if t := p.peek(); t.kind != word || !isGeometry(t.text) || t.is("BBOX") {
		return nil, p.unexpected("a geometry")
	}
	return p.geometry(p.take().text)
}

func (p *parser) numbers() ([]float64, error) {
	var all []float64
	for p.peek().kind == digits {
		f, err := float(p.take().text)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

func (p *parser) box() (orb.Bound, error) {
	all, err := listOf(p, func() (float64, error) {
		if p.peek().kind != digits {
			return 0, p.unexpected("a number")
		}
		return float(p.take().text)
	})
	if err != nil {
		return orb.Bound{}, err
	}
	return box(all)
}

// position reads x y or x y z.
func (p *parser) position() (orb.Point, error) {
	if p.peek().kind != digits {
		return orb.Point{}, p.unexpected("a number")
	}
	all, err := p.numbers()
	if err != nil {
		return orb.Point{}, err
	}
	return position(all)
}

func (p *parser) point() (orb.Point, error) {
	if err := p.expect("("); err != nil {
		return orb.Point{}, err
	}
	at, err := p.position()
	if err != nil {
		return orb.Point{}, err
	}
	return at, p.expect(")")
}

// memberPoint reads a point of MULTIPOINT, whose parentheses may be left out.
func (p *parser) memberPoint() (orb.Point, error) {
	if p.peek().is("(") {
		return p.point()
	}
	return p.position()
}

func (p *parser) line() (orb.LineString, error) {
	points, err := listOf(p, p.position)
	if err != nil {
		return nil, err
	}
	return lineString(points)
}

func (p *parser) ring() (orb.Ring, error) {
	points, err := listOf(p, p.position)
	if err != nil {
		return nil, err
	}
	return ring(points)
}

func (p *parser) polygon() (orb.Polygon, error) { return listOf(p, p.ring) }
