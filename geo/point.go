package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Scale is the number of lattice units in a degree.
const Scale = 1e7

// Limits of the lattice, in units.
const (
	MaxLon = 180 * 1e7
	MaxLat = 90 * 1e7
)

// Point is a place on the lattice: WGS 84 longitude and latitude in units of 1e-7 degree.
type Point struct{ Lon, Lat int32 }

// PointAt returns the lattice point nearest to lon, lat (degrees, WGS 84); halves round away from zero. It returns an
// Invalid error whose field is "lon" or "lat" when a value is not a number or out of range. When the two would be in
// range the other way round, the error says so.
func PointAt(lon, lat float64) (Point, error) {
	lonOK := lon >= -180 && lon <= 180 // false for NaN
	latOK := lat >= -90 && lat <= 90
	switch {
	case lonOK && latOK:
		return Point{int32(math.Round(lon * Scale)), int32(math.Round(lat * Scale))}, nil
	case !latOK && lonOK && lat >= -180 && lat <= 180 && lon >= -90 && lon <= 90:
		return Point{}, Errorf(Invalid, "lat", "latitude %v is not between -90 and 90; longitude and latitude look swapped", lat)
	case !lonOK:
		return Point{}, Errorf(Invalid, "lon", "longitude %v is not a number of degrees between -180 and 180", lon)
	default:
		return Point{}, Errorf(Invalid, "lat", "latitude %v is not a number of degrees between -90 and 90", lat)
	}
}

// Degrees returns p in degrees: the float64 nearest to the decimal, so that PostGIS and Go hold the same number.
func (p Point) Degrees() (lon, lat float64) { return float64(p.Lon) / Scale, float64(p.Lat) / Scale }

// Orb returns p in degrees as an orb.Point.
func (p Point) Orb() orb.Point { return orb.Point{float64(p.Lon) / Scale, float64(p.Lat) / Scale} }

// Bound is a closed box on the lattice. A Bound with Min beyond Max is empty.
type Bound struct{ Min, Max Point }

// EmptyBound returns a bound that holds nothing and grows by Extend.
func EmptyBound() Bound {
	return Bound{Min: Point{math.MaxInt32, math.MaxInt32}, Max: Point{math.MinInt32, math.MinInt32}}
}

// Extend returns b grown to hold p.
func (b Bound) Extend(p Point) Bound {
	return Bound{
		Min: Point{min(b.Min.Lon, p.Lon), min(b.Min.Lat, p.Lat)},
		Max: Point{max(b.Max.Lon, p.Lon), max(b.Max.Lat, p.Lat)},
	}
}

// Union returns the smallest bound that holds b and c.
func (b Bound) Union(c Bound) Bound {
	if c.IsEmpty() {
		return b
	}
	return b.Extend(c.Min).Extend(c.Max)
}

// IsEmpty reports whether b holds nothing.
func (b Bound) IsEmpty() bool { return b.Min.Lon > b.Max.Lon || b.Min.Lat > b.Max.Lat }

// Contains reports whether p is in b, edges included.
func (b Bound) Contains(p Point) bool {
	return p.Lon >= b.Min.Lon && p.Lon <= b.Max.Lon && p.Lat >= b.Min.Lat && p.Lat <= b.Max.Lat
}

// Intersects reports whether b and c share a point, edges included.
func (b Bound) Intersects(c Bound) bool {
	return b.Min.Lon <= c.Max.Lon && c.Min.Lon <= b.Max.Lon && b.Min.Lat <= c.Max.Lat && c.Min.Lat <= b.Max.Lat
}
