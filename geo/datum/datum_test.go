package datum_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/realdata"
)

func ExampleDatum_ToWGS84() {
	lon, lat, _, _ := datum.GCJ02().ToWGS84(106.150754, 29.406274)
	fmt.Printf("%.6f %.6f\n", lon, lat)
	_, _, note, _ := datum.GCJ02().ToWGS84(-0.1276, 51.5072)
	fmt.Println(note)
	// Output:
	// 106.146864 29.408920
	// outside China: gcj02 is the identity here
}

func TestKnownPlacesComeOutRight(t *testing.T) {
	if err := datum.SelfCheck(); err != nil {
		t.Error(err)
	}
}

func parse(t testing.TB, name string) datum.Datum {
	t.Helper()
	d, err := datum.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestNamesComeBack(t *testing.T) {
	for _, name := range []string{"wgs84", "gcj02", "bd09", "cgcs2000", "epsg:3857", "epsg:4491", "epsg:4523", "epsg:4544", "epsg:4554"} {
		if got := parse(t, strings.ToUpper(name)).String(); got != name {
			t.Errorf("%s came back as %s", name, got)
		}
	}
	for _, name := range []string{"", "wgs-84", "epsg:4555", "epsg:4490.5", "EPSG:", "epsg:27700", "火星"} {
		_, err := datum.Parse(name)
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != geo.Invalid || known.Field != "datum" || !strings.Contains(known.Msg, "gcj02") {
			t.Errorf("%q gives %v, want an invalid error that lists the datums", name, err)
		}
	}
}

func TestRoundTripsOverChinaStayUnderAMillimetre(t *testing.T) {
	names := []string{"gcj02", "bd09", "cgcs2000", "epsg:3857"}
	rapid.Check(t, func(t *rapid.T) {
		// A kilometre inside the box: at its edge places have no pre-image.
		lon := rapid.Float64Range(72.02, 137.82).Draw(t, "lon")
		lat := rapid.Float64Range(0.85, 55.81).Draw(t, "lat")
		zone := min(45, max(25, int(math.Round(lon/3)))) // of three degrees: 25 to 45
		for _, name := range append(names, fmt.Sprintf("epsg:%d", 4534+zone-25)) {
			d, err := datum.Parse(name)
			if err != nil {
				t.Fatal(err)
			}
			x, y, err := d.FromWGS84(lon, lat)
			if err != nil {
				t.Fatal(err)
			}
			lon2, lat2, _, err := d.ToWGS84(x, y)
			if err != nil {
				t.Fatal(err)
			}
			const metre = 111_320
			if off := math.Hypot((lon2-lon)*math.Cos(lat*math.Pi/180), lat2-lat) * metre; off > 1e-3 {
				t.Fatalf("%s: %v, %v came back %.6f m off", name, lon, lat, off)
			}
		}
	})
}

// The edge of the box is where naive loops never end: 72.005, 35 is the known trap.
func TestInversesEndEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lon := rapid.OneOf(rapid.Float64Range(71.99, 72.02), rapid.Float64Range(137.82, 137.85), rapid.Float64Range(-180, 180)).Draw(t, "lon")
		lat := rapid.OneOf(rapid.Float64Range(0.82, 0.84), rapid.Float64Range(55.81, 55.84), rapid.Float64Range(-90, 90)).Draw(t, "lat")
		for _, d := range []datum.Datum{datum.GCJ02(), datum.BD09()} {
			x, y, note, err := d.ToWGS84(lon, lat)
			if err != nil {
				if geo.KindOf(err) != geo.Invalid {
					t.Fatal(err)
				}
				continue
			}
			if math.Abs(x-lon) > 0.03 || math.Abs(y-lat) > 0.03 || math.IsNaN(x+y) {
				t.Fatalf("%v: %v, %v became %v, %v", d, lon, lat, x, y)
			}
			if outside := lon < 71.9 || lon > 138 || lat < 0.7 || lat > 56; outside && note != datum.OutsideChina {
				t.Fatalf("%v: %v, %v is outside China and nothing says so", d, lon, lat)
			}
		}
	})
}

