package tiles

import "math"

func (l *Live) cellCollection(q Query) ([]byte, error) {
	p, m, err := l.at(q.Net)
	if err != nil {
		return nil, err
	}
	var found []int32
	for i := range int32(m.edition.Index.Len()) {
		if m.bounds[i].Intersects(q.Bound) {
			found = append(found, i)
		}
	}
	write := writeCell
	if q.Layer == layerCoverage {
		write = writeCoverage
	}
	c := newCollection(len(found), min(len(found), q.Limit), 2000)
	for _, i := range found[:c.returned] {
		c.next()
		c.open('{')
		c.text("type", "Feature")
		c.name("geometry")
		c.multiPolygon(m.edition.Index.Cell(i).Shape)
		c.name("properties")
		write(&c.encoder, p.card(m, i))
		c.close('}')
	}
	return c.end(), nil
}

func writeCell(e *encoder, c CellCard) {
	e.open('{')
	e.text("code", c.Code)
	e.text("name", c.Name)
	e.text("parent", c.Parent)
	e.number("area_m2", int(math.Round(c.AreaM2)))
	e.number("open", c.Open)
	e.number("settled", c.Settled)
	e.name("label")
	e.position(c.Label)
	e.close('}')
}

func writeCoverage(e *encoder, c CellCard) {
	e.open('{')
	e.text("code", c.Code)
	e.text("name", c.Name)
	e.number("staff", c.Staff)
	if c.Volunteers == nil {
		e.raw("volunteers", []byte("null"))
	} else {
		e.number("volunteers", *c.Volunteers)
	}
	e.boolean("too_few", c.TooFew)
	e.name("label")
	e.position(c.Label)
	e.close('}')
}
