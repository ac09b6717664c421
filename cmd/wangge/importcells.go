package main

import (
	"context"
	"errors"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/importer"
)

type importCellsCmd struct {
	File            string `arg:"" help:"GeoJSON, newline-delimited too; or through ogr2ogr a Shapefile (.shp, .zip), GeoPackage, FlatGeobuf, KML or DXF." type:"path"`
	Net             string `help:"Code of the net: a to z, 0 to 9, - and _. It is made when it is new." required:"" placeholder:"NAME"`
	CodeField       string `help:"Field that has a cell's code." required:"" placeholder:"FIELD"`
	NameField       string `help:"Field that has its name." placeholder:"FIELD"`
	ParentField     string `help:"Field that has the code of the area above it." placeholder:"FIELD"`
	ParentNameField string `help:"Field that has the name of that area, by which pages and figures call it." placeholder:"FIELD"`
	ResidentsField  string `help:"Field that has how many people live in it, for figures per 1,000 residents." placeholder:"FIELD"`
	Scheme          string `help:"Rule of the codes: free (any unique text) or gb15 (15 digits)." enum:"free,gb15" default:"free"`
	Datum           string `help:"Datum of the coordinates: wgs84, gcj02, bd09, cgcs2000 or epsg:N. Default: what the file declares; WGS 84 for GeoJSON that declares nothing." placeholder:"NAME"`
	InForce         string `help:"Day (YYYY-MM-DD, from local midnight) or instant (RFC 3339) from which the edition is in force. Default: now." placeholder:"DATE"`
	Title           string `help:"Title of the edition." placeholder:"TEXT"`
	NetTitle        string `help:"Title of the net, as the pages show it. Default: what it has." placeholder:"TEXT"`
	Layer           string `help:"Layer of a file that has several." placeholder:"NAME"`
	Strict          bool   `help:"Keep nothing when anything is wrong."`
}

// Help is printed by wangge import cells --help.
func (c *importCellsCmd) Help() string {
	return `What is wrong with a feature keeps that feature out; overlaps and gaps between cells keep nothing out. Everything that is wrong is listed, with its feature and place. A running service on the same database uses the edition at once, or when it comes into force.

  wangge import cells cells.geojson --net grid --code-field CODE --name-field NAME
  wangge import cells cells.shp --net grid --scheme gb15 --code-field WGDM --datum gcj02 --in-force 2026-07-01 --strict`
}

func (c *importCellsCmd) Run(ctx context.Context, a *app) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	var result importer.CellsResult
	line := a.progressLine()
	o.Progress = line.Show
	err = a.withDatabase(ctx, func(db *database) (err error) {
		result, err = importer.Cells(ctx, c.File, o, db)
		line.Close()
		return err
	})
	if result.Features == 0 || aboutFlag(err) { // then it is not the features that are to be mended
		return err
	}
	return errors.Join(err, c.print(a, result))
}

func (c *importCellsCmd) options() (importer.CellOptions, error) {
	o := importer.CellOptions{
		Net: c.Net, Scheme: geo.Scheme(c.Scheme), NetTitle: c.NetTitle, EditionTitle: c.Title, CodeField: c.CodeField, NameField: c.NameField, ParentField: c.ParentField, ParentNameField: c.ParentNameField, ResidentsField: c.ResidentsField,
		Layer: c.Layer, Strict: c.Strict, Now: time.Now,
	}
	var err error
	if c.Datum != "" {
		if o.Datum, err = parseDatum(c.Datum); err != nil {
			return o, err
		}
	}
	if c.InForce != "" {
		o.InForce, err = parseInForce(c.InForce, time.Local)
	}
	return o, err
}

// parseInForce reads a day, which begins at midnight in zone, or an instant.
func parseInForce(text string, zone *time.Location) (time.Time, error) {
	if day, err := time.ParseInLocation(time.DateOnly, text, zone); err == nil {
		return day, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, geo.Errorf(geo.Invalid, "--in-force", "%q is neither a day such as 2026-07-01 nor an instant such as 2026-07-01T00:00:00+08:00", text)
	}
	return at, nil
}

func (c *importCellsCmd) print(a *app, r importer.CellsResult) error {
	if a.JSON {
		return printJSON(a.out, r)
	}
	p := &printer{w: a.out}
	if r.Edition > 0 {
		p.line("Net %s, edition %d: %s kept, of %s in the file (%s, %.1f s).", r.Net, r.Edition,
			count(int64(r.Cells), "cell", "cells"), count(int64(r.Features), "feature", "features"), r.Datum, r.ElapsedS)
	} else {
		p.line("Net %s: nothing was kept of %s in the file (%s).", r.Net, count(int64(r.Features), "feature", "features"), r.Datum)
	}
	if r.Noded > 0 {
		p.line("%s put in where a neighbour has one, so that borders fit.", count(int64(r.Noded), "vertex was", "vertices were"))
	}
	for _, note := range r.Notes {
		p.line("Note: %s.", note)
	}
	if len(r.Defects) > 0 {
		p.line("%s:", count(int64(len(r.Defects)), "defect", "defects"))
	}
	for _, d := range r.Defects {
		p.line("  %s", importer.DescribeDefect(d))
	}
	return p.err
}
