package demo

import "math"

// smooth returns a Catmull-Rom curve through the control points, sampled about every step metres. An open curve keeps
// its ends; a closed one is returned without the first point repeated.
func smooth(control []vec, step float64, closed bool) []vec {
	n := len(control)
	at := func(i int) vec {
		if closed {
			return control[(i+n)%n]
		}
		return control[min(max(i, 0), n-1)]
	}
	spans := n - 1
	if closed {
		spans = n
	}
	var out []vec
	for i := range spans {
		a, b, c, d := at(i-1), at(i), at(i+1), at(i+2)
		parts := max(1, int(math.Round(b.distance(c)/step)))
		for k := range parts {
			out = append(out, catmullRom(a, b, c, d, float64(k)/float64(parts)))
		}
	}
	if !closed {
		out = append(out, control[n-1])
	}
	return out
}

// catmullRom returns the point at t in [0, 1] of the uniform Catmull-Rom span from b to c.
func catmullRom(a, b, c, d vec, t float64) vec {
	t2, t3 := t*t, t*t*t
	return a.mul(-t3 + 2*t2 - t).add(b.mul(3*t3 - 5*t2 + 2)).add(c.mul(-3*t3 + 4*t2 + t)).add(d.mul(t3 - t2)).mul(0.5)
}

// wobble moves each sample sideways by noise of the given height and wave length, both in metres. The ends of an open
// line stay.
func wobble(line []vec, height, wave float64, seed uint64, closed bool) []vec {
	n := len(line)
	out := make([]vec, n)
	for i, p := range line {
		var dir vec
		switch {
		case closed:
			dir = line[(i+1)%n].sub(line[(i+n-1)%n]).unit()
		case i == 0 || i == n-1:
			out[i] = p
			continue
		default:
			dir = line[i+1].sub(line[i-1]).unit()
		}
		out[i] = p.add(dir.left().mul(height * noise(p, wave, seed)))
	}
	return out
}

// noise returns smooth value noise in [-1, 1] that varies over wave metres.
func noise(p vec, wave float64, seed uint64) float64 {
	x, y := p.x/wave, p.y/wave
	x0, y0 := math.Floor(x), math.Floor(y)
	u, v := ease(x-x0), ease(y-y0)
	corner := func(dx, dy float64) float64 { return hash(int64(x0+dx), int64(y0+dy), seed) }
	low := corner(0, 0) + (corner(1, 0)-corner(0, 0))*u
	high := corner(0, 1) + (corner(1, 1)-corner(0, 1))*u
	return low + (high-low)*v
}

func ease(t float64) float64 { return t * t * (3 - 2*t) }

// hash returns a number in [-1, 1) that looks random (the finaliser of splitmix64 over the three inputs).
func hash(x, y int64, seed uint64) float64 {
	h := uint64(x)*0x9e3779b97f4a7c15 ^ uint64(y)*0xc2b2ae3d27d4eb4f ^ seed*0x165667b19e3779f9
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	h ^= h >> 31
	return float64(h>>11)/(1<<52) - 1
}

// ribbon returns the open ring around line at half a width that widthM gives for the distance run, counter-clockwise.
func ribbon(line []vec, widthM func(m float64) float64) []vec {
	n := len(line)
	ring := make([]vec, 2*n)
	run := 0.0
	for i, p := range line {
		if i > 0 {
			run += p.distance(line[i-1])
		}
		dir := line[min(i+1, n-1)].sub(line[max(i-1, 0)]).unit()
		side := dir.left().mul(widthM(run) / 2)
		ring[i] = p.sub(side)
		ring[2*n-1-i] = p.add(side)
	}
	return ring
}

// blob returns a rounded, uneven open ring about centre with the mean radii rx and ry, turned by angle, of n points.
func blob(centre vec, rx, ry, angle float64, n int, seed uint64) []vec {
	ring := make([]vec, n)
	for i := range ring {
		a := 2 * math.Pi * float64(i) / float64(n)
		c := vec{math.Cos(a), math.Sin(a)}
		k := 1 + 0.28*noise(c.mul(2), 1.3, seed) + 0.10*noise(c.mul(6), 1, seed+1)
		ring[i] = centre.add(turn(vec{c.x * rx * k, c.y * ry * k}, angle))
	}
	return ring
}

// turn returns v turned counter-clockwise by angle in radians.
func turn(v vec, angle float64) vec {
	s, c := math.Sincos(angle)
	return vec{v.x*c - v.y*s, v.x*s + v.y*c}
}
