package tiles

import (
	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// baseFeature is a piece of the base map, encoded once.
type baseFeature struct {
	bound geo.Bound
	json  []byte
	casework.BaseFeature
}

// SetBase says what lies under the map, in place of what did: lines and polygons in drawing order. It returns an Invalid
// error when a shape is of another type or leaves the lattice.
func (l *Live) SetBase(features []casework.BaseFeature) error {
	encoded := make([]baseFeature, len(features))
	for i, f := range features {
		var err error
		if encoded[i], err = encodeBase(f); err != nil {
			return err
		}
	}
	l.writing.Lock()
	defer l.writing.Unlock()
	l.change(func(p *picture) { p.base, p.figures = encoded, l.picture.Load().figures })
	l.generation.Add(1)
	return nil
}

func encodeBase(f casework.BaseFeature) (baseFeature, error) {
	var e encoder
	e.open('{')
	e.text("type", "Feature")
	e.name("geometry")
	bound, err := e.geometry(f.Shape)
	if err != nil {
		return baseFeature{}, err
	}
	e.name("properties")
	e.open('{')
	e.text("class", f.Class)
	e.number("rank", f.Rank)
	e.text("name", f.Name)
	e.close('}')
	e.close('}')
	return baseFeature{bound: bound, json: e.buf, BaseFeature: f}, nil
}

// geometry writes g, reduced to the lattice, and returns its bound.
func (e *encoder) geometry(g orb.Geometry) (geo.Bound, error) {
	bound := geo.EmptyBound()
	var err error
	e.open('{')
	switch g := g.(type) {
	case orb.LineString:
		e.text("type", "LineString")
		e.name("coordinates")
		err = e.line(g, &bound)
	case orb.Polygon:
		e.text("type", "Polygon")
		e.name("coordinates")
		err = e.polygon(g, &bound)
	case orb.MultiPolygon:
		e.text("type", "MultiPolygon")
		e.name("coordinates")
		e.open('[')
		for _, p := range g {
			if err == nil {
				err = e.polygon(p, &bound)
			}
		}
		e.close(']')
	default:
		err = geo.Errorf(geo.Invalid, "", "the base map holds lines and polygons, not %T", g)
	}
	e.close('}')
	return bound, err
}

func (e *encoder) polygon(p orb.Polygon, bound *geo.Bound) error {
	e.open('[')
	for _, r := range p {
		if err := e.line(orb.LineString(r), bound); err != nil {
			return err
		}
	}
	e.close(']')
	return nil
}

func (e *encoder) line(line orb.LineString, bound *geo.Bound) error {
	e.open('[')
	for _, at := range line {
		p, err := geo.PointAt(at[0], at[1])
		if err != nil {
			return err
		}
		*bound = bound.Extend(p)
		e.position(p)
	}
	e.close(']')
	return nil
}

func (p *picture) baseCollection(q Query) []byte {
	var found []*baseFeature
	for i := range p.base {
		if p.base[i].bound.Intersects(q.Bound) {
			found = append(found, &p.base[i])
		}
	}
	c := newCollection(len(found), min(len(found), q.Limit), 500)
	for _, b := range found[:c.returned] {
		c.next()
		c.buf = append(c.buf, b.json...)
	}
	return c.end()
}
