package tiles

import "github.com/wangge-map/wangge/geo"

// For tests: what is not for callers.

// KeyOf is keyOf.
func KeyOf(p geo.Point) uint64 { return keyOf(p) }

// TileAt is tileAt.
func TileAt(p geo.Point, z uint32) TileID { return tileAt(keyOf(p), z) }

// Covered reports whether cover(b) holds p, and how many spans it has.
func Covered(b geo.Bound, p geo.Point) (held bool, spans int) {
	all := cover(b)
	for _, s := range all {
		if key := keyOf(p); key >= s.first && key <= s.last {
			held = true
		}
	}
	return held, len(all)
}

// WaitForMerges returns when no merge is under way.
func (l *Live) WaitForMerges() { l.merging.Wait() }

// Segments returns the number of rows of each segment, dead ones included.
func (l *Live) Segments() []int {
	var out []int
	for _, p := range l.picture.Load().parts {
		out = append(out, p.len())
	}
	return out
}
