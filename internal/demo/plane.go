package demo

import (
	"math"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
)

// The origin of the plane: the street office, in degrees, and what a degree measures there in metres.
const (
	originLon    = 106.1469
	originLat    = 29.4089
	metresPerLon = 97_053.0
	metresPerLat = 110_843.0
)

// vec is a place or a direction on the plane: metres east and north of the origin.
type vec struct{ x, y float64 }

func (v vec) add(w vec) vec             { return vec{v.x + w.x, v.y + w.y} }
func (v vec) sub(w vec) vec             { return vec{v.x - w.x, v.y - w.y} }
func (v vec) mul(k float64) vec         { return vec{v.x * k, v.y * k} }
func (v vec) dot(w vec) float64         { return v.x*w.x + v.y*w.y }
func (v vec) cross(w vec) float64       { return v.x*w.y - v.y*w.x }
func (v vec) norm() float64             { return math.Sqrt(v.dot(v)) }
func (v vec) left() vec                 { return vec{-v.y, v.x} }
func (v vec) distance(w vec) float64    { return v.sub(w).norm() }
func (v vec) lerp(w vec, t float64) vec { return v.add(w.sub(v).mul(t)) }

// unit returns v at length 1, and east for the zero vector.
func (v vec) unit() vec {
	if n := v.norm(); n > 0 {
		return v.mul(1 / n)
	}
	return vec{1, 0}
}

// point returns the lattice point nearest to v.
func (v vec) point() geo.Point {
	return geo.Point{
		Lon: int32(math.Round((originLon + v.x/metresPerLon) * geo.Scale)),
		Lat: int32(math.Round((originLat + v.y/metresPerLat) * geo.Scale)),
	}
}

// vecOf returns the place of p on the plane.
func vecOf(p geo.Point) vec {
	lon, lat := p.Degrees()
	return vec{(lon - originLon) * metresPerLon, (lat - originLat) * metresPerLat}
}

func points(line []vec) []geo.Point {
	out := make([]geo.Point, len(line))
	for i, v := range line {
		out[i] = v.point()
	}
	return out
}

func vecs(line []geo.Point) []vec {
	out := make([]vec, len(line))
	for i, p := range line {
		out[i] = vecOf(p)
	}
	return out
}

// lineString returns line in degrees, on the lattice.
func lineString(line []vec) orb.LineString {
	out := make(orb.LineString, len(line))
	for i, v := range line {
		out[i] = v.point().Orb()
	}
	return out
}

// closedRing returns the open ring in degrees, on the lattice, closed as orb wants it.
func closedRing(ring []vec) orb.Ring {
	out := make(orb.Ring, 0, len(ring)+1)
	for _, v := range ring {
		out = append(out, v.point().Orb())
	}
	return append(out, out[0])
}

// toSegment returns the distance from p to the segment ab.
func toSegment(p, a, b vec) float64 {
	d := b.sub(a)
	t := 0.0
	if n := d.dot(d); n > 0 {
		t = min(1, max(0, p.sub(a).dot(d)/n))
	}
	return p.distance(a.add(d.mul(t)))
}

// toLine returns the distance from p to the open line.
func toLine(p vec, line []vec) float64 {
	best := math.Inf(1)
	for i := 1; i < len(line); i++ {
		best = min(best, toSegment(p, line[i-1], line[i]))
	}
	return best
}

// toRing returns the distance from p to the border of the open ring.
func toRing(p vec, ring []vec) float64 {
	return min(toLine(p, ring), toSegment(p, ring[len(ring)-1], ring[0]))
}

// within reports whether p is inside the open ring, by the even-odd rule.
func within(p vec, ring []vec) bool {
	in := false
	for i := range ring {
		a, b := ring[i], ring[(i+1)%len(ring)]
		if (a.y <= p.y) != (b.y <= p.y) && p.x < a.x+(p.y-a.y)/(b.y-a.y)*(b.x-a.x) {
			in = !in
		}
	}
	return in
}

// ringArea returns the signed area of the open ring in m², positive when it runs counter-clockwise.
func ringArea(ring []vec) float64 {
	sum := 0.0
	for i := range ring {
		sum += ring[i].cross(ring[(i+1)%len(ring)])
	}
	return sum / 2
}

// length returns the length of the open line in metres.
func length(line []vec) float64 {
	sum := 0.0
	for i := 1; i < len(line); i++ {
		sum += line[i].distance(line[i-1])
	}
	return sum
}

// along returns the place at distance m from the start of line, and the direction there.
func along(line []vec, m float64) (at, dir vec) {
	for i := 1; i < len(line); i++ {
		d := line[i].distance(line[i-1])
		if m <= d || i == len(line)-1 {
			dir = line[i].sub(line[i-1]).unit()
			return line[i-1].add(dir.mul(min(m, d))), dir
		}
		m -= d
	}
	return line[0], vec{1, 0}
}
