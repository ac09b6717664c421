// Package crs names the coordinate reference systems that the OGC API speaks and turns geometry into them and back.
//
// Inside the program a place is longitude, latitude in degrees of WGS 84. A CRS has its own axis order, which is the
// authority's: latitude first in EPSG:4326 and EPSG:4490, northing first in the Gauss-Krüger zones of CGCS2000, and
// easting first in EPSG:3857. This package is the only one that turns axes round.
package crs
