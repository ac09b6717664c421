package ogc_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// Whatever comes, changes and goes between two pages: nothing comes twice, nothing that was there all the time is left out,
// and the order is that of the ids.
func TestPagesNeitherRepeatNorLose(t *testing.T) {
	w := newWorld(t)
	category := w.cases[0].Category
	collection := category.Layer
	mine := map[uuid.UUID]casework.Case{}
	fresh := func(rt *rapid.T) casework.Case {
		var id uuid.UUID
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(rt, "id"))
		return casework.Case{ID: id, Category: category, State: casework.Reported, At: geo.Point{Lon: 1061600000, Lat: 294000000}, OpenedAt: now.Add(-time.Hour), UpdatedAt: now}
	}
	hide := func(c casework.Case) { // as a case that nobody may see any more
		c.Category.Code = "hidden"
		w.live.PutCases(c)
		delete(mine, c.ID)
	}
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(0, 6).Draw(rt, "before") {
			c := fresh(rt)
			mine[c.ID] = c
			w.live.PutCases(c)
		}
		limit := rapid.SampledFrom([]int{1, 20, 60, 1000}).Draw(rt, "limit")
		steady := map[string]bool{}
		for _, f := range w.all("/collections/" + collection + "/items?limit=10000") {
			steady[f["id"].(string)] = true
		}
		var got []string
		path := fmt.Sprintf("/collections/%s/items?limit=%d", collection, limit)
		if limit == 1 { // a step at a time through the first few
			path += "&severity=" + category.Severity.String()
		}
		for pages := 0; path != "" && pages < 12; pages++ {
			page := w.get(path).json(geoJSONType)
			ids := featureIDs(page)
			if len(ids) > limit {
				rt.Fatalf("a page of %d has %d", limit, len(ids))
			}
			got = append(got, ids...)
			path = linkTo(page, "next", geoJSONType)
			for range rapid.IntRange(0, 3).Draw(rt, "changes") {
				switch keys := sorted(mine); {
				case len(keys) > 0 && rapid.Bool().Draw(rt, "go"):
					c := mine[rapid.SampledFrom(keys).Draw(rt, "which")]
					delete(steady, c.ID.String())
					hide(c)
				case len(keys) > 0 && rapid.Bool().Draw(rt, "change"):
					c := mine[rapid.SampledFrom(keys).Draw(rt, "which")]
					c.At.Lon += 10_000
					c.UpdatedAt = c.UpdatedAt.Add(time.Second)
					mine[c.ID] = c
					w.live.PutCases(c)
				default:
					c := fresh(rt)
					mine[c.ID] = c
					w.live.PutCases(c)
				}
			}
		}
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			rt.Fatalf("a feature came twice, or out of order: %v", got)
		}
		if path == "" && limit > 1 {
			for id := range steady {
				if _, found := slices.BinarySearch(got, id); !found {
					rt.Fatalf("%s was there all the time and did not come", id)
				}
			}
		}
		for _, id := range sorted(mine) {
			hide(mine[id])
		}
	})
}

func sorted(cases map[uuid.UUID]casework.Case) []uuid.UUID {
	var ids []uuid.UUID
	for id := range cases {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return ids
}

// Every collection page by page, at any size, is the collection whole.
func TestPagesTogetherAreTheCollection(t *testing.T) {
	w := newWorld(t)
	for _, id := range w.ids() {
		whole := idsOf(w.all(collectionPath(id) + "/items?limit=10000"))
		if got := idsOf(w.all(collectionPath(id) + "/items?limit=37")); !slices.Equal(got, whole) {
			t.Errorf("%s in pages of 37 has %d features, whole %d", id, len(got), len(whole))
		}
		next := linkTo(w.get(collectionPath(id)+"/items?limit=1&f=html").htmlLinks(), "next", "")
		if page := w.get(w.url + next); len(whole) > 1 && page.status != http.StatusOK {
			t.Errorf("the next page of %s is at %q and answers %d", id, next, page.status)
		}
	}
	w.get("/collections/hazards/items?next=bm90IGFuIGlk").refused(http.StatusBadRequest, "next")
}
