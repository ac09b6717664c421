package ogc_test

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
)

// drawTerm draws a condition on a case with values that cases have, or nearly.
func drawTerm(t *rapid.T, cases []object) string {
	p := rapid.SampledFrom(cases).Draw(t, "case")["properties"].(object)
	other := rapid.SampledFrom(cases).Draw(t, "other")["properties"].(object)
	name := rapid.SampledFrom([]string{"id", "category", "state", "severity", "cell", "settled", "opened_at", "opened_at"}).Draw(t, "name")
	not := rapid.SampledFrom([]string{"", "", "", "NOT "}).Draw(t, "not")
	switch name {
	case "settled":
		return not + rapid.SampledFrom([]string{"settled", "settled = TRUE", "FALSE = settled", "settled IN (TRUE, FALSE)", "settled <> TRUE"}).Draw(t, "settled")
	case "opened_at":
		at := "TIMESTAMP('" + p[name].(string) + "')"
		half := "'" + strings.TrimSuffix(p[name].(string), "Z") + ".5Z'"
		return not + rapid.SampledFrom([]string{
			"opened_at = " + at, "opened_at IN (" + at + ", TIMESTAMP('" + other[name].(string) + "'))", "opened_at > " + at, at + " >= opened_at", "opened_at < " + half, half + " < opened_at", "opened_at <= " + half,
			"opened_at BETWEEN " + at + " AND TIMESTAMP('" + other[name].(string) + "')", "opened_at >= DATE('" + p[name].(string)[:10] + "')", "opened_at <> " + at,
		}).Draw(t, "time")
	}
	format := rapid.SampledFrom([]string{"%[1]s = '%[2]s'", "'%[2]s' = %[1]s", "%[1]s IN ('%[2]s', '%[3]s')", "%[1]s = '%[2]s' OR %[1]s = '%[3]s'", "%[1]s = 'none such'", "%[1]s > '%[2]s'", "CASEI(%[1]s) = CASEI('%[2]s')"}).Draw(t, "format")
	return not + "(" + fmt.Sprintf(format, name, p[name], other[name]) + ")"
}

// NOT NOT means the same, and hides from the service what it could narrow by.
func TestNarrowingFindsTheSame(t *testing.T) {
	w := newWorld(t)
	cases := w.all("/collections/hazards/items?limit=10000")
	found, narrowed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		filter := strings.Join(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return "(" + drawTerm(t, cases) + ")" }), 1, 4).Draw(t, "terms"), " AND ")
		more := ""
		if rapid.Bool().Draw(t, "with parameters") {
			p := rapid.SampledFrom(cases).Draw(t, "of")["properties"].(object)
			name := rapid.SampledFrom([]string{"id", "state", "severity", "settled", "category", "opened_at"}).Draw(t, "parameter")
			more = "&" + name + "=" + escapeQuery(fmt.Sprint(p[name])) + rapid.SampledFrom([]string{"", "&datetime=../" + p["opened_at"].(string)}).Draw(t, "datetime")
		}
		path := "/collections/hazards/items?limit=150" + more + "&filter="
		want := idsOf(w.all(path + escapeQuery("NOT (NOT ("+filter+"))")))
		w.watched.reset()
		got := idsOf(w.all(path + escapeQuery(filter)))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s%s finds: %s", filter, more, diff)
		}
		_, _, _, last := w.watched.seen()
		if len(got) > 0 {
			found++
		}
		if !last.Filter.IsZero() {
			narrowed++
		}
	})
	if found == 0 || narrowed == 0 {
		t.Errorf("of the filters %d found something and %d were narrowed", found, narrowed)
	}
}

