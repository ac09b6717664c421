package crs_test

import (
	"errors"
	"fmt"
	"math"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/api/ogc/crs"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/pgtest"
)

func ExampleCRS_FromLonLat() {
	zone, _ := crs.Parse("http://www.opengis.net/def/crs/EPSG/0/4547")
	p, _ := zone.FromLonLat(orb.Point{114, 30.5})
	fmt.Printf("%.3f %.3f (northing first)\n", p[0], p[1])
	// Output: 3375541.733 500000.000 (northing first)
}

func parse(t testing.TB, name string) crs.CRS {
	t.Helper()
	c, err := crs.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// codes are all EPSG codes that are known.
func codes() []int {
	all := []int{4326, 4490, 3857}
	for code := 4513; code <= 4554; code++ {
		all = append(all, code)
	}
	return all
}

func TestEveryWayToWriteACRSNamesIt(t *testing.T) {
	for _, code := range codes() {
		want := fmt.Sprintf("http://www.opengis.net/def/crs/EPSG/0/%d", code)
		for _, name := range []string{want, strings.Replace(want, "http:", "https:", 1), fmt.Sprintf("http://www.opengis.net/def/crs/EPSG/9.9.1/%d", code),
			fmt.Sprintf("urn:ogc:def:crs:EPSG::%d", code), fmt.Sprintf("urn:ogc:def:crs:EPSG:9.9:%d", code), fmt.Sprintf("[EPSG:%d]", code), fmt.Sprintf("epsg:%d", code)} {
			if got := parse(t, name).URI(); got != want {
				t.Errorf("%s is %s, want %s", name, got, want)
			}
		}
	}
	for _, name := range []string{"http://www.opengis.net/def/crs/OGC/1.3/CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84", "[OGC:CRS84]"} {
		if got := parse(t, name); got != crs.CRS84() || got.URI() != "http://www.opengis.net/def/crs/OGC/1.3/CRS84" {
			t.Errorf("%s is %s", name, got)
		}
	}
}

func TestWhatIsNoCRSIsRefused(t *testing.T) {
	for _, name := range []string{"", "4326", "EPSG:4512", "EPSG:4555", "[EPSG:4326", "http://www.opengis.net/def/crs/EPSG/0/4326/", "http://example.org/def/crs/EPSG/0/4326",
		"http://www.opengis.net/def/crs/OGC/0/CRS84h", "[OGC:4326]", "[EPSG:CRS84]", "urn:ogc:def:crs:EPSG::99999999999999999999", strings.Repeat("x", 1e6)} {
		_, err := crs.Parse(name)
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != geo.Invalid || known.Field != "crs" || len(known.Msg) > 300 {
			t.Errorf("%.40q gives %v, want a short invalid error about crs", name, err)
		}
	}
}

// firstAxis returns the direction of the first axis that EPSG's register gives, as GDAL reads it.
func firstAxis(t *testing.T, c crs.CRS) string {
	t.Helper()
	out, err := exec.Command("gdalsrsinfo", "-o", "wkt2_2018", c.String()).Output()
	if err != nil {
		t.Fatalf("gdalsrsinfo %s: %v", c, err)
	}
	_, axis, _ := strings.Cut(string(out), `AXIS["`)
	_, direction, _ := strings.Cut(axis, `",`)
	word, _, _ := strings.Cut(direction, ",")
	return word
}

func TestAxesFollowTheAuthority(t *testing.T) {
	for _, code := range codes() {
		c := parse(t, fmt.Sprintf("EPSG:%d", code))
		at := orb.Point{120, 30} // more than 8 degrees from a zone's middle is not in it
		if code >= 4513 {
			at[0] = float64(75 + 3*((code-4513)%21))
		}
		p, err := c.FromLonLat(at)
		north, err2 := c.FromLonLat(orb.Point{at[0], at[1] + 0.01})
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		got := "east"
		if math.Abs(north[0]-p[0]) > math.Abs(north[1]-p[1]) {
			got = "north"
		}
		if want := firstAxis(t, c); got != want {
			t.Errorf("the first axis of %s points %s, want %s", c, got, want)
		}
	}
}

func TestCoordinatesAgreeWithPostGIS(t *testing.T) {
	pool := pgtest.Pool(t)
	for _, code := range codes() {
		c, middle := parse(t, fmt.Sprintf("EPSG:%d", code)), 114.0
		if code >= 4513 {
			middle = float64(75 + 3*((code-4513)%21))
		}
		for _, at := range []orb.Point{{middle - 1.5, 18.2}, {middle, 29.4}, {middle + 0.71, 41.07}, {middle + 1.5, 53.3}} {
			var x, y float64
			// From CGCS2000, so that PROJ applies no change of datum: this service has none (geo/datum).
			from := 4490
			if code == 4326 || code == 3857 {
				from = 4326
			}
			if err := pool.QueryRow(t.Context(), `select ST_X(g), ST_Y(g) from ST_Transform(ST_SetSRID(ST_MakePoint($1, $2), $3::int), $4::int) as g`, at[0], at[1], from, code).Scan(&x, &y); err != nil {
				t.Fatal(err)
			}
			want := orb.Point{y, x} // PostGIS has the easting first, whatever the authority says
			if code == 3857 {
				want = orb.Point{x, y}
			}
			near(t, c, at, want)
		}
	}
}

func TestCoordinatesAgreeWithGDAL(t *testing.T) {
	for _, code := range []int{4522, 4527, 4543, 4547, 4548} {
		c, at := parse(t, fmt.Sprintf("EPSG:%d", code)), orb.Point{float64(75+3*((code-4513)%21)) + 0.42, 30.61}
		cmd := exec.Command("gdaltransform", "-s_srs", "EPSG:4490", "-t_srs", c.String(), "-output_xy")
		cmd.Stdin = strings.NewReader(fmt.Sprintf("%v %v\n", at[0], at[1]))
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Fields(string(out))
		easting, err := strconv.ParseFloat(words[0], 64)
		northing, err2 := strconv.ParseFloat(words[1], 64)
		if err != nil || err2 != nil {
			t.Fatalf("gdaltransform says %q", out)
		}
		near(t, c, at, orb.Point{northing, easting})
	}
}

// near holds that c has at within a millimetre of want, and comes back as near.
func near(t *testing.T, c crs.CRS, at, want orb.Point) {
	t.Helper()
	tolerance := 1e-3
	if c.Decimals() == 7 {
		tolerance = 1e-8 // a millimetre in degrees
	}
	got, err := c.FromLonLat(at)
	if err != nil || math.Abs(got[0]-want[0]) > tolerance || math.Abs(got[1]-want[1]) > tolerance {
		t.Errorf("%s of %v is %v (%v), want %v", c, at, got, err, want)
	}
	back, err := c.ToLonLat(want)
	if err != nil || math.Abs(back[0]-at[0]) > 1e-8 || math.Abs(back[1]-at[1]) > 1e-8 {
		t.Errorf("%s: %v came back as %v (%v), want %v", c, want, back, err, at)
	}
}

func TestDecimalsKeepThePlaceOnTheLattice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := geo.Point{Lon: rapid.Int32Range(735e6, 1365e6).Draw(t, "lon"), Lat: rapid.Int32Range(160e6, 540e6).Draw(t, "lat")}
		for _, c := range crs.All(geo.EmptyBound().Extend(p)) {
			out, err := c.FromLonLat(p.Orb())
			if err != nil {
				t.Fatal(err)
			}
			round := math.Pow10(c.Decimals())
			back, err := c.ToLonLat(orb.Point{math.Round(out[0]*round) / round, math.Round(out[1]*round) / round})
			if err != nil {
				t.Fatal(err)
			}
			if got, err := geo.PointAt(back[0], back[1]); err != nil || got != p {
				t.Fatalf("%s: %v came back as %v (%v)", c, p, got, err)
			}
		}
	})
}

