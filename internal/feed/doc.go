// Package feed keeps this process's picture current: it reads the database's change table in an order in which nothing
// is skipped, and passes what changed to locating, to the live layers and to whoever listens for events.
//
// While the database is away the picture stands still and says how old it is; when it is back, the feed catches up from
// where it was.
package feed
