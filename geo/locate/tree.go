package locate

import (
	"math"
	"math/bits"

	"github.com/wangge-map/wangge/geo"
)

// tree is a quadtree over the lattice whose upper levels are replaced by one directory: a look-up reads one entry of it and
// descends a few levels at most.
//
// A leaf that no border passes is a single number, the owner. A leaf on borders lists the cells that may own a point in
// it; for each, whether it holds the leaf's north-eastern corner R, and the stretches of its border that come near the
// leaf. A point is in a cell if the path from it to R, east and then north along the leaf's edge, crosses the cell's border
// an even number of times and R is in the cell, or an odd number of times and R is not. The path's second leg lies on
// half a unit, where no vertex is; an edge may pass through the corner at (east+½, north+½), so R is meant just north of it.
type tree struct {
	v         *vertices
	west      int32 // the tree's square begins here
	south     int32
	shift     uint // log2 of a directory square's side
	columns   uint // log2 of the directory's width
	directory []ref
	inner     []ref   // four children each: south-west, south-east, north-west, north-east
	leaves    []int32 // see leafWriter
}

// ref names a node. Its two low bits say of what kind.
type ref uint32

const (
	refOwner ref = iota // the rest is 1 + the owner, 0 for nobody
	refInner            // the rest indexes inner
	refLeaf             // the rest indexes leaves
)

func makeRef(kind ref, n int) ref { return ref(n)<<2 | kind }

const (
	// leafEdges is how many edges a leaf may hold before it is divided. The benchmark chose it: half as many take a third
	// more memory and are hardly quicker, twice as many are slower by a quarter.
	leafEdges = 12
	// directorySquares is how many squares of the directory there are for each cell, about.
	directorySquares = 4
	maxDirectory     = 1 << 11 // columns and rows: 2^22 squares, 16 MB
)

// part is what one cell has in a square while the tree is being built.
type part struct {
	cell     int32
	atCorner bool    // the square's north-eastern corner is in the cell
	edges    []int32 // those that come near the square
}

// square is a part of the lattice: side·side points from west, south.
type square struct {
	west, south int64
	log         uint // log2 of side
}

func (s square) side() int64  { return 1 << s.log }
func (s square) east() int64  { return s.west + s.side() - 1 } // the last column inside
func (s square) north() int64 { return s.south + s.side() - 1 }

// child returns quarter q: bit 0 for east, bit 1 for north.
func (s square) child(q int) square {
	half := s.side() / 2
	return square{s.west + int64(q&1)*half, s.south + int64(q>>1)*half, s.log - 1}
}

// plant builds the tree.
func plant(v *vertices, bound geo.Bound, cells int) tree {
	t := tree{v: v}
	if bound.IsEmpty() {
		return t
	}
	// One column and row more than the bound, so that the first corner lies outside every cell.
	width := max(int64(bound.Max.Lon)-int64(bound.Min.Lon), int64(bound.Max.Lat)-int64(bound.Min.Lat)) + 2
	root := square{int64(bound.Min.Lon), int64(bound.Min.Lat), uint(bits.Len64(uint64(width - 1)))}
	t.west, t.south = bound.Min.Lon, bound.Min.Lat
	wanted := math.Sqrt(float64(cells) * directorySquares)
	t.columns = min(uint(bits.Len64(uint64(min(wanted, maxDirectory-1)))), root.log)
	t.shift = root.log - t.columns
	t.directory = make([]ref, 1<<(2*t.columns))
	t.grow(root, t.rootParts())
	return t
}

func (t *tree) rootParts() []part {
	var parts []part
	for _, r := range t.v.rings {
		if n := len(parts); n == 0 || parts[n-1].cell != r.cell {
			parts = append(parts, part{cell: r.cell})
		}
		p := &parts[len(parts)-1]
		for e := r.from; e < r.until; e++ {
			p.edges = append(p.edges, e)
		}
	}
	return parts
}

