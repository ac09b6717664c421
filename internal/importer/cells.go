package importer

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/geo/mosaic"
	"github.com/wangge-map/wangge/geo/wire"
	"github.com/wangge-map/wangge/internal/progress"
)

// EditionStore keeps editions.
type EditionStore interface {
	// SaveEdition judges the draft's cells (validity, overlaps, gaps), hands accept all defects it found, and keeps the
	// sound cells as the next edition of the net, or nothing when accept returns an error, which it returns.
	SaveEdition(ctx context.Context, draft geo.EditionDraft, accept func([]geo.Defect) error) (geo.Edition, error)
	// SaveAreaNames keeps what areas are called, by code.
	SaveAreaNames(ctx context.Context, names map[string]string) error
}

// CellOptions say how Cells reads a file.
type CellOptions struct {
	Net          string     // the net's code; it is made when it is new
	NetTitle     string     // empty leaves a known net's title as it is
	Scheme       geo.Scheme // of the cells' codes
	EditionTitle string
	CodeField    string
	NameField    string // may be empty
	ParentField  string // may be empty
	// ParentNameField has what the area above is called; may be empty.
	ParentNameField string
	// ResidentsField has how many people live in a cell; may be empty.
	ResidentsField string
	Layer          string      // of a file that has several
	Datum          datum.Datum // of the coordinates; zero: what the file declares, or WGS 84 for GeoJSON that declares nothing
	InForce        time.Time   // zero: from now on
	Strict         bool        // keep nothing when anything is wrong
	Now            func() time.Time
	Progress       func(progress.Step) // may be nil
}

// CellsResult is what Cells did.
type CellsResult struct {
	Net      string       `json:"net"`
	Edition  int          `json:"edition"`  // its number; 0 when nothing was kept
	Features int          `json:"features"` // in the file
	Cells    int          `json:"cells"`    // kept
	Noded    int          `json:"noded"`    // vertices that were put in where a neighbour has one
	Datum    string       `json:"datum"`    // that the coordinates were read in
	Defects  []geo.Defect `json:"defects"`
	Notes    []string     `json:"notes,omitempty"`
	ElapsedS float64      `json:"elapsed_s"`
}

// netCode is what the database takes as a net's code.
var netCode = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// Cells makes the next edition of a net from a file of polygons: GeoJSON, also newline-delimited, or through ogr2ogr a
// Shapefile (.shp, .zip), GeoPackage, FlatGeobuf, KML or DXF.
//
// What is wrong with a feature keeps that feature out and is listed with its number and place; overlaps and gaps are
// listed, but keep nothing out. With Strict any defect refuses the whole with an Invalid error. The result holds the
// defects in either case. It returns an Invalid error, too, when a named field is in no feature or no sound cell is left.
func Cells(ctx context.Context, path string, o CellOptions, store EditionStore) (CellsResult, error) {
	if !netCode.MatchString(o.Net) {
		err := geo.Errorf(geo.Invalid, "--net", "%.60q can't name a net; use 1 to 40 of a to z, 0 to 9, - and _, beginning with a letter or digit", o.Net)
		return CellsResult{Net: o.Net, Defects: []geo.Defect{}}, err
	}
	begun := o.Now()
	if o.InForce.IsZero() {
		o.InForce = begun
	}
	if o.Progress == nil {
		o.Progress = func(progress.Step) {}
	}
	c := cellReader{options: o, features: map[string]int{}, seen: map[string]bool{}, areas: map[string]string{}}
	c.result = CellsResult{Net: o.Net, Defects: []geo.Defect{}}
	err := c.run(ctx, path, store)
	slices.SortStableFunc(c.result.Defects, byFeature)
	c.result.ElapsedS = o.Now().Sub(begun).Seconds()
	return c.result, err
}

// cellReader turns features into cells.
type cellReader struct {
	options  CellOptions
	datum    datum.Datum
	cells    []geo.Cell
	features map[string]int    // the feature that brought a code
	seen     map[string]bool   // the fields that some feature has
	areas    map[string]string // what the areas above are called, by code: as the first cell of each says
	result   CellsResult
}

