package intake_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/feed"
	"github.com/wangge-map/wangge/internal/intake"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
	"github.com/wangge-map/wangge/tiles"
)

const patience = 20 * time.Second

// gate lets batches through to the store one at a time, or all at once when it is open.
type gate struct {
	*store.Store
	mu      sync.Mutex
	batches []int
	waiting chan struct{} // receives when a batch stands before the gate
	pass    chan struct{} // closed: open
}

func (g *gate) SaveReports(ctx context.Context, batch []casework.Imported) ([]casework.Kept, error) {
	g.mu.Lock()
	g.batches = append(g.batches, len(batch))
	g.mu.Unlock()
	select {
	case g.waiting <- struct{}{}:
	default:
	}
	<-g.pass
	return g.Store.SaveReports(ctx, batch)
}

func (g *gate) sizes() []int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]int(nil), g.batches...)
}

// desk is an intake on a database of its own, with the cells A and B.
type desk struct {
	*intake.Intake
	url   string
	gate  *gate
	nets  *locate.Nets
	feed  *feed.Feed
	stop  context.CancelFunc
	ended chan struct{} // closed when Run has returned
}

const unit = 100_000

func cell(code string, lon int32) geo.Cell {
	return geo.Cell{Code: code, Name: code, District: geo.NoDistrict, Shape: geo.MultiPolygon{{{
		{Lon: lon}, {Lon: lon + unit}, {Lon: lon + unit, Lat: unit}, {Lon: lon, Lat: unit},
	}}}}
}

func grid(from time.Time, cells ...geo.Cell) geo.EditionDraft {
	return geo.EditionDraft{Net: geo.Net{Code: "grid", Scheme: geo.Free}, Title: "t", Source: "test", Datum: "wgs84", InForceFrom: from, Cells: cells}
}

func acceptAll([]geo.Defect) error { return nil }

