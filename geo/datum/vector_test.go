package datum_test

import (
	"math"
	"testing"

	"github.com/wangge-map/wangge/geo/datum"
)

// Places known in two datums or three: of the formula itself, and of map services' answers, which are rounded. NaN stands
// for what the source does not give.
func TestPublishedVectorsComeOutBothWays(t *testing.T) {
	const formula, rounded, service = 2e-9, 1e-8, 1e-5
	none := math.NaN()
	for _, c := range []struct {
		name               string
		wgs84, gcj02, bd09 [2]float64
		tolerance          float64
	}{
		{"Beijing", [2]float64{116.404, 39.915}, [2]float64{116.41024449916938, 39.91640428150164}, [2]float64{116.41662724378733, 39.922699552216216}, formula},
		{"Beijing, GCJ-02 to BD-09", [2]float64{none, none}, [2]float64{116.404, 39.915}, [2]float64{116.41036949371029, 39.92133699351021}, formula},
		{"Beijing, BD-09 to GCJ-02", [2]float64{none, none}, [2]float64{116.39762708785722, 39.90865633947842}, [2]float64{116.404, 39.915}, formula},
		{"Beijing, GCJ-02 to WGS 84", [2]float64{116.39775575457485, 39.913596235609404}, [2]float64{116.404, 39.915}, [2]float64{none, none}, formula},
		{"Shanghai", [2]float64{121.5272106, 31.1774276}, [2]float64{121.531541859215, 31.17530398364597}, [2]float64{121.53801568643858, 31.181328606874466}, formula},
		{"Shenzhen", [2]float64{113.912316, 22.543847}, [2]float64{113.9171764808363, 22.540796131694766}, [2]float64{113.92368472926734, 22.546667437751108}, formula},
		{"Beijing 2", [2]float64{116.377817, 39.911954}, [2]float64{116.38404722455657, 39.91334545536069}, [2]float64{116.39045471310828, 39.919575550965874}, formula},
		{"north-east", [2]float64{123, 45}, [2]float64{123.00607541914162, 45.00197815751666}, [2]float64{123.01244912805149, 45.0083293719455}, formula},
		{"Tiananmen", [2]float64{116.403988, 39.914266}, [2]float64{none, none}, [2]float64{116.41661560068297, 39.92196580126834}, formula},
		{"Dingjia", [2]float64{106.15, 29.41}, [2]float64{106.1538844288575, 29.407349797339908}, [2]float64{106.16045758197713, 29.413113853424807}, formula},
		{"Dingjia office", [2]float64{106.14686422278153, 29.40891954648661}, [2]float64{106.150754, 29.406274}, [2]float64{106.15733481730118, 29.412006434188452}, formula},
		{"Dingjia market", [2]float64{106.1513, 29.4121}, [2]float64{106.155182254, 29.409448702}, [2]float64{106.161753193, 29.415228207}, rounded},
		{"Chongqing", [2]float64{106.5478343, 29.565849}, [2]float64{106.5515641, 29.563013}, [2]float64{106.5579989, 29.5693061}, service},
		{"Zhumadian", [2]float64{114.0164322, 33.0133556}, [2]float64{114.022306, 33.0115324}, [2]float64{114.0287781, 33.0176697}, service},
		{"Shaoyang", [2]float64{111.4622119, 27.242124}, [2]float64{111.4677938, 27.2388981}, [2]float64{111.4742271, 27.2451662}, service},
		{"Xingtai", [2]float64{114.498916, 37.0700925}, [2]float64{114.5048503, 37.0705911}, [2]float64{114.5113116, 37.0766797}, service},
	} {
		known := map[datum.Datum][2]float64{datum.WGS84(): c.wgs84, datum.GCJ02(): c.gcj02, datum.BD09(): c.bd09}
		for from, at := range known {
			for to, want := range known {
				if math.IsNaN(at[0]) || math.IsNaN(want[0]) {
					continue
				}
				lon, lat, note, err := from.ToWGS84(at[0], at[1])
				if err != nil || note != "" {
					t.Fatalf("%s from %v: %q, %v", c.name, from, note, err)
				}
				x, y, err := to.FromWGS84(lon, lat)
				if err != nil || !(math.Abs(x-want[0]) <= c.tolerance && math.Abs(y-want[1]) <= c.tolerance) {
					t.Errorf("%s from %v to %v is %v, %v (%v); want %v", c.name, from, to, x, y, err, want)
				}
			}
		}
	}
}

func TestBeyondTheWorldNothingIsShifted(t *testing.T) {
	if x, y, err := datum.GCJ02().FromWGS84(183, 45); err == nil {
		t.Errorf("longitude 183 became %v, %v", x, y)
	}
	if x, y, err := datum.GCJ02().FromWGS84(-177, 45); x != -177 || y != 45 || err != nil {
		t.Errorf("in the Pacific: %v, %v, %v", x, y, err)
	}
}

func FuzzFromWGS84(f *testing.F) {
	f.Add("gcj02", 106.15, 29.41)
	f.Add("bd09", 72.004, 0.8293)
	f.Add("epsg:4523", 106.15, 29.41)
	f.Add("epsg:3857", 180.0, 90.0)
	f.Fuzz(func(t *testing.T, name string, lon, lat float64) {
		d, err := datum.Parse(name)
		if err != nil {
			return
		}
		x, y, err := d.FromWGS84(lon, lat)
		if err != nil {
			return
		}
		if math.IsNaN(x+y) || math.IsInf(x, 0) || math.IsInf(y, 0) {
			t.Fatalf("%s: %v, %v became %v, %v", name, lon, lat, x, y)
		}
		// A kilometre inside China's box every datum has a way back.
		if !(lon > 72.02 && lon < 137.82 && lat > 0.85 && lat < 55.81) {
			return
		}
		lon2, lat2, _, err := d.ToWGS84(x, y)
		if err != nil {
			t.Fatalf("%s: %v, %v became %v, %v, which is refused: %v", name, lon, lat, x, y, err)
		}
		const metre = 111_320
		if off := math.Hypot((lon2-lon)*math.Cos(lat*math.Pi/180), lat2-lat) * metre; off > 1e-3 {
			t.Fatalf("%s: %v, %v came back %.6f m off", name, lon, lat, off)
		}
	})
}
