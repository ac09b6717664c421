package ogc

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/tiles"
)

//go:embed pages
var pageFiles embed.FS

// page is a resource for people.
type page struct {
	name   string // of its template in pages/
	title  string
	crumbs []crumb // above it, below the landing page
	body   any
}

// crumb is a step on the way to a page.
type crumb struct{ Path, Title string }

// view is what a template is given.
type view struct {
	Lang, Site, Title string
	Root              string // the address of the landing page, on whatever host
	Crumbs            []crumb
	Formats           []link // other formats of the resource
	Body              any
}

// pageNames are the templates that are pages.
func pageNames() []string {
	return []string{"landing", "conformance", "collections", "collection", "queryables", "items", "feature", "tilesets", "tileset", "matrixsets", "matrixset", "api"}
}

// parsePages reads the templates in both languages, by whether that is Chinese. zone is the site's.
func parsePages(zone func() *time.Location) (map[bool]map[string]*template.Template, error) {
	all := map[bool]map[string]*template.Template{}
	for _, chinese := range []bool{false, true} {
		all[chinese] = map[string]*template.Template{}
		for _, name := range pageNames() {
			t, err := template.New("layout.html").Funcs(pageFuncs(chinese, zone)).ParseFS(pageFiles, "pages/layout.html", "pages/"+name+".html")
			if err != nil {
				return nil, err
			}
			all[chinese][name] = t
		}
	}
	return all, nil
}

// pageFuncs are what templates may call. t chooses between Chinese and English; times are told in the site's zone.
func pageFuncs(chinese bool, zone func() *time.Location) template.FuncMap {
	t := func(zh, en string) string {
		if chinese {
			return zh
		}
		return en
	}
	return template.FuncMap{
		"t":     t,
		"title": func(c tiles.Column) string { return t(c.TitleZH, c.TitleEN) },
		"at":    func(r tiles.Row, i int) any { return r.Value(i) },
		"names": func(c tiles.Column) bool { return c.Name == "id" || c.Name == "code" },
		"id":    func(r tiles.Row) string { return r.ID() },
		"seg":   url.PathEscape,
		"when":  func(v any) string { at, _ := v.(time.Time); return at.In(zone()).Format("2006-01-02 15:04") },
		"iso":   func(v any) string { at, _ := v.(time.Time); return at.Format(time.RFC3339) },
		"isTime": func(v any) bool {
			_, ok := v.(time.Time)
			return ok
		},
		"show":   func(v any) string { return show(v, t) },
		"upper":  strings.ToUpper,
		"values": func(schema map[string]any) string { return valuesOf(schema) },
	}
}

// show writes a value for people.
func show(v any, t func(zh, en string) string) string {
	switch v := v.(type) {
	case nil:
		return "–"
	case bool:
		if v {
			return t("是", "yes")
		}
		return t("否", "no")
	case float64:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprint(v)
}

// valuesOf says what a parameter may be.
func valuesOf(schema map[string]any) string {
	if options, ok := schema["anyOf"].([]any); ok {
		var names []string
		for _, o := range options {
			names = append(names, valuesOf(o.(map[string]any)))
		}
		return strings.Join(names, " | ")
	}
	if values, ok := schema["enum"].([]string); ok {
		return strings.Join(values, ", ")
	}
	return fmt.Sprint(schema["type"])
}

func (c *call) render(a *answer) ([]byte, error) {
	zh, en := c.s.cfg.Title()
	v := view{Lang: c.text("zh-CN", "en"), Site: c.text(zh, en), Title: a.page.title, Root: prefix, Crumbs: a.page.crumbs, Body: a.page.body}
	for _, l := range a.links {
		if l.Rel == "alternate" {
			l.Href = c.local(l.Href)
			v.Formats = append(v.Formats, l)
		}
	}
	var out bytes.Buffer
	err := c.s.pages[c.chinese][a.page.name].Execute(&out, v)
	return out.Bytes(), err
}

// local makes an address of the API one on the same host, which holds behind any proxy.
func (c *call) local(href string) string { return prefix + strings.TrimPrefix(href, c.base) }

// crumbs lead to k, or where that is nil to the list of collections.
func (c *call) crumbs(k *collection) []crumb {
	steps := []crumb{{"/collections", c.text("数据集", "Collections")}}
	if k != nil {
		steps = append(steps, crumb{k.path(), c.text(k.titleZH, k.title)})
	}
	return steps
}

func (c *call) itemsPage(k *collection, found tiles.Page) page {
	next := ""
	if found.Next != "" {
		next = c.local(c.href("next", token(found.Next)))
	}
	return page{name: "items", title: c.text(k.titleZH, k.title), crumbs: c.crumbs(k), body: map[string]any{
		"Columns": k.columns, "Rows": found.Rows, "Matched": found.Matched, "Path": k.path(), "Next": next, "First": c.query.Get("next") == "",
		"Filter": c.query.Get("filter"), "Limit": c.query.Get("limit"), "Most": c.mostOnPage(k),
	}}
}

func (c *call) featurePage(k *collection, r tiles.Row) page {
	return page{name: "feature", title: r.ID(), crumbs: append(c.crumbs(k), crumb{k.path() + "/items", c.text("要素", "Features")}), body: map[string]any{
		"Columns": k.columns, "Row": r, "Geometry": shapeOf(r.Geometry()),
	}}
}

// shape is what a page says of a geometry.
type shape struct {
	Type          string
	Point         bool
	Lon, Lat      string // of a point
	Vertices      int
	West, South   string
	East, North   string
	ViewBox, Path string // an outline to draw, north up
}

func shapeOf(g orb.Geometry) shape {
	b := g.Bound()
	degrees := func(v float64) string { return fmt.Sprintf("%.5f", v) }
	s := shape{Type: g.GeoJSONType(), West: degrees(b.Min[0]), South: degrees(b.Min[1]), East: degrees(b.Max[0]), North: degrees(b.Max[1])}
	if p, ok := g.(orb.Point); ok {
		s.Point, s.Lon, s.Lat = true, degrees(p[0]), degrees(p[1])
		return s
	}
	s.outline(g, b)
	return s
}

//go:embed style.css
var style []byte

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write(style) // who asked may have gone
}
