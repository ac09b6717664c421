package ogc_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wangge-map/wangge/internal/casework"
)

// The tests of this file are those of OGC 17-069r4, Annex A.2 (Core); each is named after its abstract test.

func TestCoreRoot(t *testing.T) { // /conf/core/root-op, root-success
	w := newWorld(t)
	for _, path := range []string{"", "/"} {
		doc := w.get(path).json(jsonType)
		for _, l := range []struct{ rel, mediaType string }{
			{"self", jsonType}, {"alternate", "text/html"}, {"service-desc", "application/vnd.oai.openapi+json;version=3.0"}, {"service-doc", "text/html"}, {"conformance", jsonType}, {"data", jsonType},
			{"http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", jsonType},
		} {
			href := linkTo(doc, l.rel, l.mediaType)
			if a := w.get(href); href == "" || a.status != http.StatusOK || strings.TrimSuffix(a.header.Get("Content-Type"), "; charset=utf-8") != l.mediaType {
				t.Errorf("the link %s leads to %q, which answers %d %s, want %s", l.rel, href, a.status, a.header.Get("Content-Type"), l.mediaType)
			}
		}
		if doc["title"] != "Dingjia street grid (demo)" {
			t.Errorf("the title is %v", doc["title"])
		}
	}
}

func TestCoreConformance(t *testing.T) { // /conf/core/conformance-op, conformance-success
	doc := newWorld(t).get("/conformance").json(jsonType)
	classes := doc["conformsTo"].([]any)
	for _, want := range []string{"core", "oas30", "html", "geojson"} {
		if !slices.Contains(classes, any("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"+want)) {
			t.Errorf("%s is not declared", want)
		}
	}
}

func TestCoreCollections(t *testing.T) { // /conf/core/fc-md-op, fc-md-success, fc-md-links, fc-md-items, fc-md-items-links, sfc-md-op, sfc-md-success
	w := newWorld(t)
	doc := w.get("/collections").json(jsonType)
	if linkTo(doc, "self", jsonType) == "" || linkTo(doc, "alternate", "text/html") == "" {
		t.Errorf("the links are %v", doc["links"])
	}
	for _, listed := range doc["collections"].([]any) {
		listed := listed.(object)
		id := listed["id"].(string)
		own := w.get(collectionPath(id)).json(jsonType)
		if diff := cmp.Diff(listed, own); diff != "" {
			t.Errorf("%s is listed otherwise than it is described: %s", id, diff)
		}
		if own["itemType"] != "feature" || own["title"] == "" || own["description"] == "" {
			t.Errorf("%s is described as %v", id, own)
		}
		for rel, mediaType := range map[string]string{"self": jsonType, "alternate": "text/html", "items": geoJSONType, "http://www.opengis.net/def/rel/ogc/1.0/queryables": schemaType} {
			if href := linkTo(own, rel, mediaType); href == "" || w.get(href).status != http.StatusOK {
				t.Errorf("%s links as %s to %q", id, rel, href)
			}
		}
	}
	w.get("/collections/none").refused(http.StatusNotFound, "collectionId")
	w.get("/collections/cells.grid").refused(http.StatusNotFound, "collectionId") // the default net has no name here
}

func TestCoreExtent(t *testing.T) { // /conf/core/fc-md-extent, fc-md-extent-multi
	w := newWorld(t)
	for _, id := range w.ids() {
		doc := w.get(collectionPath(id)).json(jsonType)
		extent := doc["extent"].(object)
		box := floats(extent["spatial"].(object)["bbox"].([]any)[0])
		inside := 0
		for _, f := range w.all(collectionPath(id) + "/items?limit=10000") {
			eachPosition(f["geometry"].(object)["coordinates"], func(x, y float64) {
				inside++
				if x < box[0] || y < box[1] || x > box[2] || y > box[3] {
					t.Errorf("%s %v has a vertex at %v, %v outside of the extent %v", id, f["id"], x, y, box)
				}
			})
		}
		_, hasTime := extent["temporal"]
		if inside == 0 || hasTime != isPoints(id) {
			t.Errorf("%s has %d vertices, and its extent is %v", id, inside, extent)
		}
	}
}