func newDesk(t *testing.T, open bool) *desk {
	t.Helper()
	d := &desk{url: pgtest.URL(t), nets: &locate.Nets{}, ended: make(chan struct{})}
	log := slog.New(slog.DiscardHandler)
	s, err := store.Open(t.Context(), store.Config{URL: d.url, Box: pgtest.Box(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	if _, err := s.SaveEdition(t.Context(), grid(time.Now().Add(-time.Hour), cell("A", 0), cell("B", unit)), acceptAll); err != nil {
		t.Fatal(err)
	}
	d.feed = feed.New(feed.Config{Store: s, Nets: d.nets, Live: tiles.NewLive(d.nets, time.Now), Now: time.Now, Log: log})
	if err := d.feed.Load(t.Context()); err != nil { // never Run: the picture stays as it is until it is refreshed
		t.Fatal(err)
	}
	d.gate = &gate{Store: s, waiting: make(chan struct{}, 100), pass: make(chan struct{})}
	if open {
		close(d.gate.pass)
	}
	if d.Intake, err = intake.New(intake.Config{Keeper: d.gate, Editions: d.nets, Refresh: d.feed.Refresh, Now: time.Now, Random: rand.Reader, Log: log}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	d.stop = cancel
	go func() { d.Run(ctx); close(d.ended) }()
	t.Cleanup(func() { cancel(); <-d.ended })
	return d
}

func report(key string) casework.Report {
	return casework.Report{
		Category: casework.Category{Code: "06013"}, Pin: casework.Pin{At: geo.Point{Lon: unit / 2, Lat: unit / 2}, Datum: "wgs84"},
		Source: "api", SourceID: key, Digest: []byte(key), ReportedAt: time.Now(),
	}
}

func (d *desk) count(t *testing.T, query string) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), d.url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var n int
	if err := conn.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatGathersWhileABatchCommitsIsTheNextBatch(t *testing.T) {
	d := newDesk(t, false)
	var all sync.WaitGroup
	submit := func(i int) {
		all.Go(func() {
			if _, err := d.Submit(t.Context(), report(fmt.Sprintf("key-%d", i))); err != nil {
				t.Error(err)
			}
		})
	}
	for i := range 2 { // both committers are busy
		submit(i)
		<-d.gate.waiting
	}
	const n = 600
	for i := 2; i < n; i++ {
		submit(i)
	}
	waitFor(t, "all are waiting", func() bool { return intake.Waiting(d.Intake) == n-2 })
	close(d.gate.pass)
	all.Wait()
	total := 0
	sizes := d.gate.sizes()
	for _, size := range sizes {
		total += size
		if size > 256 {
			t.Errorf("a batch has %d reports", size)
		}
	}
	if total != n || len(sizes) > 6 {
		t.Errorf("%d reports went in %d batches %v, want %d in few", total, len(sizes), sizes, n)
	}
	if kept := d.count(t, "select count(*) from report"); kept != n {
		t.Errorf("%d reports are kept, want %d", kept, n)
	}
}

// Whatever comes at once, each gets its own answer, and what is answered is in the database.
func TestEachGetsItsOwnAnswer(t *testing.T) {
	d := newDesk(t, true)
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		keys := rapid.SliceOfN(rapid.IntRange(0, 8), 1, 30).Draw(r, "keys")
		poisoned := rapid.SliceOfN(rapid.Bool(), len(keys), len(keys)).Draw(r, "poisoned")
		answers, errs := make([]casework.Progress, len(keys)), make([]error, len(keys))
		var all sync.WaitGroup
		for i, k := range keys {
			all.Go(func() {
				one := report(fmt.Sprintf("round-%d-%d-%v", round, k, poisoned[i]))
				if poisoned[i] {
					one.Description = "nul \x00"
				}
				answers[i], errs[i] = d.Submit(t.Context(), one)
			})
		}
		all.Wait()
		first := map[string]string{}
		for i, k := range keys {
			if poisoned[i] {
				if geo.KindOf(errs[i]) != geo.Invalid || errs[i] == nil {
					r.Fatalf("what the database cannot hold is answered with %v", errs[i])
				}
				continue
			}
			if errs[i] != nil {
				r.Fatalf("a sound report beside poisoned ones is refused: %v", errs[i])
			}
			name, id := fmt.Sprint(k), answers[i].Report.ID.String()
			if first[name] == "" {
				first[name] = id
			}
			if first[name] != id {
				r.Fatalf("key %s has the ids %s and %s", name, first[name], id)
			}
			if _, err := d.gate.FindProgress(t.Context(), id); err != nil {
				r.Fatalf("answered, and not in the database: %v", err)
			}
		}
	})
}

func TestAPoisonousValueFailsOnlyItsOwnReport(t *testing.T) {
	d := newDesk(t, false)
	for i := range 2 {
		go func() { _, _ = d.Submit(t.Context(), report(fmt.Sprintf("busy-%d", i))) }() // keeps a committer busy
		<-d.gate.waiting
	}
	const n, bad = 50, 17
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			one := report(fmt.Sprintf("key-%d", i))
			if i == bad {
				one.Description = "nul \x00"
			}
			_, errs[i] = d.Submit(t.Context(), one)
		})
	}
	waitFor(t, "all wait for one batch", func() bool { return intake.Waiting(d.Intake) == n })
	close(d.gate.pass)
	all.Wait()
	for i, err := range errs {
		if (err != nil) != (i == bad) || (i == bad && geo.KindOf(err) != geo.Invalid) {
			t.Errorf("report %d is answered with %v", i, err)
		}
	}
	if kept := d.count(t, "select count(*) from report where source_id like 'key-%'"); kept != n-1 {
		t.Errorf("%d reports are kept, want %d", kept, n-1)
	}
}

