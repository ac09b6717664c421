package importer

import (
	"bytes"
	"io"

	"github.com/wangge-map/wangge/geo"
)

// chunkSize is how much text is handed from hand to hand: enough that the handing over costs nothing, little enough for
// the processor's cache.
const chunkSize = 256 << 10

// chunk is one or more whole rows of a CSV.
type chunk struct {
	text []byte
	// broken is set for a single line that begins a quote which is never closed.
	broken bool
}

// chunker cuts a CSV into chunks. Before the first chunk, the separator must be set.
type chunker struct {
	r     io.Reader
	comma byte
	rest  []byte // read, but not given out
	ended bool
	blank int // empty rows before the first row
}

// firstRow returns the first row that is not empty, its line end included, and an Invalid error when there is none. Before
// the separator is known, the first row must not have one inside quotes together with a line end.
func (c *chunker) firstRow() ([]byte, error) {
	for {
		n, whole := recordEnd(c.rest, ',')
		for !whole && !c.ended && len(c.rest) <= maxRecord {
			if err := c.fill(); err != nil {
				return nil, err
			}
			n, whole = recordEnd(c.rest, ',')
		}
		if n == 0 || len(c.rest) > maxRecord && !whole {
			return nil, geo.Errorf(geo.Invalid, "", "the file has no first row with the names of the columns")
		}
		row := c.rest[:n]
		c.rest = c.rest[n:]
		if text, _ := trimLineEnd(row); len(bytes.TrimPrefix(text, []byte(bom))) > 0 {
			return row, nil
		}
		c.blank++
	}
}

// next returns the next chunk, or io.EOF.
func (c *chunker) next() (chunk, error) {
	for {
		if end := c.wholeRows(); end > 0 {
			text := c.rest[:end:end]
			c.rest = c.rest[end:]
			return chunk{text: text}, nil
		}
		if c.ended && len(c.rest) == 0 {
			return chunk{}, io.EOF
		}
		if c.ended || len(c.rest) > maxRecord {
			return c.brokenLine()
		}
		if err := c.fill(); err != nil {
			return chunk{}, err
		}
	}
}

// wholeRows returns how much of the rest is whole rows.
func (c *chunker) wholeRows() int {
	if bytes.IndexByte(c.rest, '"') < 0 {
		if c.ended {
			return len(c.rest)
		}
		return bytes.LastIndexByte(c.rest, '\n') + 1
	}
	end := 0
	for end < len(c.rest) {
		n, whole := recordEnd(c.rest[end:], c.comma)
		if !whole && !(c.ended && closesQuotes(c.rest[end:], c.comma)) {
			break
		}
		end += n
	}
	return end
}

// closesQuotes reports whether every quote that row begins is closed.
func closesQuotes(row []byte, comma byte) bool {
	closed := true
	eachField(row, comma, func(_ int, raw []byte) {
		if len(raw) > 0 && raw[0] == '"' {
			_, closed = quotedEnd(raw, 1)
		}
	})
	return closed
}

// brokenLine gives out the first line of a row that does not end.
func (c *chunker) brokenLine() (chunk, error) {
	end := bytes.IndexByte(c.rest, '\n') + 1
	if end == 0 {
		end = len(c.rest)
	}
	if end > maxRecord {
		return chunk{}, geo.Errorf(geo.Invalid, "", "a line is longer than %d bytes; this is not a CSV", maxRecord)
	}
	text := c.rest[:end:end]
	c.rest = c.rest[end:]
	return chunk{text: text, broken: true}, nil
}

// fill reads on into fresh memory, since what was given out is still in use elsewhere.
func (c *chunker) fill() error {
	size := max(chunkSize, 2*len(c.rest)) // a row longer than a chunk is not copied again and again
	next := make([]byte, len(c.rest), size)
	copy(next, c.rest)
	n, err := io.ReadFull(c.r, next[len(next):size])
	c.rest = next[:len(next)+n]
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		c.ended = true
		return nil
	}
	return err
}
