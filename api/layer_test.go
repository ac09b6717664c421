package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo/wire"
)

func TestEveryLayerIsSoundGeoJSON(t *testing.T) {
	s := newService(t)
	s.report("key-00000001", inA, pothole, "")
	s.report("key-00000002", inB, cladding, "")
	s.eventually("both pins are on their layers", func() bool {
		return s.layer("road-defects.geojson").NumberMatched+s.layer("hazards.geojson").NumberMatched == 2
	})
	var list struct{ Layers []api.Layer }
	s.get("/api/v1/layers").into(http.StatusOK, &list)
	counts := map[string]int{}
	for _, l := range list.Layers {
		counts[l.ID] = l.Count
		a := s.get(l.URL)
		features := 0
		err := wire.DecodeFeatures(bytes.NewReader(a.body), func(f wire.Feature) error {
			features++
			if f.Err != nil || f.Geometry == nil {
				t.Errorf("feature %d of %s has the geometry %v: %v", f.Index, l.ID, f.Geometry, f.Err)
			}
			return nil
		})
		if a.header.Get("Content-Type") != "application/geo+json" || !json.Valid(a.body) || (err != nil && l.Count > 0) {
			t.Errorf("%s is sent as %s: %v", l.ID, a.header.Get("Content-Type"), err)
		}
		if features != l.Count {
			t.Errorf("%s has %d features, the list says %d", l.ID, features, l.Count)
		}
	}
	for id, want := range map[string]int{"hazards": 1, "road-defects": 1, "coverage": 2, "cells": 2, "base": 0} {
		if got, ok := counts[id]; !ok || got != want {
			t.Errorf("%s has %d features, want %d", id, got, want)
		}
	}
}

func TestVolunteersBelowThreeAreNotTold(t *testing.T) {
	s := newService(t)
	want := map[string]string{"A": `3 false`, "B": `null true`}
	for _, f := range s.layer("coverage.geojson").Features {
		code := f.Properties["code"].(string)
		if got := fmt.Sprint(marshal(t, f.Properties["volunteers"]), " ", f.Properties["too_few"]); got != want[code] {
			t.Errorf("%s says %s, want %s", code, got, want[code])
		}
		var card api.CellCard
		s.get("/api/v1/cells/"+code).into(http.StatusOK, &card)
		if got := fmt.Sprint(marshal(t, card.Volunteers), " ", card.TooFew); got != want[code] {
			t.Errorf("the card of %s says %s, want %s", code, got, want[code])
		}
	}
	for _, path := range []string{"layers/coverage.geojson", "cells/A", "layers/cells.geojson"} {
		if body := s.get("/api/v1/" + path).body; bytes.Contains(body, []byte("志愿者")) || bytes.Contains(body, []byte("组长")) {
			t.Errorf("%s tells who serves", path)
		}
	}
}

func TestALayerIsSentAgainOnlyWhenItHasChanged(t *testing.T) {
	s := newService(t)
	const path = "/api/v1/layers/road-defects.geojson"
	first := s.get(path)
	tag := first.header.Get("ETag")
	if again := s.get(path, "If-None-Match", tag); again.status != http.StatusNotModified || len(again.body) != 0 || again.header.Get("ETag") != tag {
		t.Errorf("the same is answered with %d and %d bytes", again.status, len(again.body))
	}
	if other := s.get(path+"?limit=1", "If-None-Match", tag); other.status != http.StatusOK {
		t.Errorf("another question is answered with %d", other.status)
	}
	s.report("key-00000003", inA, pothole, "")
	s.eventually("the layer is sent anew", func() bool { return s.get(path, "If-None-Match", tag).status == http.StatusOK })
}

// Every process counts its changes from nothing: a tag of the one before must not match by chance.
func TestATagDoesNotOutliveTheProcess(t *testing.T) {
	s := newService(t)
	const path = "/api/v1/layers/road-defects.geojson"
	s.report("key-00000004", inA, pothole, "")
	s.eventually("the pin is on the map", func() bool { return s.layer("road-defects.geojson").NumberMatched == 1 })
	tag := s.get(path).header.Get("ETag")
	s.serve()
	s.report("key-00000005", inA, pothole, "")
	s.eventually("the second pin is on the map", func() bool { return s.layer("road-defects.geojson").NumberMatched == 2 })
	if a := s.get(path, "If-None-Match", tag); a.status != http.StatusOK {
		t.Errorf("a tag of the process before is answered with %d", a.status)
	}
}

