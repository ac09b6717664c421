package locate

import (
	"cmp"
	"math"
	"slices"

	"github.com/wangge-map/wangge/geo"
)

// segment is an edge as the tree sees it: once, with the cells whose border it is, and with its southern end first (of
// two in one row, the western).
type segment struct {
	low, high geo.Point
	cells     []int32 // in the order of codes; those that have it twice are left out, since they cross it twice
}

// plant builds the tree.
func plant(v *vertices, bound geo.Bound, cells int) tree {
	var t tree
	if bound.IsEmpty() {
		return t
	}
	t.lay(bound, cells)
	g := &gardener{tree: &t, v: v}
	g.sort()
	g.sow()
	t.inner, t.compact, t.wide = exactly(t.inner), exactly(t.compact), exactly(t.wide)
	return t
}

// exactly returns s in as much memory as it needs.
func exactly[T any](s []T) []T { return append(make([]T, 0, len(s)), s...) }

// gardener fills a tree.
type gardener struct {
	tree *tree
	v    *vertices
	// The edges near square i of the directory are edges[first[i]:first[i+1]].
	first []int32
	edges []borderEdge
	// Memory that is used again for every square.
	segments []segment
	single   []int32
	owners   []int32
	draft    draft
}

// borderEdge is an edge of one cell.
type borderEdge struct {
	edge int32
	cell int32
}

// sort finds the squares of the directory that each edge comes near: once to count, once to note.
func (g *gardener) sort() {
	g.first = make([]int32, len(g.tree.directory)+1)
	g.eachNear(func(at int64, _ borderEdge) { g.first[at+1]++ })
	for i := 1; i < len(g.first); i++ {
		g.first[i] += g.first[i-1]
	}
	g.edges = make([]borderEdge, g.first[len(g.first)-1])
	g.eachNear(func(at int64, e borderEdge) {
		g.edges[g.first[at]] = e
		g.first[at]++
	})
	copy(g.first[1:], g.first) // every entry has moved to where the next begins
	g.first[0] = 0
}

// eachNear calls fn for every edge and every square of the directory that it comes near.
func (g *gardener) eachNear(fn func(at int64, e borderEdge)) {
	for _, r := range g.v.rings {
		for e := r.from; e < r.until; e++ {
			a, b := g.v.at[e], g.v.at[e+1]
			g.tree.squaresNear(a, b, func(at int64) { fn(at, borderEdge{e, r.cell}) })
		}
	}
}

// squaresNear calls fn for every square of the directory that ab comes near.
func (t *tree) squaresNear(a, b geo.Point, fn func(at int64)) {
	column := func(lon int64) int64 { return max(0, lon-int64(t.west)) >> t.shift }
	row := func(lat int64) int64 { return max(0, lat-int64(t.south)) >> t.shift }
	west, east := int64(min(a.Lon, b.Lon)), int64(max(a.Lon, b.Lon))
	south, north := row(int64(min(a.Lat, b.Lat))-1), row(int64(max(a.Lat, b.Lat))) // a square reaches half a unit beyond its last row
	if c := column(west - 1); south == north && c == column(east) {
		fn(south*int64(t.columns) + c)
		return
	}
	for y := south; y <= north; y++ {
		from, until := west, east
		if s := t.squareAt(0, y); north > south { // only the columns that the edge passes in this row
			x0, x1 := lonAt(a, b, s.south-2), lonAt(a, b, s.north()+3)
			from, until = max(west, min(x0, x1)-2), min(east, max(x0, x1)+2)
		}
		for x := column(from - 1); x <= column(until); x++ {
			if near(t.squareAt(x, y), a, b) {
				fn(y*int64(t.columns) + x)
			}
		}
	}
}

// lonAt returns about where the line through a and b, which are not in one row, is at lat.
func lonAt(a, b geo.Point, lat int64) int64 {
	slope := (float64(b.Lon) - float64(a.Lon)) / (float64(b.Lat) - float64(a.Lat))
	at := float64(a.Lon) + slope*float64(lat-int64(a.Lat))
	return int64(min(math.MaxInt32, max(math.MinInt32, at)))
}

