package ogc

import (
	"errors"
	"time"

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
	found, err := c.s.cfg.Layers.Page(c.r.Context(), q.page)
	var known *geo.Error
	switch {
	case errors.As(err, &known) && known.Field == "after":
		return nil, badNext()
	case err != nil:
		return nil, err
	case c.r.Context().Err() != nil:
		return nil, geo.Errorf(geo.Unavailable, "filter", "takes too long here; ask for less, by bbox or datetime")
	}
	if found.Matched < 0 && q.page.After == "" && found.Next == "" {
		found.Matched = len(found.Rows) // one page holds them all
	}
	links := append(c.selves(), c.to("collection", k.path(), asJSON, c.text(k.titleZH, k.title)))
	if found.Next != "" {
		links = append(links, link{Href: c.href("f", c.format.name, "next", token(found.Next)), Rel: "next", Type: c.format.mediaType, Title: c.text("下一页", "Next page")})
	}
	a := &answer{links: links, contentCRS: q.crs.URI()}
	if c.format == asHTML {
		a.page = c.itemsPage(k, found)
		return a, nil
	}
	a.raw, err = encodeCollection(k, found, links, q.crs, c.s.cfg.Now())
	return a, err
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
	a := &answer{links: links, contentCRS: of.URI()}
	if c.format == asHTML {
		a.page = c.featurePage(k, row)
		return a, nil
	}
	e := &encoder{}
	e.feature(k, &row, links, of)
	a.raw = e.buf
	return a, e.err
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
