package locate_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/wangge-map/wangge/geo"
)

// mesh returns columns×rows cells between shared, jittered corners; the borders between them have bends more vertices, also
// shared. step is the spacing of the corners. The whole tiles its outline without gap or overlap.
func mesh(r *rand.Rand, origin geo.Point, columns, rows int, step int32, bends int) []geo.Cell {
	jitter := func() int32 { return int32(r.IntN(int(step)/2+1)) - step/4 }
	corners := make([][]geo.Point, rows+1)
	for y := range corners {
		corners[y] = make([]geo.Point, columns+1)
		for x := range corners[y] {
			corners[y][x] = geo.Point{Lon: origin.Lon + int32(x)*step + jitter(), Lat: origin.Lat + int32(y)*step + jitter()}
		}
	}
	wall := func(a, b geo.Point) []geo.Point { // without b
		out := []geo.Point{a}
		for i := 1; i <= bends; i++ {
			t := float64(i) / float64(bends+1)
			shift := float64(step) / 16 * (r.Float64() - 0.5)
			out = append(out, geo.Point{
				Lon: a.Lon + int32(t*float64(b.Lon-a.Lon)+shift),
				Lat: a.Lat + int32(t*float64(b.Lat-a.Lat)+shift),
			})
		}
		return out
	}
	south := make([][][]geo.Point, rows+1) // west to east
	west := make([][][]geo.Point, rows+1)  // south to north
	for y := range corners {
		south[y], west[y] = make([][]geo.Point, columns+1), make([][]geo.Point, columns+1)
		for x := range corners[y] {
			if x < columns {
				south[y][x] = wall(corners[y][x], corners[y][x+1])
			}
			if y < rows {
				west[y][x] = wall(corners[y][x], corners[y+1][x])
			}
		}
	}
	var cells []geo.Cell
	for y := range rows {
		for x := range columns {
			var ring geo.Ring
			ring = append(ring, south[y][x]...)
			ring = append(ring, west[y][x+1]...)
			ring = append(ring, backwards(south[y+1][x], corners[y+1][x+1])...)
			ring = append(ring, backwards(west[y][x], corners[y+1][x])...)
			cells = append(cells, geo.Cell{ID: int64(len(cells) + 1), Code: fmt.Sprintf("c%06d", len(cells)), Shape: geo.MultiPolygon{{ring}}})
		}
	}
	return cells
}

// backwards returns the wall that begins at end and leads back to wall's first vertex, which is left out.
func backwards(wall []geo.Point, end geo.Point) []geo.Point {
	out := []geo.Point{end}
	for i := len(wall) - 1; i > 0; i-- {
		out = append(out, wall[i])
	}
	return out
}

// telling returns points where a mistake would show: vertices, middles of edges, all of these one unit off, and strays.
func telling(r *rand.Rand, cells []geo.Cell, strays int) []geo.Point {
	var out []geo.Point
	around := func(p geo.Point) {
		for _, d := range []geo.Point{{}, {Lon: 1}, {Lon: -1}, {Lat: 1}, {Lat: -1}, {Lon: 1, Lat: 1}, {Lon: -1, Lat: -1}} {
			q := geo.Point{Lon: p.Lon + d.Lon, Lat: p.Lat + d.Lat}
			if q.Lon >= -geo.MaxLon && q.Lon <= geo.MaxLon && q.Lat >= -geo.MaxLat && q.Lat <= geo.MaxLat {
				out = append(out, q)
			}
		}
	}
	bound := geo.EmptyBound()
	for _, c := range cells {
		bound = bound.Union(c.Shape.Bound())
		for _, poly := range c.Shape {
			for _, ring := range poly {
				for i, a := range ring {
					b := ring[(i+1)%len(ring)]
					around(a)
					around(geo.Point{Lon: int32((int64(a.Lon) + int64(b.Lon)) / 2), Lat: int32((int64(a.Lat) + int64(b.Lat)) / 2)})
				}
			}
		}
	}
	for range strays {
		out = append(out, geo.Point{
			Lon: int32(int64(bound.Min.Lon) + r.Int64N(int64(bound.Max.Lon)-int64(bound.Min.Lon)+1)),
			Lat: int32(int64(bound.Min.Lat) + r.Int64N(int64(bound.Max.Lat)-int64(bound.Min.Lat)+1)),
		})
	}
	return out
}

// owners is the rule itself, without an index: the cells that hold p, by position in cells.
func owners(cells []geo.Cell, p geo.Point) []int {
	var out []int
	for i, c := range cells {
		inside := false
		for _, poly := range c.Shape {
			for _, ring := range poly {
				for j, a := range ring {
					b := ring[(j+1)%len(ring)]
					if (a.Lat <= p.Lat) == (b.Lat <= p.Lat) {
						continue
					}
					// The crossing lies east of p: (p.Lon-a.Lon)·dLat < dLon·(p.Lat-a.Lat), turned with the sign of dLat.
					dLon, dLat := int64(b.Lon)-int64(a.Lon), int64(b.Lat)-int64(a.Lat)
					east := dLon*(int64(p.Lat)-int64(a.Lat)) - (int64(p.Lon)-int64(a.Lon))*dLat
					if dLat > 0 && east > 0 || dLat < 0 && east < 0 {
						inside = !inside
					}
				}
			}
		}
		if inside {
			out = append(out, i)
		}
	}
	return out
}
