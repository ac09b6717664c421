package casework_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

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

func TestAMaskedNumberKeepsItsSecret(t *testing.T) {
	if got := casework.Masked("WG-019A-Z0ZZ-JP23"); got != "…JP23" {
		t.Errorf("got %q, want …JP23", got)
	}
	for _, other := range []string{"WG", "WG-7", "WG-notice-key-1", "JP23", "WG-019A-Z0ZZ-J路", "WG-019A-Z0ZZ-JPU3", "WG-019A-Z0ZZ-JP23-1"} {
		if got := casework.Masked(other); got != "…" {
			t.Errorf("%q is shown as %q", other, got)
		}
	}
	if got := casework.Masked(""); got != "" {
		t.Errorf("no number is shown as %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		random := rapid.SliceOfN(rapid.Byte(), 12, 12)
		one, other := random.Draw(t, "one"), random.Draw(t, "other")
		const shown = 4 // letters of 5 bits each
		if hidden := 5 * (len(one) - shown); hidden < 30 {
			t.Fatalf("only %d bits are hidden", hidden)
		}
		copy(other[len(other)-shown:], one[len(one)-shown:])
		if a, b := masked(t, one), masked(t, other); a != b || utf8.RuneCountInString(a) != 1+shown {
			t.Fatalf("%q and %q tell apart what is hidden, or show more than the last group", a, b)
		}
	})
}

func masked(t *rapid.T, random []byte) string {
	number, err := casework.NewTracking(bytes.NewReader(random))
	if err != nil {
		t.Fatal(err)
	}
	if group := casework.LastGroup(casework.Masked(number)); group == "" || !strings.HasSuffix(number, group) {
		t.Fatalf("%s can't be looked for as it is shown: %q", number, group)
	}
	return casework.Masked(number)
}

func TestTheLastGroupIsReadHoweverItIsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"…4T0C": "4T0C", "...4t0c": "4T0C", " 4toc ": "4T0C", "-JP23": "JP23", "il23": "1123",
		"": "", "…": "", "4T0": "", "4T0CC": "", "4T0U": "", "路面有坑": "", "WG-7K3M-9QXP-4T0C": "",
	} {
		if got := casework.LastGroup(typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
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
