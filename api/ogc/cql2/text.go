package cql2

import (
	"strings"
	"unicode/utf8"
)

// ParseText reads a filter in CQL2 text. It returns an Invalid error with field "filter" that says where and why it can't
// be read.
func ParseText(s string) (Expr, error) {
	if err := tooLong(len(s)); err != nil {
		return Expr{}, err
	}
	if !utf8.ValidString(s) {
		return Expr{}, invalid("is not UTF-8")
	}
	tokens, err := scan(s)
	if err != nil {
		return Expr{}, err
	}
	p := parser{in: s, tokens: tokens}
	root, err := p.or()
	if err != nil {
		return Expr{}, err
	}
	if p.peek().kind != end {
		return Expr{}, p.unexpected("AND, OR or the end")
	}
	return Expr{root}, nil
}

// parser reads tokens by recursive descent, one method a rule of the standard's grammar.
type parser struct {
	in     string
	tokens []token // the last is the end
	at     int
	depth  int
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) take() token {
	t := p.tokens[p.at]
	if t.kind != end {
		p.at++
	}
	return t
}

// accept takes the next token if it is this keyword or symbol.
func (p *parser) accept(s string) bool {
	if p.peek().is(s) {
		p.at++
		return true
	}
	return false
}

func (p *parser) expect(s string) error {
	if !p.accept(s) {
		return p.unexpected(s)
	}
	return nil
}

func (p *parser) unexpected(want string) error {
	t := p.peek()
	if t.kind == end {
		return failAt(p.in, t.at, "the filter ends where %s should be", want)
	}
	return failAt(p.in, t.at, "%.40q stands where %s should be", t.text, want)
}

// calls reports whether the next is a name that is followed by a parenthesis.
func (p *parser) calls() bool {
	return p.peek().kind == word && p.tokens[p.at+1].is("(")
}

func (p *parser) or() (node, error) { return p.chain("or", p.and) }

func (p *parser) and() (node, error) { return p.chain("and", p.not) }

// chain reads one or more of what next reads, with the operator between them.
func (p *parser) chain(op string, next func() (node, error)) (node, error) {
	first, err := next()
	if err != nil || !p.peek().is(op) {
		return first, err
	}
	n := node{op: op, args: []node{first}}
	for p.accept(op) {
		arg, err := next()
		if err != nil {
			return node{}, err
		}
		n.args = append(n.args, arg)
	}
	return n, nil
}

// nested reads what stands a level deeper.
func (p *parser) nested(read func() (node, error)) (node, error) {
	depth, err := deeper(p.depth)
	if err != nil {
		return node{}, err
	}
	p.depth = depth
	n, err := read()
	p.depth--
	return n, err
}

func (p *parser) not() (node, error) {
	if !p.accept("NOT") {
		return p.primary()
	}
	n, err := p.nested(p.not)
	return negate(n), err
}

func (p *parser) primary() (node, error) {
	if p.accept("(") {
		n, err := p.nested(p.or)
		if err != nil {
			return node{}, err
		}
		if err := p.expect(")"); err != nil {
			return node{}, err
		}
		return p.isNull(n)
	}
	if p.calls() {
		if f, ok := function(p.peek().text); ok {
			p.at += 2
			n, err := p.arguments(f)
			if err != nil {
				return node{}, err
			}
			return p.isNull(n)
		}
	}
	return p.comparison()
}

// isNull reads IS [NOT] NULL behind n, if it is there.
func (p *parser) isNull(n node) (node, error) {
	if !p.accept("IS") {
		return n, nil
	}
	not := p.accept("NOT")
	return maybe(not, node{op: "isNull", args: []node{n}}), p.expect("NULL")
}

// arguments reads the two operands of a spatial or temporal predicate.
func (p *parser) arguments(f string) (node, error) {
	a, err := p.operand()
	if err != nil {
		return node{}, err
	}
	if err := p.expect(","); err != nil {
		return node{}, err
	}
	b, err := p.operand()
	if err != nil {
		return node{}, err
	}
	return node{op: f, args: []node{a, b}}, p.expect(")")
}

