package tiles

import (
	"container/heap"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/internal/casework"
)

// pinCollection answers q, newest first.
func (l *Live) pinCollection(q Query) ([]byte, error) {
	v, err := l.view(q.Layer, &q.Filter, q.Net, false)
	if err != nil {
		return nil, err
	}
	p := v.picture
	found, matched := p.newest(v.sieve, q)
	c := newCollection(matched, len(found), 350)
	for _, f := range found {
		c.next()
		p.writePin(&c.encoder, p.parts[f.part].segment, int(f.row))
	}
	return c.end(), nil
}

// newest returns the newest q.Limit cases that pass, newest first, and how many pass.
func (p *picture) newest(s *sieve, q Query) (found []source, matched int) {
	if q.ID != uuid.Nil {
		part, row, ok := p.find(q.ID)
		if !ok || !s.lets(p.parts[part].segment, row) || !q.Bound.Contains(p.parts[part].at(row)) {
			return nil, 0
		}
		return []source{{uint32(part), uint32(row)}}, 1
	}
	top := oldestFirst{picture: p}
	everywhere := q.Bound == World()
	for i := range p.parts {
		part := p.parts[i]
		for _, rows := range part.within(q.Bound) {
			for row := rows.from; row < rows.until; row++ {
				if !s.lets(part.segment, row) || part.dead.has(row) || !everywhere && !q.Bound.Contains(part.at(row)) {
					continue
				}
				matched++
				top.offer(source{uint32(i), uint32(row)}, q.Limit)
			}
		}
	}
	slices.SortFunc(top.cases, func(a, b source) int { return p.compareAge(b, a) })
	return top.cases, matched
}

// compareAge orders the older case before the newer, and of one second by id.
func (p *picture) compareAge(a, b source) int {
	g, h := p.parts[a.part].segment, p.parts[b.part].segment
	switch x, y := g.opened[a.row], h.opened[b.row]; {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return compareID(g.id[a.row], h.id[b.row])
}

// oldestFirst is a heap of the newest cases, whose first is the oldest of them.
type oldestFirst struct {
	picture *picture
	cases   []source
}

func (h *oldestFirst) offer(s source, limit int) {
	switch {
	case len(h.cases) < limit:
		heap.Push(h, s)
	case limit > 0 && h.picture.compareAge(h.cases[0], s) < 0:
		h.cases[0] = s
		heap.Fix(h, 0)
	}
}

func (h *oldestFirst) Len() int           { return len(h.cases) }
func (h *oldestFirst) Less(i, j int) bool { return h.picture.compareAge(h.cases[i], h.cases[j]) < 0 }
func (h *oldestFirst) Swap(i, j int)      { h.cases[i], h.cases[j] = h.cases[j], h.cases[i] }
func (h *oldestFirst) Push(v any)         { h.cases = append(h.cases, v.(source)) }

// Pop is part of heap.Interface; nothing takes the oldest out but by putting another in its place.
func (h *oldestFirst) Pop() any {
	last := h.cases[len(h.cases)-1]
	h.cases = h.cases[:len(h.cases)-1]
	return last
}

// Feature returns the public picture of a case: its layer, the code of its cell (empty when in none) and its GeoJSON
// feature as GeoJSON would give it. ok is false when the case is on no layer.
func (l *Live) Feature(id uuid.UUID) (layer, cell string, feature []byte, ok bool) {
	p := l.picture.Load()
	part, row, ok := p.find(id)
	if !ok {
		return "", "", nil, false
	}
	g := p.parts[part].segment
	var e encoder
	p.writePin(&e, g, row)
	return p.catalog.categories[g.category[row]].Layer, p.cellCode(g, row), e.buf, true
}

var settledJSON = func() (out [16][]byte) {
	for i, state := range casework.States() {
		var e encoder
		e.text("state", string(state))
		e.boolean("settled", state.Settled())
		out[i] = e.buf
	}
	return out
}()

func (p *picture) writePin(e *encoder, g *segment, i int) {
	e.open('{')
	e.buf = append(e.buf, `"type":"Feature","geometry":{"type":"Point","coordinates":`...)
	e.position(g.at(i))
	e.buf = append(e.buf, `},"properties":{"id":"`...)
	e.buf = appendID(e.buf, g.id[i])
	e.buf = append(e.buf, `",`...)
	e.buf = append(e.buf, p.catalog.categories[g.category[i]].json...)
	e.buf = append(e.buf, ',')
	e.buf = append(e.buf, settledJSON[g.state[i]]...)
	e.buf = append(e.buf, `,"severity":"`...)
	e.buf = append(e.buf, casework.Severity(g.severity[i]).String()...)
	e.buf = append(e.buf, '"')
	e.text("cell", p.cellCode(g, i))
	e.buf = append(e.buf, `,"opened_at":"`...)
	e.buf = time.Unix(int64(g.opened[i]), 0).UTC().AppendFormat(e.buf, time.RFC3339)
	e.buf = append(e.buf, `"}}`...)
}

// appendID appends id as its String says it.
func appendID(buf []byte, id uuid.UUID) []byte {
	var text [36]byte
	raw, _ := id.MarshalText() // never fails
	copy(text[:], raw)
	return append(buf, text[:]...)
}
