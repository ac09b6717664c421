package feed

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/internal/store"
	"github.com/wangge-map/wangge/tiles"
)

// onLayers returns which of the cases in changes are on a layer now.
func (f *Feed) onLayers(changes []store.Change) map[uuid.UUID]bool {
	on := map[uuid.UUID]bool{}
	for _, id := range caseIDs(changes) {
		if _, _, _, ok := f.cfg.Live.Feature(id); ok {
			on[id] = true
		}
	}
	return on
}

// events says changes as the public may hear of them: nothing of cases that neither were nor are on a layer.
func (f *Feed) events(changes []store.Change, before map[uuid.UUID]bool) []placed {
	var out []placed
	for _, c := range changes {
		switch c.Kind {
		case "case":
			id, err := uuid.Parse(c.Key)
			if err != nil {
				continue
			}
			if _, _, _, now := f.cfg.Live.Feature(id); now || before[id] {
				out = append(out, placed{c.Cursor, f.cfg.Live.CaseEvent(id, c.Cursor.String())})
			}
		case "members":
			out = append(out, placed{c.Cursor, tiles.Event{ID: c.Cursor.String(), Name: tiles.EventMembers, Data: []byte("{}")}})
		case "edition":
			if event, ok := f.editionEvent(c); ok {
				out = append(out, placed{c.Cursor, event})
			}
		case "base", "setting":
			out = append(out, placed{c.Cursor, tiles.Event{ID: c.Cursor.String(), Name: tiles.EventReset, Data: []byte("{}")}})
		}
	}
	return out
}

func (f *Feed) editionEvent(c store.Change) (tiles.Event, bool) {
	id, err := strconv.ParseInt(c.Key, 10, 64)
	if err != nil {
		return tiles.Event{}, false
	}
	for _, ed := range f.cfg.Nets.List(f.cfg.Now()) {
		if ed.ID == id {
			event, err := tiles.EditionEvent(ed.Net.Code, ed.Number, c.Cursor.String())
			return event, err == nil
		}
	}
	return tiles.Event{}, false // not in force yet: noteEditions tells when it is
}

// noteEditions tells of editions that came into force by the clock.
func (f *Feed) noteEditions() {
	for _, ed := range f.cfg.Nets.List(f.cfg.Now()) {
		if f.inForce[ed.Net.Code] == ed.ID {
			continue
		}
		f.inForce[ed.Net.Code] = ed.ID
		f.cfg.Live.Refresh()
		if event, err := tiles.EditionEvent(ed.Net.Code, ed.Number, ""); err == nil {
			f.hub.publish(store.Cursor{}, event)
		}
	}
}

// Subscribe returns the events that come after the one with id after, or from now on when after is empty. When what was
// missed is not known any more, the first event is a reset. The channel is closed when ctx ends, or when the
// subscriber falls too far behind; it may then subscribe again after the last event it got. It returns an Invalid
// error when after is not an id that a feed gave.
func (f *Feed) Subscribe(ctx context.Context, after string) (<-chan tiles.Event, error) {
	if after == "" {
		return f.hub.join(ctx, nil, nil), nil
	}
	cursor, err := parseCursor(after)
	if err != nil {
		return nil, err
	}
	if f.hub.covers(cursor) {
		return f.hub.join(ctx, nil, &cursor), nil
	}
	missed, last, ok := f.replay(ctx, cursor)
	if !ok {
		return f.hub.join(ctx, []tiles.Event{{Name: tiles.EventReset, Data: []byte("{}")}}, nil), nil
	}
	return f.hub.join(ctx, missed, &last), nil
}

// replay reads from the database what came after cursor and is not remembered any more. ok is false when the database
// does not know either, or it is too much to tell.
func (f *Feed) replay(ctx context.Context, cursor store.Cursor) (missed []tiles.Event, last store.Cursor, ok bool) {
	there, err := f.cfg.Store.HasChange(ctx, cursor)
	if err != nil || !there {
		return nil, cursor, false
	}
	changes, _, err := f.cfg.Store.ChangesSince(ctx, cursor, replayLimit)
	if err != nil || len(changes) == replayLimit {
		return nil, cursor, false
	}
	last = cursor
	for _, p := range f.events(changes, nil) {
		missed = append(missed, p.event)
	}
	if len(changes) > 0 {
		last = changes[len(changes)-1].Cursor
	}
	return missed, last, true
}
