package locate

import (
	"slices"

	"github.com/wangge-map/wangge/geo"
)

// Find returns the owner of p. ok is false when p is in no cell. It does not allocate.
func (ix *Index) Find(p geo.Point) (cell int32, ok bool) {
	t := &ix.tree
	r, x, y := t.seek(p)
	switch n := r >> refBits; r & refKind {
	case refCompact:
		cell = ownerIn(t.compact[n:], x, y)
	case refWide:
		cell = ownerIn(t.wide[n:], x, y)
	case refCrowd:
		cell = ix.lowest(p)
	default:
		cell = r.owner()
	}
	return cell, cell >= 0
}

// Owners appends every cell that holds p by the half-open rule to dst, lowest code first: more than one where cells
// overlap. Find gives the first of them, quicker.
func (ix *Index) Owners(p geo.Point, dst []int32) []int32 {
	from := len(dst)
	ix.boxes.Search(box(p), box(p), func(_, _ [2]float64, cell int32) bool {
		if ix.border.holds(cell, p) {
			dst = append(dst, cell)
		}
		return true
	})
	slices.Sort(dst[from:])
	return dst
}

// lowest returns the first of the cells that hold p, -1 when none does. It asks each cell there may be.
func (ix *Index) lowest(p geo.Point) int32 {
	first := int32(-1)
	ix.boxes.Search(box(p), box(p), func(_, _ [2]float64, cell int32) bool {
		if (first < 0 || cell < first) && ix.border.holds(cell, p) {
			first = cell
		}
		return true
	})
	return first
}

// onBorder reports whether p lies on an edge of any cell.
func (ix *Index) onBorder(p geo.Point) bool {
	t := &ix.tree
	r, x, y := t.seek(p)
	switch n := r >> refBits; r & refKind {
	case refCompact:
		return touches(t.compact[n:], x, y)
	case refWide:
		return touches(t.wide[n:], x, y)
	case refCrowd:
		return ix.onAnyBorder(p)
	default:
		return r&refKind == refBorder
	}
}

// onAnyBorder asks each cell there may be.
func (ix *Index) onAnyBorder(p geo.Point) (found bool) {
	ix.boxes.Search(box(p), box(p), func(_, _ [2]float64, cell int32) bool {
		found = ix.border.touches(cell, p)
		return !found
	})
	return found
}
