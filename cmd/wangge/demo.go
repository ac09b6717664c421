package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/demo"
	"github.com/wangge-map/wangge/internal/intake"
)

type demoCmd struct {
	listenFlags
	baseMapFlags
}

// Help is printed by wangge demo --help.
func (c *demoCmd) Help() string {
	return "The town is made up, the same every time, and the pages say so. It is kept in a folder of its own (--data-dir with -demo appended by default), never among real data."
}

func (c *demoCmd) Run(ctx context.Context, a *app) error {
	if a.DataDir == "" {
		a.DataDir = a.dataDir() + "-demo"
	}
	baseMap, closeBaseMap, err := c.open()
	if err != nil {
		return err
	}
	db, err := a.openDatabase(ctx)
	if err != nil {
		return errors.Join(err, closeBaseMap())
	}
	if err = a.settle(ctx, db); err == nil {
		err = a.serve(ctx, db, c.listenFlags, baseMap, []string{
			"The town is synthetic: no place, person or matter in it is real.",
			"Accounts: none yet; everybody may look and report.",
			"Stop with Ctrl-C.",
		})
	}
	return errors.Join(err, db.close(), closeBaseMap())
}

// settle puts the town into db unless it is there already. It refuses a database that holds anything else.
func (a *app) settle(ctx context.Context, db *database) error {
	settings, err := db.Settings(ctx)
	if err != nil {
		return err
	}
	if settings["demo"] == "settled" {
		return nil
	}
	nets, err := db.Nets(ctx)
	if err != nil {
		return err
	}
	if len(nets) > 0 && settings["synthetic"] != "true" {
		return geo.Errorf(geo.Conflict, "--data-dir", "this database holds data that is not the demo's; choose another folder")
	}
	a.log.Info("growing the synthetic town")
	town, err := demo.NewTown(time.Now())
	if err != nil {
		return err
	}
	// Marked before the first cell comes in: an interrupted start goes on from there, and never passes for real.
	marks := map[string]string{"synthetic": "true", "title_zh": "丁家街道网格（演示）", "title_en": "Dingjia street grid (demo)"}
	if err := db.SaveSettings(ctx, marks); err != nil {
		return err
	}
	index, err := a.settleCells(ctx, db, town, len(nets) > 0)
	if err != nil {
		return err
	}
	if err := db.SaveMembers(ctx, town.Net.Code, town.Members); err != nil {
		return err
	}
	if err := db.SaveBaseFeatures(ctx, town.Base); err != nil {
		return err
	}
	if err := a.settleReports(ctx, db, town, index); err != nil {
		return err
	}
	return db.SaveSettings(ctx, map[string]string{"demo": "settled"})
}

// settleCells keeps the town's cells as the first edition, in force since the year began.
func (a *app) settleCells(ctx context.Context, db *database, town *demo.Town, there bool) (*locate.Nets, error) {
	if !there {
		_, err := db.SaveEdition(ctx, geo.EditionDraft{
			Net: town.Net, Title: "演示版", Source: "synthetic", Datum: "wgs84", Cells: town.Cells,
			InForceFrom: time.Date(time.Now().Year(), 1, 1, 0, 0, 0, 0, time.UTC),
		}, refuseAny)
		if err != nil {
			return nil, err
		}
	}
	return loadNets(ctx, db.Store, "", false)
}

// refuseAny accepts an edition only without a defect.
func refuseAny(defects []geo.Defect) error {
	if len(defects) > 0 {
		return geo.Errorf(geo.Internal, "", "the synthetic town has %d defects, the first: %s", len(defects), defects[0].Reason)
	}
	return nil
}

func (a *app) settleReports(ctx context.Context, db *database, town *demo.Town, nets *locate.Nets) error {
	categories, err := db.Categories(ctx)
	if err != nil {
		return err
	}
	byCode := map[string]casework.Category{}
	for _, c := range categories {
		byCode[c.Code] = c
	}
	for i := range town.Reports {
		r := &town.Reports[i]
		category, known := byCode[r.Report.Category.Code]
		if !known {
			return geo.Errorf(geo.Internal, "", "the synthetic town has a report of category %s, which is not known", r.Report.Category.Code)
		}
		r.Report.Category, r.Case.Category = category, category
		// Old cases are placed in today's edition: the town has only one.
		if r.Report.Placement, err = intake.Place(nets, town.Net.Code, r.Report.Pin, "", time.Now()); err != nil {
			return fmt.Errorf("place %s: %w", r.Report.SourceID, err)
		}
		r.Case.Placement = r.Report.Placement
	}
	_, err = db.SaveReports(ctx, town.Reports)
	return err
}
