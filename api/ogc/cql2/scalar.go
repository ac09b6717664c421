package cql2

import (
	"cmp"
	"math"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"golang.org/x/text/cases"
)

// operand is a compiled value. value returns nil for null.
type operand struct {
	kind     Kind
	what     string // for messages
	index    int    // of a property
	constant bool
	value    func(Record) any
}

// operand compiles a property, a literal or CASEI.
func (c *compiler) operand(n node) (operand, error) {
	switch n.op {
	case opProperty:
		i, kind, err := c.find(n.name)
		return operand{kind: kind, what: n.what(), index: i, value: valueOf(i, kind)}, err
	case opLiteral:
		return constant(n.value, n.what()), nil
	case "casei":
		return c.caseInsensitive(n)
	}
	return operand{}, invalid("%s stands where a value should be", n.what())
}

func constant(v any, what string) operand {
	o := operand{what: what, constant: true}
	switch l := v.(type) {
	case string:
		o.kind = Text
	case bool:
		o.kind = Boolean
	case int64:
		o.kind = Integer
	case float64:
		o.kind = Number
	case instant:
		o.kind, v = Timestamp, l.at
		if l.date {
			o.kind = Date
		}
	case orb.Geometry:
		o.kind = Geometry
	}
	o.value = func(Record) any { return v }
	return o
}

// valueOf returns what reads the i-th queryable, with null for what is not of its kind.
func valueOf(i int, kind Kind) func(Record) any {
	return func(r Record) any {
		v := r.Value(i)
		ok := false
		switch v := v.(type) {
		case string:
			ok = kind == Text
		case bool:
			ok = kind == Boolean
		case int64:
			ok = kind == Integer || kind == Number
		case float64:
			ok = kind == Number && !math.IsNaN(v) // NaN is null: it equals nothing
		case time.Time:
			ok = kind == Timestamp || kind == Date
		case orb.Geometry:
			ok = kind == Geometry
		}
		if !ok {
			return nil
		}
		return v
	}
}

// scalar is operand for what can be compared.
func (c *compiler) scalar(n node) (operand, error) {
	o, err := c.operand(n)
	if err == nil && o.kind == Geometry {
		return operand{}, invalid("%s is a geometry; compare it with S_INTERSECTS", o.what)
	}
	return o, err
}

func (c *compiler) caseInsensitive(n node) (operand, error) {
	if err := arity(n, 1, 1); err != nil {
		return operand{}, err
	}
	a, err := c.scalar(n.args[0])
	if err != nil {
		return operand{}, err
	}
	if a.kind != Text {
		return operand{}, invalid("CASEI needs a text; %s is %s", a.what, a.kind)
	}
	if a.constant {
		return constant(fold(a.value(nil).(string)), a.what), nil
	}
	value := a.value
	a.value = func(r Record) any {
		if s, ok := value(r).(string); ok {
			return fold(s)
		}
		return nil
	}
	return a, nil
}

// fold is Unicode's full case folding. Most text here is ASCII, for which that is lower case.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return cases.Fold().String(s)
		}
	}
	return strings.ToLower(s)
}

// comparer compares two values that are not null.
type comparer func(a, b any) int

// comparer returns what compares a with b. A text literal beside a date or timestamp becomes one.
func (c *compiler) comparer(a, b *operand) (comparer, error) {
	for _, pair := range [][2]*operand{{a, b}, {b, a}} {
		if err := castText(pair[0], pair[1].kind); err != nil {
			return nil, err
		}
	}
	switch {
	case a.kind == Text && b.kind == Text:
		return func(a, b any) int { return strings.Compare(a.(string), b.(string)) }, nil
	case numeric(a.kind) && numeric(b.kind):
		return compareNumbers, nil
	case a.kind == Boolean && b.kind == Boolean:
		return func(a, b any) int { return int(truthOf(a.(bool)) - truthOf(b.(bool))) }, nil
	case temporal(a.kind) && temporal(b.kind):
		asA, asB := c.days(a.kind, b.kind), c.days(b.kind, a.kind)
		return func(a, b any) int { return asA(a.(time.Time)).Compare(asB(b.(time.Time))) }, nil
	}
	return nil, invalid("%s is %s and %s is %s: they can't be compared", a.what, a.kind, b.what, b.kind)
}

func numeric(k Kind) bool  { return k == Integer || k == Number }
func temporal(k Kind) bool { return k == Timestamp || k == Date }

func castText(o *operand, beside Kind) error {
	if o.kind != Text || !o.constant || !temporal(beside) {
		return nil
	}
	i, err := parseInstant(o.value(nil).(string))
	if err != nil {
		return err
	}
	*o = constant(i, o.what)
	return nil
}

// days returns what an instant of kind own becomes beside one of kind other: beside a date a timestamp is a day.
func (c *compiler) days(own, other Kind) func(time.Time) time.Time {
	switch {
	case own == Timestamp && other == Date:
		return c.dayOf
	case own == Date:
		return func(t time.Time) time.Time { return dayIn(t, time.UTC) }
	}
	return func(t time.Time) time.Time { return t }
}

