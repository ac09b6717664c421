package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

func TestOneClientHoldsOnlyItsShareOfLargeAnswers(t *testing.T) {
	h := newHeavy(func(r *http.Request) string { return r.RemoteAddr })
	begun, goOn := make(chan string, 100), make(chan struct{})
	handler := h.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun <- r.RemoteAddr
		<-goOn
	}))
	var asking sync.WaitGroup
	ask := func(client, path string) {
		asking.Go(func() {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.RemoteAddr = client
			handler.ServeHTTP(httptest.NewRecorder(), r)
		})
	}
	for range heavyOfOne + 5 {
		ask("slow", "/api/v1/layers/cells.geojson")
	}
	for range heavyOfOne {
		if client := <-begun; client != "slow" {
			t.Fatalf("%s began", client)
		}
	}
	ask("other", "/ogc/collections/cells/items")
	ask("slow", "/tiles/all/0/0/0.mvt") // not large
	if a, b := <-begun, <-begun; a == b {
		t.Errorf("%s and %s began: one client's sixth and seventh large answer hold up others, or themselves go on", a, b)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/api/v1/cases/counts", nil).WithContext(ctx)
	r.RemoteAddr = "slow"
	if handler.ServeHTTP(w, r); w.Code != http.StatusServiceUnavailable {
		t.Errorf("who does not get a place is answered %d", w.Code)
	}
	close(goOn)
	asking.Wait()
	if len(h.byID) != 0 || len(h.all) != 0 {
		t.Errorf("%d clients and %d places are still held", len(h.byID), len(h.all))
	}
}

func TestGzipIsSentToThoseWhoTakeIt(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "br, gzip": true, "gzip;q=0": false, "zstd, gzip; q=0": false, "gzip;q=0.5": true, "gzip ; q=0.0": false, "*": false, "x-gzip": false, "GZIP": true,
	} {
		if got := takesGzip(header); got != want {
			t.Errorf("Accept-Encoding %q: gzip is %v, want %v", header, got, want)
		}
	}
}