func TestCoreFeatures(t *testing.T) { // /conf/core/fc-op, fc-response, fc-links, fc-numberMatched, fc-numberReturned, fc-timeStamp, f-op, f-success, f-links, crs84
	w := newWorld(t)
	for _, id := range w.ids() {
		path := collectionPath(id) + "/items"
		page := w.get(path + "?limit=7").json(geoJSONType)
		features := page["features"].([]any)
		want := w.layer(id)
		if page["type"] != "FeatureCollection" || page["numberReturned"] != float64(len(features)) || len(features) != min(7, len(want)) || page["numberMatched"] != float64(len(want)) {
			t.Errorf("%s returns %d of %v features, says %v; the layer has %d", id, len(features), page["numberMatched"], page["numberReturned"], len(want))
		}
		if at, err := time.Parse(time.RFC3339, page["timeStamp"].(string)); err != nil || !at.Equal(now) {
			t.Errorf("%s was made at %v", id, page["timeStamp"])
		}
		if linkTo(page, "self", geoJSONType) == "" || linkTo(page, "alternate", "text/html") == "" {
			t.Errorf("%s has the links %v", id, page["links"])
		}
		for _, f := range features {
			f := f.(object)
			one := w.get(path + "/" + escape(f["id"].(string))).json(geoJSONType)
			if linkTo(one, "self", geoJSONType) == "" || linkTo(one, "alternate", "text/html") == "" || linkTo(one, "collection", jsonType) == "" {
				t.Errorf("%s %v has the links %v", id, f["id"], one["links"])
			}
			if self := w.get(linkTo(one, "self", geoJSONType)).json(geoJSONType); self["id"] != f["id"] {
				t.Errorf("%s %v links to %v as itself", id, f["id"], self["id"])
			}
			delete(one, "links")
			if diff := cmp.Diff(f, one); diff != "" {
				t.Errorf("%s %v differs from itself on the page: %s", id, f["id"], diff)
			}
		}
		w.get(path+"/none").refused(http.StatusNotFound, "id")
	}
}

// What the collection says is what the layer says.
func TestCoreContentIsThatOfTheLayer(t *testing.T) {
	w := newWorld(t)
	for _, id := range w.ids() {
		key := map[bool]string{true: "id", false: "code"}[isPoints(id)]
		want := map[string]object{}
		for i, f := range w.layer(id) {
			name := strconv.Itoa(i + 1) // of the base map: its place in drawing order
			if id != "base" {
				name = f["properties"].(object)[key].(string)
			}
			want[name] = f
		}
		got := w.all(collectionPath(id) + "/items?limit=10000")
		if len(got) != len(want) {
			t.Errorf("%s has %d features, the layer %d", id, len(got), len(want))
		}
		for _, f := range got {
			layer, ok := want[f["id"].(string)]
			if !ok {
				t.Errorf("%s has %v, which is not on the layer", id, f["id"])
				continue
			}
			if diff := cmp.Diff(layer["geometry"], f["geometry"]); diff != "" {
				t.Errorf("%s %v: %s", id, f["id"], diff)
			}
			for name, v := range f["properties"].(object) {
				if on, there := layer["properties"].(object)[name]; there && name != "area_m2" && fmt.Sprint(on) != fmt.Sprint(v) {
					t.Errorf("%s %v: %s is %v, on the layer %v", id, f["id"], name, v, on)
				}
			}
		}
	}
}

func TestCoreLimit(t *testing.T) { // /conf/core/fc-limit-definition, fc-limit-response
	w := newWorld(t)
	for _, c := range []struct {
		limit string
		want  int
	}{{"", 100}, {"?limit=1", 1}, {"?limit=10000", 150}, {"?limit=10001", 150}, {"?limit=99999999999999999999", 150}} {
		if got := len(w.get("/collections/cells/items" + c.limit).json(geoJSONType)["features"].([]any)); got != c.want {
			t.Errorf("%s gives %d features, want %d", c.limit, got, c.want)
		}
	}
	for _, limit := range []string{"0", "-1", "unlimited", "1.5", "", "-99999999999999999999"} {
		w.get("/collections/cells/items?limit="+limit).refused(http.StatusBadRequest, "limit")
	}
}

