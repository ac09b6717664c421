package demo

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

func TestReportCounts(t *testing.T) {
	settled, open := 0, 0
	states := map[casework.State]int{}
	for _, r := range town(t).Reports {
		states[r.Case.State]++
		if r.Case.State.Settled() {
			settled++
		} else {
			open++
		}
	}
	if settled != 451 || open != 42 {
		t.Errorf("%d settled and %d open cases, want 451 and 42", settled, open)
	}
	for _, s := range []casework.State{casework.Reported, casework.Filed, casework.Dispatched, casework.InProgress, casework.Resolved} {
		if states[s] < 4 {
			t.Errorf("only %d cases are %s", states[s], s)
		}
	}
}

func TestReportsAreWhole(t *testing.T) {
	ids, tracking, sources := map[uuid.UUID]bool{}, map[string]bool{}, map[string]bool{}
	for _, r := range town(t).Reports {
		rep, c := r.Report, r.Case
		if ids[rep.ID] || ids[c.ID] || tracking[rep.Tracking] || sources[rep.SourceID] {
			t.Errorf("%s has an identity twice", rep.SourceID)
		}
		ids[rep.ID], ids[c.ID], tracking[rep.Tracking], sources[rep.SourceID] = true, true, true, true
		if rep.CaseID != c.ID || rep.Source != Source || len(rep.Tracking) != 17 || rep.Pin.Datum != "wgs84" {
			t.Errorf("%s is not whole: %+v", rep.SourceID, rep)
		}
		if at, err := geo.PointAt(rep.Pin.SourceX, rep.Pin.SourceY); err != nil || at != rep.Pin.At || at != c.At {
			t.Errorf("%s: the pin, its source and the case are at different places", rep.SourceID)
		}
		if rep.Description == "" || strings.Contains(rep.Description, "%") || rep.Contact != (casework.Contact{}) {
			t.Errorf("%s: words %q, contact %v", rep.SourceID, rep.Description, rep.Contact)
		}
		if rep.Category.Code == "" || rep.Category.Code != c.Category.Code || rep.Placement != (casework.Placement{}) {
			t.Errorf("%s: category %q, placement %v", rep.SourceID, rep.Category.Code, rep.Placement)
		}
	}
}

func TestCasesHappenInTheirYear(t *testing.T) {
	ground, cells := layGround(growPlan()), town(t).Cells
	for _, now := range []time.Time{
		today(),
		time.Date(2027, 1, 1, 0, 0, 0, 0, chongqing()),
		time.Date(2027, 1, 1, 0, 0, 1, 0, chongqing()),
		time.Date(2027, 1, 2, 6, 0, 0, 0, chongqing()),
		time.Date(2028, 2, 29, 23, 59, 59, 0, chongqing()),
		time.Date(2026, 12, 31, 20, 0, 0, 0, time.UTC), // 2027 in Chongqing
	} {
		year := now.In(chongqing()).Year()
		reports, err := happenings(ground, cells, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range reports {
			c := r.Case
			if c.OpenedAt.After(c.UpdatedAt) || c.UpdatedAt.After(now) {
				t.Fatalf("at %v: opened %v, updated %v", now, c.OpenedAt, c.UpdatedAt)
			}
			if c.State.Settled() != !c.ClosedAt.IsZero() {
				t.Fatalf("at %v: %s but closed at %v", now, c.State, c.ClosedAt)
			}
			if c.State.Settled() && (c.OpenedAt.In(chongqing()).Year() != year || c.ClosedAt.In(chongqing()).Year() != year) {
				t.Fatalf("at %v: settled case from %v to %v", now, c.OpenedAt, c.ClosedAt)
			}
		}
	}
}

func TestCasesFollowTheRhythmOfTheWeek(t *testing.T) {
	night, weekend := 0, 0
	reports := town(t).Reports
	for _, r := range reports {
		if h := r.Case.OpenedAt.Hour(); h < 6 {
			night++
		}
		if d := r.Case.OpenedAt.Weekday(); d == time.Saturday || d == time.Sunday {
			weekend++
		}
	}
	if n := len(reports); night*20 > n || weekend*4 > n || weekend == 0 {
		t.Errorf("of %d cases %d were opened at night and %d at weekends", n, night, weekend)
	}
}

func TestPinsLieInTheStreet(t *testing.T) {
	made := town(t)
	ring := vecs(border(t, arrows(t, made.Cells)))
	for _, r := range made.Reports {
		if !within(vecOf(r.Report.Pin.At), ring) {
			t.Errorf("%s lies outside the street", r.Report.SourceID)
		}
	}
}

func TestMattersLieWhereTheyBelong(t *testing.T) {
	made := town(t)
	var roads, water, houses [][]vec
	for _, f := range made.Base {
		switch shape := f.Shape.(type) {
		case orb.LineString:
			roads = append(roads, plane(shape))
		case orb.Polygon:
			if f.Class == "water" {
				water = append(water, plane(shape[0]))
			}
		case orb.MultiPolygon:
			for _, p := range shape {
				houses = append(houses, plane(p[0]))
			}
		}
	}
	limits := map[site]struct {
		lines [][]vec
		m     float64
	}{onRoad: {roads, 15}, byRoad: {roads, 15}, byWater: {water, 40}, atBuilding: {houses, 20}}
	sites := map[string]site{}
	for _, m := range matters() {
		sites[m.code] = m.site
	}
	for _, r := range made.Reports {
		limit, bound := limits[sites[r.Report.Category.Code]]
		if !bound {
			continue
		}
		d := 1e9
		for _, l := range limit.lines {
			d = min(d, toLine(vecOf(r.Report.Pin.At), l))
		}
		if d > limit.m {
			t.Errorf("%s (%s) is %.0f m from where such things happen", r.Report.SourceID, r.Report.Category.Code, d)
		}
	}
}

// plane returns a line in degrees on the plane.
func plane[L ~[]orb.Point](line L) []vec {
	out := make([]vec, len(line))
	for i, p := range line {
		out[i] = vec{(p[0] - originLon) * metresPerLon, (p[1] - originLat) * metresPerLat}
	}
	return out
}

func TestSomePinsLieOnTheEdgeOfACell(t *testing.T) {
	made := town(t)
	near := 0
	for _, r := range made.Reports {
		at := vecOf(r.Report.Pin.At)
		for _, c := range made.Cells {
			if toRing(at, vecs(c.Shape[0][0])) < 10 {
				near++
				break
			}
		}
	}
	if n := len(made.Reports); near < n/10 || near > n*9/10 {
		t.Errorf("%d of %d pins lie within 10 m of a border", near, n)
	}
}

func TestTheThreeStoriesAreTold(t *testing.T) {
	made := town(t)
	for code, words := range map[string]string{"06013": "丁家新车站外路面", "91003": "状元街8号院内", "90001": "北门路一家火锅店高处窗台"} {
		found := 0
		for _, r := range made.Reports {
			if strings.HasPrefix(r.Report.Description, words) && r.Report.Category.Code == code {
				found++
				if area := areaOf(made, vecOf(r.Report.Pin.At)); area != "铜锣社区" && area != "沙堆社区" {
					t.Errorf("%s happened in %s", words, area)
				}
			}
		}
		if found != 1 {
			t.Errorf("%s is told %d times", words, found)
		}
	}
}
