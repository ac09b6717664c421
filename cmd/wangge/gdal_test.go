package main_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// GDAL as a client of the built binary, over the demo's town. What the driver of GDAL 3.6 (Debian 12) can't do is said
// where it shows.

// gdal runs one of GDAL's programs.
func gdal(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	var complaints safeBuffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil || strings.Contains(complaints.String(), "ERROR") {
		t.Fatalf("%s %v: %v: %s%s", name, args, err, out, complaints.String())
	}
	return string(out)
}

type geoFeature struct {
	Geometry struct {
		Type        string
		Coordinates any
	}
	Properties map[string]any
}

type geoCollection struct {
	Features      []geoFeature
	NumberMatched int
}

// in is the same service for a part of a test.
func (s *service) in(t *testing.T) *service { return &service{t: t, url: s.url} }

// read turns source into GeoJSON with ogr2ogr and reads it, by the name of each feature.
func (s *service) read(source, key string, args ...string) map[string]geoFeature {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), "out.json")
	gdal(s.t, "ogr2ogr", append([]string{"-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=9", file, source}, args...)...)
	raw, err := os.ReadFile(file)
	if err != nil {
		s.t.Fatal(err)
	}
	var c geoCollection
	if err := json.Unmarshal(raw, &c); err != nil {
		s.t.Fatal(err)
	}
	return byName(s.t, c, key)
}

func byName(t *testing.T, c geoCollection, key string) map[string]geoFeature {
	t.Helper()
	out := map[string]geoFeature{}
	for _, f := range c.Features {
		name := fmt.Sprint(f.Properties[key])
		if key == "" { // no property of the base map names a feature, and GDAL leaves out their own ids
			name = fmt.Sprintf("%v %.6f", f.Properties["class"], flat(f.Geometry.Coordinates))
		}
		if _, twice := out[name]; twice {
			t.Errorf("%s comes twice", name)
		}
		out[name] = f
	}
	return out
}

// items reads a collection from the service without GDAL.
func (s *service) items(collection, key, more string) map[string]geoFeature {
	s.t.Helper()
	var c geoCollection
	s.get("/ogc/collections/"+collection+"/items?limit=10000"+more, &c)
	return byName(s.t, c, key)
}

// layerKeys are the collections, and the property that names a feature.
func layerKeys() map[string]string {
	return map[string]string{"hazards": "id", "road-defects": "id", "other": "id", "cells": "code", "coverage": "code", "base": ""}
}

// same holds that two readings hold the same features with the same properties, and places within tolerance.
func same(t *testing.T, what string, want, got map[string]geoFeature, tolerance float64) {
	t.Helper()
	if len(want) == 0 || !slices.Equal(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))) {
		t.Errorf("%s: %d features, want %d", what, len(got), len(want))
		return
	}
	for name, f := range want {
		for key, v := range f.Properties {
			if other := got[name].Properties[key]; key != "opened_at" && key != "closed_at" && plain(v) != plain(other) { // GDAL writes times its own way
				t.Errorf("%s: %s of %s is %v, want %v", what, key, name, other, v)
			}
		}
		from, to := flat(f.Geometry.Coordinates), flat(got[name].Geometry.Coordinates)
		if len(from) != len(to) {
			t.Errorf("%s: %s has %d coordinates, want %d", what, name, len(to), len(from))
			continue
		}
		for i := range from {
			if math.Abs(from[i]-to[i]) > tolerance {
				t.Fatalf("%s: %s has the coordinate %v, want %v", what, name, to[i], from[i])
			}
		}
	}
}

// plain compares values whatever type a format has for them: a GeoPackage has no null booleans read back as null.
func plain(v any) string {
	switch v := v.(type) {
	case bool:
		return map[bool]string{true: "1", false: "0"}[v]
	case float64:
		return fmt.Sprintf("%.9g", v)
	}
	return fmt.Sprint(v)
}

