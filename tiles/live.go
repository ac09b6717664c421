package tiles

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
)

// The kinds of layer.
const (
	KindPoints = "points"
	KindCells  = "cells"
	KindBase   = "base"
)

// The layers of kind cells, whose figures this package works out.
const (
	layerCells    = "cells"
	layerCoverage = "coverage"
)

// Nets knows the editions in force.
type Nets interface {
	At(net string, t time.Time) (*locate.Edition, error)
	List(t time.Time) []*locate.Edition
}

// Live is the state of all layers. It is safe for concurrent use. Reads take the picture of one moment and hold nobody up;
// writes make the next picture, one at a time.
type Live struct {
	nets       Nets
	now        func() time.Time
	generation atomic.Uint64
	stale      staleness
	cache      *tileCache

	writing sync.Mutex
	picture atomic.Pointer[picture]
	merging sync.WaitGroup // merges under way beside the writes: at most one
	busy    atomic.Bool    // one is
}

// picture is everything that reads need, as of one moment. It never changes.
type picture struct {
	catalog *catalog
	zone    *time.Location
	nets    []string  // codes by ordinal; they stay from one picture to the next
	mosaics []*mosaic // by ordinal of the net; nil where no edition has been in force
	parts   []part    // the base first, then ever smaller and newer ones
	members map[memberKey]memberFigures
	base    []baseFeature
	figures *lazyFigures
}

// NewLive returns empty layers over the editions of nets. now tells which edition is in force.
func NewLive(nets Nets, now func() time.Time) *Live {
	l := &Live{nets: nets, now: now, cache: newTileCache()}
	l.picture.Store(&picture{
		catalog: &catalog{byCode: map[string]uint16{}}, zone: time.UTC, members: map[memberKey]memberFigures{}, figures: &lazyFigures{},
	})
	return l
}

// Generation changes whenever the answer of any layer may have changed.
func (l *Live) Generation() uint64 { return l.generation.Load() }

// change makes the next picture by what edit does to a copy of the one in effect. The caller holds writing. edit must
// replace what it changes, since readers hold the old one.
func (l *Live) change(edit func(p *picture)) {
	next := *l.picture.Load()
	next.figures = &lazyFigures{}
	edit(&next)
	l.picture.Store(&next)
}

// SetCatalog says which layers there are and which category belongs to which. Cases of categories that the public may not
// see any more are taken out; those that it may see from now on come in when they are put.
func (l *Live) SetCatalog(layers []casework.Layer, categories []casework.Category) {
	l.writing.Lock()
	defer l.writing.Unlock()
	l.change(func(p *picture) {
		p.catalog = p.catalog.next(layers, categories)
		p.parts = slices.Clone(p.parts)
		for i, part := range p.parts {
			var hidden []int
			for row, k := range part.category {
				if !p.catalog.categories[k].public {
					hidden = append(hidden, row)
				}
			}
			p.parts[i].dead = part.dead.with(part.len(), hidden)
		}
	})
	l.everythingStale()
}

// SetZone says by which calendar days are counted.
func (l *Live) SetZone(zone *time.Location) {
	l.writing.Lock()
	defer l.writing.Unlock()
	if l.picture.Load().zone.String() == zone.String() {
		return
	}
	l.change(func(p *picture) {
		p.zone = zone
		p.parts = slices.Clone(p.parts)
		for i := range p.parts {
			p.parts[i].segment = p.parts[i].withDays(zone)
		}
	})
	l.everythingStale()
}

// Zone returns the time zone by whose calendar days are counted.
func (l *Live) Zone() *time.Location { return l.picture.Load().zone }

// everythingStale says that any answer may have changed.
func (l *Live) everythingStale() {
	l.stale.all()
	l.generation.Add(1)
}

// Refresh takes editions that came into force, and finds the owners of all cases in them.
func (l *Live) Refresh() {
	l.writing.Lock()
	defer l.writing.Unlock()
	l.ensureMosaics()
}

// ensureMosaics makes a mosaic of every edition in force that has none yet. The caller holds writing.
func (l *Live) ensureMosaics() {
	for _, ed := range l.nets.List(l.now()) {
		if m := l.picture.Load().mosaicOf(ed.Net.Code); m != nil && m.edition == ed {
			continue
		}
		l.change(func(p *picture) { p.setMosaic(newMosaic(ed)) })
		l.everythingStale()
	}
}

