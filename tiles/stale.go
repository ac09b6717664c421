package tiles

import (
	"cmp"
	"sync/atomic"
)

// StaleTile names tiles that a change made stale: this one of the deepest zoom that is told, and every one above it.
type StaleTile struct {
	Layer string
	Tile  TileID
}

// staleZoom is the zoom of the tiles that are told: the deepest that TileJSON offers. Deeper ones are stale with the one above them.
const staleZoom = 18

func compareStale(a, b StaleTile) int {
	return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Tile.X, b.Tile.X), cmp.Compare(a.Tile.Y, b.Tile.Y))
}

func (p *picture) staleTile(r *record) StaleTile {
	return StaleTile{p.catalog.categories[r.category].Layer, tileAt(r.key, staleZoom)}
}

func (p *picture) staleTileOf(g *segment, row int) StaleTile {
	return StaleTile{p.catalog.categories[g.category[row]].Layer, tileAt(g.key[row], staleZoom)}
}

// staleness counts how often tiles have changed. Tiles share counters by a hash: one that changes makes another stale now and
// then, which is drawn again and found to be the same.
type staleness struct {
	epoch    atomic.Uint64
	counters [1 << 16]atomic.Uint32
}

// all makes every tile stale.
func (s *staleness) all() { s.epoch.Add(1) }

// mark makes tiles stale: those named, those above them, and below them down to the deepest there are; of their layers and of all
// layers together.
func (s *staleness) mark(tiles []StaleTile) {
	for _, t := range tiles {
		for _, layer := range []string{t.Layer, AllPoints} {
			for z := range uint32(staleZoom + 1) {
				up := staleZoom - z
				s.counter(layer, TileID{z, t.Tile.X >> up, t.Tile.Y >> up}).Add(1)
			}
		}
	}
}

// version changes whenever the tile may have: two calls that return the same saw the same tile.
func (s *staleness) version(layer string, t TileID) uint64 {
	if t.Z > staleZoom { // few, and told by the one above
		up := t.Z - staleZoom
		t = TileID{staleZoom, t.X >> up, t.Y >> up}
	}
	return s.epoch.Load()<<32 + uint64(s.counter(layer, t).Load())
}

func (s *staleness) counter(layer string, t TileID) *atomic.Uint32 {
	v := uint64(t.Z)<<58 ^ uint64(t.X)<<29 ^ uint64(t.Y)
	for i := range len(layer) {
		v = v*31 + uint64(layer[i])
	}
	v *= 0x9e3779b97f4a7c15 // 2^64 over the golden ratio: spreads neighbours
	return &s.counters[v>>48]
}
