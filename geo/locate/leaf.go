package locate

import (
	"math"
	"math/bits"
	"slices"

	"github.com/wangge-map/wangge/geo"
)

// A leaf is a square that borders pass. It lists the edges that come near it, each once however many cells it bounds, and
// the cells that may own a point in it. A set of cells is a bit mask.
//
// Take the corner R, half a unit beyond the last column and row; an edge may pass through it, so R is meant just north of
// it. The path from a point to R runs east to the column east+½ and then north along it. A cell holds the point if it
// holds R and the path crosses its border an even number of times, or does not and the number is odd. Where an edge
// crosses the column is known beforehand, so that what it means for a point comes down to the rows [from, until) in which
// the point's way east crosses the edge if the point is left of it, and the rows below a row in which its way north does.
//
// An edge that only touches the square, and one whose every crossing cancels out, decides nothing; it is listed last, to
// tell whether a point is on a border.
//
// The records of a leaf lie one after another: the head, the edges, then the cells that the head has no room for. Most
// squares and edges are so small that int16 holds every number: such a leaf is two or three cache lines.
type record[T int16 | int32] [8]T

// The fields of an edge. Coordinates are relative to the south-west of the square; the edge begins at its southern end.
const (
	edgeX = iota
	edgeY
	edgeDX
	edgeDY // never negative
	edgeFrom
	edgeUntil
	edgeBelow
	edgeCells // those whose border it is
)

// The fields of a head. A cell takes two fields, so that it fits an int16 each.
const (
	headCounts  = iota // edges that decide, plus 256 × all edges
	headCorner         // the cells that hold R
	headCells          // the first three, in the order of codes
	headNumbers = 3    // cells in the head
	moreNumbers = 4    // cells in a record after the edges
)

const (
	// leafEdges is how many edges a leaf may hold before it is divided. The benchmark chose it.
	leafEdges = 12
	// leafCells is how many cells' bits fit a field.
	leafCells = 15
	// compactLog is log2 of the largest square whose rows fit an int16, the one behind the last included.
	compactLog = 14
	// maxRecords is how many records a leaf has at most.
	maxRecords = 1 + leafEdges + (leafCells-headNumbers)/moreNumbers
)

// decide returns the cells of the leaf that hold the point at x, y. It has no branches but the loop's.
func decide[T int16 | int32](leaf []record[T], x, y int64) uint32 {
	head := &leaf[0]
	edges := leaf[1 : 1+int(head[headCounts]&0xff)]
	cells := int64(head[headCorner])
	for i := range edges {
		e := &edges[i]
		// All three are negative for yes; so the sign of the last line says whether the edge counts.
		left := (x-int64(e[edgeX]))*int64(e[edgeDY]) - int64(e[edgeDX])*(y-int64(e[edgeY]))
		rows := (int64(e[edgeFrom]) - 1 - y) & (y - int64(e[edgeUntil]))
		below := y - int64(e[edgeBelow])
		cells ^= int64(e[edgeCells]) & (((left & rows) ^ below) >> 63)
	}
	return uint32(cells)
}

// ownerIn returns the owner of the point at x, y in the leaf, -1 for nobody.
func ownerIn[T int16 | int32](leaf []record[T], x, y int64) int32 {
	cells := decide(leaf, x, y)
	if cells == 0 {
		return -1
	}
	n := bits.TrailingZeros32(cells)
	if n < headNumbers {
		return number(&leaf[0], headCells+2*n)
	}
	n -= headNumbers
	more := leaf[1+leaf[0][headCounts]>>8:]
	return number(&more[n/moreNumbers], 2*(n%moreNumbers))
}

// number reads a cell from two fields.
func number[T int16 | int32](r *record[T], at int) int32 {
	return int32(uint32(uint16(r[at&7])) | uint32(uint16(r[(at+1)&7]))<<16)
}

// touches reports whether the point at x, y of the leaf is on one of its edges.
func touches[T int16 | int32](leaf []record[T], x, y int64) bool {
	edges := leaf[1 : 1+int(leaf[0][headCounts]>>8)]
	for i := range edges {
		e := &edges[i]
		dx, dy := int64(e[edgeDX]), int64(e[edgeDY])
		ax, ay := x-int64(e[edgeX]), y-int64(e[edgeY]) // from the edge's beginning
		if ax*dy == dx*ay && ay >= 0 && ay <= dy && ax >= min(0, dx) && ax <= max(0, dx) {
			return true
		}
	}
	return false
}

// draft is a leaf that is being made.
type draft struct {
	cells  []int32 // in the order of codes
	corner uint32
	edges  []record[int32] // those that decide first
	decide int
	narrow bool // fits int16
}

