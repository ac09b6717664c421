package ogc_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/demo"
	"github.com/wangge-map/wangge/tiles"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// town is the synthetic town, grown once.
var town = sync.OnceValues(func() (*demo.Town, error) { return demo.NewTown(now) })

// world is the whole service over the synthetic town, without a database: two nets, every layer, some 490 cases.
type world struct {
	t     testing.TB
	live  *tiles.Live
	nets  *locate.Nets
	cases []casework.Case
	url   string // of the service

	handler http.Handler
	watched *watched // what handler reads
	ogc     string   // of the landing page
}

// offline stands in for what the database would give.
type offline struct {
	api.Intake
	api.Reports
	categories []casework.Category
}

func (o offline) Categories() []casework.Category                   { return o.categories }
func (o offline) Category(string) (c casework.Category, known bool) { return c, false }
func (o offline) Settings() map[string]string {
	return map[string]string{"title_zh": "丁家街道网格（演示）", "title_en": "Dingjia street grid (demo)"}
}
func (o offline) Subscribe(context.Context, string) (<-chan tiles.Event, error) { return nil, nil }
func (o offline) Ready() (ready, databaseUp bool, age time.Duration)            { return true, false, time.Hour }

func (o offline) Loading() (read, all int64)             { return 0, 0 }
func (o offline) Behind() (since time.Time, behind bool) { return now.Add(-time.Hour), true }

// slashed is the code of a cell that must be escaped in addresses.
const slashed = `北/东 "1"?`

func newWorld(t testing.TB) *world {
	t.Helper()
	grown, err := town()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, nets: &locate.Nets{}}
	cells := append([]geo.Cell{}, grown.Cells...)
	for i := range cells {
		cells[i].ID = int64(i + 1)
	}
	grid := edition(t, geo.Net{ID: 1, Code: grown.Net.Code, Title: grown.Net.Title}, 1, cells)
	w.nets.Replace([]*locate.Edition{grid, edition(t, geo.Net{ID: 2, Code: "unit", Title: "单元网格"}, 2, quarters(grid.Index.Bound()))})
	w.live = tiles.NewLive(w.nets, func() time.Time { return now })
	categories := w.fill(grown, grid)
	w.serve(categories)
	return w
}

// newEmptyWorld is the service before anything was brought in.
func newEmptyWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, nets: &locate.Nets{}}
	w.live = tiles.NewLive(w.nets, func() time.Time { return now })
	w.live.SetCatalog([]casework.Layer{{ID: "hazards", Kind: tiles.KindPoints, TitleEN: "Hazards"}, {ID: "cells", Kind: tiles.KindCells, TitleEN: "Cells"}}, nil)
	w.serve(nil)
	return w
}

