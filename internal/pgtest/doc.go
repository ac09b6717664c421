// Package pgtest gives each test a PostGIS database of its own, cloned from a migrated template on a server that all test
// processes of a user share. The server is stopped a second after the last of them has ended.
//
// WANGGE_TEST_DATABASE_URL may name another server, as its superuser. A test without a database fails, it never skips.
package pgtest
