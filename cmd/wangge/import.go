package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/internal/progress"
)

type importCmd struct {
	Cells   importCellsCmd   `cmd:"" help:"Make the next edition of a net from a file of polygons."`
	Reports importReportsCmd `cmd:"" help:"Bring in the reports of another system."`
}

// withDatabase opens the database for work and closes it again.
func (a *app) withDatabase(ctx context.Context, work func(*database) error) error {
	db, err := a.openDatabase(ctx)
	if err != nil {
		return err
	}
	return errors.Join(work(db), db.close())
}

// progressLine tells of long work on the error stream, so that what is printed can be piped on.
func (a *app) progressLine() *progress.Line {
	return progress.New(progress.Config{Out: a.err, Terminal: progress.IsTerminal(a.err), Now: time.Now})
}

// parseDatum is datum.Parse for the flag --datum.
func parseDatum(name string) (datum.Datum, error) {
	d, err := datum.Parse(name)
	var known *geo.Error
	if errors.As(err, &known) {
		return d, geo.Errorf(known.Kind, "--datum", "%s", known.Msg)
	}
	return d, err
}

// aboutFlag reports whether err is about a flag rather than about what is in a file.
func aboutFlag(err error) bool {
	var known *geo.Error
	return errors.As(err, &known) && strings.HasPrefix(known.Field, "--")
}
