package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
	"github.com/wangge-map/wangge/tiles"
)

// openBoth returns a store and a connection to the same database.
func openBoth(t *testing.T) (*store.Store, *pgx.Conn) {
	t.Helper()
	url := pgtest.URL(t)
	s, err := store.Open(t.Context(), store.Config{URL: url, Box: pgtest.Box(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return s, conn
}

func outlines(t *testing.T, s *store.Store, q casework.OutlineQuery) []casework.Outline {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	found, err := s.Outlines(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestSensitiveCasesHaveNoOutline(t *testing.T) {
	s := open(t)
	ed := saveGrid(t, s)
	shown, hidden := entry(t, ed, cellIDs(t, s, ed.ID)["A"], "shown"), entry(t, ed, 0, "hidden")
	hidden.Report.Category.Code, hidden.Case.Category.Code = "91001", "91001"
	save(t, s, shown, hidden)
	ids := []uuid.UUID{shown.Case.ID, hidden.Case.ID}
	byID, err := s.OutlinesOf(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := s.OutlineSteps(t.Context(), time.Time{}, time.Time{}, 100, 0)
	if err != nil {
		t.Fatal(err)
	}
	changed := outlines(t, s, casework.OutlineQuery{ChangedFrom: time.Now().Add(-time.Hour)})
	for name, list := range map[string][]casework.Outline{"listed": outlines(t, s, casework.OutlineQuery{}), "by id": byID, "changed": changed} {
		if len(list) != 1 || list[0].ID != shown.Case.ID || list[0].Placement.Cell != "A" || list[0].At != shown.Case.At || !list[0].OpenedAt.Equal(shown.Case.OpenedAt) {
			t.Errorf("%s: %+v", name, list)
		}
	}
	if len(steps) != 1 || steps[0].CaseID != shown.Case.ID || steps[0].Number != 1 || steps[0].State != casework.Reported {
		t.Errorf("steps: %+v", steps)
	}
}

func TestAnswersAreKeptWithTheReport(t *testing.T) {
	s := open(t)
	ed := saveGrid(t, s)
	e := entry(t, ed, 0, "answered")
	want := []casework.Answer{{Code: "DEPTH", Values: []string{"deep"}}, {Code: "SIDE", Values: []string{"left", "右 'x'"}}}
	e.Report.Answers = want
	save(t, s, e, entry(t, ed, 0, "silent"))
	got, err := s.Answers(t.Context(), []uuid.UUID{e.Case.ID})
	if err != nil || len(got) != 1 || fmt.Sprint(got[e.Case.ID]) != fmt.Sprint(want) {
		t.Errorf("kept %v, %v; want %v", got, err, want)
	}
}

func TestSeededAttributesCanBeRead(t *testing.T) {
	all, err := open(t).Attributes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]casework.Attribute{}
	for _, a := range all {
		if a.TitleZH == "" || a.TitleEN == "" || (len(a.Choices) > 0) != (a.Datatype == casework.AskOne || a.Datatype == casework.AskSeveral) {
			t.Errorf("incomplete: %+v", a)
		}
		seen[a.Category+" "+a.Code] = a
	}
	if depth := seen["06013 DEPTH"]; len(depth.Choices) != 3 || depth.Choices[1].Key != "deep" || depth.Choices[1].EN != "3 to 10 cm" {
		t.Errorf("the depth of a pothole: %+v", depth)
	}
}

// The model: what a filter lets through, said in Go on the places as they are told.
func TestOutlinesAreThoseThatTheFilterSays(t *testing.T) {
	s, conn := openBoth(t)
	ed := saveGrid(t, s)
	base := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	states := []casework.State{casework.Reported, casework.InProgress, casework.Closed, casework.Rejected}
	var all []casework.Imported
	for i := range 60 {
		e := entry(t, ed, 0, fmt.Sprint("model-", i))
		e.Case.At = geo.Point{Lon: int32(i%10) * 333, Lat: int32(i/10) * 777}
		e.Report.Pin.At = e.Case.At
		e.Case.OpenedAt = base.Add(time.Duration(i/2) * 24 * time.Hour) // two of a day: ids decide their order
		e.Case.UpdatedAt = e.Case.OpenedAt.Add(time.Duration(i%5) * time.Hour)
		e.Case.State = states[i%4]
		code := []string{"06013", "90001", "91001"}[i%3]
		e.Report.Category.Code, e.Case.Category.Code = code, code
		all = append(all, e)
	}
	save(t, s, all...)
	if _, err := conn.Exec(t.Context(), "analyze"); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		q := casework.OutlineQuery{Limit: 1000}
		day := func(name string) time.Time {
			return base.Add(time.Duration(rapid.IntRange(-1, 31).Draw(t, name)) * 24 * time.Hour)
		}
		if rapid.Bool().Draw(t, "opened") {
			q.OpenedFrom, q.OpenedUntil = day("from"), day("until")
		}
		if rapid.Bool().Draw(t, "categories") {
			q.Categories = rapid.SliceOf(rapid.SampledFrom([]string{"06013", "90001", "91001", "00000"})).Draw(t, "codes")
		}
		if rapid.Bool().Draw(t, "states") {
			q.States = rapid.SliceOf(rapid.SampledFrom(states)).Draw(t, "state")
		}
		step := func(name string, most int) float64 { return float64(rapid.IntRange(-5, most).Draw(t, name)) / 1e5 }
		if rapid.Bool().Draw(t, "box") {
			q.Box = &[4]float64{step("west", 35), step("south", 40), step("east", 35), step("north", 40)}
		}
		got, err := s.Outlines(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		var gotIDs, want []uuid.UUID
		for i, o := range got {
			gotIDs = append(gotIDs, o.ID)
			if i > 0 && (o.OpenedAt.After(got[i-1].OpenedAt) || o.OpenedAt.Equal(got[i-1].OpenedAt) && o.ID.String() > got[i-1].ID.String()) {
				t.Fatalf("%d is out of order", i)
			}
		}
		for _, e := range all {
			if fits(e.Case, q) {
				want = append(want, e.Case.ID)
			}
		}
		byText := func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }
		slices.SortFunc(gotIDs, byText)
		slices.SortFunc(want, byText)
		if !slices.Equal(gotIDs, want) {
			t.Fatalf("%+v lets %d through, want %d", q, len(gotIDs), len(want))
		}
	})
}

func fits(c casework.Case, q casework.OutlineQuery) bool {
	lon, lat, _ := tiles.PublicPlace(casework.Category{}, c.At)
	switch {
	case c.Category.Code == "91001",
		!q.OpenedFrom.IsZero() && c.OpenedAt.Before(q.OpenedFrom), !q.OpenedUntil.IsZero() && !c.OpenedAt.Before(q.OpenedUntil),
		q.Categories != nil && !slices.Contains(q.Categories, c.Category.Code), q.States != nil && !slices.Contains(q.States, c.State),
		q.Box != nil && (lon < q.Box[0] || lat < q.Box[1] || lon > q.Box[2] || lat > q.Box[3]):
		return false
	}
	return true
}

func TestOutlinesComePageByPage(t *testing.T) {
	s := open(t)
	ed := saveGrid(t, s)
	var all []casework.Imported
	for i := range 7 {
		all = append(all, entry(t, ed, 0, fmt.Sprint("page-", i)))
	}
	save(t, s, all...)
	whole := outlines(t, s, casework.OutlineQuery{})
	var paged []casework.Outline
	q := casework.OutlineQuery{Limit: 3}
	for {
		page := outlines(t, s, q)
		if len(page) == 0 {
			break
		}
		paged = append(paged, page...)
		last := page[len(page)-1]
		q.After = &casework.OutlinePlace{OpenedAt: last.OpenedAt, ID: last.ID}
	}
	if len(whole) != 7 || fmt.Sprint(whole) != fmt.Sprint(paged) {
		t.Errorf("%d in one, %d page by page", len(whole), len(paged))
	}
	if second := outlines(t, s, casework.OutlineQuery{Limit: 3, Offset: 3}); fmt.Sprint(second) != fmt.Sprint(whole[3:6]) {
		t.Errorf("the second page: %v", second)
	}
}

// A circle is measured from the place that is told, so that circles do not find the place that is not.
func TestOutlinesNearAPlace(t *testing.T) {
	s := open(t)
	ed := saveGrid(t, s)
	e := entry(t, ed, 0, "near")
	e.Report.Pin.At = geo.Point{Lon: 1_065_501_499, Lat: 295_700_499} // told as 106.5501, 29.5700: 7 m away
	save(t, s, e)
	for radius, want := range map[float64]int{0.5: 1, 5: 1} {
		if got := outlines(t, s, casework.OutlineQuery{Near: &casework.Circle{Lon: 106.5501, Lat: 29.57, RadiusM: radius}}); len(got) != want {
			t.Errorf("%v m around the place told: %d", radius, len(got))
		}
	}
	if got := outlines(t, s, casework.OutlineQuery{Near: &casework.Circle{Lon: 106.5501499, Lat: 29.5700499, RadiusM: 2}}); len(got) != 0 {
		t.Error("the exact place is found")
	}
}
