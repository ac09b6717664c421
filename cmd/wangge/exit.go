package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/wangge-map/wangge/geo"
)

// usageError is a command line that can't be understood.
type usageError struct{ error }

// exitCode says how a command ends on an error of kind.
func exitCode(kind geo.Kind) int {
	switch kind {
	case geo.Invalid, geo.NotFound, geo.Outside:
		return 2
	case geo.Conflict, geo.Forbidden:
		return 3
	case geo.Unavailable:
		return 4
	default:
		return 1
	}
}

// report tells of err and returns the exit code that belongs to it.
func report(std streams, asJSON bool, err error) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(std.err, "wangge: interrupted")
		return 130
	}
	var usage usageError
	if errors.As(err, &usage) {
		err = geo.Errorf(geo.Invalid, "", "%w (see wangge --help)", usage.error)
	}
	kind := geo.KindOf(err)
	if asJSON {
		var known *geo.Error
		problem := map[string]any{"error": err.Error(), "kind": kind}
		if errors.As(err, &known) && known.Field != "" {
			problem["field"] = known.Field
		}
		// The stream may be closed; then nobody reads it.
		_ = printJSON(std.err, problem)
	} else {
		fmt.Fprintf(std.err, "wangge: %v\n", err)
		if cause := errors.Unwrap(lastKnown(err)); cause != nil && kind != geo.Invalid {
			fmt.Fprintf(std.err, "  because: %v\n", cause)
		}
	}
	return exitCode(kind)
}

// lastKnown returns the first geo.Error in err's chain, or nil.
func lastKnown(err error) error {
	var known *geo.Error
	if errors.As(err, &known) {
		return known
	}
	return nil
}