func TestALayerIsSentCompressed(t *testing.T) {
	s := newService(t)
	for i := range 10 {
		s.report(fmt.Sprintf("compress-%d", i), inA, pothole, "")
	}
	s.eventually("the pins are on the map", func() bool { return s.layer("road-defects.geojson").NumberMatched == 10 })
	plain := s.get("/api/v1/layers/road-defects.geojson", "Accept-Encoding", "identity")
	packed := s.get("/api/v1/layers/road-defects.geojson", "Accept-Encoding", "gzip")
	if packed.header.Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(packed.header.Values("Vary"), ","), "Accept-Encoding") {
		t.Fatalf("sent with %v", packed.header)
	}
	zip, err := gzip.NewReader(bytes.NewReader(packed.body))
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := io.ReadAll(zip); err != nil || !bytes.Equal(raw, plain.body) {
		t.Errorf("unpacked it differs from the plain answer: %v", err)
	}
	if a := s.get("/api/v1/layers/road-defects.geojson", "Accept-Encoding", "gzip", "If-None-Match", packed.header.Get("ETag")); a.status != http.StatusNotModified {
		t.Errorf("the tag of the packed answer is answered with %d", a.status)
	}
}

func TestABoxAndALimitCutALayer(t *testing.T) {
	s := newService(t)
	first := s.report("key-00000006", inA, pothole, "")
	second := s.report("key-00000007", inB, pothole, "")
	s.eventually("both pins are on the map", func() bool { return s.layer("road-defects.geojson").NumberMatched == 2 })
	cases := map[string]string{
		"":                                "2 of 2: " + second.CaseID,
		"?limit=1":                        "1 of 2: " + second.CaseID,
		"?bbox=106.55,29.57,106.56,29.58": "1 of 1: " + first.CaseID,
		"?bbox=106.5512,29.5712,106.5512,29.5712": "1 of 1: " + first.CaseID, // as the map shows it
		"?bbox=106.55123,29.5712,106.56,29.58":    "0 of 0: ",                // where it really is tells nothing
		"?bbox=0,0,1,1":                           "0 of 0: ",
	}
	for query, want := range cases {
		c := s.layer("road-defects.geojson" + query)
		id := ""
		if len(c.Features) > 0 {
			id = c.Features[0].Properties["id"].(string)
		}
		if got := fmt.Sprintf("%d of %d: %s", c.NumberReturned, c.NumberMatched, id); got != want || len(c.Features) != c.NumberReturned {
			t.Errorf("%q gives %s in %d features, want %s", query, got, len(c.Features), want)
		}
	}
}

func TestOneClientMayNotAskForEverything(t *testing.T) {
	s := newService(t, func(c *api.Config) {
		c.Limits = api.Limits{ReadsPerSecond: 0.001, WritesPerSecond: 0.001, TrustProxy: true}
	})
	ask := func(from ...string) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/api/v1/site", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header["X-Forwarded-For"] = from
		a := s.send(r)
		if a.status == http.StatusTooManyRequests {
			if a.problem(http.StatusTooManyRequests); a.header.Get("Retry-After") == "" {
				t.Error("429 comes without Retry-After")
			}
		}
		return a.status
	}
	steps := []struct {
		name string
		from []string
		want int
	}{
		{"the first question", []string{"192.0.2.1"}, 200},
		{"the second of the same client", []string{"192.0.2.1"}, 429},
		{"another client's", []string{"192.0.2.2"}, 200},
		{"the first client under a name it made up", []string{"198.51.100.7, 192.0.2.1"}, 429},
		{"the same in a header of its own", []string{"198.51.100.8", "192.0.2.1"}, 429},
		{"the first client in IPv6 dress", []string{"::ffff:192.0.2.1"}, 429},
		{"an IPv6 client", []string{"2001:db8:1:2::1"}, 200},
		{"its neighbour address, which it has too", []string{"2001:db8:1:2::2"}, 429},
		{"another network", []string{"2001:db8:1:3::1"}, 200},
	}
	for _, step := range steps {
		if got := ask(step.from...); got != step.want {
			t.Errorf("%s is answered %d, want %d", step.name, got, step.want)
		}
	}
	for range 3 { // a supervisor must not take "too many" for a failure
		for _, path := range []string{"/healthz", "/readyz"} {
			if a := s.get(path, "X-Forwarded-For", "192.0.2.1"); a.status != http.StatusOK {
				t.Errorf("%s answers %d", path, a.status)
			}
		}
	}
	if a := s.ask(http.MethodPost, "/api/v1/reports", `{}`, key, "key-00000008", "X-Forwarded-For", "192.0.2.1"); a.status != http.StatusBadRequest {
		t.Errorf("the first report is answered %d: reads and reports are counted apart", a.status)
	}
	s.ask(http.MethodPost, "/api/v1/reports", `{}`, key, "key-00000008", "X-Forwarded-For", "192.0.2.1").problem(http.StatusTooManyRequests)
}

