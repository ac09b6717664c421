package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
)

func TestChangesComeInOrderAndFromWhereOneLeftOff(t *testing.T) {
	s := open(t)
	begin, err := s.Horizon(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ed := saveGrid(t, s)
	one, two := entry(t, ed, 0, "1"), entry(t, ed, 0, "2")
	save(t, s, one)
	save(t, s, two)
	all := waitForChanges(t, s, begin, 3)
	want := []string{"edition", one.Case.ID.String(), two.Case.ID.String()}
	for i, key := range want {
		if all[i].Key != key && all[i].Kind != key {
			t.Errorf("change %d is %+v, want %s", i, all[i], key)
		}
	}
	rest := waitForChanges(t, s, all[1].Cursor, 1)
	if rest[0] != all[2] {
		t.Errorf("after the second comes %+v, want %+v", rest[0], all[2])
	}
	if there, err := s.HasChange(t.Context(), all[0].Cursor); err != nil || !there {
		t.Errorf("the first change is not found: %v", err)
	}
}

// A transaction that began earlier and commits later must not be skipped by a reader that came in between.
func TestARunningTransactionHoldsLaterChangesBack(t *testing.T) {
	url := pgtest.URL(t)
	s, err := store.Open(t.Context(), store.Config{URL: url, Box: pgtest.Box(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	begin, err := s.Horizon(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slow, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close(context.Background())
	tx, err := slow.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "insert into change (district, kind, key) values ('000000', 'case', 'slow')"); err != nil {
		t.Fatal(err)
	}
	saveGrid(t, s) // commits while the slow one runs
	changes, pending, err := s.ChangesSince(t.Context(), begin, 10)
	if err != nil || len(changes) != 0 || !pending {
		t.Fatalf("got %v, pending %v, %v; want nothing yet and pending", changes, pending, err)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all := waitForChanges(t, s, begin, 2); all[0].Key != "slow" {
		t.Errorf("first comes %+v, want the slow one", all[0])
	}
}

func TestListenIsWokenByACommit(t *testing.T) {
	s := open(t)
	woken := make(chan struct{}, 8)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Listen(ctx, func() { woken <- struct{}{} }) }()
	<-woken // listening
	saveGrid(t, s)
	select {
	case <-woken:
	case <-time.After(10 * time.Second):
		t.Error("the commit woke nobody")
	}
	cancel()
	if err := <-ended; err == nil {
		t.Error("Listen ended without saying why")
	}
}

// waitForChanges reads until at least n changes are there: other databases of the same server may hold them back for a moment.
func waitForChanges(t *testing.T, s *store.Store, after store.Cursor, n int) []store.Change {
	t.Helper()
	for {
		changes, _, err := s.ChangesSince(t.Context(), after, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(changes) >= n {
			return changes
		}
		select {
		case <-t.Context().Done():
			t.Fatalf("only %d of %d changes came", len(changes), n)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
