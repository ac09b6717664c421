package export

import (
	"bufio"
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/progress"
)

// Format is a kind of file.
type Format string

// The formats.
const (
	GeoJSON    Format = "geojson"
	CSV        Format = "csv"
	XLSX       Format = "xlsx"
	FlatGeobuf Format = "fgb"
	MBTiles    Format = "mbtiles"
)

// Lang is the language of headings.
type Lang string

// The languages; None means the columns' own names.
const (
	Chinese Lang = "zh"
	English Lang = "en"
	None    Lang = "none"
)

// Options say what is written and how.
type Options struct {
	Format   Format
	Source   Source
	Lang     Lang           // of CSV and XLSX; the other formats have the columns' own names
	Zone     *time.Location // of times in CSV and XLSX; nil means UTC
	NoBOM    bool           // CSV without a byte order mark
	About    About
	Tiles    Tiles               // for MBTiles
	Progress func(progress.Step) // may be nil
}

// About is what a file says of itself, where the format has a place for it.
type About struct {
	Site       string // whose map it is
	Synthetic  bool   // the data is made up
	Source     string // of the map; empty when none is set
	ApprovalNo string // 审图号; empty when none is set
	SurveyNo   string // number of the surveying certificate; empty when none is set
	Filter     string // what narrowed the rows; empty when nothing did
	Version    string // of wangge
	At         time.Time
}

// Summary is what was written.
type Summary struct {
	Layer    string   `json:"layer"`
	Format   Format   `json:"format"`
	Rows     int      `json:"rows"`
	Tiles    int      `json:"tiles,omitempty"`  // of MBTiles
	Sheets   int      `json:"sheets,omitempty"` // of XLSX, with rows
	Bytes    int64    `json:"bytes"`
	Notes    []string `json:"notes,omitempty"` // sentences without a full stop
	ElapsedS float64  `json:"elapsed_s"`
}

// writer writes one format.
type writer interface {
	// row writes a row, or keeps what it needs of it.
	row(Row) error
	// end writes what comes after the rows.
	end(context.Context, *Summary) error
	// discard gives back what the writer holds, after end or instead of it.
	discard()
}

// target is where a writer writes.
type target struct {
	w    io.Writer
	path string // of the file that w writes; empty for a stream
	dir  string // for files that are needed meanwhile; whoever made it removes it with all that is in it
}

// Stream writes to w what needs no file: GeoJSON and CSV. Other formats are an Invalid error with field "--out".
func Stream(ctx context.Context, w io.Writer, o Options) (Summary, error) {
	if err := CanStream(o.Format); err != nil {
		return Summary{}, err
	}
	return write(ctx, target{w: w}, o)
}

// CanStream returns the error that Stream would begin with, or nil.
func CanStream(f Format) error {
	if f != GeoJSON && f != CSV {
		return geo.Errorf(geo.Invalid, "--out", "is needed for %s, which can't be written as a stream; name a file", f)
	}
	return nil
}

func write(ctx context.Context, to target, o Options) (Summary, error) {
	begun := time.Now()
	s := Summary{Layer: o.Source.Layer, Format: o.Format}
	counted := &countingWriter{w: to.w}
	buffered := bufio.NewWriterSize(counted, 1<<18)
	to.w = buffered
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	w, err := newWriter(to, o)
	if err != nil {
		return s, err
	}
	defer w.discard()
	if err := writeRows(ctx, w, o, &s); err != nil {
		return s, err
	}
	if err := w.end(ctx, &s); err != nil {
		return s, err
	}
	err = buffered.Flush()
	s.Bytes, s.ElapsedS = counted.n, time.Since(begun).Seconds()
	return s, err
}

func newWriter(to target, o Options) (writer, error) {
	switch o.Format {
	case GeoJSON:
		return newGeoJSON(to.w, o), nil
	case CSV:
		return newCSV(to.w, o)
	case XLSX:
		return newXLSX(to, o)
	case FlatGeobuf:
		return newFlatGeobuf(to, o)
	case MBTiles:
		return newMBTiles(to, o)
	}
	return nil, geo.Errorf(geo.Invalid, "--format", "%q is not known; there are: geojson, csv, xlsx, fgb, mbtiles", string(o.Format))
}

// everyRows is how often the progress is told and an interruption looked for.
const everyRows = 256

func writeRows(ctx context.Context, w writer, o Options, s *Summary) error {
	for r, err := range o.Source.Rows(ctx) {
		if err != nil {
			return err
		}
		if err := w.row(r); err != nil {
			return err
		}
		if s.Rows++; s.Rows%everyRows == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			o.tell(s.Rows)
		}
	}
	o.tell(s.Rows)
	return ctx.Err()
}

func (o *Options) tell(rows int) {
	o.step(progress.Step{Stage: "exporting " + o.Source.Layer, Unit: "rows", Items: int64(rows), Done: int64(rows), Total: int64(max(o.Source.Count, 0))})
}

func (o *Options) step(s progress.Step) {
	if o.Progress != nil {
		o.Progress(s)
	}
}

func (o *Options) title() string {
	if o.Source.Title != "" {
		return o.Source.Title
	}
	return o.Source.Layer
}

// heading is what stands over column i.
func (o *Options) heading(i int) string {
	c := o.Source.Columns[i]
	switch o.Lang {
	case Chinese:
		return c.TitleZH
	case English:
		return c.TitleEN
	}
	return c.Name
}

// say returns the text in the language of the headings.
func (o *Options) say(zh, en, none string) string {
	switch o.Lang {
	case Chinese:
		return zh
	case English:
		return en
	}
	return none
}

// valid returns text with what is not UTF-8 replaced.
func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

// countingWriter counts what goes through it.
type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	if err != nil { // the disk is full, or whoever read has gone away
		return n, geo.Errorf(geo.Unavailable, "--out", "can't be written: %w", err)
	}
	return n, nil
}

// ParseFormat reads the name of a format; an empty one is taken from the name of the file.
func ParseFormat(name, file string) (Format, error) {
	all := []Format{GeoJSON, CSV, XLSX, FlatGeobuf, MBTiles}
	if name == "" {
		lower := strings.ToLower(file)
		for _, f := range all {
			if strings.HasSuffix(lower, "."+string(f)) {
				return f, nil
			}
		}
		return "", geo.Errorf(geo.Invalid, "--format", "is missing: geojson, csv, xlsx, fgb or mbtiles")
	}
	if !slices.Contains(all, Format(name)) {
		return "", geo.Errorf(geo.Invalid, "--format", "%q is not known; there are: geojson, csv, xlsx, fgb, mbtiles", name)
	}
	return Format(name), nil
}

// sentence is what a says in one line.
func (a *About) sentence() string {
	var parts []string
	if a.Synthetic {
		parts = append(parts, "synthetic data")
	}
	for _, part := range []struct{ name, text string }{
		{"", a.Site}, {"map: ", a.Source}, {"审图号 ", a.ApprovalNo}, {"测绘资质 ", a.SurveyNo}, {"filter: ", a.Filter},
	} {
		if part.text != "" {
			parts = append(parts, part.name+part.text)
		}
	}
	if !a.At.IsZero() {
		parts = append(parts, "as of "+a.At.UTC().Format(time.RFC3339))
	}
	return strings.Join(parts, "; ")
}
