package tiles

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Event is something that changed on the map, as it is sent to open pages.
type Event struct {
	ID   string // where to resume from; empty for events that are not part of the order (an edition that comes into force)
	Name string // one of the names below; empty when the event only says where to resume from
	Data []byte // a JSON object
}

// The names of events.
const (
	EventCase    = "case"    // {layer, id, cell, feature, stale}; feature is null when the case left the layers
	EventEdition = "edition" // {net, edition}
	EventMembers = "members" // {}
	EventPicture = "picture" // {current, at}: whether what is shown follows the database, and when it last did
	EventReset   = "reset"   // {}: what was missed is not known any more; load everything anew
)

// CaseEvent is the event that tells of the case with this id, as the public may see it now, and which tiles it made stale.
func (l *Live) CaseEvent(id uuid.UUID, stale []StaleTile, cursor string) Event {
	layer, cell, feature, ok := l.Feature(id)
	if !ok {
		feature = []byte("null")
	}
	var e encoder
	e.open('{')
	e.text("layer", layer)
	e.text("id", id.String())
	e.text("cell", cell)
	e.raw("feature", feature)
	e.name("stale")
	e.open('[')
	for _, s := range stale {
		e.open('{')
		e.text("layer", s.Layer)
		e.text("tile", fmt.Sprintf("%d/%d/%d", s.Tile.Z, s.Tile.X, s.Tile.Y))
		e.close('}')
	}
	e.close(']')
	e.close('}')
	return Event{ID: cursor, Name: EventCase, Data: e.buf}
}

// StaleNow returns the tiles that the case with this id is on; none when it is on no layer.
func (l *Live) StaleNow(id uuid.UUID) []StaleTile {
	p := l.picture.Load()
	part, row, ok := p.find(id)
	if !ok {
		return nil
	}
	return []StaleTile{p.staleTileOf(p.parts[part].segment, row)}
}

// EditionEvent is the event that tells of an edition of net.
func EditionEvent(net string, edition int, cursor string) (Event, error) {
	data, err := json.Marshal(map[string]any{"net": net, "edition": edition})
	return Event{ID: cursor, Name: EventEdition, Data: data}, err
}

// PictureEvent is the event that says whether what is shown follows the database, and when it last did.
func PictureEvent(current bool, at time.Time) Event {
	var e encoder
	e.open('{')
	e.boolean("current", current)
	e.text("at", at.UTC().Format(time.RFC3339))
	e.close('}')
	return Event{Name: EventPicture, Data: e.buf}
}
