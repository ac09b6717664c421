// Package casework holds the rules about reports and cases: what a report is, how a case is opened from it, which
// states it may pass through, and who serves a cell. It does no I/O and reads no clock; callers hand in the time.
package casework
