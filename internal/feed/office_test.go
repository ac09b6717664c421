package feed_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/feed"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
	"github.com/wangge-map/wangge/tiles"
)

const (
	patience = 20 * time.Second
	unit     = 100_000
)

// office is a feed on a database of its own, with a clock that can be put forward.
type office struct {
	t     *testing.T
	url   string
	admin string
	store *store.Store
	nets  *locate.Nets
	live  *tiles.Live
	feed  *feed.Feed

	mu    sync.Mutex
	ahead time.Duration
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return time.Now().Add(o.ahead)
}

func (o *office) putForward(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ahead += d
}

func cell(code string, lon int32) geo.Cell {
	return geo.Cell{Code: code, Name: code, District: geo.NoDistrict, Shape: geo.MultiPolygon{{{
		{Lon: lon}, {Lon: lon + unit}, {Lon: lon + unit, Lat: unit}, {Lon: lon, Lat: unit},
	}}}}
}

func (o *office) saveEdition(from time.Time, cells ...geo.Cell) geo.Edition {
	o.t.Helper()
	draft := geo.EditionDraft{Net: geo.Net{Code: "grid", Scheme: geo.Free}, Title: "t", Source: "test", Datum: "wgs84", InForceFrom: from, Cells: cells}
	ed, err := o.store.SaveEdition(o.t.Context(), draft, func([]geo.Defect) error { return nil })
	if err != nil {
		o.t.Fatal(err)
	}
	return ed
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{t: t}
	o.url, o.admin = pgtest.URLs(t)
	var err error
	if o.store, err = store.Open(t.Context(), store.Config{URL: o.url, Box: pgtest.Box(t)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.store.Close)
	o.saveEdition(time.Now().Add(-time.Hour), cell("A", 0))
	o.load()
	return o
}

// load makes a new picture, as a process that starts does.
func (o *office) load() {
	o.t.Helper()
	o.nets = &locate.Nets{}
	o.live = tiles.NewLive(o.nets, o.now)
	o.feed = feed.New(feed.Config{Store: o.store, Nets: o.nets, Live: o.live, Now: o.now, Log: slog.New(slog.DiscardHandler)})
	if err := o.feed.Load(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

// run lets the feed follow the database until the test ends.
func (o *office) run() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	f := o.feed
	go func() { f.Run(ctx); close(ended) }()
	o.t.Cleanup(func() { cancel(); <-ended })
}

func (o *office) connect(url string) *pgx.Conn {
	o.t.Helper()
	conn, err := pgx.Connect(o.t.Context(), url)
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func (o *office) report(category string) casework.Imported {
	o.t.Helper()
	ed, err := o.nets.At("grid", o.now())
	if err != nil {
		o.t.Fatal(err)
	}
	now := time.Now()
	r := casework.Report{
		ID: uuid.New(), CaseID: uuid.New(), Category: casework.Category{Code: category}, Pin: casework.Pin{At: geo.Point{Lon: 10, Lat: 10}, Datum: "wgs84"},
		Placement: casework.Placement{Net: "grid", EditionID: ed.ID, District: geo.NoDistrict, Status: "inside", CellID: ed.Index.Cell(0).ID},
		Source:    "test", SourceID: uuid.NewString(), Digest: []byte{1}, ReportedAt: now, ReceivedAt: now,
	}
	r.Tracking = "WG-" + r.SourceID
	return casework.Imported{Report: r, Case: casework.Open(r, now)}
}

// save keeps a report and returns the id of its case.
func (o *office) save(category string) string {
	o.t.Helper()
	one := o.report(category)
	kept, err := o.store.SaveReports(o.t.Context(), []casework.Imported{one})
	if err != nil || kept[0].Outcome != casework.Saved {
		o.t.Fatalf("%v %v", kept, err)
	}
	return one.Case.ID.String()
}

func (o *office) subscribe(after string) <-chan tiles.Event {
	o.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	o.t.Cleanup(cancel)
	events, err := o.feed.Subscribe(ctx, after)
	if err != nil {
		o.t.Fatal(err)
	}
	return events
}

// next returns the next event with a name. That of the first edition may come or not: what is written just before a
// picture is loaded may be told of again.
func (o *office) next(events <-chan tiles.Event) tiles.Event {
	o.t.Helper()
	for {
		select {
		case e, ok := <-events:
			if !ok {
				o.t.Fatal("the events ended")
			}
			if e.Name != "" && !strings.Contains(string(e.Data), `"edition":1`) {
				return e
			}
		case <-time.After(patience):
			o.t.Fatal("no event came")
		}
	}
}

func (o *office) want(events <-chan tiles.Event, name, part string) tiles.Event {
	o.t.Helper()
	e := o.next(events)
	if e.Name != name || !strings.Contains(string(e.Data), part) {
		o.t.Fatalf("got %s %s, want %s with %s", e.Name, e.Data, name, part)
	}
	return e
}

func (o *office) eventually(what string, fn func() bool) {
	o.t.Helper()
	for end := time.Now().Add(patience); !fn(); {
		if time.Now().After(end) {
			o.t.Fatalf("waited in vain: %s", what)
		}
		<-time.After(5 * time.Millisecond)
	}
}

func (o *office) open() int {
	card, err := o.live.Cell("", "A")
	if err != nil {
		o.t.Fatal(err)
	}
	return card.Open
}

const pothole, quarrel = "06013", "91001"
