package ogc

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/tiles"
)

// Layers is the live map.
type Layers interface {
	Summaries() []tiles.Summary
	Columns(layer string) ([]tiles.Column, error)
	Page(ctx context.Context, q tiles.PageQuery) (tiles.Page, error)
	Row(layer, net, id string) (tiles.Row, error)
	Zone() *time.Location // where the site's days begin
	Tile(q tiles.TileQuery) (tiles.Tile, error)
	Generation() uint64 // changes whenever an answer may have changed
}

// Nets knows the editions in force.
type Nets interface {
	List(t time.Time) []*locate.Edition // the default net's first
}

// Config is what New needs.
type Config struct {
	Layers     Layers
	Nets       Nets
	Title      func() (zh, en string) // of the site
	Version    string                 // of this process: part of every ETag
	Now        func() time.Time
	TrustProxy bool // links take scheme and host from X-Forwarded-Proto and X-Forwarded-Host

	// Chinese reports whether who asks reads Chinese rather than English.
	Chinese func(*http.Request) bool
	// SameTag reports whether a header If-None-Match has tag.
	SameTag func(header, tag string) bool
	// Fail answers with err, in the service's way.
	Fail func(w http.ResponseWriter, r *http.Request, err error)
}

func (c *Config) check() error {
	if c.Layers == nil || c.Nets == nil || c.Title == nil || c.Now == nil || c.Chinese == nil || c.SameTag == nil || c.Fail == nil {
		return errors.New("ogc: config is incomplete")
	}
	return nil
}
