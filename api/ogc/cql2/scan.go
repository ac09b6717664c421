package cql2

import (
	"strings"
	"unicode/utf8"
)

type tokenKind uint8

const (
	end    tokenKind = iota
	word             // a keyword or a property
	quoted           // a property in double quotes
	text             // a literal in single quotes
	digits           // a number with its sign
	symbol           // ( ) , or a comparison
)

type token struct {
	kind tokenKind
	text string // without quotes and escapes
	at   int    // byte where it begins
}

// is reports whether t is this keyword or symbol.
func (t token) is(s string) bool {
	return (t.kind == word || t.kind == symbol) && strings.EqualFold(t.text, s)
}

// scanner cuts a text into tokens.
type scanner struct {
	in string
	at int
}

func scan(in string) ([]token, error) {
	s := scanner{in: in}
	var tokens []token
	for {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, t)
		if t.kind == end {
			return tokens, nil
		}
	}
}

func (s *scanner) next() (token, error) {
	for s.at < len(s.in) && strings.IndexByte(" \t\r\n", s.in[s.at]) >= 0 {
		s.at++
	}
	start := s.at
	if start == len(s.in) {
		return token{end, "", start}, nil
	}
	r, size := utf8.DecodeRuneInString(s.in[start:])
	switch {
	case r == '\'':
		return s.literal()
	case r == '"':
		return s.name()
	case startsNumber(s.in[start:]):
		s.number()
		return token{digits, s.in[start:s.at], start}, nil
	case startsName(r):
		for r, size := r, size; s.at < len(s.in) && continuesName(r); r, size = utf8.DecodeRuneInString(s.in[s.at:]) {
			s.at += size
		}
		return token{word, s.in[start:s.at], start}, nil
	}
	for _, sign := range []string{"<>", "<=", ">=", "<", ">", "=", "(", ")", ","} {
		if strings.HasPrefix(s.in[start:], sign) {
			s.at += len(sign)
			return token{symbol, sign, start}, nil
		}
	}
	if strings.ContainsRune("+-*/^%", r) {
		return token{}, s.fail(start, "arithmetic is not supported")
	}
	return token{}, s.fail(start, "%q has no meaning here", r)
}

// literal reads a text in single quotes. A quote within is doubled or has a backslash before it. A backslash before a letter
// of the standard's list stands for a control character and two stand for one; before anything else it stays, so that the
// patterns of LIKE can be written with one.
func (s *scanner) literal() (token, error) {
	start := s.at
	var out strings.Builder
	for s.at++; s.at < len(s.in); s.at++ {
		c := s.in[s.at]
		next := byte(0)
		if s.at+1 < len(s.in) {
			next = s.in[s.at+1]
		}
		switch {
		case c == '\'' && next != '\'':
			s.at++
			return token{text, out.String(), start}, nil
		case c == '\'':
			s.at++
			out.WriteByte('\'')
		case c == '\\' && next != 0 && strings.IndexByte(`abtnvfr'\`, next) >= 0:
			s.at++
			out.WriteByte("\a\b\t\n\v\f\r'\\"[strings.IndexByte(`abtnvfr'\`, next)])
		default:
			out.WriteByte(c)
		}
	}
	return token{}, s.fail(start, "the quote ' is not closed")
}

// name reads a property in double quotes.
func (s *scanner) name() (token, error) {
	start := s.at
	length := strings.IndexByte(s.in[start+1:], '"')
	if length <= 0 {
		return token{}, s.fail(start, `the quote " is not closed, or nothing is in it`)
	}
	s.at = start + 1 + length + 1
	return token{quoted, s.in[start+1 : s.at-1], start}, nil
}

func startsNumber(s string) bool {
	s = strings.TrimLeft(s[:min(3, len(s))], "+-")
	s = strings.TrimPrefix(s, ".")
	return s != "" && isDigit(s[0])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// number moves behind [sign] digits [. digits] [E [sign] digits].
func (s *scanner) number() {
	sign := func() {
		if s.at < len(s.in) && (s.in[s.at] == '+' || s.in[s.at] == '-') {
			s.at++
		}
	}
	run := func() {
		for s.at < len(s.in) && isDigit(s.in[s.at]) {
			s.at++
		}
	}
	sign()
	run()
	if s.at < len(s.in) && s.in[s.at] == '.' {
		s.at++
		run()
	}
	if mark := s.at; s.at < len(s.in) && (s.in[s.at] == 'e' || s.in[s.at] == 'E') {
		s.at++
		sign()
		if first := s.at; first < len(s.in) && isDigit(s.in[first]) {
			run()
		} else {
			s.at = mark
		}
	}
}

// startsName and continuesName are the standard's rules identifierStart and identifierPart (annex B).
func startsName(r rune) bool {
	return r == ':' || r == '_' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' ||
		r >= 0xC0 && r <= 0x2FF && r != 0xD7 && r != 0xF7 || r >= 0x370 && r <= 0x1FFE && r != 0x37E ||
		r == 0x200C || r == 0x200D || r >= 0x2070 && r <= 0x218F || r >= 0x2C00 && r <= 0x2FEF || r >= 0x3001 && r <= 0xD7FF ||
		r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFD || r >= 0x10000 && r <= 0xEFFFF
}

func continuesName(r rune) bool {
	return startsName(r) || r == '.' || r >= '0' && r <= '9' || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}

// fail makes an error that says where, in characters from 1.
func (s *scanner) fail(at int, format string, args ...any) error {
	return failAt(s.in, at, format, args...)
}

func failAt(in string, at int, format string, args ...any) error {
	args = append([]any{utf8.RuneCountInString(in[:at]) + 1}, args...)
	return invalid("at character %d: "+format, args...)
}
