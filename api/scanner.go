package api

import "strconv"

// scanner reads JSON that is written plainly: names and texts of visible ASCII without escapes, numbers without exponents.
// It refuses whatever is not sound JSON, and also much that is.
type scanner struct{ rest []byte }

func (s *scanner) space() {
	i := 0
	for i < len(s.rest) && (s.rest[i] == ' ' || s.rest[i] == '\n' || s.rest[i] == '\r' || s.rest[i] == '\t') {
		i++
	}
	s.rest = s.rest[i:]
}

// take reads c, if it comes next.
func (s *scanner) take(c byte) bool {
	if len(s.rest) == 0 || s.rest[0] != c {
		if s.space(); len(s.rest) == 0 || s.rest[0] != c {
			return false
		}
	}
	s.rest = s.rest[1:]
	return true
}

// object reads an object that is not empty. member reads the value of the member with this name.
func (s *scanner) object(member func(name []byte) bool) bool {
	if !s.take('{') {
		return false
	}
	for {
		name, ok := s.text()
		if !ok || !s.take(':') || !member(name) {
			return false
		}
		if !s.take(',') {
			return s.take('}')
		}
	}
}

// text reads a text. It is part of the body.
func (s *scanner) text() ([]byte, bool) {
	if !s.take('"') {
		return nil, false
	}
	for i, c := range s.rest {
		switch {
		case c == '"':
			text := s.rest[:i]
			s.rest = s.rest[i+1:]
			return text, true
		case c < ' ' || c > '~' || c == '\\':
			return nil, false
		}
	}
	return nil, false
}

// powers are the powers of ten that are exact in a float64 and may be needed.
var powers = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// number reads a number.
func (s *scanner) number() (float64, bool) {
	s.space()
	text, negative := s.rest, false
	if len(text) > 0 && text[0] == '-' {
		text, negative = text[1:], true
	}
	mantissa, digits, point := uint64(0), 0, -1
	i := 0
	for ; i < len(text); i++ {
		if c := text[i]; c >= '0' && c <= '9' {
			mantissa = mantissa*10 + uint64(c-'0') // too many digits are read again below
			digits++
		} else if c == '.' && point < 0 {
			point = i
		} else {
			break
		}
	}
	whole, decimals := i, 0
	if point >= 0 {
		whole, decimals = point, i-point-1
	}
	if whole == 0 || whole > 1 && text[0] == '0' || point >= 0 && decimals == 0 || i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		return 0, false
	}
	written := s.rest[:len(s.rest)-len(text)+i]
	s.rest = text[i:]
	if digits >= len(powers) { // an integer below 10^15 divided by an exact power is rounded once; others are not so easy
		v, err := strconv.ParseFloat(string(written), 64)
		return v, err == nil
	}
	v := float64(mantissa) / powers[decimals]
	if negative {
		v = -v
	}
	return v, true
}
