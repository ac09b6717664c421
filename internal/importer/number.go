package importer

import (
	"io"
	"math"
	"strconv"
	"strings"
	"sync/atomic"
)

// exactPowers are the powers of ten that a float64 holds exactly.
var exactPowers = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// parseNumber returns the finite number that text is. Decimals of at most 15 digits, which is what coordinates are, are
// read at once: an integer below 2^53 divided by an exact power of ten is rounded once, so the result is the float64
// nearest to the text, as strconv gives it too.
func parseNumber(text []byte) (v float64, ok bool) {
	digits, negative := text, false
	if len(digits) > 0 && digits[0] == '-' {
		digits, negative = digits[1:], true
	}
	mantissa, point := uint64(0), -1
	for i, c := range digits {
		switch {
		case c >= '0' && c <= '9':
			mantissa = mantissa*10 + uint64(c-'0')
		case c == '.' && point < 0:
			point = i
		default:
			return parseAnyNumber(text)
		}
	}
	decimals := 0
	if point >= 0 {
		decimals = len(digits) - point - 1
	}
	if n := len(digits); n == 0 || n > 15 || n == 1 && point == 0 {
		return parseAnyNumber(text)
	}
	if v = float64(mantissa) / exactPowers[decimals]; negative {
		v = -v
	}
	return v, true
}

func parseAnyNumber(text []byte) (float64, bool) {
	v, err := strconv.ParseFloat(string(text), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// wholeNumber returns a number's text, and that of the integer when the number is one that was written with a fraction of
// zeros or with an exponent. An integer keeps all its digits.
func wholeNumber(text string) string {
	if !strings.ContainsAny(text, ".eE") {
		return text
	}
	const exact = 1 << 53 // beyond, a float64 can't tell neighbours apart
	if v, err := strconv.ParseFloat(text, 64); err == nil && v == math.Trunc(v) && math.Abs(v) < exact {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return text
}

// countingReader counts the bytes read through it. read may be called while another goroutine reads.
type countingReader struct {
	r io.Reader
	n atomic.Int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

func (c *countingReader) read() int64 { return c.n.Load() }
