package datum

import (
	"fmt"
	"math"
)

// vector is a place that is known in two datums.
type vector struct {
	name         string
	datum        Datum
	lon, lat     float64 // WGS 84
	x, y         float64
	tolerance    float64 // of x and y, in their unit
	backToDegree float64 // of lon and lat, degrees
}

// vectors are published pairs: of the formula itself (nine digits) and of map services' answers (five digits).
func vectors() []vector {
	const formula, service = 1e-9, 1e-5
	v := func(name string, d Datum, lon, lat, x, y, tolerance float64) vector {
		return vector{name, d, lon, lat, x, y, tolerance, tolerance}
	}
	gk := func(epsg int, x, y float64) vector {
		return vector{"Dingjia", Datum{gaussKrueger, epsg}, 106.15, 29.41, x, y, 1e-4, 1e-9}
	}
	return []vector{
		v("Beijing", GCJ02(), 116.404, 39.915, 116.41024449916938, 39.91640428150164, formula),
		v("Beijing", BD09(), 116.404, 39.915, 116.41662724378733, 39.922699552216216, formula),
		v("Beijing exact inverse", GCJ02(), 116.39775575457485, 39.913596235609404, 116.404, 39.915, formula),
		v("Shanghai", GCJ02(), 121.5272106, 31.1774276, 121.531541859215, 31.17530398364597, formula),
		v("Shanghai", BD09(), 121.5272106, 31.1774276, 121.53801568643858, 31.181328606874466, formula),
		v("Shenzhen", GCJ02(), 113.912316, 22.543847, 113.9171764808363, 22.540796131694766, formula),
		v("Shenzhen", BD09(), 113.912316, 22.543847, 113.92368472926734, 22.546667437751108, formula),
		v("Beijing 2", GCJ02(), 116.377817, 39.911954, 116.38404722455657, 39.91334545536069, formula),
		v("Beijing 2", BD09(), 116.377817, 39.911954, 116.39045471310828, 39.919575550965874, formula),
		v("north-east", GCJ02(), 123, 45, 123.00607541914162, 45.00197815751666, formula),
		v("north-east", BD09(), 123, 45, 123.01244912805149, 45.0083293719455, formula),
		v("Tiananmen", BD09(), 116.403988, 39.914266, 116.41661560068297, 39.92196580126834, formula),
		v("Dingjia", GCJ02(), 106.15, 29.41, 106.1538844288575, 29.407349797339908, formula),
		v("Dingjia", BD09(), 106.15, 29.41, 106.16045758197713, 29.413113853424807, formula),
		v("Dingjia office", GCJ02(), 106.14686422278153, 29.40891954648661, 106.150754, 29.406274, formula),
		v("Dingjia office", BD09(), 106.14686422278153, 29.40891954648661, 106.15733481730118, 29.412006434188452, formula),
		v("Chongqing", GCJ02(), 106.5478343, 29.565849, 106.5515641, 29.563013, service),
		v("Chongqing", BD09(), 106.5478343, 29.565849, 106.5579989, 29.5693061, service),
		v("Zhumadian", GCJ02(), 114.0164322, 33.0133556, 114.022306, 33.0115324, service),
		v("Shaoyang", GCJ02(), 111.4622119, 27.242124, 111.4677938, 27.2388981, service),
		v("Xingtai", GCJ02(), 114.498916, 37.0700925, 114.5048503, 37.0705911, service),
		v("London", GCJ02(), -0.1276, 51.5072, -0.1276, 51.5072, 0),
		gk(4544, 611613.5978, 3255263.4638),
		gk(4523, 35611613.5978, 3255263.4638),
	}
}

// SelfCheck converts places known in two datums both ways and returns an error that names the first that comes out wrong:
// a machine whose floating point or build is broken must not place pins.
func SelfCheck() error {
	for _, v := range vectors() {
		x, y, err := v.datum.FromWGS84(v.lon, v.lat)
		if err != nil || math.Abs(x-v.x) > v.tolerance || math.Abs(y-v.y) > v.tolerance {
			return fmt.Errorf("datum: %s in %s is %v, %v; want %v, %v (%w)", v.name, v.datum, x, y, v.x, v.y, orNone(err))
		}
		lon, lat, _, err := v.datum.ToWGS84(v.x, v.y)
		if err != nil || math.Abs(lon-v.lon) > v.backToDegree || math.Abs(lat-v.lat) > v.backToDegree {
			return fmt.Errorf("datum: %s from %s is %v, %v; want %v, %v (%w)", v.name, v.datum, lon, lat, v.lon, v.lat, orNone(err))
		}
	}
	return nil
}

func orNone(err error) error {
	if err == nil {
		return fmt.Errorf("no error")
	}
	return err
}
