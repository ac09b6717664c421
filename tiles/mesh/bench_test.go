package mesh_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"testing"

	"github.com/wangge-map/wangge/tiles/mesh"
)

// 20,000 cells of 36 vertices, drawn at the middle of the net.
func BenchmarkTile(b *testing.B) {
	cells := walled(1, 141, 142, 20_000, 8)
	m := mesh.New(cells)
	b.Logf("%d bytes a cell before the first tile", m.Bytes()/int64(len(cells)))
	for _, z := range []int{8, 10, 12, 14, 16} {
		b.Run(fmt.Sprintf("z%d", z), func(b *testing.B) {
			x, y := tileAt(106.1469, 29.4089, z)
			tile := m.Tile(z, x, y)
			for b.Loop() {
				m.Tile(z, x, y)
			}
			b.ReportMetric(float64(len(tile)), "bytes")
			b.ReportMetric(float64(gzipped(tile)), "gzipped")
		})
	}
	b.Logf("%d bytes a cell after them", m.Bytes()/int64(len(cells)))
}

func BenchmarkNew(b *testing.B) {
	cells := walled(1, 141, 142, 20_000, 8)
	for b.Loop() {
		mesh.New(cells)
	}
}

func gzipped(data []byte) int {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	_, _ = w.Write(data) // to memory, which does not fail
	_ = w.Close()
	return buf.Len()
}

func tileAt(lon, lat float64, z int) (x, y int) {
	side := math.Exp2(float64(z))
	return int((lon + 180) / 360 * side), int((0.5 - math.Asinh(math.Tan(lat*math.Pi/180))/(2*math.Pi)) * side)
}
