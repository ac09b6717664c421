package api

import (
	"net/http"
	"sync"
)

const (
	// mostStreams is how many pages may listen to changes at once. Each holds a connection and up to 256 events that it has
	// not taken yet: if all are that slow, 300 MB.
	mostStreams = 2000
	// mostStreamsOfOne is how many of them one client may hold: an office behind one address, not all there are.
	mostStreamsOfOne = 20
)

// streams counts who listens to changes.
type streams struct {
	client func(*http.Request) string

	mu   sync.Mutex
	all  int
	byID map[string]int // by client; those that hold none are not in it
}

func newStreams(client func(*http.Request) string) *streams {
	return &streams{client: client, byID: map[string]int{}}
}

// enter takes a place for client; leave gives it back. It returns a problem when there is none.
func (s *streams) enter(client string) *Problem {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.byID[client] >= mostStreamsOfOne:
		return newProblem(http.StatusTooManyRequests, "", "one client may listen to changes 20 times at once; close a page, or wait a moment", nil)
	case s.all >= mostStreams:
		return newProblem(http.StatusServiceUnavailable, "", "too many pages listen to changes; load the layers from time to time instead, and try again later", nil)
	}
	s.all++
	s.byID[client]++
	return nil
}

func (s *streams) leave(client string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all--
	if s.byID[client]--; s.byID[client] == 0 {
		delete(s.byID, client)
	}
}

func (s *streams) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isStream(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		client := s.client(r)
		if p := s.enter(client); p != nil {
			writeProblem(w, r, p)
			return
		}
		defer s.leave(client)
		next.ServeHTTP(w, r)
	})
}
