// Package demo makes the synthetic Dingjia (丁家街道): a town that does not exist, under the names and codes of one that
// does, so that a newcomer sees every part of Wangge at work without any real person's data.
//
// Everything is grown by rule from a fixed seed: an outline, a river and main roads are sketched; streets are traced
// through a direction field around the bus station; the countryside is cut along lanes, ridges and the river. All lines
// are noded on the lattice into one planar graph, and cells are unions of its faces. So they tile the street without gap
// or overlap by construction, and neighbours share their vertices.
//
// The town is the same on every run; only the times of the cases depend on the day. The package does no I/O and reads
// no clock. What it assumes: the ground is flat (a plane tangent at the street office), which is exact to 1 in 2,000
// over the 13 km of the street and matters to nothing but how the town looks.
package demo
