package main

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/bench/bed"
	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/tiles"
)

//go:embed peer.sql
var makeTables string

// peer is PostGIS with tables of its own, on one connection.
type peer struct{ conn *pgx.Conn }

func makePeer(ctx context.Context, b *bed.Bed) (*peer, error) {
	measure.Progress("tiles: PostGIS: tables, indexes, statistics")
	conn, err := pgx.Connect(ctx, b.URL)
	if err != nil {
		return nil, err
	}
	// Statements of one kind, separately: VACUUM wants no transaction around it.
	for _, sql := range []string{
		makeTables, "vacuum analyze bench_case", "vacuum analyze bench_cell", "set plan_cache_mode = force_custom_plan", "set work_mem = '256MB'",
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return nil, fmt.Errorf("%.40s: %w", sql, err)
		}
	}
	return &peer{conn: conn}, nil
}

func (p *peer) close() { _ = p.conn.Close(context.Background()) }

// tile returns the one value that sql selects for a tile.
func (p *peer) tile(ctx context.Context, sql string, t tiles.TileID) (tile []byte, err error) {
	err = p.conn.QueryRow(ctx, sql, t.Z, t.X, t.Y).Scan(&tile)
	return tile, err
}

// The tile of cases one by one, as a server of tables gives it.
const sqlPoints = `
select ST_AsMVT(f, 'points', 4096, 'geom')
from (
    select ST_AsMVTGeom(geom_3857, ST_TileEnvelope($1, $2, $3), 4096, 0, true) as geom, id, layer, category, state, settled, severity, cell, opened_at
    from bench_case
    where geom_3857 && ST_TileEnvelope($1, $2, $3)
) f`

// The tile of cases gathered on the grid of 16 by 16 that wangge gathers them on.
const sqlClusters = `
select ST_AsMVT(f, 'clusters', 4096, 'geom')
from (
    select ST_AsMVTGeom(ST_Point(x, y, 3857), ST_TileEnvelope($1, $2, $3), 4096, 0, false) as geom, count, open, in_progress, settled,
        (array['routine', 'priority', 'urgent', 'emergency'])[worst + 1] as severity
    from (
        select avg(ST_X(geom_3857)) as x, avg(ST_Y(geom_3857)) as y, count(*) as count,
            count(*) filter (where phase = 0) as open, count(*) filter (where phase = 1) as in_progress, count(*) filter (where phase = 2) as settled,
            coalesce(max(rank) filter (where phase < 2), max(rank)) as worst
        from bench_case
        where geom_3857 && ST_TileEnvelope($1, $2, $3)
        group by
            floor((ST_X(geom_3857) - ST_XMin(ST_TileEnvelope($1, $2, $3))) / ((ST_XMax(ST_TileEnvelope($1, $2, $3)) - ST_XMin(ST_TileEnvelope($1, $2, $3))) / 16))::int,
            floor((ST_Y(geom_3857) - ST_YMin(ST_TileEnvelope($1, $2, $3))) / ((ST_XMax(ST_TileEnvelope($1, $2, $3)) - ST_XMin(ST_TileEnvelope($1, $2, $3))) / 16))::int
    ) b
) f`

const sqlCells = `
select ST_AsMVT(f, 'cells', 4096, 'geom', 'ord')
from (
    select ST_AsMVTGeom(geom_3857, ST_TileEnvelope($1, $2, $3), 4096, 64, true) as geom, ord, code
    from bench_cell
    where geom_3857 && ST_TileEnvelope($1, $2, $3, margin => 64.0 / 4096)
) f`
