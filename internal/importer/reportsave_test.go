package importer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/importer"
	"github.com/wangge-map/wangge/internal/intake"
	"github.com/wangge-map/wangge/internal/progress"
)

func TestASecondImportKeepsNothingNew(t *testing.T) {
	o, b := incoming(t), &box{edition: boardEdition}
	file := write(t, "in.geojson", collection(sent(full(`"a"`), inBoard), sent(full(`"b"`), inBoard), sent(full(`"a"`), inBoard)))
	for i, want := range []importer.ReportsResult{{New: 2, Rejected: 1}, {Same: 2, Rejected: 1}} {
		result, err := importer.Reports(t.Context(), file, o, b)
		if err != nil || result.New != want.New || result.Same != want.Same || result.Reasons["duplicate"] != 1 || len(b.kept) != 2 {
			t.Errorf("import %d gives %+v (%v)", i+1, result, err)
		}
	}
	o.Source = "another"
	if result, err := importer.Reports(t.Context(), file, o, b); err != nil || result.New != 2 {
		t.Errorf("the same ids of another source give %+v (%v)", result, err)
	}
}

func TestAKnownIdOfAnotherPlaceOrTimeIsListedAndStaysAsItWas(t *testing.T) {
	o, b := incoming(t), &box{edition: boardEdition}
	file := write(t, "in.geojson", collection(sent(full(`"a"`), inBoard)))
	if _, err := importer.Reports(t.Context(), file, o, b); err != nil {
		t.Fatal(err)
	}
	before := b.of("a")
	var list bytes.Buffer
	o.Rejects = &list
	o.TimeZone = time.FixedZone("", 8*3600)
	result, err := importer.Reports(t.Context(), file, o, b)
	if err != nil || result.Reasons["changed"] != 1 || result.Same != 0 || b.of("a").Report.ID != before.Report.ID {
		t.Errorf("another time gives %+v (%v)", result, err)
	}
	if rows := rejected(t, &list); len(rows) != 1 || rows[0][1] != "a" || rows[0][2] != "changed" {
		t.Errorf("listed %q", rows)
	}
	o = incoming(t)
	o.Category = "90003" // one request, published by kind in two files
	if result, err := importer.Reports(t.Context(), file, o, b); err != nil || result.Same != 1 {
		t.Errorf("another category gives %+v (%v)", result, err)
	}
}

func TestReportsAreKeptInBatches(t *testing.T) {
	var features []string
	for i := range 2500 {
		features = append(features, sent(full(fmt.Sprint(i)), inBoard))
	}
	o, b := incoming(t), &box{edition: boardEdition}
	var last progress.Step
	o.Progress = func(s progress.Step) { last = s }
	file := write(t, "in.ndjson", strings.Join(features, "\n"))
	result, err := importer.Reports(t.Context(), file, o, b)
	if err != nil || result.New != 2500 || !slices.Equal(b.batches, []int{1000, 1000, 500}) {
		t.Errorf("got %+v in batches of %v (%v)", result, b.batches, err)
	}
	if last.Items != 2500 || last.Done != last.Total || last.Total == 0 {
		t.Errorf("the last step was %+v", last)
	}
}

func TestWhatWasKeptBeforeAnErrorStaysAndARepeatGoesOn(t *testing.T) {
	var features []string
	for i := range 2500 {
		features = append(features, sent(full(fmt.Sprint(i)), inBoard))
	}
	file := write(t, "in.ndjson", strings.Join(features, "\n"))
	away := geo.Errorf(geo.Unavailable, "", "the database is away")
	o, b := incoming(t), &box{edition: boardEdition, err: away}
	if result, err := importer.Reports(t.Context(), file, o, b); !errors.Is(err, away) || result.New != 1000 {
		t.Errorf("with the database away: %+v (%v)", result, err)
	}
	b.err = nil
	ctx, cancel := context.WithCancel(t.Context())
	o.Progress = func(s progress.Step) {
		if s.Items == 2200 {
			cancel()
		}
	}
	if result, err := importer.Reports(ctx, file, o, b); !errors.Is(err, context.Canceled) || result.New != 1000 || result.Same != 1000 {
		t.Errorf("interrupted: %+v (%v)", result, err)
	}
	o.Progress = nil
	if result, err := importer.Reports(t.Context(), file, o, b); err != nil || result.New != 500 || result.Same != 2000 {
		t.Errorf("repeated: %+v (%v)", result, err)
	}
	cut := write(t, "cut.geojson", collection(features...)[:200_000])
	if result, err := importer.Reports(t.Context(), cut, incoming(t), b); geo.KindOf(err) != geo.Invalid || result.Same != 1000 {
		t.Errorf("a file that is cut off: %+v (%v)", result, err)
	}
}

func TestReportsArePlacedAgainWhenTheirEditionHasMoved(t *testing.T) {
	file := write(t, "in.geojson", collection(sent(full(`"a"`), inBoard), sent(full(`"b"`), inBoard)))
	o, b := incoming(t), &box{edition: boardEdition + 1}
	known := nets(t)
	o.Place = func(c casework.Category, pin casework.Pin) (casework.Placement, error) {
		return intake.Place(known, "", pin, "", noon())
	}
	o.Refresh = func(context.Context) error {
		next := *known.Editions()[0]
		next.ID, next.Number = boardEdition+1, 4
		known.Replace([]*locate.Edition{&next})
		return nil
	}
	result, err := importer.Reports(t.Context(), file, o, b)
	if err != nil || result.New != 2 || b.of("a").Report.Placement.Edition != 4 || b.of("b").Case.Placement.Edition != 4 {
		t.Errorf("got %+v (%v), kept %+v", result, err, b.kept)
	}
	o = incoming(t)
	o.Refresh = func(context.Context) error { return nil } // it moves on and on
	if result, err := importer.Reports(t.Context(), file, o, &box{edition: boardEdition + 1}); geo.KindOf(err) != geo.Unavailable || result.New != 0 {
		t.Errorf("an edition that keeps moving gives %+v (%v)", result, err)
	}
}
