package cql2

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
)

// shape is a geometry on the lattice, taken apart. Its members may overlap.
type shape struct {
	points []geo.Point
	edges  []edge      // of lines
	ends   []geo.Point // of lines, both
	areas  []area      // polygons
	starts []geo.Point // a vertex of each line and of each polygon's outer ring
	bound  geo.Bound
}

// edge is a straight line between two vertices, which may be the same.
type edge struct{ a, b geo.Point }

// area is a polygon: what lies inside an odd number of its rings, edges included.
type area struct {
	edges []edge   // of its rings, with the inside on the left
	bands [][]edge // by latitude from bound's south to its north, each with the edges that reach into it; nil for few edges
	bound geo.Bound
}

func edgeBound(e edge) geo.Bound { return geo.EmptyBound().Extend(e.a).Extend(e.b) }

// toLonLat turns a position into lon, lat; nil leaves it as it is.
type toLonLat func(orb.Point) (orb.Point, error)

// shapeOf takes g apart, whose positions turn makes lon, lat in degrees. It returns the error of turn, or that of geo.PointAt
// for a position off the earth.
func shapeOf(g orb.Geometry, turn toLonLat) (*shape, error) {
	s := builder{shape{bound: geo.EmptyBound()}, turn}
	return &s.shape, s.add(g)
}

type builder struct {
	shape
	turn toLonLat
}

func (s *builder) add(g orb.Geometry) error {
	switch g := g.(type) {
	case orb.Point:
		return s.addPoint(g)
	case orb.MultiPoint:
		return each(g, s.addPoint)
	case orb.LineString:
		return s.addLine(g)
	case orb.MultiLineString:
		return each(g, s.addLine)
	case orb.Ring:
		return s.addPolygon(orb.Polygon{g})
	case orb.Polygon:
		return s.addPolygon(g)
	case orb.MultiPolygon:
		return each(g, s.addPolygon)
	case orb.Collection:
		return each(g, s.add)
	case orb.Bound:
		return s.addBox(g)
	}
	return geo.Errorf(geo.Internal, "", "a geometry of type %T", g)
}

func each[T any](all []T, f func(T) error) error {
	for _, v := range all {
		if err := f(v); err != nil {
			return err
		}
	}
	return nil
}

// at returns a position on the lattice.
func (s *builder) at(p orb.Point) (geo.Point, error) {
	if s.turn != nil {
		var err error
		if p, err = s.turn(p); err != nil {
			return geo.Point{}, err
		}
	}
	return geo.PointAt(p[0], p[1])
}

func (s *builder) addPoint(p orb.Point) error {
	at, err := s.at(p)
	if err != nil {
		return err
	}
	s.points, s.bound = append(s.points, at), s.bound.Extend(at)
	return nil
}

func (s *builder) addLine(l orb.LineString) error {
	edges, err := s.edgesOf(l)
	if err != nil || len(edges) == 0 {
		return err
	}
	s.edges, s.starts, s.bound = append(s.edges, edges...), append(s.starts, edges[0].a), s.bound.Union(boundOfEdges(edges))
	s.ends = append(s.ends, edges[0].a, edges[len(edges)-1].b)
	return nil
}

func (s *builder) addPolygon(p orb.Polygon) error {
	var all []edge
	for i, r := range p {
		edges, err := s.edgesOf(orb.LineString(r))
		if err != nil {
			return err
		}
		turnRing(edges, i == 0)
		all = append(all, edges...)
	}
	s.addArea(all)
	return nil
}

func (s *builder) addArea(edges []edge) {
	if len(edges) == 0 {
		return
	}
	a := area{edges: edges, bound: boundOfEdges(edges)}
	s.areas, s.starts, s.bound = append(s.areas, a), append(s.starts, edges[0].a), s.bound.Union(a.bound)
}

// turnRing makes a ring run counter-clockwise, or clockwise, by its corner at the lowest of its most southern vertices. A ring
// without area is left alone.
func turnRing(r []edge, counterClockwise bool) {
	if len(r) == 0 {
		return
	}
	corner := 0
	for i, e := range r {
		if e.a.Lat < r[corner].a.Lat || e.a.Lat == r[corner].a.Lat && e.a.Lon < r[corner].a.Lon {
			corner = i
		}
	}
	from, to := corner+len(r)-1, corner
	for from > corner && r[from%len(r)].a == r[corner].a {
		from--
	}
	for to < corner+len(r) && r[to%len(r)].b == r[corner].a {
		to++
	}
	turn := side(edge{r[from%len(r)].a, r[corner].a}, r[to%len(r)].b)
	if turn != 0 && (turn > 0) != counterClockwise {
		slices.Reverse(r)
		for i := range r {
			r[i] = edge{r[i].b, r[i].a}
		}
	}
}

func boundOfEdges(edges []edge) geo.Bound {
	b := geo.EmptyBound()
	for _, e := range edges {
		b = b.Extend(e.a).Extend(e.b)
	}
	return b
}

