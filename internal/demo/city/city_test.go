package city_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/demo/city"
)

func now() time.Time { return time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC) }

const (
	someCells = 3000
	someCases = 60_000
)

// grown is one city for all tests that only look at it.
var grown = sync.OnceValues(func() (*city.City, error) { return city.New(city.Config{Seed: 1, Cells: someCells}) })

func grow(t *testing.T) *city.City {
	t.Helper()
	c, err := grown()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func Example() {
	c, err := city.New(city.Config{Seed: 1, Cells: 300})
	if err != nil {
		fmt.Println(err)
		return
	}
	cases := 0
	for range c.Cases(1000, time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)) {
		cases++
	}
	fmt.Println(len(c.Cells), cases, c.Cells[0].Name, c.Cells[0].Code)
	// Output:
	// 300 1000 1区1街道1社区第1网格 500120001001001
}

func TestACityHasAsManyCellsAsAskedFor(t *testing.T) {
	for _, n := range []int{1, 2, 7, 400} {
		c, err := city.New(city.Config{Seed: 5, Cells: n})
		if err != nil || len(c.Cells) != n {
			t.Errorf("asked for %d cells and got %d, %v", n, len(c.Cells), err)
		}
	}
	var wrong *geo.Error
	for _, n := range []int{0, -1, 3_000_000} {
		if _, err := city.New(city.Config{Cells: n}); !errors.As(err, &wrong) || wrong.Kind != geo.Invalid || wrong.Field != "cells" {
			t.Errorf("%d cells: %v, want an invalid field", n, err)
		}
	}
}

func TestCellsHaveCodesOfTheirParentsAndFewEnoughVertices(t *testing.T) {
	c := grow(t)
	if !slices.IsSortedFunc(c.Cells, func(a, b geo.Cell) int { return cmp.Compare(a.Code, b.Code) }) {
		t.Error("the cells are not in the order of their codes")
	}
	inCommunity, inStreet := map[string]int{}, map[string]map[string]bool{}
	seen := map[string]bool{}
	for _, k := range c.Cells {
		if err := geo.GB15.CheckCode(k.Code); err != nil || seen[k.Code] || !strings.HasPrefix(k.Code, k.Parent) || k.District != k.Code[:6] {
			t.Fatalf("cell %q of %q in %q: %v", k.Code, k.Parent, k.District, err)
		}
		seen[k.Code] = true
		inCommunity[k.Parent]++
		if street := k.Code[:9]; inStreet[street] == nil {
			inStreet[street] = map[string]bool{k.Parent: true}
		} else {
			inStreet[street][k.Parent] = true
		}
		if n := k.Shape.Vertices(); n < 10 || n > 60 {
			t.Errorf("cell %s has %d vertices", k.Code, n)
		}
	}
	if mean := float64(someCells) / float64(len(inCommunity)); mean < 11 || mean > 19 {
		t.Errorf("a community has %.1f cells on average, want about 15", mean)
	}
	if mean := float64(len(inCommunity)) / float64(len(inStreet)); mean < 8 || mean > 16 {
		t.Errorf("a street has %.1f communities on average, want about 12", mean)
	}
}

// What lies on both sides of a wall is the same line, run the other way.
func TestNeighboursShareEveryVertexAndLeaveNoGap(t *testing.T) {
	c := grow(t)
	type side struct{ from, to geo.Point }
	sides := map[side]bool{}
	var sum int64
	for _, k := range c.Cells {
		ring := k.Shape[0][0]
		area := ring.TwiceArea()
		if area <= 0 {
			t.Fatalf("cell %s runs the wrong way", k.Code)
		}
		sum += area
		for i, from := range ring {
			s := side{from, ring[(i+1)%len(ring)]}
			if sides[s] {
				t.Fatalf("two cells lie on the same side of %v", s)
			}
			sides[s] = true
		}
	}
	rim := map[geo.Point]geo.Point{}
	for s := range sides {
		if sides[side{s.to, s.from}] {
			continue
		}
		if _, forks := rim[s.from]; forks {
			t.Fatalf("the rim forks at %v", s.from)
		}
		rim[s.from] = s.to
	}
	var first geo.Point
	for first = range rim {
		break
	}
	ring := geo.Ring{first}
	for at := rim[first]; at != first && len(ring) <= len(rim); at = rim[at] {
		ring = append(ring, at)
	}
	if len(ring) != len(rim) {
		t.Errorf("the sides without a neighbour are not one ring: %d of %d are on it", len(ring), len(rim))
	}
	if ring.TwiceArea() != sum {
		t.Errorf("the rim encloses %d, the cells cover %d", ring.TwiceArea(), sum)
	}
}

func TestTheSameSeedGivesTheSameCity(t *testing.T) {
	first := grow(t)
	again, err := city.New(city.Config{Seed: 1, Cells: someCells})
	if err != nil {
		t.Fatal(err)
	}
	other, err := city.New(city.Config{Seed: 2, Cells: someCells})
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(first.Cells, first.Members) != fmt.Sprint(again.Cells, again.Members) {
		t.Error("the same seed gave other cells or members")
	}
	if fmt.Sprint(first.Cells) == fmt.Sprint(other.Cells) {
		t.Error("another seed gave the same cells")
	}
	one, two := slices.Collect(first.Cases(500, now())), slices.Collect(again.Cases(500, now()))
	if fmt.Sprint(one) != fmt.Sprint(two) {
		t.Error("the same seed gave other cases")
	}
	for i, in := range slices.Collect(first.Cases(500, now().AddDate(0, 0, 1))) {
		if in.Report.SourceID != one[i].Report.SourceID {
			t.Fatalf("on the next day case %d is known as %q, was %q", i, in.Report.SourceID, one[i].Report.SourceID)
		}
	}
}

