package feed

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/internal/store"
	"github.com/wangge-map/wangge/tiles"
)

func at(n int) store.Cursor { return store.Cursor{XID: uint64(n), Seq: 1} }

func idOf(n int) string { return code().id(at(n)) }

func numbered(n int) tiles.Event { return tiles.Event{ID: idOf(n), Name: tiles.EventCase} }

// buffered are the events that wait in a channel.
func buffered(events <-chan tiles.Event) (ids []string) {
	for len(events) > 0 {
		e := <-events
		if e.Name != "" {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// Whoever comes back after any event gets everything that followed, or is told that it can't.
func TestWhoComesBackGetsAllThatFollowedOrIsToldThatItIsGone(t *testing.T) {
	h := newHub(func() (tiles.Event, bool) { return tiles.Event{}, false })
	h.begin(at(0), code())
	const n = remembered + 50
	for i := 1; i <= n; i++ {
		h.publish(at(i), numbered(i))
	}
	for _, from := range []int{0, 1, 49, 50, 51, n - 1, n, n + 1} {
		events, ok := h.join(t.Context(), nil, at(from))
		if want := from >= 50 && from <= n; ok != want {
			t.Errorf("after %d the hub knows all: %v, want %v", from, ok, want)
		}
		if !ok {
			continue
		}
		got := buffered(events)
		if len(got) != n-from || (len(got) > 0 && got[0] != idOf(from+1)) {
			t.Errorf("after %d come %d events, want %d", from, len(got), n-from)
		}
	}
}

func TestAnEventWithoutAPlaceIsNotMissedEither(t *testing.T) {
	h := newHub(func() (tiles.Event, bool) { return tiles.Event{}, false })
	h.begin(at(0), code())
	h.publish(at(1), numbered(1))
	h.publishNow(tiles.Event{Name: tiles.EventEdition})
	h.publish(at(2), numbered(2))
	for from, want := range map[int][]string{0: {idOf(1), "", idOf(2)}, 1: {"", idOf(2)}, 2: nil} {
		events, ok := h.join(t.Context(), nil, at(from))
		if got := buffered(events); !ok || !slices.Equal(got, want) {
			t.Errorf("after %d come %q, want %q", from, got, want)
		}
	}
	for i := 3; i < remembered+3; i++ { // the first three are forgotten, the one without a place too
		h.publish(at(i), numbered(i))
	}
	if _, ok := h.join(t.Context(), nil, at(1)); ok {
		t.Error("the hub claims to know what it has forgotten")
	}
}

func TestASlowSubscriberIsCutAndOthersAreNot(t *testing.T) {
	h := newHub(func() (tiles.Event, bool) { return tiles.Event{}, false })
	h.begin(at(0), code())
	ctx, cancel := context.WithCancel(t.Context())
	slow, fast := h.joinNow(ctx, tiles.Event{}), h.joinNow(ctx, tiles.Event{})
	got := 0
	for i := 1; i <= subscriberBuffer+10; i++ {
		h.publish(at(i), numbered(i))
		got += len(buffered(fast))
	}
	if got != subscriberBuffer+10 {
		t.Errorf("the fast one got %d events", got)
	}
	last := ""
	for e := range slow { // ends: the channel was closed
		last = e.ID
	}
	cursor, err := code().cursor(last)
	if err != nil {
		t.Fatal(err)
	}
	events, ok := h.join(ctx, nil, cursor)
	if rest := buffered(events); !ok || len(rest) == 0 || rest[len(rest)-1] != idOf(subscriberBuffer+10) {
		t.Errorf("the slow one resumes after %s with %v", last, rest)
	}
	cancel()
	for range fast { // ends when ctx does
	}
	for range events {
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.subs) != 0 {
		t.Errorf("%d subscribers are left", len(h.subs))
	}
}

// Any mix of publishing, leaving and coming back delivers every event in order.
func TestResumingDeliversEachEventInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHub(func() (tiles.Event, bool) { return tiles.Event{}, false })
		h.begin(at(0), code())
		published, got := 0, []string{}
		last := at(0)
		var events <-chan tiles.Event
		read := func() {
			for _, id := range buffered(events) {
				got = append(got, id)
				cursor, err := code().cursor(id)
				if err != nil {
					t.Fatal(err)
				}
				last = cursor
			}
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			switch rapid.IntRange(0, 2).Draw(t, "step") {
			case 0:
				for range rapid.IntRange(1, 200).Draw(t, "events") {
					published++
					h.publish(at(published), numbered(published))
				}
			case 1:
				read()
			default:
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				joined, ok := h.join(ctx, nil, last)
				if !ok {
					if published-int(last.XID) <= remembered {
						t.Fatalf("after %v of %d nothing is known", last, published)
					}
					return
				}
				events = joined
			}
		}
		read()
		for i, id := range got {
			if id != idOf(i+1) {
				t.Fatalf("event %d is %s: %s", i+1, id, fmt.Sprint(got))
			}
		}
	})
}
