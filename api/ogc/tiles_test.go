package ogc_test

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wangge-map/wangge/tiles/mvt"
)

// The tests of this file are those of OGC 20-057, Annex A; each names its abstract tests.

const (
	mvtType         = "application/vnd.mapbox-vector-tile"
	relTilesets     = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
	relTilingScheme = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
	webMercatorQuad = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
)

// tilesetsOf lists the addresses of the lists of tile sets: of the dataset and of every collection that has one.
func (w *world) tilesetsOf() map[string]string {
	w.t.Helper()
	lists := map[string]string{"": linkTo(w.get("").json(jsonType), relTilesets, jsonType)} // /conf/dataset-tilesets/landingpage
	for _, id := range w.ids() {
		href := linkTo(w.get(collectionPath(id)).json(jsonType), relTilesets, jsonType) // /conf/geodata-tilesets/desc-links
		if (href != "") != (id != "base") {
			w.t.Errorf("%s links to the tile sets %q", id, href)
		}
		if href != "" {
			lists[id] = href
		}
	}
	return lists
}

// tileset follows a list of tile sets to its one set.
func (w *world) tileset(list string) object {
	w.t.Helper()
	sets := w.get(list).json(jsonType)["tilesets"].([]any)
	if len(sets) != 1 {
		w.t.Fatalf("%s has %d tile sets", list, len(sets))
	}
	return w.get(linkTo(sets[0].(object), "self", jsonType)).json(jsonType)
}

func TestTilesetsList(t *testing.T) { // /conf/tilesets-list/tileset-links, /conf/dataset-tilesets/operation, /conf/geodata-tilesets/operation
	w := newWorld(t)
	for id, list := range w.tilesetsOf() {
		doc := w.get(list).json(jsonType)
		set := doc["tilesets"].([]any)[0].(object)
		if linkTo(doc, "self", jsonType) == "" || linkTo(set, relTilingScheme, jsonType) == "" || set["dataType"] != "vector" || set["title"] == "" ||
			set["crs"] != "http://www.opengis.net/def/crs/EPSG/0/3857" || set["tileMatrixSetURI"] != webMercatorQuad {
			t.Errorf("%q lists the tile set %v", id, set)
		}
		if page := w.get(list, "Accept", "text/html"); page.status != http.StatusOK {
			t.Errorf("the page of the tile sets of %q answers %d", id, page.status)
		}
	}
	w.get("/collections/base/tiles").refused(http.StatusNotFound, "collectionId")
	w.get("/collections/none/tiles").refused(http.StatusNotFound, "collectionId")
}

func TestTilesetDescription(t *testing.T) { // /conf/tileset/description
	w := newWorld(t)
	for id, list := range w.tilesetsOf() {
		set := w.tileset(list)
		scheme := w.get(linkTo(set, relTilingScheme, jsonType)).json(jsonType)
		if scheme["uri"] != webMercatorQuad || set["tileMatrixSetURI"] != webMercatorQuad {
			t.Errorf("%q is tiled by %v", id, scheme["uri"])
		}
		template := ""
		for _, l := range set["links"].([]any) {
			if l := l.(object); l["rel"] == "item" {
				if l["templated"] != true || l["type"] != mvtType {
					t.Errorf("%q links to its tiles as %v", id, l)
				}
				template = l["href"].(string)
			}
		}
		for _, variable := range []string{"{tileMatrix}", "{tileRow}", "{tileCol}"} {
			if !strings.Contains(template, variable) {
				t.Errorf("%q has tiles at %q, without %s", id, template, variable)
			}
		}
		if strings.Index(template, "{tileRow}") > strings.Index(template, "{tileCol}") {
			t.Errorf("%q has columns before rows: %s", id, template)
		}
		names := []string{}
		for _, l := range set["layers"].([]any) {
			names = append(names, l.(object)["id"].(string))
		}
		want := map[bool][]string{true: {"points", "clusters"}, false: {"cells", "borders", "labels"}}[isPoints(id)]
		if id == "" {
			want = []string{"points", "clusters", "cells", "borders", "labels"}
		}
		if diff := cmp.Diff(want, names); diff != "" {
			t.Errorf("%q: %s", id, diff)
		}
	}
}

