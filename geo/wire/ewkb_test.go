package wire_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/wire"
	"github.com/wangge-map/wangge/internal/pgtest"
)

func ExampleEncodeEWKB() {
	triangle := geo.MultiPolygon{{{{Lon: 0, Lat: 0}, {Lon: 10_000_000, Lat: 0}, {Lon: 0, Lat: 10_000_000}}}}
	raw := wire.EncodeEWKB(triangle)
	back, err := wire.DecodeEWKB(raw)
	fmt.Println(len(raw), back, err)
	// Output:
	// 90 [[[{0 0} {10000000 0} {0 10000000}]]] <nil>
}

// anyShape is any that the form allows: whether rings cross is not for this package to say.
func anyShape(t *rapid.T) geo.MultiPolygon {
	point := rapid.Custom(func(t *rapid.T) geo.Point {
		return geo.Point{Lon: rapid.Int32Range(-geo.MaxLon, geo.MaxLon).Draw(t, "lon"), Lat: rapid.Int32Range(-geo.MaxLat, geo.MaxLat).Draw(t, "lat")}
	})
	ring := rapid.Map(rapid.SliceOfN(point, 3, 12), func(p []geo.Point) geo.Ring { return p })
	poly := rapid.Map(rapid.SliceOfN(ring, 1, 4), func(r []geo.Ring) geo.Polygon { return r })
	return rapid.Map(rapid.SliceOfN(poly, 0, 4), func(p []geo.Polygon) geo.MultiPolygon { return p }).Draw(t, "shape")
}

func TestShapesComeBackFromEWKBToTheUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := anyShape(t)
		back, err := wire.DecodeEWKB(wire.EncodeEWKB(shape))
		if err != nil || !cmp.Equal(append(geo.MultiPolygon{}, shape...), back) {
			t.Fatalf("%v came back as %v, %v", shape, back, err)
		}
	})
}

func TestShapesComeBackFromPostGISToTheUnit(t *testing.T) {
	pool := pgtest.Pool(t)
	r := rand.New(rand.NewPCG(1, 1))
	shapes := []geo.MultiPolygon{
		{{{{Lon: -geo.MaxLon, Lat: -geo.MaxLat}, {Lon: geo.MaxLon, Lat: -geo.MaxLat}, {Lon: geo.MaxLon, Lat: geo.MaxLat}, {Lon: -geo.MaxLon, Lat: geo.MaxLat}}}},
	}
	for range 500 {
		var m geo.MultiPolygon
		for range 1 + r.IntN(3) {
			var p geo.Polygon
			for range 1 + r.IntN(3) {
				ring := make(geo.Ring, 3+r.IntN(20))
				for i := range ring {
					ring[i] = geo.Point{Lon: int32(r.Int64N(2*geo.MaxLon) - geo.MaxLon), Lat: int32(r.Int64N(2*geo.MaxLat) - geo.MaxLat)}
				}
				p = append(p, ring)
			}
			m = append(m, p)
		}
		shapes = append(shapes, m)
	}
	raw := make([][]byte, len(shapes))
	for i, m := range shapes {
		raw[i] = wire.EncodeEWKB(m)
	}
	if _, err := pool.Exec(t.Context(), "create table shape (i bigint, geom geometry(MultiPolygon, 4326))"); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), "insert into shape select i, ST_GeomFromEWKB(raw) from unnest($1::bytea[]) with ordinality as s (raw, i)", raw); err != nil {
		t.Fatal(err)
	}
	// Both byte orders; and as text with all decimals, which shows that PostGIS holds the very numbers.
	for _, sql := range []string{"ST_AsEWKB(geom, 'NDR')", "ST_AsEWKB(geom, 'XDR')", "ST_AsEWKB(ST_GeomFromText(ST_AsText(geom, 7), 4326))"} {
		rows, err := pool.Query(t.Context(), "select "+sql+" from shape order by i")
		if err != nil {
			t.Fatal(err)
		}
		answers, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
		if err != nil || len(answers) != len(shapes) {
			t.Fatalf("%d shapes came back, and %v", len(answers), err)
		}
		for i, answer := range answers {
			if back, err := wire.DecodeEWKB(answer); err != nil || !cmp.Equal(shapes[i], back) {
				t.Fatalf("%s: %v came back as %v, %v", sql, shapes[i], back, err)
			}
		}
	}
}

