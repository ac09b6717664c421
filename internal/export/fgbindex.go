package export

import (
	"cmp"
	"encoding/binary"
	"io"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// fgbNodeSize is how many children a node of the index has.
const fgbNodeSize = 16

// fgbItem is a feature that the index leads to.
type fgbItem struct {
	bound   orb.Bound // empty when the feature has no geometry
	offset  uint64    // in the file of kept features
	size    uint32
	hilbert uint32
}

// sortByPlace puts the items in the order of their centres along a Hilbert curve over bound.
func sortByPlace(items []fgbItem, bound orb.Bound) {
	const most = 1<<16 - 1
	scaled := func(v, low, high float64) uint32 {
		if high <= low {
			return 0
		}
		return uint32(math.Floor(most * (v - low) / (high - low)))
	}
	for i := range items {
		if item := &items[i]; !item.bound.IsEmpty() {
			c := item.bound.Center()
			item.hilbert = hilbert(scaled(c[0], bound.Min[0], bound.Max[0]), scaled(c[1], bound.Min[1], bound.Max[1]))
		}
	}
	slices.SortStableFunc(items, func(a, b fgbItem) int { return cmp.Compare(a.hilbert, b.hilbert) })
}

// hilbert returns how far along the curve through a square of 2^16 by 2^16 the place x, y is.
func hilbert(x, y uint32) uint32 {
	const side = 1 << 16
	var d uint32
	for s := uint32(side / 2); s > 0; s /= 2 {
		right, up := x&s != 0, y&s != 0
		switch {
		case up && right:
			d += 2 * s * s
		case up:
			d += s * s
		case right:
			d += 3 * s * s
		}
		if !up { // the lower quarters are turned
			if right {
				x, y = side-1-x, side-1-y
			}
			x, y = y, x
		}
	}
	return d
}

// writeIndex writes the packed R-tree over items, which are in their final order: all nodes level by level from the root
// on, 40 bytes each: the bound, then for a leaf where its feature begins, counted from the first one, and for other nodes
// the number of their first child.
func writeIndex(w io.Writer, items []fgbItem) error {
	if len(items) == 0 {
		return nil
	}
	levels := boundsAbove(items) // [0] is the one above the leaves
	first := make([]int, len(levels)+1)
	for i := len(levels) - 1; i >= 0; i-- { // first[0] is the number of the first leaf
		first[i] = first[i+1] + len(levels[i])
	}
	var buf []byte
	for i := len(levels) - 1; i >= 0; i-- {
		for k, bound := range levels[i] {
			buf = appendNode(buf[:0], bound, uint64(first[i]+k*fgbNodeSize))
			if _, err := w.Write(buf); err != nil {
				return err
			}
		}
	}
	begins := uint64(0)
	for i := range items {
		buf = appendNode(buf[:0], items[i].bound, begins)
		if _, err := w.Write(buf); err != nil {
			return err
		}
		begins += uint64(items[i].size)
	}
	return nil
}

// boundsAbove returns the bounds of the nodes above the leaves, from the lowest level to the root: at least one level.
func boundsAbove(items []fgbItem) [][]orb.Bound {
	var level []orb.Bound
	for group := range slices.Chunk(items, fgbNodeSize) {
		b := emptyBound()
		for i := range group {
			b = b.Union(group[i].bound)
		}
		level = append(level, b)
	}
	levels := [][]orb.Bound{level}
	for len(level) > 1 {
		var above []orb.Bound
		for group := range slices.Chunk(level, fgbNodeSize) {
			b := emptyBound()
			for _, child := range group {
				b = b.Union(child)
			}
			above = append(above, b)
		}
		levels, level = append(levels, above), above
	}
	return levels
}

func appendNode(b []byte, bound orb.Bound, offset uint64) []byte {
	for _, v := range []float64{bound.Min[0], bound.Min[1], bound.Max[0], bound.Max[1]} {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return binary.LittleEndian.AppendUint64(b, offset)
}
