package ogc

import (
	"errors"
	"time"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/api/ogc/crs"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles"
)

func answerItems(c *call) (*answer, error) {
	k, err := c.collection()
	if err != nil {
		return nil, err
	}
	q, err := c.itemsQuery(k)
	if err != nil {
		return nil, err
	}
	links := append(c.selves(), c.to("collection", k.path(), asJSON, c.text(k.titleZH, k.title)))
	return &answer{links: links, contentCRS: q.crs.URI(), read: func(a *answer) error { return c.readItems(a, k, q) }}, nil
}

// readItems reads what q asks for, and makes a of it.
func (c *call) readItems(a *answer, k *collection, q *itemsQuery) error {
	found, err := c.find(k, q)
	var known *geo.Error
	switch {
	case c.ended():
		return geo.Errorf(geo.Unavailable, "filter", "takes too long here; ask for less, by bbox or datetime")
	case errors.As(err, &known) && known.Field == "after":
		return badNext()
	case err != nil:
		return err
	}
	if found.Matched < 0 && q.page.After == "" && found.Next == "" {
		found.Matched = len(found.Rows) // one page holds them all
	}
	if found.Next != "" {
		a.links = append(a.links, link{Href: c.href("f", c.format.name, "next", token(found.Next)), Rel: "next", Type: c.format.mediaType, Title: c.text("下一页", "Next page")})
	}
	if c.format == asHTML {
		a.page = c.itemsPage(k, found)
		return nil
	}
	a.raw, err = encodeCollection(k, found, a.links, q.crs, c.s.cfg.Now())
	return err
}

// find reads the page, or looks up the one feature that can be on it.
func (c *call) find(k *collection, q *itemsQuery) (tiles.Page, error) {
	switch {
	case q.nothing:
		return tiles.Page{Matched: -1}, nil
	case q.only != "":
		return c.lookUp(k, q)
	}
	return c.s.cfg.Layers.Page(c.r.Context(), q.page)
}

func (c *call) lookUp(k *collection, q *itemsQuery) (tiles.Page, error) {
	none := tiles.Page{Matched: -1}
	row, err := c.s.cfg.Layers.Row(k.layer, k.net, q.only)
	var known *geo.Error
	if errors.As(err, &known) && known.Kind == geo.NotFound && known.Field == "id" {
		return none, nil
	}
	if err != nil || row.ID() <= q.page.After || !all(q.narrowed, &row) || !all(q.conditions, &row) {
		return none, err
	}
	if p, ok := row.Geometry().(orb.Point); ok { // other geometries are held to the box by a condition
		if at, err := geo.PointAt(p[0], p[1]); err != nil || !q.page.Bound.Contains(at) {
			return none, nil
		}
	}
	return tiles.Page{Rows: []tiles.Row{row}, Matched: -1}, nil
}

func answerFeature(c *call) (*answer, error) {
	k, err := c.collection()
	if err != nil {
		return nil, err
	}
	of, err := c.crsParameter(k, "crs")
	if err != nil {
		return nil, err
	}
	row, err := c.s.cfg.Layers.Row(k.layer, k.net, c.vars["featureId"])
	if err != nil {
		return nil, err
	}
	links := append(c.selves(), c.to("collection", k.path(), asJSON, c.text(k.titleZH, k.title)))
	return &answer{links: links, contentCRS: of.URI(), read: func(a *answer) error {
		if c.format == asHTML {
			a.page = c.featurePage(k, row)
			return nil
		}
		e := &encoder{}
		e.feature(k, &row, a.links, of)
		a.raw = e.buf
		return e.err
	}}, nil
}

// encodeCollection writes a FeatureCollection in the CRS of.
func encodeCollection(k *collection, found tiles.Page, links []link, of crs.CRS, now time.Time) ([]byte, error) {
	e := &encoder{buf: make([]byte, 0, 1024+512*len(found.Rows))}
	e.add(`{"type":"FeatureCollection","timeStamp":`)
	e.value(now.UTC().Truncate(time.Second))
	e.add(`,"numberReturned":`)
	e.value(int64(len(found.Rows)))
	if found.Matched >= 0 {
		e.add(`,"numberMatched":`)
		e.value(int64(found.Matched))
	}
	e.add(`,"links":`)
	e.value(links)
	e.add(`,"features":[`)
	for i := range found.Rows {
		if i > 0 {
			e.add(",")
		}
		e.feature(k, &found.Rows[i], nil, of)
	}
	e.add("]}")
	return e.buf, e.err
}