// sow makes the nodes of all squares. In each row it goes from the east, where the corner is outside every cell, to the
// west: each square's corner is reached from its neighbour's on half a unit beyond the row, crossing edges near the square.
func (g *gardener) sow() {
	t := g.tree
	var corner []int32
	for y := range int64(t.rows) {
		corner = corner[:0]
		for x := int64(t.columns) - 1; x >= 0; x-- {
			s, at := t.squareAt(x, y), y*int64(t.columns)+x
			g.gather(g.edges[g.first[at]:g.first[at+1]])
			t.directory[at] = g.node(s, g.segments, corner)
			for i := range g.segments {
				if e := &g.segments[i]; crossesRowBetween(e.low, e.high, s.north(), s.west-1, s.east()) {
					corner = toggle(corner, e.cells)
				}
			}
		}
	}
}

// gather makes segments of edges: those of neighbours are the same, in opposite directions.
func (g *gardener) gather(edges []borderEdge) {
	// Slices of these two are handed out, so they must not move.
	g.segments, g.single, g.owners = g.segments[:0], slices.Grow(g.single[:0], len(edges)), slices.Grow(g.owners[:0], len(edges))
	for _, e := range edges {
		a, b := g.v.at[e.edge], g.v.at[e.edge+1]
		if comparePoints(a, b) > 0 {
			a, b = b, a
		}
		g.single = append(g.single, e.cell)
		g.segments = append(g.segments, segment{a, b, g.single[len(g.single)-1:]})
	}
	slices.SortFunc(g.segments, func(x, y segment) int {
		return cmp.Or(comparePoints(x.low, y.low), comparePoints(x.high, y.high), cmp.Compare(x.cells[0], y.cells[0]))
	})
	kept, owners := g.segments[:0], g.owners
	for i := 0; i < len(g.segments); {
		same, from := g.segments[i], len(owners)
		for ; i < len(g.segments) && g.segments[i].low == same.low && g.segments[i].high == same.high; i++ {
			cell := g.segments[i].cells[0]
			if n := len(owners); n > from && owners[n-1] == cell {
				owners = owners[:n-1]
			} else {
				owners = append(owners, cell)
			}
		}
		same.cells = owners[from:len(owners):len(owners)]
		kept = append(kept, same)
	}
	g.segments = kept
}

// comparePoints orders by row, then by column.
func comparePoints(a, b geo.Point) int {
	if c := cmp.Compare(a.Lat, b.Lat); c != 0 {
		return c
	}
	return cmp.Compare(a.Lon, b.Lon)
}

// toggle puts each of cells into set, or takes it out if it is there. The set stays in the order of codes.
func toggle(set, cells []int32) []int32 {
	for _, c := range cells {
		if at, in := slices.BinarySearch(set, c); in {
			set = slices.Delete(set, at, at+1)
		} else {
			set = slices.Insert(set, at, c)
		}
	}
	return set
}

// node makes the node of s. edges are those near it, corner are the cells that hold its north-eastern corner.
func (g *gardener) node(s square, edges []segment, corner []int32) ref {
	switch {
	case len(edges) == 0 && len(corner) == 0:
		return ownerRef(refOwner, -1)
	case len(edges) == 0:
		return ownerRef(refOwner, corner[0])
	case len(edges) <= leafEdges:
		return g.leaf(s, edges, corner)
	case s.log == 0:
		owner, border := single(geo.Point{Lon: int32(s.west), Lat: int32(s.south)}, edges, corner)
		if border {
			return ownerRef(refBorder, owner)
		}
		return ownerRef(refOwner, owner)
	}
	at := len(g.tree.inner)
	g.tree.inner = append(g.tree.inner, 0, 0, 0, 0)
	for q := range 4 {
		c := s.child(q)
		part := make([]segment, 0, len(edges))
		inside := slices.Clone(corner)
		for i := range edges {
			e := &edges[i]
			if crossesBetweenCorners(e.low, e.high, s, c) {
				inside = toggle(inside, e.cells)
			}
			if near(c, e.low, e.high) {
				part = append(part, *e)
			}
		}
		child := g.node(c, part, inside)
		g.tree.inner[at+q] = child
	}
	return makeRef(refInner, at)
}

