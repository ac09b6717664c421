package datum

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/wangge-map/wangge/geo"
)

// Datum is how coordinates are to be read. The zero value is not a datum; Parse gives one. Datums can be compared.
type Datum struct {
	kind kind
	epsg int // of a Gauss-Krüger zone
}

type kind uint8

const (
	none kind = iota
	wgs84
	gcj02
	bd09
	cgcs2000
	webMercator
	gaussKrueger
)

// The datums in degrees.
func WGS84() Datum    { return Datum{kind: wgs84} }
func GCJ02() Datum    { return Datum{kind: gcj02} }
func BD09() Datum     { return Datum{kind: bd09} }
func CGCS2000() Datum { return Datum{kind: cgcs2000} }

// Note says something about a conversion that the caller should pass on; it is empty when there is nothing to say.
type Note string

// OutsideChina is the note on GCJ-02 and BD-09 coordinates where GCJ-02 does not shift.
const OutsideChina Note = "outside China: gcj02 is the identity here"

// Names is what Parse understands, for messages.
const Names = "wgs84, gcj02, bd09, cgcs2000, epsg:4326, epsg:4490, epsg:3857, epsg:4491 to epsg:4554"

// Parse returns the datum with this name, in any case: wgs84, gcj02, bd09, cgcs2000 or epsg:N with N 4326, 4490, 3857 or
// one of CGCS2000's Gauss-Krüger zones (4491 to 4554). It returns an Invalid error with field "datum" otherwise.
func Parse(name string) (Datum, error) {
	switch lower := strings.ToLower(name); lower {
	case "wgs84", "epsg:4326":
		return WGS84(), nil
	case "gcj02":
		return GCJ02(), nil
	case "bd09":
		return BD09(), nil
	case "cgcs2000", "epsg:4490":
		return CGCS2000(), nil
	case "epsg:3857":
		return Datum{kind: webMercator}, nil
	case "":
		return Datum{}, geo.Errorf(geo.Invalid, "datum", "is missing; say which datum the coordinates are in: %s", Names)
	default:
		if code, ok := strings.CutPrefix(lower, "epsg:"); ok {
			if n, err := strconv.Atoi(code); err == nil && isZone(n) {
				return Datum{gaussKrueger, n}, nil
			}
		}
		return Datum{}, geo.Errorf(geo.Invalid, "datum", "%.24q is not known; there are: %s", name, Names)
	}
}

// String returns the name that Parse understands.
func (d Datum) String() string {
	switch d.kind {
	case wgs84:
		return "wgs84"
	case gcj02:
		return "gcj02"
	case bd09:
		return "bd09"
	case cgcs2000:
		return "cgcs2000"
	case webMercator:
		return "epsg:3857"
	case gaussKrueger:
		return "epsg:" + strconv.Itoa(d.epsg)
	}
	return "no datum"
}

// Geographic reports whether coordinates are lon, lat in degrees; otherwise they are easting, northing in metres.
func (d Datum) Geographic() bool { return d.kind != webMercator && d.kind != gaussKrueger }

// EPSG's ranges for CGCS2000 / Gauss-Krüger: six-degree zones 13 to 23 with and without the zone's number before the
// easting, three-degree zones 25 to 45 likewise.
const (
	six, sixBare, three, threeBare, zonesEnd = 4491, 4502, 4513, 4534, 4554
)

func isZone(epsg int) bool { return epsg >= six && epsg <= zonesEnd }

func zoneOf(epsg int) zone {
	switch {
	case epsg < sixBare:
		number := epsg - six + 13
		return zone{meridian: float64(6*number - 3), easting: float64(number)*1e6 + 5e5}
	case epsg < three:
		return zone{meridian: float64(6*(epsg-sixBare+13) - 3), easting: 5e5}
	case epsg < threeBare:
		number := epsg - three + 25
		return zone{meridian: float64(3 * number), easting: float64(number)*1e6 + 5e5}
	default:
		return zone{meridian: float64(3 * (epsg - threeBare + 25)), easting: 5e5}
	}
}

