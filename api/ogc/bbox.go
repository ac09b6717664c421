package ogc

import (
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"github.com/wangge-map/wangge/api/ogc/crs"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles"
)

// area is what a bbox holds: one box, or two where it goes round the back of the world.
type area struct {
	crs   crs.CRS     // CRS84 for every geographic one
	boxes []orb.Bound // in the axes of crs, edges included
}

// parseBBox reads four or six numbers in the axes of c, lower corner first. Heights are passed over: every place has none.
func parseBBox(text string, c crs.CRS) (*area, error) {
	v, err := parseNumbers(text)
	if err != nil {
		return nil, err
	}
	lo, hi := orb.Point{v[0], v[1]}, orb.Point{v[2], v[3]}
	if c.Decimals() != degreeDecimals {
		if lo[0] > hi[0] || lo[1] > hi[1] {
			return nil, badBBox("the lower corner stands first")
		}
		return &area{c, []orb.Bound{{Min: lo, Max: hi}}}, nil
	}
	if lo, err = c.ToLonLat(lo); err == nil {
		hi, err = c.ToLonLat(hi)
	}
	if err != nil {
		return nil, badBBox("a corner is not on the earth: longitudes reach from -180 to 180, latitudes from -90 to 90")
	}
	if lo[1] > hi[1] {
		return nil, badBBox("south must not be north of north")
	}
	if lo[0] > hi[0] {
		return &area{crs.CRS84(), []orb.Bound{{Min: lo, Max: orb.Point{180, hi[1]}}, {Min: orb.Point{-180, lo[1]}, Max: hi}}}, nil
	}
	return &area{crs.CRS84(), []orb.Bound{{Min: lo, Max: hi}}}, nil
}

// degreeDecimals is crs.CRS.Decimals of every geographic CRS.
const degreeDecimals = 7

func parseNumbers(text string) (v [4]float64, err error) {
	parts := strings.Split(text, ",")
	if len(parts) == 6 {
		parts = []string{parts[0], parts[1], parts[3], parts[4]}
	}
	if len(parts) != 4 {
		return v, badBBox("it needs four numbers (or six, with heights)")
	}
	for i, part := range parts {
		if v[i], err = strconv.ParseFloat(strings.TrimSpace(part), 64); err != nil || math.IsNaN(v[i]) || math.IsInf(v[i], 0) {
			return v, badBBox("number " + strconv.Itoa(i+1) + " is not a number")
		}
	}
	return v, nil
}

func badBBox(why string) error {
	return geo.Errorf(geo.Invalid, "bbox", "%s: lower corner, upper corner, in the axis order of bbox-crs, which is longitude, latitude by default", why)
}

// bound returns a bound on the lattice that holds all of a, to find candidates by. exact is true when points within it are
// in a and others are not.
func (a *area) bound() (b geo.Bound, exact bool) {
	if len(a.boxes) != 1 {
		return tiles.World(), false
	}
	box := a.boxes[0]
	if a.crs == crs.CRS84() {
		// A millionth of the lattice's step, so that 106.55 is 1065500000 whatever its float64 says.
		const slack = 1e-6
		return geo.Bound{
			Min: geo.Point{Lon: int32(math.Ceil(box.Min[0]*geo.Scale - slack)), Lat: int32(math.Ceil(box.Min[1]*geo.Scale - slack))},
			Max: geo.Point{Lon: int32(math.Floor(box.Max[0]*geo.Scale + slack)), Lat: int32(math.Floor(box.Max[1]*geo.Scale + slack))},
		}, true
	}
	return a.around(box), false
}

// around follows the edges of a box of projected coordinates, which are curved in degrees. Where they leave what the
// projection can say it gives the world.
func (a *area) around(box orb.Bound) geo.Bound {
	const steps = 32 // of an edge; what bulges further than between two of them is within the margin
	b := geo.EmptyBound()
	for i := range steps + 1 {
		t := float64(i) / steps
		x, y := box.Min[0]+t*(box.Max[0]-box.Min[0]), box.Min[1]+t*(box.Max[1]-box.Min[1])
		for _, p := range []orb.Point{{x, box.Min[1]}, {x, box.Max[1]}, {box.Min[0], y}, {box.Max[0], y}} {
			lonLat, err := a.crs.ToLonLat(p)
			if err != nil {
				return tiles.World()
			}
			at, err := geo.PointAt(lonLat[0], lonLat[1])
			if err != nil {
				return tiles.World()
			}
			b = b.Extend(at)
		}
	}
	margin := 1 + max((b.Max.Lon-b.Min.Lon)/100, (b.Max.Lat-b.Min.Lat)/100)
	world := tiles.World()
	return geo.Bound{
		Min: geo.Point{Lon: max(b.Min.Lon-margin, world.Min.Lon), Lat: max(b.Min.Lat-margin, world.Min.Lat)},
		Max: geo.Point{Lon: min(b.Max.Lon+margin, world.Max.Lon), Lat: min(b.Max.Lat+margin, world.Max.Lat)},
	}
}

// meets reports whether g, in degrees, shares a point with a.
func (a *area) meets(g orb.Geometry) bool {
	if a.crs != crs.CRS84() {
		var err error
		if g, err = a.crs.Geometry(g); err != nil {
			return false // so far away that the projection can't say where
		}
	}
	for _, box := range a.boxes {
		if meetsBox(g, box) {
			return true
		}
	}
	return false
}

func meetsBox(g orb.Geometry, box orb.Bound) bool {
	switch g := g.(type) {
	case orb.Point:
		return box.Contains(g)
	case orb.LineString:
		return lineMeets(g, box)
	case orb.MultiLineString:
		for _, line := range g {
			if lineMeets(line, box) {
				return true
			}
		}
	case orb.Polygon:
		return polygonMeets(g, box)
	case orb.MultiPolygon:
		for _, p := range g {
			if polygonMeets(p, box) {
				return true
			}
		}
	}
	return false
}

// polygonMeets holds when an edge meets the box, or the box lies in the polygon whole.
func polygonMeets(p orb.Polygon, box orb.Bound) bool {
	if len(p) == 0 || !p.Bound().Intersects(box) {
		return false
	}
	for _, ring := range p {
		if lineMeets(orb.LineString(ring), box) {
			return true
		}
	}
	return planar.PolygonContains(p, box.Min)
}

func lineMeets(line orb.LineString, box orb.Bound) bool {
	if len(line) == 1 {
		return box.Contains(line[0])
	}
	for i := 1; i < len(line); i++ {
		if segmentMeets(line[i-1], line[i], box) {
			return true
		}
	}
	return false
}

// segmentMeets clips the segment by each side of the box in turn (Liang and Barsky) and reports whether any is left.
func segmentMeets(a, b orb.Point, box orb.Bound) bool {
	from, to := 0.0, 1.0
	for axis := range 2 {
		d := b[axis] - a[axis]
		if d == 0 {
			if a[axis] < box.Min[axis] || a[axis] > box.Max[axis] {
				return false
			}
			continue
		}
		enter, leave := (box.Min[axis]-a[axis])/d, (box.Max[axis]-a[axis])/d
		if enter > leave {
			enter, leave = leave, enter
		}
		from, to = max(from, enter), min(to, leave)
	}
	return from <= to
}
