// Package ogc speaks OGC API to geographic information systems: Features (core, coordinate reference systems, filtering
// with CQL2) and Tiles, over the live layers of the map.
//
// Each layer is a collection; layers of cells are one for each net. Everything is answered from memory, so it goes on
// while the database is away. One table of routes (routes.go) makes the handler, the OpenAPI 3.0 document and the list of
// parameters that are known: any other one is refused, as the standard demands.
//
// What may be seen is decided in package tiles. This package never holds data of its own.
package ogc
