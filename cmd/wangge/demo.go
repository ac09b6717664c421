package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/demo"
	"github.com/wangge-map/wangge/internal/demo/city"
	"github.com/wangge-map/wangge/internal/intake"
)

type demoCmd struct {
	listenFlags
	baseMapFlags
	City  bool `help:"A synthetic city in place of the town, at the size of a real one. It takes a minute or two to load, once."`
	Cells int  `help:"Cells of the city. Default: 20000." placeholder:"N"`
	Cases int  `help:"Cases in the city. Default: 1000000." placeholder:"N"`
}

// Help is printed by wangge demo --help.
func (c *demoCmd) Help() string {
	return "The town is made up, the same every time, and the pages say so. It is kept in a folder of its own (--data-dir with -demo appended by default, -city for the city), never among real data."
}

func (c *demoCmd) Run(ctx context.Context, a *app) error {
	if err := c.check(); err != nil {
		return err
	}
	folder, what, place, settle := "-demo", "town", "town", a.settleTown
	accounts := demoAccounts()
	if c.City {
		accounts = []string{"Accounts: none; everybody may look and report. `wangge user add` makes one."}
		folder, what, place = "-city", "city", fmt.Sprintf("city of %d cells and %d cases", c.Cells, c.Cases)
		settle = func(ctx context.Context, db *database, there bool) error {
			return a.settleCity(ctx, db, there, c.Cells, c.Cases)
		}
	}
	if a.DataDir == "" {
		a.DataDir = a.dataDir() + folder
	}
	baseMap, closeBaseMap, err := c.open()
	if err != nil {
		return err
	}
	db, err := a.openDatabase(ctx)
	if err != nil {
		return errors.Join(err, closeBaseMap())
	}
	err = a.settle(ctx, db, place, settle)
	if err == nil && !c.City { // a town of before there were accounts gets those that are about to be told
		_, err = a.settleAccounts(ctx, db)
	}
	if err == nil {
		err = a.serve(ctx, db, c.listenFlags, baseMap, append(append([]string{
			"The " + what + " is synthetic: no place, person or matter in it is real.",
		}, accounts...), "Stop with Ctrl-C."))
	}
	return errors.Join(err, db.close(), closeBaseMap())
}

// check says how large the city is to be where the flags don't.
func (c *demoCmd) check() error {
	if !c.City && (c.Cells != 0 || c.Cases != 0) {
		return geo.Errorf(geo.Invalid, "--cells", "and --cases say how large the city is; add --city")
	}
	if c.Cells < 0 || c.Cases < 0 {
		return geo.Errorf(geo.Invalid, "--cells", "and --cases can't be negative")
	}
	c.Cells, c.Cases = cmp.Or(c.Cells, city.DefaultCells), cmp.Or(c.Cases, city.DefaultCases)
	return nil
}

// settle puts place, which says the town or how large a city, into db by way of fill unless it is there already. fill is
// told whether its cells are there. It refuses a database that holds anything else.
func (a *app) settle(ctx context.Context, db *database, place string, fill func(ctx context.Context, db *database, there bool) error) error {
	settings, err := db.Settings(ctx)
	if err != nil {
		return err
	}
	nets, err := db.Nets(ctx)
	if err != nil {
		return err
	}
	holds := settings["demo_place"]
	if holds == "" && settings["synthetic"] == "true" {
		holds = "town" // the only place there was when places were not named
	}
	if holds != place && (holds != "" || len(nets) > 0) {
		what := "data that is not the demo's"
		if holds != "" {
			what = "the synthetic " + holds
		}
		return geo.Errorf(geo.Conflict, "--data-dir", "this database holds %s; choose another folder", what)
	}
	if settings["demo"] == "settled" {
		return nil
	}
	// Marked before the first cell comes in: an interrupted start goes on from there, and never passes for real.
	if err := db.SaveSettings(ctx, map[string]string{"synthetic": "true", "demo_place": place}); err != nil {
		return err
	}
	if err := fill(ctx, db, len(nets) > 0); err != nil {
		return err
	}
	return db.SaveSettings(ctx, map[string]string{"demo": "settled"})
}

// settleTown puts the town into db; there says that its cells are in it.
func (a *app) settleTown(ctx context.Context, db *database, there bool) error {
	a.log.Info("growing the synthetic town")
	town, err := demo.NewTown(time.Now())
	if err != nil {
		return err
	}
	if err := db.SaveSettings(ctx, map[string]string{"title_zh": "丁家街道网格（演示）", "title_en": "Dingjia street grid (demo)"}); err != nil {
		return err
	}
	index, err := a.settleCells(ctx, db, geo.EditionDraft{
		Net: town.Net, Title: "演示版", Cells: town.Cells, InForceFrom: time.Date(time.Now().Year(), 1, 1, 0, 0, 0, 0, time.UTC),
	}, there)
	if err != nil {
		return err
	}
	if err := db.SaveAreaNames(ctx, demo.AreaNames()); err != nil {
		return err
	}
	if err := db.SaveMembers(ctx, town.Net.Code, town.Members); err != nil {
		return err
	}
	if err := settleCodes(ctx, db, town, index); err != nil {
		return err
	}
	if err := db.SaveBaseFeatures(ctx, town.Base); err != nil {
		return err
	}
	return a.settleReports(ctx, db, town, index)
}

// settleCells keeps draft, made up here, as the first edition.
func (a *app) settleCells(ctx context.Context, db *database, draft geo.EditionDraft, there bool) (*locate.Nets, error) {
	if !there {
		draft.Source, draft.Datum = "synthetic", "wgs84"
		if _, err := db.SaveEdition(ctx, draft, refuseAny); err != nil {
			return nil, err
		}
	}
	return loadNets(ctx, db.Store, "", false)
}

// refuseAny accepts an edition only without a defect.
func refuseAny(defects []geo.Defect) error {
	if len(defects) > 0 {
		return geo.Errorf(geo.Internal, "", "the synthetic cells have %d defects, the first: %s", len(defects), defects[0].Reason)
	}
	return nil
}

func (a *app) settleReports(ctx context.Context, db *database, town *demo.Town, nets *locate.Nets) error {
	byCode, err := categoriesByCode(ctx, db)
	if err != nil {
		return err
	}
	for i := range town.Reports {
		if err := placeMadeUp(&town.Reports[i], byCode, nets); err != nil {
			return err
		}
	}
	if _, err = db.SaveReports(ctx, town.Reports); err != nil {
		return err
	}
	cast, err := a.settleAccounts(ctx, db)
	if err != nil {
		return err
	}
	return a.settleHistories(ctx, db, town.Reports, cast)
}

func categoriesByCode(ctx context.Context, db *database) (map[string]casework.Category, error) {
	categories, err := db.Categories(ctx)
	byCode := map[string]casework.Category{}
	for _, c := range categories {
		byCode[c.Code] = c
	}
	return byCode, err
}

// placeMadeUp fills in the category and the placement of a report that was made up here.
func placeMadeUp(r *casework.Imported, byCode map[string]casework.Category, nets *locate.Nets) (err error) {
	category, known := byCode[r.Report.Category.Code]
	if !known {
		return geo.Errorf(geo.Internal, "", "a synthetic report has category %s, which is not known", r.Report.Category.Code)
	}
	r.Report.Category, r.Case.Category = category, category
	// Old cases are placed in today's edition: there is only one.
	if r.Report.Placement, err = intake.Place(nets, "", r.Report.Pin, "", time.Now()); err != nil {
		return fmt.Errorf("place %s: %w", r.Report.SourceID, err)
	}
	r.Case.Placement = r.Report.Placement
	return nil
}
