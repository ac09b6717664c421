package tiles

import (
	"slices"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// CaseChange is a case that the public may see, or could until now, and that changed.
type CaseChange struct {
	ID    uuid.UUID
	Stale []StaleTile
}

// Load takes all cases in, in place of those there were: each must call its argument for every case, once. Its error is
// returned, and then nothing has changed. Reads go on meanwhile. Load returns a Conflict error when the catalogue or the time zone
// changed while it read.
func (l *Live) Load(each func(add func(casework.Case)) error) error {
	l.Refresh()
	own := *l.picture.Load()
	before := own
	var records []record
	err := each(func(c casework.Case) {
		if r, ok := own.record(c); ok {
			records = append(records, r)
		}
	})
	if err != nil {
		return err
	}
	base := newSegment(records, own.mosaics)
	l.writing.Lock()
	defer l.writing.Unlock()
	now := l.picture.Load()
	if now.catalog != before.catalog || now.zone != before.zone || len(now.nets) != len(before.nets) {
		return geo.Errorf(geo.Conflict, "", "the catalogue changed while the cases were read; read them again")
	}
	for net, m := range now.mosaics {
		if m != own.mosaics[net] { // an edition came into force meanwhile
			base = base.withCells(net, m)
		}
	}
	l.change(func(p *picture) {
		p.nets = own.nets
		p.mosaics = append(slices.Clip(p.mosaics), own.mosaics[len(p.mosaics):]...) // of nets that cases name and nobody has loaded
		p.parts = []part{{segment: base}}
	})
	l.everythingStale()
	return nil
}

// PutCases takes cases in, new or changed, and returns which of them changed on the layers. Those that the public may not
// see are left out, or taken out. The generation stays when nothing public changed: it is part of what everybody is told,
// and would tell that something hidden came.
func (l *Live) PutCases(cases ...casework.Case) []CaseChange {
	l.writing.Lock()
	defer l.writing.Unlock()
	l.ensureMosaics()
	b := batch{picture: *l.picture.Load(), dead: map[int][]int{}, added: map[uuid.UUID]int{}}
	for _, c := range cases {
		b.put(c)
	}
	if len(b.changes) == 0 {
		return nil
	}
	l.change(func(p *picture) {
		p.nets, p.mosaics = b.picture.nets, b.picture.mosaics
		p.parts = b.parts(p.parts)
	})
	for _, change := range b.changes {
		l.stale.mark(change.Stale)
	}
	l.generation.Add(1)
	l.mergeLater()
	return b.changes
}

// batch gathers what cases do to a picture.
type batch struct {
	picture picture
	dead    map[int][]int     // rows by part
	records []record          // that come in
	added   map[uuid.UUID]int // their ordinals
	changes []CaseChange
}

// record returns c as the layers hold it; ok is false when the public may not see it.
func (p *picture) record(c casework.Case) (r record, ok bool) {
	k, ok := p.catalog.public(c.Category.Code)
	if !ok {
		return record{}, false
	}
	r = record{
		key: keyOf(publicPoint(c.At)), exact: c.At, id: c.ID, category: k, state: uint8(max(slices.Index(casework.States(), c.State), 0)), severity: uint8(c.Severity),
		net: uint8(p.netOrdinal(c.Placement.Net)), opened: clampSecond(c.OpenedAt), closed: clampSecond(c.ClosedAt), due: clampSecond(c.DueAt), edition: c.Placement.EditionID, cellID: c.Placement.CellID,
	}
	r.day = dayOf(r.opened, p.zone)
	return r, true
}

func (b *batch) put(c casework.Case) {
	r, public := b.picture.record(c)
	var stale []StaleTile
	if i, again := b.added[c.ID]; again { // twice in one batch: the later counts
		stale = append(stale, b.picture.staleTile(&b.records[i]))
		b.records[i] = b.records[len(b.records)-1]
		b.added[b.records[i].id] = i
		b.records = b.records[:len(b.records)-1]
		delete(b.added, c.ID)
	}
	if part, row, known := b.picture.find(c.ID); known && !slices.Contains(b.dead[part], row) {
		g := b.picture.parts[part].segment
		if public && g.same(row, &r) && g.owners(row, &r, b.picture.mosaics) {
			return
		}
		b.dead[part] = append(b.dead[part], row)
		stale = append(stale, b.picture.staleTileOf(g, row))
	}
	if public {
		b.added[r.id] = len(b.records)
		b.records = append(b.records, r)
		stale = append(stale, b.picture.staleTile(&r))
	}
	if len(stale) > 0 {
		slices.SortFunc(stale, compareStale)
		b.changes = append(b.changes, CaseChange{ID: c.ID, Stale: slices.Compact(stale)})
	}
}

// owners reports whether row i of g is owned as r would be.
func (g *segment) owners(i int, r *record, mosaics []*mosaic) bool {
	for net, m := range mosaics {
		if m != nil && (net >= len(g.cells) || g.cells[net] == nil || g.cells[net][i] != m.owner(r, net)) {
			return false
		}
	}
	return true
}

// parts returns parts with what the batch does to them.
func (b *batch) parts(parts []part) []part {
	parts = slices.Clone(parts)
	for i, rows := range b.dead {
		parts[i].dead = parts[i].dead.with(parts[i].len(), rows)
	}
	if len(b.records) > 0 {
		parts = append(parts, part{segment: newSegment(b.records, b.picture.mosaics)})
	}
	return settle(parts, len(b.picture.mosaics))
}

// smallBase is the size up to which even the base is merged at once: it takes a millisecond or two.
const smallBase = 1 << 14

// settle merges the newest parts until each is more than twice as large as the next, so that there are few. A large base stays.
func settle(parts []part, nets int) []part {
	for n := len(parts); n >= 2; n = len(parts) {
		older, newer := parts[n-2], parts[n-1]
		if older.len() > 2*newer.len() || n == 2 && older.len() > smallBase {
			return parts
		}
		parts = append(parts[:n-2:n-2], part{segment: merge(parts[n-2:], nets)})
	}
	return parts
}

// mergeLater merges everything into a new base beside the writes, once the rest has grown large. The caller holds writing.
func (l *Live) mergeLater() {
	p := l.picture.Load()
	if len(p.parts) == 0 {
		return
	}
	rest := 0
	for _, part := range p.parts[1:] {
		rest += part.len()
	}
	if base := p.parts[0]; rest+base.dead.len() < max(base.len()/8, smallBase) || !l.busy.CompareAndSwap(false, true) {
		return
	}
	// The smallest are merged among themselves with every write, and would be others when this is done.
	stable := 1
	for stable < len(p.parts) && p.parts[stable].len() >= rest/4 {
		stable++
	}
	l.merging.Go(func() {
		defer l.busy.Store(false)
		l.rebase(p.parts[:stable], len(p.mosaics))
	})
}

// rebase puts one part in place of parts, which were the first of the picture's when it began.
func (l *Live) rebase(parts []part, nets int) {
	base := merge(parts, nets)
	l.writing.Lock()
	defer l.writing.Unlock()
	now := l.picture.Load()
	newer, died, ok := since(parts, now)
	if !ok {
		return // a small merge took the parts apart, or the mosaics are others: the next write begins anew
	}
	l.change(func(next *picture) {
		var rows []int
		for _, id := range died {
			rows = append(rows, base.find(id))
		}
		next.parts = append([]part{{segment: base, dead: (*deadRows)(nil).with(base.len(), rows)}}, newer...)
	})
}

// since returns the parts of now that are newer than parts, and the ids of the rows that died in parts meanwhile. ok is false when
// now does not begin with the segments of parts.
func since(parts []part, now *picture) (newer []part, died []uuid.UUID, ok bool) {
	if len(now.parts) < len(parts) {
		return nil, nil, false
	}
	for i, p := range parts {
		if now.parts[i].segment != p.segment {
			return nil, nil, false
		}
		if now.parts[i].dead == p.dead {
			continue
		}
		for row := range p.len() {
			if now.parts[i].dead.has(row) && !p.dead.has(row) {
				died = append(died, p.id[row])
			}
		}
	}
	return slices.Clone(now.parts[len(parts):]), died, true
}
