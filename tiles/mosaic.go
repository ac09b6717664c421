package tiles

import (
	"maps"
	"sync"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles/mesh"
)

// mosaic is the cells of one edition. It never changes.
type mosaic struct {
	edition *locate.Edition
	bounds  []geo.Bound
	byID    map[int64]int32
	mesh    func() *mesh.Mesh // made when a tile is asked for first
}

type memberKey struct{ net, cell string }

type memberFigures struct{ staff, volunteers int }

// SetMembers says who serves what, in place of what was known, and reports whether that changes what the public may know. The
// generation stays when it does not: the second volunteer of a cell comes unseen.
func (l *Live) SetMembers(counts []casework.MemberCount) (changed bool) {
	members := map[memberKey]memberFigures{}
	for _, c := range counts {
		key := memberKey{c.Net, c.Cell}
		m := members[key]
		if c.Role == casework.Volunteer {
			m.volunteers += c.Count
		} else {
			m.staff += c.Count
		}
		members[key] = m
	}
	l.writing.Lock()
	defer l.writing.Unlock()
	before := l.picture.Load()
	l.change(func(p *picture) { p.members, p.figures = members, before.figures })
	if changed = !maps.EqualFunc(before.members, members, samePublicly) || !maps.EqualFunc(members, before.members, samePublicly); changed {
		l.generation.Add(1)
	}
	return changed
}

// samePublicly reports whether a and b are told as the same.
func samePublicly(a, b memberFigures) bool {
	n, tooFew := publicVolunteers(a.volunteers)
	m, tooFewToo := publicVolunteers(b.volunteers)
	return a.staff == b.staff && tooFew == tooFewToo && (n == nil) == (m == nil) && (n == nil || *n == *m)
}

func newMosaic(ed *locate.Edition) *mosaic {
	n := ed.Index.Len()
	m := &mosaic{edition: ed, bounds: make([]geo.Bound, n), byID: make(map[int64]int32, n)}
	for i := range int32(n) {
		c := ed.Index.Cell(i)
		m.bounds[i] = c.Shape.Bound()
		m.byID[c.ID] = i
	}
	m.mesh = sync.OnceValue(func() *mesh.Mesh { return mesh.New(ed.Index) })
	go m.mesh() // before anybody waits for it
	return m
}

// draw returns a tile of the cells.
func (m *mosaic) draw(t TileID) []byte { return m.mesh().Tile(int(t.Z), int(t.X), int(t.Y)) }

// owner returns the cell that r counts for: the one it was placed in where that was decided under this edition (the reporter
// may have chosen a side), else the one that locating names now. It is -1 when there is none. net is the ordinal of m's net.
func (m *mosaic) owner(r *record, net int) int32 {
	if int(r.net) == net && r.edition == m.edition.ID {
		if i, ok := m.byID[r.cellID]; ok {
			return i
		}
		return -1
	}
	return m.edition.Index.Locate(r.exact).Cell
}

// CellCard is what the public may know of a cell.
type CellCard struct {
	Code, Name, Parent, Net string
	Edition                 int
	AreaM2                  float64
	Residents               int // 0 when not known
	Bound                   geo.Bound
	Label                   geo.Point
	Staff                   int
	Volunteers              *int // nil when there are too few to tell
	TooFew                  bool
	Open, Settled           int // public cases
}

// Cell returns the card of a cell in the edition of net in force. It returns a NotFound error with field "net" or "code".
func (l *Live) Cell(net, code string) (CellCard, error) {
	p, m, err := l.at(net)
	if err != nil {
		return CellCard{}, err
	}
	i, ok := m.edition.Index.ByCode(code)
	if !ok {
		return CellCard{}, geo.Errorf(geo.NotFound, "code", "net %q has no cell with this code in force", m.edition.Net.Code)
	}
	return p.card(m, i), nil
}

func (p *picture) card(m *mosaic, i int32) CellCard {
	c := m.edition.Index.Cell(i)
	served := p.members[memberKey{m.edition.Net.Code, c.Code}]
	counted := p.figuresOf(m)[i]
	card := CellCard{
		Code: c.Code, Name: c.Name, Parent: c.Parent, Net: m.edition.Net.Code, Edition: m.edition.Number,
		AreaM2: c.AreaM2, Residents: c.Residents, Bound: m.bounds[i], Label: c.Label,
		Staff: served.staff, Open: int(counted.open), Settled: int(counted.settled),
	}
	card.Volunteers, card.TooFew = publicVolunteers(served.volunteers)
	return card
}