// setMosaic puts m in place of the mosaic that its net had. Where only the edition's title or span changed, its cells, and so
// the owners, are the same.
func (p *picture) setMosaic(m *mosaic) {
	net := p.netOrdinal(m.edition.Net.Code)
	before := p.mosaics[net]
	p.mosaics = slices.Clone(p.mosaics)
	p.mosaics[net] = m
	if before != nil && before.edition.Index == m.edition.Index {
		return
	}
	p.parts = slices.Clone(p.parts)
	for i := range p.parts {
		p.parts[i].segment = p.parts[i].withCells(net, m)
	}
}

// netOrdinal returns the ordinal of the net with this code, a new one where it has none.
func (p *picture) netOrdinal(code string) int {
	if i := slices.Index(p.nets, code); i >= 0 {
		return i
	}
	p.nets = append(slices.Clip(p.nets), code)
	p.mosaics = append(slices.Clip(p.mosaics), nil)
	return len(p.nets) - 1
}

func (p *picture) mosaicOf(net string) *mosaic {
	if i := slices.Index(p.nets, net); i >= 0 {
		return p.mosaics[i]
	}
	return nil
}

// at returns the picture in effect with the mosaic of the edition of net in force now; an empty net is the default one.
func (l *Live) at(net string) (*picture, *mosaic, error) {
	ed, err := l.nets.At(net, l.now())
	if err != nil {
		return nil, nil, err
	}
	p := l.picture.Load()
	if m := p.mosaicOf(ed.Net.Code); m != nil && m.edition == ed {
		return p, m, nil
	}
	l.Refresh() // it came into force by the clock since the last write
	p = l.picture.Load()
	m := p.mosaicOf(ed.Net.Code)
	if m == nil {
		return nil, nil, geo.Errorf(geo.Unavailable, "net", "the cells of this net are being loaded; try again shortly")
	}
	return p, m, nil
}

// find returns the part and the row of the case with this id.
func (p *picture) find(id uuid.UUID) (part, row int, ok bool) {
	for i := len(p.parts) - 1; i >= 0; i-- {
		if row := p.parts[i].find(id); row >= 0 && !p.parts[i].dead.has(row) {
			return i, row, true
		}
	}
	return 0, 0, false
}

// cellCode returns the code of the cell that owns row i of g in the net that it was placed in; empty when none does.
func (p *picture) cellCode(g *segment, i int) string {
	net := int(g.net[i])
	if net >= len(p.mosaics) || p.mosaics[net] == nil || net >= len(g.cells) || g.cells[net] == nil {
		return ""
	}
	if cell := g.cells[net][i]; cell >= 0 {
		return p.mosaics[net].edition.Index.Cell(cell).Code
	}
	return ""
}

// Footprint is what the live layers hold.
type Footprint struct {
	Cases    int
	Segments int
	Bytes    int64 // of the cases' columns
}

// Footprint measures the live layers.
func (l *Live) Footprint() Footprint {
	f := Footprint{}
	for _, part := range l.picture.Load().parts {
		f.Cases += part.live()
		f.Bytes += part.bytes()
		f.Segments++
	}
	return f
}

// Summary describes a layer.
type Summary struct {
	ID, Kind, TitleZH, TitleEN string
	Count                      int
	Bound                      geo.Bound // empty when the layer is
}

// Summaries describes every layer, in the order they are shown. Cells are those of the default net.
func (l *Live) Summaries() []Summary {
	p, m, err := l.at("")
	if err != nil { // there is no net yet: then the layers of cells are empty
		p = l.picture.Load()
	}
	out := make([]Summary, len(p.catalog.layers))
	for i, layer := range p.catalog.layers {
		out[i] = Summary{ID: layer.ID, Kind: layer.Kind, TitleZH: layer.TitleZH, TitleEN: layer.TitleEN, Bound: geo.EmptyBound()}
		switch {
		case layer.Kind == KindPoints:
			out[i].Count, out[i].Bound = p.extent(layer.ID)
		case layer.Kind == KindCells && m != nil:
			out[i].Count, out[i].Bound = m.edition.Index.Len(), m.edition.Index.Bound()
		case layer.Kind == KindBase:
			out[i].Count = len(p.base)
			for _, b := range p.base {
				out[i].Bound = out[i].Bound.Union(b.bound)
			}
		}
	}
	return out
}
