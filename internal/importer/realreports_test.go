package importer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/importer"
	"github.com/wangge-map/wangge/internal/intake"
	"github.com/wangge-map/wangge/internal/realdata"
	"github.com/wangge-map/wangge/internal/store"
)

// keeper passes batches on to the store and remembers what was kept.
type keeper struct {
	*store.Store
	kept map[string]casework.Imported // by id at the source
}

func (k *keeper) SaveReports(ctx context.Context, batch []casework.Imported) ([]casework.Kept, error) {
	outcomes, err := k.Store.SaveReports(ctx, batch)
	for i, o := range outcomes {
		if o.Outcome == casework.Saved {
			k.kept[batch[i].Report.SourceID] = batch[i]
		}
	}
	return outcomes, err
}

// importCells makes the first edition of a net and returns it, loaded from the store.
func importCells(t *testing.T, s *store.Store, path, net, codeField string) *locate.Nets {
	t.Helper()
	o := importer.CellOptions{Net: net, Scheme: geo.Free, CodeField: codeField, Strict: true, Now: time.Now}
	if result, err := importer.Cells(t.Context(), path, o, s); err != nil {
		t.Fatalf("%+v (%v)", result, err)
	}
	known := &locate.Nets{}
	if err := refresh(t.Context(), s, known); err != nil {
		t.Fatal(err)
	}
	return known
}

func refresh(ctx context.Context, s *store.Store, known *locate.Nets) error {
	nets, err := s.Nets(ctx)
	if err != nil {
		return err
	}
	editions, err := s.Editions(ctx)
	if err != nil {
		return err
	}
	var loaded []*locate.Edition
	for _, ed := range editions {
		cells, err := s.Cells(ctx, ed.ID)
		if err != nil {
			return err
		}
		index, err := locate.New(cells)
		if err != nil {
			return err
		}
		loaded = append(loaded, &locate.Edition{Edition: ed, Net: nets[0], Index: index})
	}
	known.Replace(loaded)
	return nil
}

