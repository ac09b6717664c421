package tiles

import (
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
)

// mosaic is the cells of one edition with the figures of each.
type mosaic struct {
	edition  *locate.Edition
	bounds   []geo.Bound
	geometry [][]byte // each cell's GeoJSON geometry, encoded once: cells never change within an edition
	figures  []caseFigures
	byID     map[int64]int32
}

// caseFigures counts the public cases of a cell.
type caseFigures struct{ open, settled int }

type memberKey struct{ net, cell string }

type memberFigures struct{ staff, volunteers int }

// SetMembers says who serves what, in place of what was known.
func (l *Live) SetMembers(counts []casework.MemberCount) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.generation.Add(1)
	clear(l.members)
	for _, c := range counts {
		key := memberKey{c.Net, c.Cell}
		m := l.members[key]
		if c.Role == casework.Volunteer {
			m.volunteers += c.Count
		} else {
			m.staff += c.Count
		}
		l.members[key] = m
	}
}

// ensureMosaics makes a mosaic of every edition in force that has none yet. The caller holds the lock.
func (l *Live) ensureMosaics() {
	for _, ed := range l.nets.List(l.now()) {
		if m := l.mosaics[ed.Net.Code]; m != nil && m.edition == ed {
			continue
		}
		m := newMosaic(ed)
		l.mosaics[ed.Net.Code] = m
		for _, p := range l.pins {
			m.count(p, +1)
		}
		l.generation.Add(1)
	}
}

func newMosaic(ed *locate.Edition) *mosaic {
	n := ed.Index.Len()
	m := &mosaic{
		edition: ed, bounds: make([]geo.Bound, n), geometry: make([][]byte, n), figures: make([]caseFigures, n), byID: make(map[int64]int32, n),
	}
	for i := range int32(n) {
		c := ed.Index.Cell(i)
		var e encoder
		e.multiPolygon(c.Shape)
		m.geometry[i] = e.buf
		m.bounds[i] = c.Shape.Bound()
		m.byID[c.ID] = i
	}
	return m
}

// mosaicOf returns the mosaic of the edition of net in force now; an empty net is the default one.
func (l *Live) mosaicOf(net string) (*mosaic, error) {
	ed, err := l.nets.At(net, l.now())
	if err != nil {
		return nil, err
	}
	l.mu.RLock()
	m := l.mosaics[ed.Net.Code]
	l.mu.RUnlock()
	if m != nil && m.edition == ed {
		return m, nil
	}
	// The edition came into force by the clock since the last write.
	l.Refresh()
	l.mu.RLock()
	defer l.mu.RUnlock()
	if m = l.mosaics[ed.Net.Code]; m == nil {
		return nil, geo.Errorf(geo.Unavailable, "net", "the cells of this net are being loaded; try again shortly")
	}
	return m, nil
}

// count adds delta to the figures of p's cell in every net. The caller holds the lock.
func (l *Live) count(p pin, delta int) {
	for _, m := range l.mosaics {
		m.count(p, delta)
	}
}

func (m *mosaic) count(p pin, delta int) {
	i := m.owner(p)
	if i < 0 {
		return
	}
	if p.state.Settled() {
		m.figures[i].settled += delta
	} else {
		m.figures[i].open += delta
	}
}

// owner returns the cell that p counts for: the one it was placed in where that was decided under this edition (the
// reporter may have chosen a side), else the one that locating names now. It is -1 when there is none.
func (m *mosaic) owner(p pin) int32 {
	if p.net == m.edition.Net.Code && p.edition == m.edition.ID {
		if i, ok := m.byID[p.cellID]; ok {
			return i
		}
		return -1
	}
	return m.edition.Index.Locate(p.exact).Cell
}

// CellCard is what the public may know of a cell.
type CellCard struct {
	Code, Name, Parent, Net string
	Edition                 int
	AreaM2                  float64
	Bound                   geo.Bound
	Label                   geo.Point
	Staff                   int
	Volunteers              *int // nil when there are too few to tell
	TooFew                  bool
	Open, Settled           int // public cases
}

// Cell returns the card of a cell in the edition of net in force. It returns a NotFound error with field "net" or "code".
func (l *Live) Cell(net, code string) (CellCard, error) {
	m, err := l.mosaicOf(net)
	if err != nil {
		return CellCard{}, err
	}
	i, ok := m.edition.Index.ByCode(code)
	if !ok {
		return CellCard{}, geo.Errorf(geo.NotFound, "code", "net %q has no cell with this code in force", m.edition.Net.Code)
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.card(m, i), nil
}

func (l *Live) card(m *mosaic, i int32) CellCard {
	c := m.edition.Index.Cell(i)
	served := l.members[memberKey{m.edition.Net.Code, c.Code}]
	card := CellCard{
		Code: c.Code, Name: c.Name, Parent: c.Parent, Net: m.edition.Net.Code, Edition: m.edition.Number,
		AreaM2: c.AreaM2, Bound: m.bounds[i], Label: c.Label,
		Staff: served.staff, Open: m.figures[i].open, Settled: m.figures[i].settled,
	}
	card.Volunteers, card.TooFew = publicVolunteers(served.volunteers)
	return card
}
