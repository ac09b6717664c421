package mosaic

import (
	"math/bits"

	"github.com/wangge-map/wangge/geo"
)

// tolerance is how far beside an edge, in lattice units, a neighbour's vertex may lie and still be taken to be on it.
//
// Where a vertex V lies on the straight edge AB in the source, reducing all three to the lattice moves each by at most
// half a unit along either axis, √½ ≈ 0.71 in all. The reduced edge is then at most 0.71 from AB at V, and V at most 0.71
// on the other side: √2 ≈ 1.42. A border that is straight in a source datum is a curve in WGS 84; the importer keeps its
// chords within half a unit of the curve, which makes 1.92. So 2 units (2 cm) find every such vertex, and nothing that a
// surveyor drew apart on purpose.
const tolerance = 2

// widest is the extent in longitude, in units, up to which the products below stay within 63 bits: with differences of
// at most 2^31 in longitude and 1.8e9 in latitude, a sum of two products is below 2^62 + 3.3e18 < 2^63.
const widest = 1 << 31

// turn returns twice the signed area of the triangle abc: positive when c is left of ab, zero when it is on its line.
func turn(a, b, c geo.Point) int64 {
	return (int64(b.Lon)-int64(a.Lon))*(int64(c.Lat)-int64(a.Lat)) - (int64(c.Lon)-int64(a.Lon))*(int64(b.Lat)-int64(a.Lat))
}

// along returns (b-a)·(p-a), which grows with the place of p's foot on ab: 0 at a, and squared(a, b) at b.
func along(a, b, p geo.Point) int64 {
	return (int64(b.Lon)-int64(a.Lon))*(int64(p.Lon)-int64(a.Lon)) + (int64(b.Lat)-int64(a.Lat))*(int64(p.Lat)-int64(a.Lat))
}

// squared returns the squared length of ab in units.
func squared(a, b geo.Point) int64 { return along(a, b, b) }

// beside reports whether p lies within the tolerance of ab and its foot strictly between a and b.
func beside(a, b, p geo.Point) bool {
	length2 := squared(a, b)
	if at := along(a, b, p); at <= 0 || at >= length2 {
		return false
	}
	// distance = |turn| / √length2, compared squared and in 128 bits.
	side := turn(a, b, p)
	if side < 0 {
		side = -side
	}
	hi, lo := bits.Mul64(uint64(side), uint64(side))
	limitHi, limitLo := bits.Mul64(uint64(length2), tolerance*tolerance)
	return hi < limitHi || hi == limitHi && lo <= limitLo
}

// on reports whether p lies on the closed segment ab.
func on(a, b, p geo.Point) bool {
	return turn(a, b, p) == 0 &&
		p.Lon >= min(a.Lon, b.Lon) && p.Lon <= max(a.Lon, b.Lon) && p.Lat >= min(a.Lat, b.Lat) && p.Lat <= max(a.Lat, b.Lat)
}

// meet reports whether the closed segments ab and cd have a point in common.
func meet(a, b, c, d geo.Point) bool {
	if on(a, b, c) || on(a, b, d) || on(c, d, a) || on(c, d, b) {
		return true
	}
	return opposite(turn(a, b, c), turn(a, b, d)) && opposite(turn(c, d, a), turn(c, d, b))
}

func opposite(a, b int64) bool { return a < 0 && b > 0 || a > 0 && b < 0 }
