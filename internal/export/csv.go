package export

import (
	"context"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"
)

// csvWriter writes RFC 4180: commas, CRLF, quotes where they are needed. It is not encoding/csv, which changes the line
// ends within a text when it writes CRLF between rows.
type csvWriter struct {
	w    io.Writer
	o    Options
	line []byte
}

// byteOrderMark tells Excel that the file is UTF-8; without it, Excel in China reads GBK.
const byteOrderMark = "\uFEFF"

func newCSV(w io.Writer, o Options) (*csvWriter, error) {
	c := &csvWriter{w: w, o: o}
	if !o.NoBOM {
		c.line = append(c.line, byteOrderMark...)
	}
	for i := range o.Source.Columns {
		c.text(o.heading(i))
	}
	if o.Source.Points {
		c.text(o.say("经度", "Longitude", "lon"))
		c.text(o.say("纬度", "Latitude", "lat"))
	} else {
		c.text("WKT") // the name that GDAL and QGIS look for
	}
	return c, c.endLine()
}

func (c *csvWriter) row(r Row) error {
	for i := range c.o.Source.Columns {
		c.value(r.Value(i))
	}
	shape := r.Geometry()
	switch p, isPoint := shape.(orb.Point); {
	case c.o.Source.Points && isPoint:
		c.line = append(appendDegrees(c.line, p[0]), ',')
		c.line = append(appendDegrees(c.line, p[1]), ',')
	case c.o.Source.Points:
		c.line = append(c.line, ",,"...)
	case shape == nil:
		c.line = append(c.line, ',')
	default:
		c.text(wkt.MarshalString(rightHanded(shape)))
	}
	return c.endLine()
}

func (c *csvWriter) value(value any) {
	switch v := value.(type) {
	case string:
		c.text(harmless(v))
		return
	case time.Time:
		c.line = v.In(c.o.Zone).AppendFormat(c.line, time.RFC3339)
	case int64:
		c.line = strconv.AppendInt(c.line, v, 10)
	case bool:
		c.line = strconv.AppendBool(c.line, v)
	case float64:
		if isFinite(v) {
			c.line = appendNumber(c.line, v)
		}
	}
	c.line = append(c.line, ',')
}

// text appends a field and the comma after it. The empty text has quotes, which tell it from null.
func (c *csvWriter) text(text string) {
	text = valid(text)
	quoted := text == "" || strings.ContainsAny(text, ",\"\r\n") || text != strings.TrimSpace(text)
	if quoted {
		text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	c.line = append(append(c.line, text...), ',')
}

// endLine puts the line end in the place of the last comma and writes the line.
func (c *csvWriter) endLine() error {
	_, err := c.w.Write(append(c.line[:len(c.line)-1], "\r\n"...))
	c.line = c.line[:0]
	return err
}

func (c *csvWriter) end(context.Context, *Summary) error { return nil }

func (c *csvWriter) discard() {}

// harmless puts an apostrophe before what a spreadsheet would take for a formula and run. Blanks and invisible signs before
// the sign do not stop every spreadsheet, nor do the wide forms of the signs.
func harmless(text string) string {
	bare := strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) })
	first, _ := utf8.DecodeRuneInString(bare)
	if strings.ContainsRune("=+-@＝＋－＠﹢﹣", first) || text != "" && strings.ContainsRune("\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}
