package mosaic

import (
	"cmp"
	"slices"

	"github.com/wangge-map/wangge/geo"
)

// insertion is a vertex that could be put between two others of a ring.
type insertion struct {
	poly, ring, edge int // behind vertex edge of the ring
	a, b             geo.Point
	at               geo.Point
	along            int64   // how far along ab
	side             int64   // 0 when exactly on ab; else the border would move there
	distance2        float64 // from ab, squared, in units; only to choose between edges
	refused          bool
}

func newInsertion(poly, ring, edge int, a, b, p geo.Point) insertion {
	side := turn(a, b, p)
	return insertion{poly: poly, ring: ring, edge: edge, a: a, b: b, at: p, along: along(a, b, p), side: side,
		distance2: float64(side) * float64(side) / float64(squared(a, b))}
}

// cellInsertions is what could be put into one cell, in the order of its rings.
type cellInsertions struct {
	cell       int
	shape      geo.MultiPolygon
	insertions []insertion
}

func findAll(cells []geo.Cell, onProgress func(done, total int)) []*cellInsertions {
	index := newVertices(cells)
	byCell := make([]*cellInsertions, len(cells))
	for from := 0; from < len(cells); from += stride {
		n := min(stride, len(cells)-from)
		parallel(n, func(i int) { byCell[from+i] = find(index, from+i, cells[from+i].Shape) })
		onProgress(from+n, len(cells))
	}
	return slices.DeleteFunc(byCell, func(c *cellInsertions) bool { return c == nil })
}

// find returns what lies beside m's edges, and nil when nothing does. m's own vertices are found too, but refused: put in
// once more, they would make m touch itself.
func find(index *vertices, cell int, m geo.MultiPolygon) *cellInsertions {
	if b := m.Bound(); b.IsEmpty() || int64(b.Max.Lon)-int64(b.Min.Lon) > widest {
		return nil
	}
	var near []geo.Point
	var own map[geo.Point]bool
	var found []insertion
	for i, poly := range m {
		for j, r := range poly {
			for k, a := range r {
				b := r[(k+1)%len(r)]
				near = index.near(near[:0], a, b)
				if len(near) > 0 && own == nil {
					own = vertexSet(m)
				}
				for _, p := range near {
					in := newInsertion(i, j, k, a, b, p)
					in.refused = own[p]
					found = append(found, in)
				}
			}
		}
	}
	if found == nil {
		return nil
	}
	return &cellInsertions{cell, m, found}
}

func vertexSet(m geo.MultiPolygon) map[geo.Point]bool {
	own := make(map[geo.Point]bool, m.Vertices())
	eachRing(m, func(r geo.Ring) {
		for _, p := range r {
			own[p] = true
		}
	})
	return own
}

// refuse marks what must not be put in, as seen from the whole mosaic.
//
// Near a corner a vertex can be beside several borders that meet there, and each cell alone might choose another. So a
// vertex goes only into the nearest of them and those that run along it. And an edge that two cells share from end to end
// has no T-junction: what is near it belongs to another border.
func refuse(found []*cellInsertions) {
	type edge struct{ a, b geo.Point }
	edges := map[edge]bool{} // with anything beside them: if an edge has, so has its counterpart
	byVertex := map[geo.Point][]*insertion{}
	each := func(fn func(*insertion)) {
		for _, c := range found {
			for i := range c.insertions {
				fn(&c.insertions[i])
			}
		}
	}
	each(func(in *insertion) { edges[edge{in.a, in.b}] = true })
	each(func(in *insertion) {
		if edges[edge{in.b, in.a}] {
			in.refused = true
		} else {
			byVertex[in.at] = append(byVertex[in.at], in)
		}
	})
	for _, rivals := range byVertex {
		nearest := slices.MinFunc(rivals, func(x, y *insertion) int { return cmp.Compare(x.distance2, y.distance2) })
		for _, in := range rivals {
			if in.distance2 > nearest.distance2 && !runAlong(in, nearest) {
				in.refused = true
			}
		}
	}
}

// runAlong reports whether the edges of x and y have more than one place in common, within the tolerance.
func runAlong(x, y *insertion) bool {
	var places []geo.Point
	add := func(e *insertion, p geo.Point) {
		if (p == e.a || p == e.b || beside(e.a, e.b, p)) && !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	add(x, y.a)
	add(x, y.b)
	add(y, x.a)
	add(y, x.b)
	return len(places) > 1
}

// nearest returns the insertions that are not refused, each vertex once, in order along the rings. A vertex beside two
// edges of a cell goes to the nearer one: in both, the border would touch itself.
func nearest(found []insertion) []insertion {
	best := map[geo.Point]insertion{}
	for _, in := range found {
		if rival, there := best[in.at]; !in.refused && (!there || in.distance2 < rival.distance2) {
			best[in.at] = in
		}
	}
	out := make([]insertion, 0, len(best))
	for _, in := range best {
		out = append(out, in)
	}
	slices.SortFunc(out, func(a, b insertion) int {
		return cmp.Or(cmp.Compare(a.poly, b.poly), cmp.Compare(a.ring, b.ring), cmp.Compare(a.edge, b.edge),
			cmp.Compare(a.along, b.along), cmp.Compare(a.side, b.side))
	})
	return out
}
