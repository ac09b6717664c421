package feed

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
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

// effect is what changes did to what the public may know.
type effect struct {
	stale   map[uuid.UUID][]tiles.StaleTile // the cases that changed on the layers, with the tiles that this made stale
	members bool                            // figures of members changed
}

// events says changes as the public may hear of them: nothing of cases that neither were nor are on a layer.
func (f *Feed) events(changes []store.Change, public effect) []placed {
	var out []placed
	for _, c := range changes {
		switch c.Kind {
		case "case":
			id, err := uuid.Parse(c.Key)
			if err != nil {
				continue
			}
			changed, did := public.stale[id]
			if _, _, _, now := f.cfg.Live.Feature(id); now || did {
				out = append(out, placed{c.Cursor, f.cfg.Live.CaseEvent(id, changed, f.ids.Load().id(c.Cursor))})
				delete(public.stale, id) // told once
			}
		case "members":
			if !public.members {
				continue
			}
			out = append(out, placed{c.Cursor, tiles.Event{ID: f.ids.Load().id(c.Cursor), Name: tiles.EventMembers, Data: []byte("{}")}})
		case "edition":
			if event, ok := f.editionEvent(c); ok {
				out = append(out, placed{c.Cursor, event})
			}
		case "base", "setting":
			out = append(out, placed{c.Cursor, tiles.Event{ID: f.ids.Load().id(c.Cursor), Name: tiles.EventReset, Data: []byte("{}")}})
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
			event, err := tiles.EditionEvent(ed.Net.Code, ed.Number, f.ids.Load().id(c.Cursor))
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
			f.hub.publishNow(event)
		}
	}
}

// noteTold remembers which editions in force changes have told of.
func (f *Feed) noteTold(changes []store.Change) {
	for _, c := range changes {
		if c.Kind != "edition" {
			continue
		}
		for _, ed := range f.cfg.Nets.List(f.cfg.Now()) {
			if strconv.FormatInt(ed.ID, 10) == c.Key {
				f.inForce[ed.Net.Code] = ed.ID
			}
		}
	}
}

// Subscribe returns the events that come after the one with id after, or from now on when after is empty: then the first
// has no name and only says where to resume from. When what was missed is not known any more, the first event is a
// reset. The channel is closed when ctx ends, or when the subscriber falls too far behind; it may then subscribe again
// after the last event it got. It returns an Invalid error when after is not an id that a feed gave, and an Unavailable
// one before the picture is loaded.
func (f *Feed) Subscribe(ctx context.Context, after string) (<-chan tiles.Event, error) {
	ids := f.ids.Load()
	if ids == nil {
		return nil, geo.Errorf(geo.Unavailable, "", "the map is still being loaded; try again shortly")
	}
	if after == "" {
		return f.hub.joinNow(ctx, tiles.Event{}), nil
	}
	cursor, err := ids.cursor(after)
	if err != nil {
		return nil, err
	}
	if events, ok := f.hub.join(ctx, nil, cursor); ok {
		return events, nil
	}
	// The database tells what came up to mark, the hub what comes after: what is applied while the database is asked is
	// beyond mark, and so neither missed nor told from a picture that does not hold it yet.
	mark := f.hub.last()
	if missed, ok := f.replay(ctx, cursor, mark); ok {
		if events, ok := f.hub.join(ctx, missed, mark); ok {
			return events, nil
		}
	}
	return f.hub.joinNow(ctx, tiles.Event{Name: tiles.EventReset, Data: []byte("{}")}), nil
}

// replay reads from the database what came after cursor, up to mark, and is not remembered any more. ok is false when the
// database does not know either, it is too much to tell, or a case is on no layer now and may have been on one. Of
// cases that never were nothing is told, not even that there is something to load anew.
func (f *Feed) replay(ctx context.Context, cursor, mark store.Cursor) (missed []tiles.Event, ok bool) {
	there, err := f.cfg.Store.HasChange(ctx, cursor)
	if err != nil || !there {
		return nil, false
	}
	changes, _, err := f.cfg.Store.ChangesSince(ctx, cursor, replayLimit)
	if err != nil {
		return nil, false
	}
	known := changes[:0]
	for _, c := range changes {
		if !before(mark, c.Cursor) {
			known = append(known, c)
		}
	}
	if len(known) == replayLimit || !f.stayedHidden(ctx, known) {
		return nil, false
	}
	// Editions that came into force by the clock are not among the changes.
	for _, ed := range f.cfg.Nets.List(f.cfg.Now()) {
		if event, err := tiles.EditionEvent(ed.Net.Code, ed.Number, ""); err == nil {
			missed = append(missed, event)
		}
	}
	for _, p := range f.events(known, effect{stale: f.staleNow(known), members: true}) {
		missed = append(missed, p.event)
	}
	return missed, true
}

// staleNow returns the tiles that the cases in changes are on now.
func (f *Feed) staleNow(changes []store.Change) map[uuid.UUID][]tiles.StaleTile {
	stale := map[uuid.UUID][]tiles.StaleTile{}
	for _, id := range caseIDs(changes) {
		if on := f.cfg.Live.StaleNow(id); on != nil {
			stale[id] = on
		}
	}
	return stale
}

// stayedHidden reports whether those of the cases in changes that are on no layer now certainly never were: nothing has
// happened to them since they were opened.
func (f *Feed) stayedHidden(ctx context.Context, changes []store.Change) bool {
	on := f.onLayers(changes)
	hidden := map[uuid.UUID]bool{}
	for _, id := range caseIDs(changes) {
		if !on[id] {
			hidden[id] = true
		}
	}
	if len(hidden) == 0 {
		return true
	}
	untouched, err := f.cfg.Store.Untouched(ctx, slices.Collect(maps.Keys(hidden)))
	return err == nil && len(untouched) == len(hidden)
}
