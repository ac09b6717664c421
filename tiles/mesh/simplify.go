package mesh

// finest is the first zoom that is drawn with every vertex. Its pixel is 2.4 m at the equator, less than people care for
// when they draw cells.
const finest = 15

// tolerance is how far, in units of the world, a line at zoom z may be from where it is: three tile units, which is 3/8
// of a pixel where a tile is shown 512 pixels wide, and 3/4 just before the next zoom takes over.
func tolerance(z int) float64 { return float64(int64(3) << (unitBits - z)) }

// simplifier leaves out vertices after Douglas and Peucker (1973). It is for one goroutine.
type simplifier struct {
	tolerance float64
	pixel     int64
	keep      []bool
	open      []reach
}

// reach is a part of a line, from one vertex that is kept to another.
type reach struct{ first, last int }

// simplify appends to out the vertices of line that are kept: both ends, and as many between them as it takes to be within the
// tolerance everywhere. Of a closed line wider or higher than a pixel at least three places are kept, so that it still
// has an inside.
func (s *simplifier) simplify(out, line []place) []place {
	if len(line) <= 2 {
		return append(out, line...)
	}
	s.keep = append(s.keep[:0], make([]bool, len(line))...)
	s.keep[0], s.keep[len(line)-1] = true, true
	s.divide(line, reach{0, len(line) - 1})
	if line[0] == line[len(line)-1] {
		s.keepInside(line)
	}
	for i, p := range line {
		if s.keep[i] {
			out = append(out, p)
		}
	}
	return out
}

// divide keeps the vertex farthest from each straight line between two that are kept, until none is beyond the tolerance.
func (s *simplifier) divide(line []place, whole reach) {
	s.open = append(s.open[:0], whole)
	for len(s.open) > 0 {
		r := s.open[len(s.open)-1]
		s.open = s.open[:len(s.open)-1]
		if at, distance := farthest(line, r); distance > s.tolerance*s.tolerance {
			s.keep[at] = true
			s.open = append(s.open, reach{r.first, at}, reach{at, r.last})
		}
	}
}

// keepInside keeps a second and a third place of a closed line that is larger than a pixel.
func (s *simplifier) keepInside(line []place) {
	b := emptyBox()
	kept, second := 0, 0
	for i, p := range line {
		b = b.extend(p)
		if s.keep[i] {
			if kept == 1 {
				second = i
			}
			kept++
		}
	}
	if kept > 3 || max(b.east-b.west, b.south-b.north) <= s.pixel {
		return
	}
	last := len(line) - 1
	if kept == 2 {
		second, _ = farthest(line, reach{0, last})
		s.keep[second] = true
	}
	before, d := farthest(line, reach{0, second})
	after, e := farthest(line, reach{second, last})
	switch {
	case d == 0 && e == 0: // it has no inside
	case d >= e:
		s.keep[before] = true
	default:
		s.keep[after] = true
	}
}

// farthest returns the vertex within r that is farthest from the straight line between r's ends, and the square of its
// distance; of several the first. It is 0 when there is none between them.
func farthest(line []place, r reach) (at int, squared float64) {
	a, b := line[r.first], line[r.last]
	for i := r.first + 1; i < r.last; i++ {
		if d := squaredDistance(a, b, line[i]); d > squared {
			at, squared = i, d
		}
	}
	return at, squared
}

// squaredDistance is the square of p's distance from the nearest place between a and b. Every product is rounded by
// itself, so that all machines leave out the same vertices.
func squaredDistance(a, b, p place) float64 {
	dx, dy := float64(b.x)-float64(a.x), float64(b.y)-float64(a.y)
	px, py := float64(p.x)-float64(a.x), float64(p.y)-float64(a.y)
	length := float64(dx*dx) + float64(dy*dy)
	along := float64(px*dx) + float64(py*dy)
	switch {
	case along <= 0: // before a, or a is b
		return float64(px*px) + float64(py*py)
	case along >= length:
		px, py = px-dx, py-dy
		return float64(px*px) + float64(py*py)
	}
	cross := float64(px*dy) - float64(py*dx)
	return float64(cross/length) * cross
}
