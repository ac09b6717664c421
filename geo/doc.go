// Package geo holds Wangge's spatial vocabulary: the lattice that every pin and border lies on, cells, editions and
// nets, the code schemes of cells, and the one error type of the project.
//
// Everything in here is WGS 84. Coordinates are lon, lat in that order, as integers of 1e-7 degree (about 1 cm), so
// that comparing two places is exact. Other datums are turned into this one by geo/datum at the edge of the program.
// The package does no I/O, reads no clock and knows nothing of databases or HTTP.
package geo
