package geo_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
)

func ExamplePointAt() {
	p, err := geo.PointAt(106.1469, 29.4089)
	fmt.Println(p, err)
	_, err = geo.PointAt(29.4089, 106.1469)
	fmt.Println(err)
	// Output:
	// {1061469000 294089000} <nil>
	// lat: latitude 106.1469 is not between -90 and 90; longitude and latitude look swapped
}

func TestPointAtRefusesWhatIsNotAPlace(t *testing.T) {
	for _, c := range []struct {
		lon, lat float64
		field    string
		hint     string
	}{
		{math.NaN(), 0, "lon", "not a number"},
		{0, math.NaN(), "lat", "not a number"},
		{math.Inf(1), 0, "lon", "between -180 and 180"},
		{0, math.Inf(-1), "lat", "between -90 and 90"},
		{180.0000001, 0, "lon", "between -180 and 180"},
		{0, -90.0000001, "lat", "-90"},
		{29.4, 106.1, "lat", "swapped"},
		{200, 100, "lon", "between -180 and 180"},
	} {
		_, err := geo.PointAt(c.lon, c.lat)
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != geo.Invalid || known.Field != c.field || !strings.Contains(known.Msg, c.hint) {
			t.Errorf("PointAt(%v, %v) gives %v, want an invalid error about %s with %q", c.lon, c.lat, err, c.field, c.hint)
		}
	}
}

func TestDegreesGoThereAndBackUnchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := geo.Point{
			Lon: rapid.Int32Range(-geo.MaxLon, geo.MaxLon).Draw(t, "lon"),
			Lat: rapid.Int32Range(-geo.MaxLat, geo.MaxLat).Draw(t, "lat"),
		}
		lon, lat := p.Degrees()
		if back, err := geo.PointAt(lon, lat); err != nil || back != p {
			t.Fatalf("%v became %v (%v)", p, back, err)
		}
	})
}

func TestPointAtNeverMovesAPlaceByMoreThanHalfAUnit(t *testing.T) {
	// A float64 of 180 degrees is itself only exact to 3e-14: a place halfway between two units may seem that much further away.
	const halfUnit = 0.5e-7 + 1e-13
	rapid.Check(t, func(t *rapid.T) {
		lon, lat := rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")
		p, err := geo.PointAt(lon, lat)
		if err != nil {
			t.Fatal(err)
		}
		x, y := p.Degrees()
		if math.Abs(x-lon) > halfUnit || math.Abs(y-lat) > halfUnit {
			t.Fatalf("%v, %v became %v, %v", lon, lat, x, y)
		}
	})
}

func TestBounds(t *testing.T) {
	b := geo.EmptyBound()
	if !b.IsEmpty() || b.Contains(geo.Point{}) {
		t.Error("an empty bound holds something")
	}
	if got := b.Union(geo.EmptyBound()); !got.IsEmpty() {
		t.Errorf("the union of nothing is %v", got)
	}
	b = b.Extend(geo.Point{Lon: 1, Lat: 2}).Extend(geo.Point{Lon: -3, Lat: 5})
	if b != (geo.Bound{Min: geo.Point{Lon: -3, Lat: 2}, Max: geo.Point{Lon: 1, Lat: 5}}) {
		t.Errorf("got %v", b)
	}
	if !b.Contains(geo.Point{Lon: 1, Lat: 5}) || b.Contains(geo.Point{Lon: 2, Lat: 5}) {
		t.Error("edges are part of a bound, what is beyond is not")
	}
	touching := geo.Bound{Min: geo.Point{Lon: 1, Lat: 5}, Max: geo.Point{Lon: 9, Lat: 9}}
	if !b.Intersects(touching) || b.Intersects(geo.Bound{Min: geo.Point{Lon: 2, Lat: 5}, Max: touching.Max}) {
		t.Error("bounds that share a corner meet, others don't")
	}
	if b.Union(geo.EmptyBound()) != b {
		t.Error("the union with nothing changed a bound")
	}
}