func TestWhatWaitsWhenTheServiceStopsIsKept(t *testing.T) {
	d := newDesk(t, false)
	const n = 20
	errs := make(chan error, n)
	for i := range n {
		go func() {
			_, err := d.Submit(t.Context(), report(fmt.Sprintf("key-%d", i)))
			errs <- err
		}()
		if i < 2 {
			<-d.gate.waiting
		}
	}
	waitFor(t, "the rest waits", func() bool { return intake.Waiting(d.Intake) == n-2 })
	d.stop()
	close(d.gate.pass)
	for range n {
		if err := <-errs; err != nil {
			t.Errorf("a report that waited is refused: %v", err)
		}
	}
	<-d.ended
	if kept := d.count(t, "select count(*) from report"); kept != n {
		t.Errorf("%d reports are kept, want %d", kept, n)
	}
}

func TestAFullQueueTurnsReportsAway(t *testing.T) {
	d := newDesk(t, false)
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	full := intake.Capacity(d.Intake)
	for i := range full + 2 {
		all.Go(func() { _, _ = d.Submit(ctx, report(fmt.Sprintf("key-%d", i))) }) // given up below
		if i < 2 {
			<-d.gate.waiting
		}
	}
	waitFor(t, "the queue is full", func() bool { return intake.Waiting(d.Intake) == full })
	_, err := d.Submit(t.Context(), report("one-more"))
	if geo.KindOf(err) != geo.Unavailable || !strings.Contains(err.Error(), "too many") {
		t.Errorf("one more is answered with %v, want unavailable", err)
	}
	cancel()
	all.Wait()
	close(d.gate.pass)
}

func TestWhoGivesUpIsToldToSendAgain(t *testing.T) {
	d := newDesk(t, false)
	ctx, cancel := context.WithCancel(t.Context())
	answered := make(chan error, 1)
	go func() {
		_, err := d.Submit(ctx, report("given-up"))
		answered <- err
	}()
	<-d.gate.waiting
	cancel()
	if err := <-answered; geo.KindOf(err) != geo.Unavailable || !errors.Is(err, context.Canceled) {
		t.Errorf("answered with %v, want unavailable", err)
	}
	close(d.gate.pass)
	again, err := d.Submit(t.Context(), report("given-up"))
	if err != nil || again.Report.Tracking == "" {
		t.Fatalf("sent again it is answered with %v", err)
	}
	if kept := d.count(t, "select count(*) from report"); kept != 1 {
		t.Errorf("%d reports are kept, want 1", kept)
	}
}

// The picture of this process does not know the new edition yet; the database does.
func TestAReportIsPlacedAgainWhenItsEditionMoves(t *testing.T) {
	d := newDesk(t, true)
	next, err := d.gate.SaveEdition(t.Context(), grid(time.Now().Add(-time.Second), cell("N", 0)), acceptAll)
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.Submit(t.Context(), report("moved"))
	if err != nil {
		t.Fatal(err)
	}
	if got.Report.Placement.Cell != "N" || got.Report.Placement.EditionID != next.ID || got.Case.Placement != got.Report.Placement {
		t.Errorf("placed in %+v, want cell N of the new edition", got.Report.Placement)
	}
	if kept := d.count(t, "select count(*) from case_file where edition_id = "+fmt.Sprint(next.ID)); kept != 1 {
		t.Errorf("%d cases are kept under the new edition, want 1", kept)
	}
}