func TestHeadersKeepBrowsersSafe(t *testing.T) {
	s := newService(t)
	for _, path := range []string{"/", "/api/v1/site", "/api/v1/nothing", "/healthz", "/api/v1/reports/x", "/metrics"} {
		h := s.get(path, "Origin", "https://elsewhere.example").header
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Content-Security-Policy": "default-src 'none'"} {
			if !strings.HasPrefix(h.Get(name), want) {
				t.Errorf("%s has %s %q", path, name, h.Get(name))
			}
		}
		open := h.Get("Access-Control-Allow-Origin") != ""
		if closed := strings.HasPrefix(path, "/api/v1/reports") || path == "/metrics"; open == closed {
			t.Errorf("%s is open to other sites: %v", path, open)
		}
	}
	a := s.ask(http.MethodOptions, "/api/v1/reports", "", "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "POST")
	if a.header.Get("Access-Control-Allow-Origin") != "" || a.status != http.StatusMethodNotAllowed {
		t.Errorf("another site's page may send reports: %d %v", a.status, a.header)
	}
	a = s.ask(http.MethodOptions, "/api/v1/locate", "", "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
	if a.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("another site's page may not locate: %v", a.header)
	}
	for id, want := range map[string]bool{"sound-id_1234": true, "short": false, "with space in it": false} {
		if got := s.get("/healthz", "X-Request-ID", id).header.Get("X-Request-ID"); (got == id) != want {
			t.Errorf("the request id %q became %q", id, got)
		}
	}
}

func TestTheCatalogueIsComplete(t *testing.T) {
	s := newService(t)
	if err := s.store.SaveSettings(t.Context(), map[string]string{"title_zh": "丁家", "title_en": "Dingjia", "synthetic": "true", "map_approval_no": "GS(2026)1"}); err != nil {
		t.Fatal(err)
	}
	var site api.Site
	s.eventually("the settings have come", func() bool {
		s.get("/api/v1/site").into(http.StatusOK, &site)
		return site.Title.ZH == "丁家"
	})
	if !site.Synthetic || site.DefaultNet != "grid" || site.MapApprovalNo != "GS(2026)1" || site.BBox == nil || *site.BBox != [4]float64{106.55, 29.57, 106.57, 29.58} {
		t.Errorf("the site is %s", marshal(t, site))
	}
	var nets struct {
		Default string
		Nets    []api.Net
	}
	s.get("/api/v1/nets").into(http.StatusOK, &nets)
	if nets.Default != "grid" || len(nets.Nets) != 1 || nets.Nets[0].Cells != 2 || nets.Nets[0].Edition != 1 {
		t.Errorf("the nets are %s", marshal(t, nets))
	}
	var categories struct{ Categories []api.Category }
	s.get("/api/v1/categories").into(http.StatusOK, &categories)
	if len(categories.Categories) < 40 || categories.Categories[0].Code != pothole || categories.Categories[0].Name.EN != "Damaged road surface" {
		t.Errorf("the first of %d categories is %s", len(categories.Categories), marshal(t, categories.Categories[0]))
	}
	if body := s.get("/openapi.json").body; !json.Valid(body) {
		t.Error("the OpenAPI document is not JSON")
	}
}

func TestATagMatchesOnlyALayerThatThereIs(t *testing.T) {
	s := newService(t)
	for path, want := range map[string]int{"cells.geojson": 304, "hazards.geojson": 304, "nothing.geojson": 404, "cells.geojson?net=none": 404} {
		if a := s.get("/api/v1/layers/"+path, "If-None-Match", "*"); a.status != want {
			t.Errorf("%s is answered %d, want %d: %s", path, a.status, want, a.body)
		}
	}
}
