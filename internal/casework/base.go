package casework

import "github.com/paulmach/orb"

// BaseFeature is a piece of the ground under the map: a road, a block, a river. WGS 84 degrees.
type BaseFeature struct {
	Class string // "road", "block", "water", "green"
	Rank  int    // 1 is drawn first and at the smallest scale
	Name  string
	Shape orb.Geometry // LineString, Polygon or MultiPolygon
}
