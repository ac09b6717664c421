package ogc_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The tests of this file are those of OGC 19-079r2, Annex A, and of what shows at HTTP of 21-065r2 (CQL2); each names its
// abstract tests.

const relQueryables = "http://www.opengis.net/def/rel/ogc/1.0/queryables"

func (w *world) queryables(id string) object {
	w.t.Helper()
	return w.get(linkTo(w.get(collectionPath(id)).json(jsonType), relQueryables, schemaType), "Accept", schemaType).json(schemaType)
}

func TestQueryables(t *testing.T) { // /conf/queryables/get-queryables, get-collection
	w := newWorld(t)
	for _, id := range w.ids() {
		doc := w.queryables(id)
		if doc["$schema"] != "https://json-schema.org/draft/2020-12/schema" || doc["$id"] != w.ogc+collectionPath(id)+"/queryables" || doc["type"] != "object" || doc["additionalProperties"] != false {
			t.Errorf("%s has the queryables %v", id, doc)
		}
		properties := doc["properties"].(object)
		want := map[bool]string{true: "geometry-point", false: "geometry-any"}[isPoints(id)]
		if isCells(id) {
			want = "geometry-multipolygon"
		}
		geometry := properties["geometry"].(object)
		if _, typed := geometry["type"]; geometry["format"] != want || typed {
			t.Errorf("%s has the geometry %v, want %s", id, geometry, want)
		}
		// What is said of the values holds for every feature, and every property is a queryable.
		for _, f := range w.all(collectionPath(id) + "/items?limit=10000") {
			values := f["properties"].(object)
			if len(values) != len(properties)-1 {
				t.Fatalf("%s has %d queryables, a feature %d properties", id, len(properties), len(values))
			}
			for name, v := range values {
				if schema, ok := properties[name].(object); !ok || v != nil && !fits(schema, v) {
					t.Errorf("%s: %s is %v, which is not of %v", id, name, v, schema)
				}
			}
		}
	}
}

func fits(schema object, v any) bool {
	if values, listed := schema["enum"].([]any); listed && !slices.Contains(values, v) {
		return false
	}
	n, number := v.(float64)
	switch schema["type"] {
	case "string":
		_, ok := v.(string)
		return ok && schema["title"] != ""
	case "boolean":
		_, ok := v.(bool)
		return ok
	case "integer":
		return number && n == float64(int64(n))
	}
	return number
}

// sample is a feature of the middle of a collection.
func (w *world) sample(id string) (all []object, sample object) {
	w.t.Helper()
	all = w.all(collectionPath(id) + "/items?limit=10000")
	return all, all[len(all)/2]
}

// found are the ids of those in all that fn lets through.
func found(all []object, fn func(properties object) bool) []string {
	out := []string{}
	for _, f := range all {
		if fn(f["properties"].(object)) {
			out = append(out, f["id"].(string))
		}
	}
	return out
}

func TestQueryablesAsParameters(t *testing.T) { // /conf/queryables-query-parameters/query-param
	w := newWorld(t)
	for _, id := range w.ids() {
		all, one := w.sample(id)
		for name, v := range one["properties"].(object) {
			if v == nil {
				continue
			}
			text := fmt.Sprint(v)
			if raw, ok := v.(float64); ok {
				number, _ := json.Marshal(raw)
				text = string(number)
			}
			want := found(all, func(p object) bool { return p[name] == v })
			got := w.get(collectionPath(id) + "/items?limit=10000&" + name + "=" + escapeQuery(text))
			page := got.json(geoJSONType)
			if diff := cmp.Diff(want, featureIDs(page)); diff != "" || page["numberMatched"] != float64(len(want)) {
				t.Errorf("%s with %s=%s (numberMatched %v): %s", id, name, text, page["numberMatched"], diff)
			}
		}
	}
	all, _ := w.sample("hazards")
	want := found(all, func(p object) bool { return p["settled"] == true && p["severity"] == "routine" })
	if diff := cmp.Diff(want, idsOf(w.all("/collections/hazards/items?limit=7&settled=true&severity=routine"))); diff != "" || len(want) == 0 {
		t.Errorf("two at once: %s", diff)
	}
	if diff := cmp.Diff(found(all, func(p object) bool { return p["settled"] == false }), idsOf(w.all("/collections/hazards/items?settled=0"))); diff != "" { // as GDAL writes it
		t.Errorf("settled=0: %s", diff)
	}
	for name, value := range map[string]string{"settled": "maybe", "severity": "worst", "opened_at": "2026", "state": "open"} {
		w.get("/collections/hazards/items?"+name+"="+value).refused(http.StatusBadRequest, name)
	}
	w.get("/collections/cells/items?open=many").refused(http.StatusBadRequest, "open")
	w.get("/collections/cells/items?area_m2=large").refused(http.StatusBadRequest, "area_m2")
	w.get("/collections/cells/items?geometry=1").refused(http.StatusBadRequest, "geometry")
}