// The registered definition: each zoom has twice the tiles a side, and the scales of the OGC's register.
func TestTileMatrixSet(t *testing.T) { // OGC 17-083r4, Annex A (tilematrixset, json-tilematrixset)
	w := newWorld(t)
	sets := w.get("/tileMatrixSets").json(jsonType)["tileMatrixSets"].([]any)
	set := w.get(linkTo(sets[0].(object), "self", jsonType)).json(jsonType)
	matrices := set["tileMatrices"].([]any)
	for z, m := range matrices {
		m := m.(object)
		n := math.Pow(2, float64(z))
		if m["id"] != fmt.Sprint(z) || m["matrixWidth"] != n || m["matrixHeight"] != n || m["tileWidth"] != 256.0 || m["tileHeight"] != 256.0 ||
			math.Abs(m["scaleDenominator"].(float64)-559082264.028717/n) > 1e-6/n*1e3 || math.Abs(m["cellSize"].(float64)-156543.033928041/n) > 1e-9*156543 {
			t.Errorf("zoom %d is %v", z, m)
		}
		if corner := floats(m["pointOfOrigin"]); math.Abs(corner[0]+20037508.3427892) > 1e-6 || math.Abs(corner[1]-20037508.3427892) > 1e-6 {
			t.Errorf("zoom %d begins at %v", z, corner)
		}
	}
	if len(matrices) != 19 {
		t.Errorf("there are %d zooms", len(matrices))
	}
	w.get("/tileMatrixSets/none").refused(http.StatusNotFound, "tileMatrixSetId")
}

// tile reads a tile, which may be empty.
func (w *world) tile(path string) []mvt.DecodedLayer {
	w.t.Helper()
	a := w.get(path)
	if a.status == http.StatusNoContent && len(a.body) == 0 {
		return nil
	}
	if a.status != http.StatusOK || a.header.Get("Content-Type") != mvtType {
		w.t.Fatalf("%s answers %d %s: %s", a.url, a.status, a.header.Get("Content-Type"), a.body)
	}
	layers, err := mvt.Decode(a.body)
	if err != nil {
		w.t.Fatalf("%s: %v", a.url, err)
	}
	return layers
}

// Every feature of a collection is in the tiles within the limits of a zoom, each once, and at its place.
func TestTiles(t *testing.T) { // /conf/core/tc-op, tc-success, tc-tilematrix-definition, tc-tilerow-definition, tc-tilecol-definition; /conf/mvt/content
	w := newWorld(t)
	const zoom = 14
	for id, list := range w.tilesetsOf() {
		set := w.tileset(list)
		limit := set["tileMatrixSetLimits"].([]any)[zoom].(object)
		template := ""
		for _, l := range set["links"].([]any) {
			if l := l.(object); l["rel"] == "item" {
				template = l["href"].(string)
			}
		}
		cases, cells, empty := 0, map[string]bool{}, 0
		for row := limit["minTileRow"].(float64); row <= limit["maxTileRow"].(float64); row++ {
			for col := limit["minTileCol"].(float64); col <= limit["maxTileCol"].(float64); col++ {
				layers := w.tile(strings.NewReplacer("{tileMatrix}", fmt.Sprint(zoom), "{tileRow}", fmt.Sprint(row), "{tileCol}", fmt.Sprint(col)).Replace(template))
				if layers == nil {
					empty++
				}
				for _, layer := range layers {
					for _, f := range layer.Features {
						switch layer.Name {
						case "points":
							if inTile(f) {
								cases++
							}
						case "clusters":
							t.Errorf("%q has clusters at zoom %d", id, zoom)
						case "cells":
							cells[attribute(f, "code").(string)] = true
						}
					}
				}
			}
		}
		wantCases, wantCells := 0, 0
		for _, of := range w.ids() {
			n := len(w.layer(of))
			switch {
			case isPoints(of) && (id == "" || id == of):
				wantCases += n
			case id == of || id == "" && of == "cells":
				wantCells = n
			}
		}
		if cases != wantCases || len(cells) != wantCells {
			t.Errorf("the tiles of %q hold %d cases and %d cells, want %d and %d", id, cases, len(cells), wantCases, wantCells)
		}
	}
}

