package api

import (
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/tiles"
)

// stillPicture satisfies the interfaces that no test of this file calls.
type stillPicture struct {
	Intake
	Reports
	Picture
}

func newStillServer(t *testing.T) *server {
	t.Helper()
	nets := &locate.Nets{}
	s, err := newServer(Config{
		Nets: nets, Intake: stillPicture{}, Reports: stillPicture{}, Picture: stillPicture{}, Layers: tiles.NewLive(nets, time.Now),
		Metrics: prometheus.NewRegistry(), Log: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRoutesAndOpenAPIDocumentAreTheSame(t *testing.T) {
	routed := map[string]bool{}
	err := newStillServer(t).router.Walk(func(route *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		path, err := route.GetPathTemplate()
		if err != nil {
			return err
		}
		methods, err := route.GetMethods()
		for _, method := range methods {
			routed[method+" "+path] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// Not part of what clients are made from; OGC API has a document of its own, which api/ogc holds to its routes.
	for _, own := range []string{"GET /metrics", "GET /openapi.json", "GET /ogc", "GET /ogc/", "GET " + pathScan, "GET " + pathSheet} {
		if !routed[own] {
			t.Errorf("%s is not routed", own)
		}
		delete(routed, own)
	}
	raw, err := OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(raw, &document); err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for path, methods := range document.Paths {
		for method := range methods {
			documented[strings.ToUpper(method)+" "+path] = true
		}
	}
	if !maps.Equal(routed, documented) || len(routed) < 13 {
		t.Errorf("routed:\n%v\ndocumented:\n%v", slices.Sorted(maps.Keys(routed)), slices.Sorted(maps.Keys(documented)))
	}
}

func TestTheLabelOfARequestIsNeverItsPath(t *testing.T) {
	s := newStillServer(t)
	for request, want := range map[string]string{
		"GET /api/v1/reports/WG-1":                  "/api/v1/reports/{id}",
		"HEAD /api/v1/reports/WG-1":                 "/api/v1/reports/{id}",
		"GET /api/v1/layers/x.geojson?bbox=":        "/api/v1/layers/{id}.geojson",
		"POST /api/v1/locate":                       "/api/v1/locate",
		"DELETE /api/v1/reports":                    "page",
		"GET /ogc":                                  "/ogc",
		"HEAD /ogc/collections/x/items/13800000000": "/ogc/collections/{collectionId}/items/{featureId}",
		"GET /ogc/13800000000":                      "/ogc",
		"GET /13800000000":                          "page",
	} {
		method, path, _ := strings.Cut(request, " ")
		r, err := http.NewRequestWithContext(t.Context(), method, path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.routeName(r); got != want {
			t.Errorf("%s is labelled %q, want %q", request, got, want)
		}
	}
}

func TestConfigIsChecked(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Error("an empty config is accepted")
	}
}
