package demo

import (
	"math/rand/v2"
	"sort"
)

const (
	stepM     = 10.0 // between the samples of a street
	overrunM  = 45.0 // how far a street runs past the rim or the river, so that it surely crosses; the rest is cut off
	shortestM = 110.0
)

// growStreets traces the streets of settlement home, the old core first. Lines already there keep their distance.
func growStreets(home int, s settlement, roads []stroke, river []vec, rng *rand.Rand) []stroke {
	f := field{home: s, seed: uint64(50 + home)}
	taken := newCrowd()
	for _, r := range roads {
		f.lines = append(f.lines, r.line)
		taken.add(r.line)
	}
	f.lines = append(f.lines, river)
	taken.add(river)
	taken.add(append(append([]vec{}, s.rim...), s.rim[0]))

	t := tracer{field: f, taken: taken, river: river}
	var out []stroke
	for i, seed := range seeds(s, rng) {
		for _, major := range []bool{i%2 == 0, i%2 == 1} {
			line := t.trace(seed, major)
			if length(line) < shortestM {
				continue
			}
			taken.add(line)
			out = append(out, stroke{kind: street, rank: 3, line: line, home: home})
		}
	}
	return out
}

// seeds returns places to start a street from: a jittered grid inside the rim, nearest to the centre first.
func seeds(s settlement, rng *rand.Rand) []vec {
	lo, hi := bounds(s.rim)
	const gap = 36
	var out []vec
	for y := lo.y; y < hi.y; y += gap {
		for x := lo.x; x < hi.x; x += gap {
			p := vec{x + gap*rng.Float64(), y + gap*rng.Float64()}
			if within(p, s.rim) && toRing(p, s.rim) > 30 {
				out = append(out, p)
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].distance(s.centre) < out[j].distance(s.centre) })
	return out
}

type tracer struct {
	field field
	taken *crowd
	river []vec
}

// trace returns the street through seed, or nothing when another runs too near.
func (t *tracer) trace(seed vec, major bool) []vec {
	dir := t.field.direction(seed, major)
	if t.taken.parallel(seed, dir, t.field.spacing(seed, major)) {
		return nil
	}
	back := t.walk(seed, dir.mul(-1), major)
	ahead := t.walk(seed, dir, major)
	line := make([]vec, 0, len(back)+len(ahead)+1)
	for i := len(back) - 1; i >= 0; i-- {
		line = append(line, back[i])
	}
	return append(append(line, seed), ahead...)
}

// walk follows the field from p until the rim, the river or another street stops it.
func (t *tracer) walk(p, dir vec, major bool) []vec {
	var out []vec
	over := 0.0
	for range 220 {
		d := t.field.direction(p, major)
		if d.dot(dir) < 0 {
			d = d.mul(-1)
		}
		// Half of the old direction: streets bend, they do not turn corners.
		dir = d.add(dir).unit()
		next := p.add(dir.mul(stepM))
		if over > 0 || !within(next, t.field.home.rim) || crosses(p, next, t.river) {
			if over += stepM; over > overrunM {
				return out
			}
		} else if t.taken.parallel(next, dir, 0.55*t.field.spacing(next, major)) {
			return out
		}
		out = append(out, next)
		p = next
	}
	return out
}

// crosses reports whether the segment ab properly crosses line.
func crosses(a, b vec, line []vec) bool {
	for i := 1; i < len(line); i++ {
		c, d := line[i-1], line[i]
		if b.sub(a).cross(c.sub(a))*b.sub(a).cross(d.sub(a)) < 0 && d.sub(c).cross(a.sub(c))*d.sub(c).cross(b.sub(c)) < 0 {
			return true
		}
	}
	return false
}

func bounds(line []vec) (lo, hi vec) {
	lo, hi = line[0], line[0]
	for _, p := range line {
		lo = vec{min(lo.x, p.x), min(lo.y, p.y)}
		hi = vec{max(hi.x, p.x), max(hi.y, p.y)}
	}
	return lo, hi
}
