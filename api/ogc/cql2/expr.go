package cql2

import (
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
)

// Limits of what is read, so that no filter costs more than a page of answers.
const (
	maxLength = 64 << 10 // bytes
	maxDepth  = 64       // of what stands within each other
	maxItems  = 1000     // of one IN list
	maxPlaced = 100      // spatial functions, each of which takes the record's geometry apart
	// Edges and points of the literals of one filter that are related by more than S_INTERSECTS and S_DISJOINT: with so many,
	// running to and fro over a cell of 4,000 vertices, a record takes at most some 50 ms.
	maxRelated = 300
)

// Expr is a filter as it was written, not yet checked against any properties. The zero value lets nothing through. It must
// not be changed, so it may be shared.
type Expr struct{ root node }

// node is an operation on its args, a property or a literal.
type node struct {
	op    string // as in CQL2's JSON: "and", "=", "s_intersects"; or one of the three below
	args  []node // of "in", the tested value and then the list
	name  string // of a property
	value any    // of a literal: string, int64, float64, bool, instant, unbounded or orb.Geometry
}

const (
	opProperty = "property"
	opLiteral  = "literal"
	opInterval = "interval" // args are its ends
)

// instant is a date, at midnight UTC, or a moment in UTC.
type instant struct {
	at   time.Time
	date bool
}

// unbounded is an open end of an interval, written "..".
type unbounded struct{}

func literal(v any) node        { return node{op: opLiteral, value: v} }
func property(name string) node { return node{op: opProperty, name: name} }
func negate(n node) node        { return node{op: "not", args: []node{n}} }

// Classes returns the URIs of the conformance classes of CQL2 that this package keeps. Of property-property it keeps all but the
// spatial functions: records have one geometry, so that there are no two to compare.
func Classes() []string {
	classes := []string{}
	for _, class := range []string{"cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators", "case-insensitive-comparison",
		"basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions", "temporal-functions", "property-property"} {
		classes = append(classes, "http://www.opengis.net/spec/cql2/1.0/conf/"+class)
	}
	return classes
}

// functions are the names of the predicates that are written like a function.
func functions() []string {
	return []string{"s_intersects", "s_disjoint", "s_equals", "s_touches", "s_within", "s_contains", "s_overlaps", "s_crosses",
		"t_after", "t_before", "t_disjoint", "t_equals", "t_intersects", "t_contains", "t_during", "t_finishedBy", "t_finishes", "t_meets",
		"t_metBy", "t_overlappedBy", "t_overlaps", "t_startedBy", "t_starts"}
}

// function returns the name, in any case, of such a predicate as CQL2's JSON writes it.
func function(name string) (string, bool) {
	for _, f := range functions() {
		if strings.EqualFold(f, name) {
			return f, true
		}
	}
	return "", false
}

func invalid(format string, args ...any) error {
	return geo.Errorf(geo.Invalid, "filter", format, args...)
}

func noFunction(name string) error {
	return invalid("there is no function %.40q here; there are CASEI, DATE, TIMESTAMP, INTERVAL, BBOX, the geometries of WKT, and %s", name, strings.ToUpper(strings.Join(functions(), ", ")))
}

func tooLong(n int) error {
	if n > maxLength {
		return invalid("is %d bytes long; at most %d are read", n, maxLength)
	}
	return nil
}

// deeper counts a level of nesting.
func deeper(depth int) (int, error) {
	if depth >= maxDepth {
		return depth, invalid("is nested more than %d deep", maxDepth)
	}
	return depth + 1, nil
}

func tooManyItems(n int) error {
	if n > maxItems {
		return invalid("an IN list has more than %d items", maxItems)
	}
	return nil
}
