// Package pgserver runs the private PostgreSQL with PostGIS that wangge uses when it is given no database: from the
// system's packages, in a folder of its own, reachable through a Unix socket only, durable.
//
// Several processes may use one folder at once. Each holds a shared lock on it; the last to leave stops the server. A
// process that is killed drops its lock and leaves the server running for the next one to attach to.
package pgserver
