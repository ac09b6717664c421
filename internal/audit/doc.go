// Package audit says what an audit trail is: entries in one order, each carrying the hash of the one before, so that an entry
// taken out, put in or altered is found. It is pure; package store keeps the entries.
//
// The chain has no secret. Whoever may write to the database's files could make a whole new chain; that is found by comparing
// with a head noted elsewhere, which is why the service writes the head to its log and the commands take one.
package audit
