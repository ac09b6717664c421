package export

import (
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"
)

// rightHanded returns g with the outer rings of polygons anticlockwise and the holes clockwise, as RFC 7946 and the OGC's
// models want them. g itself stays as it is.
func rightHanded(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.Polygon:
		return rightHandedPolygon(g)
	case orb.MultiPolygon:
		out := make(orb.MultiPolygon, len(g))
		for i := range g {
			out[i] = rightHandedPolygon(g[i])
		}
		return out
	}
	return g
}

func rightHandedPolygon(p orb.Polygon) orb.Polygon {
	out := make(orb.Polygon, len(p))
	for i, ring := range p {
		want := orb.CCW
		if i > 0 {
			want = orb.CW
		}
		if len(ring) > 2 && ring.Orientation() == -want { // orb panics on an empty ring
			ring = slices.Clone(ring)
			slices.Reverse(ring)
		}
		out[i] = ring
	}
	return out
}

// decimals is how finely positions are told: 1e-7 degrees are a centimetre, and the lattice that positions lie on.
const decimals = 7

// appendDegrees writes v with at most 7 decimals.
func appendDegrees(b []byte, v float64) []byte {
	start := len(b)
	b = strconv.AppendFloat(b, v, 'f', decimals, 64)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	if string(b[start:]) == "-0" {
		return append(b[:start], '0')
	}
	return b
}

// appendNumber writes a finite number so that it reads back as the same one: with an exponent only where it is so small
// or so large that readers would take the digits for a whole number that they can't hold.
func appendNumber(b []byte, v float64) []byte {
	format := byte('f')
	if abs := math.Abs(v); abs != 0 && (abs < 1e-6 || abs >= 1e15) {
		format = 'e'
	}
	return strconv.AppendFloat(b, v, format, -1, 64)
}

// isFinite reports whether a file can hold v as a number.
func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// emptyBound meets nothing, and any bound united with it is that bound.
func emptyBound() orb.Bound {
	inf := math.Inf(1)
	return orb.Bound{Min: orb.Point{inf, inf}, Max: orb.Point{-inf, -inf}}
}
