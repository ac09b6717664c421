package tiles

import (
	"context"
	"slices"
	"sort"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

type caseRow struct{ *segment }

func (g caseRow) id(_ *picture, at int) string { return g.segment.id[at].String() }

func (g caseRow) geometry(_ *picture, at int) orb.Geometry { return g.at(at).Orb() }

func (g caseRow) value(p *picture, at, column int) any {
	k := &p.catalog.categories[g.category[at]]
	state := casework.States()[g.state[at]]
	switch caseColumns[column].Name {
	case "id":
		return g.segment.id[at].String()
	case "layer":
		return k.Layer
	case "category":
		return k.Code
	case "name_zh":
		return k.NameZH
	case "name_en":
		return k.NameEN
	case "state":
		return string(state)
	case "settled":
		return state.Settled()
	case "severity":
		return casework.Severity(g.severity[at]).String()
	case "cell":
		return p.cellCode(g.segment, at)
	case "opened_at":
		return time.Unix(int64(g.opened[at]), 0).UTC()
	}
	if g.closed[at] == 0 {
		return nil
	}
	return time.Unix(int64(g.closed[at]), 0).UTC()
}

// mostGathered is up to how many rows in a box are put in order for one page. Beyond, all cases are gone through in the order of
// their ids, which costs as much as putting so many in order.
const mostGathered = 50_000

// casePage answers q from the rows in its box, or from all.
func (l *Live) casePage(ctx context.Context, q PageQuery) (Page, error) {
	v, err := l.view(q.Layer, &q.Filter, q.Net, false)
	if err != nil {
		return Page{}, err
	}
	after := uuid.Nil
	if q.After != "" {
		if after, err = uuid.Parse(q.After); err != nil {
			return Page{}, badCursor()
		}
	}
	page := Page{Matched: -1}
	if q.Where == nil {
		counts, err := v.counter(q.Bound, l.now()).run()
		if err != nil {
			return Page{}, err
		}
		page.Matched = counts.Total
	}
	next := v.inBox(q.Bound, after)
	for n := 0; ; n++ {
		if n%256 == 0 && ctx.Err() != nil {
			return Page{}, ctx.Err()
		}
		part, row, ok := next()
		if !ok {
			return page, nil
		}
		g := v.parts[part].segment
		if !v.sieve.lets(g, row) || !q.Bound.Contains(g.at(row)) {
			continue
		}
		r := Row{v.picture, caseRow{g}, row}
		if q.Where != nil && (ctx.Err() != nil || !q.Where(&r)) {
			continue
		}
		if len(page.Rows) == q.Limit {
			page.Next = page.Rows[q.Limit-1].ID()
			return page, nil
		}
		page.Rows = append(page.Rows, r)
	}
}

// inBox returns what gives, one by one in the order of ids after one, living rows among which are all that lie in b.
func (p *picture) inBox(b geo.Bound, after uuid.UUID) func() (part, row int, ok bool) {
	if b == World() {
		return newWalk(p, after).next
	}
	var spans [][]rowSpan
	rows := 0
	for _, part := range p.parts {
		within := part.within(b)
		for _, span := range within {
			rows += span.until - span.from
		}
		spans = append(spans, within)
	}
	if rows > mostGathered {
		return newWalk(p, after).next
	}
	found := make([]source, 0, rows)
	for i, part := range p.parts {
		for _, span := range spans[i] {
			for row := span.from; row < span.until; row++ {
				if !part.dead.has(row) && compareID(part.id[row], after) > 0 {
					found = append(found, source{uint32(i), uint32(row)})
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b source) int { return compareID(p.parts[a.part].id[a.row], p.parts[b.part].id[b.row]) })
	return func() (part, row int, ok bool) {
		if len(found) == 0 {
			return 0, 0, false
		}
		s := found[0]
		found = found[1:]
		return int(s.part), int(s.row), true
	}
}

func badCursor() error {
	return geo.Errorf(geo.Invalid, "after", "is not what a page gave as its next")
}

// walk goes through the living cases of a picture in the order of their ids.
type walk struct {
	parts []part
	at    []int // the next place in each part's byID
}

func newWalk(p *picture, after uuid.UUID) *walk {
	w := &walk{parts: p.parts, at: make([]int, len(p.parts))}
	for i, part := range p.parts {
		w.at[i] = sort.Search(part.len(), func(j int) bool { return compareID(part.id[part.byID[j]], after) > 0 })
	}
	return w
}

func (w *walk) next() (part, row int, ok bool) {
	best := -1
	for i, p := range w.parts {
		w.at[i] = skipDead(p, w.at[i], idOrder)
		if w.at[i] < p.len() && (best < 0 || compareID(p.id[p.byID[w.at[i]]], w.parts[best].id[w.parts[best].byID[w.at[best]]]) < 0) {
			best = i
		}
	}
	if best < 0 {
		return 0, 0, false
	}
	row = int(w.parts[best].byID[w.at[best]])
	w.at[best]++
	return best, row, true
}

type cellRow struct{ *mosaic }

func (m cellRow) id(_ *picture, at int) string { return m.edition.Index.Cell(int32(at)).Code }

func (m cellRow) geometry(_ *picture, at int) orb.Geometry {
	return m.edition.Index.Cell(int32(at)).Shape.Orb()
}

func (m cellRow) value(p *picture, at, column int) any {
	c := m.edition.Index.Cell(int32(at))
	switch cellColumns[column].Name {
	case "code":
		return c.Code
	case "name":
		return c.Name
	case "parent":
		return c.Parent
	case "area_m2":
		return c.AreaM2
	case "residents":
		if c.Residents == 0 {
			return nil
		}
		return int64(c.Residents)
	case "open":
		return int64(p.figuresOf(m.mosaic)[at].open)
	}
	return int64(p.figuresOf(m.mosaic)[at].settled)
}

type coverageRow struct{ cellRow }

func (m coverageRow) value(p *picture, at, column int) any {
	c := p.card(m.mosaic, int32(at))
	switch coverageColumns[column].Name {
	case "code":
		return c.Code
	case "name":
		return c.Name
	case "staff":
		return int64(c.Staff)
	case "too_few":
		return c.TooFew
	}
	if c.Volunteers == nil {
		return nil
	}
	return int64(*c.Volunteers)
}

func cellRowOf(layer string, m *mosaic) rowKind {
	if layer == layerCoverage {
		return coverageRow{cellRow{m}}
	}
	return cellRow{m}
}

func (l *Live) cellPage(ctx context.Context, q PageQuery) (Page, error) {
	p, m, err := l.at(q.Net)
	if err != nil {
		return Page{}, err
	}
	kind := cellRowOf(q.Layer, m)
	first := 0
	if q.After != "" { // in the order of codes, which a cell that is gone still has a place in
		first = sort.Search(m.edition.Index.Len(), func(i int) bool { return m.edition.Index.Cell(int32(i)).Code > q.After })
	}
	return p.page(ctx, q, kind, m.edition.Index.Len(), first, func(i int) bool { return m.bounds[i].Intersects(q.Bound) })
}

// page answers q from n rows in their order, beginning with first.
func (p *picture) page(ctx context.Context, q PageQuery, kind rowKind, n, first int, meets func(i int) bool) (Page, error) {
	page := Page{Matched: -1}
	if q.Where == nil {
		page.Matched = 0
		for i := range n {
			if meets(i) {
				page.Matched++
			}
		}
	}
	for i := first; i < n; i++ {
		if err := ctx.Err(); err != nil { // a filter may take long for a row
			return Page{}, err
		}
		r := Row{p, kind, i}
		if !meets(i) || q.Where != nil && !q.Where(&r) {
			continue
		}
		if len(page.Rows) == q.Limit {
			page.Next = page.Rows[q.Limit-1].ID()
			break
		}
		page.Rows = append(page.Rows, r)
	}
	return page, nil
}

type baseRow struct{}

func (baseRow) id(_ *picture, at int) string { return strconv.Itoa(at + 1) }

func (baseRow) geometry(p *picture, at int) orb.Geometry { return p.base[at].Shape }

func (baseRow) value(p *picture, at, column int) any {
	switch baseColumns[column].Name {
	case "class":
		return p.base[at].Class
	case "rank":
		return int64(p.base[at].Rank)
	}
	return p.base[at].Name
}

func (p *picture) basePage(ctx context.Context, q PageQuery) (Page, error) {
	first := 0
	if q.After != "" {
		var err error
		if first, err = strconv.Atoi(q.After); err != nil || first < 0 {
			return Page{}, badCursor()
		}
	}
	return p.page(ctx, q, baseRow{}, len(p.base), first, func(i int) bool { return p.base[i].bound.Intersects(q.Bound) })
}
