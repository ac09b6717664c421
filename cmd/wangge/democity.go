package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/demo/city"
	"github.com/wangge-map/wangge/internal/progress"
)

// settleCity puts the synthetic city into db; there says that its cells are in it. Stopped half-way, it goes on where it stopped.
func (a *app) settleCity(ctx context.Context, db *database, there bool, cells, cases int) error {
	a.log.Info("growing the synthetic city", "cells", cells, "cases", cases)
	made, err := city.New(city.Config{Seed: citySeed, Cells: cells})
	if err != nil {
		return err
	}
	if err := db.SaveSettings(ctx, map[string]string{"title_zh": "合成城市网格（演示）", "title_en": "Synthetic city grid (demo)"}); err != nil {
		return err
	}
	a.log.Info("checking and keeping its cells")
	nets, err := a.settleCells(ctx, db, geo.EditionDraft{
		Net: made.Net, Title: "演示版", Cells: made.Cells, InForceFrom: time.Now().AddDate(-3, 0, 0),
	}, there)
	if err != nil {
		return err
	}
	if err := db.SaveMembers(ctx, made.Net.Code, made.Members); err != nil {
		return err
	}
	if err := db.SaveBaseFeatures(ctx, made.Base); err != nil {
		return err
	}
	return a.settleCases(ctx, db, made, cases, nets)
}

const (
	citySeed = 1
	// cityBatch is how many reports go to the database together.
	cityBatch = 2000
	// citySavers keep batches at a time: while the database keeps one, the next is made.
	citySavers = 2
)

// settleCases makes the cases of the city and keeps them, batch by batch.
func (a *app) settleCases(ctx context.Context, db *database, made *city.City, n int, nets *locate.Nets) error {
	byCode, err := categoriesByCode(ctx, db)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	line := a.progressLine()
	defer line.Close()
	var savers sync.WaitGroup
	var mu sync.Mutex // over line and kept
	kept := 0
	batches := make(chan []casework.Imported)
	for range citySavers {
		savers.Go(func() {
			for batch := range batches {
				if err := a.saveMadeUp(ctx, db, batch, byCode, nets); err != nil {
					stop(err)
					return
				}
				mu.Lock()
				kept += len(batch)
				line.Show(progress.Step{Stage: "keeping the city's cases", Unit: "cases", Items: int64(kept), Done: int64(kept), Total: int64(n)})
				mu.Unlock()
			}
		})
	}
	makeBatches(ctx, made, n, batches)
	savers.Wait()
	return context.Cause(ctx)
}

// makeBatches sends the cases of the city to batches until ctx ends, and closes it.
func makeBatches(ctx context.Context, made *city.City, n int, batches chan<- []casework.Imported) {
	defer close(batches)
	var batch []casework.Imported
	send := func() bool {
		select {
		case batches <- batch:
			batch = nil
			return true
		case <-ctx.Done():
			return false
		}
	}
	for in := range made.Cases(n, time.Now()) {
		if batch = append(batch, in); len(batch) == cityBatch && !send() {
			return
		}
	}
	if len(batch) > 0 {
		send()
	}
}

// saveMadeUp places and keeps a batch. Those that are kept already stay as they are.
func (a *app) saveMadeUp(ctx context.Context, db *database, batch []casework.Imported, byCode map[string]casework.Category, nets *locate.Nets) error {
	for i := range batch {
		if err := placeMadeUp(&batch[i], byCode, nets); err != nil {
			return err
		}
	}
	kept, err := db.SaveReports(ctx, batch)
	if err != nil {
		return err
	}
	for i, k := range kept {
		if k.Outcome != casework.Saved && k.Outcome != casework.Resent {
			return fmt.Errorf("report %s was not kept: outcome %d", batch[i].Report.SourceID, k.Outcome)
		}
	}
	return nil
}