// draw makes the leaf of s. It returns false when too many cells lie over one another here.
func (d *draft) draw(s square, edges []segment, corner []int32) bool {
	d.choose(edges, corner)
	if len(d.cells) > leafCells {
		return false
	}
	d.corner = d.mask(corner)
	d.edges, d.decide, d.narrow = d.edges[:0], 0, s.log <= compactLog
	for i := range edges {
		r, decides := d.edge(s, &edges[i])
		d.edges = append(d.edges, r)
		if decides {
			last := len(d.edges) - 1
			d.edges[d.decide], d.edges[last] = d.edges[last], d.edges[d.decide]
			d.decide++
		}
		for _, v := range r[:edgeFrom] {
			d.narrow = d.narrow && v >= math.MinInt16 && v <= math.MaxInt16
		}
	}
	return true
}

// choose lists the cells that may own a point of the square: those with a border here, and those that hold all of it. Of
// the latter, only the lowest can own, and whatever comes after it can't.
func (d *draft) choose(edges []segment, corner []int32) {
	d.cells = d.cells[:0]
	for i := range edges {
		d.cells = append(d.cells, edges[i].cells...)
	}
	slices.Sort(d.cells)
	d.cells = slices.Compact(d.cells)
	for _, c := range corner { // in the order of codes
		if at, bounded := slices.BinarySearch(d.cells, c); !bounded {
			d.cells = append(d.cells[:at], c)
			return
		}
	}
}

// mask returns the set of those of cells that the leaf lists.
func (d *draft) mask(cells []int32) uint32 {
	m := uint32(0)
	for _, c := range cells {
		if at, listed := slices.BinarySearch(d.cells, c); listed {
			m |= 1 << at
		}
	}
	return m
}

// edge returns the record of e, and whether any point's cells hang on it.
func (d *draft) edge(s square, e *segment) (r record[int32], decides bool) {
	a, b := e.low, e.high
	r[edgeX], r[edgeY] = int32(int64(a.Lon)-s.west), int32(int64(a.Lat)-s.south)
	r[edgeDX], r[edgeDY] = b.Lon-a.Lon, b.Lat-a.Lat
	from, until, below := max(int64(a.Lat), s.south), min(int64(b.Lat), s.north()+1), s.south
	if east := s.east(); (int64(a.Lon) <= east) != (int64(b.Lon) <= east) {
		// The way east ends at the column: the edge counts in the rows in which it is still west of it.
		row := rowAtColumn(a, b, int32(east))
		if b.Lon > a.Lon {
			until = min(until, row)
		} else {
			from = max(from, row)
		}
		if above(a, b, int32(east), 2*s.north()+1) <= 0 {
			below = max(row, s.south)
		}
	} else if int64(a.Lon) > east {
		until = from
	}
	if until <= from {
		from, until = s.south, s.south
	}
	r[edgeFrom], r[edgeUntil], r[edgeBelow] = int32(from-s.south), int32(until-s.south), int32(below-s.south)
	r[edgeCells] = int32(d.mask(e.cells))
	return r, r[edgeCells] != 0 && (until > from || below > s.south)
}

// appendLeaf appends the leaf that d describes.
func appendLeaf[T int16 | int32](to []record[T], d *draft) []record[T] {
	if len(to)+maxRecords > cap(to) {
		to = slices.Grow(to, max(len(to), 64*maxRecords)) // doubled: append would copy some hundred megabytes four times
	}
	var head record[T]
	head[headCounts] = T(d.decide | len(d.edges)<<8)
	head[headCorner] = T(d.corner)
	for i, c := range d.cells[:min(len(d.cells), headNumbers)] {
		putNumber(&head, headCells+2*i, c)
	}
	to = append(to, head)
	for i := range d.edges {
		var e record[T]
		for j, v := range d.edges[i] {
			e[j] = T(v)
		}
		to = append(to, e)
	}
	for from := headNumbers; from < len(d.cells); from += moreNumbers {
		var more record[T]
		for i, c := range d.cells[from:min(len(d.cells), from+moreNumbers)] {
			putNumber(&more, 2*i, c)
		}
		to = append(to, more)
	}
	return to
}

func putNumber[T int16 | int32](r *record[T], at int, cell int32) {
	r[at], r[at+1] = T(int16(uint16(cell))), T(int16(uint16(cell>>16)))
}

// single answers for a square of one point: its owner, and whether it is on a border.
func single(p geo.Point, edges []segment, corner []int32) (owner int32, border bool) {
	inside := slices.Clone(corner)
	for i := range edges {
		e := &edges[i]
		border = border || on(e.low, e.high, p)
		if crossesEast(e.low, e.high, p, p.Lon) != crossesNorth(e.low, e.high, p.Lon, p.Lat, p.Lat) {
			inside = toggle(inside, e.cells)
		}
	}
	if len(inside) == 0 {
		return -1, border
	}
	return inside[0], border
}
