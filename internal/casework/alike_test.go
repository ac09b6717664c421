package casework_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// place is so many metres east of a point in Dingjia.
func place(eastM float64) geo.Point {
	const degreeM = 111195.0 * 0.871 // of longitude at 29.4° north
	return geo.Point{Lon: 106_100_0000 + int32(eastM/degreeM*1e7), Lat: 29_400_0000}
}

func TestWhatMayBeOneMatter(t *testing.T) {
	road, hazard, kerb := pothole(), cladding(), casework.Category{Code: "06050", Layer: "road-defects"}
	smell := casework.Category{Code: "90005", Layer: "hazards"}
	at := day(time.May, 11, 9, 0)
	near := func(c casework.Category, m float64, days int) casework.Case {
		return casework.Case{Category: c, At: place(m), OpenedAt: at.AddDate(0, 0, days)}
	}
	for name, c := range map[string]struct {
		a, b casework.Case
		want bool
	}{
		"the same hole":                  {near(road, 0, 0), near(road, 0, 0), true},
		"49 m off":                       {near(road, 0, 0), near(road, 49, 0), true},
		"51 m off":                       {near(road, 0, 0), near(road, 51, 0), false},
		"a hazard 99 m off":              {near(hazard, 0, 0), near(smell, 99, 0), true},
		"a hazard 101 m off":             {near(hazard, 0, 0), near(hazard, 101, 0), false},
		"30 days before":                 {near(road, 0, 30), near(road, 0, 0), true},
		"31 days before":                 {near(road, 0, 31), near(road, 0, 0), false},
		"another class":                  {near(road, 0, 0), near(hazard, 0, 0), false},
		"another category of one class":  {near(road, 0, 0), near(kerb, 0, 0), true},
		"of no category, both":           {near(casework.Category{}, 0, 0), near(casework.Category{}, 0, 0), false},
		"too far, too long, other class": {near(road, 0, 0), near(hazard, 500, 300), false},
	} {
		if got := casework.Alike(c.a, c.b); (got > 0) != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if same, other := casework.Alike(near(road, 0, 0), near(road, 20, 0)), casework.Alike(near(road, 0, 0), near(kerb, 20, 0)); same <= other {
		t.Errorf("the same category scores %v, another %v", same, other)
	}
}

func TestMattersAreKinByCategoryThenByClass(t *testing.T) {
	road, none := pothole(), casework.Category{}
	for name, c := range map[string]struct {
		other casework.Category
		want  int
	}{
		"the same category":           {road, 2},
		"another of the class":        {casework.Category{Code: "06050"}, 1},
		"another class":               {cladding(), 0},
		"a category that has no code": {none, 0},
	} {
		if got := [2]int{casework.Kin(road, c.other), casework.Kin(c.other, road)}; got != [2]int{c.want, c.want} {
			t.Errorf("%s: %v both ways, want %d", name, got, c.want)
		}
	}
	if got := casework.Kin(none, none); got != 0 {
		t.Errorf("without a code nothing is known: %d", got)
	}
}

func TestNearerIsMoreAlikeAndBothWaysTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := casework.Case{Category: pothole(), At: place(0), OpenedAt: day(time.May, 11, 9, 0)}
		b := a
		m, days := rapid.Float64Range(0, 48).Draw(t, "m"), rapid.IntRange(0, 29).Draw(t, "days")
		b.At, b.OpenedAt = place(m), a.OpenedAt.AddDate(0, 0, days)
		further, older := b, b
		further.At, older.OpenedAt = place(m+1), b.OpenedAt.AddDate(0, 0, 1)
		score := casework.Alike(a, b)
		if score <= 0 || score > 1 || score != casework.Alike(b, a) {
			t.Errorf("%v one way, %v the other", score, casework.Alike(b, a))
		}
		if casework.Alike(a, further) >= score || casework.Alike(a, older) >= score {
			t.Errorf("%v; further %v, older %v", score, casework.Alike(a, further), casework.Alike(a, older))
		}
	})
}

func TestDistances(t *testing.T) {
	if got := casework.DistanceM(place(0), place(100)); got < 99 || got > 101 {
		t.Errorf("100 m are %v", got)
	}
	north := place(0)
	north.Lat += 1e4 // a thousandth of a degree
	if got := casework.DistanceM(place(0), north); got < 110 || got > 112 {
		t.Errorf("a thousandth of a degree north is %v m", got)
	}
}

func TestLinksNeverGoInCirclesAndChainsCollapse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := make([]uuid.UUID, rapid.IntRange(2, 8).Draw(t, "cases"))
		for i := range ids {
			ids[i] = uuid.UUID{15: byte(i + 1)}
		}
		heads := map[uuid.UUID]uuid.UUID{}
		for range rapid.IntRange(1, 20).Draw(t, "links") {
			id, to := rapid.SampledFrom(ids).Draw(t, "id"), rapid.SampledFrom(ids).Draw(t, "to")
			head, moved, err := casework.Link(heads, id, to)
			if err != nil {
				if id != to && casework.Head(heads, to) != id {
					t.Errorf("%s to %s: %v", id, to, err)
				}
				continue
			}
			for _, m := range moved {
				heads[m] = head
			}
			if heads[id] != head {
				t.Errorf("%s isn't linked to %s", id, head)
			}
			for from, to := range heads {
				if _, chained := heads[to]; chained || from == to {
					t.Errorf("%s hangs on %s, which hangs on %s", from, to, heads[to])
				}
			}
		}
	})
}

func TestACaseIsNoDuplicateOfItsOwn(t *testing.T) {
	a, b := uuid.UUID{15: 1}, uuid.UUID{15: 2}
	if _, _, err := casework.Link(nil, a, a); geo.KindOf(err) != geo.Invalid || err == nil {
		t.Errorf("linked to itself: %v", err)
	}
	if _, _, err := casework.Link(map[uuid.UUID]uuid.UUID{b: a}, a, b); geo.KindOf(err) != geo.Conflict || err == nil {
		t.Errorf("linked to its own duplicate: %v", err)
	}
	circle := map[uuid.UUID]uuid.UUID{a: b, b: a}
	if _, _, err := casework.Link(circle, uuid.UUID{15: 3}, a); geo.KindOf(err) != geo.Conflict || err == nil {
		t.Errorf("linked into a circle: %v", err)
	}
}
