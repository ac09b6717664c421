package export

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"
)

const (
	// What a sheet and a cell of Excel hold.
	sheetRows = 1 << 20
	cellUnits = 32_767 // UTF-16 units of text

	// Excel calculates with 15 digits; a whole number with more is written as text, so that none of them changes.
	exactInteger = 999_999_999_999_999

	minColumnWidth, maxColumnWidth = 8, 60
	widthRows                      = 200 // rows whose texts decide how wide the columns are
)

// xlsxWriter writes a workbook: sheets of rows, then a sheet that says what they are. Polygons have no place in a
// workbook and are left out; points are two columns of numbers.
type xlsxWriter struct {
	w        io.Writer
	o        Options
	book     *excelize.File
	sheet    *excelize.StreamWriter
	name     string  // of the sheet
	sheets   int     // begun
	line     int     // last written in the sheet
	mostRows int     // of a sheet, with the heading
	early    [][]any // rows that wait until the widths of the columns are known
	widths   []float64
	cut      int // texts that were longer than a cell holds
	heading  int // style
	instant  int // style
	wrap     int // style
}

func newXLSX(to target, o Options) (*xlsxWriter, error) {
	x := &xlsxWriter{w: to.w, o: o, mostRows: sheetRows}
	x.book = excelize.NewFile(excelize.Options{TmpDir: to.dir})
	properties := excelize.DocProperties{Creator: "wangge", LastModifiedBy: "wangge", Title: o.title(), Description: o.About.sentence()}
	if err := x.book.SetDocProps(&properties); err != nil {
		return nil, err
	}
	styles := []struct {
		id    *int
		style excelize.Style
	}{
		{&x.heading, excelize.Style{
			Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EDF2"}},
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
		}},
		{&x.instant, excelize.Style{CustomNumFmt: new("yyyy-mm-dd hh:mm:ss")}},
		{&x.wrap, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
	}
	for _, s := range styles {
		var err error
		if *s.id, err = x.book.NewStyle(&s.style); err != nil {
			return nil, err
		}
	}
	x.measure(x.headings())
	return x, nil
}

func (x *xlsxWriter) headings() []any {
	var out []any
	for i := range x.o.Source.Columns {
		out = append(out, x.o.heading(i))
	}
	if x.o.Source.Points {
		out = append(out, x.o.say("经度", "Longitude", "lon"), x.o.say("纬度", "Latitude", "lat"))
	}
	return out
}

func (x *xlsxWriter) row(r Row) error {
	cells := make([]any, 0, len(x.o.Source.Columns)+2)
	for i := range x.o.Source.Columns {
		cells = append(cells, x.cell(x.o.inWords(i, r.Value(i))))
	}
	if p, isPoint := r.Geometry().(orb.Point); isPoint && x.o.Source.Points {
		cells = append(cells, p[0], p[1])
	}
	if x.sheet != nil {
		return x.write(cells)
	}
	x.measure(cells)
	x.early = append(x.early, cells)
	if len(x.early) == widthRows {
		return x.writeEarly()
	}
	return nil
}

// cell returns what excelize writes for a value: texts are texts and never formulas, whatever they begin with.
func (x *xlsxWriter) cell(value any) any {
	switch v := value.(type) {
	case string:
		return x.text(v)
	case time.Time:
		local := v.In(x.o.Zone)
		if y := local.Year(); y <= 1900 || y > 9999 { // Excel has no such dates, or gets them wrong
			return local.Format(time.RFC3339)
		}
		return excelize.Cell{StyleID: x.instant, Value: local}
	case int64:
		if v > exactInteger || v < -exactInteger {
			return strconv.FormatInt(v, 10)
		}
		return v
	case float64:
		if !isFinite(v) {
			return nil
		}
		return v
	}
	return value
}

// text is v as a cell can hold it.
func (x *xlsxWriter) text(v string) string {
	v = valid(v)
	if len(v) <= cellUnits {
		return v
	}
	units := utf16.Encode([]rune(v))
	if len(units) <= cellUnits {
		return v
	}
	x.cut++
	units = units[:cellUnits-1]
	if last := units[len(units)-1]; last >= 0xD800 && last < 0xDC00 {
		units = units[:len(units)-1] // the first half of a character
	}
	return string(utf16.Decode(units)) + "…"
}

// measure widens the columns to what is written in them.
func (x *xlsxWriter) measure(cells []any) {
	for i, cell := range cells {
		if i == len(x.widths) {
			x.widths = append(x.widths, minColumnWidth)
		}
		width := 0.0
		switch v := cell.(type) {
		case string:
			width = textWidth(v)
		case excelize.Cell: // the instant
			width = 19
		default:
			width = float64(len(fmt.Sprint(v)))
		}
		x.widths[i] = max(x.widths[i], min(width+2, maxColumnWidth))
	}
}

// textWidth is how many digits wide the longest line of text is: Chinese characters take two.
func textWidth(text string) float64 {
	widest := 0.0
	for line := range strings.Lines(text) {
		width := 0.0
		for _, r := range line {
			width++
			if r >= 0x1100 {
				width++
			}
		}
		widest = max(widest, width)
	}
	return widest
}

func (x *xlsxWriter) writeEarly() error {
	if err := x.beginSheet(); err != nil {
		return err
	}
	for _, cells := range x.early {
		if err := x.write(cells); err != nil {
			return err
		}
	}
	x.early = nil
	return nil
}

func (x *xlsxWriter) write(cells []any) error {
	if x.line == x.mostRows {
		if err := x.endSheet(); err != nil {
			return err
		}
		if err := x.beginSheet(); err != nil {
			return err
		}
	}
	x.line++
	return x.sheet.SetRow("A"+strconv.Itoa(x.line), cells)
}

// beginSheet begins a sheet with its heading, which stays in sight.
func (x *xlsxWriter) beginSheet() error {
	x.sheets++
	x.name = sheetName(x.o.title(), x.sheets)
	if err := x.open(x.name, x.sheets == 1); err != nil {
		return err
	}
	for i, width := range x.widths {
		if err := x.sheet.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	panes := excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := x.sheet.SetPanes(&panes); err != nil {
		return err
	}
	x.line = 1
	return x.sheet.SetRow("A1", x.headings(), excelize.RowOpts{StyleID: x.heading, Height: 24})
}

// open makes the sheet; the first one renames the one that a new workbook has.
func (x *xlsxWriter) open(name string, first bool) (err error) {
	if first {
		err = x.book.SetSheetName("Sheet1", name)
	} else {
		_, err = x.book.NewSheet(name)
	}
	if err == nil {
		x.sheet, err = x.book.NewStreamWriter(name)
	}
	return err
}

func (x *xlsxWriter) endSheet() error {
	last, err := excelize.CoordinatesToCellName(len(x.widths), x.line)
	if err == nil {
		err = x.book.AutoFilter(x.name, "A1:"+last, nil)
	}
	if err == nil {
		err = x.sheet.Flush()
	}
	return err
}

// sheetName is title as Excel takes it, with a number from the second sheet on.
func sheetName(title string, number int) string {
	const most = 26 // of 31, so that the number fits
	runes := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || r < ' ' || r > 0xFFFF {
			return -1
		}
		return r
	}, valid(title)))
	name := strings.TrimSpace(string(runes[:min(len(runes), most)]))
	if name == "" {
		name = "Data"
	}
	if number > 1 {
		name += " " + strconv.Itoa(number)
	}
	return name
}

func (x *xlsxWriter) end(_ context.Context, s *Summary) error {
	if x.sheet == nil {
		if err := x.writeEarly(); err != nil {
			return err
		}
	}
	if err := x.endSheet(); err != nil {
		return err
	}
	s.Sheets = x.sheets
	if x.sheets > 1 {
		s.Notes = append(s.Notes, fmt.Sprintf("the rows fill %d sheets, since Excel has room for 1,048,576 on one", x.sheets))
	}
	if x.cut > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("texts cut to the 32,767 characters that a cell of Excel holds: %d", x.cut))
	}
	if err := x.about(s); err != nil {
		return err
	}
	return x.book.Write(x.w)
}

// discard closes the workbook's files; they lie in the target's folder, which goes with them.
func (x *xlsxWriter) discard() { _ = x.book.Close() }
