package locate

import (
	"math"

	"github.com/wangge-map/wangge/geo"
)

// WGS 84.
const (
	semiMajorM   = 6378137.0
	eccentricity = 6.69437999014e-3 // squared
)

// plane is the ellipsoid's tangent plane at a point, in metres east and north. Distances of up to 10 km in it are off from
// the geodesic by less than 0.1 % below 70 degrees of latitude, those of up to 50 m by less than a millimetre.
type plane struct {
	origin     geo.Point
	mLon, mLat float64 // metres in a lattice unit
}

func planeAt(p geo.Point) plane {
	phi := float64(p.Lat) / geo.Scale * math.Pi / 180
	sin, cos := math.Sincos(phi)
	w := 1 - eccentricity*sin*sin
	unit := math.Pi / 180 / geo.Scale
	return plane{
		origin: p,
		mLon:   semiMajorM / math.Sqrt(w) * cos * unit,                      // radius of the parallel
		mLat:   semiMajorM * (1 - eccentricity) / (w * math.Sqrt(w)) * unit, // meridian radius
	}
}

// xy returns p in metres from the origin.
func (pl *plane) xy(p geo.Point) (x, y float64) {
	return float64(int64(p.Lon)-int64(pl.origin.Lon)) * pl.mLon, float64(int64(p.Lat)-int64(pl.origin.Lat)) * pl.mLat
}

// squareToChain returns the squared distance from the origin to the nearest of the segments between successive points, or
// best if none is nearer.
func (pl *plane) squareToChain(points []geo.Point, best float64) float64 {
	ax, ay := pl.xy(points[0])
	for _, p := range points[1:] {
		bx, by := pl.xy(p)
		dx, dy := bx-ax, by-ay
		along, length := -(ax*dx + ay*dy), dx*dx+dy*dy
		switch {
		case along <= 0:
			best = min(best, ax*ax+ay*ay)
		case along >= length:
			best = min(best, bx*bx+by*by)
		default:
			if cross := ax*dy - ay*dx; cross*cross < best*length { // divided only when it counts
				best = cross * cross / length
			}
		}
		ax, ay = bx, by
	}
	return best
}

// squareToBound returns the squared distance from the origin to b, 0 when it is inside.
func (pl *plane) squareToBound(b *geo.Bound) float64 {
	x0, y0 := pl.xy(b.Min)
	x1, y1 := pl.xy(b.Max)
	x, y := max(0, x0, -x1), max(0, y0, -y1)
	return x*x + y*y
}

// reach returns the lattice bound that holds the disc of radius metres around the origin.
func (pl plane) reach(radius float64) geo.Bound {
	lon, lat := math.MaxInt32+0.0, radius/pl.mLat+1
	if pl.mLon > 0 {
		lon = radius/pl.mLon + 1
	}
	o := pl.origin
	return geo.Bound{
		Min: geo.Point{Lon: clampTo(float64(o.Lon)-lon, geo.MaxLon), Lat: clampTo(float64(o.Lat)-lat, geo.MaxLat)},
		Max: geo.Point{Lon: clampTo(float64(o.Lon)+lon, geo.MaxLon), Lat: clampTo(float64(o.Lat)+lat, geo.MaxLat)},
	}
}

func clampTo(v, limit float64) int32 { return int32(min(limit, max(-limit, v))) }
