package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"

	"github.com/wangge-map/wangge/bench/measure"
)

const mostFeatures = 1000

// The newest of a box as GeoJSON, all of it made by PostGIS. It need not say how many there are in all; wangge does.
const sqlFeatures = `
select json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(feature), '[]'::json))::text
from (
    select json_build_object(
        'type', 'Feature',
        'geometry', ST_AsGeoJSON(geom, 7)::json,
        'properties', json_build_object(
            'id', id, 'layer', layer, 'category', category, 'name_zh', name_zh, 'name_en', name_en, 'state', state, 'settled', settled,
            'severity', severity, 'cell', cell, 'opened_at', opened_at
        )
    ) as feature
    from (
        select *
        from bench_case
        where geom && ST_MakeEnvelope($1, $2, $3, $4, 4326)
        order by opened desc, id desc
        limit 1000
    ) newest
) f`

// box is west, south, east and north in degrees.
type box [4]float64

func (b box) String() string { return fmt.Sprintf("%.6f,%.6f,%.6f,%.6f", b[0], b[1], b[2], b[3]) }

// boxes returns n boxes around cases, from a neighbourhood to a district. Their edges lie between the steps that places are rounded
// to: && compares in single precision and would take in what lies a metre beyond.
func boxes(all []spot, n int) []box {
	rng := rand.New(rand.NewPCG(13, 0))
	out := make([]box, n)
	for i := range out {
		s := all[rng.IntN(len(all))]
		lon, lat := s.x*360-180, math.Atan(math.Sinh(math.Pi*(1-2*s.y)))*180/math.Pi
		half := 0.01 * math.Exp2(3*rng.Float64()) // degrees
		out[i] = box{between(lon - half), between(lat - half), between(lon + half), between(lat + half)}
	}
	return out
}

func between(degrees float64) float64 { return (math.Floor(degrees*1e4) + 0.5) / 1e4 }

// features measures GeoJSON of the newest 1,000 cases in a box.
func features(ctx context.Context, s *subject, p *peer, r *report) error {
	all, err := spots(ctx, p.conn, "select ST_X(geom_3857), ST_Y(geom_3857) from bench_case")
	if err != nil {
		return err
	}
	sample := boxes(all, measure.Pick(20, 2))
	c, err := dial(s.address)
	if err != nil {
		return err
	}
	var text string
	ask := func(b box) ([]byte, error) {
		status, body, err := c.get(fmt.Sprintf("/api/v1/layers/all.geojson?bbox=%s&limit=%d", b, mostFeatures), "")
		if err == nil && status != http.StatusOK {
			err = fmt.Errorf("status %d: %s", status, body)
		}
		return body, err
	}
	askPeer := func(b box) error { return p.conn.QueryRow(ctx, sqlFeatures, b[0], b[1], b[2], b[3]).Scan(&text) }
	for _, b := range sample {
		body, err := ask(b)
		if err != nil {
			return err
		}
		if err := askPeer(b); err != nil {
			return err
		}
		if err := sameFeatures(body, []byte(text)); err != nil {
			return fmt.Errorf("box %v: %w", b, err)
		}
	}
	eachBox := func(do func(box) error) func() error {
		return func() error {
			for _, b := range sample {
				if err := do(b); err != nil {
					return err
				}
			}
			return nil
		}
	}
	own := &way{run: eachBox(func(b box) error { _, err := ask(b); return err })}
	theirs := &way{run: eachBox(askPeer)}
	if err := race("GeoJSON", own, theirs); err != nil {
		return err
	}
	ratio := r.against("GeoJSON, the newest 1,000 of a box, over HTTP", own.median(len(sample)), "json_agg over pgx", theirs.median(len(sample)))
	r.least("GeoJSON of 1,000 features by box against json_agg", ratio, 10)
	return nil
}

// sameFeatures returns an error unless both are the same features in the same order.
func sameFeatures(own, theirs []byte) error {
	type collection struct {
		Features []struct{ Properties struct{ ID string } }
	}
	var a, b collection
	if err := json.Unmarshal(own, &a); err != nil {
		return err
	}
	if err := json.Unmarshal(theirs, &b); err != nil {
		return err
	}
	if len(a.Features) != len(b.Features) || len(a.Features) == 0 {
		return fmt.Errorf("wangge answers %d features, PostGIS %d", len(a.Features), len(b.Features))
	}
	for i := range a.Features {
		if a.Features[i] != b.Features[i] {
			return fmt.Errorf("feature %d is %s for wangge and %s for PostGIS", i, a.Features[i].Properties.ID, b.Features[i].Properties.ID)
		}
	}
	return nil
}