func (c *cellReader) run(ctx context.Context, path string, store EditionStore) error {
	o := c.options
	src := source{path: path, layer: o.Layer, datum: o.Datum, step: func(n int, done, total int64) {
		o.Progress(progress.Step{Stage: "reading cells", Unit: "features", Items: int64(n), Done: done, Total: total})
	}}
	begin := func(d datum.Datum) error {
		c.datum, c.result.Datum = d, d.String()
		return nil
	}
	read, err := src.read(ctx, begin, func(f wire.Feature) error { c.add(f); return nil })
	c.result.Notes = read.notes
	if err != nil {
		return err
	}
	if err := c.checkFields(); err != nil {
		return err
	}
	noded, added := mosaic.Node(c.cells, func(done, total int) {
		o.Progress(progress.Step{Stage: "fitting borders", Unit: "cells", Items: int64(done), Done: int64(done), Total: int64(total)})
	})
	c.result.Noded = added
	o.Progress(progress.Step{Stage: "checking and keeping", Unit: "cells", Items: int64(len(noded))})
	draft := geo.EditionDraft{
		Net:         geo.Net{Code: o.Net, Title: o.NetTitle, Scheme: o.Scheme},
		Title:       o.EditionTitle,
		Source:      filepath.Base(path),
		Datum:       c.result.Datum,
		InForceFrom: o.InForce,
		Cells:       noded,
	}
	kept := len(noded)
	edition, err := store.SaveEdition(ctx, draft, func(found []geo.Defect) error {
		for _, d := range found {
			if d.Fatal {
				kept--
			}
			slices.Sort(d.Cells)
			if len(d.Cells) == 1 {
				d.Feature = c.features[d.Cells[0]]
			}
			c.result.Defects = append(c.result.Defects, d)
		}
		if n := len(c.result.Defects); o.Strict && n > 0 {
			return geo.Errorf(geo.Invalid, "", "nothing was kept: %s wrong with the file, and --strict was given", things(n))
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.result.Edition, c.result.Cells = edition.Number, kept
	if len(c.areas) == 0 {
		return nil
	}
	return store.SaveAreaNames(ctx, c.areas)
}

func things(n int) string {
	if n == 1 {
		return "1 thing is"
	}
	return fmt.Sprintf("%d things are", n)
}

// checkFields returns an Invalid error when a field that was named is in no feature at all: then the name is wrong, not
// the features.
func (c *cellReader) checkFields() error {
	if c.result.Features == 0 {
		return geo.Errorf(geo.Invalid, "", "the file has no features")
	}
	o := c.options
	for _, f := range []struct{ flag, name string }{{"--code-field", o.CodeField}, {"--name-field", o.NameField}, {"--parent-field", o.ParentField}, {"--parent-name-field", o.ParentNameField}, {"--residents-field", o.ResidentsField}} {
		if f.name != "" && !c.seen[f.name] {
			return geo.Errorf(geo.Invalid, f.flag, "no feature has a field %q; there are: %s", f.name, strings.Join(slices.Sorted(maps.Keys(c.seen)), ", "))
		}
	}
	return nil
}

func (c *cellReader) add(f wire.Feature) {
	c.result.Features++
	for name := range f.Properties {
		c.seen[name] = true
	}
	code, _ := fieldText(f.Properties[c.options.CodeField])
	at := anyPlace(c.datum, f.Geometry)
	refuse := func(kind, format string, args ...any) { c.report(kind, f.Index, code, at, true, format, args...) }
	if f.Err != nil {
		refuse("invalid_geometry", "%v", f.Err)
		return
	}
	if code == "" {
		refuse("missing_field", "there is no code in the field %q", c.options.CodeField)
		return
	}
	if err := c.options.Scheme.CheckCode(code); err != nil {
		refuse("bad_code", "%v", err)
		return
	}
	if first, twice := c.features[code]; twice {
		refuse("duplicate_code", "feature %d has the same code", first)
		return
	}
	shape, dropped, err := c.shape(f.Geometry)
	if err != nil {
		refuse("invalid_geometry", "%v", err)
		return
	}
	if dropped > 0 {
		c.report("invalid_geometry", f.Index, code, at, false, "%d rings without area were left out", dropped)
	}
	c.features[code] = f.Index
	name, _ := fieldText(f.Properties[c.options.NameField])
	parent, _ := fieldText(f.Properties[c.options.ParentField])
	c.nameArea(parent, f)
	residents, err := c.residents(f)
	if err != nil {
		c.report("invalid_residents", f.Index, code, at, false, "%v", err)
	}
	c.cells = append(c.cells, geo.Cell{Code: code, Name: name, Parent: parent, District: c.options.Scheme.DistrictOf(code), Residents: residents, Shape: shape})
}

// mostAreaCode is how long the code of an area may be, in characters: as long as that of a cell.
const mostAreaCode = 64

// nameArea notes what the area above f is called.
func (c *cellReader) nameArea(code string, f wire.Feature) {
	name, said := fieldText(f.Properties[c.options.ParentNameField])
	if !said || code == "" || utf8.RuneCountInString(code) > mostAreaCode {
		return
	}
	if first, known := c.areas[code]; !known {
		c.areas[code] = name
	} else if first != name {
		c.report("other_name", f.Index, code, anyPlace(c.datum, f.Geometry), false, "the area above is called %q here and %q before, which is kept", name, first)
	}
}

// residents returns how many people live in f, 0 when it does not say.
func (c *cellReader) residents(f wire.Feature) (int, error) {
	text, said := fieldText(f.Properties[c.options.ResidentsField])
	if !said {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is not a number of residents; the cell is kept without one", text)
	}
	return int(n), nil
}

func (c *cellReader) shape(g orb.Geometry) (geo.MultiPolygon, int, error) {
	g, err := toWGS84(c.datum, g)
	if err != nil {
		return nil, 0, err
	}
	return wire.FromOrb(g)
}

func (c *cellReader) report(kind string, feature int, code string, at geo.Point, fatal bool, format string, args ...any) {
	d := geo.Defect{Kind: kind, Feature: feature, Reason: fmt.Sprintf(format, args...), Fatal: fatal}
	d.Lon, d.Lat = at.Degrees()
	if code != "" {
		d.Cells = []string{code}
	}
	c.result.Defects = append(c.result.Defects, d)
}

// anyPlace returns a place of g, or 0, 0 when it has none that is on the earth.
func anyPlace(d datum.Datum, g orb.Geometry) geo.Point {
	if g == nil {
		return geo.Point{}
	}
	b := g.Bound() // of an empty geometry it is turned inside out, but its middle is a number
	lon, lat, _, err := d.ToWGS84((b.Min[0]+b.Max[0])/2, (b.Min[1]+b.Max[1])/2)
	if err != nil {
		return geo.Point{}
	}
	p, err := geo.PointAt(lon, lat)
	if err != nil {
		return geo.Point{}
	}
	return p
}

// byFeature orders defects as the file is; what concerns the mosaic comes last.
func byFeature(a, b geo.Defect) int {
	position := func(d geo.Defect) int {
		if d.Feature == 0 {
			return int(^uint(0) >> 1)
		}
		return d.Feature
	}
	return position(a) - position(b)
}

// DescribeDefect says what is wrong and where, for a person.
func DescribeDefect(d geo.Defect) string {
	var b strings.Builder
	switch {
	case d.Feature > 0:
		fmt.Fprintf(&b, "feature %d", d.Feature)
		if len(d.Cells) > 0 {
			fmt.Fprintf(&b, " (code %s)", strings.Join(d.Cells, ", "))
		}
	case len(d.Cells) > 0:
		fmt.Fprintf(&b, "cells %s", strings.Join(d.Cells, ", "))
	default:
		b.WriteString(d.Kind)
	}
	if d.Lon != 0 || d.Lat != 0 {
		fmt.Fprintf(&b, " at %.4f,%.4f", d.Lon, d.Lat)
	}
	b.WriteString(": " + d.Reason)
	return b.String()
}

// fieldText returns a property as text, without the blanks around it, and whether it is there: null, the empty text and
// the word NULL, which some exports write for it, are not. Whole numbers are written as such: an id that passed through a
// spreadsheet as 12.0 is 12.
func fieldText(v any) (string, bool) {
	var text string
	switch v := v.(type) {
	case string:
		text = strings.TrimSpace(v)
	case json.Number:
		text = wholeNumber(v.String())
	case bool:
		text = fmt.Sprint(v)
	}
	if strings.EqualFold(text, "null") {
		text = ""
	}
	return text, text != ""
}
