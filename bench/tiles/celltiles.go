package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/tiles"
	"github.com/wangge-map/wangge/tiles/mvt"
)

// cellTiles measures tiles of cells. What is made once for a zoom is made before.
func cellTiles(ctx context.Context, s *subject, p *peer, r *report) error {
	all, err := spots(ctx, p.conn, "select ST_X(label_3857), ST_Y(label_3857) from bench_cell")
	if err != nil {
		return err
	}
	for _, z := range []struct {
		zoom uint32
		n    int
	}{{10, 3}, {12, 8}, {14, 24}} {
		sample := draw(all, z.zoom, measure.Pick(z.n, 1))
		own, theirs, err := sameCells(ctx, s, p, sample)
		if err != nil {
			return err
		}
		library := &way{run: each(sample, func(t sampled) error { _, err := s.live.DrawTile(cellQuery(t)); return err })}
		postgis := &way{run: each(sample, func(t sampled) error { _, err := p.tile(ctx, sqlCells, t.tile); return err })}
		if err := race(fmt.Sprintf("tiles of cells, z%d", z.zoom), library, postgis); err != nil {
			return err
		}
		n, what := len(sample), fmt.Sprintf("tile of cells, z%d", z.zoom)
		ratio := r.against(fmt.Sprintf("%s, library (%d kB)", what, own/n/1000), library.median(n), fmt.Sprintf("ST_AsMVT (%d kB)", theirs/n/1000), postgis.median(n))
		r.least(what+", not cached, against ST_AsMVT", ratio, 10)
	}
	return nil
}

func cellQuery(t sampled) tiles.TileQuery { return tiles.TileQuery{Layer: "cells", Tile: t.tile} }

// sameCells returns how many bytes both make of the tiles, and an error when a tile of wangge's lacks many of the cells that PostGIS
// draws: small ones may vanish in either, in their own ways.
func sameCells(ctx context.Context, s *subject, p *peer, all []sampled) (own, theirs int, err error) {
	for _, t := range all {
		mine, err := s.live.DrawTile(cellQuery(t))
		if err != nil {
			return 0, 0, err
		}
		n, err := cellsIn(mine)
		if err != nil {
			return 0, 0, err
		}
		other, err := p.tile(ctx, sqlCells, t.tile)
		if err != nil {
			return 0, 0, err
		}
		m, err := cellsIn(other)
		if err != nil {
			return 0, 0, err
		}
		if n*10 < m*9 || m == 0 {
			return 0, 0, fmt.Errorf("tile %v: wangge draws %d cells, PostGIS %d", t.tile, n, m)
		}
		own, theirs = own+len(mine), theirs+len(other)
	}
	return own, theirs, nil
}

func cellsIn(tile []byte) (int, error) {
	layers, err := mvt.Decode(tile)
	if err != nil {
		return 0, err
	}
	for _, l := range layers {
		if l.Name == "cells" {
			return len(l.Features), nil
		}
	}
	return 0, errors.New("a tile has no layer of cells")
}
