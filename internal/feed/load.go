package feed

import (
	"cmp"
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/store"
	"github.com/wangge-map/wangge/tiles"
)

// DefaultTimeZone is by whose calendar days are counted where the site says nothing else.
const DefaultTimeZone = "Asia/Shanghai"

// Load reads the whole picture. Run follows.
func (f *Feed) Load(ctx context.Context) error {
	horizon, err := f.cfg.Store.Horizon(ctx)
	if err != nil {
		return err
	}
	key, err := f.cfg.Store.StreamKey(ctx)
	if err != nil {
		return err
	}
	ids, err := newCursorCode(key)
	if err != nil {
		return err
	}
	if err := f.loadCatalog(ctx); err != nil {
		return err
	}
	for _, load := range []func(context.Context) error{f.Refresh, f.loadMembers, f.loadBase, f.loadSettings} {
		if err := load(ctx); err != nil {
			return err
		}
	}
	if err := f.loadCases(ctx); err != nil {
		return err
	}
	f.noteEditions()
	f.cursor = horizon
	f.hub.begin(horizon, ids)
	f.ids.Store(ids)
	f.synced()
	f.ready.Store(true)
	return nil
}

// loadCases reads all cases, and tells Config.Progress how far it has come.
func (f *Feed) loadCases(ctx context.Context) error {
	total, err := f.cfg.Store.CountCases(ctx)
	if err != nil {
		return err
	}
	return f.cfg.Live.Load(func(add func(casework.Case)) error {
		read := int64(0)
		return f.cfg.Store.EachCase(ctx, func(c casework.Case) {
			add(c)
			if read++; read%progressEvery == 0 {
				f.progress(read, max(total, read))
			}
		})
	})
}

// progressEvery is how many cases are read between two words about it.
const progressEvery = 20_000

func (f *Feed) progress(read, total int64) {
	f.read.Store(read)
	f.toRead.Store(total)
	if f.cfg.Progress != nil {
		f.cfg.Progress(read, total)
	}
}

func (f *Feed) loadCatalog(ctx context.Context) error {
	layers, err := f.cfg.Store.Layers(ctx)
	if err != nil {
		return err
	}
	categories, err := f.cfg.Store.Categories(ctx)
	if err != nil {
		return err
	}
	f.cfg.Live.SetCatalog(layers, categories)
	f.categories.Store(newCatalog(categories))
	return nil
}

// Refresh loads the editions that are in force, will be, or were a moment ago. Those already loaded keep their index.
func (f *Feed) Refresh(ctx context.Context) error {
	f.loading.Lock()
	defer f.loading.Unlock()
	nets, err := f.cfg.Store.Nets(ctx)
	if err != nil {
		return err
	}
	editions, err := f.cfg.Store.Editions(ctx)
	if err != nil {
		return err
	}
	byCode := map[string]geo.Net{}
	for _, n := range nets {
		byCode[n.Code] = n
	}
	known := map[int64]*locate.Edition{}
	for _, ed := range f.cfg.Nets.Editions() {
		known[ed.ID] = ed
	}
	var all []*locate.Edition
	for _, ed := range editions {
		if !ed.InForceUntil.IsZero() && ed.InForceUntil.Before(f.cfg.Now().Add(-keepEnded)) {
			continue
		}
		loaded, err := f.loadEdition(ctx, ed, byCode[ed.Net], known[ed.ID])
		if err != nil {
			return err
		}
		all = append(all, loaded)
	}
	f.cfg.Nets.Replace(all)
	f.cfg.Live.Refresh()
	return nil
}

func (f *Feed) loadEdition(ctx context.Context, ed geo.Edition, net geo.Net, known *locate.Edition) (*locate.Edition, error) {
	if known != nil && known.Edition == ed && known.Net == net {
		return known, nil
	}
	if known != nil { // its span or its title changed, its cells can't
		return &locate.Edition{Edition: ed, Net: net, Index: known.Index}, nil
	}
	cells, err := f.cfg.Store.Cells(ctx, ed.ID)
	if err != nil {
		return nil, err
	}
	index, err := locate.New(cells)
	if err != nil {
		return nil, err
	}
	return &locate.Edition{Edition: ed, Net: net, Index: index}, nil
}

