// Package casework holds the rules about reports and cases: what a report is, how a case is opened from it, in which
// states it may be, and who serves a cell. It does no I/O and reads no clock; callers hand in the time.
package casework
