package crs

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
)

// CRS is a coordinate reference system. The zero value is CRS84. CRSs can be compared.
type CRS struct {
	epsg int         // 0 is OGC's CRS84
	axes datum.Datum // of an EPSG code: easting or longitude first
}

// CRS84 is WGS 84 with longitude first: the default of OGC API.
func CRS84() CRS { return CRS{} }

const (
	wgs84       = 4326
	cgcs2000    = 4490
	webMercator = 3857

	// EPSG numbers the three-degree zones of CGCS2000 twice: from 4513 with the zone's number before the easting, from 4534
	// without it.
	zonesBegin, bareZonesBegin, zonesEnd = 4513, 4534, 4554
	firstZone, lastZone                  = 25, 45 // around 75° and 135° east
)

// name is how a CRS may be written: the URI of OGC, the URN, and the (safe) CURIE, with any version.
var name = regexp.MustCompile(`^(?:https?://www\.opengis\.net/def/crs/(\w+)/[\w.]+/(\w+)|urn:ogc:def:crs:(\w+):[\w.]*:(\w+)|\[(\w+):(\w+)\]|(\w+):(\w+))$`)

// Parse returns the CRS that is named by a URI (http://www.opengis.net/def/crs/EPSG/0/4490), a URN
// (urn:ogc:def:crs:EPSG::4490) or a CURIE ([EPSG:4490]). It returns an Invalid error with field "crs" otherwise. That a CRS
// is known does not mean that a collection offers it: see All.
func Parse(s string) (CRS, error) {
	parts := name.FindStringSubmatch(s)
	if parts == nil {
		return CRS{}, geo.Errorf(geo.Invalid, "crs", "%.100q is not a CRS; write it like %s", s, CRS{epsg: cgcs2000}.URI())
	}
	authority, code := "", ""
	for i := 1; i < len(parts); i += 2 {
		authority, code = authority+parts[i], code+parts[i+1]
	}
	if strings.EqualFold(authority, "OGC") && code == "CRS84" {
		return CRS84(), nil
	}
	if epsg, err := strconv.Atoi(code); err == nil && strings.EqualFold(authority, "EPSG") && known(epsg) {
		return byCode(epsg)
	}
	return CRS{}, geo.Errorf(geo.Invalid, "crs", "%.100q is not known here; there are CRS84 and EPSG 4326, 4490, 3857 and %d to %d", s, zonesBegin, zonesEnd)
}

func known(epsg int) bool {
	return epsg == wgs84 || epsg == cgcs2000 || epsg == webMercator || epsg >= zonesBegin && epsg <= zonesEnd
}

func byCode(epsg int) (CRS, error) {
	d, err := datum.Parse("epsg:" + strconv.Itoa(epsg))
	return CRS{epsg, d}, err
}

// URI returns the name of c in OGC's register.
func (c CRS) URI() string {
	if c.epsg == 0 {
		return "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	}
	return "http://www.opengis.net/def/crs/EPSG/0/" + strconv.Itoa(c.epsg)
}

// String returns the short name of c, like EPSG:4490.
func (c CRS) String() string {
	if c.epsg == 0 {
		return "OGC:CRS84"
	}
	return "EPSG:" + strconv.Itoa(c.epsg)
}

// Decimals returns how many digits after the point keep the lattice's centimetre: 7 for degrees, 3 for metres.
func (c CRS) Decimals() int {
	if c.datum().Geographic() {
		return 7
	}
	return 3
}

// All returns the CRSs to offer for data within near: CRS84, EPSG 4326, 4490 and 3857, and in the longitudes and latitudes
// of China the three-degree zone of its middle and, where it reaches further, the next one, each as its two EPSG codes.
func All(near geo.Bound) []CRS {
	codes := []int{wgs84, cgcs2000, webMercator}
	for _, zone := range zones(near) {
		codes = append(codes, bareZonesBegin+zone-firstZone, zonesBegin+zone-firstZone)
	}
	all := []CRS{CRS84()}
	for _, code := range codes {
		if c, err := byCode(code); err == nil {
			all = append(all, c)
		}
	}
	return all
}

// zones returns the numbers of at most two zones near b.
func zones(b geo.Bound) []int {
	const southmost, northmost = 16 * geo.Scale, 54 * geo.Scale // of CGCS2000's land
	if b.IsEmpty() || b.Max.Lat < southmost || b.Min.Lat > northmost {
		return nil
	}
	west, east := zoneAt(float64(b.Min.Lon)/geo.Scale), zoneAt(float64(b.Max.Lon)/geo.Scale)
	middle := zoneAt((float64(b.Min.Lon) + float64(b.Max.Lon)) / 2 / geo.Scale)
	found := []int{}
	for _, zone := range []int{middle, middle + 1, middle - 1} {
		if zone >= max(west, firstZone) && zone <= min(east, lastZone) && len(found) < 2 {
			found = append(found, zone)
		}
	}
	return found
}

// zoneAt returns the number of the zone that holds the meridian lon: zone n reaches 1.5 degrees each way from 3n.
func zoneAt(lon float64) int { return int((lon+181.5)/3) - 60 }

// datum is c without its axis order.
func (c CRS) datum() datum.Datum {
	if c.epsg == 0 {
		return datum.WGS84()
	}
	return c.axes
}

// northFirst reports whether c's first axis points north.
func (c CRS) northFirst() bool { return c.epsg != 0 && c.epsg != webMercator }

func swap(p orb.Point, on bool) orb.Point {
	if on {
		return orb.Point{p[1], p[0]}
	}
	return p
}

// FromLonLat returns the place p (lon, lat) in c's axes, degrees or metres. It returns an Invalid error when p is out of
// range, or more than 900 km from the middle of a zone.
func (c CRS) FromLonLat(p orb.Point) (orb.Point, error) {
	x, y, err := c.datum().FromWGS84(p[0], p[1])
	return swap(orb.Point{x, y}, c.northFirst()), err
}

// ToLonLat is the inverse of FromLonLat, with the same errors.
func (c CRS) ToLonLat(p orb.Point) (orb.Point, error) {
	p = swap(p, c.northFirst())
	lon, lat, _, err := c.datum().ToWGS84(p[0], p[1])
	return orb.Point{lon, lat}, err
}
