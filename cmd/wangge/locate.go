package main

import (
	"context"
	"os"
	"time"

	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/importer"
	"github.com/wangge-map/wangge/internal/progress"
)

type locateCmd struct {
	Net      string `help:"Net to locate in." required:"" placeholder:"NAME"`
	Datum    string `help:"Datum of the coordinates: wgs84, gcj02, bd09, cgcs2000 or epsg:N." required:"" placeholder:"NAME"`
	LonField string `help:"Column that has lon or easting. Default: the first of lon, lng, long, longitude, 经度, easting, x." placeholder:"FIELD"`
	LatField string `help:"Column that has lat or northing. Default: the first of lat, latitude, 纬度, northing, y." placeholder:"FIELD"`
}

// Help is printed by wangge locate --help.
func (c *locateCmd) Help() string {
	return `Reads a CSV (UTF-8 or GB18030, with a first row of names) and writes it with four columns more: cell, edition, status (inside, border, snapped, outside; invalid where the coordinates can't be read) and border_m, the metres to the cell's border. The summary goes to the error stream.

  wangge locate --net grid --datum gcj02 <in.csv >out.csv`
}

func (c *locateCmd) Run(ctx context.Context, a *app) error {
	o := importer.LocateOptions{LonField: c.LonField, LatField: c.LatField, Size: sizeOf(a)}
	var err error
	if o.Datum, err = parseDatum(c.Datum); err != nil {
		return err
	}
	// The database is left before the rows come: nothing more is asked of it, and whoever reads them may go away.
	var edition *locate.Edition
	err = a.withDatabase(ctx, func(db *database) error {
		nets, err := loadNets(ctx, db.Store, c.Net, false)
		if err != nil {
			return err
		}
		edition, err = nets.At(c.Net, time.Now())
		return err
	})
	if err != nil {
		return err
	}
	o.Index, o.Edition = edition.Index, edition.Number
	p := &printer{w: a.err}
	if f, ok := a.in.(*os.File); ok && progress.IsTerminal(f) {
		p.line("reading a CSV from the terminal; Ctrl-D ends it")
	}
	line := a.progressLine()
	o.Progress = line.Show
	begun := time.Now()
	r, err := importer.LocateCSV(ctx, a.in, a.out, o)
	line.Close()
	if err != nil {
		return err
	}
	return c.print(a, p, r, edition, time.Since(begun))
}

func (c *locateCmd) print(a *app, p *printer, r importer.LocateResult, edition *locate.Edition, took time.Duration) error {
	if a.JSON {
		return printJSON(a.err, struct {
			Net     string `json:"net"`
			Edition int    `json:"edition"`
			importer.LocateResult
			ElapsedS float64 `json:"elapsed_s"`
		}{edition.Net.Code, edition.Number, r, took.Seconds()})
	}
	p.line("%s in net %s, edition %d (%s, %.1f s): %s inside a cell, %s on a border, %s given to a cell within %d m, %s outside every cell, %s invalid.",
		count(r.Rows, "row", "rows"), edition.Net.Code, edition.Number, r.Encoding, took.Seconds(),
		n(r.Inside), n(r.Border), n(r.Snapped), locate.SnapM, n(r.Outside), n(r.Invalid))
	return p.err
}

// sizeOf returns how many bytes the input has, or 0 when that is not known.
func sizeOf(a *app) int64 {
	f, ok := a.in.(*os.File)
	if !ok {
		return 0
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		return info.Size()
	}
	return 0
}