func featureIDs(page object) []string {
	out := []string{}
	for _, f := range page["features"].([]any) {
		out = append(out, f.(object)["id"].(string))
	}
	return out
}

// both asks with a filter, as text unless it is JSON.
func (w *world) filtered(id, filter, more string) answer {
	w.t.Helper()
	lang := ""
	if strings.HasPrefix(filter, "{") {
		lang = "&filter-lang=cql2-json"
	}
	return w.get(collectionPath(id) + "/items?limit=10000&filter=" + escapeQuery(filter) + lang + more)
}

func TestFilter(t *testing.T) { // /conf/filter/filter-param, filter-lang-default, expression-construction; /conf/cql2-text, cql2-json, basic-cql2, advanced-comparison-operators, case-insensitive-comparison, temporal-functions, property-property
	w := newWorld(t)
	hazards, one := w.sample("hazards")
	at := one["properties"].(object)["opened_at"].(string)
	cells, cell := w.sample("cells")
	code := cell["properties"].(object)["code"].(string)
	coverage, _ := w.sample("coverage")
	for _, c := range []struct {
		id, filter string
		all        []object
		want       func(p object) bool
	}{
		{"hazards", `severity = 'urgent'`, hazards, func(p object) bool { return p["severity"] == "urgent" }},
		{"hazards", `{"op":"=","args":[{"property":"severity"},"urgent"]}`, hazards, func(p object) bool { return p["severity"] == "urgent" }},
		{"hazards", `severity IN ('urgent','emergency') AND NOT settled`, hazards, func(p object) bool {
			return (p["severity"] == "urgent" || p["severity"] == "emergency") && p["settled"] == false
		}},
		{"hazards", `settled = TRUE OR state LIKE 'in%'`, hazards, func(p object) bool { return p["settled"] == true || strings.HasPrefix(p["state"].(string), "in") }},
		{"hazards", `opened_at >= TIMESTAMP('` + at + `')`, hazards, func(p object) bool { return p["opened_at"].(string) >= at }},
		{"hazards", `T_BEFORE(opened_at, TIMESTAMP('` + at + `'))`, hazards, func(p object) bool { return p["opened_at"].(string) < at }},
		{"hazards", `{"op":"t_after","args":[{"property":"opened_at"},{"timestamp":"` + at + `"}]}`, hazards, func(p object) bool { return p["opened_at"].(string) > at }},
		{"hazards", `CASEI(state) = CASEI('CLOSED')`, hazards, func(p object) bool { return p["state"] == "closed" }},
		{"hazards", `name_zh <> name_en`, hazards, func(p object) bool { return p["name_zh"] != p["name_en"] }},
		{"hazards", `name_zh = '` + one["properties"].(object)["name_zh"].(string) + `'`, hazards, func(p object) bool { return p["name_zh"] == one["properties"].(object)["name_zh"] }},
		{"hazards", `severity IS NULL`, hazards, func(object) bool { return false }},
		{"cells", `code = '` + code + `'`, cells, func(p object) bool { return p["code"] == code }},
		{"cells", `open BETWEEN 1 AND 3`, cells, func(p object) bool { return p["open"].(float64) >= 1 && p["open"].(float64) <= 3 }},
		{"cells", `{"op":"and","args":[{"op":">","args":[{"property":"settled"},2]},{"op":"not","args":[{"op":"=","args":[{"property":"open"},0]}]}]}`, cells, func(p object) bool { return p["settled"].(float64) > 2 && p["open"] != 0.0 }},
		// One or two volunteers are null: neither less than three nor not.
		{"coverage", `volunteers < 3 OR volunteers >= 3`, coverage, func(p object) bool { return p["volunteers"] != nil }},
		{"coverage", `NOT volunteers >= 3`, coverage, func(p object) bool { return p["volunteers"] != nil && p["volunteers"].(float64) < 3 }},
		{"coverage", `volunteers IS NULL`, coverage, func(p object) bool { return p["too_few"] == true }},
	} {
		want := found(c.all, c.want)
		page := w.filtered(c.id, c.filter, "").json(geoJSONType)
		if diff := cmp.Diff(want, featureIDs(page)); diff != "" || page["numberMatched"] != float64(len(want)) {
			t.Errorf("%s where %s (numberMatched %v): %s", c.id, c.filter, page["numberMatched"], diff)
		}
		if len(want) == len(c.all) && !strings.Contains(c.filter, "name_zh <>") {
			t.Errorf("%s lets all %d through: the test sees nothing", c.filter, len(want))
		}
	}
	for _, id := range w.ids() {
		_, one := w.sample(id)
		for name := range one["properties"].(object) {
			if a := w.filtered(id, name+" IS NULL", "&filter-lang=cql2-text"); a.status != http.StatusOK {
				t.Errorf("%s IS NULL answers %d: %s", name, a.status, a.body)
			}
		}
		for _, filter := range []string{"THIS IS NOT A FILTER", "this_is_not_a_queryable IS NULL", "{}", `{"op":"=","args":[{"property":"nothing"},1]}`, "(", "geometry = 1"} {
			w.filtered(id, filter, "").refused(http.StatusBadRequest, "filter")
		}
		w.get(collectionPath(id)+"/items?filter-lang=ecql&filter=x").refused(http.StatusBadRequest, "filter-lang")
	}
}

