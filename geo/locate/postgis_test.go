package locate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/pgtest"
)

// PostGIS judges in lattice units, which are whole numbers and so exact in its floating point; in degrees a point on
// a border would be a hair's breadth beside it.

// judge is a table of cells in lattice units.
type judge struct {
	t    testing.TB
	pool *pgxpool.Pool
}

func newJudge(t testing.TB, cells []geo.Cell) judge {
	t.Helper()
	j := judge{t, pgtest.Pool(t)}
	j.exec("create table judged (code text collate \"C\" primary key, geom geometry, border geometry)")
	var codes, shapes []string
	for _, c := range cells {
		codes, shapes = append(codes, c.Code), append(shapes, latticeText(c.Shape))
	}
	_, err := j.pool.Exec(t.Context(), "insert into judged select code, g, ST_Boundary(g) from unnest($1::text[], $2::text[]) as c (code, wkt), ST_GeomFromText(wkt) as g", codes, shapes)
	if err != nil {
		t.Fatal(err)
	}
	j.exec("create index on judged using gist (geom)")
	j.exec("analyze judged")
	return j
}

func (j judge) exec(sql string) {
	j.t.Helper()
	if _, err := j.pool.Exec(j.t.Context(), sql); err != nil {
		j.t.Fatal(err)
	}
}

func latticeText(m geo.MultiPolygon) string {
	var b strings.Builder
	b.WriteString("MULTIPOLYGON(")
	for i, poly := range m {
		b.WriteString(strings.Repeat(",", min(i, 1)) + "(")
		for k, ring := range poly {
			b.WriteString(strings.Repeat(",", min(k, 1)) + "(")
			for _, p := range append(slices.Clone(ring), ring[0])[:len(ring)] {
				fmt.Fprintf(&b, "%d %d,", p.Lon, p.Lat)
			}
			fmt.Fprintf(&b, "%d %d)", ring[0].Lon, ring[0].Lat)
		}
		b.WriteString(")")
	}
	b.WriteString(")")
	return b.String()
}

// verdict is what PostGIS says of a point: the cells that hold it, borders included, and those whose border it is on.
type verdict struct{ covers, borders []string }

// ask judges points moved by east and north (lattice units).
func (j judge) ask(points []geo.Point, east, north float64) []verdict {
	j.t.Helper()
	out := make([]verdict, len(points))
	xs, ys := make([]float64, len(points)), make([]float64, len(points))
	for i, p := range points {
		xs[i], ys[i] = float64(p.Lon)+east, float64(p.Lat)+north
	}
	rows, err := j.pool.Query(j.t.Context(), `
		select i, code, ST_Intersects(border, p)
		from unnest($1::float8[], $2::float8[]) with ordinality as q (x, y, i)
		cross join lateral ST_MakePoint(x, y) as p
		join judged on ST_Covers(geom, p)
		order by i, code`, xs, ys)
	if err != nil {
		j.t.Fatal(err)
	}
	var i int
	var code string
	var border bool
	_, err = pgx.ForEachRow(rows, []any{&i, &code, &border}, func() error {
		v := &out[i-1]
		v.covers = append(v.covers, code)
		if border {
			v.borders = append(v.borders, code)
		}
		return nil
	})
	if err != nil {
		j.t.Fatal(err)
	}
	return out
}

// compare holds the index against PostGIS: off the borders they agree to the cell; on a border the owner is one of the cells
// that meet there, and the status says so.
func compare(t *testing.T, cells []geo.Cell, points []geo.Point) (onBorder int) {
	t.Helper()
	ix, j := index(t, cells), newJudge(t, cells)
	for i, v := range j.ask(points, 0, 0) {
		p := points[i]
		cell, ok := ix.Find(p)
		answer := ix.Locate(p)
		if len(v.borders) > 0 {
			onBorder++
			if answer.Status != locate.Border || len(v.covers) == 1 && answer.BorderM != 0 {
				t.Fatalf("%v is on the border of %v; Locate says %+v", p, v.borders, answer)
			}
			if !slices.Contains(v.covers, ix.Cell(answer.Cell).Code) {
				t.Fatalf("%v belongs to %s; PostGIS says %v", p, ix.Cell(answer.Cell).Code, v.covers)
			}
			continue
		}
		switch {
		case ok != (len(v.covers) > 0):
			t.Fatalf("%v: found %v; PostGIS says %v", p, ok, v.covers)
		case ok && ix.Cell(cell).Code != v.covers[0]:
			t.Fatalf("%v: found %s; PostGIS says %v", p, ix.Cell(cell).Code, v.covers)
		case ok && answer.Status != locate.Inside:
			t.Fatalf("%v: status %v", p, answer.Status)
		case !ok && (answer.Status == locate.Inside || answer.Status == locate.Border):
			t.Fatalf("%v: status %v outside every cell", p, answer.Status)
		}
	}
	return onBorder
}

func TestPostGISAgreesOnMeshes(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 5))
		cells := mesh(r, geo.Point{Lon: 1_061_000_000, Lat: 294_000_000}, 9, 9, 3000, 6)
		if compare(t, cells, telling(r, cells, 3000)) < 1000 {
			t.Error("hardly a point was on a border")
		}
	}
}

