package tiles

import (
	"context"
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

// casePage goes through the parts in the order of ids, all at once.
func (l *Live) casePage(ctx context.Context, p *picture, q PageQuery) (Page, error) {
	s, err := l.sieveOf(p, q.Layer, &q.Filter, q.Net)
	if err != nil {
		return Page{}, err
	}
	page := Page{Matched: -1}
	if q.Where == nil {
		if page.Matched, err = l.matched(p, q, s); err != nil {
			return Page{}, err
		}
	}
	after := uuid.Nil
	if q.After != "" {
		if after, err = uuid.Parse(q.After); err != nil {
			return Page{}, badCursor()
		}
	}
	walk := newWalk(p, after)
	for {
		part, row, ok := walk.next()
		if !ok {
			return page, nil
		}
		g := p.parts[part].segment
		r := Row{p, caseRow{g}, row}
		if !s.lets(g, row) || !q.Bound.Contains(g.at(row)) || q.Where != nil && !q.Where(&r) {
			continue
		}
		if len(page.Rows) == q.Limit {
			page.Next = page.Rows[q.Limit-1].ID()
			return page, nil
		}
		page.Rows = append(page.Rows, r)
	}
}

func (l *Live) matched(p *picture, q PageQuery, s *sieve) (int, error) {
	c := counter{picture: p, sieve: s, bound: q.Bound, now: clampSecond(l.now()), limits: p.limits()}
	counts, err := c.run()
	return counts.Total, err
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
	c := p.card(m.mosaic, int32(at))
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
		return int64(c.Open)
	}
	return int64(c.Settled)
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