// ToWGS84 turns x, y of datum d (lon, lat in degrees, or easting, northing in metres) into WGS 84. A round trip through
// FromWGS84 is off by less than a millimetre. It returns an Invalid error with field "lon" or "lat" when a value is not a
// number or out of range.
func (d Datum) ToWGS84(x, y float64) (lon, lat float64, note Note, err error) {
	if err := d.check(x, y); err != nil {
		return 0, 0, "", err
	}
	switch d.kind {
	case gcj02:
		lon, lat, note = unshift(x, y)
	case bd09:
		lon, lat, note = unshift(bdToGCJ(x, y))
	case webMercator:
		lon, lat = unmercator(x, y)
	case gaussKrueger:
		lon, lat = zoneOf(d.epsg).unproject(x, y)
	default:
		lon, lat = x, y
	}
	if _, err := geo.PointAt(lon, lat); err != nil {
		return 0, 0, "", err
	}
	return lon, lat, note, nil
}

// unshift is the inverse of shift. Within half a kilometre of the edge of the box a GCJ-02 place may have two pre-images, or
// none: then the place itself is taken, which is what it would be outside.
func unshift(lon, lat float64) (float64, float64, Note) {
	if x, y := fromGCJ(lon, lat); inChina(lon, lat) && inChina(x, y) {
		return x, y, ""
	}
	return lon, lat, OutsideChina
}

func shift(lon, lat float64) (float64, float64) {
	if !inChina(lon, lat) {
		return lon, lat
	}
	return toGCJ(lon, lat)
}

// FromWGS84 turns WGS 84 degrees into coordinates of datum d. It returns an Invalid error with field "lon" or "lat" when a
// value is not a number or out of range.
func (d Datum) FromWGS84(lon, lat float64) (x, y float64, err error) {
	if _, err := geo.PointAt(lon, lat); err != nil {
		return 0, 0, err
	}
	switch d.kind {
	case none:
		return 0, 0, geo.Errorf(geo.Invalid, "datum", "is missing; there are: %s", Names)
	case gcj02:
		x, y = shift(lon, lat)
	case bd09:
		x, y = gcjToBD(shift(lon, lat))
	case webMercator:
		x, y = mercator(lon, lat)
	case gaussKrueger:
		z := zoneOf(d.epsg)
		if x, y = z.project(lon, lat); checkZone(z, d, x, y) != nil {
			return 0, 0, geo.Errorf(geo.Invalid, "lon", "longitude %v is not in the zone of %s around %v degrees east", lon, d, z.meridian)
		}
	default:
		x, y = lon, lat
	}
	return x, y, nil
}

// check refuses values that can't be coordinates of d.
func (d Datum) check(x, y float64) error {
	switch {
	case d.kind == none:
		return geo.Errorf(geo.Invalid, "datum", "is missing; there are: %s", Names)
	case d.Geographic():
		_, err := geo.PointAt(x, y)
		return err
	case d.kind == gaussKrueger:
		return checkZone(zoneOf(d.epsg), d, x, y)
	}
	const world = 20037508.342789244 // half the equator
	if !(math.Abs(x) <= world) {
		return geo.Errorf(geo.Invalid, "lon", "easting %v is not in the world of %s, which is %.0f m wide each way", x, d, world)
	}
	if !(math.Abs(y) <= 1e9) {
		return geo.Errorf(geo.Invalid, "lat", "northing %v is not in the world of %s", y, d)
	}
	return nil
}

// checkZone refuses places that lie more than eight degrees from the meridian of a zone: they are of another zone, or the
// axes are swapped.
func checkZone(z zone, d Datum, x, y float64) error {
	const reach = 900_000 // metres
	if off := x - z.easting; !(math.Abs(off) <= reach) {
		hint := ""
		if math.Abs(y-z.easting) <= reach && x >= 0 && x <= 6.3e6 {
			hint = "; easting and northing look swapped"
		}
		return geo.Errorf(geo.Invalid, "lon", "easting %v is not in the zone of %s, whose middle has %s%s", x, d, fmt.Sprintf("%.0f", z.easting), hint)
	}
	if !(math.Abs(y) <= 1.0e7) {
		return geo.Errorf(geo.Invalid, "lat", "northing %v is not between the poles", y)
	}
	return nil
}
