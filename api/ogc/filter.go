package ogc

import (
	"errors"

	"github.com/wangge-map/wangge/api/ogc/cql2"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles"
)

// The encodings of a filter.
const (
	langText = "cql2-text"
	langJSON = "cql2-json"
)

// readFilter reads filter, filter-lang and filter-crs.
func (c *call) readFilter(q *itemsQuery, k *collection) error {
	lang := langText
	if c.query.Has("filter-lang") {
		lang = c.query.Get("filter-lang")
	}
	if lang != langText && lang != langJSON {
		return geo.Errorf(geo.Invalid, "filter-lang", "is %s or %s", langText, langJSON)
	}
	of, err := c.crsParameter(k, "filter-crs")
	if err != nil {
		return err
	}
	text := c.query.Get("filter")
	if text == "" { // an empty field of the page's form is no filter
		return nil
	}
	var expr cql2.Expr
	if lang == langText {
		expr, err = cql2.ParseText(text)
	} else {
		expr, err = cql2.ParseJSON([]byte(text))
	}
	if err != nil {
		return err
	}
	predicate, err := expr.Compile(cql2.Options{Queryables: k.queryables(), ToLonLat: of.ToLonLat, Location: c.s.cfg.Layers.Zone()})
	if err != nil {
		return aboutFilter(err)
	}
	if b, ok := predicate.Bound(); ok {
		q.within(b)
	}
	geometry := len(k.columns)
	for _, t := range predicate.Terms() { // what is found by them is tested whole: they need not say all that the filter says
		q.narrow(k, t)
	}
	q.where(func(r *tiles.Row) bool { return predicate.Match(record{r, geometry, c.ended}) })
	return nil
}

// aboutFilter names the filter as what is wrong, whatever within it is: a coordinate, say.
func aboutFilter(err error) error {
	var known *geo.Error
	if !errors.As(err, &known) || known.Field == "filter" {
		return err
	}
	return geo.Errorf(known.Kind, "filter", "%s", known.Msg)
}

// record is a row as a filter sees it: its columns, and then its geometry.
type record struct {
	row      *tiles.Row
	geometry int
	ended    func() bool
}

// Ended reports whether nobody waits for the answer any more.
func (r record) Ended() bool { return r.ended() }

// Value returns the value of the i-th queryable.
func (r record) Value(i int) any {
	if i == r.geometry {
		return r.row.Geometry()
	}
	return r.row.Value(i)
}

// queryables are what filters over k may ask for, in the order of record.Value.
func (k *collection) queryables() []cql2.Queryable {
	kinds := map[tiles.ColumnType]cql2.Kind{
		tiles.TypeText: cql2.Text, tiles.TypeInteger: cql2.Integer, tiles.TypeNumber: cql2.Number, tiles.TypeBoolean: cql2.Boolean, tiles.TypeTime: cql2.Timestamp,
	}
	var out []cql2.Queryable
	for _, column := range k.columns {
		out = append(out, cql2.Queryable{Name: column.Name, Kind: kinds[column.Type]})
	}
	return append(out, cql2.Queryable{Name: geometryName, Kind: cql2.Geometry})
}
