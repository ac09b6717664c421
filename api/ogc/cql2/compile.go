package cql2

import (
	"strings"
	"time"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
)

// Kind is the type of a property.
type Kind string

// The kinds of properties, and what Record.Value returns for them.
const (
	Text      Kind = "a text"      // string
	Number    Kind = "a number"    // float64 or int64
	Integer   Kind = "an integer"  // int64
	Boolean   Kind = "a boolean"   // bool
	Timestamp Kind = "a timestamp" // time.Time
	Date      Kind = "a date"      // time.Time, of which the day in UTC counts
	Geometry  Kind = "a geometry"  // orb.Geometry in degrees of WGS 84, lon first
)

// Queryable is a property that filters may ask for.
type Queryable struct {
	Name string
	Kind Kind
}

// Record is what a filter is tested with. Value returns the value of the i-th queryable, of the type that its Kind names, or
// nil for null. A value of another type counts as null. Ended reports whether nobody waits for the answer any more: then Match
// returns soon, and what it returns means nothing. It is asked often.
type Record interface {
	Value(i int) any
	Ended() bool
}

// Options say what an expression may speak of, and how.
type Options struct {
	Queryables []Queryable
	// ToLonLat turns a position of a literal geometry, in the axis order in which it was written, into lon, lat. Nil means
	// that it is lon, lat already.
	ToLonLat func(orb.Point) (orb.Point, error)
	// Location is where days begin, for a timestamp that is compared with a date. Nil means UTC.
	Location *time.Location
}

// Predicate is a compiled filter. It may be used by many goroutines at once.
type Predicate struct{ root condition }

// Match reports whether the filter is true for r; it is not when it is false or unknown.
func (p *Predicate) Match(r Record) bool { return p.root.test(r) == yes }

// Bound returns a bound that the first queryable geometry of every record that matches meets, so that no other need be
// tested. It reports false when the filter does not narrow where matches can be.
func (p *Predicate) Bound() (geo.Bound, bool) { return p.root.bound, p.root.bounded }

// truth is a value of three-valued logic; AND is the least and OR the greatest of its operands.
type truth int8

