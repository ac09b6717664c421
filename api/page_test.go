package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestAnAddressThatIsNoneIsToldToPeopleByTheAppAndToProgramsAsAProblem(t *testing.T) {
	s, h := locatingServer(t)
	s.cfg.Page = fstest.MapFS{"index.html": {Data: []byte("<!doctype html>the app")}}
	const browser = "text/html,application/xhtml+xml,*/*;q=0.8"
	for _, c := range []struct {
		path, accept string
		status       int
		kind         string
	}{
		{"/track", browser, 200, "text/html"},
		{"/nowhere", browser, 404, "text/html"},
		{"/nowhere/at/all", browser, 404, "text/html"},
		{"/nowhere", "application/json", 404, "application/problem+json"},
		{"/nowhere", "", 404, "application/problem+json"},
		{"/api/v1/nothing", browser, 404, "application/problem+json"},
		{"/assets/gone.js", browser, 404, "application/problem+json"},
	} {
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		r.Header.Set("Accept", c.accept)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.status || !strings.HasPrefix(w.Header().Get("Content-Type"), c.kind) {
			t.Errorf("%s for %q is answered %d %s, want %d %s", c.path, c.accept, w.Code, w.Header().Get("Content-Type"), c.status, c.kind)
		}
		if page := strings.Contains(w.Body.String(), "the app"); page != (c.kind == "text/html") {
			t.Errorf("%s for %q is the app: %t", c.path, c.accept, page)
		}
	}
}
