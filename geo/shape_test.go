package geo_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
)

func TestTwiceAreaIsPositiveCounterClockwise(t *testing.T) {
	r := geo.Ring{{Lon: 0, Lat: 0}, {Lon: 4, Lat: 0}, {Lon: 4, Lat: 3}}
	if got := r.TwiceArea(); got != 12 {
		t.Errorf("got %d, want 12", got)
	}
	if got := (geo.Ring{r[2], r[1], r[0]}).TwiceArea(); got != -12 {
		t.Errorf("clockwise gives %d, want -12", got)
	}
	if got := (geo.Ring{}).TwiceArea(); got != 0 {
		t.Errorf("an empty ring has area %d", got)
	}
}

// The shoelace sum in integers of any size is the oracle: TwiceArea must not overflow on rings as wide as a continent.
func TestTwiceAreaIsExact(t *testing.T) {
	coordinate := rapid.Int32Range(-450_000_000, 450_000_000)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 12).Draw(t, "n")
		r := make(geo.Ring, n)
		for i := range r {
			r[i] = geo.Point{Lon: coordinate.Draw(t, "lon"), Lat: coordinate.Draw(t, "lat")}
		}
		want := new(big.Int)
		for i, a := range r {
			b := r[(i+1)%n]
			x, y := big.NewInt(int64(a.Lon)), big.NewInt(int64(a.Lat))
			u, v := big.NewInt(int64(b.Lon)), big.NewInt(int64(b.Lat))
			want.Add(want, new(big.Int).Sub(new(big.Int).Mul(x, v), new(big.Int).Mul(u, y)))
		}
		if got := big.NewInt(r.TwiceArea()); got.Cmp(want) != 0 {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestAShapeIsGivenClosedAndInDegrees(t *testing.T) {
	m := geo.MultiPolygon{{{{Lon: 10_000_000, Lat: 0}, {Lon: 20_000_000, Lat: 0}, {Lon: 20_000_000, Lat: 5}}}}
	ring := m.Orb()[0][0]
	if len(ring) != 4 || ring[0] != ring[3] || ring[1] != [2]float64{2, 0} {
		t.Errorf("got %v", ring)
	}
	if m.Vertices() != 3 || m.Bound().Max != (geo.Point{Lon: 20_000_000, Lat: 5}) {
		t.Errorf("got %d vertices in %v", m.Vertices(), m.Bound())
	}
}
