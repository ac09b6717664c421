package wire_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/wire"
)

func ExampleFromOrb() {
	clockwise := orb.Polygon{{{0, 0}, {0, 1}, {1, 1}, {1, 1.00000001}, {0, 0}}}
	shape, dropped, err := wire.FromOrb(clockwise)
	fmt.Println(shape, dropped, err)
	// Output:
	// [[[{0 0} {10000000 10000000} {0 10000000}]]] 0 <nil>
}

func TestShapesAreReducedToTheLattice(t *testing.T) {
	const u = 1e-7
	square := orb.Ring{{0, 0}, {9 * u, 0}, {9 * u, 9 * u}, {0, 9 * u}, {0, 0}}
	hole := orb.Ring{{1 * u, 1 * u}, {2 * u, 1 * u}, {2 * u, 2 * u}, {1 * u, 1 * u}} // the wrong way round
	speck := orb.Ring{{0, 0}, {0.1 * u, 0}, {0.1 * u, 0.1 * u}, {0, 0}}
	line := orb.Ring{{0, 0}, {5 * u, 5 * u}, {9 * u, 9 * u}, {0, 0}}
	outer := geo.Ring{{}, {Lon: 9}, {Lon: 9, Lat: 9}, {Lat: 9}}
	for _, c := range []struct {
		name    string
		in      orb.Geometry
		want    geo.MultiPolygon
		dropped int
		err     string
	}{
		{"a square", orb.Polygon{square}, geo.MultiPolygon{{outer}}, 0, ""},
		{"a hole is turned", orb.Polygon{square, hole}, geo.MultiPolygon{{outer, {{Lon: 1, Lat: 1}, {Lon: 2, Lat: 2}, {Lon: 2, Lat: 1}}}}, 0, ""},
		{"a hole that vanishes", orb.Polygon{square, speck, hole[:4]}, geo.MultiPolygon{{outer, {{Lon: 1, Lat: 1}, {Lon: 2, Lat: 2}, {Lon: 2, Lat: 1}}}}, 1, ""},
		{"a part that vanishes with its hole", orb.MultiPolygon{{speck, hole}, {square}}, geo.MultiPolygon{{outer}}, 2, ""},
		{"a part without area", orb.MultiPolygon{{line}, {square}}, geo.MultiPolygon{{outer}}, 1, ""},
		{"nothing left", orb.Polygon{line}, nil, 1, "geometry: has no area"},
		{"no parts", orb.MultiPolygon{}, nil, 0, "geometry: has no area"},
		{"an empty polygon", orb.MultiPolygon{{}, {square}}, geo.MultiPolygon{{outer}}, 0, ""},
		{"an empty ring", orb.MultiPolygon{{{}}, {square}}, geo.MultiPolygon{{outer}}, 1, ""},
		{"null", nil, nil, 0, "geometry: is null; a cell needs"},
		{"a point", orb.Point{1, 2}, nil, 0, "geometry: is a Point; a cell needs"},
		{"off the earth", orb.MultiPolygon{{square}, {square, {{0, 0}, {1, 0}, {1, 91}, {0, 0}}}}, nil, 0, "polygon 1: ring 1: vertex 2: lat"},
	} {
		got, dropped, err := wire.FromOrb(c.in)
		if c.err != "" {
			if geo.KindOf(err) != geo.Invalid || !strings.Contains(fmt.Sprint(err), c.err) {
				t.Errorf("%s: got %v, want an invalid error with %q", c.name, err, c.err)
			}
			continue
		}
		if diff := cmp.Diff(c.want, got); diff != "" || dropped != c.dropped || err != nil {
			t.Errorf("%s: %d dropped, %v (-want +got):\n%s", c.name, dropped, err, diff)
		}
	}
}

func TestReducedShapesStayAsTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, _, err := wire.FromOrb(anyShape(t).Orb())
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Fatal(err)
			}
			return
		}
		again, dropped, err := wire.FromOrb(first.Orb())
		if err != nil || dropped != 0 || !cmp.Equal(first, again) {
			t.Fatalf("%v became %v, %d dropped, %v", first, again, dropped, err)
		}
		for _, poly := range first {
			for i, ring := range poly {
				if area := ring.TwiceArea(); area == 0 || (i == 0) != (area > 0) {
					t.Fatalf("ring %d of %v has twice the area %d", i, poly, area)
				}
			}
		}
	})
}
