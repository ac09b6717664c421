package demo_test

import (
	"testing"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/demo"
)

func TestEveryMemberOfTheTownHasHoursAndSomeBuildingsACode(t *testing.T) {
	town, err := demo.NewTown(time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	night, atTen := 0, map[casework.Role]int{}
	for _, m := range town.Members {
		if len(m.Shifts) == 0 {
			t.Fatalf("%s of %s has no hours", m.Role, m.Cell)
		}
		for _, s := range m.Shifts {
			if s.From == 0 {
				night++
			}
			if s.Weekday == 3 && s.From <= 600 && 600 < s.To {
				atTen[m.Role]++
			}
		}
	}
	if night < 20 || atTen[casework.FullTime] == 0 || atTen[casework.Volunteer] == 0 || atTen[casework.PartTime] != 0 {
		t.Errorf("%d nights, on Wednesday at ten %v", night, atTen)
	}
	seen := map[string]bool{}
	for _, b := range town.Buildings {
		seen[b.Name] = true
	}
	if len(town.Buildings) < 30 || len(seen) != len(town.Buildings) {
		t.Errorf("%d buildings, %d names", len(town.Buildings), len(seen))
	}
}