func TestPostGISAgreesOnHolesIslandsAndOverlaps(t *testing.T) {
	hole := rectangle("holed", 0, 0, 1000, 1000)
	hole.Shape[0] = append(hole.Shape[0], geo.Ring{{Lon: 200, Lat: 200}, {Lon: 210, Lat: 600}, {Lon: 600, Lat: 650}, {Lon: 600, Lat: 190}})
	island := geo.Cell{Code: "island", Shape: geo.MultiPolygon{{{{Lon: 200, Lat: 200}, {Lon: 600, Lat: 190}, {Lon: 600, Lat: 650}, {Lon: 210, Lat: 600}}}}}
	island.Shape = append(island.Shape, rectangle("", 2000, 0, 2100, 300).Shape[0])
	cells := []geo.Cell{hole, island, rectangle("over", 900, 900, 1500, 1500), rectangle("apart", 5000, 5000, 5010, 5010)}
	r := rand.New(rand.NewPCG(11, 5))
	compare(t, cells, telling(r, cells, 4000))
}

// The rule is about a point moved by ε to the east and ε² to the north. On small coordinates PostGIS can be asked about just
// that: with ε = 1e-5 no edge between whole numbers below 4,000 comes between the point and where it is moved.
func TestPostGISAgreesOnTheHalfOpenRule(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 6))
		cells := mesh(r, geo.Point{Lon: 500, Lat: 500}, 5, 5, 500, 4)
		points := telling(r, cells, 500)
		ix := index(t, cells)
		for i, v := range newJudge(t, cells).ask(points, 1e-5, 1e-10) {
			cell, ok := ix.Find(points[i])
			if len(v.covers) > 1 || ok != (len(v.covers) == 1) || ok && ix.Cell(cell).Code != v.covers[0] {
				t.Fatalf("%v: found %v %v; PostGIS says %v", points[i], cell, ok, v.covers)
			}
		}
	}
}

func TestDistancesToTheBorderAreThoseOfPostGIS(t *testing.T) {
	for _, lat := range []int32{0, 294_000_000, -389_000_000, 560_000_000, 690_000_000} {
		r := rand.New(rand.NewPCG(uint64(lat+1_000_000_000), 2))
		cells := mesh(r, geo.Point{Lon: 1_061_000_000, Lat: lat}, 3, 3, 200_000, 5) // about 2 km a cell
		ix, pool := index(t, cells), pgtest.Pool(t)
		for _, p := range telling(r, cells, 60)[len(telling(r, cells, 0)):] {
			a := ix.Locate(p)
			if a.Status != locate.Inside {
				continue
			}
			lon, lat := p.Degrees()
			var want float64
			// In the azimuthal equidistant projection around p, distances from p are those of the geodesic. (The distance of
			// type geography picks the nearest edge on a sphere, which is not always the nearest.)
			err := pool.QueryRow(t.Context(), `
				select ST_Distance(ST_Transform(ST_Boundary(ST_GeomFromText($1, 4326)), around), ST_MakePoint(0, 0))
				from format('+proj=aeqd +ellps=WGS84 +lon_0=%s +lat_0=%s', $2::float8, $3::float8) as around`,
				degreeText(ix.Cell(a.Cell).Shape), lon, lat).Scan(&want)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(a.BorderM-want) > 1e-3*want+0.001 {
				t.Errorf("%v is %.4f m from its border; PostGIS says %.4f", p, a.BorderM, want)
			}
		}
	}
}

func degreeText(m geo.MultiPolygon) string {
	var b strings.Builder
	b.WriteString("MULTIPOLYGON(")
	for i, poly := range m.Orb() {
		b.WriteString(strings.Repeat(",", min(i, 1)) + "(")
		for k, ring := range poly {
			b.WriteString(strings.Repeat(",", min(k, 1)) + "(")
			for n, p := range ring {
				fmt.Fprintf(&b, "%s%.7f %.7f", strings.Repeat(",", min(n, 1)), p[0], p[1])
			}
			b.WriteString(")")
		}
		b.WriteString(")")
	}
	b.WriteString(")")
	return b.String()
}

// A polygon of 720 corners is close to the disc; its share of the cells is what Chances must give.
func TestChancesAreSharesOfTheDisc(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	cells := mesh(r, geo.Point{Lon: 1_061_000_000, Lat: 294_000_000}, 4, 4, 10_000, 4) // about 100 m a cell
	ix, pool := index(t, cells), pgtest.Pool(t)
	asked := 0
	for _, p := range telling(r, cells, 40)[len(telling(r, cells, 0)):] {
		radius := 5 + r.Float64()*120
		total := 0.0
		for _, c := range ix.Chances(p, radius) {
			total += c.Share
			if c.Cell < 0 {
				continue
			}
			asked++
			lon, lat := p.Degrees()
			var want float64
			err := pool.QueryRow(t.Context(), `
				select ST_Area(ST_Intersection(cell, disc)) / ST_Area(disc)
				from (select ST_Transform(ST_GeomFromText($1, 4326), 4544) as cell, ST_Buffer(ST_Transform(ST_SetSRID(ST_MakePoint($2, $3), 4326), 4544), $4::float8, 180) as disc) as d`,
				degreeText(ix.Cell(c.Cell).Shape), lon, lat, radius).Scan(&want)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(c.Share-want) > 0.003 {
				t.Errorf("%v ± %.1f m: %s has %.4f; PostGIS says %.4f", p, radius, ix.Cell(c.Cell).Code, c.Share, want)
			}
		}
		if math.Abs(total-1) > 1e-12 {
			t.Errorf("%v ± %.1f m: shares add up to %v", p, radius, total)
		}
	}
	if asked < 40 {
		t.Errorf("only %d shares were compared", asked)
	}
}
