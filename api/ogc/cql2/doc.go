// Package cql2 reads filters in the Common Query Language of OGC (CQL2, OGC 21-065r2), as text and as JSON, checks them
// against the properties that may be asked for, and tests records with them in memory.
//
// Both encodings become one Expr. Expr.Compile turns it into a Predicate. Comparisons with null are unknown, and a record
// matches only when the whole is true, as in SQL. Text is ordered by its bytes (by code point).
//
// Geometry is compared on the lattice of package geo, in whole numbers: a literal's vertices are rounded to it, then
// everything is exact. Polygons are taken to be valid; a GEOMETRYCOLLECTION is taken as the MULTI… of its members, and may have
// members of different dimensions in S_INTERSECTS and S_DISJOINT only. An instant compared with a date is taken as the day that it falls on in Options.Location.
//
// The standard's arithmetic, arrays, ACCENTI and functions of one's own are not here; an expression that uses them is
// refused. Nothing that a caller sends makes the package panic.
package cql2
