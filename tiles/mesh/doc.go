// Package mesh draws the cells of one edition as vector tiles.
//
// The rings of noded cells (geo/mosaic) are cut into chains: runs of vertices that lie between the same two cells. A
// chain is kept once, and simplified once for each zoom, so that both neighbours are drawn along the very same vertices
// and no gap or overlap can show between them, at any zoom. Cells that are not noded, that overlap or leave gaps, are drawn
// as well; their chains then have a cell on one side only. Two chains nearer to each other than the tolerance may cross
// once they are simplified; nobody sees it, since the tolerance is less than half a pixel.
//
// Inside, places are in units of the world: Web Mercator with 2^32 units a side, x to the east and y to the south from the
// north-west corner. That is as fine as the lattice: no two vertices fall together. A tile unit is a power of two of them.
package mesh
