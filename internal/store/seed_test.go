package store_test

import (
	"testing"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
)

// What a site begins with passes the checks that a site's own rules pass, and sends every category to somebody.
func TestTheRulesOfANewSiteAreSound(t *testing.T) {
	s, err := store.Open(t.Context(), store.Config{URL: pgtest.URL(t), Box: pgtest.Box(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	book, err := s.Book(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := book.Rules.Calendar.Check(); err != nil || len(book.Rules.Calendar.Days) != 39 {
		t.Errorf("the calendar has %d exceptions: %v", len(book.Rules.Calendar.Days), err)
	}
	for _, rule := range book.Routing.Rules {
		if err := rule.Check(book.Routing.Departments); err != nil {
			t.Errorf("rule %q: %v", rule.Title, err)
		}
	}
	for code, category := range book.Rules.Categories {
		if err := category.Check(); err != nil {
			t.Errorf("%s: limits %+v: %v", code, category.Resolve, err)
		}
		to := casework.Route(book.Routing, casework.Matter{Category: code, Severity: category.Severity, Area: "500120102001001", At: time.Date(2026, 5, 11, 10, 0, 0, 0, time.UTC)})
		if to.Rule == 0 || to.Department == "" {
			t.Errorf("%s %s: no rule says where it goes: %+v", code, category.NameZH, to)
		}
	}
	if n := len(book.Rules.Categories); n != 277 {
		t.Errorf("%d matters, want the 250 of the standard and 27 local ones", n)
	}
}
