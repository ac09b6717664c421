package tiles

import (
	"context"
	"strconv"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
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

func stateNames() []string {
	var names []string
	for _, s := range casework.States() {
		names = append(names, string(s))
	}
	return names
}

// The columns of each kind of layer, in the order of Row.Value.
var (
	caseColumns = []Column{
		{Name: "id", Type: TypeText, TitleZH: "编号", TitleEN: "Id"},
		{Name: "layer", Type: TypeText, TitleZH: "图层", TitleEN: "Layer"},
		{Name: "category", Type: TypeText, TitleZH: "事项代码", TitleEN: "Category"},
		{Name: "name_zh", Type: TypeText, TitleZH: "事项", TitleEN: "Matter (Chinese)"},
		{Name: "name_en", Type: TypeText, TitleZH: "事项(英文)", TitleEN: "Matter"},
		{Name: "state", Type: TypeText, TitleZH: "状态", TitleEN: "State", Values: stateNames()},
		{Name: "settled", Type: TypeBoolean, TitleZH: "已办结", TitleEN: "Settled"},
		{Name: "severity", Type: TypeText, TitleZH: "等级", TitleEN: "Severity", Values: []string{"routine", "priority", "urgent", "emergency"}},
		{Name: "cell", Type: TypeText, TitleZH: "网格", TitleEN: "Cell"},
		{Name: "opened_at", Type: TypeTime, TitleZH: "上报时间", TitleEN: "Opened at"},
		{Name: "closed_at", Type: TypeTime, TitleZH: "办结时间", TitleEN: "Closed at"},
	}
	cellColumns = []Column{
		{Name: "code", Type: TypeText, TitleZH: "网格代码", TitleEN: "Code"},
		{Name: "name", Type: TypeText, TitleZH: "名称", TitleEN: "Name"},
		{Name: "parent", Type: TypeText, TitleZH: "上级", TitleEN: "Parent"},
		{Name: "area_m2", Type: TypeNumber, TitleZH: "面积(平方米)", TitleEN: "Area (m²)"},
		{Name: "residents", Type: TypeInteger, TitleZH: "常住人口", TitleEN: "Residents"},
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
	switch l.picture.Load().catalog.kindOf(layer) {
	case "":
		return nil, noSuchLayer()
	case KindPoints:
		return caseColumns, nil
	case KindBase:
		return baseColumns, nil
	}
	if layer == layerCoverage {
		return coverageColumns, nil
	}
	return cellColumns, nil
}

// PageQuery asks for the next features of a layer in an order that never changes: read page by page, no feature comes
// twice, and none that is there all the time is left out, whatever changes meanwhile.
type PageQuery struct {
	Layer  string          // or AllPoints
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
	Matched int    // all that Bound and Filter let through; -1 where Where is set
}

// Row is a feature of a layer as the public may see it. It does not change when the layer does.
type Row struct {
	picture *picture
	rows    rowKind
	at      int
}

// rowKind is what the rows of a kind of layer have to say.
type rowKind interface {
	id(p *picture, at int) string
	value(p *picture, at, column int) any
	geometry(p *picture, at int) orb.Geometry
}

// ID is unique in the layer and stays: a case's UUID, a cell's code, a number in drawing order.
func (r *Row) ID() string { return r.rows.id(r.picture, r.at) }

// Value returns the value of the layer's column i: see ColumnType. Nil is null.
func (r *Row) Value(i int) any { return r.rows.value(r.picture, r.at, i) }

// Geometry is in WGS 84 degrees, longitude first: a Point, or a MultiPolygon with closed rings, or of the base map any of
// its types. The caller must not change it.
func (r *Row) Geometry() orb.Geometry { return r.rows.geometry(r.picture, r.at) }

// Page answers q. It returns a NotFound error with field "layer" or "net", an Invalid one with field "cell" or "after", and that of
// ctx when it ends before the page is full.
func (l *Live) Page(ctx context.Context, q PageQuery) (Page, error) {
	p := l.picture.Load()
	switch p.catalog.kindOf(q.Layer) {
	case "":
		return Page{}, noSuchLayer()
	case KindPoints:
		return l.casePage(ctx, q)
	case KindBase:
		return p.basePage(ctx, q)
	}
	return l.cellPage(ctx, q)
}

// Row returns the feature of layer with this id. It returns a NotFound error with field "layer", "net" or "id".
func (l *Live) Row(layer, net, id string) (Row, error) {
	none := geo.Errorf(geo.NotFound, "id", "layer %q has no feature with this id", layer)
	p := l.picture.Load()
	switch p.catalog.kindOf(layer) {
	case "":
		return Row{}, noSuchLayer()
	case KindPoints:
		key, err := uuid.Parse(id)
		if err != nil {
			return Row{}, none
		}
		part, row, ok := p.find(key)
		if !ok || layer != AllPoints && p.catalog.categories[p.parts[part].category[row]].Layer != layer {
			return Row{}, none
		}
		return Row{p, caseRow{p.parts[part].segment}, row}, nil
	case KindBase:
		if n, err := strconv.Atoi(id); err == nil && n >= 1 && n <= len(p.base) && strconv.Itoa(n) == id {
			return Row{p, baseRow{}, n - 1}, nil
		}
		return Row{}, none
	}
	p, m, err := l.at(net)
	if err != nil {
		return Row{}, err
	}
	i, ok := m.edition.Index.ByCode(id)
	if !ok {
		return Row{}, none
	}
	return Row{p, cellRowOf(layer, m), int(i)}, nil
}
