package mosaic_test

import (
	"testing"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/mosaic"
)

// checkered returns n × n cells whose sides have nine vertices each; every second one knows only its corners on its
// upper side, as if it had been drawn by someone else.
func checkered(n int32) []geo.Cell {
	const side, step = 2700, 300
	var cells []geo.Cell
	for i := range n {
		for j := range n {
			x, y := 1_061_469_000+i*side, 294_089_000+j*side
			var r geo.Ring
			for k := range int32(side / step) {
				r = append(r, geo.Point{Lon: x + k*step, Lat: y})
			}
			for k := range int32(side / step) {
				r = append(r, geo.Point{Lon: x + side, Lat: y + k*step})
			}
			for k := range int32(side / step) {
				if k == 0 || (i+j)%2 == 0 {
					r = append(r, geo.Point{Lon: x + side - k*step, Lat: y + side})
				}
			}
			for k := range int32(side / step) {
				r = append(r, geo.Point{Lon: x, Lat: y + side - k*step})
			}
			cells = append(cells, geo.Cell{Shape: geo.MultiPolygon{{r}}})
		}
	}
	return cells
}

func BenchmarkNode(b *testing.B) {
	for _, c := range []struct {
		name string
		n    int32
	}{{"20k", 141}, {"1M", 1000}} {
		b.Run(c.name, func(b *testing.B) {
			cells := checkered(c.n)
			b.ReportAllocs()
			for b.Loop() {
				if _, added := mosaic.Node(cells, nil); added == 0 {
					b.Fatal("nothing was added")
				}
			}
		})
	}
}
