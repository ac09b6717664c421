package ogc_test

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

func escape(s string) string { return url.PathEscape(s) }

func escapeQuery(s string) string { return url.QueryEscape(s) }

func floats(v any) []float64 {
	var out []float64
	for _, n := range v.([]any) {
		out = append(out, n.(float64))
	}
	return out
}

func join(numbers []float64) string {
	var parts []string
	for _, n := range numbers {
		parts = append(parts, strconv.FormatFloat(n, 'f', -1, 64))
	}
	return strings.Join(parts, ",")
}

// within is a box inside of box, from a part of its width and height to another part.
func within(box []float64, from, to float64) []float64 {
	w, h := box[2]-box[0], box[3]-box[1]
	return []float64{box[0] + from*w, box[1] + from*h, box[0] + to*w, box[1] + to*h}
}

// eachPosition calls fn for every position in the coordinates of a geometry.
func eachPosition(coordinates any, fn func(x, y float64)) {
	list := coordinates.([]any)
	if x, ok := list[0].(float64); ok {
		fn(x, list[1].(float64))
		return
	}
	for _, inner := range list {
		eachPosition(inner, fn)
	}
}

// lines returns the lines or rings of a geometry, or its single point.
func lines(coordinates any) [][]orb.Point {
	list := coordinates.([]any)
	if _, single := list[0].(float64); single {
		return [][]orb.Point{{{list[0].(float64), list[1].(float64)}}}
	}
	if first := list[0].([]any); len(first) > 0 {
		if _, flat := first[0].(float64); flat {
			var line []orb.Point
			eachPosition(list, func(x, y float64) { line = append(line, orb.Point{x, y}) })
			return [][]orb.Point{line}
		}
	}
	var out [][]orb.Point
	for _, inner := range list {
		out = append(out, lines(inner)...)
	}
	return out
}

// meets reports in another way than the service's whether a feature shares a point with a box: it holds a vertex, or a side
// crosses an edge, or a corner lies inside by the even-odd rule.
func meets(feature object, box []float64) bool {
	g := feature["geometry"].(object)
	corners := []orb.Point{{box[0], box[1]}, {box[2], box[1]}, {box[2], box[3]}, {box[0], box[3]}}
	odd := false
	for _, line := range lines(g["coordinates"]) {
		for i, p := range line {
			if p[0] >= box[0] && p[0] <= box[2] && p[1] >= box[1] && p[1] <= box[3] {
				return true
			}
			for side := range 4 {
				if i > 0 && cross(line[i-1], p, corners[side], corners[(side+1)%4]) {
					return true
				}
			}
		}
		if strings.HasSuffix(g["type"].(string), "Polygon") && planar.RingContains(orb.Ring(line), corners[0]) {
			odd = !odd
		}
	}
	return odd
}

func cross(a, b, c, d orb.Point) bool {
	side := func(p, q, r orb.Point) float64 { return (q[0]-p[0])*(r[1]-p[1]) - (q[1]-p[1])*(r[0]-p[0]) }
	return side(a, b, c)*side(a, b, d) <= 0 && side(c, d, a)*side(c, d, b) <= 0
}
