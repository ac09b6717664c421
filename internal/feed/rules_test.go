package feed_test

import (
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
		for _, c := range o.feed.Categories() {
			if c.Code == code {
				return c
			}
		}
		t.Fatalf("%s is not there", code)
		return casework.Category{}
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
