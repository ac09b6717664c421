package importer

import (
	"bytes"
	"context"
	"io"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/progress"
)

// LocateOptions say how LocateCSV reads coordinates and which edition it locates in.
type LocateOptions struct {
	Datum    datum.Datum
	LonField string // the column of lon or easting; empty: the first of lon, lng, long, longitude, 经度, easting, x
	LatField string // the column of lat or northing, likewise
	Index    *locate.Index
	Edition  int   // the number of the edition that Index holds
	Size     int64 // of the input in bytes, for the progress; 0 when not known
	Progress func(progress.Step)
}

// LocateResult is what LocateCSV counted.
type LocateResult struct {
	Rows     int64  `json:"rows"`
	Inside   int64  `json:"inside"`
	Border   int64  `json:"border"`
	Snapped  int64  `json:"snapped"`
	Outside  int64  `json:"outside"`
	Invalid  int64  `json:"invalid"`  // rows without sound coordinates, or with another number of columns than the first row
	Encoding string `json:"encoding"` // of the input: utf-8 or gb18030; the output is UTF-8
}

func (r *LocateResult) add(o LocateResult) {
	r.Rows += o.Rows
	r.Inside += o.Inside
	r.Border += o.Border
	r.Snapped += o.Snapped
	r.Outside += o.Outside
	r.Invalid += o.Invalid
}

// LocateCSV copies the CSV in to out and adds four columns to every row: cell, edition, status and border_m (metres, two
// decimals). Rows keep their order, their quotes and their line ends; empty lines are kept as they are. Where the file
// has a column of one of these names already, the new one is called located_cell and so on.
//
// A row whose coordinates can't be read has the status "invalid" and the other three empty, and so has a row with more
// columns than the first; a row with fewer is filled up. It returns an Invalid error when there is no first row or no
// column of coordinates. All processors share the work.
func LocateCSV(ctx context.Context, in io.Reader, out io.Writer, o LocateOptions) (LocateResult, error) {
	counted := &countingReader{r: in}
	text, encoding, err := decodeText(counted)
	if err != nil {
		return LocateResult{}, err
	}
	chunks := &chunker{r: text}
	first, err := chunks.firstRow()
	if err != nil {
		return LocateResult{}, err
	}
	loc, err := newLocator(first, o)
	if err != nil {
		return LocateResult{}, err
	}
	chunks.comma = loc.header.comma
	if _, err := out.Write(loc.firstRow(first)); err != nil {
		return LocateResult{}, err
	}
	total := LocateResult{Encoding: encoding}
	err = pipeline(ctx, chunks.next, loc.locate, func(part located) error {
		_, err := out.Write(part.text)
		total.add(part.counts)
		if o.Progress != nil {
			o.Progress(progress.Step{Stage: "locating", Unit: "rows", Items: total.Rows, Done: counted.read(), Total: o.Size})
		}
		return err
	})
	return total, err
}

