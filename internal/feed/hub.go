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
	mu     sync.Mutex
	subs   map[chan tiles.Event]struct{}
	ring   []placed
	floor  store.Cursor // everything after it is in ring
	newest store.Cursor // of the last event in the order of changes; floor while there is none
	ids    *cursorCode
	greet  func() (tiles.Event, bool) // what a new subscriber must know besides what changed; ok is false when nothing
}

// placed is an event and where it stands. An event without an ID has no place of its own: it stands behind the one at
// its cursor, and whoever has got that far is told of it, perhaps once more.
type placed struct {
	at    store.Cursor
	event tiles.Event
}

func newHub(greet func() (tiles.Event, bool)) *hub {
	return &hub{subs: map[chan tiles.Event]struct{}{}, greet: greet}
}

// begin forgets everything: what is published from now on comes after floor. ids names places to subscribers.
func (h *hub) begin(floor store.Cursor, ids *cursorCode) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ring, h.floor, h.newest, h.ids = nil, floor, floor, ids
}

// publish sends event, which stands at cursor, to everyone.
func (h *hub) publish(at store.Cursor, event tiles.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.newest = at
	h.send(placed{at, event})
}

// publishNow sends event, which has no place in the order of changes, to everyone.
func (h *hub) publishNow(event tiles.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.send(placed{h.newest, event})
}

func (h *hub) send(p placed) {
	if len(h.ring) == remembered {
		h.floor = h.ring[0].at
		if h.ring[0].event.ID == "" { // those who are at its cursor have not got it
			h.floor.Seq++
		}
		h.ring = h.ring[1:]
	}
	h.ring = append(h.ring, p)
	for sub := range h.subs {
		select {
		case sub <- p.event:
		default: // too slow: cut it, it resumes
			delete(h.subs, sub)
			close(sub)
		}
	}
}

// last is where the newest event stands.
func (h *hub) last() store.Cursor {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.newest
}

// join subscribes from now on, after backlog and after what is remembered beyond after. The channel is closed when ctx
// ends or the subscriber is too slow. ok is false when not everything beyond after is remembered, or after is not known
// yet: another process, or a database that was put back, gave it.
func (h *hub) join(ctx context.Context, backlog []tiles.Event, after store.Cursor) (events <-chan tiles.Event, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if before(after, h.floor) || before(h.newest, after) {
		return nil, false
	}
	for _, p := range h.ring {
		if before(after, p.at) || p.event.ID == "" && p.at == after {
			backlog = append(backlog, p.event)
		}
	}
	return h.subscribe(ctx, backlog), true
}

// joinNow subscribes from now on. first comes first, with the id to resume from.
func (h *hub) joinNow(ctx context.Context, first tiles.Event) <-chan tiles.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	first.ID = h.ids.id(h.newest)
	return h.subscribe(ctx, []tiles.Event{first})
}

func (h *hub) subscribe(ctx context.Context, backlog []tiles.Event) <-chan tiles.Event {
	if event, ok := h.greet(); ok {
		backlog = append(backlog, event)
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
