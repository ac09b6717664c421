package casework

import (
	"math"

	"github.com/wangge-map/wangge/geo"
)

// How far apart in place and time two cases may be and still be one matter. A hazard is told from further off: the pin is
// where the person stands, not where the danger is.
const (
	alikeM       = 50
	alikeHazardM = 100
	alikeFor     = 30 * day
	hazardLayer  = "hazards"
)

// Alike returns how likely a and b are about one matter: 0 when they can't be (another class of category, too far apart, or
// more than 30 days), else more than 0 and up to 1, and the higher the nearer they are in place, time and category.
func Alike(a, b Case) float64 {
	if class(a.Category) != class(b.Category) || class(a.Category) == "" {
		return 0
	}
	reach := float64(alikeM)
	if a.Category.Layer == hazardLayer || b.Category.Layer == hazardLayer {
		reach = alikeHazardM
	}
	distance, apart := DistanceM(a.At, b.At), a.OpenedAt.Sub(b.OpenedAt).Abs()
	if distance > reach || apart > alikeFor {
		return 0
	}
	score := (1 - distance/reach/2) * (1 - float64(apart)/float64(alikeFor)/2)
	if a.Category.Code != b.Category.Code {
		score /= 2
	}
	return score
}

// Kin returns how close a and b are as matters, whatever their places: 2 where they are one category, 1 in one class, else 0.
func Kin(a, b Category) int {
	switch {
	case a.Code == b.Code && a.Code != "":
		return 2
	case class(a) == class(b) && class(a) != "":
		return 1
	}
	return 0
}

// class returns the first two digits of c's code.
func class(c Category) string {
	if len(c.Code) < 2 {
		return ""
	}
	return c.Code[:2]
}

// DistanceM returns the distance from a to b in metres on a sphere: within 0.6 % of the true one over a few hundred metres.
func DistanceM(a, b geo.Point) float64 {
	const radiusM = 6371008.8 // mean radius of the Earth, IUGG
	lonA, latA := a.Degrees()
	lonB, latB := b.Degrees()
	rad := math.Pi / 180
	x := (lonB - lonA) * rad * math.Cos((latA+latB)/2*rad)
	return radiusM * math.Hypot(x, (latB-latA)*rad)
}
