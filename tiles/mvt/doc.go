// Package mvt writes and reads Mapbox Vector Tiles, version 2.1 of the specification
// (https://github.com/mapbox/vector-tile-spec/tree/master/2.1), by appending and parsing the protobuf wire format.
//
// Coordinates are whole tile units: a tile is Extent units wide and high, x grows to the east, y to the south, and a
// buffer around the tile has negative coordinates or such beyond Extent. The package knows nothing of the world: places
// become tile units elsewhere.
package mvt

// Extent is the width and height of every tile that is written, in tile units.
const Extent = 4096

// Pt is a place in tile units.
type Pt struct{ X, Y int32 }

// GeometryType is the kind of a feature's geometry, numbered as on the wire.
type GeometryType uint8

// The geometry types.
const (
	Unknown GeometryType = iota
	Points
	Lines
	Polygons
)

// Field numbers of the messages Tile, Layer, Feature and Value.
const (
	tileLayers = 3

	layerName     = 1
	layerFeatures = 2
	layerKeys     = 3
	layerValues   = 4
	layerExtent   = 5
	layerVersion  = 15

	featureID       = 1
	featureTags     = 2
	featureType     = 3
	featureGeometry = 4

	valueString = 1
	valueFloat  = 2
	valueDouble = 3
	valueInt    = 4
	valueUint   = 5
	valueSint   = 6
	valueBool   = 7
)

// Wire types of protobuf.
const (
	wireVarint  = 0
	wireFixed64 = 1
	wireBytes   = 2
	wireFixed32 = 5
)

// Commands of a geometry.
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)