func TestOnlyPolygonsInWGS84ComeInFromPostGIS(t *testing.T) {
	pool := pgtest.Pool(t)
	for _, c := range []struct{ wkt, want string }{
		{"SRID=4326;POLYGON((0 0,1 0,1 1,0 0))", ""},
		{"SRID=4326;MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))", ""},
		{"SRID=4326;MULTIPOLYGON EMPTY", ""},
		{"POLYGON((0 0,1 0,1 1,0 0))", "SRID 0, want 4326"},
		{"SRID=4490;POLYGON((0 0,1 0,1 1,0 0))", "SRID 4490, want 4326"},
		{"SRID=4326;POLYGON Z((0 0 9,1 0 9,1 1 9,0 0 9))", "want two dimensions"},
		{"SRID=4326;MULTIPOLYGON M(((0 0 9,1 0 9,1 1 9,0 0 9)))", "want two dimensions"},
		{"SRID=4326;POLYGON((0 0,181 0,1 1,0 0))", "ring 0, vertex 1: lon"},
		{"SRID=4326;POLYGON((0 0,9 0,9 9,0 0),(1 1,2 2,1 91,1 1))", "ring 1, vertex 2: lat"},
		{"SRID=4326;POINT(1 2)", "want polygons"},
		{"SRID=4326;LINESTRING(1 2,3 4)", "want polygons"},
		{"SRID=4326;GEOMETRYCOLLECTION(POLYGON((0 0,1 0,1 1,0 0)))", "want polygons"},
		{"SRID=4326;CURVEPOLYGON((0 0,1 0,1 1,0 0))", "not a geometry in EWKB"},
		{"SRID=4326;TIN(((0 0,1 0,1 1,0 0)))", "not a geometry in EWKB"},
	} {
		var raw []byte
		if err := pool.QueryRow(t.Context(), "select ST_AsEWKB($1::text::geometry)", c.wkt).Scan(&raw); err != nil {
			t.Fatalf("%s: %v", c.wkt, err)
		}
		_, err := wire.DecodeEWKB(raw)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.wkt, err)
			}
		} else if geo.KindOf(err) != geo.Invalid || !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%s: got %v, want an invalid error with %q", c.wkt, err, c.want)
		}
	}
}

func TestBytesThatAreNotSoundEWKBAreRefused(t *testing.T) {
	whole := wire.EncodeEWKB(geo.MultiPolygon{{{{Lon: 1, Lat: 1}, {Lon: 9, Lat: 1}, {Lon: 9, Lat: 9}}}})
	for n := range whole {
		if _, err := wire.DecodeEWKB(whole[:n]); geo.KindOf(err) != geo.Invalid || err == nil {
			t.Errorf("cut at byte %d: %v", n, err)
		}
	}
	for name, text := range map[string]string{
		"bytes behind":           hex.EncodeToString(whole) + "00",
		"twice":                  strings.Repeat(hex.EncodeToString(whole), 2),
		"another byte order":     "02" + hex.EncodeToString(whole[1:]),
		"four billion polygons":  "0106000020e6100000ffffffff",
		"a ring of four billion": "0103000020e610000001000000ffffffff",
		"an open ring":           "0103000020e61000000100000004000000" + strings.Repeat("00", 48) + "000000000000f03f0000000000000000",
		"a ring of three":        "0103000020e61000000100000003000000" + strings.Repeat("00", 48),
		"a ring of none":         "0103000020e61000000100000000000000",
		"not a number":           "0103000020e61000000100000004000000" + strings.Repeat("000000000000f87f", 8),
		"infinity":               "0103000020e61000000100000004000000" + strings.Repeat("000000000000f07f", 8),
	} {
		raw, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		if m, err := wire.DecodeEWKB(raw); geo.KindOf(err) != geo.Invalid || err == nil {
			t.Errorf("%s: got %v, %v; want an invalid error", name, m, err)
		}
	}
}

func FuzzDecodeEWKB(f *testing.F) {
	f.Add(wire.EncodeEWKB(nil))
	f.Add(wire.EncodeEWKB(geo.MultiPolygon{{{{Lon: 1, Lat: 1}, {Lon: 9, Lat: 1}, {Lon: 9, Lat: 9}}}, {{{Lon: 50}, {Lon: 90}, {Lon: 90, Lat: 9}}, {{Lon: 1}, {Lat: 1}, {Lat: 2}}}}))
	f.Add([]byte("\x01\x03\x00\x00\x20\xe6\x10\x00\x00\x01\x00\x00\x00\x04\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := wire.DecodeEWKB(raw)
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Fatal(err)
			}
			return
		}
		once := wire.EncodeEWKB(m)
		back, err := wire.DecodeEWKB(once)
		if err != nil || !cmp.Equal(m, back) {
			t.Fatalf("%v came back as %v, %v", m, back, err)
		}
		if twice := wire.EncodeEWKB(back); !bytes.Equal(once, twice) {
			t.Fatalf("%x is written as %x", once, twice)
		}
	})
}
