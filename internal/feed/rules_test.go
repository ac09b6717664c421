package feed_test

import (
	"slices"
	"testing"
	"time"

	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/casework"
)

// A matter that becomes sensitive leaves the map at once; one that becomes public comes onto it.
func TestCategoriesChangeOnEveryNode(t *testing.T) {
	o := open(t)
	o.run()
	events := o.subscribe("")
	o.wantCase(events, o.save(pothole))
	o.save(quarrel)
	category := func(code string) casework.Category {
		c, known := o.feed.Category(code)
		listed := slices.ContainsFunc(o.feed.Categories(), func(other casework.Category) bool {
			return other.Code == code && other.NameEN == c.NameEN && other.Sensitive == c.Sensitive
		})
		if !known || !listed {
			t.Fatalf("%s is known: %v, listed as it is: %v", code, known, listed)
		}
		return c
	}
	change := func(code string, sensitive bool, name string) {
		c := category(code)
		c.Sensitive, c.NameEN = sensitive, name
		if err := o.store.SaveCategory(t.Context(), c, audit.Entry{At: time.Now(), Who: "test", Action: "rule.category", Object: code}); err != nil {
			t.Fatal(err)
		}
	}
	change(pothole, true, "Hidden now")
	o.eventually("the pothole has left the map", func() bool { return o.open() == 0 && category(pothole).NameEN == "Hidden now" })
	change(quarrel, false, "Shown now")
	o.eventually("the quarrel is on the map", func() bool { return o.open() == 1 && category(quarrel).NameEN == "Shown now" })
	change(pothole, false, "Shown again")
	o.eventually("both are on the map", func() bool { return o.open() == 2 })
}
