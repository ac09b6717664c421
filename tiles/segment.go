package tiles

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
)

// segment holds cases as columns, ordered by key. It never changes. Row i is the i-th value of each column.
type segment struct {
	key      []uint64    // of the public place
	exact    []geo.Point // for cells of other editions only: never in an answer
	id       []uuid.UUID
	category []uint16 // ordinal in the catalogue
	state    []uint8  // ordinal in casework.States
	severity []uint8
	net      []uint8   // ordinal of the net that the case was placed in
	opened   []uint32  // seconds since 1970
	closed   []uint32  // 0 while open or not known
	due      []uint32  // when the clock that runs next runs out; 0 while none runs
	day      []uint16  // of opening, in the site's time zone, counted from 1970
	cells    [][]int32 // by ordinal of the net: the owning cell of the edition in force, -1 for none; nil where there is no edition
	byID     []uint32  // rows in the order of their ids
}

func (g *segment) len() int { return len(g.key) }

// at returns the public place of row i.
func (g *segment) at(i int) geo.Point { return publicPoint(g.exact[i]) }

// rows returns the rows in span: from up to until.
func (g *segment) rows(span keySpan) (from, until int) {
	from, _ = slices.BinarySearch(g.key, span.first)
	if span.last == ^uint64(0) {
		return from, len(g.key)
	}
	until, _ = slices.BinarySearch(g.key[from:], span.last+1)
	return from, from + until
}

// find returns the row of the case with this id, or -1.
func (g *segment) find(id uuid.UUID) int {
	if at, found := slices.BinarySearchFunc(g.byID, id, func(row uint32, id uuid.UUID) int { return compareID(g.id[row], id) }); found {
		return int(g.byID[at])
	}
	return -1
}

func compareID(a, b uuid.UUID) int {
	if c := cmp.Compare(binary.BigEndian.Uint64(a[:]), binary.BigEndian.Uint64(b[:])); c != 0 {
		return c
	}
	return bytes.Compare(a[8:], b[8:])
}

// bytes returns the memory that g takes.
func (g *segment) bytes() int64 {
	each := 8 + 8 + 16 + 2 + 1 + 1 + 1 + 4 + 4 + 4 + 2 + 4
	for _, column := range g.cells {
		if column != nil {
			each += 4
		}
	}
	return int64(each) * int64(g.len())
}

// record is a row on its way into a segment.
type record struct {
	key             uint64
	exact           geo.Point
	id              uuid.UUID
	category        uint16
	state, severity uint8
	net             uint8
	opened, closed  uint32
	due             uint32
	edition, cellID int64 // where it was placed
	day             uint16
}

// same reports whether row i of g is r, cells apart.
func (g *segment) same(i int, r *record) bool {
	return g.exact[i] == r.exact && g.category[i] == r.category && g.state[i] == r.state && g.severity[i] == r.severity && g.net[i] == r.net &&
		g.opened[i] == r.opened && g.closed[i] == r.closed && g.due[i] == r.due
}

// newSegment returns records as a segment. Their ids must differ. cells of nets are looked up in mosaics.
func newSegment(records []record, mosaics []*mosaic) *segment {
	n := len(records)
	g := makeSegment(n, len(mosaics))
	byKey := make([]ranked, n)
	byID := make([]ranked, n)
	for i := range records {
		byKey[i] = ranked{records[i].key, uint32(i)}
	}
	slices.SortFunc(byKey, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
	g.cells = make([][]int32, len(mosaics))
	for net, m := range mosaics {
		if m != nil {
			g.cells[net] = make([]int32, n)
		}
	}
	inParts(n, func(from, until int) {
		for i := from; i < until; i++ {
			r := &records[byKey[i].row]
			g.key[i], g.exact[i], g.id[i], g.category[i], g.state[i], g.severity[i], g.net[i] = r.key, r.exact, r.id, r.category, r.state, r.severity, r.net
			g.opened[i], g.closed[i], g.due[i], g.day[i] = r.opened, r.closed, r.due, r.day
			byID[i] = ranked{binary.BigEndian.Uint64(r.id[:]), uint32(i)}
			for net, m := range mosaics {
				if m != nil {
					g.cells[net][i] = m.owner(r, net)
				}
			}
		}
	})
	slices.SortFunc(byID, func(a, b ranked) int {
		if c := cmp.Compare(a.rank, b.rank); c != 0 {
			return c
		}
		return bytes.Compare(g.id[a.row][8:], g.id[b.row][8:])
	})
	for i := range byID {
		g.byID[i] = byID[i].row
	}
	return g
}

// ranked is a row with what it is ordered by.
type ranked struct {
	rank uint64
	row  uint32
}

func makeSegment(n, nets int) *segment {
	return &segment{
		key: make([]uint64, n), exact: make([]geo.Point, n), id: make([]uuid.UUID, n), category: make([]uint16, n), state: make([]uint8, n),
		severity: make([]uint8, n), net: make([]uint8, n), opened: make([]uint32, n), closed: make([]uint32, n), due: make([]uint32, n), day: make([]uint16, n),
		cells: make([][]int32, nets), byID: make([]uint32, n),
	}
}

// inParts calls fn for parts of 0..n-1, on as many processors as there are.
func inParts(n int, fn func(from, until int)) {
	workers := min(runtime.GOMAXPROCS(0), n/minPart+1)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() { fn(n*w/workers, n*(w+1)/workers) })
	}
	group.Wait()
}

// minPart is the least number of rows for which another goroutine pays.
const minPart = 1 << 14

// withCells returns g with the owners of its rows in the edition of m, the mosaic of net, anew.
func (g *segment) withCells(net int, m *mosaic) *segment {
	out := *g
	out.cells = make([][]int32, max(len(g.cells), net+1))
	copy(out.cells, g.cells)
	column := make([]int32, g.len())
	inParts(g.len(), func(from, until int) {
		for i := from; i < until; i++ {
			column[i] = m.edition.Index.Locate(g.exact[i]).Cell
		}
	})
	out.cells[net] = column
	return &out
}

// withDays returns g with the days of another time zone.
func (g *segment) withDays(zone *time.Location) *segment {
	out := *g
	out.day = make([]uint16, g.len())
	inParts(g.len(), func(from, until int) {
		for i := from; i < until; i++ {
			out.day[i] = dayOf(g.opened[i], zone)
		}
	})
	return &out
}

// dayOf returns the day that second is in, counted from 1970, by the calendar of zone.
func dayOf(second uint32, zone *time.Location) uint16 {
	_, offset := time.Unix(int64(second), 0).In(zone).Zone()
	return uint16(max(int64(second)+int64(offset), 0) / (24 * 60 * 60))
}

// clampSecond returns t in seconds since 1970, at the ends of what 32 bits hold where it lies beyond them.
func clampSecond(t time.Time) uint32 {
	if t.IsZero() {
		return 0
	}
	return uint32(min(max(t.Unix(), 1), 1<<32-2))
}
