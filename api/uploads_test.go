package api

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

func TestOnlyPicturesAreUploads(t *testing.T) {
	for request, want := range map[string]bool{
		"PUT /api/v1/reports/WG-1/photos/x": true,
		"PUT /api/v1/cases/1/photos/x":      true,
		"GET /api/v1/reports/WG-1/photos/x": false,
		"PUT /api/v1/reports/WG-1":          false,
		"PUT /api/v1/members/1/roster":      false,
		"POST /api/v1/reports":              false,
	} {
		var method, path string
		for i := range request {
			if request[i] == ' ' {
				method, path = request[:i], request[i+1:]
				break
			}
		}
		if got := isUpload(httptest.NewRequest(method, path, nil)); got != want {
			t.Errorf("%s: %t", request, got)
		}
	}
}

func TestOneClientsUploadsWaitForEachOther(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	arrived, goOn := make(chan struct{}, 100), make(chan struct{})
	h := newUploads(func(*http.Request) string { return "one" }).wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		arrived <- struct{}{}
		<-goOn
		mu.Lock()
		now--
		mu.Unlock()
	}))
	var work sync.WaitGroup
	for range 3 * heavyOfOne {
		work.Go(func() {
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPut, "/api/v1/reports/WG-1/photos/x", nil))
		})
	}
	for range heavyOfOne {
		<-arrived
	}
	close(goOn)
	work.Wait()
	if most != heavyOfOne {
		t.Errorf("%d were let in at once, want %d", most, heavyOfOne)
	}
}
