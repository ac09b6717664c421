package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/klauspost/compress/gzip"

	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/tiles"
)

// zooms that tiles are asked for.
const (
	deepestPoints = 18
	deepestCells  = 16
)

// sizes looks for the largest tiles: at every zoom all there are, or the fullest and some others.
func sizes(ctx context.Context, s *subject, p *peer, r *report) error {
	cases, err := spots(ctx, p.conn, "select ST_X(geom_3857), ST_Y(geom_3857) from bench_case")
	if err != nil {
		return err
	}
	cells, err := spots(ctx, p.conn, "select ST_X(label_3857), ST_Y(label_3857) from bench_cell")
	if err != nil {
		return err
	}
	for _, bins := range []int{8, 16, 32, 64} {
		measure.Progress("tiles: sizes, %d bins", bins)
		m, err := weighAll(s, cases, deepestPoints, func(t sampled) tiles.TileQuery { return pointQuery(t, bins) })
		if err != nil {
			return err
		}
		m.addTo(r, "of cases, z0 to z18", fmt.Sprint(bins))
		r.most(fmt.Sprintf("largest tile of cases, %d bins", bins), m.raw[len(m.raw)-1], "kB", 100)
	}
	measure.Progress("tiles: sizes, cells")
	m, err := weighAll(s, cells, deepestCells, cellQuery)
	if err != nil {
		return err
	}
	m.addTo(r, "of cells, z0 to z16", "–")
	return nil
}

// weights are the sizes of tiles in kB, ascending.
type weights struct{ raw, gzipped []float64 }

func weighAll(s *subject, all []spot, deepest uint32, query func(sampled) tiles.TileQuery) (weights, error) {
	var m weights
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, 5) // as the service does
	if err != nil {
		return m, err
	}
	for zoom := range deepest + 1 {
		for _, t := range fullest(all, zoom, measure.Pick(2000, 20)) {
			tile, err := s.live.DrawTile(query(t))
			if err != nil {
				return m, err
			}
			packed.Reset()
			z.Reset(&packed)
			if _, err := z.Write(tile); err != nil {
				return m, err
			}
			if err := z.Close(); err != nil {
				return m, err
			}
			m.raw, m.gzipped = append(m.raw, float64(len(tile))/1000), append(m.gzipped, float64(packed.Len())/1000)
		}
	}
	slices.Sort(m.raw)
	slices.Sort(m.gzipped)
	return m, nil
}

func (m weights) addTo(r *report, what, bins string) {
	p99 := func(v []float64) string { return fmt.Sprintf("%.1f", v[len(v)*99/100]) }
	most := func(v []float64) string { return fmt.Sprintf("%.1f", v[len(v)-1]) }
	r.sizes = append(r.sizes, []string{what, bins, fmt.Sprint(len(m.raw)), p99(m.raw), most(m.raw), p99(m.gzipped), most(m.gzipped)})
}
