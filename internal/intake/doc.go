// Package intake takes reports in: it places each pin in its cell and commits what waits together, so that the cost of
// a durable commit is shared. There is no timer: while one batch commits, the next gathers.
//
// What Submit returns without an error is on the database's disk. The package does no SQL; the store does.
package intake
