// Package importer brings files in: cells of an edition, reports of the past, and rows of a CSV that want to know whose
// cell they are in. Files are read in a stream and what is wrong with one feature or row never stops the others: it is
// counted and listed with its number, so that the person who has the file can mend it.
//
// It knows neither the database nor the command line; the interfaces it declares are what it needs of them.
package importer
