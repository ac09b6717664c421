package cql2

import "time"

// span is an instant or an interval with both its ends.
type span struct{ from, to time.Time }

// spanOperand is a compiled instant or interval. value reports false for null.
type spanOperand struct {
	kind     Kind // Date or Timestamp
	interval bool
	value    func(Record) (span, bool)
}

// Ends that lie beyond all that can be written.
func beginning() time.Time { return time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC) }
func ending() time.Time    { return time.Date(10000, 12, 31, 0, 0, 0, 0, time.UTC) }

// temporal compiles the functions T_….
func (c *compiler) temporal(n node) (func(Record) truth, error) {
	if err := arity(n, 2, 2); err != nil {
		return nil, err
	}
	a, err := c.span(n.args[0])
	if err != nil {
		return nil, err
	}
	b, err := c.span(n.args[1])
	if err != nil {
		return nil, err
	}
	relate, instants := relation(n.op)
	if !instants && (!a.interval || !b.interval) {
		return nil, invalid("%s needs two intervals; compare an instant with T_AFTER, T_BEFORE, T_DISJOINT, T_EQUALS or T_INTERSECTS", quote(n.op))
	}
	asA, asB := c.daysOf(a.kind, b.kind), c.daysOf(b.kind, a.kind)
	return func(r Record) truth {
		x, ok := a.value(r)
		y, ok2 := b.value(r)
		if !ok || !ok2 {
			return unknown
		}
		return truthOf(relate(asA(x), asB(y)))
	}, nil
}

// daysOf is days for a span. Open ends stay open.
func (c *compiler) daysOf(own, other Kind) func(span) span {
	day := c.days(own, other)
	return func(s span) span {
		if !s.from.Equal(beginning()) {
			s.from = day(s.from)
		}
		if !s.to.Equal(ending()) {
			s.to = day(s.to)
		}
		return s
	}
}

// span compiles an instant or an interval.
func (c *compiler) span(n node) (spanOperand, error) {
	if n.op == opInterval {
		return c.interval(n)
	}
	a, err := c.scalar(n)
	if err != nil {
		return spanOperand{}, err
	}
	if err := castText(&a, Timestamp); err != nil {
		return spanOperand{}, err
	}
	if !temporal(a.kind) {
		return spanOperand{}, invalid("%s is %s, neither an instant nor an interval", a.what, a.kind)
	}
	return spanOperand{kind: a.kind, value: func(r Record) (span, bool) {
		t, ok := a.value(r).(time.Time)
		return span{t, t}, ok
	}}, nil
}

// interval compiles INTERVAL. It is null when an end is, or when it ends before it begins.
func (c *compiler) interval(n node) (spanOperand, error) {
	if err := arity(n, 2, 2); err != nil {
		return spanOperand{}, err
	}
	from, err := c.intervalEnd(n.args[0], beginning())
	if err != nil {
		return spanOperand{}, err
	}
	to, err := c.intervalEnd(n.args[1], ending())
	if err != nil {
		return spanOperand{}, err
	}
	// Two ends of which one is a date make an interval of dates.
	kind := Timestamp
	if from.kind == Date || to.kind == Date {
		kind = Date
	}
	asFrom, asTo := c.daysOf(from.kind, kind), c.daysOf(to.kind, kind)
	return spanOperand{kind: kind, interval: true, value: func(r Record) (span, bool) {
		f, ok := from.value(r).(time.Time)
		t, ok2 := to.value(r).(time.Time)
		s := span{asFrom(span{f, ending()}).from, asTo(span{beginning(), t}).to}
		return s, ok && ok2 && !s.to.Before(s.from)
	}}, nil
}

func (c *compiler) intervalEnd(n node, open time.Time) (operand, error) {
	if _, ok := n.value.(unbounded); ok {
		return operand{constant: true, value: func(Record) any { return open }}, nil
	}
	a, err := c.scalar(n)
	if err != nil {
		return operand{}, err
	}
	if !temporal(a.kind) {
		return operand{}, invalid("%s is %s and can't be an end of an interval", a.what, a.kind)
	}
	return a, nil
}

// relation returns what a temporal function tests, and whether it may be asked of instants. Intervals hold both their ends.
func relation(op string) (relate func(a, b span) bool, instants bool) {
	after := func(a, b span) bool { return a.from.After(b.to) }
	disjoint := func(a, b span) bool { return after(a, b) || after(b, a) }
	during := func(a, b span) bool { return a.from.After(b.from) && a.to.Before(b.to) }
	finishes := func(a, b span) bool { return a.to.Equal(b.to) && a.from.After(b.from) }
	meets := func(a, b span) bool { return a.to.Equal(b.from) }
	overlaps := func(a, b span) bool { return a.from.Before(b.from) && a.to.After(b.from) && a.to.Before(b.to) }
	starts := func(a, b span) bool { return a.from.Equal(b.from) && a.to.Before(b.to) }
	turned := func(f func(a, b span) bool) func(a, b span) bool {
		return func(a, b span) bool { return f(b, a) }
	}
	switch op {
	case "t_after":
		return after, true
	case "t_before":
		return turned(after), true
	case "t_disjoint":
		return disjoint, true
	case "t_intersects":
		return func(a, b span) bool { return !disjoint(a, b) }, true
	case "t_equals":
		return func(a, b span) bool { return a.from.Equal(b.from) && a.to.Equal(b.to) }, true
	case "t_during":
		return during, false
	case "t_contains":
		return turned(during), false
	case "t_finishes":
		return finishes, false
	case "t_finishedBy":
		return turned(finishes), false
	case "t_meets":
		return meets, false
	case "t_metBy":
		return turned(meets), false
	case "t_overlaps":
		return overlaps, false
	case "t_overlappedBy":
		return turned(overlaps), false
	case "t_starts":
		return starts, false
	}
	return turned(starts), false // t_startedBy
}
