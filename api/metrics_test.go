package api

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestMetricsAreToldOnThisMachineOnly(t *testing.T) {
	h := locating(t)
	for _, c := range []struct {
		name, peer, forwarded string
		want                  int
	}{
		{"this machine", "127.0.0.1:50000", "", 200},
		{"this machine by its other address", "[::1]:50000", "", 200},
		{"this machine in IPv6 dress", "[::ffff:127.0.0.1]:50000", "", 200},
		{"another machine", "192.0.2.1:50000", "", 403},
		{"another machine in IPv6", "[2001:db8::1]:50000", "", 403},
		{"a proxy on this machine", "127.0.0.1:50000", "192.0.2.1", 403},
		{"a proxy that says nothing of whom for", "127.0.0.1:50000", " ", 403},
		{"nobody knows whom", "@", "", 403},
	} {
		r := httptest.NewRequest(http.MethodGet, pathMetrics, nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != c.want {
			t.Errorf("%s is answered %d, want %d: %.100s", c.name, w.Code, c.want, w.Body)
		}
		if c.want == 403 && w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s is told no problem but %s", c.name, w.Header().Get("Content-Type"))
		}
	}
}