func (c *compiler) dayOf(t time.Time) time.Time { return dayIn(t, c.Location) }

// dayIn returns the date of t in a place, as its midnight in UTC.
func dayIn(t time.Time, in *time.Location) time.Time {
	y, m, d := t.In(in).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func compareNumbers(a, b any) int {
	i, isInt := a.(int64)
	j, isInt2 := b.(int64)
	if isInt && isInt2 {
		return cmp.Compare(i, j)
	}
	return cmp.Compare(asFloat(a), asFloat(b))
}

func asFloat(v any) float64 {
	if i, ok := v.(int64); ok {
		return float64(i)
	}
	return v.(float64)
}

func (c *compiler) comparison(n node) (func(Record) truth, error) {
	if err := arity(n, 2, 2); err != nil {
		return nil, err
	}
	return c.compare(n.op, n.args[0], n.args[1])
}

func (c *compiler) compare(op string, left, right node) (func(Record) truth, error) {
	a, err := c.scalar(left)
	if err != nil {
		return nil, err
	}
	b, err := c.scalar(right)
	if err != nil {
		return nil, err
	}
	compare, err := c.comparer(&a, &b)
	if err != nil {
		return nil, err
	}
	holds := orders(op)
	return func(r Record) truth {
		x := a.value(r)
		if x == nil {
			return unknown
		}
		y := b.value(r)
		if y == nil {
			return unknown
		}
		return truthOf(holds(compare(x, y)))
	}, nil
}

// orders returns whether op holds for the result of a comparer.
func orders(op string) func(int) bool {
	switch op {
	case "=":
		return func(order int) bool { return order == 0 }
	case "<>":
		return func(order int) bool { return order != 0 }
	case "<":
		return func(order int) bool { return order < 0 }
	case ">":
		return func(order int) bool { return order > 0 }
	case "<=":
		return func(order int) bool { return order <= 0 }
	}
	return func(order int) bool { return order >= 0 }
}

// between is >= AND <=, as in SQL, so that one null end may still decide.
func (c *compiler) between(n node) (func(Record) truth, error) {
	if err := arity(n, 3, 3); err != nil {
		return nil, err
	}
	low, err := c.compare(">=", n.args[0], n.args[1])
	if err != nil {
		return nil, err
	}
	high, err := c.compare("<=", n.args[0], n.args[2])
	if err != nil {
		return nil, err
	}
	return func(r Record) truth { return min(low(r), high(r)) }, nil
}

// in is an OR of equalities.
func (c *compiler) in(n node) (func(Record) truth, error) {
	if len(n.args) < 2 {
		return nil, invalid("an IN list has no items")
	}
	if among, ok, err := c.amongTexts(n); ok || err != nil {
		return among, err
	}
	tests := make([]func(Record) truth, len(n.args)-1)
	for i, item := range n.args[1:] {
		var err error
		if tests[i], err = c.compare("=", n.args[0], item); err != nil {
			return nil, err
		}
	}
	return func(r Record) truth {
		result := no
		for _, test := range tests {
			if result = max(result, test(r)); result == yes {
				break
			}
		}
		return result
	}, nil
}

// amongTexts compiles IN for a text and a list of literals, which needs one look-up. It reports false for anything else.
func (c *compiler) amongTexts(n node) (func(Record) truth, bool, error) {
	a, err := c.scalar(n.args[0])
	if err != nil || a.kind != Text || a.constant {
		return nil, false, err
	}
	set := make(map[string]struct{}, len(n.args)-1)
	for _, item := range n.args[1:] {
		b, err := c.scalar(item)
		if err != nil || b.kind != Text || !b.constant {
			return nil, false, err
		}
		set[b.value(nil).(string)] = struct{}{}
	}
	return func(r Record) truth {
		s, ok := a.value(r).(string)
		if !ok {
			return unknown
		}
		_, found := set[s]
		return truthOf(found)
	}, true, nil
}

func (c *compiler) like(n node) (func(Record) truth, error) {
	if err := arity(n, 2, 2); err != nil {
		return nil, err
	}
	a, err := c.scalar(n.args[0])
	if err != nil {
		return nil, err
	}
	b, err := c.scalar(n.args[1])
	if err != nil {
		return nil, err
	}
	if a.kind != Text || b.kind != Text || !b.constant {
		return nil, invalid("LIKE needs a text and a pattern that is a literal; %s is %s and %s is %s", a.what, a.kind, b.what, b.kind)
	}
	p, err := parsePattern(b.value(nil).(string))
	if err != nil {
		return nil, err
	}
	return func(r Record) truth {
		s, ok := a.value(r).(string)
		if !ok {
			return unknown
		}
		return truthOf(p.match(s))
	}, nil
}
