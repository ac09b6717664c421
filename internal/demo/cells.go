package demo

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/wangge-map/wangge/geo"
)

// cells returns the regions as cells, ordered by code: numbered row by row from the north, and west to east within a row.
func (t *partition) cells() []geo.Cell {
	var out []geo.Cell
	for a, pl := range t.places {
		var shapes []geo.MultiPolygon
		for r, fs := range t.faces {
			if len(fs) > 0 && t.area[fs[0]] == a {
				shapes = append(shapes, t.shape(r))
			}
		}
		for i, s := range numbered(shapes) {
			code := fmt.Sprintf("%s%03d", pl.Code, i+1)
			out = append(out, geo.Cell{
				Code: code, Name: fmt.Sprintf("%s第%d网格", pl.Name, i+1), Parent: pl.Code, District: geo.GB15.DistrictOf(code), Shape: s,
			})
		}
	}
	slices.SortFunc(out, func(a, b geo.Cell) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// numbered returns shapes in the order that they are numbered in. A row is as high as the area is, divided by the root
// of the number of cells; a cell is in the row that holds its middle.
func numbered(shapes []geo.MultiPolygon) []geo.MultiPolygon {
	north, south := math.Inf(-1), math.Inf(1)
	for _, s := range shapes {
		y := middleOf(s).y
		north, south = max(north, y), min(south, y)
	}
	rows := math.Round(math.Sqrt(float64(len(shapes))))
	high := (north - south) / rows
	row := func(s geo.MultiPolygon) int { return int(min(rows-1, (north-middleOf(s).y)/high)) }
	out := slices.Clone(shapes)
	slices.SortStableFunc(out, func(a, b geo.MultiPolygon) int {
		return cmp.Or(cmp.Compare(row(a), row(b)), cmp.Compare(middleOf(a).x, middleOf(b).x))
	})
	return out
}

// middleOf returns the centroid of the largest outer ring of m.
func middleOf(m geo.MultiPolygon) vec {
	var best geo.Ring
	for _, poly := range m {
		if poly[0].TwiceArea() > best.TwiceArea() {
			best = poly[0]
		}
	}
	return centroid(vecs(best))
}

// shape returns region r as polygons. Each ring starts at its lowest vertex (by longitude, then latitude), so that the
// same ground gives the same bytes however it was put together.
func (t *partition) shape(r int) geo.MultiPolygon {
	border := map[int]bool{}
	for _, h := range t.border(r) {
		border[h] = true
	}
	var outer, holes []geo.Ring
	for _, first := range t.border(r) {
		if !border[first] {
			continue
		}
		var ring geo.Ring
		for h := first; border[h]; h = t.g.next(h, func(n int) bool { return border[n] || n == first }) {
			delete(border, h)
			ring = append(ring, t.g.nodes[t.g.from[h]])
		}
		if ring = fromLowest(ring); ring.TwiceArea() > 0 {
			outer = append(outer, ring)
		} else {
			holes = append(holes, ring)
		}
	}
	slices.SortFunc(outer, func(a, b geo.Ring) int { return cmp.Compare(b.TwiceArea(), a.TwiceArea()) })
	out := make(geo.MultiPolygon, len(outer))
	for i, o := range outer {
		out[i] = geo.Polygon{o}
	}
	for _, h := range holes {
		for i := range out {
			if within(vecOf(h[0]), vecs(out[i][0])) {
				out[i] = append(out[i], h)
				break
			}
		}
	}
	return out
}

func fromLowest(ring geo.Ring) geo.Ring {
	low := 0
	for i, p := range ring {
		if q := ring[low]; p.Lon < q.Lon || (p.Lon == q.Lon && p.Lat < q.Lat) {
			low = i
		}
	}
	return append(slices.Clone(ring[low:]), ring[:low]...)
}