// comparison reads an operand and what is asked of it. An operand alone is a condition if it is a boolean.
func (p *parser) comparison() (node, error) {
	a, err := p.operand()
	if err != nil {
		return node{}, err
	}
	for _, op := range []string{"=", "<>", "<", ">", "<=", ">="} {
		if p.accept(op) {
			b, err := p.operand()
			return node{op: op, args: []node{a, b}}, err
		}
	}
	if p.peek().is("IS") {
		return p.isNull(a)
	}
	not := p.accept("NOT")
	switch {
	case p.accept("LIKE"):
		b, err := p.operand()
		return maybe(not, node{op: "like", args: []node{a, b}}), err
	case p.accept("BETWEEN"):
		n, err := p.between(a)
		return maybe(not, n), err
	case p.accept("IN"):
		n, err := p.inList(a)
		return maybe(not, n), err
	case not:
		return node{}, p.unexpected("LIKE, BETWEEN or IN")
	}
	return a, nil
}

func maybe(not bool, n node) node {
	if not {
		return negate(n)
	}
	return n
}

func (p *parser) between(a node) (node, error) {
	low, err := p.operand()
	if err != nil {
		return node{}, err
	}
	if err := p.expect("AND"); err != nil {
		return node{}, err
	}
	high, err := p.operand()
	return node{op: "between", args: []node{a, low, high}}, err
}

func (p *parser) inList(a node) (node, error) {
	n := node{op: "in", args: []node{a}}
	err := p.list(func() error {
		item, err := p.operand()
		if err != nil {
			return err
		}
		n.args = append(n.args, item)
		return tooManyItems(len(n.args) - 1)
	})
	return n, err
}

// list reads ( item , item … ).
func (p *parser) list(item func() error) error {
	if err := p.expect("("); err != nil {
		return err
	}
	for {
		if err := item(); err != nil {
			return err
		}
		if !p.accept(",") {
			return p.expect(")")
		}
	}
}

// operand reads a literal, a property or CASEI of one.
func (p *parser) operand() (node, error) {
	t := p.peek()
	switch {
	case t.kind == text:
		return literal(p.take().text), nil
	case t.kind == digits:
		v, err := number(p.take().text)
		return literal(v), err
	case t.kind == quoted:
		return property(p.take().text), nil
	case t.kind == word && (p.calls() || isGeometry(t.text) && p.tokens[p.at+1].is("Z")):
		return p.call(p.take().text)
	case t.is("TRUE"), t.is("FALSE"):
		return literal(p.take().is("TRUE")), nil
	case t.kind == word && !reserved(t.text):
		return property(p.take().text), nil
	}
	return node{}, p.unexpected("a property or a value")
}

// reserved reports whether a property of this name needs its double quotes.
func reserved(name string) bool {
	switch strings.ToUpper(name) {
	case "AND", "OR", "NOT", "IS", "NULL", "LIKE", "BETWEEN", "IN", "TRUE", "FALSE":
		return true
	}
	return false
}

// call reads what follows the name of something with parentheses.
func (p *parser) call(name string) (node, error) {
	switch strings.ToUpper(name) {
	case "CASEI":
		n, err := p.nested(func() (node, error) { return p.inParens(p.operand) })
		return node{op: "casei", args: []node{n}}, err
	case "DATE":
		return p.inParens(func() (node, error) { return p.instant(parseDate) })
	case "TIMESTAMP":
		return p.inParens(func() (node, error) { return p.instant(parseTimestamp) })
	case "INTERVAL":
		n := node{op: opInterval}
		err := p.list(func() error {
			e, err := p.intervalEnd()
			n.args = append(n.args, e)
			return err
		})
		return n, err
	}
	if isGeometry(name) {
		g, err := p.geometry(name)
		return literal(g), err
	}
	return node{}, noFunction(name)
}

func (p *parser) inParens(read func() (node, error)) (node, error) {
	if err := p.expect("("); err != nil {
		return node{}, err
	}
	n, err := read()
	if err != nil {
		return node{}, err
	}
	return n, p.expect(")")
}

func (p *parser) instant(parse func(string) (instant, error)) (node, error) {
	if p.peek().kind != text {
		return node{}, p.unexpected("a date or time in single quotes")
	}
	i, err := parse(p.take().text)
	return literal(i), err
}

// intervalEnd reads a date, a timestamp or '..' in quotes, or a property.
func (p *parser) intervalEnd() (node, error) {
	if p.peek().kind == text {
		return parseEnd(p.take().text)
	}
	return p.operand()
}
