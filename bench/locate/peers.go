package main

import (
	"github.com/golang/geo/s2"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/tidwall/rtree"

	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
)

func wangge(cells []geo.Cell) func(geo.Point) int {
	index, err := locate.New(cells)
	measure.Fail(err)
	return func(p geo.Point) int {
		i, _ := index.Find(p)
		return int(i) // codes are in the order of the cells
	}
}

// boxesAndRings is the usual way: an R-tree of boxes, then a polygon test in floating point on flat rings.
func boxesAndRings(cells []geo.Cell) func(geo.Point) int {
	boxes, rings := boxTree(cells), make([][][]float64, len(cells))
	for i := range cells {
		for _, poly := range cells[i].Shape {
			for _, r := range poly {
				flat := make([]float64, 0, 2*len(r)+2)
				for _, p := range append(r[:len(r):len(r)], r[0]) {
					flat = append(flat, float64(p.Lon), float64(p.Lat))
				}
				rings[i] = append(rings[i], flat)
			}
		}
	}
	return func(p geo.Point) int {
		x, y, found := float64(p.Lon), float64(p.Lat), -1
		boxes.Search([2]float64{x, y}, [2]float64{x, y}, func(_, _ [2]float64, i int) bool {
			if evenOdd(rings[i], x, y) {
				found = i
			}
			return found < 0
		})
		return found
	}
}

func boxTree(cells []geo.Cell) *rtree.RTreeG[int] {
	var boxes rtree.RTreeG[int]
	for i := range cells {
		b := cells[i].Shape.Bound()
		boxes.Insert([2]float64{float64(b.Min.Lon), float64(b.Min.Lat)}, [2]float64{float64(b.Max.Lon), float64(b.Max.Lat)}, i)
	}
	return &boxes
}

func evenOdd(rings [][]float64, x, y float64) bool {
	inside := false
	for _, r := range rings {
		for i := 0; i+3 < len(r); i += 2 {
			x0, y0, x1, y1 := r[i], r[i+1], r[i+2], r[i+3]
			if (y0 <= y) != (y1 <= y) && x < x0+(y-y0)/(y1-y0)*(x1-x0) {
				inside = !inside
			}
		}
	}
	return inside
}

func orbPlanar(cells []geo.Cell) func(geo.Point) int {
	boxes, shapes := boxTree(cells), make([]orb.MultiPolygon, len(cells))
	for i := range cells {
		shapes[i] = cells[i].Shape.Orb()
	}
	return func(p geo.Point) int {
		found, at := -1, p.Orb()
		box := [2]float64{float64(p.Lon), float64(p.Lat)}
		boxes.Search(box, box, func(_, _ [2]float64, i int) bool {
			if planar.MultiPolygonContains(shapes[i], at) {
				found = i
			}
			return found < 0
		})
		return found
	}
}

func s2Query(cells []geo.Cell) func(geo.Point) int {
	index, number := s2.NewShapeIndex(), map[s2.Shape]int{}
	for i := range cells {
		var loops []*s2.Loop
		for _, poly := range cells[i].Shape {
			for _, r := range poly {
				points := make([]s2.Point, len(r))
				for j, p := range r {
					lon, lat := p.Degrees()
					points[j] = s2.PointFromLatLng(s2.LatLngFromDegrees(lat, lon))
				}
				loops = append(loops, s2.LoopFromPoints(points))
			}
		}
		polygon := s2.PolygonFromLoops(loops)
		index.Add(polygon)
		number[polygon] = i
	}
	index.Build()
	query := s2.NewContainsPointQuery(index, s2.VertexModelSemiOpen)
	return func(p geo.Point) int {
		lon, lat := p.Degrees()
		for _, shape := range query.ContainingShapes(s2.PointFromLatLng(s2.LatLngFromDegrees(lat, lon))) {
			return number[shape]
		}
		return -1
	}
}
