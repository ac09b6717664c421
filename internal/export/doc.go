// Package export writes a layer to a file that other programs read: GeoJSON, CSV, XLSX, FlatGeobuf and MBTiles.
//
// Rows come from a Source, which LayerSource makes of the live layers, so that an export holds what the public sees on the
// map and nothing else. Rows are taken one by one in the order of their ids; only the index of a FlatGeobuf, the list of
// an MBTiles' tiles and the packed form of an XLSX are held in memory. Positions are WGS 84, longitude first.
//
// A file appears whole or not at all: File writes beside it and renames. Errors are geo.Errors whose field is the flag of
// the command, as in internal/importer.
package export
