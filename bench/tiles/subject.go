package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/bench/bed"
	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/feed"
	"github.com/wangge-map/wangge/tiles"
)

// subject is the live map in this process: by its library, and by its whole handler over loopback.
type subject struct {
	live    *tiles.Live
	address string
	edition int
}

// load brings the live map up, as the service does when it starts, and weighs it.
func load(ctx context.Context, b *bed.Bed, r *report) (*subject, error) {
	measure.Progress("tiles: loading the live map")
	nets := &locate.Nets{}
	live := tiles.NewLive(nets, time.Now)
	picture := feed.New(feed.Config{Store: b.Store, Nets: nets, Live: live, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err := picture.Refresh(ctx); err != nil { // the cells, which are weighed elsewhere
		return nil, err
	}
	before := measure.Heap()
	if err := picture.Load(ctx); err != nil {
		return nil, err
	}
	held := live.Footprint()
	each := func(bytes int64) float64 { return float64(bytes) / float64(held.Cases) }
	r.alone("memory a case: the whole heap that loading adds; the columns alone", fmt.Sprintf("%.0f B; %.0f B", each(measure.Heap()-before), each(held.Bytes)))
	r.note("%d of %d cases are public and on the map; design.md expects about 40 bytes a case.", held.Cases, r.cases)
	ed, err := nets.At("", time.Now())
	if err != nil {
		return nil, err
	}
	handler, err := api.New(api.Config{
		Nets: nets, Intake: nothing{}, Reports: nothing{}, Layers: live, Picture: picture, Version: "bench", Metrics: prometheus.NewRegistry(),
		Log: slog.New(slog.DiscardHandler), Now: time.Now, Limits: api.Limits{ReadsPerSecond: 1e9, WritesPerSecond: 1e9},
	})
	if err != nil {
		return nil, err
	}
	s := &subject{live: live, edition: ed.Number}
	s.address, err = listen(handler)
	return s, err
}

// nothing stands for the parts of the service that reading the map does not need.
type nothing struct{}

func (nothing) Submit(context.Context, casework.Report) (casework.Progress, error) {
	return casework.Progress{}, errors.ErrUnsupported
}

func (nothing) FindProgress(context.Context, string) (casework.Progress, error) {
	return casework.Progress{}, errors.ErrUnsupported
}

// listen serves h on a free port until the program ends.
func listen(h http.Handler) (address string, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	go func() { measure.Fail(server.Serve(listener)) }()
	return listener.Addr().String(), nil
}
