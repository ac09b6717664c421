package tiles

import (
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
)

// ColumnType is the type of a column's values.
type ColumnType string

// The types of columns, and what Row.Value returns for them; nil stands for what is not known or too few to tell.
const (
	TypeText    ColumnType = "text"    // string
	TypeInteger ColumnType = "integer" // int64
	TypeNumber  ColumnType = "number"  // float64
	TypeBoolean ColumnType = "boolean" // bool
	TypeTime    ColumnType = "time"    // time.Time, UTC
)

// Column describes a property of a layer's features.
type Column struct {
	Name             string
	Type             ColumnType
	TitleZH, TitleEN string
	Values           []string // all there can be, where that is a short list
}

// The columns of each kind of layer, in the order of Row.Value.
var (
	caseColumns = []Column{
		{Name: "id", Type: TypeText, TitleZH: "编号", TitleEN: "Id"},
		{Name: "layer", Type: TypeText, TitleZH: "图层", TitleEN: "Layer"},
		{Name: "category", Type: TypeText, TitleZH: "事项代码", TitleEN: "Category"},
		{Name: "name_zh", Type: TypeText, TitleZH: "事项", TitleEN: "Matter (Chinese)"},
		{Name: "name_en", Type: TypeText, TitleZH: "事项(英文)", TitleEN: "Matter"},
		{Name: "state", Type: TypeText, TitleZH: "状态", TitleEN: "State", Values: []string{"reported", "filed", "dispatched", "in_progress", "resolved", "closed", "rejected", "duplicate"}},
		{Name: "settled", Type: TypeBoolean, TitleZH: "已办结", TitleEN: "Settled"},
		{Name: "severity", Type: TypeText, TitleZH: "等级", TitleEN: "Severity", Values: []string{"routine", "priority", "urgent", "emergency"}},
		{Name: "cell", Type: TypeText, TitleZH: "网格", TitleEN: "Cell"},
		{Name: "opened_at", Type: TypeTime, TitleZH: "上报时间", TitleEN: "Opened at"},
	}
	cellColumns = []Column{
		{Name: "code", Type: TypeText, TitleZH: "网格代码", TitleEN: "Code"},
		{Name: "name", Type: TypeText, TitleZH: "名称", TitleEN: "Name"},
		{Name: "parent", Type: TypeText, TitleZH: "上级", TitleEN: "Parent"},
		{Name: "area_m2", Type: TypeNumber, TitleZH: "面积(平方米)", TitleEN: "Area (m²)"},
		{Name: "open", Type: TypeInteger, TitleZH: "未办结", TitleEN: "Open cases"},
		{Name: "settled", Type: TypeInteger, TitleZH: "已办结", TitleEN: "Settled cases"},
	}
	coverageColumns = []Column{
		{Name: "code", Type: TypeText, TitleZH: "网格代码", TitleEN: "Code"},
		{Name: "name", Type: TypeText, TitleZH: "名称", TitleEN: "Name"},
		{Name: "staff", Type: TypeInteger, TitleZH: "网格人员", TitleEN: "Staff"},
		{Name: "volunteers", Type: TypeInteger, TitleZH: "志愿者", TitleEN: "Volunteers"},
		{Name: "too_few", Type: TypeBoolean, TitleZH: "人数太少不显示", TitleEN: "Too few to tell"},
	}
	baseColumns = []Column{
		{Name: "class", Type: TypeText, TitleZH: "类别", TitleEN: "Class", Values: []string{"road", "block", "water", "green"}},
		{Name: "rank", Type: TypeInteger, TitleZH: "次序", TitleEN: "Rank"},
		{Name: "name", Type: TypeText, TitleZH: "名称", TitleEN: "Name"},
	}
)

// Columns returns the properties of a layer's features. The caller must not change them. It returns a NotFound error with
// field "layer".
func (l *Live) Columns(layer string) ([]Column, error) {
	kind, ok := l.kindOf(layer)
	switch {
	case !ok:
		return nil, noSuchLayer()
	case kind == KindPoints:
		return caseColumns, nil
	case kind == KindBase:
		return baseColumns, nil
	case layer == layerCoverage:
		return coverageColumns, nil
	}
	return cellColumns, nil
}

// PageQuery asks for the next features of a layer in the order of their ids, which never changes: read page by page, no
// feature comes twice, and none that is there all the time is left out, whatever changes meanwhile.
type PageQuery struct {
	Layer  string
	Net    string          // for layers of cells, and for Filter.Cells; empty means the default net
	Bound  geo.Bound       // what meets it; World() for everything
	Filter Filter          // for layers of kind points
	Where  func(*Row) bool // nil lets everything through; the row is only good during the call
	After  string          // Page.Next of the page before; empty begins
	Limit  int             // at least 1
}

