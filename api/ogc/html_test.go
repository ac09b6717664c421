package ogc_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// The tests of this file are those of OGC 17-069r4, Annex A.4 (HTML) and A.3 (GeoJSON). What a person sees of the pages, on
// a phone and through a screen reader, is tested in a browser: web/e2e/ogc.spec.ts.

const htmlType = "text/html; charset=utf-8"

var anchor = regexp.MustCompile(`<(?:a|link) ([^>]*)>`)
var attributes = regexp.MustCompile(`(rel|href|type)="([^"]*)"`)

// htmlLinks gives the links of a page as those of a document.
func (a answer) htmlLinks() object {
	a.t.Helper()
	if a.status != http.StatusOK || a.header.Get("Content-Type") != htmlType {
		a.t.Fatalf("%s answers %d %s: %.300s", a.url, a.status, a.header.Get("Content-Type"), a.body)
	}
	var links []any
	for _, tag := range anchor.FindAllSubmatch(a.body, -1) {
		l := object{"rel": ""}
		for _, attribute := range attributes.FindAllSubmatch(tag[1], -1) {
			l[string(attribute[1])] = html.UnescapeString(string(attribute[2]))
		}
		links = append(links, l)
	}
	return object{"links": links}
}

// pagePaths are a page of every kind.
func (w *world) pagePaths() []string {
	paths := []string{"", "/conformance", "/api.html", "/api", "/collections", "/tiles", "/tiles/WebMercatorQuad", "/tileMatrixSets", "/tileMatrixSets/WebMercatorQuad"}
	for _, id := range w.ids() {
		_, one := w.sample(id)
		path := collectionPath(id)
		paths = append(paths, path, path+"/items", path+"/queryables", path+"/items/"+escape(one["id"].(string)))
		if id != "base" {
			paths = append(paths, path+"/tiles", path+"/tiles/WebMercatorQuad")
		}
	}
	return paths
}

func TestHTMLDefinition(t *testing.T) { // /conf/html/definition, /conf/html/content
	w := newWorld(t)
	for _, path := range w.pagePaths() {
		for language, lang := range map[string]string{"zh-CN,zh;q=0.9,en;q=0.8": "zh-CN", "en": "en", "de": "en"} {
			a := w.get(path, "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Accept-Language", language)
			a.htmlLinks()
			body := string(a.body)
			if !strings.HasPrefix(body, "<!doctype html>") || !strings.Contains(body, `<html lang="`+lang+`">`) || strings.Count(body, "<h1>") != 1 {
				t.Errorf("%q in %s is not a page in %s: %.200s", path, language, lang, body)
			}
			if strings.Contains(body, "<script") || strings.Contains(body, "style=") || strings.Contains(body, "<style") || strings.Contains(body, "%!") || strings.Contains(body, "ZgotmplZ") || strings.Contains(body, "<no value>") {
				t.Errorf("%q has a script, a style of its own, or a part that was not written", path)
			}
			for _, match := range regexp.MustCompile(`<table[\s\S]*?</table>`).FindAllString(body, -1) {
				if !strings.Contains(match, `<th scope="col"`) {
					t.Errorf("%q has a table without headers", path)
				}
			}
		}
	}
}

// Whoever follows the links of the pages comes to every kind of page, and to no dead end.
func TestHTMLLinksLeadSomewhere(t *testing.T) {
	w := newWorld(t)
	seen := map[string]bool{}
	queue := []string{"/ogc"}
	perPattern := map[string]int{}
	number := regexp.MustCompile(`items/[^?]+|next=[^&]+`)
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if path, _, _ = strings.Cut(path, "#"); path == "" || seen[path] || !strings.HasPrefix(path, "/ogc") {
			continue
		}
		seen[path] = true
		if perPattern[number.ReplaceAllString(path, "#")]++; perPattern[number.ReplaceAllString(path, "#")] > 3 {
			continue
		}
		a := w.get(w.url+path, "Accept", "text/html")
		if a.status != http.StatusOK {
			t.Errorf("%s answers %d: %.200s", path, a.status, a.body)
			continue
		}
		if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			for _, l := range a.htmlLinks()["links"].([]any) {
				if href, ok := l.(object)["href"].(string); ok {
					queue = append(queue, href)
				}
			}
		}
	}
	for _, want := range append(w.pagePaths()[1:3], "/style.css", "/collections/cells.unit/items") {
		if !seen["/ogc"+want] {
			t.Errorf("no page links to %s", want)
		}
	}
}

func TestAPageShowsWhatTheLayerHolds(t *testing.T) {
	w := newWorld(t)
	for _, id := range w.ids() {
		all, one := w.sample(id)
		got := 0
		for path := w.ogc + collectionPath(id) + "/items?f=html&limit=10000"; path != w.url; {
			list := w.get(path)
			got += strings.Count(string(list.body), `<th scope="row">`)
			path = w.url + linkTo(list.htmlLinks(), "next", "")
		}
		if got != len(all) {
			t.Errorf("the pages of %s have %d rows, want %d", id, got, len(all))
		}
		page := string(w.get(collectionPath(id)+"/items/"+escape(one["id"].(string)), "Accept", "text/html").body)
		for name, v := range one["properties"].(object) {
			if text, ok := v.(string); ok && name != "opened_at" && name != "closed_at" && !strings.Contains(page, html.EscapeString(text)) {
				t.Errorf("the page of %s %v does not show %s, %s", id, one["id"], name, text)
			}
		}
		if outline := strings.Contains(page, "<svg"); outline == isPoints(id) {
			t.Errorf("the page of %s %v has an outline: %v", id, one["id"], outline)
		}
	}
	if a := w.get("/style.css"); a.status != http.StatusOK || a.header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("the style sheet answers %d %s", a.status, a.header.Get("Content-Type"))
	}
}

func TestTheFormOfTheItemsPageIsAnswered(t *testing.T) {
	w := newWorld(t)
	if a := w.get("/collections/cells/items?filter=&limit=100", "Accept", "text/html"); a.status != http.StatusOK {
		t.Errorf("an empty form answers %d: %s", a.status, a.body)
	}
	none := string(w.get("/collections/cells/items?filter=code+%3D+%27%22%3E%3Cb%3E%27&limit=100", "Accept", "text/html").body)
	if !strings.Contains(none, "No feature matches.") || strings.Contains(none, "<b>") {
		t.Errorf("a filter that finds nothing is answered with %s", none)
	}
}

func TestGeoJSONDefinition(t *testing.T) { // /conf/geojson/definition, /conf/geojson/content
	w := newWorld(t)
	for _, accept := range []string{"application/geo+json", "application/json", "application/geo+json;q=0.9, text/html;q=0.5", "*/*", "application/*", "", "application/geo+json; charset=utf-8", "image/png", "nonsense"} {
		for _, id := range w.ids() {
			w.get(collectionPath(id)+"/items?limit=1", "Accept", accept).json(geoJSONType)
		}
		if !strings.Contains(accept, "html") { // who takes GeoJSON and HTML, and no other JSON, gets a page here
			w.get("/collections", "Accept", accept).json(jsonType)
		}
	}
	for _, accept := range []string{"text/html", "text/*", "text/html;q=0.9, application/geo+json;q=0.8", "image/png, text/html"} {
		w.get("/collections/cells/items", "Accept", accept).htmlLinks()
	}
	w.get("/collections/cells/items?f=json&limit=1", "Accept", "text/html").json(geoJSONType)
}
