package ogc

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/api/ogc/cql2"
	"github.com/wangge-map/wangge/api/ogc/crs"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles"
)

// The number of features on a page. A point is some 400 bytes, a cell or an area of the base map some kilobytes; a browser lays
// out a table of 500 rows at once.
const (
	defaultLimit  = 100
	maxLimit      = 10_000
	maxShapeLimit = 2_000
	maxHTMLLimit  = 500
)

// itemsQuery is what a request for features asks.
type itemsQuery struct {
	page       tiles.PageQuery
	crs        crs.CRS // of the answer
	conditions []condition
	narrowed   []condition // what page says already, for a feature that is looked up
	only       string      // the id of the one feature that can match; empty for any
	nothing    bool        // can match
}

// condition reports whether a row is let through.
type condition func(*tiles.Row) bool

func (c *call) itemsQuery(k *collection) (*itemsQuery, error) {
	q := &itemsQuery{page: tiles.PageQuery{Layer: k.layer, Net: k.net, Bound: tiles.World()}}
	for _, read := range []func(*itemsQuery, *collection) error{c.readPage, c.readCRS, c.readBBox, c.readDatetime, c.readProperties, c.readFilter} {
		if err := read(q, k); err != nil {
			return nil, err
		}
	}
	if len(q.conditions) > 0 {
		q.page.Where = func(r *tiles.Row) bool {
			return !c.ended() && all(q.conditions, r) // once nobody waits, the rest goes by quickly
		}
	}
	return q, nil
}

// ended reports whether nobody waits for the answer any more.
func (c *call) ended() bool { return c.r.Context().Err() != nil }

func all(conditions []condition, r *tiles.Row) bool {
	for _, holds := range conditions {
		if !holds(r) {
			return false
		}
	}
	return true
}

// where adds a condition.
func (q *itemsQuery) where(holds condition) { q.conditions = append(q.conditions, holds) }

// within narrows the bound in which features are looked for.
func (q *itemsQuery) within(b geo.Bound) {
	own := &q.page.Bound
	own.Min = geo.Point{Lon: max(own.Min.Lon, b.Min.Lon), Lat: max(own.Min.Lat, b.Min.Lat)}
	own.Max = geo.Point{Lon: min(own.Max.Lon, b.Max.Lon), Lat: min(own.Max.Lat, b.Max.Lat)}
}

func (c *call) readPage(q *itemsQuery, k *collection) error {
	q.page.Limit = defaultLimit
	most := c.mostOnPage(k)
	if c.query.Has("limit") {
		n, err := strconv.Atoi(c.query.Get("limit"))
		if errors.Is(err, strconv.ErrRange) && n > 0 {
			err = nil // more than the most, like 10001
		}
		if err != nil || n < 1 {
			return geo.Errorf(geo.Invalid, "limit", "must be a whole number from 1 on; more than %d is taken as %d", most, most)
		}
		q.page.Limit = min(n, most)
	}
	if !c.query.Has("next") {
		return nil
	}
	after, err := base64.RawURLEncoding.DecodeString(c.query.Get("next"))
	if err != nil || len(after) == 0 {
		return badNext()
	}
	if q.page.After = string(after); k.kind == tiles.KindPoints {
		id, err := uuid.Parse(q.page.After)
		if err != nil {
			return badNext()
		}
		q.page.After = id.String()
	}
	if n, err := strconv.Atoi(q.page.After); k.kind == tiles.KindBase && (err != nil || n < 0) {
		return badNext()
	}
	return nil
}

// mostOnPage is the most features that a page of k has in the format asked for.
func (c *call) mostOnPage(k *collection) int {
	switch {
	case c.format == asHTML:
		return maxHTMLLimit
	case k.kind == tiles.KindPoints:
		return maxLimit
	}
	return maxShapeLimit
}

func badNext() error {
	return geo.Errorf(geo.Invalid, "next", "is not what a page gave as its next one; begin anew without it")
}

