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

// Live is the state of all layers. It is safe for concurrent use: reads share a lock that writes hold for microseconds.
type Live struct {
	nets       Nets
	now        func() time.Time
	generation atomic.Uint64

	mu         sync.RWMutex
	layers     []casework.Layer
	categories map[string]casework.Category
	pins       []pin
	byID       map[uuid.UUID]int // index into pins
	mosaics    map[string]*mosaic
	members    map[memberKey]memberFigures
	base       []baseFeature
}

// pin is the public part of a case.
type pin struct {
	id       uuid.UUID
	category string
	layer    string
	state    casework.State
	severity casework.Severity
	openedAt time.Time
	at       geo.Point // rounded: the exact place never comes into a layer's answer
	exact    geo.Point // for counting by cell only
	cellID   int64     // decided when the case was placed
	edition  int64     // under which edition that was
	net      string
}

// NewLive returns empty layers over the editions of nets. now tells which edition is in force.
func NewLive(nets Nets, now func() time.Time) *Live {
	return &Live{
		nets:       nets,
		now:        now,
		categories: map[string]casework.Category{},
		byID:       map[uuid.UUID]int{},
		mosaics:    map[string]*mosaic{},
		members:    map[memberKey]memberFigures{},
	}
}

// Generation changes whenever the answer of any layer may have changed.
func (l *Live) Generation() uint64 { return l.generation.Load() }

// SetCatalog says which layers there are and which category belongs to which. Cases of categories that the public may not
// see any more are taken out; those that it may see from now on come in when they are put.
func (l *Live) SetCatalog(layers []casework.Layer, categories []casework.Category) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.generation.Add(1)
	l.layers = slices.Clone(layers)
	clear(l.categories)
	for _, c := range categories {
		l.categories[c.Code] = c
	}
	for i := len(l.pins) - 1; i >= 0; i-- { // from the end: remove puts the last in the place of the removed
		category, named := l.categories[l.pins[i].category]
		if !named || !isPublic(category) {
			l.remove(i)
			continue
		}
		l.pins[i].layer = category.Layer
	}
}

// PutCases takes cases in, new or changed. Those that the public may not see are left out, or taken out. The generation
// stays when nothing public changed: it is part of what everybody is told, and would tell that something hidden came.
func (l *Live) PutCases(cases ...casework.Case) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ensureMosaics()
	changed := false
	for _, c := range cases {
		changed = l.put(c) || changed
	}
	if changed {
		l.generation.Add(1)
	}
}

// put reports whether anything that the public may see changed.
func (l *Live) put(c casework.Case) (changed bool) {
	i, known := l.byID[c.ID]
	category, named := l.categories[c.Category.Code]
	if !named || !isPublic(category) {
		if known {
			l.remove(i)
		}
		return known
	}
	p := pin{
		id: c.ID, category: category.Code, layer: category.Layer, state: c.State, severity: c.Severity, openedAt: c.OpenedAt,
		at: publicPoint(c.At), exact: c.At, cellID: c.Placement.CellID, edition: c.Placement.EditionID, net: c.Placement.Net,
	}
	if known {
		if p == l.pins[i] {
			return false
		}
		l.count(l.pins[i], -1)
		l.pins[i] = p
	} else {
		l.byID[p.id] = len(l.pins)
		l.pins = append(l.pins, p)
	}
	l.count(p, +1)
	return true
}

func (l *Live) remove(i int) {
	last := len(l.pins) - 1
	l.count(l.pins[i], -1)
	delete(l.byID, l.pins[i].id)
	if i != last {
		l.pins[i] = l.pins[last]
		l.byID[l.pins[i].id] = i
	}
	l.pins = l.pins[:last]
}

// Refresh takes editions that came into force, and counts the cases of their cells anew.
func (l *Live) Refresh() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ensureMosaics()
}

// Summary describes a layer.
type Summary struct {
	ID, Kind, TitleZH, TitleEN string
	Count                      int
	Bound                      geo.Bound // empty when the layer is
}

// Summaries describes every layer, in the order they are shown. Cells are those of the default net.
func (l *Live) Summaries() []Summary {
	m, _ := l.mosaicOf("") // nil when there is no net yet: then the layers of cells are empty
	l.mu.RLock()
	defer l.mu.RUnlock()
	out := make([]Summary, len(l.layers))
	for i, layer := range l.layers {
		out[i] = Summary{ID: layer.ID, Kind: layer.Kind, TitleZH: layer.TitleZH, TitleEN: layer.TitleEN, Bound: geo.EmptyBound()}
		switch {
		case layer.Kind == KindCells && m != nil:
			out[i].Count, out[i].Bound = m.edition.Index.Len(), m.edition.Index.Bound()
		case layer.Kind == KindBase:
			out[i].Count = len(l.base)
			for _, b := range l.base {
				out[i].Bound = out[i].Bound.Union(b.bound)
			}
		}
	}
	for _, p := range l.pins {
		for i := range out {
			if out[i].ID == p.layer {
				out[i].Count++
				out[i].Bound = out[i].Bound.Extend(p.at)
			}
		}
	}
	return out
}