// A filter stands beside the other parameters: all must hold.
func TestFilterIsJoinedWithTheOtherParameters(t *testing.T) { // /conf/features-filter/filter-param-multiple
	w := newWorld(t)
	hazards, _ := w.sample("hazards")
	box := floats(w.get("/collections/hazards").json(jsonType)["extent"].(object)["spatial"].(object)["bbox"].([]any)[0])
	half := within(box, 0, 0.5)
	want := []string{}
	for _, f := range hazards {
		p := f["properties"].(object)
		if meets(f, half) && p["opened_at"].(string) >= "2026-05-01" && p["state"] == "closed" && p["severity"] != "routine" {
			want = append(want, f["id"].(string))
		}
	}
	got := idsOf(w.all("/collections/hazards/items?limit=3&state=closed&datetime=2026-05-01T00:00:00Z/..&bbox=" + join(half) + "&filter=" + escapeQuery("severity <> 'routine'")))
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 4 {
		t.Errorf("%d features: %s", len(want), diff)
	}
}

func TestFilterCRS(t *testing.T) { // /conf/filter/filter-crs-wgs84, filter-crs-param; /conf/cql2/basic-spatial-functions
	w := newWorld(t)
	part := within(w.extent("cells"), 0.13, 0.55)
	ring := [][2]float64{{part[0], part[1]}, {part[2], part[1]}, {part[2], part[3]}, {part[0], part[3]}, {part[0], part[1]}}
	polygon := polygonOf(ring)
	coordinates := strings.NewReplacer("POLYGON((", "[[[", "))", "]]]", " ", ",", ",", "],[").Replace(polygon)
	filters := []struct{ filter, more string }{
		{"S_INTERSECTS(geometry," + polygon + ")", ""},
		{`{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Polygon","coordinates":` + coordinates + `}]}`, ""},
		{"NOT S_DISJOINT(geometry,BBOX(" + join(part) + "))", ""},
	}
	for _, uri := range w.crsOf("cells") { // the same polygon in each CRS finds the same
		filters = append(filters, struct{ filter, more string }{"S_INTERSECTS(geometry," + polygonOf(gdalTransform(t, uri, ring)) + ")", "&filter-crs=" + uri})
	}
	for _, id := range w.ids() {
		all := w.all(collectionPath(id) + "/items?limit=10000")
		whole := fmt.Sprintf("S_INTERSECTS(geometry,BBOX(%s))", join(w.extent(id)))
		if got := featureIDs(w.filtered(id, whole, "").json(geoJSONType)); len(got) != len(all) {
			t.Errorf("%s has %d features in its extent, want %d", id, len(got), len(all))
		}
		w.filtered(id, "S_INTERSECTS(geometry,BBOX(1000000,1000000,2000000,2000000))", "").refused(http.StatusBadRequest, "filter")
		want := []string{}
		for _, f := range all {
			if meets(f, part) {
				want = append(want, f["id"].(string))
			}
		}
		for _, c := range filters {
			if diff := cmp.Diff(want, featureIDs(w.filtered(id, c.filter, c.more).json(geoJSONType))); diff != "" || len(want) == 0 {
				t.Errorf("%s where %s %s: %s", id, c.filter, c.more, diff)
			}
		}
	}
}