func storedOptions(t *testing.T, s *store.Store, known *locate.Nets) importer.ReportOptions {
	t.Helper()
	o := incoming(t)
	categories, err := s.Categories(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o.Categories, o.Now = categories, time.Now
	o.Place = func(c casework.Category, pin casework.Pin) (casework.Placement, error) {
		return intake.Place(known, c.Net, pin, "", time.Now())
	}
	o.Refresh = func(ctx context.Context) error { return refresh(ctx, s, known) }
	return o
}

func TestReportsAreKeptInPostGISOnceAndFollowAnEditionThatMoves(t *testing.T) {
	s := openStore(t)
	cells := write(t, "cells.geojson", collection(feature(`"A"`, square(106, 29, 0.01)), feature(`"B"`, square(106.01, 29, 0.01))))
	known := importCells(t, s, cells, "grid", "code")
	o := storedOptions(t, s, known)
	// A second edition comes into force that the import does not know of yet.
	if _, err := importer.Cells(t.Context(), cells, importer.CellOptions{Net: "grid", Scheme: geo.Free, CodeField: "code", Now: time.Now}, s); err != nil {
		t.Fatal(err)
	}
	file := write(t, "in.geojson", collection(sent(full(`"a"`), inBoard), sent(full(`"b"`), `{"type":"Point","coordinates":[106.01,29.005]}`),
		sent(full(`"out"`), `{"type":"Point","coordinates":[106.5,29.005]}`), sent(full(`"a"`), inBoard)))
	k := &keeper{s, map[string]casework.Imported{}}
	result, err := importer.Reports(t.Context(), file, o, k)
	if err != nil || result.New != 3 || result.Reasons["duplicate"] != 1 || result.Border != 1 || result.Outside != 1 {
		t.Fatalf("got %+v (%v)", result, err)
	}
	for id, cell := range map[string]string{"a": "A", "b": "B", "out": ""} {
		got, err := s.FindProgress(t.Context(), k.kept[id].Report.Tracking)
		if err != nil || got.Report.Placement.Cell != cell || got.Report.Placement.Edition != 2 || got.Case.State != casework.Reported {
			t.Errorf("%s is kept as %+v (%v)", id, got.Report.Placement, err)
		}
	}
	if result, err := importer.Reports(t.Context(), file, o, s); err != nil || result.New != 0 || result.Same != 3 {
		t.Errorf("the second import gives %+v (%v)", result, err)
	}
}

// onTheLine is how near to the border of two wards the city's own answer may differ: 16 requests at street corners lie on
// it to the millimetre.
const onTheLine = 0.02

func TestTheRequestsOfWashingtonComeIntoTheWardsThatTheCityNames(t *testing.T) {
	wards, ok := realdata.Path(t, "dc", "boundaries", "ward-2012.geojson")
	if !ok {
		return
	}
	folder, _ := realdata.Path(t, "dc", "reports")
	files, err := filepath.Glob(filepath.Join(folder, "*.geojson"))
	if err != nil || len(files) != 28 {
		t.Fatalf("%d files (%v)", len(files), err)
	}
	s := openStore(t)
	o := storedOptions(t, s, importCells(t, s, wards, "ward", "WARD"))
	o.IDField, o.TimeField, o.StatusField = "SERVICEREQUESTID", "SERVICEORDERDATE", "SERVICEORDERSTATUS"
	k := &keeper{s, map[string]casework.Imported{}}
	var list bytes.Buffer
	o.Rejects = &list
	first := importAll(t, files, o, k)
	// 318 requests are published in two files of rodents, 46 in two of parking, 6 elsewhere. One record is empty.
	if first.Reports != 16_312 || first.New != 15_941 || first.Same != 318+46+6 || first.Rejected != 1 || first.Reasons["id"] != 1 || len(k.kept) != 15_941 {
		t.Errorf("the first import gives %+v, left out: %s", first, list.String())
	}
	second := importAll(t, files, o, k)
	if second.New != 0 || second.Same != first.New+first.Same || second.Rejected != first.Rejected {
		t.Errorf("the second import gives %+v", second)
	}
	cases := 0
	if err := s.EachCase(t.Context(), func(casework.Case) { cases++ }); err != nil || cases != int(first.New) {
		t.Errorf("%d cases are kept (%v)", cases, err)
	}
	compareWards(t, files, k.kept)
}

func importAll(t *testing.T, files []string, o importer.ReportOptions, to importer.ReportStore) importer.ReportsResult {
	t.Helper()
	total := importer.ReportsResult{Reasons: map[importer.Reason]int64{}}
	for _, file := range files {
		r, err := importer.Reports(t.Context(), file, o, to)
		if err != nil || len(r.Statuses) > 1 {
			t.Fatalf("%s: %+v (%v)", filepath.Base(file), r, err)
		}
		total.Reports += r.Reports
		total.New += r.New
		total.Same += r.Same
		total.Rejected += r.Rejected
		total.Border += r.Border
		total.Outside += r.Outside
		total.Snapped += r.Snapped
		total.Inside += r.Inside
		for reason, n := range r.Reasons {
			total.Reasons[reason] += n
		}
	}
	return total
}

// compareWards holds every report that is kept against the ward that its file names.
func compareWards(t *testing.T, files []string, kept map[string]casework.Imported) {
	t.Helper()
	agree, line := 0, 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var all struct {
			Features []struct {
				Properties struct {
					ID   string `json:"SERVICEREQUESTID"`
					Ward string `json:"WARD"`
				}
			}
		}
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
		for _, f := range all.Features {
			placed := kept[f.Properties.ID].Report.Placement
			switch {
			case f.Properties.Ward == "" || f.Properties.Ward == "NULL":
			case placed.Cell == f.Properties.Ward:
				agree++
			case placed.BorderM <= onTheLine && placed.Status != "outside":
				line++
			default:
				t.Errorf("%s: request %s is in %+v, the city says ward %s", filepath.Base(file), f.Properties.ID, placed, f.Properties.Ward)
			}
		}
	}
	if agree != 16_245 || line != 16 {
		t.Errorf("%d agree and %d lie on the line", agree, line)
	}
}
