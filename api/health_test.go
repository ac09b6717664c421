package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// loading is a picture that is not there yet.
type loading struct{ away }

func (loading) Ready() (ready, databaseUp bool, age time.Duration) { return false, true, 0 }

func TestOnlyProbesAreAnsweredWhileThePictureIsLoaded(t *testing.T) {
	s, h := locatingServer(t)
	s.cfg.Picture = loading{}
	for _, c := range []struct {
		method, path string
		status       int
		says         string
	}{
		{http.MethodGet, "/healthz", 200, `"ok":true`},
		{http.MethodGet, "/readyz", 503, `"ready":false`},
		{http.MethodGet, "/", 503, "starting"},
		{http.MethodGet, "/api/v1/layers/cells.geojson", 503, "starting"},
		{http.MethodGet, pathChanges, 503, "starting"},
		{http.MethodPost, pathReports, 503, "starting"},
		{http.MethodPost, pathLocate, 503, "starting"},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s %s is answered %d %s, want %d and %q", c.method, c.path, w.Code, w.Body, c.status, c.says)
		}
		if starting := c.says == "starting"; starting != (w.Header().Get("Retry-After") != "") {
			t.Errorf("%s %s says when to come back: %q", c.method, c.path, w.Header().Get("Retry-After"))
		}
	}
}