func TestWhatIsNotAPlaceIsRefused(t *testing.T) {
	for _, c := range []struct {
		datum string
		x, y  float64
		field string
		hint  string
	}{
		{"gcj02", math.NaN(), 29, "lon", "not a number"},
		{"wgs84", 29.4, 106.1, "lat", "swapped"},
		{"bd09", 106, math.Inf(1), "lat", "latitude"},
		{"epsg:4544", 3255263, 611613, "lon", "swapped"},
		{"epsg:4544", 35611613, 3255263, "lon", "zone"},
		{"epsg:4544", math.NaN(), 3255263, "lon", "zone"},
		{"epsg:4544", 611613, 2e7, "lat", "poles"},
		{"epsg:3857", 3e7, 0, "lon", "wide"},
		{"epsg:3857", 0, math.Inf(-1), "lat", "world"},
	} {
		_, _, _, err := parse(t, c.datum).ToWGS84(c.x, c.y)
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != geo.Invalid || known.Field != c.field || !strings.Contains(known.Msg, c.hint) {
			t.Errorf("%s %v, %v gives %v, want an invalid error about %s with %q", c.datum, c.x, c.y, err, c.field, c.hint)
		}
	}
	if _, _, _, err := (datum.Datum{}).ToWGS84(1, 1); geo.KindOf(err) != geo.Invalid || err == nil {
		t.Errorf("no datum gives %v", err)
	}
}

func TestProjectionsAgreeWithPROJ(t *testing.T) {
	pool := pgtest.Pool(t)
	for epsg := 4491; epsg <= 4554; epsg++ {
		d := parse(t, fmt.Sprintf("epsg:%d", epsg))
		var meridian float64
		err := pool.QueryRow(t.Context(), `select substring(proj4text from 'lon_0=([0-9]+)')::float8 from spatial_ref_sys where srid = $1`, epsg).Scan(&meridian)
		if err != nil {
			t.Fatalf("epsg:%d: %v", epsg, err)
		}
		for _, at := range [][2]float64{{meridian - 2.9, 18.2}, {meridian, 29.4}, {meridian + 1.31, 41.07}, {meridian + 3, 53.3}} {
			agree(t, pool.QueryRow(t.Context(), `select ST_X(g), ST_Y(g) from ST_Transform(ST_SetSRID(ST_MakePoint($1, $2), 4490), $3::int) as g`, at[0], at[1], epsg), d, at)
		}
	}
	for _, at := range [][2]float64{{106.15, 29.41}, {-122.3, 47.6}, {0, 0}, {180, -85}} {
		agree(t, pool.QueryRow(t.Context(), `select ST_X(g), ST_Y(g) from ST_Transform(ST_SetSRID(ST_MakePoint($1, $2), 4326), 3857) as g`, at[0], at[1]), parse(t, "epsg:3857"), at)
	}
}

func agree(t *testing.T, row interface{ Scan(...any) error }, d datum.Datum, at [2]float64) {
	t.Helper()
	var wantX, wantY float64
	if err := row.Scan(&wantX, &wantY); err != nil {
		t.Fatal(err)
	}
	x, y, err := d.FromWGS84(at[0], at[1])
	if err != nil || math.Abs(x-wantX) > 1e-4 || math.Abs(y-wantY) > 1e-4 {
		t.Errorf("%v of %v is %.5f, %.5f (%v); PROJ says %.5f, %.5f", d, at, x, y, err, wantX, wantY)
	}
}

func TestPublishedPairsAgree(t *testing.T) {
	path, ok := realdata.Path(t, "coords", "vectors.csv")
	if !ok {
		return
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, row := range rows[1:] {
		note := row[7]
		if strings.HasPrefix(note, "KNOWN BAD") { // 10 to 42 m off by a wrong formula of their source
			continue
		}
		tolerance := 1e-8
		if strings.HasPrefix(note, "one-step") { // not an exact inverse: 0.06 m off
			tolerance = 1e-6
		}
		number := func(i int) float64 {
			v, err := strconv.ParseFloat(row[i], 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		lon, lat, _, err := parse(t, row[1]).ToWGS84(number(3), number(4))
		if err != nil {
			t.Fatal(err)
		}
		x, y, err := parse(t, row[2]).FromWGS84(lon, lat)
		if err != nil {
			t.Fatal(err)
		}
		// Through WGS 84 and back: a pair of GCJ-02 and BD-09 passes both inverses.
		if row[0] == "coordtransform" && row[1] == "bd09" {
			tolerance = 3e-6 // its inverse is a single step, 0.2 m off
		}
		if math.Abs(x-number(5)) > tolerance || math.Abs(y-number(6)) > tolerance {
			t.Errorf("%v gives %v, %v", row, x, y)
		}
		tried++
	}
	if tried < 6 {
		t.Errorf("only %d pairs were tried", tried)
	}
}

func FuzzToWGS84(f *testing.F) {
	f.Add("gcj02", 72.005, 35.0)
	f.Add("epsg:4544", 611613.0, 3255263.0)
	f.Fuzz(func(t *testing.T, name string, x, y float64) {
		d, err := datum.Parse(name)
		if err != nil {
			return
		}
		lon, lat, _, err := d.ToWGS84(x, y)
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Fatal(err)
			}
			return
		}
		if _, err := geo.PointAt(lon, lat); err != nil {
			t.Fatalf("%s %v, %v became %v, %v", name, x, y, lon, lat)
		}
	})
}
