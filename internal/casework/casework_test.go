package casework_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"regexp"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

func TestATrackingNumberSurvivesBeingReadOut(t *testing.T) {
	sound := regexp.MustCompile(`^WG(-[0-9A-HJKMNP-TV-Z]{4}){3}$`)
	seen := map[string]bool{}
	for range 2000 {
		number, err := casework.NewTracking(rand.Reader)
		if err != nil || !sound.MatchString(number) || seen[number] {
			t.Fatalf("got %q (seen before: %v), %v", number, seen[number], err)
		}
		seen[number] = true
	}
	if number, err := casework.NewTracking(bytes.NewReader([]byte{0, 1, 9, 10, 31, 32, 63, 255, 18, 22, 2, 3})); err != nil || number != "WG-019A-Z0ZZ-JP23" {
		t.Errorf("got %q, %v; want WG-019A-Z0ZZ-JP23", number, err)
	}
	for name, r := range map[string]io.Reader{"too little": bytes.NewReader(make([]byte, 9)), "none": iotest.ErrReader(errors.New("broken"))} {
		if number, err := casework.NewTracking(r); err == nil {
			t.Errorf("with %s randomness the number is %q, want an error", name, number)
		}
	}
}

func TestSomeStatesAreSettled(t *testing.T) {
	settled := map[casework.State]bool{
		casework.Reported: false, casework.Filed: false, casework.Dispatched: false, casework.InProgress: false, casework.Resolved: false,
		casework.Verifying: false, casework.Returned: false, casework.Deferred: false, casework.Rework: false, casework.Contested: false, casework.Parked: false, casework.ClosedUnfixed: true,
		casework.Closed: true, casework.Rejected: true, casework.Duplicate: true,
	}
	for state, want := range settled {
		if state.Settled() != want {
			t.Errorf("%s is settled: %v, want %v", state, state.Settled(), want)
		}
	}
	for _, state := range []casework.State{"", "REPORTED", "done"} {
		if state.Settled() {
			t.Errorf("%q is settled", state)
		}
	}
}

func TestSeveritiesHaveNames(t *testing.T) {
	for severity, want := range map[casework.Severity]string{
		casework.Routine: "routine", casework.Priority: "priority", casework.Urgent: "urgent", casework.Emergency: "emergency", -1: "unknown", 4: "unknown",
	} {
		if severity.String() != want {
			t.Errorf("%d is named %q, want %q", int8(severity), severity, want)
		}
	}
}

func TestACaseIsOpenedFromItsFirstReport(t *testing.T) {
	now := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	r := casework.Report{
		CaseID: uuid.New(), Category: casework.Category{Code: "06013", Severity: casework.Urgent}, Pin: casework.Pin{At: geo.Point{Lon: 1, Lat: 2}},
		Placement: casework.Placement{Cell: "A", EditionID: 3}, Description: "words stay with the report",
	}
	want := casework.Case{
		ID: r.CaseID, Category: r.Category, State: casework.Reported, Severity: casework.Urgent, At: r.Pin.At, Placement: r.Placement, OpenedAt: now, UpdatedAt: now,
	}
	if diff := cmp.Diff(want, casework.Open(r, now)); diff != "" {
		t.Errorf("opened otherwise (-want +got):\n%s", diff)
	}
}
