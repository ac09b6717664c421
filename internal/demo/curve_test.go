package demo

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

func TestPlaneGoesThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := vec{rapid.Float64Range(-9e3, 9e3).Draw(t, "x"), rapid.Float64Range(-9e3, 9e3).Draw(t, "y")}
		if d := vecOf(v.point()).distance(v); d > 0.008 {
			t.Fatalf("%v came back %.4f m away", v, d)
		}
	})
}

func TestMeasures(t *testing.T) {
	square := []vec{{0, 0}, {10, 0}, {10, 10}, {0, 10}}
	if a := ringArea(square); a != 100 {
		t.Errorf("area %v", a)
	}
	if c := centroid(square); c.distance(vec{5, 5}) > 1e-9 {
		t.Errorf("centroid %v", c)
	}
	if l := length(square); l != 30 {
		t.Errorf("length %v", l)
	}
	if d := toLine(vec{-3, 5}, square); !near(d, math.Sqrt(34), 1e-9) {
		t.Errorf("distance to the open line %v", d)
	}
	if d := toRing(vec{-3, 5}, square); d != 3 {
		t.Errorf("distance to the ring %v", d)
	}
	if at, dir := along(square, 15); at != (vec{10, 5}) || dir != (vec{0, 1}) {
		t.Errorf("15 m along is %v heading %v", at, dir)
	}
	if !within(vec{1, 9}, square) || within(vec{11, 9}, square) {
		t.Error("inside and outside are mixed up")
	}
	if (vec{}).unit() != (vec{1, 0}) {
		t.Error("the zero vector has no direction and should get east")
	}
}

func TestSmoothPassesThroughItsControlPoints(t *testing.T) {
	control := []vec{{0, 0}, {100, 40}, {180, -20}, {300, 10}}
	open, ring := smooth(control, 20, false), smooth(control, 20, true)
	for _, c := range control {
		if nearestVertex(c, open).distance(c) > 1e-9 || nearestVertex(c, ring).distance(c) > 1e-9 {
			t.Errorf("the curve misses %v", c)
		}
	}
	if open[0] != control[0] || open[len(open)-1] != control[3] {
		t.Error("an open curve loses its ends")
	}
	for i := 1; i < len(open); i++ {
		if d := open[i].distance(open[i-1]); d > 40 {
			t.Errorf("samples %.0f m apart, asked for about 20", d)
		}
	}
}

func TestWobbleKeepsEndsAndHeight(t *testing.T) {
	line := smooth([]vec{{0, 0}, {1000, 0}}, 10, false)
	out := wobble(line, 30, 120, 7, false)
	if out[0] != line[0] || out[len(out)-1] != line[len(line)-1] {
		t.Error("the ends moved")
	}
	most := 0.0
	for i := range out {
		most = max(most, out[i].distance(line[i]))
	}
	if most > 30 || most < 10 {
		t.Errorf("moved by up to %.1f m, want up to 30 and visibly", most)
	}
}

func TestNoiseIsSmoothAndBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := vec{rapid.Float64Range(-1e4, 1e4).Draw(t, "x"), rapid.Float64Range(-1e4, 1e4).Draw(t, "y")}
		seed := rapid.Uint64().Draw(t, "seed")
		a, b := noise(p, 100, seed), noise(p.add(vec{0.1, 0.1}), 100, seed)
		if math.Abs(a) > 1 || math.Abs(a-b) > 0.02 {
			t.Fatalf("noise %v beside %v", a, b)
		}
	})
}

func TestRibbonIsAsWideAsAsked(t *testing.T) {
	ring := ribbon(smooth([]vec{{0, 0}, {500, 0}}, 25, false), func(float64) float64 { return 20 })
	if !near(ringArea(ring), 10_000, 1e-6) {
		t.Errorf("a ribbon of 500 m by 20 m has %.1f m²", ringArea(ring))
	}
}

func TestUnknotCutsOffTheSmallLoop(t *testing.T) {
	bow := []vec{{0, 0}, {100, 0}, {100, 60}, {40, 60}, {60, 80}, {40, 80}, {60, 60}, {0, 60}}
	out := unknot(bow)
	for i := range out {
		for j := i + 2; j < len(out); j++ {
			a, b, c, d := out[i], out[(i+1)%len(out)], out[j], out[(j+1)%len(out)]
			if (i > 0 || j < len(out)-1) && crosses(a, b, []vec{c, d}) {
				t.Fatalf("%v still crosses itself", out)
			}
		}
	}
	if area := ringArea(out); area < 5_500 || area > 6_100 {
		t.Errorf("%.0f m² are left of about 6,000", area)
	}
}

func TestVoronoiEdgesLieHalfway(t *testing.T) {
	lo, hi := vec{0, 0}, vec{4000, 4000}
	sites := scatter(lo, hi, rand.New(rand.NewPCG(1, 2)))
	edges := voronoi(sites, lo, hi)
	if len(edges) < 2*len(sites) {
		t.Errorf("%d edges between %d sites", len(edges), len(sites))
	}
	for _, e := range edges {
		mid := e[0].lerp(e[1], 0.5)
		first, second := math.Inf(1), math.Inf(1)
		for _, s := range sites {
			if d := s.distance(mid); d < first {
				first, second = d, first
			} else {
				second = min(second, d)
			}
		}
		if !near(first, second, 1e-6) {
			t.Fatalf("the edge at %v is %.3f m from one site and %.3f m from the next", mid, first, second)
		}
	}
}

func TestHousesApart(t *testing.T) {
	h := house{at: vec{0, 0}, dir: vec{1, 0}, half: 10, depth: 5}
	for _, tt := range []struct {
		name string
		o    house
		want bool
	}{
		{"far away", house{vec{100, 0}, vec{1, 0}, 10, 5}, true},
		{"wall to wall", house{vec{19, 0}, vec{1, 0}, 10, 5}, false},
		{"a gap too small", house{vec{21, 0}, vec{1, 0}, 10, 5}, false},
		{"a gap wide enough", house{vec{23, 0}, vec{1, 0}, 10, 5}, true},
		{"behind, turned by 45 degrees", house{vec{0, 19}, vec{1, 1}.unit(), 10, 5}, true},
		{"into the wall, turned by 45 degrees", house{vec{0, 14}, vec{1, 1}.unit(), 10, 5}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := h.apart(tt.o, 2); got != tt.want {
				t.Errorf("apart is %v", got)
			}
			if tt.o.apart(h, 2) != h.apart(tt.o, 2) {
				t.Error("apart depends on who asks")
			}
		})
	}
}
