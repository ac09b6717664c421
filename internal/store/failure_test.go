package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
)

func TestAnEditionThatFailsLeavesNothingBehind(t *testing.T) {
	// One connection serves all: whatever a failure left on it would be in the way of the next.
	url := pgtest.URL(t)
	s, err := store.Open(t.Context(), store.Config{URL: url, MaxConns: 1, Box: pgtest.Box(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	first := saveGrid(t, s)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	before := picture(t, conn)

	newNet := func(code string, cells ...geo.Cell) geo.EditionDraft {
		d := draft(time.Now(), cells...)
		d.Net.Code = code
		return d
	}
	refuse := errors.New("refused")
	for _, c := range []struct {
		name   string
		draft  geo.EditionDraft
		accept func(cancel func()) error
		kind   geo.Kind
	}{
		{"refused by its keeper", newNet("n1", square("A", 0, 0, unit)), func(func()) error { return refuse }, geo.Internal},
		{"interrupted", newNet("n2", square("A", 0, 0, unit)), func(cancel func()) error { cancel(); return nil }, geo.Internal},
		{"a code twice", newNet("n3", square("A", 0, 0, unit), square("A", unit, 0, unit)), nil, geo.Conflict},
		{"a code too long", newNet("n4", square("B", 0, 0, unit), square(strings.Repeat("长", 65), unit, 0, unit)), nil, geo.Conflict},
		{"no code", newNet("n5", square("", 0, 0, unit)), nil, geo.Conflict},
		{"a byte that is not text", newNet("n6", square("A\x00", 0, 0, unit)), nil, geo.Invalid},
		{"a net's code in capitals", newNet("N7", square("A", 0, 0, unit)), nil, geo.Conflict},
		{"a scheme that is none", func() geo.EditionDraft {
			d := newNet("n8", square("A", 0, 0, unit))
			d.Net.Scheme = "other"
			return d
		}(), nil, geo.Conflict},
		{"no cells", newNet("n9"), nil, geo.Invalid},
		{"too early for the net", draft(first.InForceFrom, square("A", 0, 0, unit)), nil, geo.Conflict},
		{"a code twice in a net that there is", draft(time.Now(), square("A", 0, 0, unit), square("A", unit, 0, unit)), nil, geo.Conflict},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := s.SaveEdition(ctx, c.draft, func([]geo.Defect) error {
			if c.accept == nil {
				return nil
			}
			return c.accept(cancel)
		})
		cancel()
		if err == nil || geo.KindOf(err) != c.kind {
			t.Errorf("%s: got %v, want %s", c.name, err, c.kind)
		}
		if after := picture(t, conn); after != before {
			t.Errorf("%s: the database holds %s, before it held %s", c.name, after, before)
		}
	}
	if _, err := s.SaveEdition(t.Context(), draft(time.Now(), square("A", 0, 0, unit)), acceptAll); err != nil {
		t.Errorf("after all that, a sound one: %v", err)
	}
}

// picture sums up what an edition could have left.
func picture(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	var text string
	err := conn.QueryRow(t.Context(), `select concat_ws(' ',
		(select string_agg(code || ':' || title, ',' order by id) from net),
		(select string_agg(id || ':' || coalesce(in_force_until::text, '-'), ',' order by id) from edition),
		(select count(*) from cell), (select count(*) from change),
		(select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())))`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Reports go on coming in while an edition does. Whatever is kept before it is placed in the one before, whatever is kept
// after it in the new one, and whoever was late is told so.
func TestAnEditionComesInBetweenReports(t *testing.T) {
	s := open(t)
	begin, err := s.Horizon(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	old := saveGrid(t, s)
	var current atomic.Pointer[geo.Edition]
	current.Store(&old)
	var moved, saved atomic.Int64
	stop := make(chan struct{})
	var work sync.WaitGroup
	for sender := range 4 {
		work.Go(func() {
			placed := old
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				kept, err := s.SaveReports(t.Context(), []casework.Imported{entry(t, placed, 0, fmt.Sprintf("%d-%d", sender, i))})
				switch {
				case err != nil:
					t.Error(err)
					return
				case kept[0].Outcome == casework.Saved:
					saved.Add(1)
				case kept[0].Outcome == casework.EditionMoved:
					moved.Add(1)
					placed = *current.Load() // looks again, as intake does
				default:
					t.Errorf("outcome %v", kept[0].Outcome)
				}
			}
		})
	}
	until := func(what string, done func() bool) {
		deadline := time.Now().Add(time.Minute)
		for !done() {
			if time.Now().After(deadline) || t.Failed() {
				t.Errorf("waited in vain for %s", what)
				return
			}
			<-time.After(time.Millisecond)
		}
	}
	until("reports before", func() bool { return saved.Load() >= 50 })
	next, err := s.SaveEdition(t.Context(), draft(time.Now(), square("A", 0, 0, unit)), acceptAll)
	if err != nil {
		t.Error(err)
	}
	current.Store(&next)
	atSwitch := saved.Load()
	until("every sender to be late once", func() bool { return moved.Load() >= 4 })
	until("reports after", func() bool { return saved.Load() >= atSwitch+50 })
	close(stop)
	work.Wait()
	if t.Failed() {
		return
	}

	all := cases(t, s)
	if len(all) != int(saved.Load()) {
		t.Errorf("%d cases are kept, %d were acknowledged", len(all), saved.Load())
	}
	editionOf := map[string]int64{}
	for id, c := range all {
		editionOf[id.String()] = c.Placement.EditionID
	}
	inForce, before, after := old.ID, 0, 0
	for _, change := range allChanges(t, s, begin, 2+len(all)) {
		switch {
		case change.Kind == "edition":
			if change.Key == fmt.Sprint(next.ID) {
				inForce = next.ID
			}
		case editionOf[change.Key] != inForce:
			t.Errorf("a case placed in edition %d was kept while %d was in force", editionOf[change.Key], inForce)
		case inForce == old.ID:
			before++
		default:
			after++
		}
	}
	if before < 50 || after < 50 {
		t.Errorf("%d cases before and %d after: the edition did not come in between", before, after)
	}
}

// allChanges reads n changes after begin in pages.
func allChanges(t *testing.T, s *store.Store, begin store.Cursor, n int) (all []store.Change) {
	t.Helper()
	for len(all) < n {
		page := waitForChanges(t, s, begin, 1)
		all = append(all, page...)
		begin = page[len(page)-1].Cursor
	}
	return all
}