func TestPeopleLiveInTheCells(t *testing.T) {
	c := grow(t)
	all, empty := 0, 0
	for _, k := range c.Cells {
		n := k.Residents
		all += n
		if n == 0 {
			empty++
		}
		if n < 0 || n > 10_000 {
			t.Errorf("a cell has %d residents", n)
		}
	}
	if mean := all / someCells; mean < 400 || mean > 1500 {
		t.Errorf("a cell has %d residents on average", mean)
	}
	if empty == 0 || empty > someCells/4 {
		t.Errorf("%d cells of %d are empty", empty, someCells)
	}
	for _, m := range c.Members {
		if m.Name != "" {
			t.Fatalf("a member has the name %q", m.Name)
		}
	}
}

// tally is what the tests want to know of many cases.
type tally struct {
	all, settled, sensitive int
	categories              map[string]int
	doors                   map[geo.Point]int
	weekdays                [7]int
	days                    map[string]int
	hours                   [24]int
}

func count(t *testing.T) tally {
	t.Helper()
	sum := tally{categories: map[string]int{}, doors: map[geo.Point]int{}, days: map[string]int{}}
	ids := map[uuid.UUID]bool{}
	zone := time.FixedZone("UTC+8", 8*60*60)
	var before time.Time
	for in := range grow(t).Cases(someCases, now()) {
		k, r := in.Case, in.Report
		if k.ID != r.CaseID || ids[k.ID] || ids[r.ID] || k.ID.Version() != 7 || r.ID.Version() != 7 || k.ID.Variant() != uuid.RFC4122 {
			t.Fatalf("report %s and case %s are not known by ids of their own", r.ID, k.ID)
		}
		ids[k.ID], ids[r.ID] = true, true
		if k.OpenedAt.Before(before) || k.OpenedAt.Before(now().AddDate(0, 0, -3*365-1)) {
			t.Fatalf("a case was opened at %v, the one before at %v", k.OpenedAt, before)
		}
		before = k.OpenedAt
		if k.UpdatedAt.Before(k.OpenedAt) || k.UpdatedAt.After(now()) || k.ClosedAt.IsZero() == k.State.Settled() || k.State.Settled() && k.ClosedAt != k.UpdatedAt {
			t.Fatalf("a case is %s, opened at %v, updated at %v, closed at %v", k.State, k.OpenedAt, k.UpdatedAt, k.ClosedAt)
		}
		if r.Contact != (casework.Contact{}) {
			t.Fatal("a report has a contact")
		}
		sum.all++
		if k.State.Settled() {
			sum.settled++
		}
		if strings.HasPrefix(k.Category.Code, "91") || k.Category.Code == "92099" {
			sum.sensitive++
		}
		sum.categories[k.Category.Code]++
		sum.doors[k.At]++
		opened := k.OpenedAt.In(zone)
		sum.weekdays[opened.Weekday()]++
		sum.hours[opened.Hour()]++
		sum.days[opened.Format(time.DateOnly)]++
	}
	return sum
}

func TestCasesComeAsTheyDoInACity(t *testing.T) {
	sum := count(t)
	if sum.all != someCases {
		t.Errorf("asked for %d cases and got %d", someCases, sum.all)
	}
	share := func(what string, n int, least, most float64) {
		t.Helper()
		if s := float64(n) / someCases; s < least || s > most {
			t.Errorf("%s: %.2f %%, want %.1f to %.1f", what, 100*s, 100*least, 100*most)
		}
	}
	share("settled", sum.settled, 0.99, 0.999)
	share("sensitive", sum.sensitive, 0.015, 0.03)
	share("opened on Sundays", sum.weekdays[time.Sunday], 0.05, 0.12)
	share("opened on Mondays", sum.weekdays[time.Monday], 0.15, 0.25)
	share("opened from three to four at night", sum.hours[3], 0, 0.005)
	share("at the commonest door", slices.Max(values(sum.doors)), 0.001, 0.01)
	share("on the stormiest day", slices.Max(values(sum.days)), 0.004, 0.03)
	if len(sum.categories) != 52 {
		t.Errorf("%d categories occur, want 52", len(sum.categories))
	}
	if len(sum.doors) < someCases/4 {
		t.Errorf("cases are at %d places only", len(sum.doors))
	}
	if len(sum.days) < 3*365-1 {
		t.Errorf("cases are of %d days only", len(sum.days))
	}
}

func values[K comparable](m map[K]int) []int {
	var out []int
	for _, n := range m {
		out = append(out, n)
	}
	return out
}

func TestNearlyEveryCaseIsInACell(t *testing.T) {
	c := grow(t)
	index, err := locate.New(c.Cells)
	if err != nil {
		t.Fatal(err)
	}
	outside := 0
	for in := range c.Cases(5000, now()) {
		if _, in := index.Find(in.Report.Pin.At); !in {
			outside++
		}
	}
	if outside > 25 { // a pin at the rim may fall out of it
		t.Errorf("%d of 5000 cases are in no cell", outside)
	}
}
