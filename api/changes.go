package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles"
)

const (
	// heartbeat keeps proxies from closing a quiet stream, and finds out that a page has gone.
	heartbeat = 15 * time.Second
	// writeTimeout is how long a page may take to accept an event.
	writeTimeout = 10 * time.Second
)

type changesInput struct {
	LastEventID string `header:"Last-Event-ID" maxLength:"60" doc:"the id of the last event that was got"`
	After       string `query:"last_event_id" maxLength:"60" doc:"the same, for clients that can't set the header"`
}

func eventStream() map[string]*huma.Response {
	return map[string]*huma.Response{"200": {
		Description: "A stream of server-sent events",
		Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
}

// changes streams what changes on the map until the page leaves or the service stops.
func (s *server) changes(ctx context.Context, in *changesInput) (*huma.StreamResponse, error) {
	after, field := in.LastEventID, "Last-Event-ID"
	if after == "" {
		after, field = in.After, "last_event_id"
	}
	headersOnly := asked(ctx).head
	ctx, cancel := context.WithCancel(ctx)
	events, err := s.cfg.Picture.Subscribe(ctx, after)
	if err != nil {
		cancel()
		if geo.KindOf(err) == geo.Invalid {
			err = geo.Errorf(geo.Invalid, field, "is not an id that this service gave; leave it out to begin anew")
		}
		return nil, err
	}
	return &huma.StreamResponse{Body: func(out huma.Context) {
		defer cancel()
		out.SetHeader("Content-Type", "text/event-stream")
		out.SetHeader("Cache-Control", "no-store")
		out.SetHeader("X-Accel-Buffering", "no")
		w, ok := out.BodyWriter().(http.ResponseWriter)
		if !ok || headersOnly {
			return // only a test without a server has another writer
		}
		s.stream(ctx, w, events)
	}}, nil
}

// stream writes events until there are no more. A subscriber that was cut for being slow comes back with its last id.
func (s *server) stream(ctx context.Context, w http.ResponseWriter, events <-chan tiles.Event) {
	control := http.NewResponseController(w)
	send := func(write func(io.Writer) error) bool {
		if err := control.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
			return false
		}
		return write(w) == nil && control.Flush() == nil
	}
	if !send(func(w io.Writer) error { _, err := io.WriteString(w, "retry: 1000\n\n"); return err }) {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.cfg.Done:
			return
		case <-beat.C:
			if !send(func(w io.Writer) error { _, err := io.WriteString(w, ": still here\n\n"); return err }) {
				return
			}
		case event, ok := <-events:
			if !ok || !send(func(w io.Writer) error { return writeEvent(w, event) }) {
				return
			}
		}
	}
}

func writeEvent(w io.Writer, e tiles.Event) error {
	if e.ID != "" {
		if _, err := fmt.Fprintf(w, "id: %s\n", e.ID); err != nil {
			return err
		}
	}
	if e.Name == "" { // only a place to resume from: a browser keeps it and tells nobody
		_, err := io.WriteString(w, "\n")
		return err
	}
	_, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", e.Name, e.Data)
	return err
}