func (g *gardener) leaf(s square, edges []segment, corner []int32) ref {
	t := g.tree
	if !g.draft.draw(s, edges, corner) {
		return refCrowd
	}
	if g.draft.narrow {
		at := len(t.compact)
		t.compact = appendLeaf(t.compact, &g.draft)
		return makeRef(refCompact, at)
	}
	at := len(t.wide)
	t.wide = appendLeaf(t.wide, &g.draft)
	return makeRef(refWide, at)
}

// crossesBetweenCorners reports whether the path from the corner of s west and then south on half units to the corner of c,
// a quarter of s, crosses ab an odd number of times. Every border that it crosses is near s.
func crossesBetweenCorners(a, b geo.Point, s, c square) bool {
	crosses := false
	if c.east() != s.east() && crossesRowBetween(a, b, s.north(), c.east(), s.east()) {
		crosses = !crosses
	}
	if c.north() != s.north() && crossesColumnBetween(a, b, c.east(), c.north(), s.north()) {
		crosses = !crosses
	}
	return crosses
}

// crossesRowBetween reports whether ab crosses the row just north of lat+½ between the columns west+½ and east+½.
func crossesRowBetween(a, b geo.Point, lat, west, east int64) bool {
	if lat < math.MinInt32 || lat > math.MaxInt32 {
		return false // beyond the lattice there is no border
	}
	row := int32(lat)
	if (a.Lat <= row) == (b.Lat <= row) {
		return false
	}
	// The same as above with the axes changed over.
	a, b = geo.Point{Lon: a.Lat, Lat: a.Lon}, geo.Point{Lon: b.Lat, Lat: b.Lon}
	eastOf := func(twiceLon int64) bool {
		side := above(a, b, row, twiceLon)
		// Through the corner itself: just north of it, the edge is where it leans.
		return side > 0 || side == 0 && (b.Lon > a.Lon) == (b.Lat > a.Lat)
	}
	return eastOf(2*west+1) && !eastOf(2*east+1)
}

// crossesColumnBetween reports whether ab crosses the column lon+½ between the rows just north of south+½ and north+½.
func crossesColumnBetween(a, b geo.Point, lon, south, north int64) bool {
	if lon < math.MinInt32 || lon > math.MaxInt32 {
		return false
	}
	column := int32(lon)
	return straddlesColumn(a, b, column) && above(a, b, column, 2*south+1) > 0 && above(a, b, column, 2*north+1) <= 0
}

// near reports whether ab may touch s and the half unit around it. It may say yes to an edge that passes close by,
// which costs a little time at look-up and never a wrong answer; it never says no to one that touches.
func near(s square, a, b geo.Point) bool {
	if int64(max(a.Lon, b.Lon)) < s.west || int64(min(a.Lon, b.Lon)) > s.east()+1 ||
		int64(max(a.Lat, b.Lat)) < s.south || int64(min(a.Lat, b.Lat)) > s.north()+1 {
		return false
	}
	// Distance of the square's centre from the line, against the square's reach across it, with room for rounding.
	dx, dy := float64(b.Lon)-float64(a.Lon), float64(b.Lat)-float64(a.Lat)
	half := float64(s.side()) / 2
	cx, cy := float64(s.west)+half-0.5-float64(a.Lon), float64(s.south)+half-0.5-float64(a.Lat)
	return math.Abs(dx*cy-dy*cx) <= (half+1)*(math.Abs(dx)+math.Abs(dy))*(1+1e-9)
}