// flat lists the numbers of coordinates in order.
func flat(v any) []float64 {
	switch v := v.(type) {
	case float64:
		return []float64{v}
	case []any:
		var out []float64
		for _, inner := range v {
			out = append(out, flat(inner)...)
		}
		return out
	}
	return nil
}

func TestGDALReadsTheCollections(t *testing.T) {
	town := start(t, "demo", "--data-dir", dataDir(t), "--listen", freeAddress(t))
	source := "OAPIF:" + town.url + "/ogc"
	t.Run("ogrinfo lists every layer with its count and type", func(t *testing.T) {
		s := town.in(t)
		// The type of base is that of its first features: GDAL knows no schema that would tell, and base holds lines and areas.
		types := map[string]string{"hazards": "Point", "road-defects": "Point", "other": "Point", "cells": "Multi Polygon", "coverage": "Multi Polygon"}
		listed := gdal(t, "ogrinfo", "-ro", source)
		for layer, key := range layerKeys() {
			if !regexp.MustCompile(`(?m)^\d+: ` + layer + ` `).MatchString(listed) {
				t.Errorf("%s is not listed: %s", layer, listed)
			}
			about := gdal(t, "ogrinfo", "-ro", "-so", source, layer)
			if want := fmt.Sprintf("Feature Count: %d\n", len(s.items(layer, key, ""))); !strings.Contains(about, want) {
				t.Errorf("%s: want %s: %s", layer, want, about)
			}
			if kind := types[layer]; kind != "" && !strings.Contains(about, "Geometry: "+kind+"\n") {
				t.Errorf("%s is not of type %s: %s", layer, kind, about)
			}
		}
	})
	t.Run("every feature comes through, in pages of any size", func(t *testing.T) {
		s := town.in(t)
		for layer, key := range layerKeys() {
			want := s.items(layer, key, "")
			same(t, layer, want, s.read(source, key, layer), 1e-9)
			same(t, layer+" in pages of 7", want, s.read(source, key, layer, "-oo", "PAGE_SIZE=7"), 1e-9)
		}
	})
	t.Run("filters by attribute and by place", func(t *testing.T) {
		s := town.in(t)
		// GDAL asks for settled=1, as it has no booleans of its own.
		urgent := s.read(source, "id", "hazards", "-where", "severity = 'urgent' AND settled = 1")
		want := s.items("hazards", "id", "&filter="+url.QueryEscape("severity = 'urgent' AND settled = TRUE"))
		same(t, "where", want, urgent, 1e-9)
		const west, south, east, north = "106.10", "29.38", "106.14", "29.42"
		for layer, key := range layerKeys() {
			want := s.items(layer, key, "&bbox="+strings.Join([]string{west, south, east, north}, ","))
			same(t, layer+" in a box", want, s.read(source, key, layer, "-spat", west, south, east, north), 1e-9)
		}
	})
	t.Run("GDAL's coordinates are the service's", func(t *testing.T) {
		s := town.in(t)
		// GDAL 3.6 asks for CRS84 always and turns the coordinates itself; so both are held against each other. It writes GeoJSON with
		// the easting first. 4544 is the zone of the town, 4547 another: the service does not offer that one here.
		for _, code := range []string{"4490", "3857", "4544"} {
			there := s.items("cells", "code", "&crs=http://www.opengis.net/def/crs/EPSG/0/"+code)
			if code != "3857" {
				for _, f := range there {
					turn(f.Geometry.Coordinates)
				}
			}
			tolerance := 0.01
			if code == "4490" {
				tolerance = 1e-7
			}
			same(t, code, there, s.read(source, "code", "cells", "-t_srs", "EPSG:"+code, "-lco", "RFC7946=NO"), tolerance)
		}
		if n := len(s.read(source, "code", "cells", "-t_srs", "EPSG:4547")); n != len(s.items("cells", "code", "")) {
			t.Errorf("%d cells in EPSG:4547", n)
		}
	})
	t.Run("to a GeoPackage and back", func(t *testing.T) {
		s := town.in(t)
		file := filepath.Join(t.TempDir(), "town.gpkg")
		for _, layer := range []string{"hazards", "cells", "coverage"} {
			gdal(t, "ogr2ogr", "-f", "GPKG", "-update", "-append", file, source, layer)
			same(t, layer, s.items(layer, layerKeys()[layer], ""), s.read(file, layerKeys()[layer], layer), 1e-9)
		}
	})
	t.Run("the driver for OGC API as a whole", func(t *testing.T) {
		s := town.in(t)
		list := gdal(t, "ogrinfo", "-ro", "OGCAPI:"+s.url+"/ogc")
		for layer, key := range layerKeys() {
			collection := s.url + "/ogc/collections/" + layer
			if !strings.Contains(list, "OGCAPI:"+collection+"?f=json") {
				t.Errorf("%s is no sub-dataset: %s", layer, list)
			}
			same(t, layer, s.items(layer, key, ""), s.read("OGCAPI:"+collection, key, layer, "-oo", "API=ITEMS"), 1e-9)
		}
		// Vector tiles through this driver: in GDAL 3.6 it wants the tile matrix set of version 1 and, as Debian builds it, opens raster
		// tiles only. The tiles themselves are read below.
	})
	t.Run("vector tiles", func(t *testing.T) {
		s := town.in(t)
		var limits struct {
			TileMatrixSetLimits []struct{ MinTileRow, MinTileCol int }
		}
		s.get("/ogc/collections/cells/tiles/WebMercatorQuad", &limits)
		row, col := limits.TileMatrixSetLimits[13].MinTileRow+1, limits.TileMatrixSetLimits[13].MinTileCol+1
		// GDAL takes a tile's place from the end of its path, column before row: OGC's order is the other.
		folder := filepath.Join(t.TempDir(), "13", fmt.Sprint(col))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(folder, fmt.Sprint(row)+".mvt")
		s.save(fmt.Sprintf("/ogc/collections/cells/tiles/WebMercatorQuad/13/%d/%d", row, col), file)
		native := fmt.Sprintf("MVT:%s/tiles/cells/13/%d/%d.mvt", s.url, col, row)
		tile := s.read(file, "code", "cells", "-t_srs", "EPSG:4326")
		same(t, "the tile of the other API", s.read(native, "code", "cells", "-t_srs", "EPSG:4326"), tile, 1e-9)
		cells := s.items("cells", "code", "")
		for code, f := range tile {
			whole := flat(cells[code].Geometry.Coordinates)
			for i, v := range flat(f.Geometry.Coordinates) {
				if low, high := reach(whole, i%2); v < low-1e-4 || v > high+1e-4 { // a tile's unit is a metre here
					t.Fatalf("cell %s is drawn at %v, beyond %v to %v", code, v, low, high)
				}
			}
		}
		if len(tile) == 0 || len(tile) >= len(cells) {
			t.Errorf("the tile holds %d of %d cells", len(tile), len(cells))
		}
	})
}

// turn puts the second axis first, in place.
func turn(coordinates any) {
	list := coordinates.([]any)
	if _, position := list[0].(float64); position {
		list[0], list[1] = list[1], list[0]
		return
	}
	for _, inner := range list {
		turn(inner)
	}
}

// reach is the least and the greatest of every second number.
func reach(numbers []float64, axis int) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for i := axis; i < len(numbers); i += 2 {
		low, high = min(low, numbers[i]), max(high, numbers[i])
	}
	return low, high
}

// save keeps what the service answers in a file.
func (s *service) save(path, file string) {
	s.t.Helper()
	resp, err := http.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("%s answers %d: %v", path, resp.StatusCode, err)
	}
	if err := os.WriteFile(file, raw, 0o644); err != nil {
		s.t.Fatal(err)
	}
}
