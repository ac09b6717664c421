package tiles

import (
	"encoding/json"

	"github.com/google/uuid"
)

// Event is something that changed on the map, as it is sent to open pages.
type Event struct {
	ID   string // where to resume from; empty for events that are not part of the order (an edition that comes into force)
	Name string // "case", "edition", "members" or "reset"; empty when the event only says where to resume from
	Data []byte // a JSON object
}

// The names of events.
const (
	EventCase    = "case"    // {layer, id, cell, feature}; feature is null when the case left the layers
	EventEdition = "edition" // {net, edition}
	EventMembers = "members" // {}
	EventReset   = "reset"   // {}: what was missed is not known any more; load everything anew
)

// CaseEvent is the event that tells of the case with this id, as the public may see it now.
func (l *Live) CaseEvent(id uuid.UUID, cursor string) Event {
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
	e.close('}')
	return Event{ID: cursor, Name: EventCase, Data: e.buf}
}

// EditionEvent is the event that tells of an edition of net.
func EditionEvent(net string, edition int, cursor string) (Event, error) {
	data, err := json.Marshal(map[string]any{"net": net, "edition": edition})
	return Event{ID: cursor, Name: EventEdition, Data: data}, err
}
