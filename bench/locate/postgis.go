package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/bench/bed"
	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/bench/mesh"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/wire"
)

const (
	oneByOne = `select id from bench_cell where ST_Covers(geom, ST_SetSRID(ST_MakePoint($1, $2), 4326)) limit 1`
	together = `
select (select id from bench_cell where ST_Covers(geom, ST_SetSRID(ST_MakePoint(lon, lat), 4326)) limit 1)
from unnest($1::float8[], $2::float8[]) as p (lon, lat)`
)

// postgis measures the database's own answer on one connection.
func postgis(ctx context.Context, cells []geo.Cell, own float64) (err error) {
	measure.Progress("locate: PostGIS, %d cells", len(cells))
	b, err := bed.Make(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	conn, err := b.Pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if err := loadCells(ctx, conn.Conn(), cells); err != nil {
		return err
	}
	points := mesh.Points(7, cells, measure.Pick(20_000, 2_000))
	var single, many []float64
	for round := range measure.Rounds() {
		measure.Progress("locate: PostGIS, round %d of %d", round+1, measure.Rounds())
		ns, err := askOneByOne(ctx, conn.Conn(), points[:len(points)/5])
		if err != nil {
			return err
		}
		single = append(single, ns)
		if ns, err = askTogether(ctx, conn.Conn(), points); err != nil {
			return err
		}
		many = append(many, ns)
	}
	fmt.Printf("\nThe same %s cells in PostGIS with a GiST index, ST_Covers, prepared, over pgx on one connection:\n\n", thousands(len(cells)))
	rows := [][]string{{"way", "points/s", "time against wangge"}}
	for _, r := range []struct {
		name string
		ns   float64
	}{{"a point a statement", measure.Median(single)}, {"1,000 points a statement", measure.Median(many)}} {
		rows = append(rows, []string{r.name, fmt.Sprintf("%.0f", 1e9/r.ns), fmt.Sprintf("%.0f ×", r.ns/own)})
	}
	measure.Table(rows)
	return nil
}

func loadCells(ctx context.Context, conn *pgx.Conn, cells []geo.Cell) error {
	if _, err := conn.Exec(ctx, `create table bench_cell (id bigint, geom geometry(MultiPolygon, 4326))`); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for i := range cells {
		batch.Queue(`insert into bench_cell values ($1, ST_GeomFromEWKB($2))`, cells[i].ID, wire.EncodeEWKB(cells[i].Shape))
	}
	if err := conn.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, `create index on bench_cell using gist (geom); analyze bench_cell`)
	return err
}

func askOneByOne(ctx context.Context, conn *pgx.Conn, points []geo.Point) (nsAPoint float64, err error) {
	begun := time.Now()
	for _, p := range points {
		lon, lat := p.Degrees()
		var id int
		if err := conn.QueryRow(ctx, oneByOne, lon, lat).Scan(&id); err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return 0, err
		}
	}
	return float64(time.Since(begun).Nanoseconds()) / float64(len(points)), nil
}

func askTogether(ctx context.Context, conn *pgx.Conn, points []geo.Point) (nsAPoint float64, err error) {
	const each = 1000
	lon, lat := make([]float64, each), make([]float64, each)
	begun := time.Now()
	for from := 0; from+each <= len(points); from += each {
		for i, p := range points[from : from+each] {
			lon[i], lat[i] = p.Degrees()
		}
		rows, err := conn.Query(ctx, together, lon, lat)
		if err != nil {
			return 0, err
		}
		if _, err := pgx.CollectRows(rows, pgx.RowTo[*int]); err != nil {
			return 0, err
		}
	}
	return float64(time.Since(begun).Nanoseconds()) / float64(len(points)), nil
}
