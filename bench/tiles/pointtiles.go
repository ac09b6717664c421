package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/tiles"
	"github.com/wangge-map/wangge/tiles/mvt"
)

// few is how many cases a tile shows one by one; beyond, they are gathered.
const few = 800

// pointTiles measures tiles of cases that nobody has drawn before.
func pointTiles(ctx context.Context, s *subject, p *peer, r *report) error {
	all, err := spots(ctx, p.conn, "select ST_X(geom_3857), ST_Y(geom_3857) from bench_case")
	if err != nil {
		return err
	}
	c, err := dial(s.address)
	if err != nil {
		return err
	}
	asked := 0
	for _, z := range []struct {
		zoom uint32
		n    int
	}{{8, 1}, {10, 3}, {12, 8}, {14, 24}} {
		tiles := draw(all, z.zoom, measure.Pick(z.n, 1))
		if err := agree(ctx, s, p, tiles); err != nil {
			return err
		}
		library := &way{run: each(tiles, func(t sampled) error { _, err := s.live.DrawTile(pointQuery(t, 16)); return err })}
		handler := &way{run: each(tiles, func(t sampled) error { asked++; return askUncached(c, t, asked) })}
		plain := &way{run: each(tiles, func(t sampled) error { _, err := p.tile(ctx, sqlPoints, t.tile); return err })}
		gathered := &way{run: each(tiles, func(t sampled) error { _, err := p.tile(ctx, gatheredSQL(t), t.tile); return err })}
		if err := race(fmt.Sprintf("tiles of cases, z%d", z.zoom), library, handler, plain, gathered); err != nil {
			return err
		}
		n, what := len(tiles), fmt.Sprintf("tile of cases, z%d", z.zoom)
		ratio := r.against(what+", library", library.median(n), "ST_AsMVT, one by one", plain.median(n))
		r.against(what+", over HTTP, gzipped", handler.median(n), "ST_AsMVT, one by one", plain.median(n))
		r.against(what+", library", library.median(n), "ST_AsMVT, gathered by SQL", gathered.median(n))
		r.least(what+", not cached, against ST_AsMVT", ratio, 50)
	}
	return nil
}

// each does something for every tile.
func each(tiles []sampled, do func(sampled) error) func() error {
	return func() error {
		for _, t := range tiles {
			if err := do(t); err != nil {
				return err
			}
		}
		return nil
	}
}

func pointQuery(t sampled, bins int) tiles.TileQuery {
	return tiles.TileQuery{Layer: tiles.AllPoints, Tile: t.tile, Bins: bins}
}

// gatheredSQL gathers where wangge does. That there are few is known to it for nothing.
func gatheredSQL(t sampled) string {
	if t.n <= few {
		return sqlPoints
	}
	return sqlClusters
}

// askUncached asks for a tile under a filter that nobody has asked with, and that every case passes.
func askUncached(c *client, t sampled, n int) error {
	path := fmt.Sprintf("%s?from=1990-01-01T%02d:%02d:%02dZ&to=2100-01-01T00:%02d:00Z", tilePath("all", t.tile), n/3600%24, n/60%60, n%60, n/86400%60)
	status, _, err := c.get(path, "Accept-Encoding: gzip\r\n")
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s: status %d", path, status)
	}
	return err
}

func tilePath(layer string, t tiles.TileID) string {
	return fmt.Sprintf("/tiles/%s/%d/%d/%d.mvt", layer, t.Z, t.X, t.Y)
}

// agree returns an error unless everybody says the same number of cases for each tile. PostGIS may gather a few more: && compares
// boxes in single precision, to about a metre here.
func agree(ctx context.Context, s *subject, p *peer, all []sampled) error {
	for _, t := range all {
		own, err := s.live.DrawTile(pointQuery(t, 16))
		if err != nil {
			return err
		}
		n, err := casesIn(own)
		if err != nil {
			return err
		}
		theirs, err := p.tile(ctx, gatheredSQL(t), t.tile)
		if err != nil {
			return err
		}
		m, err := casesIn(theirs)
		if err != nil {
			return err
		}
		if n != t.n || m < t.n || m > t.n+2+t.n/50 {
			return fmt.Errorf("tile %v has %d cases; wangge says %d, PostGIS %d", t.tile, t.n, n, m)
		}
	}
	return nil
}

// casesIn counts the cases of a tile, gathered or not.
func casesIn(tile []byte) (n int, err error) {
	layers, err := mvt.Decode(tile)
	for _, l := range layers {
		for _, f := range l.Features {
			switch count := f.Tags["count"].(type) {
			case int64:
				n += int(count)
			case uint64:
				n += int(count)
			default:
				n++
			}
		}
	}
	return n, err
}
