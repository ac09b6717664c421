package feed

import (
	"context"
	"sync"

	"github.com/wangge-map/wangge/internal/store"
	"github.com/wangge-map/wangge/tiles"
)

const (
	// remembered is how many events a reconnecting page can be given from memory: minutes of a busy city.
	remembered = 4096
	// subscriberBuffer is how far a subscriber may fall behind before it is cut. It comes back with the id of the last
	// event it has, and misses nothing.
	subscriberBuffer = 256
)

// hub passes events to subscribers and remembers the last of them.
type hub struct {
	mu    sync.Mutex
	subs  map[chan tiles.Event]struct{}
	ring  []placed
	floor store.Cursor // everything after it is in ring
}

type placed struct {
	at    store.Cursor
	event tiles.Event
}

func newHub() *hub { return &hub{subs: map[chan tiles.Event]struct{}{}} }

// begin forgets everything: what is published from now on comes after floor.
func (h *hub) begin(floor store.Cursor) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ring, h.floor = nil, floor
}

// publish sends event, which stands at cursor, to everyone. Events without an ID are sent but not remembered.
func (h *hub) publish(at store.Cursor, event tiles.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if event.ID != "" {
		if len(h.ring) == remembered {
			h.floor = h.ring[0].at
			h.ring = h.ring[1:]
		}
		h.ring = append(h.ring, placed{at, event})
	}
	for sub := range h.subs {
		select {
		case sub <- event:
		default: // too slow: cut it, it resumes
			delete(h.subs, sub)
			close(sub)
		}
	}
}

// covers reports whether every event after c is remembered.
func (h *hub) covers(c store.Cursor) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !before(c, h.floor)
}

// join subscribes from now on, after backlog and after what is remembered beyond after (nil: nothing). The channel is
// closed when ctx ends or the subscriber is too slow.
func (h *hub) join(ctx context.Context, backlog []tiles.Event, after *store.Cursor) <-chan tiles.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	if after != nil {
		for _, p := range h.ring {
			if before(*after, p.at) {
				backlog = append(backlog, p.event)
			}
		}
	}
	sub := make(chan tiles.Event, len(backlog)+subscriberBuffer)
	for _, event := range backlog {
		sub <- event
	}
	h.subs[sub] = struct{}{}
	context.AfterFunc(ctx, func() { h.leave(sub) })
	return sub
}

func (h *hub) leave(sub chan tiles.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, still := h.subs[sub]; still {
		delete(h.subs, sub)
		close(sub)
	}
}
