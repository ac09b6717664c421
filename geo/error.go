package geo

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an Error is. The edges of the program (HTTP, command line) turn a kind into a status
// or an exit code in one table each.
type Kind string

// The kinds of failure.
const (
	Invalid     Kind = "invalid"     // the caller's input is wrong; Field names the part
	NotFound    Kind = "not_found"   // the thing named does not exist, or may not be seen
	Conflict    Kind = "conflict"    // the input is sound but contradicts what is kept
	Outside     Kind = "outside"     // a place lies where no answer exists
	Forbidden   Kind = "forbidden"   // the caller is known and may not
	Unavailable Kind = "unavailable" // something needed (the database, a tool) is away; trying again may help
	Internal    Kind = "internal"    // a fault of ours
)

// Error is a failure with a kind. Msg is a sentence for the person who must mend it and never holds personal data.
type Error struct {
	Kind  Kind
	Field string // the part of the input that is wrong, as the caller wrote it ("points[3].lon", "--datum"); may be empty
	Msg   string
	Err   error // the cause, for the log only; may be nil
}

// Errorf makes an Error of kind about field. A %w in format becomes the cause.
func Errorf(kind Kind, field, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Kind: kind, Field: field, Msg: err.Error(), Err: errors.Unwrap(err)}
}

func (e *Error) Error() string {
	if e.Field != "" {
		return e.Field + ": " + e.Msg
	}
	return e.Msg
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the first Error in err's chain, or Internal when there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}
