package store_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

func outcomes(kept []casework.Kept) []casework.Outcome {
	out := make([]casework.Outcome, len(kept))
	for i, k := range kept {
		out[i] = k.Outcome
	}
	return out
}

func TestAReportIsFoundByIdAndByTrackingNumber(t *testing.T) {
	s := open(t)
	ed := saveGrid(t, s)
	sent := entry(t, ed, cellIDs(t, s, ed.ID)["A"], "one")
	save(t, s, sent)
	for _, name := range []string{sent.Report.ID.String(), sent.Report.Tracking} {
		got, err := s.FindProgress(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if got.Report.ID != sent.Report.ID || got.Report.Pin.At != sent.Report.Pin.At || got.Report.Placement.Cell != "A" || got.Case.State != casework.Reported {
			t.Errorf("found %+v, want the report that was sent", got)
		}
		if got.Report.Description != "" || got.Report.Contact != (casework.Contact{}) {
			t.Error("progress tells words or contact")
		}
	}
	if _, err := s.FindProgress(t.Context(), "WG-NOBODY"); geo.KindOf(err) != geo.NotFound {
		t.Errorf("an unknown number gives %v, want not found", err)
	}
}

func TestANumberThatTwoReportsHaveTellsOfNeither(t *testing.T) {
	s := open(t)
	ed := saveGrid(t, s)
	one, two := entry(t, ed, 0, "one"), entry(t, ed, 0, "two")
	two.Report.Tracking = one.Report.Tracking
	save(t, s, one, two)
	if got, err := s.FindProgress(t.Context(), one.Report.Tracking); geo.KindOf(err) != geo.NotFound || err == nil {
		t.Errorf("told of %v, %v; want not found", got.Report.ID, err)
	}
	if got, err := s.FindProgress(t.Context(), two.Report.ID.String()); err != nil || got.Report.ID != two.Report.ID {
		t.Errorf("the second by its id is %v, %v", got.Report.ID, err)
	}
}

func TestAResendKeepsNothingNew(t *testing.T) {
	s := open(t)
	ed := saveGrid(t, s)
	first := entry(t, ed, 0, "same")
	save(t, s, first)
	again, other := entry(t, ed, 0, "same"), entry(t, ed, 0, "same")
	other.Report.Digest = []byte("another body")
	kept := save(t, s, again, other, entry(t, ed, 0, "new"))
	if diff := cmp.Diff([]casework.Outcome{casework.Resent, casework.KeyReused, casework.Saved}, outcomes(kept)); diff != "" {
		t.Errorf("outcomes differ (-want +got):\n%s", diff)
	}
	if kept[0].ReportID != first.Report.ID {
		t.Error("a resend does not name the first report")
	}
	if n := len(cases(t, s)); n != 2 {
		t.Errorf("%d cases are kept, want 2", n)
	}
}

func TestTwinsInOneBatchAreKeptOnce(t *testing.T) {
	s := open(t)
	ed := saveGrid(t, s)
	a, b := entry(t, ed, 0, "twin"), entry(t, ed, 0, "twin")
	kept := save(t, s, a, b)
	if diff := cmp.Diff([]casework.Outcome{casework.Saved, casework.Resent}, outcomes(kept)); diff != "" {
		t.Errorf("outcomes differ (-want +got):\n%s", diff)
	}
	if kept[1].ReportID != a.Report.ID || len(cases(t, s)) != 1 {
		t.Error("the twin was not folded into the first")
	}
}

func TestAReportPlacedInAnEndedEditionIsNotKept(t *testing.T) {
	s := open(t)
	ed := saveGrid(t, s)
	stale := entry(t, ed, 0, "stale")
	stale.Report.Placement.EditionID = ed.ID + 1
	kept := save(t, s, stale, entry(t, ed, 0, "fresh"))
	if diff := cmp.Diff([]casework.Outcome{casework.EditionMoved, casework.Saved}, outcomes(kept)); diff != "" {
		t.Errorf("outcomes differ (-want +got):\n%s", diff)
	}
	if n := len(cases(t, s)); n != 1 {
		t.Errorf("%d cases are kept, want 1", n)
	}
}

func TestABatchWithAValueTheDatabaseCannotHoldKeepsNothing(t *testing.T) {
	s := open(t)
	ed := saveGrid(t, s)
	bad := entry(t, ed, 0, "bad")
	bad.Report.Description = "nul \x00 byte"
	if _, err := s.SaveReports(t.Context(), []casework.Imported{entry(t, ed, 0, "good"), bad}); geo.KindOf(err) != geo.Invalid {
		t.Fatalf("got %v, want an invalid error", err)
	}
	if n := len(cases(t, s)); n != 0 {
		t.Errorf("%d cases are kept, want none", n)
	}
}

// Two processes are sent the same reports again, in another order: neither waits for the other for ever.
func TestBatchesWithTheSameReportsInAnotherOrderDoNotBlockEachOther(t *testing.T) {
	s := open(t)
	ed := saveGrid(t, s)
	for round := range 15 {
		const n = 100
		var forth, back []casework.Imported
		for i := range n {
			forth = append(forth, entry(t, ed, 0, fmt.Sprintf("%d-%d", round, i)))
			back = append(back, entry(t, ed, 0, fmt.Sprintf("%d-%d", round, n-1-i)))
		}
		errs := make(chan error, 2)
		for _, batch := range [][]casework.Imported{forth, back} {
			go func() {
				_, err := s.SaveReports(t.Context(), batch)
				errs <- err
			}()
		}
		for range 2 {
			if err := <-errs; err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
		}
		if got := len(cases(t, s)); got != (round+1)*n {
			t.Fatalf("after round %d %d cases are kept, want %d", round, got, (round+1)*n)
		}
	}
}
