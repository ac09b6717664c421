package tiles

import (
	"slices"
	"sync"

	"github.com/wangge-map/wangge/geo"
)

// caseFigures counts the public cases of a cell.
type caseFigures struct{ open, settled int32 }

// layerExtent is how many cases a layer has, and where.
type layerExtent struct {
	count int
	bound geo.Bound
}

// lazyFigures is what is counted over all cases of a picture, when it is asked for first.
type lazyFigures struct {
	mu      sync.Mutex
	cells   map[*mosaic][]caseFigures
	extents map[string]layerExtent
}

// figuresOf returns the figures of each cell of m. The caller must not change them.
func (p *picture) figuresOf(m *mosaic) []caseFigures {
	p.figures.mu.Lock()
	defer p.figures.mu.Unlock()
	if counted, ok := p.figures.cells[m]; ok {
		return counted
	}
	counted := make([]caseFigures, m.edition.Index.Len())
	net := slices.Index(p.mosaics, m)
	everything := &sieve{categories: make([]bool, len(p.catalog.categories)), states: 1<<16 - 1, severities: 1<<8 - 1, to: 1<<32 - 1, net: -1}
	for i, c := range p.catalog.categories {
		everything.categories[i] = c.public
	}
	for _, part := range p.parts {
		everything.each(part, 0, part.len(), func(row int) {
			cell := part.cells[net][row]
			switch {
			case cell < 0:
			case phases[part.state[row]] == 2:
				counted[cell].settled++
			default:
				counted[cell].open++
			}
		})
	}
	if p.figures.cells == nil {
		p.figures.cells = map[*mosaic][]caseFigures{}
	}
	p.figures.cells[m] = counted
	return counted
}

// extent returns how many cases a layer of kind points has, and what bound holds their public places.
func (p *picture) extent(layer string) (count int, bound geo.Bound) {
	p.figures.mu.Lock()
	defer p.figures.mu.Unlock()
	if p.figures.extents == nil {
		p.figures.extents = p.extents()
	}
	e, ok := p.figures.extents[layer]
	if !ok {
		return 0, geo.EmptyBound()
	}
	return e.count, e.bound
}

func (p *picture) extents() map[string]layerExtent {
	byCategory := make([]layerExtent, len(p.catalog.categories))
	for i := range byCategory {
		byCategory[i].bound = geo.EmptyBound()
	}
	for _, part := range p.parts {
		for row, k := range part.category {
			if !part.dead.has(row) {
				byCategory[k].count++
				byCategory[k].bound = byCategory[k].bound.Extend(part.exact[row])
			}
		}
	}
	out := map[string]layerExtent{}
	for i, c := range p.catalog.categories {
		if !c.public || byCategory[i].count == 0 {
			continue
		}
		e, ok := out[c.Layer]
		if !ok {
			e.bound = geo.EmptyBound()
		}
		// Rounding keeps the order: the bound of the public places is the rounded bound of the exact ones.
		exact := byCategory[i].bound
		e.bound = e.bound.Union(geo.Bound{Min: publicPoint(exact.Min), Max: publicPoint(exact.Max)})
		e.count += byCategory[i].count
		out[c.Layer] = e
	}
	return out
}
