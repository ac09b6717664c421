// Package datum turns coordinates of the datums in use in China into WGS 84 and back: GCJ-02 (AMap, Tencent), BD-09
// (Baidu), CGCS2000 in degrees and in Gauss-Krüger zones, and Web Mercator.
//
// CGCS2000 and WGS 84 are taken to be the same: their ellipsoids differ by 0.1 mm and their frames by centimetres to a few
// decimetres with the years, less than any pin is good for. The package never guesses a datum: the caller names it.
package datum
