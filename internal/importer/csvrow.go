package importer

import (
	"bytes"
	"slices"
	"strings"

	"github.com/wangge-map/wangge/geo"
)

// maxRecord is how long a row of a CSV may be. A quote that is never closed would otherwise swallow the rest of the file.
const maxRecord = 1 << 20

// recordEnd returns the length of the first row in b, its line end included, and whether it is whole: its line end is
// there. A quote counts only at the beginning of a field, as in 5" it is just a character; within a quoted field, line
// ends and separators are text and "" is a quote.
func recordEnd(b []byte, comma byte) (n int, whole bool) {
	line := -1 // where the line ends that n is in; looked for once a line, not once a field
	for {
		if n < len(b) && b[n] == '"' {
			var closed bool
			if n, closed = quotedEnd(b, n+1); !closed {
				return len(b), false
			}
		}
		if n > line {
			if line = bytes.IndexByte(b[n:], '\n'); line < 0 {
				line = len(b)
			} else {
				line += n
			}
		}
		at := bytes.IndexByte(b[n:line], comma)
		if at < 0 {
			return min(line+1, len(b)), line < len(b)
		}
		n += at + 1
	}
}

// quotedEnd returns where the quoted text that begins at from ends: behind its closing quote.
func quotedEnd(b []byte, from int) (n int, closed bool) {
	for n = from; ; n += 2 {
		at := bytes.IndexByte(b[n:], '"')
		if at < 0 {
			return len(b), false
		}
		if n += at; n+1 >= len(b) || b[n+1] != '"' {
			return n + 1, true
		}
	}
}

// trimLineEnd returns row without its line end, and the line end.
func trimLineEnd(row []byte) (text, lineEnd []byte) {
	n := len(row)
	if n > 0 && row[n-1] == '\n' {
		if n--; n > 0 && row[n-1] == '\r' {
			n--
		}
	}
	return row[:n], row[n:]
}

// eachField calls fn with the fields of a row that has no line end, quotes and all, and returns how many there are.
func eachField(row []byte, comma byte, fn func(i int, raw []byte)) int {
	for i := 0; ; i++ {
		n := 0
		if len(row) > 0 && row[0] == '"' {
			n, _ = quotedEnd(row, 1)
		}
		at := bytes.IndexByte(row[n:], comma)
		if at < 0 {
			fn(i, row)
			return i + 1
		}
		fn(i, row[:n+at])
		row = row[n+at+1:]
	}
}

// unquote returns the text of a field.
func unquote(raw []byte) []byte {
	if len(raw) < 2 || raw[0] != '"' {
		return raw
	}
	n, closed := quotedEnd(raw, 1)
	if !closed {
		return raw
	}
	inner := raw[1 : n-1]
	if bytes.IndexByte(inner, '"') >= 0 {
		inner = bytes.ReplaceAll(inner, []byte(`""`), []byte(`"`))
	}
	return append(inner[:len(inner):len(inner)], raw[n:]...)
}

// header is the first row of a CSV.
type header struct {
	comma byte
	names []string
}

// parseHeader reads the column names from the first row, which has no line end. The separator is the comma unless there
// is none, but a semicolon or tab.
func parseHeader(row []byte) header {
	row = bytes.TrimPrefix(row, []byte(bom))
	h := header{comma: ','}
	if bytes.IndexByte(row, ',') < 0 {
		for _, c := range []byte{'\t', ';'} {
			if bytes.IndexByte(row, c) >= 0 {
				h.comma = c
				break
			}
		}
	}
	eachField(row, h.comma, func(_ int, raw []byte) { h.names = append(h.names, strings.TrimSpace(string(unquote(raw)))) })
	return h
}

// The names that columns of coordinates go by, in the order they are looked for.
func lonNames() []string {
	return []string{"lon", "lng", "long", "longitude", "经度", "easting", "x"}
}
func latNames() []string { return []string{"lat", "latitude", "纬度", "northing", "y"} }

// column returns the index of the column called name, or of the first of usual when name is empty, in any case of
// letters. It returns an Invalid error about flag when there is none.
func (h header) column(flag, name string, usual []string) (int, error) {
	wanted := usual
	if name != "" {
		wanted = []string{name}
	}
	for _, want := range wanted {
		if i := slices.Index(h.names, want); i >= 0 {
			return i, nil
		}
		if i := slices.IndexFunc(h.names, func(have string) bool { return strings.EqualFold(have, want) }); i >= 0 {
			return i, nil
		}
	}
	return 0, geo.Errorf(geo.Invalid, flag, "there is no column %s; the columns are %s", strings.Join(wanted, ", "), strings.Join(h.names, ", "))
}
