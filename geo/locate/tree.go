package locate

import (
	"math/bits"

	"github.com/wangge-map/wangge/geo"
)

// tree is a quadtree over the lattice whose upper levels are replaced by one directory of equal squares: a look-up reads
// one entry of it, descends a level or two at most where the borders are dense, and ends in a node that needs nothing else.
//
// A node that no border passes is a single number, the owner. A node on borders is a leaf (leaf.go).
type tree struct {
	west      int32 // the directory begins here
	south     int32
	shift     uint // log2 of a directory square's side
	columns   uint64
	rows      uint64
	directory []ref // row by row, from the south-west
	inner     []ref // four children each: south-west, south-east, north-west, north-east
	compact   []record[int16]
	wide      []record[int32]
}

// ref names a node. Its low bits say of what kind.
type ref uint32

const (
	refOwner   ref = iota // the rest is 1 + the owner, 0 for nobody
	refBorder             // a single point on a border; the rest is as above
	refInner              // the rest indexes inner
	refCompact            // the rest indexes compact
	refWide               // the rest indexes wide
	refCrowd              // too many cells over one another for a leaf: the R-tree must be asked
	refBits    = 3
	refKind    = 1<<refBits - 1
)

func makeRef(kind ref, n int) ref { return ref(n)<<refBits | kind }

func ownerRef(kind ref, owner int32) ref { return makeRef(kind, int(owner+1)) }

func (r ref) owner() int32 { return int32(r>>refBits) - 1 }

// seek returns the node whose square holds p, with the place of p in that square. Outside the directory it returns the node
// that nobody owns.
func (t *tree) seek(p geo.Point) (r ref, x, y int64) {
	x, y = int64(p.Lon)-int64(t.west), int64(p.Lat)-int64(t.south)
	column, row := uint64(x)>>t.shift, uint64(y)>>t.shift // west or south of the directory: huge
	if column >= t.columns || row >= t.rows {
		return refOwner, 0, 0
	}
	shift := t.shift
	r = t.directory[row*t.columns+column]
	for r&refKind == refInner {
		shift--
		r = t.inner[int64(r>>refBits)+(x>>shift&1)+(y>>shift&1)<<1]
	}
	mask := int64(1)<<shift - 1
	return r, x & mask, y & mask
}

const (
	// directorySquares is how many squares of the directory there may be for each cell; there are at least a quarter as many.
	directorySquares = 8
	maxDirectory     = 1 << 25 // squares: 128 MB
	// maxShift keeps every difference of coordinates that a leaf holds within an int32: a square of 2^28 and an edge of
	// maxEdge that touches it.
	maxShift = 28
)

// lay makes an empty directory over bound.
func (t *tree) lay(bound geo.Bound, cells int) {
	t.west, t.south = bound.Min.Lon, bound.Min.Lat
	// One column and row more than the bound, so that the eastern edge lies outside every cell.
	width, height := uint64(int64(bound.Max.Lon)-int64(t.west)+1), uint64(int64(bound.Max.Lat)-int64(t.south)+1)
	most := min(uint64(cells)*directorySquares, maxDirectory)
	t.shift = min(maxShift, uint(bits.Len64(max(width, height))))
	for t.shift > 0 && (width>>(t.shift-1)+1)*(height>>(t.shift-1)+1) <= most {
		t.shift--
	}
	t.columns, t.rows = width>>t.shift+1, height>>t.shift+1
	t.directory = make([]ref, t.columns*t.rows)
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

// squareAt returns a square of the directory.
func (t *tree) squareAt(column, row int64) square {
	return square{int64(t.west) + column<<t.shift, int64(t.south) + row<<t.shift, t.shift}
}
