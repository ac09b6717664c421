package demo

import "math"

// field says which way streets run. Directions have no sign, so they are summed as doubled angles (a tensor field after
// Chen et al., "Interactive procedural street modeling", 2008): a grid everywhere, bent to follow the roads and the
// river near them, and to go round the centre.
type field struct {
	home  settlement
	lines [][]vec // main roads and river, which streets near them run along
	seed  uint64
}

// direction returns the unit direction at p of the streets that run along (major) or of those that cross them.
func (f field) direction(p vec, major bool) vec {
	sum := doubled(f.home.turnRad+0.5*noise(p, 600, f.seed), 0.55)
	for _, line := range f.lines {
		d, dir := nearest(p, line)
		sum = sum.add(doubled(math.Atan2(dir.y, dir.x), 1.6*math.Exp(-d/170)))
	}
	r := p.sub(f.home.centre)
	round := r.left()
	sum = sum.add(doubled(math.Atan2(round.y, round.x), 0.9*math.Exp(-r.dot(r)/(f.home.oldM*f.home.oldM))))
	angle := math.Atan2(sum.y, sum.x) / 2
	if !major {
		angle += math.Pi / 2
	}
	s, c := math.Sincos(angle)
	return vec{c, s}
}

// spacing returns how far apart streets stand at p, in metres.
func (f field) spacing(p vec, major bool) float64 {
	t := min(1, p.distance(f.home.centre)/(2.4*f.home.oldM))
	d := f.home.innerM + (f.home.outerM-f.home.innerM)*t
	if major {
		return d * 0.86
	}
	return d * 1.12
}

func doubled(angle, weight float64) vec {
	s, c := math.Sincos(2 * angle)
	return vec{c * weight, s * weight}
}

// nearest returns the distance from p to line and the direction of line there.
func nearest(p vec, line []vec) (float64, vec) {
	best, dir := math.Inf(1), vec{1, 0}
	for i := 1; i < len(line); i++ {
		if d := toSegment(p, line[i-1], line[i]); d < best {
			best, dir = d, line[i].sub(line[i-1]).unit()
		}
	}
	return best, dir
}

// crowd remembers where lines run, to keep new ones at a distance.
type crowd struct {
	cell    float64
	buckets map[[2]int][]sample
}

type sample struct{ at, dir vec }

func newCrowd() *crowd { return &crowd{cell: 60, buckets: map[[2]int][]sample{}} }

func (c *crowd) bucket(p vec) [2]int {
	return [2]int{int(math.Floor(p.x / c.cell)), int(math.Floor(p.y / c.cell))}
}

func (c *crowd) add(line []vec) {
	for i := 1; i < len(line); i++ {
		s := sample{line[i], line[i].sub(line[i-1]).unit()}
		b := c.bucket(s.at)
		c.buckets[b] = append(c.buckets[b], s)
	}
}

// parallel reports whether a line runs within d of p in about the direction dir (within 45 degrees).
func (c *crowd) parallel(p, dir vec, d float64) bool {
	reach := int(math.Ceil(d / c.cell))
	b := c.bucket(p)
	for i := b[0] - reach; i <= b[0]+reach; i++ {
		for j := b[1] - reach; j <= b[1]+reach; j++ {
			for _, s := range c.buckets[[2]int{i, j}] {
				if math.Abs(s.dir.dot(dir)) > 0.7071 && s.at.distance(p) < d {
					return true
				}
			}
		}
	}
	return false
}