func TestTheZonesOfTheDataAreOffered(t *testing.T) {
	box := func(west, south, east, north int32) geo.Bound {
		return geo.Bound{Min: geo.Point{Lon: west, Lat: south}, Max: geo.Point{Lon: east, Lat: north}}
	}
	for _, c := range []struct {
		name string
		near geo.Bound
		want []string
	}{
		{"a town in Chongqing lies in the zone of 105°", box(1061e6, 293e6, 1063e6, 295e6), []string{"EPSG:4544", "EPSG:4523"}},
		{"a city across the border of two zones has both, its middle's first", box(1154e6, 300e6, 1159e6, 310e6), []string{"EPSG:4548", "EPSG:4527", "EPSG:4547", "EPSG:4526"}},
		{"a country has the two of its middle", box(735e6, 180e6, 1350e6, 530e6), []string{"EPSG:4544", "EPSG:4523", "EPSG:4545", "EPSG:4524"}},
		{"Washington has none", box(-771e6, 388e6, -769e6, 390e6), nil},
		{"the tropics south of China have none", box(1061e6, 10e6, 1063e6, 20e6), nil},
		{"no data has none", geo.EmptyBound(), nil},
		{"the western end has the first zone", box(735e6, 390e6, 750e6, 400e6), []string{"EPSG:4534", "EPSG:4513"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := []string{}
			for _, offered := range crs.All(c.near) {
				got = append(got, offered.String())
			}
			want := append([]string{"OGC:CRS84", "EPSG:4326", "EPSG:4490", "EPSG:3857"}, c.want...)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEveryGeometryIsTurnedAndTheOldOneLeftAlone(t *testing.T) {
	ring := orb.Ring{{106, 29}, {107, 29}, {107, 30}, {106, 29}}
	all := orb.Collection{orb.Point{106, 29}, orb.MultiPoint{{106, 29}}, orb.LineString{{106, 29}, {107, 30}}, orb.MultiLineString{{{106, 29}, {107, 30}}},
		ring, orb.Polygon{ring}, orb.MultiPolygon{{ring}}, orb.Bound{Min: orb.Point{106, 29}, Max: orb.Point{107, 30}}}
	before := orb.Clone(all)
	got, err := parse(t, "EPSG:4490").Geometry(all)
	if err != nil {
		t.Fatal(err)
	}
	turned := orb.Ring{{29, 106}, {29, 107}, {30, 107}, {29, 106}}
	want := orb.Collection{orb.Point{29, 106}, orb.MultiPoint{{29, 106}}, orb.LineString{{29, 106}, {30, 107}}, orb.MultiLineString{{{29, 106}, {30, 107}}},
		turned, orb.Polygon{turned}, orb.MultiPolygon{{turned}}, orb.Polygon{{{29, 106}, {29, 107}, {30, 107}, {30, 106}, {29, 106}}}}
	if diff := cmp.Diff(orb.Geometry(want), got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, orb.Geometry(all)); diff != "" {
		t.Errorf("the geometry was changed in place: %s", diff)
	}
	if g, err := crs.CRS84().Geometry(nil); g != nil || err != nil {
		t.Errorf("no geometry became %v (%v)", g, err)
	}
	if g, err := parse(t, "EPSG:4547").Geometry(orb.LineString{{114, 30}, {150, 30}}); g != nil || geo.KindOf(err) != geo.Invalid {
		t.Errorf("a line out of the zone gives %v (%v), want an invalid error and no geometry", g, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("http://www.opengis.net/def/crs/EPSG/0/4490")
	f.Add("urn:ogc:def:crs:OGC:1.3:CRS84")
	f.Add("[EPSG:4547]")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := crs.Parse(s)
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Fatalf("%q gives %v", s, err)
			}
			return
		}
		if again, err := crs.Parse(c.URI()); err != nil || again != c {
			t.Fatalf("%q is %s, whose URI gives %s (%v)", s, c, again, err)
		}
	})
}
