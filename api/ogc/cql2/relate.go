package cql2

// where a place lies, seen from a shape.
const (
	interior = iota
	boundary
	exterior
)

// matrix is the nine-intersection model (OGC 06-103r4, 6.1.15): the dimension of what the interior, boundary and exterior
// of one shape share with those of another; -1 for nothing.
type matrix [3][3]int8

func (m *matrix) raise(a, b int, dimension int8) { m[a][b] = max(m[a][b], dimension) }

func (m *matrix) transposed() matrix {
	var t matrix
	for i := range m {
		for j := range m[i] {
			t[j][i] = m[i][j]
		}
	}
	return t
}

// dimension is that of a shape's parts: 0, 1 or 2; -1 of nothing, and -2 when they differ.
func (s *shape) dimension() int8 {
	d := int8(-1)
	for i, there := range []bool{len(s.points) > 0, len(s.edges) > 0, len(s.areas) > 0} {
		switch {
		case there && d == -1:
			d = int8(i)
		case there:
			return -2
		}
	}
	return d
}

// finding is what is known so far of two shapes, of dimensions a and b, to say whether op holds of them.
type finding struct {
	matrix
	op    string
	a, b  int8
	ended func() bool
}

// related reports whether op holds of two shapes, each of one dimension and, if it is made of polygons, valid. Where edges of
// one meet the other's they are cut; within each piece, and on each of its sides, nothing changes any more, so one place in
// it says all. It looks no further than it must, and gives up when ended.
func related(op string, s, t *shape, ended func() bool) bool {
	a, b := s.dimension(), t.dimension()
	r := finding{matrix{{-1, -1, -1}, {-1, -1, -1}, {-1, -1, 2}}, op, a, b, ended}
	bySource, byTarget := samples(op, a, b)
	if bySource && !r.done() {
		r.sample(s, t)
	}
	if byTarget && !r.done() {
		r = finding{r.transposed(), converse(op), b, a, ended}
		r.sample(t, s)
	}
	return r.holds()
}

// done reports whether nothing that is still to be seen can change the answer, or nobody waits for it.
func (r *finding) done() bool { return r.decided() || r.ended() }

// decided reports whether the answer stays whatever is raised from now on.
func (r *finding) decided() bool {
	const in, on, out = interior, boundary, exterior
	sticksOut := r.has(in, out) || r.has(on, out)
	isStuckOut := r.has(out, in) || r.has(out, on)
	switch r.op {
	case "s_equals":
		return r.a != r.b || sticksOut || isStuckOut
	case "s_within":
		return r.a > r.b || sticksOut // an area is in no line, a line in no point
	case "s_contains":
		return r.a < r.b || isStuckOut
	case "s_touches":
		return r.has(in, in)
	case "s_overlaps":
		return r.a != r.b || r.holds()
	}
	// s_crosses
	if r.a == r.b {
		return r.a != 1 || r.matrix[in][in] == 1
	}
	return r.holds()
}

// samples says whose places op asks about. Points and lines have no place in their interior or boundary beside their own.
func samples(op string, a, b int8) (bySource, byTarget bool) {
	switch {
	case op == "s_within" && a < 2, op == "s_crosses" && a < b, op == "s_touches" && a == 0:
		return true, false
	case op == "s_contains" && b < 2, op == "s_crosses" && a > b, op == "s_touches" && b == 0:
		return false, true
	}
	return true, true
}

// sample raises r by the places of s.
func (r *finding) sample(s, t *shape) {
	for _, p := range s.points {
		if r.done() {
			return
		}
		r.raise(interior, t.locate(spotAt(p)), 0)
	}
	for _, p := range s.ends {
		if r.done() {
			return
		}
		c := spotAt(p)
		r.raise(s.locateOn(c), t.locate(c), 0)
	}
	r.sampleEdges(s, t, s.edges, false)
	for _, a := range s.areas {
		r.sampleEdges(s, t, a.edges, true)
	}
}

// sampleEdges raises r by the places along edges of s. Those of an area have its inside on the left. When neither an edge nor
// the one that it continues meets t, it lies where that one does.
func (r *finding) sampleEdges(s, t *shape, edges []edge, ofArea bool) {
	var cuts []spot
	for i, e := range edges {
		if r.done() {
			return
		}
		continues := i > 0 && len(cuts) == 0 && edges[i-1].b == e.a
		cuts = appendCuts(cuts[:0], e, t)
		switch {
		case len(cuts) > 0:
			r.samplePieces(s, t, e, cuts, ofArea)
		case !continues:
			place := t.locatePiece(spotAt(e.a))
			r.piece(place, place, place, ofArea)
		}
	}
}

// appendCuts adds to cuts where t's edges and points meet e.
func appendCuts(cuts []spot, e edge, t *shape) []spot {
	if !edgeBound(e).Intersects(t.bound) {
		return cuts
	}
	t.eachEdge(edgeBound(e), func(f edge) bool {
		cuts = contacts(cuts, e, f)
		return true
	})
	for _, p := range t.points {
		if e.holds(p) {
			cuts = append(cuts, spotAt(p))
		}
	}
	return cuts
}

