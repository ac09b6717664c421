package city

import (
	"math"

	"github.com/wangge-map/wangge/geo"
)

// The origin of the plane, in degrees, and what a degree measures there in metres.
const (
	originLon    = 106.15
	originLat    = 29.41
	metresPerLon = 97_053.0
	metresPerLat = 110_843.0
)

// vec is a place or a direction on the plane: metres east and north of the origin.
type vec struct{ x, y float64 }

func (v vec) add(w vec) vec             { return vec{v.x + w.x, v.y + w.y} }
func (v vec) sub(w vec) vec             { return vec{v.x - w.x, v.y - w.y} }
func (v vec) mul(k float64) vec         { return vec{v.x * k, v.y * k} }
func (v vec) dot(w vec) float64         { return v.x*w.x + v.y*w.y }
func (v vec) distance(w vec) float64    { return math.Hypot(v.x-w.x, v.y-w.y) }
func (v vec) left() vec                 { return vec{-v.y, v.x} }
func (v vec) lerp(w vec, t float64) vec { return v.add(w.sub(v).mul(t)) }

// towards returns the direction of angle rad, counter-clockwise from the east, at length 1.
func towards(rad float64) vec {
	sin, cos := math.Sincos(rad)
	return vec{cos, sin}
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
