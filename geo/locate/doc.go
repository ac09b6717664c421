// Package locate answers whose cell a point is in, exactly and at once, from an immutable index of one edition.
//
// Cells are half-open: the owner of p is the cell that holds p moved by an infinitesimal ε to the east and then by ε² to
// the north, so that a point on a shared border has one owner, and every point of a noded mosaic exactly one. In
// integers this is the even-odd rule in which the edge ab is crossed by the ray to the east when
// (a.Lat <= p.Lat) != (b.Lat <= p.Lat) and p lies strictly left of it. Where cells overlap, the lowest code owns.
//
// All decisions are made in integers of the lattice (package geo); only distances and shares are floating point.
package locate
