package ogc

import (
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// outlineSize is the longer side of an outline, in units of its drawing.
const outlineSize = 300

// outline draws g, whose bound is b, as the path of an SVG. Degrees of longitude are shortened as they are on the ground.
func (s *shape) outline(g orb.Geometry, b orb.Bound) {
	shorten := math.Cos(b.Center()[1] * math.Pi / 180)
	width, height := (b.Max[0]-b.Min[0])*shorten, b.Max[1]-b.Min[1]
	scale := outlineSize / max(width, height, 1e-9)
	var path strings.Builder
	line := func(points []orb.Point, end string) {
		for i, p := range points {
			s.Vertices++
			path.WriteString([]string{"M", "L"}[min(i, 1)])
			path.WriteString(coordinate((p[0] - b.Min[0]) * shorten * scale))
			path.WriteString(" ")
			path.WriteString(coordinate((b.Max[1] - p[1]) * scale))
		}
		path.WriteString(end)
	}
	eachLine(g, line)
	s.ViewBox = strings.Join([]string{"-4", "-4", coordinate(width*scale + 8), coordinate(height*scale + 8)}, " ")
	s.Path = path.String()
}

// eachLine calls fn for every line of g; rings end with "Z".
func eachLine(g orb.Geometry, fn func(points []orb.Point, end string)) {
	switch g := g.(type) {
	case orb.LineString:
		fn(g, "")
	case orb.MultiLineString:
		for _, l := range g {
			fn(l, "")
		}
	case orb.Polygon:
		for _, r := range g {
			fn(r, "Z")
		}
	case orb.MultiPolygon:
		for _, p := range g {
			eachLine(p, fn)
		}
	}
}

func coordinate(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
