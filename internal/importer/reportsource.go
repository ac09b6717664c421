package importer

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wangge-map/wangge/geo"
)

// rawReport is what a feature or row says, before it is judged. Texts are without blanks around them, and empty when the
// field is not there.
type rawReport struct {
	number     int    // of the feature, from 1; or of the row as a spreadsheet counts, where the first is that of the names
	unreadable string // why nothing else is known
	id         string
	category   string
	time       string
	status     string
	x, y       float64 // lon, lat or easting, northing in the datum of the file
	noPlace    string  // why x, y are not known
}

// reportFile gives out the reports of a file, one at a time.
type reportFile interface {
	// each calls fn for every report until it returns an error, which each returns, or ctx ends.
	each(ctx context.Context, fn func(rawReport) error) error
	part() (done, total int64) // bytes read, of all
	close()
}

// openReports finds out what kind of file path is and whether the fields that are named are in it. It notes in result what
// it finds.
func openReports(ctx context.Context, path string, o ReportOptions, result *ReportsResult) (reportFile, error) {
	file, err := openFile(path)
	if err != nil {
		return nil, err
	}
	opened, err := chooseReader(ctx, file, path, o, result)
	if err != nil {
		file.Close()
		return nil, err
	}
	return opened, nil
}

func chooseReader(ctx context.Context, file *os.File, path string, o ReportOptions, result *ReportsResult) (reportFile, error) {
	suffix := strings.ToLower(filepath.Ext(path))
	if _, foreign := ogrFormats()[suffix]; foreign || slices.Contains([]string{".xls", ".xlsx", ".ods"}, suffix) {
		return nil, geo.Errorf(geo.Invalid, "", "reports come as GeoJSON or CSV; save %s as one of them", filepath.Base(path))
	}
	counted := &countingReader{r: file}
	text := bufio.NewReaderSize(counted, sniffed)
	head, err := text.Peek(sniffed)
	if err != nil && err != io.EOF {
		return nil, unreadable(path, err)
	}
	if len(head) == 0 {
		return nil, geo.Errorf(geo.Invalid, "", "%s is empty", filepath.Base(path))
	}
	size := int64(0)
	if info, err := file.Stat(); err == nil {
		size = info.Size()
	}
	base := reportBase{file: file, counted: counted, size: size}
	if looksLikeJSON(head) {
		return openReportFeatures(ctx, base, path, text, head, o, result)
	}
	return openReportRows(base, text, o, result)
}

// reportBase is what the two kinds of file have in common.
type reportBase struct {
	file    *os.File
	counted *countingReader
	size    int64
}

func (b reportBase) part() (done, total int64) { return b.counted.read(), b.size }
func (b reportBase) close()                    { b.file.Close() }

// namedField is a field that a flag names.
type namedField struct{ flag, name string }

// fields are the fields that the options name, places apart.
func (o ReportOptions) fields() []namedField {
	return []namedField{
		{"--id-field", o.IDField}, {"--category-field", o.CategoryField}, {"--time-field", o.TimeField}, {"--status-field", o.StatusField},
	}
}

func number(text string) (float64, bool) { return parseNumber([]byte(text)) }

// place sets the coordinates from the texts of two fields.
func (r *rawReport) place(x, y string) {
	var okX, okY bool
	r.x, okX = number(x)
	r.y, okY = number(y)
	switch {
	case x == "" && y == "":
		r.noPlace = "there are no coordinates"
	case !okX:
		r.noPlace = "lon: " + quoted(x) + " is not a number"
	case !okY:
		r.noPlace = "lat: " + quoted(y) + " is not a number"
	}
}

func quoted(text string) string {
	if text == "" {
		return "nothing"
	}
	return `"` + clip(text) + `"`
}
