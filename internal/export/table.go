package export

import (
	"io"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

// Table is a small table that is in memory, for a workbook: its headings and words are those of whoever reads it.
type Table struct {
	Title   string
	Lang    Lang // of the words that are not the table's own
	Columns []TableColumn
	Rows    [][]any     // texts, whole numbers, and *float64, of which nil is an empty cell
	About   [][2]string // names and values of the last sheet; a name without a value is left out
}

// TableColumn is a column of a Table.
type TableColumn struct {
	Heading string
	Percent bool // parts of one, shown in hundredths
}

// WriteTable writes t as XLSX: one sheet with its headings in sight, and one that says what it is.
func WriteTable(w io.Writer, t Table) (err error) {
	x, err := newXLSX(target{}, Options{Format: XLSX, Source: Source{Title: t.Title}, Lang: t.Lang, Zone: time.UTC})
	if err != nil {
		return err
	}
	defer x.discard()
	percent, err := x.book.NewStyle(&excelize.Style{NumFmt: 10}) // 0.00%
	if err != nil {
		return err
	}
	number, err := x.book.NewStyle(&excelize.Style{NumFmt: 2}) // 0.00
	if err != nil {
		return err
	}
	x.tableHeadings(t)
	if err := x.beginTable(t); err != nil {
		return err
	}
	for i, row := range t.Rows {
		cells := make([]any, len(row))
		for k, value := range row {
			cells[k] = x.tableCell(value, k < len(t.Columns) && t.Columns[k].Percent, percent, number)
		}
		if err := x.sheet.SetRow("A"+strconv.Itoa(i+2), cells); err != nil {
			return err
		}
	}
	x.line = len(t.Rows) + 1
	if err := x.endSheet(); err != nil {
		return err
	}
	if err := x.aboutTable(t); err != nil {
		return err
	}
	return x.book.Write(w)
}

// tableCell is value as excelize writes it.
func (x *xlsxWriter) tableCell(value any, isPercent bool, percent, number int) any {
	switch v := value.(type) {
	case *float64:
		switch {
		case v == nil || !isFinite(*v):
			return nil
		case isPercent:
			return excelize.Cell{StyleID: percent, Value: *v}
		}
		return excelize.Cell{StyleID: number, Value: *v}
	case string:
		return x.text(v)
	}
	return x.cell(value)
}

// tableHeadings measures the columns by their headings and texts.
func (x *xlsxWriter) tableHeadings(t Table) {
	x.widths = nil
	headings := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		headings[i] = c.Heading
	}
	x.measure(headings)
	for _, row := range t.Rows {
		texts := make([]any, len(row))
		for i, value := range row {
			texts[i] = ""
			if text, is := value.(string); is {
				texts[i] = text
			}
		}
		x.measure(texts)
	}
}

func (x *xlsxWriter) beginTable(t Table) error {
	x.name = sheetName(t.Title, 1)
	if err := x.open(x.name, true); err != nil {
		return err
	}
	for i, width := range x.widths {
		if err := x.sheet.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	panes := excelize.Panes{Freeze: true, XSplit: 2, YSplit: 1, TopLeftCell: "C2", ActivePane: "bottomRight"}
	if err := x.sheet.SetPanes(&panes); err != nil {
		return err
	}
	headings := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		headings[i] = x.text(c.Heading)
	}
	return x.sheet.SetRow("A1", headings, excelize.RowOpts{StyleID: x.heading, Height: 36})
}

func (x *xlsxWriter) aboutTable(t Table) error {
	if err := x.open(x.o.say("说明", "About", "About"), false); err != nil {
		return err
	}
	for column, width := range []float64{24, 80} {
		if err := x.sheet.SetColWidth(column+1, column+1, width); err != nil {
			return err
		}
	}
	line := 0
	for _, fact := range t.About {
		if fact[1] == "" {
			continue
		}
		line++
		cells := []any{excelize.Cell{StyleID: x.heading, Value: x.text(fact[0])}, excelize.Cell{StyleID: x.wrap, Value: x.text(fact[1])}}
		if err := x.sheet.SetRow("A"+strconv.Itoa(line), cells); err != nil {
			return err
		}
	}
	return x.sheet.Flush()
}
