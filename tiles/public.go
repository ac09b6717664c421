package tiles

import (
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// publicStep rounds public pins to 4 decimals of a degree, about 10 m: near enough to find a pothole, too far to name a
// door.
const publicStep = 1000

// minVolunteers is the smallest count of volunteers that is told; fewer could be recognised.
const minVolunteers = 3

// isPublic reports whether cases of c may be on a layer.
func isPublic(c casework.Category) bool { return !c.Sensitive }

// publicPoint returns p as the public may see it.
func publicPoint(p geo.Point) geo.Point {
	return geo.Point{Lon: roundTo(p.Lon, publicStep), Lat: roundTo(p.Lat, publicStep)}
}

// PublicPlace returns in degrees where a case of category c at p may be said to be: p rounded to 4 decimals. ok is false
// when its place may not be told.
func PublicPlace(c casework.Category, p geo.Point) (lon, lat float64, ok bool) {
	if !isPublic(c) {
		return 0, 0, false
	}
	lon, lat = publicPoint(p).Degrees()
	return lon, lat, true
}

// publicVolunteers returns the count to tell, or nil with tooFew when there are some but too few to tell.
func publicVolunteers(n int) (count *int, tooFew bool) {
	if n > 0 && n < minVolunteers {
		return nil, true
	}
	return &n, false
}

// roundTo rounds v to the nearest multiple of step, halves away from zero. Multiples that would leave the lattice of
// ±180 degrees can't arise: 180e7 is itself a multiple.
func roundTo(v, step int32) int32 {
	half := step / 2
	if v < 0 {
		half = -half
	}
	return (v + half) / step * step
}
