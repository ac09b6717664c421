package mosaic

import (
	"cmp"
	"slices"

	"github.com/wangge-map/wangge/geo"
)

// side is an edge of a shape after insertions.
type side struct {
	a, b     geo.Point
	from, to int  // the insertions that its ends come from, -1 for a vertex of the shape itself
	moved    bool // it does not lie on the edge that was there before
}

// withoutTouching returns found without those vertices that would make the border of m touch itself. Vertices exactly on
// an edge change no geometry and stay; of the others, those at the ends of a side that touches another are given up,
// until none does.
func withoutTouching(m geo.MultiPolygon, found []insertion) []insertion {
	for slices.ContainsFunc(found, func(in insertion) bool { return in.side != 0 }) {
		refused := make([]bool, len(found))
		any := false
		eachTouch(sidesOf(m, found), func(s side) {
			for _, i := range []int{s.from, s.to} {
				if s.moved && i >= 0 && found[i].side != 0 {
					refused[i], any = true, true
				}
			}
		})
		if !any {
			break
		}
		kept := found[:0:0]
		for i, in := range found {
			if !refused[i] {
				kept = append(kept, in)
			}
		}
		found = kept
	}
	return found
}

// sidesOf returns the edges of m with what is in order put in.
func sidesOf(m geo.MultiPolygon, in []insertion) []side {
	sides := make([]side, 0, m.Vertices()+len(in))
	next := 0
	for i, poly := range m {
		for j, r := range poly {
			for k, a := range r {
				s := side{a: a, from: -1, to: -1}
				for next < len(in) && in[next].poly == i && in[next].ring == j && in[next].edge == k {
					s.b, s.to = in[next].at, next
					sides = append(sides, s.judged(in))
					s = side{a: s.b, from: next, to: -1}
					next++
				}
				s.b = r[(k+1)%len(r)]
				sides = append(sides, s.judged(in))
			}
		}
	}
	return sides
}

func (s side) judged(in []insertion) side {
	s.moved = s.from >= 0 && in[s.from].side != 0 || s.to >= 0 && in[s.to].side != 0
	return s
}

// eachTouch calls fn for both of every two sides that touch other than end to end, where at least one has moved. It sweeps
// from south to north, so that only sides at the same latitudes are compared.
func eachTouch(sides []side, fn func(side)) {
	slices.SortFunc(sides, func(s, t side) int { return cmp.Compare(min(s.a.Lat, s.b.Lat), min(t.a.Lat, t.b.Lat)) })
	var active []int
	for i, s := range sides {
		south := min(s.a.Lat, s.b.Lat)
		west, east := min(s.a.Lon, s.b.Lon), max(s.a.Lon, s.b.Lon)
		kept := active[:0]
		for _, k := range active {
			t := sides[k]
			if max(t.a.Lat, t.b.Lat) < south {
				continue
			}
			kept = append(kept, k)
			if (s.moved || t.moved) && min(t.a.Lon, t.b.Lon) <= east && max(t.a.Lon, t.b.Lon) >= west && touch(s, t) {
				fn(s)
				fn(t)
			}
		}
		active = append(kept, i)
	}
}

// touch reports whether s and t have a point in common other than one end that they share.
func touch(s, t side) bool {
	if s.a == t.a || s.b == t.b { // turned, so that the shared end is s.b and t.a
		if s.a == t.a {
			s.a, s.b = s.b, s.a
		} else {
			t.a, t.b = t.b, t.a
		}
	} else if s.a == t.b {
		s.a, s.b, t.a, t.b = s.b, s.a, t.b, t.a
	}
	if s.b == t.a {
		return on(s.a, s.b, t.b) || on(t.a, t.b, s.a)
	}
	return meet(s.a, s.b, t.a, t.b)
}
