package mesh

import "math"

// spot is a place that may lie beyond the world.
type spot struct{ x, y int64 }

// half is a half-plane: all that is not beyond a line along a meridian or a parallel.
type half struct {
	meridian bool // the line has one x, else one y
	upper    bool // the line is the greatest value, else the least
	limit    int64
}

// all returns the four half-planes that b is made of.
func (b box) all(out []half) []half {
	return append(out,
		half{meridian: true, limit: b.west}, half{meridian: true, upper: true, limit: b.east},
		half{limit: b.north}, half{upper: true, limit: b.south})
}

// halves returns those of all that p is not wholly in, in the same order: the others would change nothing in p.
func (b box) halves(out []half, p packedBox) []half {
	if int64(p.west) < b.west {
		out = append(out, half{meridian: true, limit: b.west})
	}
	if int64(p.east) > b.east {
		out = append(out, half{meridian: true, upper: true, limit: b.east})
	}
	if int64(p.north) < b.north {
		out = append(out, half{limit: b.north})
	}
	if int64(p.south) > b.south {
		out = append(out, half{upper: true, limit: b.south})
	}
	return out
}

func (h half) holds(p spot) bool {
	v := p.y
	if h.meridian {
		v = p.x
	}
	if h.upper {
		return v <= h.limit
	}
	return v >= h.limit
}

// cross returns where the line ab crosses h's: the same place for ba, so that neighbours stay together where both are
// clipped. a and b are on different sides.
func (h half) cross(a, b spot) spot {
	if h.meridian {
		return spot{h.limit, between(a.x, a.y, b.x, b.y, h.limit)}
	}
	return spot{between(a.y, a.x, b.y, b.x, h.limit), h.limit}
}

// between returns v at u of a line through two points.
func between(u0, v0, u1, v1, u int64) int64 {
	if u0 > u1 {
		u0, v0, u1, v1 = u1, v1, u0, v0
	}
	return v0 + int64(math.Round(float64(v1-v0)*(float64(u-u0)/float64(u1-u0))))
}

// clipRing appends to out the part of ring within h, after Sutherland and Hodgman (1974). Parts that fall asunder stay
// joined along h's line.
func (h half) clipRing(out, ring []spot) []spot {
	if len(ring) == 0 {
		return out
	}
	a := ring[len(ring)-1]
	in := h.holds(a)
	for _, b := range ring {
		into := h.holds(b)
		if in != into {
			out = append(out, h.cross(a, b))
		}
		if into {
			out = append(out, b)
		}
		a, in = b, into
	}
	return out
}

// clipLine returns the part of ab within every one of halves; ok is false when there is none. It finds the same places
// as clipRing does along that side.
func clipLine(halves []half, a, b spot) (c, d spot, ok bool) {
	for _, h := range halves {
		from, to := h.holds(a), h.holds(b)
		switch {
		case !from && !to:
			return a, b, false
		case !from:
			a = h.cross(a, b)
		case !to:
			b = h.cross(a, b)
		}
	}
	return a, b, true
}
