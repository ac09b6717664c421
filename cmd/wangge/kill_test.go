package main_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/pgserver"
)

// Ten thousand reports are sent while first the service and then its database are killed. Whoever gets no answer sends
// again with the same key, as the page does. Every report that was acknowledged must be there, once.
func TestNoAcknowledgedReportIsLostWhenThingsAreKilled(t *testing.T) {
	const reports, senders = 10_000, 32
	dir, address := dataDir(t), freeAddress(t)
	args := []string{"demo", "--data-dir", dir, "--listen", address, "--writes-per-second", "1000000", "--reads-per-second", "1000000"}
	first := start(t, args...)

	var acknowledged atomic.Int64
	keys := make(chan int)
	ids := make([]string, reports)
	var work sync.WaitGroup
	for range senders {
		work.Go(func() {
			client := &http.Client{Timeout: 30 * time.Second}
			for i := range keys {
				ids[i] = send(t, client, first.url, i)
				acknowledged.Add(1)
			}
		})
	}
	go func() {
		for i := range reports {
			keys <- i
		}
		close(keys)
	}()

	waitFor(t, "3,000 reports", func() bool { return acknowledged.Load() >= 3000 })
	first.kill()
	start(t, args...)
	waitFor(t, "6,000 reports", func() bool { return acknowledged.Load() >= 6000 })
	killPostgres(t, dir)
	work.Wait()

	if n := acknowledged.Load(); n != reports {
		t.Fatalf("%d reports were acknowledged, want %d", n, reports)
	}
	kept := keptReports(t, dir)
	if len(kept) != reports {
		t.Errorf("%d reports are kept, want %d: none lost, none twice", len(kept), reports)
	}
	for i, id := range ids {
		if kept[key(i)] != id {
			t.Fatalf("report %d was acknowledged as %s and is kept as %q", i, id, kept[key(i)])
		}
	}
}

func key(i int) string { return fmt.Sprintf("kill-test-%05d", i) }

// send sends report i until it is acknowledged and returns its id.
func send(t *testing.T, client *http.Client, url string, i int) string {
	r := rand.New(rand.NewPCG(uint64(i), 0))
	body := fmt.Sprintf(`{"lon":%.7f,"lat":%.7f,"datum":"wgs84","category":"06013","description":"第 %d 号"}`, 106.13+r.Float64()*0.03, 29.40+r.Float64()*0.02, i)
	for {
		if id, ok := try(t, client, url, key(i), body); ok {
			return id
		}
		select {
		case <-t.Context().Done():
			return ""
		case <-time.After(20 * time.Millisecond): // the service is away: come again
		}
	}
}

func try(t *testing.T, client *http.Client, url, key, body string) (id string, ok bool) {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/api/v1/reports", strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return "", true
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	resp, err := client.Do(req)
	if err != nil {
		return "", false
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	switch {
	case err != nil || resp.StatusCode == http.StatusServiceUnavailable:
		return "", false
	case resp.StatusCode != http.StatusCreated:
		t.Errorf("report %s: %d %s", key, resp.StatusCode, text)
		return "", true
	}
	var receipt struct{ ID string }
	if err := json.Unmarshal(text, &receipt); err != nil {
		return "", false // cut off in the middle: not an acknowledgement
	}
	return receipt.ID, true
}

// killPostgres ends the database's main process as the kernel would when memory runs out.
func killPostgres(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "pg", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

// keptReports asks the database itself: id by idempotency key.
func keptReports(t *testing.T, dir string) map[string]string {
	t.Helper()
	server, err := pgserver.Start(t.Context(), pgserver.Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close(t.Context())
	conn, err := pgx.Connect(t.Context(), server.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), `select r.source_id, r.id::text from report r
		join case_file c on c.district = r.district and c.id = r.case_id
		join case_event e on e.district = c.district and e.case_id = c.id
		where r.source = 'api'`)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]string{}
	var source, id string
	if _, err := pgx.ForEachRow(rows, []any{&source, &id}, func() error { kept[source] = id; return nil }); err != nil {
		t.Fatal(err)
	}
	return kept
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for !done() {
		if time.Now().After(deadline) || t.Failed() {
			t.Fatalf("waited in vain for %s", what)
		}
		<-time.After(5 * time.Millisecond)
	}
}
