package demo_test

import (
	"testing"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/demo"
)

func TestEveryCaseOfTheTownCameToItsStateByTheRules(t *testing.T) {
	town, err := demo.NewTown(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	departments := []casework.Department{{Code: "centre", Kind: "centre", AlwaysOn: true}, {Code: "city", Kind: "post", Position: 1}}
	routing := casework.Routing{Departments: departments, Fallback: "city"}
	rules := casework.DefaultRules()
	people := demo.Cast{Dispatcher: 1, Member: 2, Arbiter: 3, Handlers: map[string]int64{"city": 4, "centre": 5}}
	returned, sentBack := 0, 0
	for _, r := range town.Reports {
		r.Case.Placement = casework.Placement{District: "500120"}
		h, err := demo.Work(r, rules, routing, people, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		d := h.Dossier
		if d.State != r.Case.State || d.UpdatedAt.After(r.Case.UpdatedAt) || d.ID != r.Case.ID {
			t.Fatalf("case %s came to %s at %v, want %s by %v", d.ID, d.State, d.UpdatedAt, r.Case.State, r.Case.UpdatedAt)
		}
		if d.State == casework.Closed && (d.ResolvedBy == 0 || d.ClosedAt.IsZero()) {
			t.Fatalf("case %s was closed without being resolved: %+v", d.ID, d)
		}
		returned, sentBack = returned+d.Hops, sentBack+d.Reworks
	}
	if returned < 20 || sentBack < 10 {
		t.Errorf("%d were returned and %d sent back: too few to look at", returned, sentBack)
	}
}