// token is what the link to the next page says. Clients must not read it.
func token(after string) string { return base64.RawURLEncoding.EncodeToString([]byte(after)) }

func (c *call) readCRS(q *itemsQuery, k *collection) (err error) {
	q.crs, err = c.crsParameter(k, "crs")
	return err
}

// crsParameter is the CRS that the parameter name says: CRS84 when it is left out.
func (c *call) crsParameter(k *collection, name string) (crs.CRS, error) {
	if !c.query.Has(name) {
		return crs.CRS84(), nil
	}
	return k.offers(name, c.query.Get(name))
}

func (c *call) readBBox(q *itemsQuery, k *collection) error {
	of, err := c.crsParameter(k, "bbox-crs")
	if err != nil || !c.query.Has("bbox") {
		return err
	}
	a, err := parseBBox(c.query.Get("bbox"), of)
	if err != nil {
		return err
	}
	b, exact := a.bound()
	q.within(b)
	if !exact || k.kind != tiles.KindPoints { // what is not a point is found by the box around it
		q.where(func(r *tiles.Row) bool { return a.meets(r.Geometry()) })
	}
	return nil
}

// readDatetime narrows cases to those opened in the interval. Features of other layers have no time, and match any.
func (c *call) readDatetime(q *itemsQuery, k *collection) error {
	if !c.query.Has("datetime") {
		return nil
	}
	from, until, err := parseDatetime(c.query.Get("datetime"))
	if err != nil || k.kind != tiles.KindPoints {
		return err
	}
	q.page.Filter.From, q.page.Filter.To = from, until
	column := k.column("opened_at")
	q.narrowed = append(q.narrowed, func(r *tiles.Row) bool {
		at, ok := r.Value(column).(time.Time)
		return ok && !at.Before(from) && (until.IsZero() || at.Before(until))
	})
	return nil
}

// readProperties reads the parameters that are queryables: equal to the value that is given.
func (c *call) readProperties(q *itemsQuery, k *collection) error {
	for i, column := range k.columns {
		if !c.query.Has(column.Name) {
			continue
		}
		want, err := parseValue(column, c.query.Get(column.Name))
		if err != nil {
			return err
		}
		holds := func(r *tiles.Row) bool { return equal(r.Value(i), want) }
		if q.narrow(k, cql2.Term{Index: i, Op: "=", Values: []any{want}}) {
			q.narrowed = append(q.narrowed, holds)
			continue
		}
		q.where(holds)
	}
	return nil
}

// parseValue reads text as a value of column.
func parseValue(column tiles.Column, text string) (v any, err error) {
	what := ""
	switch column.Type {
	case tiles.TypeInteger:
		what = "a whole number"
		v, err = strconv.ParseInt(text, 10, 64)
	case tiles.TypeNumber:
		what = "a number"
		v, err = strconv.ParseFloat(text, 64)
	case tiles.TypeBoolean:
		what = "true or false"
		v = text == "true" || text == "1" // GDAL writes 1 and 0
		if !slices.Contains([]string{"true", "false", "1", "0"}, text) {
			err = errors.New("neither")
		}
	case tiles.TypeTime:
		what = "a time like 2026-07-01T00:00:00Z"
		v, err = time.Parse(time.RFC3339, text)
	default:
		if len(column.Values) > 0 && !slices.Contains(column.Values, text) {
			what, err = fmt.Sprintf("one of %v", column.Values), errors.New("another")
		}
		v = text
	}
	if err != nil {
		return nil, geo.Errorf(geo.Invalid, column.Name, "must be %s", what)
	}
	return v, nil
}

// equal compares a value of a row with one that parseValue read for its column. Null equals nothing.
func equal(v, want any) bool {
	if t, ok := v.(time.Time); ok {
		other, ok := want.(time.Time)
		return ok && t.Equal(other)
	}
	return v != nil && v == want
}
