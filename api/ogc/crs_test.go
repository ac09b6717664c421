package ogc_test

import (
	"math"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The tests of this file are those of OGC 18-058r1, Annex A; each names its abstract tests.

const crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

func epsg(code string) string { return "http://www.opengis.net/def/crs/EPSG/0/" + code }

func (w *world) crsOf(id string) []string {
	w.t.Helper()
	var out []string
	for _, uri := range w.get(collectionPath(id)).json(jsonType)["crs"].([]any) {
		out = append(out, uri.(string))
	}
	return out
}

func TestCRSMetadata(t *testing.T) { // /conf/crs/crs-uri, fc-md-crs-list, fc-md-storageCrs, fc-md-storageCrs-valid-value, fc-md-crs-list-global
	w := newWorld(t)
	want := []string{crs84, epsg("4326"), epsg("4490"), epsg("3857"), epsg("4544"), epsg("4523")} // the zone of 105° holds the town
	for _, id := range w.ids() {
		if diff := cmp.Diff(want, w.crsOf(id)); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
		if storage := w.get(collectionPath(id)).json(jsonType)["storageCrs"]; storage != crs84 {
			t.Errorf("%s is stored in %v", id, storage)
		}
	}
	if global := w.get("/collections").json(jsonType)["crs"].([]any); len(global) != len(want) {
		t.Errorf("the list of all is %v", global)
	}
}

func TestCRSDefault(t *testing.T) { // /conf/crs/default-crs, ogc-crs-header, ogc-crs-header-value, fc-crs-default-value
	w := newWorld(t)
	for _, id := range w.ids() {
		path := collectionPath(id) + "/items"
		first := w.get(path + "?limit=1")
		feature := first.json(geoJSONType)["features"].([]any)[0].(object)
		for _, a := range []answer{first, w.get(path + "/" + escape(feature["id"].(string))), w.get(path + "?limit=1&crs=" + crs84), w.get(path + "?f=html")} {
			if got := a.header.Get("Content-Crs"); got != "<"+crs84+">" {
				t.Errorf("%s has Content-Crs %q", a.url, got)
			}
		}
	}
}

// Every feature in every advertised CRS, held against GDAL's transformation of the default.
func TestCRSTransformation(t *testing.T) { // /conf/crs/crs-parameter, fc-crs-valid-value, crs-action, geojson
	w := newWorld(t)
	for _, id := range w.ids() {
		plain := w.all(collectionPath(id) + "/items?limit=25")[:min(25, len(w.layer(id)))]
		for _, uri := range w.crsOf(id) {
			a := w.get(collectionPath(id) + "/items?limit=25&crs=" + uri)
			if got := a.header.Get("Content-Crs"); got != "<"+uri+">" {
				t.Errorf("%s has Content-Crs %q", a.url, got)
			}
			var from, got [][2]float64
			for i, f := range a.json(geoJSONType)["features"].([]any) {
				f := f.(object)
				one := w.get(collectionPath(id) + "/items/" + escape(f["id"].(string)) + "?crs=" + uri)
				if diff := cmp.Diff(f["geometry"], one.json(geoJSONType)["geometry"]); diff != "" || one.header.Get("Content-Crs") != "<"+uri+">" {
					t.Errorf("%s alone differs: %s", one.url, diff)
				}
				eachPosition(plain[i]["geometry"].(object)["coordinates"], func(x, y float64) { from = append(from, [2]float64{x, y}) })
				eachPosition(f["geometry"].(object)["coordinates"], func(x, y float64) { got = append(got, [2]float64{x, y}) })
			}
			want := gdalTransform(t, uri, from)
			for i := range want {
				if math.Abs(want[i][0]-got[i][0]) > tolerance(uri) || math.Abs(want[i][1]-got[i][1]) > tolerance(uri) {
					t.Fatalf("%s in %s: %v is %v, GDAL says %v", id, uri, from[i], got[i], want[i])
				}
			}
		}
	}
}

// tolerance is a centimetre, in degrees or metres.
func tolerance(uri string) float64 {
	if strings.HasSuffix(uri, "84") || strings.HasSuffix(uri, "4326") || strings.HasSuffix(uri, "4490") {
		return 1e-7
	}
	return 0.01
}

// gdalTransform turns lon, lat into the CRS of uri with the axes that its authority gives.
func gdalTransform(t *testing.T, uri string, points [][2]float64) [][2]float64 {
	t.Helper()
	code := uri[strings.LastIndex(uri, "/")+1:]
	if code == "CRS84" {
		return points
	}
	// CGCS2000 is taken as WGS 84, as the service does: from 4490, PROJ changes no datum.
	source := "EPSG:4490"
	if code == "4326" || code == "3857" {
		source = "EPSG:4326"
	}
	var in strings.Builder
	for _, p := range points {
		in.WriteString(strconv.FormatFloat(p[0], 'f', -1, 64) + " " + strconv.FormatFloat(p[1], 'f', -1, 64) + "\n")
	}
	cmd := exec.Command("gdaltransform", "-s_srs", source, "-t_srs", "EPSG:"+code, "-output_xy")
	cmd.Stdin = strings.NewReader(in.String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("gdaltransform: %v", err)
	}
	var result [][2]float64
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		x, errX := strconv.ParseFloat(words[0], 64)
		y, errY := strconv.ParseFloat(words[1], 64)
		if errX != nil || errY != nil {
			t.Fatalf("gdaltransform says %q", line)
		}
		if code != "3857" { // gdaltransform has the easting first, the authority the northing
			x, y = y, x
		}
		result = append(result, [2]float64{x, y})
	}
	if len(result) != len(points) {
		t.Fatalf("gdaltransform turned %d points into %d", len(points), len(result))
	}
	return result
}

