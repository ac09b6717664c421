package demo

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/pgtest"
)

// exactWKT writes m with all seven decimals, so that PostGIS holds the lattice points themselves.
func exactWKT(m geo.MultiPolygon) string {
	var polygons []string
	for _, poly := range m {
		var rings []string
		for _, r := range poly {
			var at []string
			for i := range len(r) + 1 {
				lon, lat := r[i%len(r)].Degrees()
				at = append(at, fmt.Sprintf("%.7f %.7f", lon, lat))
			}
			rings = append(rings, "("+strings.Join(at, ",")+")")
		}
		polygons = append(polygons, "("+strings.Join(rings, ",")+")")
	}
	return "MULTIPOLYGON(" + strings.Join(polygons, ",") + ")"
}

func TestPostGISAgreesThatCellsTile(t *testing.T) {
	ctx := context.Background()
	pool := pgtest.Pool(t)
	if _, err := pool.Exec(ctx, "create table demo_cell (code text primary key, geom geometry)"); err != nil {
		t.Fatal(err)
	}
	cells := town(t).Cells
	var codes, shapes []string
	for _, c := range cells {
		codes, shapes = append(codes, c.Code), append(shapes, exactWKT(c.Shape))
	}
	if _, err := pool.Exec(ctx, "insert into demo_cell select c, ST_GeomFromText(g, 4326) from unnest($1::text[], $2::text[]) as t(c, g)", codes, shapes); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, sql string
		want      int
	}{
		{"every cell is valid", "select count(*) from demo_cell where ST_IsValid(geom)", len(cells)},
		{"no two overlap", "select count(*) from demo_cell a join demo_cell b on a.code < b.code and a.geom && b.geom where ST_Relate(a.geom, b.geom, '2********')", 0},
		{"together they are one piece", "select ST_NumGeometries(ST_Multi(ST_Union(geom))) from demo_cell", 1},
		{"without a hole", "select ST_NumInteriorRings(ST_GeometryN(ST_Multi(ST_Union(geom)), 1)) from demo_cell", 0},
		{"every community is one piece", "select count(*) from (select 1 from demo_cell group by left(code, 12) having ST_NumGeometries(ST_Multi(ST_Union(geom))) = 1) one", 19},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got int
			if err := pool.QueryRow(ctx, tt.sql).Scan(&got); err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
	var km2 float64
	if err := pool.QueryRow(ctx, "select sum(ST_Area(geom::geography)) / 1e6 from demo_cell").Scan(&km2); err != nil {
		t.Fatal(err)
	}
	flat := ringArea(vecs(border(t, arrows(t, cells)))) / 1e6
	if math.Abs(km2-flat) > flat/500 {
		t.Errorf("PostGIS measures %.3f km² on the ellipsoid, the plane has %.3f", km2, flat)
	}
}

func TestPostGISAgreesThatTheGroundIsSound(t *testing.T) {
	ctx := context.Background()
	pool := pgtest.Pool(t)
	made := town(t)
	var shapes, pins []string
	for _, f := range made.Base {
		shapes = append(shapes, wkt.MarshalString(f.Shape))
	}
	rows, err := pool.Query(ctx, "select ST_IsValidReason(ST_GeomFromText(g)) from unnest($1::text[]) as g where not ST_IsValid(ST_GeomFromText(g))", shapes)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var reason string
		if err := rows.Scan(&reason); err != nil {
			t.Fatal(err)
		}
		t.Error(reason)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, r := range made.Reports {
		pins = append(pins, wkt.MarshalString(r.Report.Pin.At.Orb()))
	}
	var all orb.MultiPolygon
	for _, c := range made.Cells {
		all = append(all, c.Shape.Orb()...)
	}
	var covered int
	err = pool.QueryRow(ctx, `
		with street as (select ST_Union(c.geom) as geom from ST_Dump(ST_GeomFromText($1)) c)
		select count(*) from street, unnest($2::text[]) as p where ST_Contains(street.geom, ST_GeomFromText(p))`,
		wkt.MarshalString(all), pins).Scan(&covered)
	if err != nil {
		t.Fatal(err)
	}
	if covered != len(pins) {
		t.Errorf("%d of %d pins are inside the street", covered, len(pins))
	}
}
