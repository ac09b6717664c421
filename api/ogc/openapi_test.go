package ogc_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite openapi.json")

const openAPIType = "application/vnd.oai.openapi+json;version=3.0"

func (w *world) document() object {
	w.t.Helper()
	doc := w.get("/api", "Accept", openAPIType).json(openAPIType)
	server := doc["servers"].([]any)[0].(object)
	if server["url"] != w.ogc {
		w.t.Errorf("the server is %v, want %s", server["url"], w.ogc)
	}
	server["url"] = "/ogc"
	return doc
}

// The committed copy is what the linter reads (npm run lint:api in web).
func TestTheCommittedOpenAPIDocumentIsCurrent(t *testing.T) {
	var got bytes.Buffer
	encoder := json.NewEncoder(&got)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(newWorld(t).document()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("openapi.json", got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Error("api/ogc/openapi.json is not what the code says; run: go test ./api/ogc -run OpenAPI -update")
	}
}

// The tests below are those of OGC 17-069r4, Annex A.5 (OpenAPI 3.0), and 20-057, A.9.

func TestOAS30(t *testing.T) { // /conf/oas30/oas-definition-1, oas-definition-2, oas-impl, completeness, exceptions-codes
	w := newWorld(t)
	doc := w.document()
	if doc["openapi"] != "3.0.3" {
		t.Errorf("it is OpenAPI %v", doc["openapi"])
	}
	ids := map[string]bool{}
	for path, item := range doc["paths"].(object) {
		op := item.(object)["get"].(object)
		ids[op["operationId"].(string)] = true
		responses := op["responses"].(object)
		for _, status := range []string{"200", "400", "500"} {
			if responses[status] == nil {
				t.Errorf("%s does not say what it answers with %s", path, status)
			}
		}
		if (responses["404"] != nil) != strings.Contains(path, "{") {
			t.Errorf("%s answers %v", path, slices.Sorted(maps.Keys(responses)))
		}
		a := w.get(example(path))
		if a.status != http.StatusOK {
			t.Errorf("%s as %s answers %d: %s", path, example(path), a.status, a.body)
			continue
		}
		// Every media type that is documented is what f asks for, and nothing else is.
		content := responses["200"].(object)["content"].(object)
		formats := parameterOf(op, "f")["schema"].(object)["enum"].([]any)
		if len(content) != len(formats) {
			t.Errorf("%s has the formats %v and the content %v", path, formats, slices.Sorted(maps.Keys(content)))
		}
		for _, f := range formats {
			got := w.get(example(path) + "?f=" + f.(string)).header.Get("Content-Type")
			if _, said := content[strings.TrimSuffix(got, "; charset=utf-8")]; !said {
				t.Errorf("%s with f=%s answers %s, which is not documented", path, f, got)
			}
		}
	}
	for _, suffix := range []string{".collection.vector.getTileSetsList", ".collection.vector.getTileSet", ".collection.vector.getTile", ".dataset.vector.getTileSetsList", ".dataset.vector.getTileSet", ".dataset.vector.getTile"} {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(ids)), func(id string) bool { return strings.HasSuffix(id, suffix) }) {
			t.Errorf("no operation is named …%s", suffix)
		}
	}
}

// example fills in a path of the document.
func example(path string) string {
	return strings.NewReplacer("{collectionId}", "cells", "{featureId}", "500120005001004", "{tileMatrixSetId}", "WebMercatorQuad", "{tileMatrix}", "12", "{tileRow}", "1697", "{tileCol}", "3255").Replace(strings.TrimSuffix(path, "/"))
}

func parameterOf(op object, name string) object {
	for _, p := range op["parameters"].([]any) {
		if p.(object)["name"] == name {
			return p.(object)
		}
	}
	return nil
}

// Parameters are known exactly where they are documented, and each value of an enumeration is taken.
func TestOAS30Parameters(t *testing.T) {
	w := newWorld(t)
	paths := w.document()["paths"].(object)
	values := map[string]string{"limit": "1", "bbox": "1,2,3,4", "datetime": "../2026-01-01T00:00:00Z", "next": "YQ", "collections": "cells", "filter": "code+IS+NULL"}
	all := map[string]bool{}
	for _, item := range paths {
		for _, p := range item.(object)["get"].(object)["parameters"].([]any) {
			all[p.(object)["name"].(string)] = true
		}
	}
	columns, queryables := object{}, map[string]bool{}
	for _, id := range w.ids() {
		properties := w.get(collectionPath(id) + "/queryables").json(schemaType)["properties"].(object)
		for name := range properties {
			queryables[name] = true
		}
		if id == "cells" {
			columns = properties
		}
	}
	checked := 0
	for path, item := range paths {
		op := item.(object)["get"].(object)
		for name := range all {
			p := parameterOf(op, name)
			if p != nil && p["in"] == "path" {
				continue
			}
			value := values[name]
			switch {
			case name == "f" || name == "filter-lang":
				value = "json"
				if p != nil {
					value = p["schema"].(object)["default"].(string)
				}
			case value == "" && (strings.HasSuffix(name, "crs")):
				value = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
			case value == "":
				value = "1"
			}
			question := "?" + name + "=" + value
			if name == "filter-lang" || name == "filter-crs" {
				question += "&filter=" + values["filter"]
			}
			status := w.get(example(path) + question).status
			known := p != nil && (!queryables[name] || columns[name] != nil)
			checked++
			if (status == http.StatusOK) != known {
				t.Errorf("%s%s is documented: %v, and answers %d", path, question, known, status)
			}
		}
	}
	if checked < 300 {
		t.Errorf("only %d parameters were tried", checked)
	}
}

func TestOAS30QueryablesAreParametersWithTheSameSchema(t *testing.T) { // 19-079r2 /conf/queryables-query-parameters
	w := newWorld(t)
	op := w.document()["paths"].(object)["/collections/{collectionId}/items"].(object)["get"].(object)
	for _, id := range w.ids() {
		for name, schema := range w.get(collectionPath(id) + "/queryables").json(schemaType)["properties"].(object) {
			p := parameterOf(op, name)
			if name == "geometry" {
				if p != nil {
					t.Error("geometry is a parameter")
				}
				continue
			}
			if p == nil {
				t.Errorf("%s has the queryable %s, which is no parameter", id, name)
				continue
			}
			want := maps.Clone(schema.(object))
			delete(want, "title")
			delete(want, "x-ogc-propertySeq")
			options, several := p["schema"].(object)["anyOf"].([]any)
			if !several {
				options = []any{p["schema"]}
			}
			if !slices.ContainsFunc(options, func(o any) bool { return cmp.Equal(o, any(want)) }) {
				t.Errorf("%s of %s is described as %v, as a parameter as %v", name, id, want, p["schema"])
			}
		}
	}
}