// grow fills the directory below s.
func (t *tree) grow(s square, parts []part) {
	if s.log > t.shift && !isLeaf(s, parts) {
		for q := range 4 {
			c := s.child(q)
			t.grow(c, t.within(s, c, parts))
		}
		return
	}
	r := t.node(s, parts)
	// A leaf may be larger than a square of the directory: then many entries name it.
	n := int64(1) << (s.log - min(s.log, t.shift))
	x, y := (s.west-int64(t.west))>>t.shift, (s.south-int64(t.south))>>t.shift
	for row := y; row < y+n; row++ {
		for column := x; column < x+n; column++ {
			t.directory[row<<t.columns|column] = r
		}
	}
}

// isLeaf reports whether s needs no division.
func isLeaf(s square, parts []part) bool {
	n := 0
	for i := range parts {
		n += len(parts[i].edges)
	}
	return n <= leafEdges || s.log == 0
}

func (t *tree) node(s square, parts []part) ref {
	if !isLeaf(s, parts) {
		at := len(t.inner)
		t.inner = append(t.inner, 0, 0, 0, 0)
		for q := range 4 {
			c := s.child(q)
			child := t.node(c, t.within(s, c, parts))
			t.inner[at+q] = child
		}
		return makeRef(refInner, at)
	}
	for i := range parts {
		if len(parts[i].edges) > 0 {
			return t.leaf(s, parts)
		}
	}
	owner := int32(-1)
	for i := len(parts) - 1; i >= 0; i-- {
		if parts[i].atCorner {
			owner = parts[i].cell // the last one set is the lowest
		}
	}
	return makeRef(refOwner, int(owner+1))
}

// within returns what the cells have in c, a quarter of s. The corner of c is reached from that of s by a path west and
// then south on half units; every border that it crosses is near s.
func (t *tree) within(s, c square, parts []part) []part {
	out := make([]part, 0, len(parts))
	for i := range parts {
		p := part{cell: parts[i].cell, atCorner: parts[i].atCorner}
		for _, e := range parts[i].edges {
			a, b := t.v.at[e], t.v.at[e+1]
			if c.east() != s.east() && crossesRowBetween(a, b, s.north(), c.east(), s.east()) {
				p.atCorner = !p.atCorner
			}
			if c.north() != s.north() && crossesColumnBetween(a, b, c.east(), c.north(), s.north()) {
				p.atCorner = !p.atCorner
			}
			if near(c, a, b) {
				p.edges = append(p.edges, e)
			}
		}
		if p.atCorner || len(p.edges) > 0 {
			out = append(out, p)
		}
	}
	return out
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

// leaf writes a leaf on borders:
//
//	east, north, number of parts
//	for each part:  cell (shifted left by one, plus 1 if it holds the corner), number of stretches
//	for each stretch of border:  first edge, number of edges
func (t *tree) leaf(s square, parts []part) ref {
	at := len(t.leaves)
	t.leaves = append(t.leaves, clamp32(s.east()), clamp32(s.north()), int32(len(parts)))
	for i := range parts {
		p := &parts[i]
		head := p.cell << 1
		if p.atCorner {
			head |= 1
		}
		t.leaves = append(t.leaves, head, 0)
		counts := len(t.leaves) - 1
		for j, e := range p.edges {
			if last := len(t.leaves) - 1; j > 0 && p.edges[j-1]+1 == e {
				t.leaves[last]++
				continue
			}
			t.leaves = append(t.leaves, e, 1)
			t.leaves[counts]++
		}
	}
	return makeRef(refLeaf, at)
}

// clamp32 brings a leaf's eastern or northern edge back to what an int32 holds. The root square may reach beyond the
// lattice, where there is neither border nor point, so nothing lies between the edge and where it is put.
func clamp32(v int64) int32 { return int32(min(v, math.MaxInt32)) }

// seek returns the node whose square holds p, which is not outside the tree's square.
func (t *tree) seek(p geo.Point) (ref, bool) {
	x, y := uint64(int64(p.Lon)-int64(t.west)), uint64(int64(p.Lat)-int64(t.south)) // below west or south: huge
	column, row := x>>t.shift, y>>t.shift
	if column>>t.columns != 0 || row>>t.columns != 0 || len(t.directory) == 0 {
		return 0, false
	}
	r := t.directory[row<<t.columns|column]
	for shift := t.shift; r&3 == refInner; {
		shift--
		r = t.inner[uint64(r>>2)+(x>>shift&1)+(y>>shift&1)<<1]
	}
	return r, true
}
