package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// today is the day that the tests make the town on.
func today() time.Time { return time.Date(2026, 11, 23, 9, 30, 0, 0, chongqing()) }

// shared is the town of today. Tests read it and leave it as it is.
var shared = sync.OnceValues(func() (*Town, error) { return NewTown(today()) })

func town(t *testing.T) *Town {
	t.Helper()
	made, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func townAt(t *testing.T, now time.Time) *Town {
	t.Helper()
	made, err := NewTown(now)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// digest returns a hash over everything in the town.
func digest(town *Town) string {
	h := sha256.New()
	fmt.Fprintf(h, "%+v", *town)
	return hex.EncodeToString(h.Sum(nil))
}

func TestTownIsTheSameEveryTime(t *testing.T) {
	want := digest(town(t))
	before := runtime.GOMAXPROCS(1)
	one := digest(townAt(t, today()))
	runtime.GOMAXPROCS(before)
	if one != want {
		t.Error("the town differs on one processor")
	}
	if evening := digest(townAt(t, today().Add(13*time.Hour))); evening != want {
		t.Error("the town differs later on the same day")
	}
	if utc := digest(townAt(t, today().UTC())); utc != want {
		t.Error("the town differs when the same instant is given in another zone")
	}
}

func TestGroundDoesNotDependOnTheDay(t *testing.T) {
	a, b := *town(t), *townAt(t, today().AddDate(1, -4, 3))
	a.Reports, b.Reports = nil, nil
	if digest(&a) != digest(&b) {
		t.Error("cells, members or base map differ between two days")
	}
}

func TestEveryCellHasResidents(t *testing.T) {
	sum := 0
	for _, c := range town(t).Cells {
		if c.Residents < 1 || c.Residents > 2000 {
			t.Errorf("cell %s has %d residents", c.Code, c.Residents)
		}
		sum += c.Residents
	}
	if sum != residents {
		t.Errorf("%d people live in the town, want %d", sum, residents)
	}
}

func TestAreasAreThoseOfDingjia(t *testing.T) {
	areas := town(t).Areas
	communities, villages := 0, 0
	for i, a := range areas {
		if len(a.Code) != 12 || !strings.HasPrefix(a.Code, streetCode) {
			t.Errorf("%s has the code %q", a.Name, a.Code)
		}
		if i > 0 && areas[i-1].Code >= a.Code {
			t.Errorf("%s is out of order", a.Name)
		}
		switch {
		case strings.HasSuffix(a.Name, "社区") && a.Code[9] == '0':
			communities++
		case strings.HasSuffix(a.Name, "村") && a.Code[9] == '2':
			villages++
		}
	}
	if communities != 3 || villages != 16 {
		t.Errorf("%d communities and %d villages, want 3 and 16", communities, villages)
	}
}

func TestCellCodesFollowTheScheme(t *testing.T) {
	made := town(t)
	names := map[string]string{}
	for _, a := range made.Areas {
		names[a.Code] = a.Name
	}
	seen := map[string]int{}
	for _, c := range made.Cells {
		seen[c.Parent]++
		if err := made.Net.Scheme.CheckCode(c.Code); err != nil {
			t.Error(err)
		}
		if want := fmt.Sprintf("%s%03d", c.Parent, seen[c.Parent]); c.Code != want {
			t.Errorf("cell %s stands where %s belongs", c.Code, want)
		}
		if want := fmt.Sprintf("%s第%d网格", names[c.Parent], seen[c.Parent]); c.Name != want || names[c.Parent] == "" {
			t.Errorf("%s is called %q, want %q", c.Code, c.Name, want)
		}
		if c.District != district {
			t.Errorf("%s has district %q", c.Code, c.District)
		}
	}
	if len(made.Cells) != 150 || len(seen) != 19 {
		t.Errorf("%d cells in %d areas, want 150 in 19", len(made.Cells), len(seen))
	}
}

// TestCellsAreNumberedWestToEastNorthToSouth reads the rule off the result: going through an area by number, the middle
// of the next cell is either east of this one or in a row further south.
func TestCellsAreNumberedWestToEastNorthToSouth(t *testing.T) {
	cells := town(t).Cells
	rowsOf := map[string]int{}
	for i := 1; i < len(cells); i++ {
		if cells[i].Parent != cells[i-1].Parent {
			continue
		}
		a, b := middleOf(cells[i-1].Shape), middleOf(cells[i].Shape)
		if b.x <= a.x {
			rowsOf[cells[i].Parent]++
			if b.y >= a.y {
				t.Errorf("%s is north-west of %s", cells[i].Code, cells[i-1].Code)
			}
		}
	}
	for parent, breaks := range rowsOf {
		if breaks > 6 {
			t.Errorf("%s is numbered in %d rows, too many to find a cell by", parent, breaks+1)
		}
	}
}

func TestKnownPlacesLieInTheirAreas(t *testing.T) {
	made := town(t)
	for _, tt := range []struct {
		name     string
		lon, lat float64
	}{
		{"铜锣社区", 106.140805383, 29.409110882},
		{"沙堆社区", 106.151328798, 29.412098348},
		{"八寿村", 106.0726, 29.3944},
		{"竹林湾村", 106.0760, 29.3982},
		{"铜瓦村", 106.1089, 29.3922},
		{"杨寺村", 106.1229, 29.3751},
	} {
		p, err := geo.PointAt(tt.lon, tt.lat)
		if err != nil {
			t.Fatal(err)
		}
		if got := areaOf(made, vecOf(p)); got != tt.name {
			t.Errorf("%s's own place lies in %q", tt.name, got)
		}
	}
}

func areaOf(made *Town, at vec) string {
	for _, c := range made.Cells {
		if holds(c.Shape, at) {
			for _, a := range made.Areas {
				if a.Code == c.Parent {
					return a.Name
				}
			}
		}
	}
	return ""
}

func TestMembers(t *testing.T) {
	made := town(t)
	cells := map[string]bool{}
	for _, c := range made.Cells {
		cells[c.Code] = true
	}
	staff, helpers := map[string]int{}, map[string]int{}
	roles := map[casework.Role]int{}
	names := map[string]bool{}
	for _, m := range made.Members {
		if !cells[m.Cell] {
			t.Errorf("%s serves %q, which is no cell", m.Name, m.Cell)
		}
		if n := len([]rune(m.Name)); n < 2 || n > 3 || names[m.Name] {
			t.Errorf("name %q is odd or given twice", m.Name)
		}
		names[m.Name] = true
		roles[m.Role]++
		if m.Role == casework.Volunteer {
			helpers[m.Cell]++
		} else {
			staff[m.Cell]++
		}
	}
	if n := len(made.Members) - roles[casework.Volunteer]; n != 148 || roles[casework.Volunteer] != 744 {
		t.Errorf("%d grid members and %d volunteers, want 148 and 744", n, roles[casework.Volunteer])
	}
	if len(staff) != 148 {
		t.Errorf("%d of 150 cells have a grid member, want 148 with one each and a gap of two", len(staff))
	}
	if roles[casework.Leader] < 15 || roles[casework.FullTime] < 40 || roles[casework.PartTime] < 40 || roles[casework.Instructor] < 5 {
		t.Errorf("roles are out of proportion: %v", roles)
	}
	none, few, many := 0, 0, 0
	for code := range cells {
		switch n := helpers[code]; {
		case n == 0:
			none++
		case n < 3:
			few++
		case n >= 10:
			many++
		}
	}
	if none < 5 || few < 10 || many < 10 {
		t.Errorf("%d cells without volunteers, %d with too few to show, %d with ten or more; the map has nothing to show", none, few, many)
	}
}