// samplePieces raises r by the cuts of e and the pieces between them.
func (r *finding) samplePieces(s, t *shape, e edge, cuts []spot, ofArea bool) {
	for _, c := range cuts {
		if r.done() {
			return
		}
		r.raise(s.locateOn(c), t.locateOn(c), 0)
	}
	if e.a == e.b {
		return
	}
	cuts = sortAlong(append(cuts, spotAt(e.a), spotAt(e.b)), e)
	for i := range cuts[1:] {
		if r.done() {
			return
		}
		middle := cuts[i].middle(cuts[i+1])
		left, right := exterior, exterior
		if ofArea {
			left, right = t.besides(e, middle)
		}
		r.piece(t.locatePiece(middle), left, right, ofArea)
	}
}

// piece raises r by a piece of a line or of an area's border that lies at on, with left and right beside it.
func (r *finding) piece(on, left, right int, ofArea bool) {
	if !ofArea {
		r.raise(interior, on, 1)
		return
	}
	r.raise(boundary, on, 1)
	r.raise(interior, left, 2)
	r.raise(exterior, right, 2)
}

// locate says where c lies.
func (s *shape) locate(c spot) int {
	if s.isEnd(c) {
		return boundary
	}
	return s.locatePiece(c)
}

// locateOn is locate for what is known to be a point of s, or on one of its edges.
func (s *shape) locateOn(c spot) int {
	if len(s.areas) > 0 || s.isEnd(c) {
		return boundary
	}
	return interior
}

// isEnd reports whether c is the end of an odd number of lines, which makes it their boundary.
func (s *shape) isEnd(c spot) bool {
	ends := 0
	for _, p := range s.ends {
		if c.isPoint(p) {
			ends++
		}
	}
	return ends%2 == 1
}

// locatePiece is locate where c stands for more than a point.
func (s *shape) locatePiece(c spot) int {
	if !c.within(s.bound) {
		return exterior
	}
	for _, p := range s.points {
		if c.isPoint(p) {
			return interior
		}
	}
	for _, e := range s.edges {
		if c.on(e) {
			return interior
		}
	}
	place := exterior
	for i := range s.areas {
		switch s.areas[i].locate(c) {
		case interior:
			return interior
		case boundary:
			place = boundary
		}
	}
	return place
}

// near are the edges that may decide about the parallel of c.
func (a *area) near(c spot) []edge {
	if a.bands != nil {
		return a.bands[a.band(c.low.Lat)]
	}
	return a.edges
}

// locate is holds, with the boundary told apart.
func (a *area) locate(c spot) int {
	if !c.within(a.bound) {
		return exterior
	}
	inside := false
	for _, e := range a.near(c) {
		if lat := c.low.Lat; lat < min(e.a.Lat, e.b.Lat) || lat > max(e.a.Lat, e.b.Lat) {
			continue // the parallel below c tells as well: vertices are on the lattice
		}
		where := c.sideOf(e)
		if where == 0 && c.within(edgeBound(e)) {
			return boundary
		}
		if (e.a.Lat > c.low.Lat) != (e.b.Lat > c.low.Lat) && (where > 0) == (e.b.Lat > e.a.Lat) {
			inside = !inside
		}
	}
	if inside {
		return interior
	}
	return exterior
}

// besides says where the places just left and right of c, in the middle of a piece of e, lie in the areas of s.
func (s *shape) besides(e edge, c spot) (left, right int) {
	left, right = exterior, exterior
	for i := range s.areas {
		a := &s.areas[i]
		switch a.locate(c) {
		case interior:
			return interior, interior
		case boundary:
			if a.runsAlong(e, c) {
				left = interior
			} else {
				right = interior
			}
		}
	}
	return left, right
}

// runsAlong reports whether the edge of a's border on which c lies has e's direction, not the opposite one.
func (a *area) runsAlong(e edge, c spot) bool {
	for _, f := range a.near(c) {
		if f.a != f.b && c.on(f) {
			return (e.b.Lon > e.a.Lon) == (f.b.Lon > f.a.Lon) && (e.b.Lat > e.a.Lat) == (f.b.Lat > f.a.Lat)
		}
	}
	return false
}

func (m *matrix) has(x, y int) bool { return m[x][y] >= 0 }

// holds reports whether the matrix is what op asks (OGC 06-103r4, 6.1.15.3).
func (r *finding) holds() bool {
	const in, on, out = interior, boundary, exterior
	meet := r.has(in, in) || r.has(in, on) || r.has(on, in) || r.has(on, on)
	within := r.has(in, in) && !r.has(in, out) && !r.has(on, out)
	contains := r.has(in, in) && !r.has(out, in) && !r.has(out, on)
	switch r.op {
	case "s_equals":
		return within && contains
	case "s_within":
		return within
	case "s_contains":
		return contains
	case "s_touches":
		return meet && !r.has(in, in)
	case "s_overlaps":
		return r.a == r.b && r.matrix[in][in] == r.a && r.has(in, out) && r.has(out, in)
	}
	// s_crosses
	switch {
	case r.a < r.b:
		return r.has(in, in) && r.has(in, out)
	case r.a > r.b:
		return r.has(in, in) && r.has(out, in)
	}
	return r.a == 1 && r.matrix[in][in] == 0
}
