package datum

import "math"

// Parameters of GCJ-02: the Krasovsky ellipsoid.
const (
	krasovskyA  = 6378245.0
	krasovskyE2 = 0.00669342162296594323
)

// converged is the step below which an inverse is done, degrees: 1e-11 is a micrometre.
const converged = 1e-11

// maxRounds caps every inverse. The fixed point is reached in 5 rounds anywhere in China; the shift changes by less than
// 1 % over its own length, so that each round gains two digits.
const maxRounds = 20

// inChina reports whether GCJ-02 shifts a place at all: the box in which the published formula applies.
func inChina(lon, lat float64) bool {
	return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271
}

// toGCJ shifts WGS 84 to GCJ-02 by the published formula.
func toGCJ(lon, lat float64) (float64, float64) {
	x, y := lon-105, lat-35
	wave := (20*math.Sin(6*x*math.Pi) + 20*math.Sin(2*x*math.Pi)) * 2 / 3
	dLat := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x)) + wave +
		(20*math.Sin(y*math.Pi)+40*math.Sin(y/3*math.Pi))*2/3 +
		(160*math.Sin(y/12*math.Pi)+320*math.Sin(y*math.Pi/30))*2/3
	dLon := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x)) + wave +
		(20*math.Sin(x*math.Pi)+40*math.Sin(x/3*math.Pi))*2/3 +
		(150*math.Sin(x/12*math.Pi)+300*math.Sin(x/30*math.Pi))*2/3
	sin, cos := math.Sincos(lat / 180 * math.Pi)
	m := 1 - krasovskyE2*sin*sin
	root := math.Sqrt(m)
	return lon + dLon*180/(krasovskyA/root*cos*math.Pi), lat + dLat*180/(krasovskyA*(1-krasovskyE2)/(m*root)*math.Pi)
}

// fromGCJ finds the place that toGCJ shifts to lon, lat.
func fromGCJ(lon, lat float64) (float64, float64) { return invert(toGCJ, lon, lat) }

const bdK = math.Pi * 3000 / 180

// gcjToBD turns GCJ-02 into BD-09.
func gcjToBD(lon, lat float64) (float64, float64) {
	z := math.Hypot(lon, lat) + 2e-5*math.Sin(lat*bdK)
	theta := math.Atan2(lat, lon) + 3e-6*math.Cos(lon*bdK)
	sin, cos := math.Sincos(theta)
	return z*cos + 0.0065, z*sin + 0.006
}

func bdToGCJ(lon, lat float64) (float64, float64) { return invert(gcjToBD, lon, lat) }

// invert finds p with forward(p) = (lon, lat) by taking off the error of each guess. It always ends.
func invert(forward func(lon, lat float64) (float64, float64), lon, lat float64) (float64, float64) {
	x, y := lon, lat
	for range maxRounds {
		fx, fy := forward(x, y)
		dx, dy := fx-lon, fy-lat
		x, y = x-dx, y-dy
		if math.Abs(dx) < converged && math.Abs(dy) < converged {
			break
		}
	}
	return x, y
}
