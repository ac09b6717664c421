package api

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestPhotosHaveASlowerLimitThatGoesByTheirSize(t *testing.T) {
	for name, c := range map[string]struct {
		length int64
		most   int
	}{
		"small ones":                          {200_000, photoBurst},
		"large ones":                          {11 << 20, photoBurst / 6},
		"ones that don't say how large":       {-1, photoBurst / 6},
		"ones that say more than may be sent": {1 << 40, photoBurst / 6},
	} {
		th, err := newThrottle(Limits{ReadsPerSecond: 1e6, WritesPerSecond: 1e6, PhotosPerSecond: 1e-6, SignInsPerSecond: 1e6})
		if err != nil {
			t.Fatal(err)
		}
		ask := func(method, path, from string) bool {
			r := httptest.NewRequest(method, path, nil)
			r.ContentLength, r.RemoteAddr = c.length, from+":1"
			return th.allow(r)
		}
		n := 0
		for n <= photoBurst && ask(http.MethodPut, "/api/v1/reports/WG-1/photos/x", "192.0.2.1") {
			n++
		}
		if n != c.most {
			t.Errorf("%s: %d may come in a bunch, want %d", name, n, c.most)
		}
		if !ask(http.MethodPost, "/api/v1/reports", "192.0.2.1") || !ask(http.MethodPut, "/api/v1/cases/1/photos/x", "192.0.2.2") {
			t.Errorf("%s: the same client's reports, or another's photos, are held up", name)
		}
	}
}
