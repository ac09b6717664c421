// Package store keeps Wangge's truth in PostgreSQL with PostGIS: it turns rows into the domain's types and back, and
// PostgreSQL's errors into geo.Error. It decides nothing: rules live in casework, placing in intake.
//
// The SQL stands in queries/*.sql, one named statement a block. Geometry crosses as EWKB whose coordinates are lattice
// points in degrees.
package store
