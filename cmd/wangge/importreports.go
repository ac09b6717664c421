package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
	_ "time/tzdata" // --time-zone works where the system has no time zones

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/importer"
	"github.com/wangge-map/wangge/internal/intake"
)

type importReportsCmd struct {
	File          string `arg:"" help:"GeoJSON, newline-delimited too, or CSV in UTF-8 or GB18030." type:"path"`
	IDField       string `help:"Field that has a report's id at its source." required:"" placeholder:"FIELD"`
	Category      string `help:"Code of the category of all reports. Either this or --category-field is needed." placeholder:"CODE" xor:"category"`
	CategoryField string `help:"Field that has the category." placeholder:"FIELD" xor:"category"`
	CategoryMap   string `help:"CSV or JSON that says which code each value of the field means; * stands for the rest. Default: the values are codes." placeholder:"FILE" type:"path"`
	TimeField     string `help:"Field that says when it was reported. Default: the time of the import." placeholder:"FIELD"`
	TimeZone      string `help:"Time zone of times that name none, such as Asia/Shanghai." default:"UTC" placeholder:"ZONE"`
	StatusField   string `help:"Field that has the status. Default: every case is open." placeholder:"FIELD"`
	LonField      string `help:"Field that has lon or easting. Default: the points of a GeoJSON; the column lon, lng, longitude, 经度, x … of a CSV." placeholder:"FIELD"`
	LatField      string `help:"Field that has lat or northing." placeholder:"FIELD"`
	Datum         string `help:"Datum of the coordinates: wgs84, gcj02, bd09, cgcs2000 or epsg:N." required:"" placeholder:"NAME"`
	Rejects       string `help:"List what is left out in this CSV: row, id, reason, detail. The file is written anew." placeholder:"FILE" type:"path"`
	Net           string `help:"Net to locate in. Default: that of the category, or the oldest." placeholder:"NAME"`
	Source        string `help:"Who the ids are from. A report with the same id of the same source is not kept twice, from whichever file." default:"import" placeholder:"NAME"`
}

// Help is printed by wangge import reports --help.
func (c *importReportsCmd) Help() string {
	return `Each report is located under the edition in force now, and becomes a case. One that is wrong is left out, counted by reason and listed in --rejects; mend it and import the file again: what came in before is not kept twice. Reports are kept in batches while the file is read, and a running service on the same database shows them at once.

  wangge import reports 311.geojson --id-field ID --category 06013 --time-field OPENED --status-field STATUS --datum wgs84
  wangge import reports 上报.csv --id-field 编号 --category-field 类别 --category-map 类别.csv --time-field 时间 --time-zone Asia/Shanghai --datum gcj02 --rejects 退回.csv`
}

func (c *importReportsCmd) Run(ctx context.Context, a *app) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	rejects, err := c.openRejects()
	if err != nil {
		return err
	}
	if rejects != nil {
		o.Rejects = rejects
	}
	line := a.progressLine()
	o.Progress = line.Show
	var result importer.ReportsResult
	err = a.withDatabase(ctx, func(db *database) error {
		if err := c.locateIn(ctx, db, &o); err != nil {
			return err
		}
		var err error
		result, err = importer.Reports(ctx, c.File, o, db)
		line.Close()
		return err
	})
	if rejects != nil {
		err = errors.Join(err, rejects.Close())
	}
	if result.Reports == 0 && err != nil {
		return err
	}
	return errors.Join(err, c.print(a, result))
}

