package locate

import (
	"slices"

	"github.com/wangge-map/wangge/geo"
)

// Find returns the owner of p. ok is false when p is in no cell. It does not allocate.
func (ix *Index) Find(p geo.Point) (cell int32, ok bool) {
	t := &ix.tree
	r, inside := t.seek(p)
	if !inside {
		return -1, false
	}
	if r&3 == refOwner {
		cell = int32(r>>2) - 1
		return cell, cell >= 0
	}
	leaf := t.leaves[r>>2:]
	east, north, parts := leaf[0], leaf[1], leaf[2]
	leaf = leaf[3:]
	for range parts {
		head, stretches := leaf[0], int(leaf[1])
		if t.holds(p, east, north, head&1 == 1, leaf[2:2+2*stretches]) {
			return head >> 1, true
		}
		leaf = leaf[2+2*stretches:]
	}
	return -1, false
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

// holds reports whether the cell whose border has these stretches in the leaf holds p.
func (t *tree) holds(p geo.Point, east, north int32, atCorner bool, stretches []int32) bool {
	inside := atCorner
	for i := 0; i < len(stretches); i += 2 {
		first := stretches[i]
		chain := t.v.at[first : first+stretches[i+1]+1]
		a := chain[0]
		for _, b := range chain[1:] {
			if crossesEast(a, b, p, east) {
				inside = !inside
			}
			if straddlesColumn(a, b, east) && crossesNorth(a, b, east, p.Lat, north) {
				inside = !inside
			}
			a = b
		}
	}
	return inside
}

// onBorder reports whether p lies on an edge of any cell.
func (ix *Index) onBorder(p geo.Point) bool {
	t := &ix.tree
	r, inside := t.seek(p)
	if !inside || r&3 != refLeaf {
		return false
	}
	leaf := t.leaves[r>>2:]
	parts := leaf[2]
	leaf = leaf[3:]
	for range parts {
		stretches := leaf[2 : 2+2*int(leaf[1])]
		for i := 0; i < len(stretches); i += 2 {
			for e := stretches[i]; e < stretches[i]+stretches[i+1]; e++ {
				if on(t.v.at[e], t.v.at[e+1], p) {
					return true
				}
			}
		}
		leaf = leaf[2+len(stretches):]
	}
	return false
}
