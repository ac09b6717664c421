package locate

import "github.com/wangge-map/wangge/geo"

// maxEdge bounds how far an edge may reach along either axis: 2^29 units, about 53 degrees. With it every product below
// fits an int64:
//
//   - left: |p.Lon-a.Lon| < 2^32 and |p.Lat-a.Lat| <= 2^29, since a and b straddle the row of p, so the products are below
//     2^61 and 2^58.
//   - above: a and b straddle the column, so |2x+1-2a.Lon| <= 2^30+1; the row is inside the tree's square, which reaches
//     less than 2^32 beyond a, so |2y-2a.Lat| <= 2^33: the products are below 2^60 and at most 2^62.
const maxEdge = 1 << 29

// left reports whether p lies strictly left (west) of the line through a and b, which straddle the row just north of p.
func left(a, b, p geo.Point) bool {
	dLon, dLat := int64(b.Lon)-int64(a.Lon), int64(b.Lat)-int64(a.Lat)
	// The crossing is at a.Lon + dLon·(p.Lat-a.Lat)/dLat; p is west of it when p.Lon-a.Lon is less than that offset.
	l, r := (int64(p.Lon)-int64(a.Lon))*dLat, dLon*(int64(p.Lat)-int64(a.Lat))
	if dLat > 0 {
		return l < r
	}
	return l > r
}

// straddlesRow reports whether the row just north of lat passes between a and b.
func straddlesRow(a, b geo.Point, lat int32) bool { return (a.Lat <= lat) != (b.Lat <= lat) }

// straddlesColumn reports whether the column lon+½ passes between a and b.
func straddlesColumn(a, b geo.Point, lon int32) bool { return (a.Lon <= lon) != (b.Lon <= lon) }

// above compares the latitude at which the line through a and b crosses the column lon+½, which they straddle, with
// twiceLat/2: +1 above, 0 equal, -1 below.
func above(a, b geo.Point, lon int32, twiceLat int64) int {
	dLon, dLat := int64(b.Lon)-int64(a.Lon), int64(b.Lat)-int64(a.Lat)
	l := dLat * (2*int64(lon) + 1 - 2*int64(a.Lon))
	r := (twiceLat - 2*int64(a.Lat)) * dLon
	if dLon < 0 {
		l, r = -l, -r
	}
	switch {
	case l > r:
		return 1
	case l < r:
		return -1
	}
	return 0
}

// rowAtColumn returns the first row at or north of where the line through a and b crosses the column lon+½. They straddle the
// column, and b is not south of a.
func rowAtColumn(a, b geo.Point, lon int32) int64 {
	dLon, dLat := int64(b.Lon)-int64(a.Lon), int64(b.Lat)-int64(a.Lat)
	over, under := dLat*(2*int64(lon)+1-2*int64(a.Lon)), 2*dLon
	if under < 0 {
		over, under = -over, -under
	}
	// Between a and b it lies north of a: neither is negative.
	return int64(a.Lat) + (over+under-1)/under
}

// on reports whether p lies on the segment ab, ends included.
func on(a, b, p geo.Point) bool {
	if p.Lon < min(a.Lon, b.Lon) || p.Lon > max(a.Lon, b.Lon) || p.Lat < min(a.Lat, b.Lat) || p.Lat > max(a.Lat, b.Lat) {
		return false
	}
	return (int64(b.Lon)-int64(a.Lon))*(int64(p.Lat)-int64(a.Lat)) == (int64(p.Lon)-int64(a.Lon))*(int64(b.Lat)-int64(a.Lat))
}

// crossesEast reports whether the path from p (moved by the half-open rule) east to the column lon+½ crosses ab.
func crossesEast(a, b, p geo.Point, lon int32) bool {
	if !straddlesRow(a, b, p.Lat) || !left(a, b, p) {
		return false
	}
	if !straddlesColumn(a, b, lon) {
		return a.Lon <= lon // both ends on the same side of the column
	}
	// The edge crosses the row west of the column when, seen along the edge, the row comes first.
	switch above(a, b, lon, 2*int64(p.Lat)) {
	case 0: // it meets the column in the row of p: just north of it, it is west of the column if it leans west
		return (b.Lon < a.Lon) == (b.Lat > a.Lat)
	case 1: // north of p at the column: the row was crossed west of it if the edge climbs eastward
		return (b.Lon > a.Lon) == (b.Lat > a.Lat)
	default: // south of p at the column
		return (b.Lon > a.Lon) != (b.Lat > a.Lat)
	}
}

// crossesNorth reports whether the path along the column lon+½ from the row just north of lat to that just north of
// north+½ crosses ab.
func crossesNorth(a, b geo.Point, lon, lat, north int32) bool {
	return straddlesColumn(a, b, lon) && above(a, b, lon, 2*int64(lat)) > 0 && above(a, b, lon, 2*int64(north)+1) <= 0
}