// options are what the flags say; categories and cells are added by locateIn.
func (c *importReportsCmd) options() (importer.ReportOptions, error) {
	o := importer.ReportOptions{
		Source: c.Source, IDField: c.IDField, Category: c.Category, CategoryField: c.CategoryField, TimeField: c.TimeField, StatusField: c.StatusField,
		LonField: c.LonField, LatField: c.LatField, Now: time.Now, Random: rand.Reader,
	}
	if c.Category == "" && c.CategoryField == "" {
		return o, geo.Errorf(geo.Invalid, "--category", "is missing; name the category of all reports, or with --category-field the field that has it")
	}
	var err error
	if o.Datum, err = parseDatum(c.Datum); err != nil {
		return o, err
	}
	if o.TimeZone, err = time.LoadLocation(c.TimeZone); err != nil {
		return o, geo.Errorf(geo.Invalid, "--time-zone", "%q is not known; write a name such as Asia/Shanghai", c.TimeZone)
	}
	if c.CategoryMap == "" {
		return o, nil
	}
	file, err := os.Open(c.CategoryMap)
	if err != nil {
		return o, geo.Errorf(geo.Invalid, "--category-map", "can't be read: %w", err)
	}
	defer file.Close()
	o.CategoryMap, err = importer.ReadCategoryMap(file)
	return o, err
}

// locateIn gives o the categories of db and its editions.
func (c *importReportsCmd) locateIn(ctx context.Context, db *database, o *importer.ReportOptions) (err error) {
	if o.Categories, err = db.Categories(ctx); err != nil {
		return err
	}
	var nets *locate.Nets
	o.Refresh = func(ctx context.Context) (err error) {
		nets, err = loadNets(ctx, db.Store, c.Net, true)
		return err
	}
	o.Place = func(category casework.Category, pin casework.Pin) (casework.Placement, error) {
		net := c.Net
		if net == "" {
			net = category.Net
		}
		return intake.Place(nets, net, pin, "", time.Now())
	}
	return o.Refresh(ctx)
}

// openRejects makes the file of --rejects. It is nil when there is to be none.
func (c *importReportsCmd) openRejects() (*os.File, error) {
	if c.Rejects == "" {
		return nil, nil
	}
	for _, in := range []string{c.File, c.CategoryMap} {
		if sameFile(in, c.Rejects) {
			return nil, geo.Errorf(geo.Invalid, "--rejects", "would write over %s, which is to be read", filepath.Base(in))
		}
	}
	file, err := os.Create(c.Rejects)
	if err != nil {
		return nil, geo.Errorf(geo.Invalid, "--rejects", "can't be written: %w", err)
	}
	return file, nil
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

func (c *importReportsCmd) print(a *app, r importer.ReportsResult) error {
	if a.JSON {
		return printJSON(a.out, r)
	}
	p := &printer{w: a.out}
	p.line("%s: %s new, %s kept before, %s left out, of %s (%s, %s, %.1f s).", filepath.Base(c.File),
		n(r.New), n(r.Same), n(r.Rejected), count(r.Reports, "report", "reports"), r.Datum, r.Encoding, r.ElapsedS)
	if r.New > 0 {
		p.line("The new ones: %s inside a cell, %s on a border, %s given to a cell within %d m, %s outside every cell.", n(r.Inside), n(r.Border), n(r.Snapped), locate.SnapM, n(r.Outside))
	}
	if r.Rejected > 0 {
		p.line("Left out%s:", c.listed())
	}
	for _, reason := range importer.Reasons() {
		if k := r.Reasons[reason.Reason]; k > 0 {
			p.line("  %-10s %8s  %s", reason.Reason, n(k), reason.Text)
		}
	}
	printValues(p, "Values that mean no category here:", r.Unmapped)
	printValues(p, `Statuses that are not known, taken as "reported":`, r.Statuses)
	for _, note := range r.Notes {
		p.line("Note: %s.", note)
	}
	return p.err
}

func (c *importReportsCmd) listed() string {
	if c.Rejects == "" {
		return " (--rejects FILE lists them)"
	}
	return ", listed in " + c.Rejects
}

// printValues lists values that came most often, one a line.
func printValues(p *printer, title string, values []importer.ValueCount) {
	const most = 20 // lines; --json has all
	if len(values) > 0 {
		p.line("%s", title)
	}
	for i, v := range values {
		if i == most {
			p.line("  … and %d other values (--json lists them)", len(values)-most)
			return
		}
		text := fmt.Sprintf("%q", v.Value)
		if v.Value == "" {
			text = "(none)"
		}
		p.line("  %8s  %s", n(v.Count), strings.TrimSpace(text))
	}
}
