package feed

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/office"
	"github.com/wangge-map/wangge/internal/store"
	"github.com/wangge-map/wangge/tiles"
)

const (
	pollEvery    = time.Second            // a NOTIFY that got lost, or an edition that comes into force by the clock
	pendingEvery = 20 * time.Millisecond  // while a running transaction holds changes back
	retryEvery   = 500 * time.Millisecond // while the database is away
	pruneEvery   = time.Hour
	answerWithin = 30 * time.Second   // longer than any statement of the service may take
	readLimit    = 2000               // changes in one read
	keepEnded    = 24 * time.Hour     // that an edition is kept after its end: so long, a resend is answered as the first time
	trustChanges = 6 * 24 * time.Hour // after so long away, changes may be missing: they are kept for a week
	replayLimit  = 5000               // changes that a returning page is told one by one; beyond, it loads everything anew
)

// Config is what New needs.
type Config struct {
	Store *store.Store
	Nets  *locate.Nets
	Live  *tiles.Live
	Now   func() time.Time
	Log   *slog.Logger
	// Progress is told now and then, while the picture is loaded, how many of about how many cases have been read. It may be nil.
	Progress func(read, total int64)
	// OnCases is told when cases have changed, before anybody else is. It must not block, and may be nil.
	OnCases func()
}

// Feed keeps the picture of one process current. It is safe for concurrent use.
type Feed struct {
	cfg        Config
	hub        *hub
	work       workHub
	wake       chan struct{}
	loading    sync.Mutex // one edition load at a time
	cursor     store.Cursor
	inForce    map[string]int64
	unread     bool // cases of a category that has become public are not in the picture yet
	settings   atomic.Pointer[map[string]string]
	categories atomic.Pointer[catalog]
	ids        atomic.Pointer[cursorCode] // nil until loaded
	ready      atomic.Bool
	syncedAt   atomic.Int64 // unix nanoseconds of the last read that answered
	away       atomic.Bool
	read       atomic.Int64 // cases read so far while loading, of about toRead
	toRead     atomic.Int64
}

// catalog is the categories in their order and by code.
type catalog struct {
	all    []casework.Category
	byCode map[string]casework.Category
}

func newCatalog(all []casework.Category) *catalog {
	c := &catalog{all, make(map[string]casework.Category, len(all))}
	for _, category := range all {
		c.byCode[category.Code] = category
	}
	return c
}

// New returns a feed with an empty picture.
func New(cfg Config) *Feed {
	f := &Feed{cfg: cfg, wake: make(chan struct{}, 1), inForce: map[string]int64{}, work: workHub{subs: map[chan []office.Mark]struct{}{}}}
	f.hub = newHub(func() (tiles.Event, bool) { return f.pictureEvent(), f.away.Load() })
	f.settings.Store(&map[string]string{})
	f.categories.Store(newCatalog([]casework.Category{}))
	return f
}

// Settings returns what the site is configured to be.
func (f *Feed) Settings() map[string]string { return *f.settings.Load() }

// Categories returns the matters that a report can be about.
func (f *Feed) Categories() []casework.Category { return f.categories.Load().all }

// Category returns the matter with this code; known is false when there is none.
func (f *Feed) Category(code string) (c casework.Category, known bool) {
	c, known = f.categories.Load().byCode[code]
	return c, known
}

// Ready reports whether the picture has been loaded, whether the database answers, and how long ago the picture was
// known to be current: 0 before it is loaded.
func (f *Feed) Ready() (ready, databaseUp bool, age time.Duration) {
	if synced := f.syncedAt.Load(); synced != 0 {
		age = f.cfg.Now().Sub(time.Unix(0, synced))
	}
	return f.ready.Load(), !f.away.Load(), age
}

// Loading returns how many of about how many cases have been read while the picture is loaded.
func (f *Feed) Loading() (read, total int64) { return f.read.Load(), f.toRead.Load() }

// Behind returns since when the picture has stood still, if the database is away.
func (f *Feed) Behind() (since time.Time, behind bool) {
	return time.Unix(0, f.syncedAt.Load()), f.away.Load() && f.ready.Load()
}

func (f *Feed) synced() {
	f.syncedAt.Store(f.cfg.Now().UnixNano())
	if f.away.Swap(false) {
		f.cfg.Log.Info("database is back, the picture is current again")
		f.hub.publishNow(f.pictureEvent())
	}
}