// pipeline reads chunks, works on them on all processors, and writes the results in the order of the chunks. It ends at
// the first error, or when ctx does; a read that is waiting for input at that moment is not waited for, and what it
// brings is dropped.
func pipeline[T any](ctx context.Context, next func() (chunk, error), work func(chunk) T, write func(T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	type job struct {
		in   chunk
		done chan T
	}
	workers := runtime.GOMAXPROCS(0)
	jobs := make(chan job, workers)
	order := make(chan job, 4*workers) // how far reading may be ahead of writing
	go func() {
		defer close(jobs)
		defer close(order)
		for {
			c, err := next()
			if err != nil {
				if err != io.EOF {
					cancel(err)
				}
				return
			}
			j := job{c, make(chan T, 1)}
			select {
			case order <- j:
				jobs <- j // the workers take it in any case
			case <-ctx.Done():
				return
			}
		}
	}()
	for range workers {
		go func() {
			for j := range jobs {
				j.done <- work(j.in)
			}
		}()
	}
	for {
		select {
		case j, more := <-order:
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if !more {
				return nil
			}
			if err := write(<-j.done); err != nil {
				return err
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// locator answers rows. It is safe for concurrent use.
type locator struct {
	options  LocateOptions
	header   header
	lon, lat int // columns
	edition  []byte
}

// located is a chunk with its answers.
type located struct {
	text   []byte
	counts LocateResult
}

func newLocator(first []byte, o LocateOptions) (*locator, error) {
	text, _ := trimLineEnd(first)
	l := &locator{options: o, header: parseHeader(text), edition: strconv.AppendInt(nil, int64(o.Edition), 10)}
	var err error
	if l.lon, err = l.header.column("--lon-field", o.LonField, lonNames()); err != nil {
		return nil, err
	}
	l.lat, err = l.header.column("--lat-field", o.LatField, latNames())
	return l, err
}

// firstRow returns the names of the columns with those of the new ones.
func (l *locator) firstRow(row []byte) []byte {
	text, lineEnd := trimLineEnd(row)
	out := bytes.Clone(text)
	for _, name := range []string{"cell", "edition", "status", "border_m"} {
		if slices.Contains(l.header.names, name) {
			name = "located_" + name
		}
		out = append(out, l.header.comma)
		out = append(out, name...)
	}
	if len(lineEnd) == 0 {
		lineEnd = []byte("\n")
	}
	return append(out, lineEnd...)
}

func (l *locator) locate(c chunk) located {
	out := located{text: make([]byte, 0, len(c.text)+len(c.text)/2)}
	for rest := c.text; len(rest) > 0; {
		n := len(rest)
		if !c.broken {
			n, _ = recordEnd(rest, l.header.comma)
		}
		text, lineEnd := trimLineEnd(rest[:n])
		rest = rest[n:]
		out.text = append(out.text, text...)
		if len(text) > 0 {
			out.text = l.answer(out.text, text, c.broken, &out.counts)
		}
		if len(lineEnd) == 0 {
			lineEnd = []byte("\n")
		}
		out.text = append(out.text, lineEnd...)
	}
	return out
}

// answer appends the four columns of row to out.
func (l *locator) answer(out, row []byte, broken bool, counts *LocateResult) []byte {
	counts.Rows++
	var lon, lat []byte
	fields := eachField(row, l.header.comma, func(i int, raw []byte) {
		if i == l.lon {
			lon = raw
		}
		if i == l.lat {
			lat = raw
		}
	})
	for range len(l.header.names) - fields {
		out = append(out, l.header.comma)
	}
	at, ok := l.place(lon, lat)
	if !ok || broken || fields > len(l.header.names) {
		counts.Invalid++
		return l.columns(out, "", nil, "invalid", math.NaN())
	}
	answer := l.options.Index.Locate(at)
	switch answer.Status {
	case locate.Inside:
		counts.Inside++
	case locate.Border:
		counts.Border++
	case locate.Snapped:
		counts.Snapped++
	default:
		counts.Outside++
	}
	code := ""
	if answer.Cell >= 0 {
		code = l.options.Index.Cell(answer.Cell).Code
	}
	return l.columns(out, code, l.edition, answer.Status.String(), answer.BorderM)
}

func (l *locator) place(lon, lat []byte) (geo.Point, bool) {
	x, ok := parseNumber(bytes.TrimSpace(unquote(lon)))
	if !ok {
		return geo.Point{}, false
	}
	y, ok := parseNumber(bytes.TrimSpace(unquote(lat)))
	if !ok {
		return geo.Point{}, false
	}
	x, y, _, err := l.options.Datum.ToWGS84(x, y)
	if err != nil {
		return geo.Point{}, false
	}
	p, err := geo.PointAt(x, y)
	return p, err == nil
}

func (l *locator) columns(out []byte, code string, edition []byte, status string, borderM float64) []byte {
	comma := l.header.comma
	out = appendField(append(out, comma), code, comma)
	out = append(append(out, comma), edition...)
	out = append(append(out, comma), status...)
	out = append(out, comma)
	if !math.IsNaN(borderM) {
		out = strconv.AppendFloat(out, borderM, 'f', 2, 64)
	}
	return out
}

// appendField appends text as a field, in quotes when it needs them.
func appendField(out []byte, text string, comma byte) []byte {
	if strings.IndexByte(text, comma) < 0 && !strings.ContainsAny(text, "\"\r\n") {
		return append(out, text...)
	}
	out = append(out, '"')
	out = append(out, strings.ReplaceAll(text, `"`, `""`)...)
	return append(out, '"')
}
