// Package mosaic makes the cells of an edition fit together on the lattice. Node puts a neighbour's vertex on both sides
// of a border, so that two cells that share a border share its vertices, and every point of the mosaic has one owner.
//
// It assumes cells whose rings are as geo says. It never moves or removes a vertex, never invents a place that is not a
// vertex of some cell already, and never makes a sound ring touch itself. What is wrong with the cells otherwise
// (overlaps, gaps, crossing rings) it leaves as it is, for PostGIS to judge.
package mosaic
