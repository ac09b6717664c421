package importer

import (
	"context"
	"fmt"
	"hash/maphash"
	"io"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/progress"
)

// ReportStore keeps reports.
type ReportStore interface {
	// SaveReports keeps a batch durably, all or nothing, and says in order what became of each report.
	SaveReports(ctx context.Context, batch []casework.Imported) ([]casework.Kept, error)
}

// ReportOptions say how Reports reads a file. Exactly one of Category and CategoryField is set, and both of LonField and
// LatField or none.
type ReportOptions struct {
	Source        string         // who the ids are from: a report is the same when source and id are
	IDField       string         // of the report's id at its source
	Category      string         // the code of all reports
	CategoryField string         // or the field that says it
	CategoryMap   CategoryMap    // what the field's values mean; nil: they are codes
	TimeField     string         // when it was reported; empty: the time of the import
	TimeZone      *time.Location // of times that name none; nil: UTC
	StatusField   string         // empty: every case is open
	LonField      string         // for GeoJSON, empty: its points. For a CSV, empty: the columns that LocateCSV takes
	LatField      string
	Datum         datum.Datum

	Categories []casework.Category // those that are known
	// Place says whose cell a pin is in under the edition in force now.
	Place func(casework.Category, casework.Pin) (casework.Placement, error)
	// Refresh makes Place know the editions in force, after one has moved.
	Refresh  func(context.Context) error
	Rejects  io.Writer // gets a CSV of what was left out; may be nil
	Now      func() time.Time
	Random   io.Reader
	Progress func(progress.Step) // may be nil
}

// ReportsResult is what Reports did. New, Same and Rejected add up to Reports when it came to the end.
type ReportsResult struct {
	Source   string           `json:"source"`
	Reports  int64            `json:"reports"` // features or rows in the file
	New      int64            `json:"new"`
	Same     int64            `json:"same"`     // kept before
	Rejected int64            `json:"rejected"` // left out
	Reasons  map[Reason]int64 `json:"reasons"`  // why they were left out
	Inside   int64            `json:"inside"`   // of the new ones, as are the next three
	Border   int64            `json:"border"`
	Snapped  int64            `json:"snapped"`
	Outside  int64            `json:"outside"`
	Unmapped []ValueCount     `json:"unmapped_categories"` // values that mean no category
	Statuses []ValueCount     `json:"unknown_statuses"`    // values that were taken as "reported"
	Datum    string           `json:"datum"`
	Encoding string           `json:"encoding"`
	Notes    []string         `json:"notes,omitempty"`
	ElapsedS float64          `json:"elapsed_s"`
}

// Reports brings the reports of a file in, each with its case: GeoJSON, also newline-delimited, or a CSV in UTF-8 or
// GB18030. They are kept in batches as the file is read; what it holds in memory is one batch and 16 bytes of each id.
//
// What is wrong with a report leaves that report out, counted by reason and written to Rejects with its feature's number
// (from 1) or its row as a spreadsheet counts them. A report that its source brought before is counted as the same and
// changes nothing, so an import that was interrupted is simply repeated. It returns an Invalid error about a flag when a
// named field is nowhere in the file; then nothing is kept. After any other error whole batches are, and the result
// counts them.
func Reports(ctx context.Context, path string, o ReportOptions, store ReportStore) (ReportsResult, error) {
	im, err := newReportImport(o, store)
	if err != nil {
		return ReportsResult{}, err
	}
	begun := im.options.Now()
	err = im.run(ctx, path)
	im.conclude()
	im.result.ElapsedS = im.options.Now().Sub(begun).Seconds()
	return im.result, err
}

// reportImport turns what a file says into reports and has them kept.
type reportImport struct {
	options    ReportOptions
	store      ReportStore
	categories map[string]casework.Category
	rejects    *rejectWriter
	times      timeReader
	states     map[string]casework.State // by what sources call them
	batch      []numbered
	// seen is where an id of this file stood first, by its hash: among ten million ids, two with one hash are as likely as
	// three in a million.
	seen      map[uint64]uint32
	seed      maphash.Seed
	unmapped  tally // categories
	unknown   tally // statuses
	unshifted int64 // points outside China in a datum that shifts only there
	result    ReportsResult
}

func newReportImport(o ReportOptions, store ReportStore) (*reportImport, error) {
	if o.TimeZone == nil {
		o.TimeZone = time.UTC
	}
	if o.Progress == nil {
		o.Progress = func(progress.Step) {}
	}
	im := &reportImport{options: o, store: store, categories: map[string]casework.Category{}, seen: map[uint64]uint32{}, seed: maphash.MakeSeed(), unmapped: tally{}, unknown: tally{}}
	im.times, im.states = newTimeReader(o.TimeZone), newStateNames()
	im.result = ReportsResult{Source: o.Source, Reasons: map[Reason]int64{}, Datum: o.Datum.String()}
	for _, c := range o.Categories {
		im.categories[c.Code] = c
	}
	return im, im.check()
}

// check returns an Invalid error about the flag that is wrong.
func (im *reportImport) check() error {
	o := im.options
	if reason := badID(o.Source); reason != "" {
		return geo.Errorf(geo.Invalid, "--source", "the name of the source %s", reason)
	}
	if o.IDField == "" {
		return geo.Errorf(geo.Invalid, "--id-field", "is missing; without an id a report can't be told from another")
	}
	if (o.Category == "") == (o.CategoryField == "") {
		return geo.Errorf(geo.Invalid, "--category", "give either one category for all reports, or --category-field")
	}
	if o.CategoryMap != nil && o.CategoryField == "" {
		return geo.Errorf(geo.Invalid, "--category-map", "says what the values of a field mean; give --category-field too")
	}
	if (o.LonField == "") != (o.LatField == "") {
		return geo.Errorf(geo.Invalid, "--lon-field", "and --lat-field go together; give both or none")
	}
	if o.Category != "" {
		if _, known := im.categories[o.Category]; !known {
			return geo.Errorf(geo.Invalid, "--category", "there is no category %q; there are: %s", o.Category, im.codes())
		}
	}
	for _, to := range o.CategoryMap {
		if _, known := im.categories[to]; !known {
			return geo.Errorf(geo.Invalid, "--category-map", "there is no category %q; there are: %s", to, im.codes())
		}
	}
	return nil
}

// run leaves the writer of rejects flushed in any case.
func (im *reportImport) run(ctx context.Context, path string) (err error) {
	file, err := openReports(ctx, path, im.options, &im.result)
	if err != nil {
		return err
	}
	defer file.close()
	if im.rejects, err = newRejectWriter(im.options.Rejects); err != nil {
		return err
	}
	defer func() {
		if flushErr := im.rejects.flush(); err == nil {
			err = flushErr
		}
	}()
	err = file.each(ctx, func(raw rawReport) error {
		im.result.Reports++
		done, total := file.part()
		im.options.Progress(progress.Step{Stage: "importing reports", Unit: "reports", Items: im.result.Reports, Done: done, Total: total})
		return im.add(ctx, raw)
	})
	if err != nil {
		return err
	}
	return im.save(ctx)
}

// conclude makes the lists and notes of what was counted.
func (im *reportImport) conclude() {
	r := &im.result
	r.Unmapped, r.Statuses = im.unmapped.counts(), im.unknown.counts()
	if im.options.TimeField == "" && r.New > 0 {
		r.Notes = append(r.Notes, "no --time-field was named, so the reports are dated with the import")
	}
	if im.unshifted > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%s points lie outside China, where %s does not shift", progress.Count(im.unshifted), r.Datum))
	}
}
