package mvt

import "slices"

// Point begins a feature that is one point.
func (l *Layer) Point(x, y int32) {
	l.begin(Points)
	f := &l.feature
	f.geometry = appendVarint(f.geometry, command(moveTo, 1))
	f.geometry = appendDelta(f.geometry, Pt{}, Pt{x, y})
}

// MultiPoint begins a feature of several points, repeated ones included. It comes to nothing without any.
func (l *Layer) MultiPoint(points []Pt) {
	l.begin(Points)
	if len(points) == 0 {
		return
	}
	f := &l.feature
	f.geometry = appendVarint(f.geometry, command(moveTo, len(points)))
	f.append(points)
}

// Line begins a feature that is a line. A point that repeats the one before it is left out; a line without two points
// comes to nothing.
func (l *Layer) Line(points []Pt) {
	l.begin(Lines)
	l.AddLine(points)
}

// AddLine gives the feature begun by Line one more line.
func (l *Layer) AddLine(points []Pt) {
	f := &l.feature
	points = f.distinct(points)
	if len(points) < 2 {
		return
	}
	f.geometry = appendVarint(f.geometry, command(moveTo, 1))
	f.append(points[:1])
	f.geometry = appendVarint(f.geometry, command(lineTo, len(points)-1))
	f.append(points[1:])
}

// Polygon begins a feature that is a polygon: an exterior ring, then its holes. Rings may run either way round, with the
// first point repeated at the end or not; they are written as the specification wants them: exteriors with a positive
// area in tile coordinates (clockwise as seen on the map), holes with a negative one. A point that repeats the one before
// it is left out, and so is a ring of fewer than three points or without an area; a polygon without its exterior comes to
// nothing. Coordinates must be within ±2^29, so that areas are exact.
func (l *Layer) Polygon(rings ...[]Pt) {
	l.begin(Polygons)
	l.AddPolygon(rings...)
}

// AddPolygon gives the feature begun by Polygon one more polygon.
func (l *Layer) AddPolygon(rings ...[]Pt) {
	for i, ring := range rings {
		if written := l.AddRing(ring, i > 0); !written && i == 0 {
			return
		}
	}
}

// AddRing gives the feature begun by Polygon one more ring: an exterior, or a hole in the exterior before it. The caller
// sees to it that a hole has its exterior.
func (l *Layer) AddRing(ring []Pt, hole bool) (written bool) {
	f := &l.feature
	ring = f.distinct(ring)
	if n := len(ring); n > 1 && ring[0] == ring[n-1] {
		ring = ring[:n-1]
	}
	if len(ring) < 3 {
		return false
	}
	area := twiceArea(ring)
	if area == 0 {
		return false
	}
	if (area < 0) != hole {
		slices.Reverse(ring)
	}
	f.geometry = append(f.geometry, byte(command(moveTo, 1)))
	f.append(ring[:1])
	f.geometry = appendVarint(f.geometry, command(lineTo, len(ring)-1))
	f.append(ring[1:])
	f.geometry = append(f.geometry, byte(command(closePath, 1)))
	return true
}

// append appends the parameters of points.
func (f *feature) append(points []Pt) {
	buf, at := f.geometry, f.cursor
	for _, p := range points {
		buf = appendDelta(buf, at, p)
		at = p
	}
	f.geometry, f.cursor = buf, at
}

// distinct copies points into the scratch ring without those that repeat the one before.
func (f *feature) distinct(points []Pt) []Pt {
	out := f.ring[:0]
	for i, p := range points {
		if i == 0 || p != points[i-1] {
			out = append(out, p)
		}
	}
	f.ring = out
	return out
}

// twiceArea is twice the area of ring by the surveyor's formula: positive when it runs clockwise on the map.
func twiceArea(ring []Pt) int64 {
	var sum int64
	o := ring[0] // relative to one point, so that the products stay small
	ax, ay := int64(0), int64(0)
	for _, p := range ring[1:] {
		bx, by := int64(p.X)-int64(o.X), int64(p.Y)-int64(o.Y)
		sum += ax*by - bx*ay
		ax, ay = bx, by
	}
	return sum
}