// inTile leaves out what is drawn in the margin of a neighbour.
func inTile(f mvt.DecodedFeature) bool {
	p := f.Parts[0][0]
	return p.X >= 0 && p.X < 4096 && p.Y >= 0 && p.Y < 4096
}

func TestTileErrors(t *testing.T) { // /conf/core/tc-error
	w := newWorld(t)
	for path, field := range map[string]string{"/19/0/0": "tileMatrix", "/-1/0/0": "tileMatrix", "/a/0/0": "tileMatrix", "/3/8/0": "tileRow", "/3/0/8": "tileCol", "/3/0/x": "tileCol", "/3/99999999999/0": "tileRow"} {
		w.get("/tiles/WebMercatorQuad"+path).refused(http.StatusNotFound, field)
		w.get("/collections/cells/tiles/WebMercatorQuad"+path).refused(http.StatusNotFound, field)
	}
	w.get("/tiles/WorldCRS84Quad/0/0/0").refused(http.StatusNotFound, "tileMatrixSetId")
	w.get("/collections/base/tiles/WebMercatorQuad/0/0/0").refused(http.StatusNotFound, "collectionId")
	if sea := w.get("/tiles/WebMercatorQuad/10/0/0"); sea.status != http.StatusNoContent {
		t.Errorf("a tile of the sea answers %d", sea.status)
	}
}

func TestTileCollectionsSelection(t *testing.T) { // /conf/collections-selection/collections-query, collections-response
	w := newWorld(t)
	limit := w.tileset(w.ogc + "/tiles")["tileMatrixSetLimits"].([]any)[12].(object)
	path := fmt.Sprintf("/tiles/WebMercatorQuad/12/%v/%v", limit["minTileRow"], limit["minTileCol"])
	whole := w.get(path)
	if all := w.get(path + "?collections=hazards,road-defects,other,coverage,cells"); !bytes.Equal(all.body, whole.body) {
		t.Error("all collections together are not the tile without a selection")
	}
	for selection, want := range map[string][]string{"hazards": {"points"}, "cells": {"cells", "borders", "labels"}, "hazards,cells": {"cells", "borders", "labels", "points"}} {
		got := []string{}
		for _, layer := range w.tile(path + "?collections=" + selection) {
			got = append(got, layer.Name)
			for _, f := range layer.Features {
				if layer.Name == "points" && attribute(f, "layer") != "hazards" {
					t.Errorf("with %s there is a case of %v", selection, attribute(f, "layer"))
				}
			}
		}
		if !slices.Contains(got, want[0]) || slices.ContainsFunc(got, func(name string) bool { return !slices.Contains(want, name) }) {
			t.Errorf("with %s the tile holds %v, want %v", selection, got, want)
		}
	}
	set := w.tileset(w.ogc + "/tiles?collections=hazards")
	if len(set["layers"].([]any)) != 2 || !strings.Contains(fmt.Sprint(set["links"]), "f=mvt&collections=hazards") {
		t.Errorf("the tile set of a selection is %v", set)
	}
	for _, selection := range []string{"", "none", "base", "cells.unit", "hazards,", "hazards;cells"} {
		w.get(path+"?collections="+escapeQuery(selection)).refused(http.StatusBadRequest, "collections")
	}
}

func TestTileDatetime(t *testing.T) { // /conf/datetime/datetime-axis
	w := newWorld(t)
	limit := w.tileset(w.ogc + "/tiles")["tileMatrixSetLimits"].([]any)[11].(object)
	path := fmt.Sprintf("/tiles/WebMercatorQuad/11/%v/%v?collections=hazards", limit["minTileRow"], limit["minTileCol"])
	in, total := 0, 0
	for _, layer := range w.tile(path + "&datetime=2026-06-01T00:00:00Z/..") {
		for _, f := range layer.Features {
			in++
			if at := attribute(f, "opened_at").(string); at < "2026-06-01" {
				t.Errorf("there is a case of %s", at)
			}
		}
	}
	for _, layer := range w.tile(path) {
		total += len(layer.Features)
	}
	if in == 0 || in >= total {
		t.Errorf("%d of %d cases are in the interval", in, total)
	}
	w.get(path+"&datetime=then").refused(http.StatusBadRequest, "datetime")
}

func attribute(f mvt.DecodedFeature, name string) any { return f.Tags[name] }
