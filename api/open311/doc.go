// Package open311 speaks GeoReport v2, the dialect of Open311, at /open311/v2: services, their definitions, requests posted
// and asked for, in XML and in JSON by the Spark convention, with the extensions that are in use. What it tells is what
// other systems may know: nothing of sensitive categories, places rounded, no words of reporters or of those at work. What
// it takes needs a token that holds report.write.
//
// Coordinates are WGS 84 degrees. Times are told to the second, with the offset of the site's zone.
package open311