// Page is a part of a layer.
type Page struct {
	Rows    []Row
	Next    string // the After of the next page; empty at the end
	Matched int    // all that Bound and Filter let through, before Where; -1 where Where is set
}

// Row is a feature of a layer as the public may see it. It does not change when the layer does.
type Row struct {
	id       string
	values   []any
	geometry orb.Geometry
}

// ID is unique in the layer and stays: a case's UUID, a cell's code, a number in drawing order.
func (r *Row) ID() string { return r.id }

// Value returns the value of the layer's column i: see ColumnType. Nil is null.
func (r *Row) Value(i int) any { return r.values[i] }

// Geometry is in WGS 84 degrees, longitude first: a Point, or a MultiPolygon with closed rings, or of the base map any of
// its types. The caller must not change it.
func (r *Row) Geometry() orb.Geometry { return r.geometry }

// Page answers q. It returns a NotFound error with field "layer" or "net".
func (l *Live) Page(q PageQuery) (Page, error) {
	rows, err := l.rows(q)
	if err != nil {
		return Page{}, err
	}
	page := Page{Matched: len(rows)}
	if q.Where != nil {
		page.Matched = -1
	}
	for i := range rows {
		if rows[i].id <= q.After || q.Where != nil && !q.Where(&rows[i]) {
			continue
		}
		if len(page.Rows) == q.Limit {
			page.Next = page.Rows[q.Limit-1].id
			break
		}
		page.Rows = append(page.Rows, rows[i])
	}
	return page, nil
}

// Row returns the feature of layer with this id. It returns a NotFound error with field "layer", "net" or "id".
func (l *Live) Row(layer, net, id string) (Row, error) {
	rows, err := l.rows(PageQuery{Layer: layer, Net: net, Bound: World()})
	if err != nil {
		return Row{}, err
	}
	for i := range rows {
		if rows[i].id == id {
			return rows[i], nil
		}
	}
	return Row{}, geo.Errorf(geo.NotFound, "id", "layer %q has no feature with this id", layer)
}

func (l *Live) rows(q PageQuery) ([]Row, error) {
	kind, ok := l.kindOf(q.Layer)
	if !ok {
		return nil, noSuchLayer()
	}
	var rows []Row
	var err error
	switch kind {
	case KindPoints:
		rows = l.caseRows(q)
	case KindBase:
		rows = l.baseRows(q)
	default:
		rows, err = l.cellRows(q)
	}
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.id, b.id) })
	return rows, err
}

func (l *Live) caseRows(q PageQuery) []Row {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var rows []Row
	for i := range l.pins {
		p := &l.pins[i]
		cell := l.cellCode(p)
		if p.layer != q.Layer || !q.Bound.Contains(p.at) || !q.Filter.match(p, cell) {
			continue
		}
		c := l.categories[p.category]
		lon, lat := p.at.Degrees()
		rows = append(rows, Row{
			id: p.id.String(), geometry: orb.Point{lon, lat},
			values: []any{p.id.String(), p.layer, p.category, c.NameZH, c.NameEN, string(p.state), p.state.Settled(), p.severity.String(), cell, p.openedAt.UTC().Truncate(time.Second)},
		})
	}
	return rows
}

func (l *Live) baseRows(q PageQuery) []Row { return nil }

func (l *Live) cellRows(q PageQuery) ([]Row, error) {
	m, err := l.mosaicOf(q.Net)
	if err != nil {
		return nil, err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	var rows []Row
	for i := range int32(m.edition.Index.Len()) {
		if !m.bounds[i].Intersects(q.Bound) {
			continue
		}
		c := l.card(m, i)
		r := Row{id: c.Code, geometry: shapeOf(m.edition.Index.Cell(i).Shape)}
		if q.Layer == layerCoverage {
			r.values = []any{c.Code, c.Name, int64(c.Staff), nil, c.TooFew}
			if c.Volunteers != nil {
				r.values[3] = int64(*c.Volunteers)
			}
		} else {
			r.values = []any{c.Code, c.Name, c.Parent, c.AreaM2, int64(c.Open), int64(c.Settled)}
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// shapeOf returns m in degrees with closed rings.
func shapeOf(m geo.MultiPolygon) orb.MultiPolygon {
	out := make(orb.MultiPolygon, len(m))
	for i, poly := range m {
		for _, ring := range poly {
			closed := make(orb.Ring, 0, len(ring)+1)
			for _, p := range ring {
				lon, lat := p.Degrees()
				closed = append(closed, orb.Point{lon, lat})
			}
			out[i] = append(out[i], append(closed, closed[0]))
		}
	}
	return out
}
