package demo

import (
	"cmp"
	"math"
	"slices"

	"github.com/wangge-map/wangge/geo"
)

// bucketUnits is the side of the buckets that segments are compared in, in lattice units (about 100 m).
const bucketUnits = 10_000

// node cuts lines where they meet, so that any two segments of the result share whole segments, ends, or nothing. The
// places where they cross are rounded to the lattice; since that can move a segment over another by a unit, it goes on
// until nothing meets any more. All tests are exact.
func node(lines [][]geo.Point) [][]geo.Point {
	for {
		cuts := findCuts(lines)
		if len(cuts) == 0 {
			return lines
		}
		lines = applyCuts(lines, cuts)
	}
}

// cut is a vertex to put into segment seg of line.
type cut struct {
	line, seg int
	at        geo.Point
}

type segment struct {
	line, seg int
	a, b      geo.Point
}

func findCuts(lines [][]geo.Point) []cut {
	buckets := map[[2]int32][]segment{}
	var order [][2]int32 // buckets in the order they were first used, since that of a map is random
	for i, line := range lines {
		for k := 1; k < len(line); k++ {
			s := segment{i, k - 1, line[k-1], line[k]}
			b := geo.EmptyBound().Extend(s.a).Extend(s.b)
			for x := b.Min.Lon / bucketUnits; x <= b.Max.Lon/bucketUnits; x++ {
				for y := b.Min.Lat / bucketUnits; y <= b.Max.Lat/bucketUnits; y++ {
					key := [2]int32{x, y}
					if buckets[key] == nil {
						order = append(order, key)
					}
					buckets[key] = append(buckets[key], s)
				}
			}
		}
	}
	var cuts []cut
	for _, key := range order {
		in := buckets[key]
		for i := range in {
			for j := range i {
				cuts = meet(cuts, in[i], in[j])
			}
		}
	}
	return cuts
}

// meet appends the cuts that s and t need where they touch or cross.
func meet(cuts []cut, s, t segment) []cut {
	if max(s.a.Lon, s.b.Lon) < min(t.a.Lon, t.b.Lon) || max(t.a.Lon, t.b.Lon) < min(s.a.Lon, s.b.Lon) ||
		max(s.a.Lat, s.b.Lat) < min(t.a.Lat, t.b.Lat) || max(t.a.Lat, t.b.Lat) < min(s.a.Lat, s.b.Lat) {
		return cuts
	}
	sa, sb := turnOf(t.a, t.b, s.a), turnOf(t.a, t.b, s.b)
	ta, tb := turnOf(s.a, s.b, t.a), turnOf(s.a, s.b, t.b)
	touched := false
	touch := func(seg segment, side int64, p geo.Point) {
		if side == 0 && between(seg.a, seg.b, p) {
			cuts = append(cuts, cut{seg.line, seg.seg, p})
			touched = true
		}
	}
	touch(s, ta, t.a)
	touch(s, tb, t.b)
	touch(t, sa, s.a)
	touch(t, sb, s.b)
	if touched || !opposite(sa, sb) || !opposite(ta, tb) {
		return cuts
	}
	k := float64(sa) / float64(sa-sb)
	p := geo.Point{
		Lon: s.a.Lon + int32(math.Round(k*float64(s.b.Lon-s.a.Lon))),
		Lat: s.a.Lat + int32(math.Round(k*float64(s.b.Lat-s.a.Lat))),
	}
	for _, seg := range []segment{s, t} {
		if p != seg.a && p != seg.b {
			cuts = append(cuts, cut{seg.line, seg.seg, p})
		}
	}
	return cuts
}

func opposite(a, b int64) bool { return (a > 0 && b < 0) || (a < 0 && b > 0) }

// turnOf returns twice the signed area of abc: positive when c is left of ab.
func turnOf(a, b, c geo.Point) int64 {
	return int64(b.Lon-a.Lon)*int64(c.Lat-a.Lat) - int64(c.Lon-a.Lon)*int64(b.Lat-a.Lat)
}

// between reports whether p, known to be on the line through a and b, lies strictly between them.
func between(a, b, p geo.Point) bool {
	return p != a && p != b &&
		p.Lon >= min(a.Lon, b.Lon) && p.Lon <= max(a.Lon, b.Lon) && p.Lat >= min(a.Lat, b.Lat) && p.Lat <= max(a.Lat, b.Lat)
}

// applyCuts returns the lines with the cuts put in, in order along each segment.
func applyCuts(lines [][]geo.Point, cuts []cut) [][]geo.Point {
	bySegment := map[[2]int][]geo.Point{}
	for _, c := range cuts {
		key := [2]int{c.line, c.seg}
		bySegment[key] = append(bySegment[key], c.at)
	}
	out := make([][]geo.Point, len(lines))
	for i, line := range lines {
		var next []geo.Point
		for k, p := range line {
			if len(next) == 0 || next[len(next)-1] != p {
				next = append(next, p)
			}
			at := bySegment[[2]int{i, k}]
			slices.SortFunc(at, func(q, r geo.Point) int { return cmp.Compare(squared(p, q), squared(p, r)) })
			for _, q := range at {
				if next[len(next)-1] != q {
					next = append(next, q)
				}
			}
		}
		out[i] = next
	}
	return out
}

func squared(p, q geo.Point) int64 {
	dx, dy := int64(q.Lon-p.Lon), int64(q.Lat-p.Lat)
	return dx*dx + dy*dy
}
