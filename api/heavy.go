package api

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"sync"
)

// heavyOfOne is how many answers that can be large one client may have under way: a page asks for some at once, and whoever reads
// slowly holds up nobody else.
const heavyOfOne = 6

// heavy bounds how many answers that can be large are under way at once. Each is built whole, up to 20 MB, and stays in memory until who
// asked has taken it. Those beyond wait for a place.
type heavy struct {
	client func(*http.Request) string
	all    chan struct{}

	mu   sync.Mutex
	byID map[string]*seats // by client; those that hold none are not in it
}

// seats are the places of one client.
type seats struct {
	free chan struct{}
	held int // and asked for
}

func newHeavy(client func(*http.Request) string) *heavy {
	return &heavy{client: client, all: make(chan struct{}, 8*runtime.GOMAXPROCS(0)), byID: map[string]*seats{}}
}

// isHeavy reports whether the answer to r can be large: only what is asked for is. What is sent is answered in few words, and how long
// it takes to arrive is up to the sender.
func isHeavy(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	for _, prefix := range []string{"/api/v1/layers/", "/api/v1/cases/counts", pathOGC + "/collections/", pathOpen311 + "requests.", pathOpen311 + "servicerequestupdates."} {
		if strings.HasPrefix(r.URL.Path, prefix) {
			return true
		}
	}
	return false
}

func (h *heavy) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isHeavy(r) {
			next.ServeHTTP(w, r)
			return
		}
		if r.ContentLength != 0 { // net/http waits for the body before it sends a large answer
			w.Header().Set("Connection", "close")
			writeProblem(w, r, newProblem(http.StatusBadRequest, "", "asking for this takes no body; leave it out", nil))
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
		defer cancel()
		leave, ok := h.enter(ctx, h.client(r))
		if !ok {
			writeProblem(w, r, newProblem(http.StatusServiceUnavailable, "", "too many large answers are being made; try again shortly, or ask for less at once", nil))
			return
		}
		defer leave()
		next.ServeHTTP(w, r)
	})
}

// enter waits for a place, first of the client's own, then of all. ok is false when ctx ended before.
func (h *heavy) enter(ctx context.Context, client string) (leave func(), ok bool) {
	own := h.seatsOf(client)
	giveBack := func() { h.release(client, own) }
	select {
	case own.free <- struct{}{}:
	case <-ctx.Done():
		giveBack()
		return nil, false
	}
	select {
	case h.all <- struct{}{}:
	case <-ctx.Done():
		<-own.free
		giveBack()
		return nil, false
	}
	return func() {
		<-h.all
		<-own.free
		giveBack()
	}, true
}

func (h *heavy) seatsOf(client string) *seats {
	h.mu.Lock()
	defer h.mu.Unlock()
	own := h.byID[client]
	if own == nil {
		own = &seats{free: make(chan struct{}, heavyOfOne)}
		h.byID[client] = own
	}
	own.held++
	return own
}

func (h *heavy) release(client string, own *seats) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if own.held--; own.held == 0 {
		delete(h.byID, client)
	}
}
