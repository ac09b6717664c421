package cql2

import (
	"math/big"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
)

// comb runs n times from 0 to 10 degrees and back: north and south, or, lying, east and west.
func comb(n int, lying bool) orb.LineString {
	var l orb.LineString
	for i := range n {
		p := orb.Point{10 * float64(i) / float64(n), 10 * float64(i%2)}
		if lying {
			p[0], p[1] = p[1], p[0]
		}
		l = append(l, p)
	}
	return l
}

func shapeFrom(t *testing.T, g orb.Geometry) *shape {
	t.Helper()
	s, err := shapeOf(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.prepare()
	return s
}

func TestBandsOfLongEdgesDoNotFillTheMemory(t *testing.T) {
	s := shapeFrom(t, orb.Polygon{orb.Ring(comb(8000, false))})
	n := 0
	for _, band := range s.areas[0].bands {
		n += len(band)
	}
	if n > (maxBanded+2)*len(s.areas[0].edges) {
		t.Errorf("%d edges stand in bands %d times", len(s.areas[0].edges), n)
	}
}

// Two combs cross each other everywhere, and all their crossings must be seen to say that they share no line.
func TestRelatingEndsWhenNobodyWaits(t *testing.T) {
	s, literal := shapeFrom(t, comb(200, true)), shapeFrom(t, comb(maxRelated, false))
	for _, enough := range []int{0, 1, 100, 5000} {
		asked := 0
		related("s_overlaps", s, literal, func() bool { asked++; return asked > enough })
		if asked <= enough || asked > enough+4 { // each loop asks once more on the way out
			t.Errorf("it was asked %d times whether it has ended, which it had after %d", asked, enough)
		}
	}
}

func TestARelationLooksNoFurtherThanItMust(t *testing.T) {
	lying, upright := shapeFrom(t, comb(50, true)), shapeFrom(t, comb(50, false))
	area := shapeFrom(t, orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}})
	for _, c := range []struct {
		op   string
		s, t *shape
		want bool
	}{
		{"s_touches", lying, upright, false}, {"s_within", lying, upright, false}, {"s_equals", lying, upright, false}, {"s_contains", lying, area, false},
		{"s_within", area, lying, false}, {"s_equals", area, lying, false}, {"s_overlaps", area, lying, false},
	} {
		asked := 0
		if got := related(c.op, c.s, c.t, func() bool { asked++; return false }); got != c.want || asked > 10 {
			t.Errorf("%s is %v after %d steps", c.op, got, asked)
		}
	}
}

// What float64 is sure of is so.
func TestTheQuickSideIsTheExactOne(t *testing.T) {
	point := func(t *rapid.T, reach int32) geo.Point {
		return geo.Point{Lon: rapid.Int32Range(-reach, reach).Draw(t, "lon"), Lat: rapid.Int32Range(-reach/2, reach/2).Draw(t, "lat")}
	}
	rapid.Check(t, func(t *rapid.T) {
		reach := rapid.SampledFrom([]int32{4, 1000, geo.MaxLon}).Draw(t, "reach")
		drawn := func() edge { return edge{point(t, reach), point(t, reach)} }
		e, f, g := drawn(), drawn(), drawn()
		if cross := side(f, e.a) * side(f, e.b); cross >= 0 || side(e, f.a)*side(e, f.b) >= 0 {
			return // they do not cross
		}
		s := crossing(e, f)
		for _, of := range []edge{e, f, g, {e.a, f.b}} {
			det := new(big.Int).Sub(
				new(big.Int).Mul(big.NewInt(int64(of.b.Lon)-int64(of.a.Lon)), new(big.Int).Sub(s.y, new(big.Int).Mul(big.NewInt(int64(of.a.Lat)), s.w))),
				new(big.Int).Mul(big.NewInt(int64(of.b.Lat)-int64(of.a.Lat)), new(big.Int).Sub(s.x, new(big.Int).Mul(big.NewInt(int64(of.a.Lon)), s.w))))
			if about, sure := s.aboutSideOf(of); sure && about != det.Sign() {
				t.Fatalf("%v is on side %d of %v, and %d in float64", s, det.Sign(), of, about)
			}
			if got := s.sideOf(of); got != det.Sign() {
				t.Fatalf("%v is on side %d of %v, not %d", s, det.Sign(), of, got)
			}
		}
	})
}
