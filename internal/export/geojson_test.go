package export

import (
	"bytes"
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo/wire"
)

func TestGeoJSONReadsBackAsTheRowsThatWentIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.Bool().Draw(t, "points")
		rows := someRows(points, 0, 8).Draw(t, "rows")
		data := written(t, Options{Format: GeoJSON, Source: sourceOf(points, rows...)})
		if !json.Valid(data) {
			t.Fatalf("not JSON: %s", data)
		}
		read := 0
		err := wire.DecodeFeatures(bytes.NewReader(data), func(f wire.Feature) error {
			r := rows[read]
			read++
			if f.Err != nil {
				t.Fatalf("feature %d: %v", read, f.Err)
			}
			if diff := cmp.Diff(rightHanded(r.shape), f.Geometry); diff != "" {
				t.Fatalf("feature %d: %s", read, diff)
			}
			for i, c := range testColumns() {
				if want := jsonValue(r.values[i]); !sameJSON(want, f.Properties[c.Name]) {
					t.Fatalf("feature %d has %s %#v, want %#v", read, c.Name, f.Properties[c.Name], want)
				}
			}
			return nil
		})
		if err != nil || read != len(rows) {
			t.Fatalf("read %d of %d rows (%v)", read, len(rows), err)
		}
	})
}

// jsonValue is what a value is in JSON.
func jsonValue(value any) any {
	switch v := value.(type) {
	case time.Time:
		return v.Format("2006-01-02T15:04:05Z")
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
	case string:
		return strings.ToValidUTF8(v, "\uFFFD")
	}
	return value
}

func sameJSON(want, got any) bool {
	number, isNumber := got.(json.Number)
	switch want := want.(type) {
	case int64:
		v, err := number.Int64()
		return isNumber && err == nil && v == want
	case float64:
		v, err := number.Float64()
		return isNumber && err == nil && v == want
	}
	return want == got
}

func TestGDALReadsTheGeoJSON(t *testing.T) {
	rows := someRows(false, 50, 50).Example(3)
	read := throughGDAL(t, Options{Format: GeoJSON, Source: sourceOf(false, rows...)}, "cells.geojson")
	if len(read) != len(rows) {
		t.Fatalf("GDAL reads %d of %d", len(read), len(rows))
	}
	for i, f := range read {
		sameAsGDAL(t, rows[i], f)
	}
}

// sameAsGDAL fails when f is not r: texts, whole numbers up to 2^53, other numbers to 15 digits, times and the kind of geometry.
func sameAsGDAL(t *testing.T, r *testRow, f gdalFeature) {
	t.Helper()
	for i, c := range testColumns() {
		want, got := jsonValue(r.values[i]), f.Properties[c.Name]
		switch v := want.(type) {
		case int64:
			if c.Name == "whole" && (v > 1<<53 || v < -1<<53) {
				continue // encoding/json rounds it
			}
			want = float64(v)
		case float64:
			if g, ok := got.(float64); ok && math.Abs(g-v) <= math.Abs(v)*1e-14 {
				continue
			}
		}
		if at, isTime := r.values[i].(time.Time); isTime {
			text, _ := got.(string)
			if read, err := time.Parse("2006-01-02T15:04:05Z07:00", text); err != nil || !read.Equal(at) {
				t.Errorf("row %s has %s %v, want %v", r.id, c.Name, got, at)
			}
			continue
		}
		if got != want {
			t.Errorf("row %v has %s %q, want %q", r.values[0], c.Name, got, want)
		}
	}
	switch r.shape.(type) {
	case orb.Point, orb.MultiPolygon:
		if f.Geometry == nil || f.Geometry.Type != r.shape.GeoJSONType() {
			t.Errorf("row %v is a %+v, want a %s", r.values[0], f.Geometry, r.shape.GeoJSONType())
		}
	}
}

func TestGeoJSONFollowsRFC7946(t *testing.T) {
	clockwise := square(1, 2, 3)
	clockwise.Reverse()
	hole := square(2, 3, 1)
	rows := []*testRow{
		{id: "a", values: make([]any, 6), shape: orb.MultiPolygon{{clockwise, hole}}},
		{id: "b", values: make([]any, 6), shape: orb.Polygon{{{0.12345678901, -0.00000001}, {1, 0}, {1, 1}, {0.12345678901, -0.00000001}}}},
		{id: "c", values: make([]any, 6)},
		{id: "d", values: make([]any, 6), shape: orb.LineString{{1, 1}, {2, 2}}},
		{id: "e", values: make([]any, 6), shape: orb.MultiLineString{{{1, 1}, {2, 2}}, {{3, 3}, {4, 4}}}},
		{id: "f", values: make([]any, 6), shape: orb.MultiPoint{{1, 1}, {2, 2}}},
	}
	data := written(t, Options{Format: GeoJSON, Source: sourceOf(false, rows...)})
	var all struct {
		Type     string
		BBox     []float64
		Features []struct {
			ID       string
			Geometry *struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range all.Features {
		text := f.ID + " null"
		if f.Geometry != nil {
			text = f.ID + " " + f.Geometry.Type + " " + string(f.Geometry.Coordinates)
		}
		got = append(got, text)
	}
	want := []string{
		"a MultiPolygon [[[[1,2],[4,2],[4,5],[1,5],[1,2]],[[2,3],[2,4],[3,4],[3,3],[2,3]]]]",
		"b Polygon [[[0.1234568,0],[1,0],[1,1],[0.1234568,0]]]",
		"c null",
		"d LineString [[1,1],[2,2]]",
		"e MultiLineString [[[1,1],[2,2]],[[3,3],[4,4]]]",
		"f MultiPoint [[1,1],[2,2]]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]float64{0.1234568, 0, 4, 5}, all.BBox); diff != "" || all.Type != "FeatureCollection" {
		t.Errorf("%s: bbox %s", all.Type, diff)
	}
	if !clockwise.Closed() || clockwise.Orientation() != orb.CW {
		t.Error("the row's own geometry was turned")
	}
}

func TestAnEmptyLayerIsAnEmptyFeatureCollection(t *testing.T) {
	data := written(t, Options{Format: GeoJSON, Source: sourceOf(true)})
	if got := regexp.MustCompile(`\s`).ReplaceAllString(string(data), ""); got != `{"type":"FeatureCollection","features":[]}` {
		t.Errorf("it is %s", got)
	}
}

func TestAGeometryThatHasNoPlaceInAFileIsAnError(t *testing.T) {
	row := &testRow{id: "a", values: make([]any, 6), shape: orb.Collection{orb.Point{1, 1}}}
	for _, format := range []Format{GeoJSON, FlatGeobuf} {
		if _, err := File(t.Context(), t.TempDir()+"/out", false, Options{Format: format, Source: sourceOf(false, row)}); err == nil {
			t.Errorf("%s takes a collection", format)
		}
	}
}
