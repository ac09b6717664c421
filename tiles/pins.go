package tiles

import (
	"bytes"
	"slices"
	"time"

	"github.com/google/uuid"
)

func (l *Live) pinCollection(q Query) []byte {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var found []*pin
	for i := range l.pins {
		if p := &l.pins[i]; p.layer == q.Layer && q.Bound.Contains(p.at) {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, newestFirst)
	c := newCollection(len(found), q.Limit, 350)
	for _, p := range found[:c.returned] {
		c.next()
		l.writePin(&c.encoder, p)
	}
	return c.end()
}

func newestFirst(a, b *pin) int {
	if c := b.openedAt.Compare(a.openedAt); c != 0 {
		return c
	}
	return bytes.Compare(b.id[:], a.id[:])
}

// Feature returns the public picture of a case: its layer, the code of its cell (empty when in none) and its GeoJSON
// feature as GeoJSON would give it. ok is false when the case is on no layer.
func (l *Live) Feature(id uuid.UUID) (layer, cell string, feature []byte, ok bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	i, ok := l.byID[id]
	if !ok {
		return "", "", nil, false
	}
	p := &l.pins[i]
	var e encoder
	l.writePin(&e, p)
	return p.layer, l.cellCode(p), e.buf, true
}

func (l *Live) cellCode(p *pin) string {
	m := l.mosaics[p.net]
	if m == nil {
		return ""
	}
	i := m.owner(*p)
	if i < 0 {
		return ""
	}
	return m.edition.Index.Cell(i).Code
}

func (l *Live) writePin(e *encoder, p *pin) {
	category := l.categories[p.category]
	e.open('{')
	e.text("type", "Feature")
	e.name("geometry")
	e.open('{')
	e.text("type", "Point")
	e.name("coordinates")
	e.position(p.at)
	e.close('}')
	e.name("properties")
	e.open('{')
	e.text("id", p.id.String())
	e.text("layer", p.layer)
	e.text("category", p.category)
	e.text("name_zh", category.NameZH)
	e.text("name_en", category.NameEN)
	e.text("state", string(p.state))
	e.boolean("settled", p.state.Settled())
	e.text("severity", p.severity.String())
	e.text("cell", l.cellCode(p))
	e.text("opened_at", p.openedAt.UTC().Format(time.RFC3339))
	e.close('}')
	e.close('}')
}