// polygonOf writes a ring as well-known text.
func polygonOf(ring [][2]float64) string {
	var positions []string
	for _, p := range ring {
		positions = append(positions, strconv.FormatFloat(p[0], 'f', -1, 64)+" "+strconv.FormatFloat(p[1], 'f', -1, 64))
	}
	return "POLYGON((" + strings.Join(positions, ",") + "))"
}

// A question that nobody waits for any more is given up, and says why.
func TestAFilterThatTakesTooLongIsGivenUp(t *testing.T) {
	w := newWorld(t)
	for path, filter := range map[string]string{
		"base": "S_INTERSECTS(geometry,BBOX(0,0,1,1))", "hazards": "NOT S_INTERSECTS(geometry,BBOX(0,0,1,1))", "cells": "S_TOUCHES(geometry,LINESTRING(106 29,107 30))", "coverage": "staff >= 0",
	} {
		ctx, cancel := context.WithCancel(t.Context())
		w.watched.hold = cancel // in the middle of it
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/ogc/collections/"+path+"/items?filter="+escapeQuery(filter), nil)
		out := httptest.NewRecorder()
		w.handler.ServeHTTP(out, r)
		if out.Code != http.StatusServiceUnavailable || !strings.Contains(out.Body.String(), "takes too long") || !strings.Contains(out.Body.String(), `"field":"filter"`) {
			t.Errorf("%s answered %d %s", path, out.Code, out.Body)
		}
	}
	w.watched.hold = nil
	w.get("/collections/cells/items?filter="+escapeQuery("S_TOUCHES(geometry,geometry)")).refused(http.StatusBadRequest, "filter")
}

func TestFilterClassesAreDeclared(t *testing.T) {
	classes := newWorld(t).get("/conformance").json(jsonType)["conformsTo"].([]any)
	for _, want := range []string{
		"ogcapi-features-3/1.0/conf/queryables", "ogcapi-features-3/1.0/conf/queryables-query-parameters", "ogcapi-features-3/1.0/conf/filter", "ogcapi-features-3/1.0/conf/features-filter",
		"cql2/1.0/conf/cql2-text", "cql2/1.0/conf/cql2-json", "cql2/1.0/conf/basic-cql2", "cql2/1.0/conf/advanced-comparison-operators", "cql2/1.0/conf/case-insensitive-comparison",
		"cql2/1.0/conf/basic-spatial-functions", "ogcapi-features-2/1.0/conf/crs", "ogcapi-tiles-1/1.0/conf/core",
	} {
		if !slices.Contains(classes, any("http://www.opengis.net/spec/"+want)) {
			t.Errorf("%s is not declared", want)
		}
	}
}
