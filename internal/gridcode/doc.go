// Package gridcode makes the codes that are printed as QR on a cell or a building, and the sheets that they are printed on. A code
// is eight characters of Crockford's base 32, drawn at random, and four of a keyed check; it says nothing about the place,
// which the database keeps. It never asks a database: a code that this site did not make is refused by its check alone.
package gridcode