func TestAResendIsAnsweredThoughItCouldNotBePlacedToday(t *testing.T) {
	d := newDesk(t, true)
	r := report("chosen")
	r.Pin.At.Lon, r.Pin.AccuracyM, r.ChosenCell = unit-1000, 100, "B"
	first, err := d.Submit(t.Context(), r)
	if err != nil || first.Report.Placement.Cell != "B" {
		t.Fatalf("placed in %q: %v", first.Report.Placement.Cell, err)
	}
	if _, err := d.gate.SaveEdition(t.Context(), grid(time.Now().Add(-time.Second), cell("N", 0)), acceptAll); err != nil {
		t.Fatal(err)
	}
	if err := d.feed.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	again, err := d.Submit(t.Context(), r)
	if err != nil || again.Report.ID != first.Report.ID || !again.Report.ReceivedAt.Equal(first.Report.ReceivedAt) {
		t.Errorf("the resend is answered with %v, %v", again.Report.ID, err)
	}
	r.SourceID = "another"
	var known *geo.Error
	if _, err := d.Submit(t.Context(), r); !errors.As(err, &known) || known.Field != "chosen_cell" {
		t.Errorf("a new report is answered with %v, want chosen_cell", err)
	}
	if kept := d.count(t, "select count(*) from report"); kept != 1 {
		t.Errorf("%d reports are kept, want 1", kept)
	}
}

func TestAReusedKeyConflicts(t *testing.T) {
	d := newDesk(t, true)
	if _, err := d.Submit(t.Context(), report("reused")); err != nil {
		t.Fatal(err)
	}
	other := report("reused")
	other.Digest = []byte("another body")
	var known *geo.Error
	if _, err := d.Submit(t.Context(), other); !errors.As(err, &known) || known.Kind != geo.Conflict || known.Field != "Idempotency-Key" {
		t.Errorf("answered with %v, want a conflict about the key", err)
	}
}

func TestAnIncompleteConfigIsRefused(t *testing.T) {
	if _, err := intake.New(intake.Config{}); err == nil {
		t.Error("an empty config is accepted")
	}
}

func TestAPinIsPlaced(t *testing.T) {
	index, err := locate.New([]geo.Cell{cell("A", 0), cell("B", unit)})
	if err != nil {
		t.Fatal(err)
	}
	nets := &locate.Nets{}
	nets.Replace([]*locate.Edition{{Edition: geo.Edition{ID: 7, Net: "grid", Number: 2}, Net: geo.Net{Code: "grid"}, Index: index}})
	near := geo.Point{Lon: unit - 1000, Lat: unit / 2} // 11 m west of the border
	cases := []struct {
		name      string
		at        geo.Point
		accuracyM float64
		chosen    string
		cell      string
		field     string
	}{
		{"inside", geo.Point{Lon: unit / 2, Lat: unit / 2}, 0, "", "A", ""},
		{"on the border", geo.Point{Lon: unit, Lat: unit / 2}, 0, "", "B", ""},
		{"far outside", geo.Point{Lon: -50 * unit}, 0, "", "", ""},
		{"chosen as it is", near, 0, "A", "A", ""},
		{"chosen across the border, near enough", near, 30, "B", "B", ""},
		{"chosen across the border, too precise", near, 2, "B", "", "chosen_cell"},
		{"chosen across the border, precision unknown", near, 0, "B", "", "chosen_cell"},
		{"chosen and unknown", near, 30, "Z", "", "chosen_cell"},
		{"chosen far outside", geo.Point{Lon: -50 * unit}, 30, "A", "", "chosen_cell"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, err := intake.Place(nets, "", casework.Pin{At: c.at, AccuracyM: c.accuracyM}, c.chosen, time.Now())
			var known *geo.Error
			if c.field != "" {
				if !errors.As(err, &known) || known.Field != c.field || known.Kind != geo.Invalid {
					t.Errorf("got %v, want an invalid %s", err, c.field)
				}
				return
			}
			if err != nil || p.Cell != c.cell || p.Net != "grid" || p.EditionID != 7 || p.Edition != 2 || p.District != geo.NoDistrict {
				t.Errorf("placed in %+v, %v; want cell %q", p, err, c.cell)
			}
		})
	}
	if _, err := intake.Place(nets, "none", casework.Pin{}, "", time.Now()); geo.KindOf(err) != geo.NotFound {
		t.Errorf("an unknown net gives %v", err)
	}
}

func waitFor(t *testing.T, what string, fn func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !fn(); {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
		<-time.After(time.Millisecond)
	}
}
