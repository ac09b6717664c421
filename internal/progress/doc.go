// Package progress tells a person how long work goes on: how much is done, how fast, and the time left. On a terminal it
// keeps one line up to date; elsewhere it writes a plain line every few seconds. It starts no goroutine and reads no clock
// but the one it is given.
package progress