// edgesOf returns the edges along a line; one position makes an edge without length.
func (s *builder) edgesOf(l orb.LineString) ([]edge, error) {
	edges := make([]edge, 0, len(l))
	var last geo.Point
	for i, p := range l {
		at, err := s.at(p)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			edges = append(edges, edge{last, at})
		}
		last = at
	}
	if len(l) == 1 {
		edges = append(edges, edge{last, last})
	}
	return edges, nil
}

// addBox adds a box whose sides are straight in its own system. Where they run along meridians and parallels, west may lie
// beyond east: then it is two boxes, on both sides of the antimeridian.
func (s *builder) addBox(b orb.Bound) error {
	var corners [4]geo.Point
	for i, p := range []orb.Point{b.Min, {b.Max[0], b.Min[1]}, b.Max, {b.Min[0], b.Max[1]}} {
		var err error
		if corners[i], err = s.at(p); err != nil {
			return err
		}
	}
	low, high := corners[0], corners[2]
	eastFirst := corners[1] == geo.Point{Lon: high.Lon, Lat: low.Lat} && corners[3] == geo.Point{Lon: low.Lon, Lat: high.Lat}
	northFirst := corners[1] == geo.Point{Lon: low.Lon, Lat: high.Lat} && corners[3] == geo.Point{Lon: high.Lon, Lat: low.Lat}
	upright := eastFirst || northFirst
	switch {
	case upright && low.Lat > high.Lat, !upright && (b.Min[0] > b.Max[0] || b.Min[1] > b.Max[1]):
		return geo.Errorf(geo.Invalid, "", "the lower corner of a bounding box lies beyond its upper one")
	case upright && low.Lon > high.Lon:
		s.addCorners(low, geo.Point{Lon: geo.MaxLon, Lat: high.Lat})
		s.addCorners(geo.Point{Lon: -geo.MaxLon, Lat: low.Lat}, high)
	case upright:
		s.addCorners(low, high)
	default:
		s.addRing(corners[:])
	}
	return nil
}

func (s *builder) addCorners(low, high geo.Point) {
	s.addRing([]geo.Point{low, {Lon: high.Lon, Lat: low.Lat}, high, {Lon: low.Lon, Lat: high.Lat}})
}

func (s *builder) addRing(r []geo.Point) {
	edges := make([]edge, len(r))
	for i := range r {
		edges[i] = edge{r[i], r[(i+1)%len(r)]}
	}
	turnRing(edges, true)
	s.addArea(edges)
}

// size returns the number of edges and points.
func (s *shape) size() int {
	n := len(s.points) + len(s.edges)
	for i := range s.areas {
		n += len(s.areas[i].edges)
	}
	return n
}

// prepare sorts the edges of large polygons into bands, so that a point is compared with few of them. It is worth its time
// for a literal, which meets many records.
func (s *shape) prepare() {
	const few, most = 32, 1024
	for i := range s.areas {
		a := &s.areas[i]
		if len(a.edges) <= few {
			continue
		}
		bands := min(len(a.edges)/2, most)
		for bands > 1 && a.reaches(bands) > maxBanded*len(a.edges) {
			bands /= 2
		}
		a.bands = make([][]edge, bands)
		for _, e := range a.edges {
			for band := a.band(min(e.a.Lat, e.b.Lat)); band <= a.band(max(e.a.Lat, e.b.Lat)); band++ {
				a.bands[band] = append(a.bands[band], e)
			}
		}
	}
}

// maxBanded is in how many bands an edge may be on average. In polygons of the world it is one or two; where long edges run
// to and fro, each would be in all the bands, which would fill the memory for nothing.
const maxBanded = 8

// reaches counts in how many of so many bands each edge would be, together.
func (a *area) reaches(bands int) int {
	height, n := int64(a.bound.Max.Lat)-int64(a.bound.Min.Lat)+1, len(a.edges)
	for _, e := range a.edges {
		n += int(abs(int64(e.b.Lat)-int64(e.a.Lat)) * int64(bands) / height)
	}
	return n
}

func abs(n int64) int64 { return max(n, -n) }

// band returns the band of a latitude within a's bound.
func (a *area) band(lat int32) int {
	height := int64(a.bound.Max.Lat) - int64(a.bound.Min.Lat) + 1
	return int((int64(lat) - int64(a.bound.Min.Lat)) * int64(len(a.bands)) / height)
}

// boundOf returns g's bound on the lattice, the same as shapeOf's, without taking g apart. It reports false when g is empty
// or reaches off the earth.
func boundOf(g orb.Geometry) (geo.Bound, bool) {
	b := g.Bound()
	if b.IsEmpty() || math.IsNaN(b.Min[0]+b.Min[1]+b.Max[0]+b.Max[1]) {
		return geo.Bound{}, false
	}
	low, err := geo.PointAt(b.Min[0], b.Min[1])
	high, err2 := geo.PointAt(b.Max[0], b.Max[1])
	return geo.Bound{Min: low, Max: high}, err == nil && err2 == nil
}