func (w *world) serve(categories []casework.Category) {
	w.t.Helper()
	off := offline{categories: categories}
	w.watched = &watched{Live: w.live}
	var err error
	w.handler, err = api.New(api.Config{
		Nets: w.nets, Intake: off, Reports: off, Layers: w.watched, Picture: off, Version: "test", Metrics: prometheus.NewRegistry(),
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }, Limits: api.Limits{ReadsPerSecond: 1e6},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	server := httptest.NewServer(w.handler)
	w.t.Cleanup(server.Close)
	w.url, w.ogc = server.URL, server.URL+"/ogc"
}

func edition(t testing.TB, net geo.Net, id int64, cells []geo.Cell) *locate.Edition {
	t.Helper()
	index, err := locate.New(cells)
	if err != nil {
		t.Fatal(err)
	}
	return &locate.Edition{Net: net, Index: index, Edition: geo.Edition{ID: id, Net: net.Code, Number: 1, InForceFrom: now.Add(-time.Hour)}}
}

// quarters cuts b into four cells.
func quarters(b geo.Bound) []geo.Cell {
	middle := geo.Point{Lon: (b.Min.Lon + b.Max.Lon) / 2, Lat: (b.Min.Lat + b.Max.Lat) / 2}
	var cells []geo.Cell
	for i, code := range []string{"南/西", "南 东", "北+西", slashed} {
		lo, hi := b.Min, middle
		if i%2 == 1 {
			lo.Lon, hi.Lon = middle.Lon, b.Max.Lon
		}
		if i > 1 {
			lo.Lat, hi.Lat = middle.Lat, b.Max.Lat
		}
		cells = append(cells, geo.Cell{ID: int64(1000 + i), Code: code, Name: code, District: geo.NoDistrict, Label: lo, Shape: geo.MultiPolygon{{{lo, {Lon: hi.Lon, Lat: lo.Lat}, hi, {Lon: lo.Lon, Lat: hi.Lat}}}}})
	}
	return cells
}

// fill puts the town's cases, members and base map onto the layers.
func (w *world) fill(grown *demo.Town, grid *locate.Edition) []casework.Category {
	var categories []casework.Category
	byCode := map[string]casework.Category{}
	for i := range grown.Reports {
		c := grown.Reports[i].Case
		code := grown.Reports[i].Report.Category.Code
		category, known := byCode[code]
		if !known {
			category = casework.Category{Code: code, Standard: "test", Kind: "matter", NameZH: "事项 " + code, NameEN: `Matter "` + code + `"`, Layer: layerOf(code), Severity: casework.Severity(len(byCode) % 4)}
			byCode[code] = category
			categories = append(categories, category)
		}
		c.Category, c.Severity = category, category.Severity
		c.At = grown.Reports[i].Report.Pin.At
		c.Placement = casework.Placement{Net: grid.Net.Code, EditionID: grid.ID}
		if at := grid.Index.Locate(c.At).Cell; at >= 0 {
			c.Placement.CellID = grid.Index.Cell(at).ID
		}
		w.cases = append(w.cases, c)
	}
	w.live.SetCatalog([]casework.Layer{
		{ID: "hazards", Kind: tiles.KindPoints, TitleZH: "安全隐患", TitleEN: "Hazards"}, {ID: "road-defects", Kind: tiles.KindPoints, TitleZH: "道路病害", TitleEN: "Road defects"},
		{ID: "other", Kind: tiles.KindPoints, TitleZH: "其他事项", TitleEN: "Other matters"}, {ID: "coverage", Kind: tiles.KindCells, TitleZH: "网格力量", TitleEN: "Volunteer coverage"},
		{ID: "cells", Kind: tiles.KindCells, TitleZH: "网格", TitleEN: "Grid cells"}, {ID: "base", Kind: tiles.KindBase, TitleZH: "底图", TitleEN: "Base map"},
	}, categories)
	w.live.PutCases(w.cases...)
	counts := map[casework.MemberCount]int{}
	for _, m := range grown.Members {
		counts[casework.MemberCount{Net: grid.Net.Code, Cell: m.Cell, Role: m.Role}]++
	}
	var members []casework.MemberCount
	for key, n := range counts {
		key.Count = n
		members = append(members, key)
	}
	w.live.SetMembers(members)
	if err := w.live.SetBase(grown.Base); err != nil {
		w.t.Fatal(err)
	}
	return categories
}

func layerOf(code string) string {
	switch code[:1] {
	case "9":
		return "hazards"
	case "0":
		return "road-defects"
	}
	return "other"
}

// answer is what the service answered.
type answer struct {
	t      testing.TB
	url    string
	status int
	header http.Header
	body   []byte
}

// get asks for path, which is below the landing page unless it is a whole address. Headers are names and values in turn.
func (w *world) get(path string, headers ...string) answer {
	w.t.Helper()
	address := path
	if !strings.HasPrefix(path, "http") {
		address = w.ogc + path
	}
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{w.t, address, resp.StatusCode, resp.Header, raw}
}

type object = map[string]any

// json decodes a body that must have been sent with status 200 as mediaType.
func (a answer) json(mediaType string) object {
	a.t.Helper()
	if a.status != http.StatusOK || a.header.Get("Content-Type") != mediaType {
		a.t.Fatalf("%s answered %d %s, want 200 %s: %.300s", a.url, a.status, a.header.Get("Content-Type"), mediaType, a.body)
	}
	var out object
	if err := json.Unmarshal(a.body, &out); err != nil {
		a.t.Fatalf("%s: %v", a.url, err)
	}
	return out
}

// refused holds that the answer is a problem with this status about this field.
func (a answer) refused(status int, field string) {
	a.t.Helper()
	var p struct {
		Type, Title, Detail, Field, Code, Description string
		Status                                        int
	}
	if err := json.Unmarshal(a.body, &p); err != nil {
		a.t.Errorf("%s answered %d, not a problem: %.300s", a.url, a.status, a.body)
		return
	}
	if a.status != status || a.header.Get("Content-Type") != "application/problem+json" || p.Status != status || p.Field != field || p.Code == "" || p.Description == "" || p.Title == "" || p.Detail == "" {
		a.t.Errorf("%s answered %d %s, want a problem with %d about %q", a.url, a.status, a.body, status, field)
	}
}

const (
	jsonType    = "application/json"
	geoJSONType = "application/geo+json"
	schemaType  = "application/schema+json"
)

// ids lists the collections.
func (w *world) ids() []string {
	w.t.Helper()
	var out []string
	for _, c := range w.get("/collections").json(jsonType)["collections"].([]any) {
		out = append(out, c.(object)["id"].(string))
	}
	if len(out) != 8 {
		w.t.Fatalf("there are the collections %v, want 8", out)
	}
	return out
}

func collectionPath(id string) string { return "/collections/" + url.PathEscape(id) }

// linkTo returns the address of the link with this relation and type, or "".
func linkTo(doc object, rel, mediaType string) string {
	links, _ := doc["links"].([]any)
	for _, l := range links {
		if l := l.(object); l["rel"] == rel && (mediaType == "" || l["type"] == mediaType) {
			return l["href"].(string)
		}
	}
	return ""
}

// all reads every page of path, following the links.
func (w *world) all(path string) []object {
	w.t.Helper()
	var out []object
	for path != "" {
		page := w.get(path).json(geoJSONType)
		for _, f := range page["features"].([]any) {
			out = append(out, f.(object))
		}
		path = linkTo(page, "next", geoJSONType)
	}
	return out
}

func idsOf(features []object) []string {
	out := []string{}
	for _, f := range features {
		out = append(out, f["id"].(string))
	}
	return out
}

// layer is the collection's layer as the service's own API gives it.
func (w *world) layer(id string) []object {
	w.t.Helper()
	name, net, _ := strings.Cut(id, ".")
	doc := w.get(fmt.Sprintf("%s/api/v1/layers/%s.geojson?limit=50000&net=%s", w.url, name, net)).json(geoJSONType)
	var out []object
	for _, f := range doc["features"].([]any) {
		out = append(out, f.(object))
	}
	return out
}

func isPoints(id string) bool { return id == "hazards" || id == "road-defects" || id == "other" }

func isCells(id string) bool {
	return strings.HasPrefix(id, "cells") || strings.HasPrefix(id, "coverage")
}