func (f *Feed) lost(err error) {
	if !f.away.Swap(true) {
		f.cfg.Log.Error("database is away, the picture stands still", "error", err)
		f.hub.publishNow(f.pictureEvent())
	}
}

// pictureEvent says whether the picture is current, and when it last was.
func (f *Feed) pictureEvent() tiles.Event {
	return tiles.PictureEvent(!f.away.Load(), time.Unix(0, f.syncedAt.Load()))
}

// Run keeps the picture current until ctx ends.
func (f *Feed) Run(ctx context.Context) {
	var listening sync.WaitGroup
	listening.Go(func() { f.listen(ctx) })
	defer listening.Wait()
	timer := time.NewTimer(pollEvery)
	defer timer.Stop()
	prunedAt := f.cfg.Now()
	for {
		timer.Reset(f.step(ctx))
		select {
		case <-ctx.Done():
			return
		case <-f.wake:
		case <-timer.C:
		}
		if now := f.cfg.Now(); now.Sub(prunedAt) > pruneEvery {
			prunedAt = now
			if err := f.cfg.Store.PruneChanges(ctx); err != nil {
				f.cfg.Log.Warn("old changes not pruned", "error", err)
			}
		}
	}
}

// step reads and applies what changed and says when to look again at the latest.
func (f *Feed) step(ctx context.Context) time.Duration {
	for {
		err := f.catchUp(ctx)
		var read int
		var pending bool
		if err == nil {
			read, pending, err = f.follow(ctx)
		}
		if err == nil {
			err = f.readAgain(ctx)
		}
		if err != nil {
			if ctx.Err() == nil {
				f.lost(err)
			}
			f.noteEditions() // the clock goes on without the database
			return retryEvery
		}
		f.synced()
		f.noteEditions()
		if read == readLimit {
			continue
		}
		if pending {
			return pendingEvery
		}
		return pollEvery
	}
}

// follow reads and applies what changed next. A database that takes the question and never answers counts as away.
func (f *Feed) follow(ctx context.Context) (read int, pending bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	changes, pending, err := f.cfg.Store.ChangesSince(ctx, f.cursor, readLimit)
	if err == nil {
		err = f.apply(ctx, changes)
	}
	return len(changes), pending, err
}

// catchUp loads the whole picture anew where the database, now that it may be back, does not know any more what changed meanwhile:
// it was away for longer than changes are kept, or it is one that was put back from a copy.
func (f *Feed) catchUp(ctx context.Context) error {
	if !f.away.Load() {
		return nil
	}
	horizon, err := f.cfg.Store.Horizon(ctx)
	if err != nil {
		return err
	}
	since, _ := f.Behind()
	if f.cfg.Now().Sub(since) < trustChanges && horizon.XID >= f.cursor.XID {
		return nil
	}
	f.cfg.Log.Info("loading the whole picture anew", "behind_since", since)
	if err := f.Load(ctx); err != nil {
		return err
	}
	f.hub.publishNow(tiles.Event{Name: tiles.EventReset, Data: []byte("{}")})
	f.work.cutAll()
	return nil
}

// listen holds a connection that is told of commits, and opens another when it is lost.
func (f *Feed) listen(ctx context.Context) {
	for ctx.Err() == nil {
		err := f.cfg.Store.Listen(ctx, f.poke)
		if ctx.Err() != nil {
			return
		}
		f.cfg.Log.Debug("listening connection lost", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(retryEvery):
		}
	}
}

// poke makes Run look at once. Pokes that come while it looks are one.
func (f *Feed) poke() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// apply takes changes into the picture, in order, then tells of them, and moves the cursor. Applying a change twice does
// no harm, so after an error the same changes are read again.
func (f *Feed) apply(ctx context.Context, changes []store.Change) error {
	if len(changes) == 0 {
		return nil
	}
	public, err := f.take(ctx, changes)
	if err != nil {
		return err
	}
	if err := f.tellWork(ctx, changes); err != nil {
		return err
	}
	for _, event := range f.events(changes, public) {
		f.hub.publish(event.at, event.event)
	}
	f.noteTold(changes)
	f.cursor = changes[len(changes)-1].Cursor
	return nil
}