func TestCoreBBox(t *testing.T) { // /conf/core/fc-bbox-definition, fc-bbox-response
	w := newWorld(t)
	for _, id := range w.ids() {
		path := collectionPath(id) + "/items?limit=10000"
		all := w.all(path)
		box := floats(w.get(collectionPath(id)).json(jsonType)["extent"].(object)["spatial"].(object)["bbox"].([]any)[0])
		quarter := within(box, 0.03, 0.45)
		got := idsOf(w.all(path + "&bbox=" + join(quarter)))
		var want []string
		for _, f := range all {
			if meets(f, quarter) {
				want = append(want, f["id"].(string))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
			t.Errorf("%s in a quarter of its extent (%d of %d): %s", id, len(want), len(all), diff)
		}
		heights := fmt.Sprintf("%v,%v,-100,%v,%v,9000", quarter[0], quarter[1], quarter[2], quarter[3])
		if six := idsOf(w.all(path + "&bbox=" + heights)); !slices.Equal(six, got) {
			t.Errorf("%s: six numbers find %d features, four %d", id, len(six), len(got))
		}
		if none := w.all(path + "&bbox=-10,-10,-9,-9"); len(none) != 0 {
			t.Errorf("%s has %d features in the sea", id, len(none))
		}
		if round := w.all(path + "&bbox=100,-90,-100,90"); len(round) != len(all) { // across the antimeridian
			t.Errorf("%s has %d features round the back of the world, want %d", id, len(round), len(all))
		}
	}
	for _, box := range []string{"", "1,2,3", "1,2,3,4,5", "a,b,c,d", "NaN,1,2,3", "0,50,10,40", "0,0,10,91", "0,-91,10,0", "181,0,182,1", "1,2,3,Inf"} {
		w.get("/collections/cells/items?bbox="+box).refused(http.StatusBadRequest, "bbox")
	}
}

func TestCoreDatetime(t *testing.T) { // /conf/core/fc-time-definition, fc-time-response
	w := newWorld(t)
	for _, id := range w.ids() {
		path := collectionPath(id) + "/items?limit=10000"
		all := w.all(path)
		if !isPoints(id) { // features without a time match any
			if got := w.all(path + "&datetime=1999-01-01T00:00:00Z"); len(got) != len(all) {
				t.Errorf("%s has %d features in 1999, want all %d", id, len(got), len(all))
			}
			continue
		}
		middle := all[len(all)/2]["properties"].(object)["opened_at"].(string)
		late := "2026-12-31T00:00:00Z"
		for datetime, in := range map[string]func(at string) bool{
			middle:                func(at string) bool { return at == middle },
			middle + "/" + late:   func(at string) bool { return at >= middle && at <= late },
			middle + "/" + middle: func(at string) bool { return at == middle },
			"../" + middle:        func(at string) bool { return at <= middle },
			"/" + middle:          func(at string) bool { return at <= middle },
			middle + "/..":        func(at string) bool { return at >= middle },
			middle + "/":          func(at string) bool { return at >= middle },
			"../..":               func(string) bool { return true },
			strings.TrimSuffix(middle, "Z") + ".5Z/..": func(at string) bool { return at > middle },
			strings.TrimSuffix(middle, "Z") + ".5Z":    func(string) bool { return false },
			zoned(t, middle):                           func(at string) bool { return at == middle },
		} {
			want := []string{}
			for _, f := range all {
				if in(f["properties"].(object)["opened_at"].(string)) {
					want = append(want, f["id"].(string))
				}
			}
			if diff := cmp.Diff(want, idsOf(w.all(path+"&datetime="+escapeQuery(datetime)))); diff != "" {
				t.Errorf("%s at %s: %s", id, datetime, diff)
			}
		}
	}
	for _, datetime := range []string{"", "/", "yesterday", "2026", "2026-13-01T00:00:00Z", "2026-02-01T00:00:00Z/2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z/now", "../../..", ".."} {
		w.get("/collections/hazards/items?datetime="+datetime).refused(http.StatusBadRequest, "datetime")
	}
}

// zoned writes an instant in China's time.
func zoned(t *testing.T, at string) string {
	t.Helper()
	instant, err := time.Parse(time.RFC3339, at)
	if err != nil {
		t.Fatal(err)
	}
	return instant.In(time.FixedZone("", 8*3600)).Format(time.RFC3339)
}

func TestCoreUnknownParameters(t *testing.T) { // /conf/core/query-param-unknown, query-param-invalid
	w := newWorld(t)
	for _, path := range []string{"", "/conformance", "/api", "/api.html", "/collections", "/collections/cells", "/collections/cells/items", "/collections/hazards/items", "/collections/cells/queryables",
		"/tiles", "/tiles/WebMercatorQuad", "/collections/cells/tiles", "/tileMatrixSets", "/tileMatrixSets/WebMercatorQuad"} {
		w.get(path+"?unknownQueryParameter=1").refused(http.StatusBadRequest, "unknownQueryParameter")
		w.get(path+"?f=xml").refused(http.StatusBadRequest, "f")
		w.get(path+"?f=json&f=html").refused(http.StatusBadRequest, "f")
		w.get(path+"?f=%zz").refused(http.StatusBadRequest, "")
	}
	w.get("/collections/cells/items?severity=urgent").refused(http.StatusBadRequest, "severity") // of other collections
	w.get("/collections/cells/items?limit=unlimited").refused(http.StatusBadRequest, "limit")
	w.get("/collections/cells/items?next=!").refused(http.StatusBadRequest, "next")
	w.get("/nothing").refused(http.StatusNotFound, "")
	w.get("/collections/none/items?x=1").refused(http.StatusNotFound, "collectionId")
}

func TestCoreHTTP(t *testing.T) { // /conf/core/http, and CORS
	w := newWorld(t)
	for _, method := range []string{http.MethodHead, http.MethodPost, http.MethodDelete} {
		r, err := http.NewRequestWithContext(t.Context(), method, w.ogc+"/collections", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		want := map[bool]int{true: http.StatusOK, false: http.StatusMethodNotAllowed}[method == http.MethodHead]
		if resp.StatusCode != want || want == http.StatusMethodNotAllowed && resp.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s is answered with %d, Allow %q", method, resp.StatusCode, resp.Header.Get("Allow"))
		}
	}
	a := w.get("/collections/cells/items?limit=1", "Origin", "https://elsewhere.example")
	if a.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("pages of other sites can't read it")
	}
	for _, name := range []string{"Content-Crs", "Link", "Etag"} {
		if !strings.Contains(strings.ToLower(a.header.Get("Access-Control-Expose-Headers")), strings.ToLower(name)) {
			t.Errorf("pages of other sites can't read the header %s: %v", name, a.header)
		}
	}
	for _, rel := range []string{"self", "alternate", "next"} {
		if !strings.Contains(strings.Join(a.header.Values("Link"), "\n"), `rel="`+rel+`"`) {
			t.Errorf("no header Link says %s: %v", rel, a.header.Values("Link"))
		}
	}
}

