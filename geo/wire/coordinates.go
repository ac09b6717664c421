package wire

import (
	"encoding/json"
	"math"
	"strconv"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
)

// decodeGeometry reads a geometry from its members.
func decodeGeometry(members map[string]json.RawMessage) (orb.Geometry, error) {
	var kind string
	if err := json.Unmarshal(members["type"], &kind); err != nil {
		return nil, geo.Errorf(geo.Invalid, "geometry.type", "is missing or not a string")
	}
	if kind == "GeometryCollection" {
		return nil, geo.Errorf(geo.Invalid, "geometry.type", "a GeometryCollection is not a place or a cell; use one geometry")
	}
	raw, ok := members["coordinates"]
	if !ok {
		return nil, geo.Errorf(geo.Invalid, "geometry.coordinates", "is missing")
	}
	c := &coordinates{text: raw, path: "geometry.coordinates"}
	g := c.geometry(kind)
	if c.err == nil && c.rest() {
		c.fail("has more than it should")
	}
	if c.err != nil {
		return nil, c.err
	}
	return g, nil
}

// coordinates reads nested arrays of numbers. It is given sound JSON, and says where the shape is not what it should be.
type coordinates struct {
	text []byte
	at   int
	path string
	err  error
}

func (c *coordinates) geometry(kind string) orb.Geometry {
	switch kind {
	case "Point":
		return c.position()
	case "MultiPoint":
		return orb.MultiPoint(c.positions(1))
	case "LineString":
		return orb.LineString(c.positions(2))
	case "MultiLineString":
		var g orb.MultiLineString
		c.each(func() { g = append(g, c.positions(2)) })
		return g
	case "Polygon":
		return c.polygon()
	case "MultiPolygon":
		var g orb.MultiPolygon
		c.each(func() { g = append(g, c.polygon()) })
		return g
	}
	c.err = geo.Errorf(geo.Invalid, "geometry.type", "%s is not a type of geometry", short(kind))
	return nil
}

func (c *coordinates) polygon() orb.Polygon {
	var p orb.Polygon
	c.each(func() {
		ring := orb.Ring(c.positions(4))
		if c.err == nil && ring[0] != ring[len(ring)-1] {
			c.fail("the ring is not closed: its last position must repeat the first")
		}
		p = append(p, ring)
	})
	if c.err == nil && len(p) == 0 {
		c.fail("a polygon needs a ring")
	}
	return p
}

func (c *coordinates) positions(least int) []orb.Point {
	var out []orb.Point
	c.each(func() { out = append(out, c.position()) })
	if c.err == nil && len(out) < least {
		c.fail("needs at least " + strconv.Itoa(least) + " positions, has " + strconv.Itoa(len(out)))
	}
	return out
}

// position reads [x, y] or [x, y, z] or [x, y, z, m]; what is beyond y is dropped.
func (c *coordinates) position() orb.Point {
	var v [4]float64
	n := 0
	c.each(func() {
		if n == len(v) {
			c.fail("a position has two to four numbers")
			return
		}
		v[n] = c.number()
		n++
	})
	if c.err == nil && n < 2 {
		c.fail("a position needs two numbers, has " + strconv.Itoa(n))
	}
	return orb.Point{v[0], v[1]}
}

// each calls fn at every element of the array that begins here.
func (c *coordinates) each(fn func()) {
	if c.err != nil {
		return
	}
	if c.next() != '[' {
		c.fail("is not an array")
		return
	}
	c.at++
	outer := len(c.path)
	for i := 0; c.err == nil; i++ {
		switch c.next() {
		case ']':
			c.at++
			c.path = c.path[:outer]
			return
		case ',':
			c.at++
		}
		c.path = c.path[:outer] + "[" + strconv.Itoa(i) + "]"
		fn()
	}
}

func (c *coordinates) number() float64 {
	c.next()
	begin := c.at
	for c.at < len(c.text) && isNumberByte(c.text[c.at]) {
		c.at++
	}
	v, err := strconv.ParseFloat(string(c.text[begin:c.at]), 64)
	if err != nil || math.IsInf(v, 0) {
		c.fail("is not a finite number")
	}
	return v
}

func isNumberByte(b byte) bool {
	return b >= '0' && b <= '9' || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E'
}

// next skips white space and returns the byte that stands there, 0 at the end.
func (c *coordinates) next() byte {
	for ; c.at < len(c.text); c.at++ {
		switch c.text[c.at] {
		case ' ', '\t', '\n', '\r':
		default:
			return c.text[c.at]
		}
	}
	return 0
}

func (c *coordinates) rest() bool { return c.next() != 0 }

func (c *coordinates) fail(msg string) {
	if c.err == nil {
		c.err = geo.Errorf(geo.Invalid, c.path, "%s", msg)
	}
}
