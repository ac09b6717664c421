package importer

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
)

// reportRows are the reports of a CSV.
type reportRows struct {
	reportBase
	chunks  *chunker
	header  header
	columns [6]int // of id, category, time, status, lon, lat; -1 when there is none
}

func openReportRows(base reportBase, text *bufio.Reader, o ReportOptions, result *ReportsResult) (*reportRows, error) {
	decoded, encoding, err := decodeText(text)
	if err != nil {
		return nil, err
	}
	result.Encoding = encoding
	f := &reportRows{reportBase: base, chunks: &chunker{r: decoded}}
	first, err := f.chunks.firstRow()
	if err != nil {
		return nil, err
	}
	names, _ := trimLineEnd(first)
	f.header = parseHeader(names)
	f.chunks.comma = f.header.comma
	return f, f.find(o)
}

// find looks for the columns that are named.
func (f *reportRows) find(o ReportOptions) (err error) {
	for i, n := range o.fields() {
		f.columns[i] = -1
		if n.name == "" {
			continue
		}
		if f.columns[i], err = f.header.column(n.flag, n.name, nil); err != nil {
			return err
		}
	}
	if f.columns[4], err = f.header.column("--lon-field", o.LonField, lonNames()); err != nil {
		return err
	}
	f.columns[5], err = f.header.column("--lat-field", o.LatField, latNames())
	return err
}

func (f *reportRows) each(ctx context.Context, fn func(rawReport) error) error {
	row := f.chunks.blank + 1 // that of the names
	for {
		c, err := f.chunks.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		for rest := c.text; len(rest) > 0; {
			n := len(rest)
			if !c.broken {
				n, _ = recordEnd(rest, f.header.comma)
			}
			text, _ := trimLineEnd(rest[:n])
			rest = rest[n:]
			if row++; len(text) == 0 {
				continue
			}
			if err := fn(f.raw(row, text, c.broken)); err != nil {
				return err
			}
		}
	}
}

func (f *reportRows) raw(row int, text []byte, broken bool) rawReport {
	var fields [6]string
	n := eachField(text, f.header.comma, func(i int, raw []byte) {
		for k, column := range f.columns {
			if column == i {
				fields[k], _ = fieldText(strings.TrimSpace(string(unquote(raw))))
			}
		}
	})
	r := rawReport{number: row, id: fields[0], category: fields[1], time: fields[2], status: fields[3]}
	r.place(fields[4], fields[5])
	switch {
	case broken:
		r.unreadable = "a quote is never closed"
	case n > len(f.header.names):
		r.unreadable = fmt.Sprintf("it has %d columns, the first row has %d", n, len(f.header.names))
	}
	return r
}
