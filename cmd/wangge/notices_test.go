package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/pgserver"
)

// receiver is a system that webhooks are sent to. It notes which notices came, how often, and about which case.
type receiver struct {
	*httptest.Server
	t    *testing.T
	hold chan struct{} // taken before an answer is given: who has no more of it waits

	mu    sync.Mutex
	cases map[int64]string // by notice
	times map[int64]int
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{t: t, hold: make(chan struct{}, 100_000), cases: map[int64]string{}, times: map[int64]int{}}
	r.Server = httptest.NewServer(http.HandlerFunc(r.take))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) take(w http.ResponseWriter, req *http.Request) {
	var sent struct {
		ID   int64
		Kind string
		Case struct{ ID string }
	}
	if err := json.NewDecoder(req.Body).Decode(&sent); err != nil {
		r.t.Errorf("a message can't be read: %v", err)
	}
	r.mu.Lock()
	if before, known := r.cases[sent.ID]; known && before != sent.Case.ID {
		r.t.Errorf("notice %d was about %s and is now about %s", sent.ID, before, sent.Case.ID)
	}
	r.cases[sent.ID] = sent.Case.ID
	r.times[sent.ID]++
	r.mu.Unlock()
	select {
	case <-r.hold:
	case <-req.Context().Done(): // whoever sent it was killed
	}
	w.WriteHeader(http.StatusNoContent)
}

func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.cases)
}

// The service is killed twice while it tells of reports: between what the other side has taken and the note of it, and while more
// come in. Everything is told, under one id each, and the log has each once.
func TestNoticesAreNeitherLostNorToldTwiceWhenTheServiceIsKilled(t *testing.T) {
	const reports = 300
	to := newReceiver(t)
	dir, address := dataDir(t), freeAddress(t)
	args := []string{"demo", "--data-dir", dir, "--listen", address, "--allow-private-hooks", "--writes-per-second", "1000000", "--reads-per-second", "1000000"}
	first := start(t, args...)
	inDatabase(t, dir, func(conn *pgx.Conn) {
		if _, err := conn.Exec(t.Context(), "insert into hook (kind, title, url, events) values ('webhook', 'test', $1, '{opened}')", to.URL); err != nil {
			t.Fatal(err)
		}
	})
	client := &http.Client{Timeout: 30 * time.Second}
	send100 := func(from int, s *service) {
		for i := from; i < from+100; i++ {
			if id := send(t, client, s.url, i); id == "" {
				t.Fatalf("report %d was not kept", i)
			}
		}
	}
	let := func(n int) {
		for range n {
			to.hold <- struct{}{}
		}
	}
	let(40)
	send100(0, first)
	waitFor(t, "the first notices and some that wait for their answer", func() bool { return to.count() >= 44 })
	first.kill()

	second := start(t, args...)
	let(60)
	send100(100, second)
	waitFor(t, "more of them", func() bool { return to.count() >= 90 })
	second.kill()

	let(10_000)
	third := start(t, args...)
	send100(200, third)
	waitFor(t, "all notices to be noted as sent", func() bool {
		sent := 0
		inDatabase(t, dir, func(conn *pgx.Conn) {
			if err := conn.QueryRow(t.Context(), "select count(*) from notice where channel = 'webhook' and sent_at is not null").Scan(&sent); err != nil {
				t.Fatal(err)
			}
		})
		return sent >= reports
	})

	again := 0
	for _, n := range to.times {
		again += n - 1
	}
	if to.count() != reports || again == 0 {
		t.Errorf("%d notices came, want %d; %d came again, want some: else nothing was killed midway", to.count(), reports, again)
	}
	inDatabase(t, dir, func(conn *pgx.Conn) {
		for what, c := range map[string]struct {
			sql  string
			want int
		}{
			"notices":                            {"select count(*) from notice where channel = 'webhook'", reports},
			"events that they are of":            {"select count(distinct event_seq) from notice where channel = 'webhook'", reports},
			"events of reports without a notice": {"select count(*) from report r join case_event e on e.case_id = r.case_id left join notice n on n.event_seq = e.seq where r.source = 'api' and n.id is null", 0},
			"attempts that were taken":           {"select count(*) from hook_attempt where status = 204", reports},
			"notices in the log as taken":        {"select count(distinct notice) from hook_attempt where status = 204", reports},
			"jobs":                               {"select count(*) from river_job where kind = 'notice'", reports},
		} {
			var got int
			if err := conn.QueryRow(t.Context(), c.sql).Scan(&got); err != nil || got != c.want {
				t.Errorf("%s: %d, %v; want %d", what, got, err, c.want)
			}
		}
	})
}

// inDatabase asks the database itself.
func inDatabase(t *testing.T, dir string, fn func(*pgx.Conn)) {
	t.Helper()
	server, err := pgserver.Start(t.Context(), pgserver.Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close(t.Context())
	conn, err := pgx.Connect(t.Context(), server.URL())
	if err != nil {
		t.Fatal(fmt.Errorf("connect: %w", err))
	}
	defer conn.Close(t.Context())
	fn(conn)
}