func TestFiltersAreNarrowed(t *testing.T) {
	w := newWorld(t)
	_, one := w.sample("hazards")
	id := one["id"].(string)
	_, cell := w.sample("cells")
	code := cell["id"].(string)
	open := slices.DeleteFunc(casework.States(), casework.State.Settled)
	day := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		query       string
		pages, rows int
		filter      tiles.Filter
	}{
		{"hazards/items?id=" + id, 0, 1, tiles.Filter{}},
		{"hazards/items?filter=id='" + id + "'", 0, 1, tiles.Filter{}},
		{"hazards/items?filter='" + id + "'=id AND settled", 0, 1, tiles.Filter{}},
		{"cells/items?code=" + escapeQuery(code), 0, 1, tiles.Filter{}},
		{"coverage/items?filter=code='" + code + "' AND staff >= 0", 0, 1, tiles.Filter{}},
		{"hazards/items?filter=id='" + id + "' OR settled", 1, 0, tiles.Filter{}},
		{"hazards/items?filter=state='closed' AND state='filed'", 0, 0, tiles.Filter{}},
		{"hazards/items?filter=severity IN ('urgent','emergency') AND NOT settled AND category='x'", 1, 0, tiles.Filter{Categories: []string{"x"}, States: open, Severities: []casework.Severity{casework.Urgent, casework.Emergency}}},
		{"hazards/items?settled=false&filter=state IN ('closed','filed')", 1, 0, tiles.Filter{States: []casework.State{"filed"}}},
		{"hazards/items?filter=opened_at >= TIMESTAMP('2026-05-01T00:00:00Z')", 1, 0, tiles.Filter{From: day}},
		{"hazards/items?filter=opened_at BETWEEN '2026-05-01T00:00:00Z' AND '2026-05-01T00:00:09Z'", 1, 0, tiles.Filter{From: day, To: day.Add(10 * time.Second)}},
	} {
		w.watched.reset()
		path, filter, _ := strings.Cut(c.query, "filter=")
		if filter != "" {
			path += "filter=" + escapeQuery(filter)
		}
		w.get("/collections/" + path).json(geoJSONType)
		if summaries, pages, rows, last := w.watched.seen(); pages != c.pages || rows != c.rows || summaries != 1 || !reflect.DeepEqual(last.Filter, c.filter) {
			t.Errorf("%s takes %d pages by %+v, %d rows and %d summaries", c.query, pages, last.Filter, rows, summaries)
		}
	}
}

func TestWhatIsKnownAlreadyIsNotReadAgain(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/collections/hazards/items?filter=settled", "/collections/cells/items?f=html", "/collections/base/items?limit=3"} {
		tag := w.get(path).header.Get("ETag")
		w.watched.reset()
		if a := w.get(path, "If-None-Match", tag); a.status != http.StatusNotModified {
			t.Errorf("%s answered %d", path, a.status)
		}
		if summaries, pages, _, _ := w.watched.seen(); pages != 0 || summaries != 1 {
			t.Errorf("%s took %d pages and %d summaries", path, pages, summaries)
		}
	}
	for query, field := range map[string]string{"filter=nonsense": "filter", "limit=0": "limit", "next=bm90IGFuIGlk": "next", "bbox=1": "bbox"} {
		w.get("/collections/hazards/items?"+query, "If-None-Match", "*").refused(http.StatusBadRequest, field)
	}
	w.get("/collections/base/items?next=bm90IGFuIGlk", "If-None-Match", "*").refused(http.StatusBadRequest, "next")
	w.get("/collections/none/items", "If-None-Match", "*").refused(http.StatusNotFound, "collectionId")
}

func TestPagesAreNotTooLong(t *testing.T) {
	w := newWorld(t)
	for path, want := range map[string]int{
		"hazards/items?limit=20000": 10_000, "cells/items?limit=20000": 2000, "base/items?limit=2001": 2000, "hazards/items?limit=501&f=html": 500, "cells/items?limit=499&f=html": 499,
	} {
		w.watched.reset()
		if a := w.get("/collections/" + path); a.status != http.StatusOK {
			t.Errorf("%s answered %d", path, a.status)
		}
		if _, _, _, last := w.watched.seen(); last.Limit != want {
			t.Errorf("%s reads %d features, want %d", path, last.Limit, want)
		}
	}
}
