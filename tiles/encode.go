package tiles

import (
	"encoding/json"
	"strconv"

	"github.com/wangge-map/wangge/geo"
)

// encoder writes JSON by appending. It puts commas where they belong; what is opened must be closed.
type encoder struct{ buf []byte }

// comma parts a value from the one before it in the same object or array.
func (e *encoder) comma() {
	if n := len(e.buf); n > 0 {
		switch e.buf[n-1] {
		case '{', '[', ':', ',':
		default:
			e.buf = append(e.buf, ',')
		}
	}
}

func (e *encoder) open(bracket byte) {
	e.comma()
	e.buf = append(e.buf, bracket)
}

func (e *encoder) close(bracket byte) { e.buf = append(e.buf, bracket) }

func (e *encoder) name(name string) {
	e.comma()
	e.buf = strconv.AppendQuote(e.buf, name) // names are ours: plain ASCII
	e.buf = append(e.buf, ':')
}

func (e *encoder) text(name, value string) {
	e.name(name)
	quoted, _ := json.Marshal(value) // a string always encodes
	e.buf = append(e.buf, quoted...)
}

func (e *encoder) number(name string, value int) {
	e.name(name)
	e.buf = strconv.AppendInt(e.buf, int64(value), 10)
}

func (e *encoder) boolean(name string, value bool) {
	e.name(name)
	e.buf = strconv.AppendBool(e.buf, value)
}

func (e *encoder) raw(name string, value []byte) {
	e.name(name)
	e.buf = append(e.buf, value...)
}

// position writes p in degrees: at most 7 decimals, since p is on the lattice.
func (e *encoder) position(p geo.Point) {
	lon, lat := p.Degrees()
	e.open('[')
	e.buf = strconv.AppendFloat(e.buf, lon, 'f', -1, 64)
	e.buf = append(e.buf, ',')
	e.buf = strconv.AppendFloat(e.buf, lat, 'f', -1, 64)
	e.close(']')
}

func (e *encoder) multiPolygon(m geo.MultiPolygon) {
	e.open('{')
	e.text("type", "MultiPolygon")
	e.name("coordinates")
	e.open('[')
	for _, poly := range m {
		e.open('[')
		for _, ring := range poly {
			e.ring(ring)
		}
		e.close(']')
	}
	e.close(']')
	e.close('}')
}

// ring writes r closed, as GeoJSON wants it.
func (e *encoder) ring(r geo.Ring) {
	e.open('[')
	for _, p := range r {
		e.position(p)
	}
	if len(r) > 0 {
		e.position(r[0])
	}
	e.close(']')
}

// collection writes a FeatureCollection.
type collection struct {
	encoder
	matched, returned int
}

func newCollection(matched, returned, bytesEach int) *collection {
	c := &collection{matched: matched, returned: returned}
	c.buf = make([]byte, 0, 128+c.returned*bytesEach)
	c.open('{')
	c.text("type", "FeatureCollection")
	c.name("features")
	c.open('[')
	return c
}

// next parts a feature that is appended whole from the one before it.
func (c *collection) next() { c.comma() }

func (c *collection) end() []byte {
	c.close(']')
	c.number("numberMatched", c.matched)
	c.number("numberReturned", c.returned)
	c.close('}')
	return c.buf
}