func TestAnAnswerIsSentAgainOnlyWhenItHasChanged(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"", "/collections", "/collections/hazards/items", "/collections/hazards/items?f=html", "/api"} {
		tag := w.get(path).header.Get("ETag")
		if again := w.get(path, "If-None-Match", tag); !strings.HasPrefix(tag, `W/"`) || again.status != http.StatusNotModified || len(again.body) != 0 || again.header.Get("ETag") != tag {
			t.Errorf("%s with the tag %s is answered with %d", path, tag, again.status)
		}
		if zh := w.get(path, "If-None-Match", tag, "Accept-Language", "zh"); zh.status != http.StatusOK || zh.header.Get("Content-Language") != "zh" {
			t.Errorf("%s in another language is answered with %d in %s", path, zh.status, zh.header.Get("Content-Language"))
		}
		changed := w.cases[0]
		changed.State = map[bool]casework.State{true: casework.Closed, false: casework.Filed}[changed.State == "filed"]
		w.cases[0] = changed
		w.live.PutCases(changed)
		if after := w.get(path, "If-None-Match", tag); after.status != http.StatusOK {
			t.Errorf("%s after a change is answered with %d", path, after.status)
		}
	}
	tag := w.get("/collections/hazards/items").header.Get("ETag")
	if other := w.get("/collections/hazards/items?limit=1", "If-None-Match", tag); other.status != http.StatusOK {
		t.Errorf("another question is answered with %d", other.status)
	}
}
