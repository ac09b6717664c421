// Package wire turns bytes into geometry and back: GeoJSON as people send it, strictly and in a stream, and EWKB as PostGIS
// speaks it. It checks form (structure, dimensions, reference system, finite numbers), never meaning: whether a ring
// crosses itself is for PostGIS to say.
package wire