const (
	no      truth = -1
	unknown truth = 0
	yes     truth = 1
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// condition is a compiled boolean expression. When bounded, the first geometry of whatever it is true for meets bound.
type condition struct {
	test    func(Record) truth
	bound   geo.Bound
	bounded bool
	terms   []Term // each holds for whatever test is true for
}

type compiler struct {
	Options
	placed  int // of maxPlaced
	related int // of maxRelated
}

// Compile checks e against the queryables. It returns an Invalid error with field "filter" that says what is unknown or does
// not fit together.
func (e Expr) Compile(o Options) (*Predicate, error) {
	if e.root.op == "" {
		return &Predicate{condition{test: func(Record) truth { return no }}}, nil
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	c := compiler{Options: o}
	root, err := c.condition(e.root)
	if err != nil {
		return nil, err
	}
	return &Predicate{root}, nil
}

func (c *compiler) condition(n node) (condition, error) {
	out, err := c.test(n)
	if err == nil && n.op != "and" { // which has those of what it joins
		out.terms = c.terms(n)
	}
	return out, err
}

func (c *compiler) test(n node) (condition, error) {
	switch n.op {
	case "and", "or":
		return c.junction(n)
	case "not":
		return c.not(n)
	case "isNull":
		return plain(c.isNull(n))
	case "=", "<>", "<", ">", "<=", ">=":
		return plain(c.comparison(n))
	case "between":
		return plain(c.between(n))
	case "in":
		return plain(c.in(n))
	case "like":
		return plain(c.like(n))
	case opProperty, opLiteral:
		return plain(c.boolean(n))
	case opInterval, "casei":
		return condition{}, invalid("%s is not a condition", n.what())
	}
	if strings.HasPrefix(n.op, "s_") {
		return c.spatial(n)
	}
	return plain(c.temporal(n))
}

func plain(test func(Record) truth, err error) (condition, error) { return condition{test: test}, err }

// what names n in messages.
func (n node) what() string {
	switch n.op {
	case opProperty:
		return "property " + quote(n.name)
	case opLiteral:
		if s, ok := n.value.(string); ok {
			return "text " + quote(s)
		}
		return "a literal"
	case opInterval:
		return "an interval"
	}
	return quote(n.op)
}

func quote(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return "“" + s + "”"
}

func arity(n node, least, most int) error {
	if len(n.args) < least || len(n.args) > most {
		return invalid("%s has %d operands", n.what(), len(n.args))
	}
	return nil
}

// junction compiles AND and OR. Of what AND joins any one bound holds for all; the smallest is taken. Bounds of OR hold when
// every side has one.
func (c *compiler) junction(n node) (condition, error) {
	if err := arity(n, 2, maxLength); err != nil {
		return condition{}, err
	}
	// The operand that decides at once: a false one of AND, a true one of OR.
	decides := no
	out := condition{}
	if n.op == "or" {
		decides = yes
		out.bound, out.bounded = geo.EmptyBound(), true
	}
	tests := make([]func(Record) truth, len(n.args))
	for i, arg := range n.args {
		a, err := c.condition(arg)
		if err != nil {
			return condition{}, err
		}
		tests[i] = a.test
		if n.op == "and" {
			out.terms = append(out.terms, a.terms...)
		}
		switch {
		case n.op == "or":
			out.bound, out.bounded = out.bound.Union(a.bound), out.bounded && a.bounded
		case a.bounded && (!out.bounded || size(a.bound) < size(out.bound)):
			out.bound, out.bounded = a.bound, true
		}
	}
	out.test = func(r Record) truth {
		result := -decides
		for _, test := range tests {
			switch test(r) {
			case decides:
				return decides
			case unknown:
				result = unknown
			}
		}
		return result
	}
	return out, nil
}

func size(b geo.Bound) float64 {
	return (float64(b.Max.Lon) - float64(b.Min.Lon)) * (float64(b.Max.Lat) - float64(b.Min.Lat))
}

func (c *compiler) not(n node) (condition, error) {
	if err := arity(n, 1, 1); err != nil {
		return condition{}, err
	}
	a, err := c.condition(n.args[0])
	if err != nil {
		return condition{}, err
	}
	return condition{test: func(r Record) truth { return -a.test(r) }}, nil
}

// boolean compiles a boolean that stands alone.
func (c *compiler) boolean(n node) (func(Record) truth, error) {
	a, err := c.scalar(n)
	if err != nil {
		return nil, err
	}
	if a.kind != Boolean {
		return nil, invalid("%s is %s, not a condition", a.what, a.kind)
	}
	return func(r Record) truth {
		b, ok := a.value(r).(bool)
		if !ok {
			return unknown
		}
		return truthOf(b)
	}, nil
}

func (c *compiler) isNull(n node) (func(Record) truth, error) {
	if err := arity(n, 1, 1); err != nil {
		return nil, err
	}
	switch n.args[0].op {
	case opProperty, opLiteral, "casei":
		a, err := c.operand(n.args[0])
		if err != nil {
			return nil, err
		}
		return func(r Record) truth { return truthOf(a.value(r) == nil) }, nil
	case opInterval:
		a, err := c.span(n.args[0])
		if err != nil {
			return nil, err
		}
		return func(r Record) truth { _, ok := a.value(r); return truthOf(!ok) }, nil
	}
	a, err := c.condition(n.args[0])
	if err != nil {
		return nil, err
	}
	return func(r Record) truth { return truthOf(a.test(r) == unknown) }, nil
}

// find returns the index and kind of a queryable.
func (c *compiler) find(name string) (int, Kind, error) {
	names := make([]string, len(c.Queryables))
	for i, q := range c.Queryables {
		if q.Name == name {
			return i, q.Kind, nil
		}
		names[i] = q.Name
	}
	return 0, "", invalid("there is no property %s to ask for; there are %s", quote(name), strings.Join(names, ", "))
}

// firstGeometry returns the index of the first queryable geometry.
func (c *compiler) firstGeometry() int {
	for i, q := range c.Queryables {
		if q.Kind == Geometry {
			return i
		}
	}
	return -1
}
