package cql2

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"github.com/wangge-map/wangge/geo"
)

// spot is a place on the lattice or between its points: x/w, y/w in lattice units with w above zero, which are nil on the
// lattice. Where two edges cross is one.
type spot struct {
	x, y, w *big.Int
	// The lattice point to the south-west, and whether the spot is on its meridian and on its parallel.
	low               geo.Point
	onLon, onParallel bool
	east, north       float64 // about how far beyond low, below 1
}

func spotAt(p geo.Point) spot {
	return spot{low: p, onLon: true, onParallel: true}
}

// fraction returns s as x/w, y/w. The caller must not change them.
func (s spot) fraction() (x, y, w *big.Int) {
	if s.w == nil {
		return big.NewInt(int64(s.low.Lon)), big.NewInt(int64(s.low.Lat)), big.NewInt(1)
	}
	return s.x, s.y, s.w
}

func newSpot(x, y, w *big.Int) spot {
	if w.Sign() < 0 {
		x, y, w = new(big.Int).Neg(x), new(big.Int).Neg(y), new(big.Int).Neg(w)
	}
	// Euclidean division by a positive number rounds down.
	lon, east := new(big.Int).DivMod(x, w, new(big.Int))
	lat, north := new(big.Int).DivMod(y, w, new(big.Int))
	return spot{
		x: x, y: y, w: w, low: geo.Point{Lon: int32(lon.Int64()), Lat: int32(lat.Int64())}, onLon: east.Sign() == 0, onParallel: north.Sign() == 0,
		east: quotient(east, w), north: quotient(north, w),
	}
}

func quotient(a, b *big.Int) float64 {
	x, _ := a.Float64()
	y, _ := b.Float64()
	return x / y
}

// middle returns the spot half way between s and t.
func (s spot) middle(t spot) spot {
	x, y, w := s.fraction()
	x2, y2, w2 := t.fraction()
	twice := new(big.Int).Mul(w, w2)
	return newSpot(sumOfProducts(x, w2, x2, w), sumOfProducts(y, w2, y2, w), twice.Lsh(twice, 1))
}

// sumOfProducts returns a·b + c·d.
func sumOfProducts(a, b, c, d *big.Int) *big.Int {
	p := new(big.Int).Mul(a, b)
	return p.Add(p, new(big.Int).Mul(c, d))
}

// isPoint reports whether s is the lattice point p.
func (s spot) isPoint(p geo.Point) bool { return s.onLon && s.onParallel && s.low == p }

// within reports whether s is in b, edges included.
func (s spot) within(b geo.Bound) bool {
	return b.Contains(s.low) && (s.onLon || s.low.Lon < b.Max.Lon) && (s.onParallel || s.low.Lat < b.Max.Lat)
}

// sideOf is side for a spot.
func (s spot) sideOf(e edge) int {
	if s.onLon && s.onParallel {
		return side(e, s.low)
	}
	if about, sure := s.aboutSideOf(e); sure {
		return about
	}
	east := new(big.Int).Sub(s.x, new(big.Int).Mul(big.NewInt(int64(e.a.Lon)), s.w))
	north := new(big.Int).Sub(s.y, new(big.Int).Mul(big.NewInt(int64(e.a.Lat)), s.w))
	dLon, dLat := big.NewInt(int64(e.b.Lon)-int64(e.a.Lon)), big.NewInt(int64(e.b.Lat)-int64(e.a.Lat))
	return dLon.Mul(dLon, north).Cmp(dLat.Mul(dLat, east))
}

// aboutSideOf is sideOf in float64, a hundred times as quick. It is not sure where rounding might have turned the sign: east
// and north are within 2^-51 + 2^-53 of their size, and each product and the difference add 2^-53 of theirs; the tolerance is
// some twenty times what that comes to.
func (s spot) aboutSideOf(e edge) (sign int, sure bool) {
	const tolerance = 1e-14
	east := float64(int64(s.low.Lon)-int64(e.a.Lon)) + s.east
	north := float64(int64(s.low.Lat)-int64(e.a.Lat)) + s.north
	dLon, dLat := float64(int64(e.b.Lon)-int64(e.a.Lon)), float64(int64(e.b.Lat)-int64(e.a.Lat))
	turn := dLon*north - dLat*east
	if math.Abs(turn) <= tolerance*(math.Abs(dLon)*(math.Abs(north)+1)+math.Abs(dLat)*(math.Abs(east)+1)) {
		return 0, false
	}
	return cmp.Compare(turn, 0), true
}

// on reports whether s is on e.
func (s spot) on(e edge) bool { return s.within(edgeBound(e)) && s.sideOf(e) == 0 }

// contacts adds to spots where e and f, whose bounds meet, have points in common: the ends of what they share, or where
// they cross.
func contacts(spots []spot, e, f edge) []spot {
	a, b, c, d := side(f, e.a), side(f, e.b), side(e, f.a), side(e, f.b)
	if a*b < 0 && c*d < 0 {
		return append(spots, crossing(e, f))
	}
	for _, p := range []geo.Point{e.a, e.b} {
		if f.holds(p) {
			spots = append(spots, spotAt(p))
		}
	}
	for _, p := range []geo.Point{f.a, f.b} {
		if e.holds(p) {
			spots = append(spots, spotAt(p))
		}
	}
	return spots
}

// crossing returns where the lines through e and f, which are not parallel, meet: e.a + r·((f.a-e.a)×s)/(r×s) with r and s
// the directions of e and f.
func crossing(e, f edge) spot {
	minus := func(a, b int32) *big.Int { return big.NewInt(int64(a) - int64(b)) }
	cross := func(ax, ay, bx, by *big.Int) *big.Int {
		return sumOfProducts(ax, by, new(big.Int).Neg(ay), bx)
	}
	rx, ry := minus(e.b.Lon, e.a.Lon), minus(e.b.Lat, e.a.Lat)
	sx, sy := minus(f.b.Lon, f.a.Lon), minus(f.b.Lat, f.a.Lat)
	along := cross(minus(f.a.Lon, e.a.Lon), minus(f.a.Lat, e.a.Lat), sx, sy)
	w := cross(rx, ry, sx, sy)
	return newSpot(sumOfProducts(big.NewInt(int64(e.a.Lon)), w, rx, along), sumOfProducts(big.NewInt(int64(e.a.Lat)), w, ry, along), w)
}

// sortAlong orders spots on e from e.a to e.b and leaves out those that come twice.
func sortAlong(spots []spot, e edge) []spot {
	forward, byLon := e.b.Lat > e.a.Lat, e.a.Lon != e.b.Lon
	if byLon {
		forward = e.b.Lon > e.a.Lon
	}
	compare := func(s, t spot) int {
		x, y, w := s.fraction()
		x2, y2, w2 := t.fraction()
		if !byLon {
			x, x2 = y, y2
		}
		order := new(big.Int).Mul(x, w2).Cmp(new(big.Int).Mul(x2, w))
		if !forward {
			order = -order
		}
		return order
	}
	slices.SortFunc(spots, compare)
	return slices.CompactFunc(spots, func(s, t spot) bool { return compare(s, t) == 0 })
}
