package tiles_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
)

// BenchmarkMillion answers from a million crowded cases. The comparison with PostGIS is in the bench module.
func BenchmarkMillion(b *testing.B) {
	w := newWorld(b)
	cases := crowd(w, 1, 1_000_000)
	begun := time.Now()
	if err := w.Load(func(add func(casework.Case)) error {
		for _, c := range cases {
			add(c)
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	b.Logf("loaded in %v", time.Since(begun))
	middle := geo.Point{Lon: unit, Lat: unit / 2}
	for _, z := range []uint32{0, 8, 10, 12, 14} {
		b.Run(fmt.Sprintf("tile z%d", z), func(b *testing.B) {
			for b.Loop() {
				if _, err := w.DrawTile(tiles.TileQuery{Layer: tiles.AllPoints, Tile: tiles.TileAt(middle, z), Bins: 16}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("counts by cell, category, day", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.Count(tiles.CountQuery{Layer: tiles.AllPoints, By: []string{"cell", "category", "day"}, Bound: tiles.World(), Filter: tiles.Filter{Severities: []casework.Severity{casework.Urgent}}}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("newest 1000", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.GeoJSON(tiles.Query{Layer: tiles.AllPoints, Bound: tiles.World(), Limit: 1000}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("newest 1000 in a box", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.GeoJSON(tiles.Query{Layer: tiles.AllPoints, Bound: geo.Bound{Min: geo.Point{Lon: unit - 500, Lat: unit/2 - 500}, Max: geo.Point{Lon: unit + 500, Lat: unit/2 + 500}}, Limit: 1000}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
