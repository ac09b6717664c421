package main

import (
	"context"
	"time"

	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/feed"
	"github.com/wangge-map/wangge/internal/store"
	"github.com/wangge-map/wangge/tiles"
)

// loadLayers returns the live layers as they are now, what the public sees, and the feed that loaded them: for commands that
// read without a service.
func (a *app) loadLayers(ctx context.Context, db *database) (*tiles.Live, *feed.Feed, error) {
	if db.Store == nil {
		var err error
		if db.Store, err = store.Open(ctx, store.Config{URL: db.url, MaxConns: 2}); err != nil {
			return nil, nil, err
		}
	}
	nets := &locate.Nets{}
	live := tiles.NewLive(nets, time.Now)
	picture := feed.New(feed.Config{Store: db.Store, Nets: nets, Live: live, Now: time.Now, Log: a.log, Progress: a.tellLoading()})
	return live, picture, picture.Load(ctx)
}
