package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
)

// open returns a store on a database of its own.
func open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{URL: pgtest.URL(t), Box: pgtest.Box(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// square returns a cell of size×size lattice units with its south-west corner at lon, lat.
func square(code string, lon, lat, size int32) geo.Cell {
	return geo.Cell{Code: code, Name: "格 " + code, Parent: "p", District: "500120", Shape: geo.MultiPolygon{{{
		{Lon: lon, Lat: lat}, {Lon: lon + size, Lat: lat}, {Lon: lon + size, Lat: lat + size}, {Lon: lon, Lat: lat + size},
	}}}}
}

const unit = 10_000 // 0.001°, about 100 m

func draft(from time.Time, cells ...geo.Cell) geo.EditionDraft {
	return geo.EditionDraft{
		Net: geo.Net{Code: "grid", Title: "网格", Scheme: geo.Free}, Title: "first", Source: "test", Datum: "wgs84",
		InForceFrom: from, Cells: cells,
	}
}

func acceptAll([]geo.Defect) error { return nil }

// saveGrid keeps an edition of two neighbouring cells, in force since yesterday.
func saveGrid(t *testing.T, s *store.Store) geo.Edition {
	t.Helper()
	ed, err := s.SaveEdition(t.Context(), draft(time.Now().Add(-24*time.Hour), square("A", 0, 0, unit), square("B", unit, 0, unit)), acceptAll)
	if err != nil {
		t.Fatal(err)
	}
	return ed
}

// entry returns a report and its case in cell cellID of ed, sent under key.
func entry(t *testing.T, ed geo.Edition, cellID int64, key string) casework.Imported {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Millisecond)
	r := casework.Report{
		ID: uuid.New(), CaseID: uuid.New(), Tracking: "WG-" + key,
		Category: casework.Category{Code: "06013", Severity: casework.Priority},
		Pin:      casework.Pin{At: geo.Point{Lon: 5000, Lat: 5000}, Datum: "gcj02", SourceX: 0.0005, SourceY: 0.0005, AccuracyM: 12},
		Placement: casework.Placement{
			Net: ed.Net, EditionID: ed.ID, Edition: ed.Number, CellID: cellID, District: "500120", Status: "inside", BorderM: 41.5,
		},
		Description: "路面有坑", Contact: casework.Contact{Name: "测试", Phone: "13800000000"},
		Source: "api", SourceID: key, Digest: []byte{1, 2, 3}, ReportedAt: now, ReceivedAt: now,
	}
	return casework.Imported{Report: r, Case: casework.Open(r, now)}
}

func save(t *testing.T, s *store.Store, batch ...casework.Imported) []casework.Kept {
	t.Helper()
	kept, err := s.SaveReports(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func cellIDs(t *testing.T, s *store.Store, editionID int64) map[string]int64 {
	t.Helper()
	cells, err := s.Cells(t.Context(), editionID)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]int64{}
	for _, c := range cells {
		ids[c.Code] = c.ID
	}
	return ids
}

func cases(t *testing.T, s *store.Store) map[uuid.UUID]casework.Case {
	t.Helper()
	all := map[uuid.UUID]casework.Case{}
	if err := s.EachCase(t.Context(), func(c casework.Case) { all[c.ID] = c }); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestADatabaseThatIsNotThereIsUnavailable(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	_, err := store.Open(ctx, store.Config{URL: "postgres:///wangge?host=" + t.TempDir()})
	if geo.KindOf(err) != geo.Unavailable {
		t.Fatalf("got %v, want an unavailable error", err)
	}
}