func (f *Feed) loadMembers(ctx context.Context) error {
	_, err := f.takeMembers(ctx)
	return err
}

// takeMembers loads who serves what, and reports whether that changed what the public may know.
func (f *Feed) takeMembers(ctx context.Context) (changed bool, err error) {
	counts, err := f.cfg.Store.MemberCounts(ctx)
	if err != nil {
		return false, err
	}
	return f.cfg.Live.SetMembers(counts), nil
}

func (f *Feed) loadBase(ctx context.Context) error {
	features, err := f.cfg.Store.BaseFeatures(ctx)
	if err != nil {
		return err
	}
	return f.cfg.Live.SetBase(features)
}

func (f *Feed) loadSettings(ctx context.Context) error {
	settings, err := f.cfg.Store.Settings(ctx)
	if err != nil {
		return err
	}
	f.settings.Store(&settings)
	zone, err := time.LoadLocation(cmp.Or(settings["time_zone"], DefaultTimeZone))
	if err != nil { // it was checked when it was set; a system without time zones counts by the default's fixed offset
		f.cfg.Log.Warn("time zone not known, days are counted at UTC+8", "time_zone", settings["time_zone"])
		zone = time.FixedZone("UTC+8", 8*60*60)
	}
	f.cfg.Live.SetZone(zone)
	return nil
}

// takeSettings loads what the site is configured to be, and its categories. Cases of a category that the public may not see any more
// are taken out with it; those of one that it may see from now on are still to be read.
func (f *Feed) takeSettings(ctx context.Context) error {
	if err := f.loadSettings(ctx); err != nil {
		return err
	}
	before := map[string]bool{}
	for _, c := range f.Categories() {
		before[c.Code] = !c.Sensitive
	}
	if err := f.loadCatalog(ctx); err != nil {
		return err
	}
	for _, c := range f.Categories() {
		if !c.Sensitive && !before[c.Code] {
			f.unread = true
		}
	}
	return nil
}

// readAgain reads all cases anew where those of a category that has become public are missing, and tells the open pages.
func (f *Feed) readAgain(ctx context.Context) error {
	if !f.unread {
		return nil
	}
	f.cfg.Log.Info("a category has become public, reading all cases anew")
	if err := f.loadCases(ctx); err != nil {
		return err
	}
	f.unread = false
	f.hub.publishNow(tiles.Event{Name: tiles.EventReset, Data: []byte("{}")})
	return nil
}

// take loads what changes name, and returns what that did to what the public may know.
func (f *Feed) take(ctx context.Context, changes []store.Change) (effect, error) {
	var public effect
	reload := map[string]func(context.Context) error{
		"edition": f.Refresh, "base": f.loadBase, "setting": f.takeSettings,
	}
	for _, kind := range []string{"edition", "base", "setting"} {
		if has(changes, kind) {
			if err := reload[kind](ctx); err != nil {
				return public, err
			}
		}
	}
	if has(changes, "members") {
		var err error
		if public.members, err = f.takeMembers(ctx); err != nil {
			return public, err
		}
	}
	ids := caseIDs(changes)
	if len(ids) == 0 {
		return public, nil
	}
	cases := make([]casework.Case, 0, len(ids))
	if err := f.cfg.Store.EachCaseOf(ctx, ids, func(c casework.Case) { cases = append(cases, c) }); err != nil {
		return public, err
	}
	public.stale = map[uuid.UUID][]tiles.StaleTile{}
	for _, change := range f.cfg.Live.PutCases(cases...) {
		public.stale[change.ID] = append(public.stale[change.ID], change.Stale...)
	}
	return public, nil
}

func has(changes []store.Change, kind string) bool {
	for _, c := range changes {
		if c.Kind == kind {
			return true
		}
	}
	return false
}

func caseIDs(changes []store.Change) []uuid.UUID {
	var ids []uuid.UUID
	for _, c := range changes {
		if c.Kind != "case" {
			continue
		}
		if id, err := uuid.Parse(c.Key); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}
