// Package tiles holds the live layers: what the public may see of cases, cells and coverage, in memory, ready to be
// drawn. Every hot read of the map is answered from here without the database.
//
// What may be seen is decided in public.go and nowhere else: words and contacts never come in, sensitive categories
// are left out, positions are rounded, volunteers are counts from three up.
package tiles