func TestCRSOfTheBBox(t *testing.T) { // /conf/crs/bbox-crs-parameter, bbox-crs-default, bbox-crs-action
	w := newWorld(t)
	for _, id := range w.ids() {
		path := collectionPath(id) + "/items?limit=10000"
		box := floats(w.get(collectionPath(id)).json(jsonType)["extent"].(object)["spatial"].(object)["bbox"].([]any)[0])
		quarter := within(box, 0.03, 0.45)
		byDefault := idsOf(w.all(path + "&bbox=" + join(quarter)))
		if diff := cmp.Diff(byDefault, idsOf(w.all(path+"&bbox="+join(quarter)+"&bbox-crs="+crs84))); diff != "" {
			t.Errorf("%s: CRS84 is not the default: %s", id, diff)
		}
		for _, uri := range w.crsOf(id)[1:] {
			corners := gdalTransform(t, uri, [][2]float64{{quarter[0], quarter[1]}, {quarter[2], quarter[3]}})
			there := []float64{corners[0][0], corners[0][1], corners[1][0], corners[1][1]}
			got := idsOf(w.all(path + "&bbox=" + join(there) + "&bbox-crs=" + uri))
			// Held against the geometry in that CRS: a box of a zone is not quite a box of degrees.
			want := []string{}
			for _, f := range w.all(path + "&crs=" + uri) {
				if meets(f, there) {
					want = append(want, f["id"].(string))
				}
			}
			if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
				t.Errorf("%s in a box of %s: %s", id, uri, diff)
			}
		}
	}
}

func TestCRSParametersInvalid(t *testing.T) { // /conf/crs/fc-crs-invalid-value, bbox-crs-invalid-value
	w := newWorld(t)
	for _, uri := range []string{"", "EPSG", epsg("4269"), epsg("4547"), "urn:x", "http://www.opengis.net/def/crs/OGC/1.3/CRS84h"} { // 4547 is the zone of another part of the country
		for _, id := range w.ids() {
			path := collectionPath(id) + "/items"
			w.get(path+"?crs="+uri).refused(http.StatusBadRequest, "crs")
			w.get(path+"?bbox=1,2,3,4&bbox-crs="+uri).refused(http.StatusBadRequest, "bbox-crs")
			w.get(path+"?filter=geometry+IS+NULL&filter-crs="+uri).refused(http.StatusBadRequest, "filter-crs")
		}
		w.get("/collections/cells/items/500120005001004?crs="+uri).refused(http.StatusBadRequest, "crs")
	}
	for box, uri := range map[string]string{"3,2,1,4": "3857", "1,4,3,2": "3857", "29,106,30": "4490", "91,0,92,1": "4326"} {
		w.get("/collections/cells/items?bbox="+box+"&bbox-crs="+epsg(uri)).refused(http.StatusBadRequest, "bbox")
	}
}
