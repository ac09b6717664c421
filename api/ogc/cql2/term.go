package cql2

import (
	"slices"
	"time"
)

// Term is a comparison of a queryable with literals.
type Term struct {
	Index  int    // of the queryable, whose Kind is Text, Boolean or Timestamp
	Op     string // "=", "<", ">", "<=" or ">="
	Values []any  // string, bool or time.Time: for "=" the queryable is one of them, else there is one
}

// Terms are comparisons that hold for every record that matches, so that no other need be tested: those that AND joins at the
// top of the filter.
func (p *Predicate) Terms() []Term { return p.root.terms }

// terms returns what n, which compiles, says as terms. It may say more.
func (c *compiler) terms(n node) []Term {
	switch n.op {
	case opProperty:
		return c.term("=", n, literal(true))
	case "not":
		if n.args[0].op == opProperty {
			return c.term("=", n.args[0], literal(false))
		}
	case "=", "<", ">", "<=", ">=":
		if n.args[0].op == opLiteral {
			return c.term(mirrored(n.op), n.args[1], n.args[0])
		}
		return c.term(n.op, n.args[0], n.args[1])
	case "between":
		return slices.Concat(c.term(">=", n.args[0], n.args[1]), c.term("<=", n.args[0], n.args[2]))
	case "in":
		return c.term("=", n.args[0], n.args[1:]...)
	}
	return nil
}

// mirrored is the operator for the same comparison with its sides changed.
func mirrored(op string) string {
	switch op {
	case "<":
		return ">"
	case ">":
		return "<"
	case "<=":
		return ">="
	case ">=":
		return "<="
	}
	return op
}

// term returns the comparison of a property with literals as a term, if it is one.
func (c *compiler) term(op string, of node, values ...node) []Term {
	if of.op != opProperty {
		return nil
	}
	i, kind, err := c.find(of.name)
	if err != nil {
		return nil
	}
	t := Term{Index: i, Op: op}
	for _, v := range values {
		if v.op != opLiteral {
			return nil
		}
		value, ok := termValue(constant(v.value, ""), kind)
		if !ok {
			return nil
		}
		t.Values = append(t.Values, value)
	}
	return []Term{t}
}

// termValue returns a literal as a value of kind. Beside a date a timestamp is a day, which is no value of it.
func termValue(o operand, kind Kind) (any, bool) {
	if castText(&o, kind) != nil || o.kind != kind {
		return nil, false
	}
	switch v := o.value(nil).(type) {
	case string, bool:
		return v, true
	case time.Time:
		return v, kind == Timestamp
	}
	return nil, false
}
