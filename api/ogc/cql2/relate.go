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

// related reports whether op holds of two shapes, each of one dimension and, if it is made of polygons, valid. Where edges of
// one meet the other's they are cut; within each piece, and on each of its sides, nothing changes any more, so one place in
// it says all.
func related(op string, s, t *shape) bool {
	a, b := s.dimension(), t.dimension()
	m := matrix{{-1, -1, -1}, {-1, -1, -1}, {-1, -1, 2}}
	bySource, byTarget := samples(op, a, b)
	if bySource {
		m.sample(s, t)
	}
	if byTarget {
		turned := m.transposed()
		turned.sample(t, s)
		m = turned.transposed()
	}
	return m.satisfies(op, a, b)
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

// sample raises m by the places of s.
func (m *matrix) sample(s, t *shape) {
	for _, p := range s.points {
		m.raise(interior, t.locate(spotAt(p)), 0)
	}
	for _, p := range s.ends {
		c := spotAt(p)
		m.raise(s.locateOn(c), t.locate(c), 0)
	}
	m.sampleEdges(s, t, s.edges, false)
	for _, a := range s.areas {
		m.sampleEdges(s, t, a.edges, true)
	}
}

// sampleEdges raises m by the places along edges of s. Those of an area have its inside on the left. When neither an edge nor
// the one that it continues meets t, it lies where that one does.
func (m *matrix) sampleEdges(s, t *shape, edges []edge, ofArea bool) {
	var cuts []spot
	for i, e := range edges {
		continues := i > 0 && len(cuts) == 0 && edges[i-1].b == e.a
		cuts = appendCuts(cuts[:0], e, t)
		switch {
		case len(cuts) > 0:
			m.samplePieces(s, t, e, cuts, ofArea)
		case !continues:
			place := t.locatePiece(spotAt(e.a))
			m.piece(place, place, place, ofArea)
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

// samplePieces raises m by the cuts of e and the pieces between them.
func (m *matrix) samplePieces(s, t *shape, e edge, cuts []spot, ofArea bool) {
	for _, c := range cuts {
		m.raise(s.locateOn(c), t.locateOn(c), 0)
	}
	if e.a == e.b {
		return
	}
	cuts = sortAlong(append(cuts, spotAt(e.a), spotAt(e.b)), e)
	for i := range cuts[1:] {
		middle := cuts[i].middle(cuts[i+1])
		left, right := exterior, exterior
		if ofArea {
			left, right = t.besides(e, middle)
		}
		m.piece(t.locatePiece(middle), left, right, ofArea)
	}
}

// piece raises m by a piece of a line or of an area's border that lies at on, with left and right beside it.
func (m *matrix) piece(on, left, right int, ofArea bool) {
	if !ofArea {
		m.raise(interior, on, 1)
		return
	}
	m.raise(boundary, on, 1)
	m.raise(interior, left, 2)
	m.raise(exterior, right, 2)
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

// satisfies reports whether m, of shapes of dimensions a and b, is what a spatial function asks (OGC 06-103r4, 6.1.15.3).
func (m *matrix) satisfies(op string, a, b int8) bool {
	const in, on, out = interior, boundary, exterior
	has := func(x, y int) bool { return m[x][y] >= 0 }
	meet := has(in, in) || has(in, on) || has(on, in) || has(on, on)
	within := has(in, in) && !has(in, out) && !has(on, out)
	contains := has(in, in) && !has(out, in) && !has(out, on)
	switch op {
	case "s_equals":
		return within && contains
	case "s_within":
		return within
	case "s_contains":
		return contains
	case "s_touches":
		return meet && !has(in, in)
	case "s_overlaps":
		return a == b && m[in][in] == a && has(in, out) && has(out, in)
	}
	// s_crosses
	switch {
	case a < b:
		return has(in, in) && has(in, out)
	case a > b:
		return has(in, in) && has(out, in)
	}
	return a == 1 && m[in][in] == 0
}
