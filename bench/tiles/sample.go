package main

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/tiles"
)

// spot is a place as a part of the square of Web Mercator, from the north-west.
type spot struct{ x, y float64 }

func (s spot) tile(z uint32) tiles.TileID {
	side := float64(uint32(1) << z)
	return tiles.TileID{Z: z, X: uint32(s.x * side), Y: uint32(s.y * side)}
}

// spots reads the places that sql selects, in 3857.
func spots(ctx context.Context, conn *pgx.Conn, sql string) ([]spot, error) {
	const half = 20037508.342789244
	rows, err := conn.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (s spot, err error) {
		err = row.Scan(&s.x, &s.y)
		return spot{(s.x + half) / (2 * half), (half - s.y) / (2 * half)}, err
	})
}

// sampled is a tile, and how many of the spots it was drawn from are in it.
type sampled struct {
	tile tiles.TileID
	n    int
}

// draw returns n tiles of zoom z at random, each as likely as there are spots in it; it may come twice.
func draw(all []spot, z uint32, n int) []sampled {
	rng := rand.New(rand.NewPCG(11, uint64(z)))
	counts := tally(all, z)
	out := make([]sampled, n)
	for i := range out {
		t := all[rng.IntN(len(all))].tile(z)
		out[i] = sampled{t, counts[t]}
	}
	return out
}

// fullest returns up to n tiles of zoom z with anything in them: the fullest half of n, and others at random.
func fullest(all []spot, z uint32, n int) []sampled {
	var out []sampled
	for t, count := range tally(all, z) {
		out = append(out, sampled{t, count})
	}
	slices.SortFunc(out, func(a, b sampled) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.tile.X, b.tile.X), cmp.Compare(a.tile.Y, b.tile.Y))
	})
	if len(out) <= n {
		return out
	}
	rng := rand.New(rand.NewPCG(12, uint64(z)))
	rest := out[n/2:]
	rng.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	return out[:n]
}

func tally(all []spot, z uint32) map[tiles.TileID]int {
	counts := map[tiles.TileID]int{}
	for _, s := range all {
		counts[s.tile(z)]++
	}
	return counts
}
