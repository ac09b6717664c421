package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/pgserver"
)

// dispatcher is somebody at work, signed in to a demo.
type dispatcher struct {
	t      *testing.T
	url    string
	cookie string
}

func signIn(t *testing.T, url, login string) *dispatcher {
	t.Helper()
	resp, err := http.Post(url+"/api/v1/session", "application/json", strings.NewReader(`{"login":"`+login+`","password":"wangge-demo-2026"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK || len(resp.Cookies()) == 0 {
		t.Fatalf("%s can't sign in: %d %s", login, resp.StatusCode, body)
	}
	c := resp.Cookies()[0]
	return &dispatcher{t, url, c.Name + "=" + c.Value}
}

// ask returns status and body; status 0 when there was no answer.
func (d *dispatcher) ask(client *http.Client, method, path, key, body string) (int, []byte) {
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.url+path, bytes.NewReader([]byte(body)))
	if err != nil {
		d.t.Error(err)
		return 0, nil
	}
	req.Header.Set("Cookie", d.cookie)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", key)
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, nil
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, nil
	}
	return resp.StatusCode, text
}

// cases returns the ids of cases that tasks can be made of.
func (d *dispatcher) cases() []string {
	d.t.Helper()
	var list struct{ Cases []struct{ ID string } }
	status, text := d.ask(http.DefaultClient, http.MethodGet, "/api/v1/work/cases?queue=all&state=dispatched&limit=50", "", "")
	if err := json.Unmarshal(text, &list); err != nil || status != http.StatusOK || len(list.Cases) < 4 {
		d.t.Fatalf("%d %s", status, text)
	}
	var ids []string
	for _, c := range list.Cases {
		ids = append(ids, c.ID)
	}
	return ids
}

// act makes action i until it is acknowledged: a note, or a task for another department. Both carry their key.
func (d *dispatcher) act(client *http.Client, ids []string, i int) {
	key, path := actionKey(i), "/api/v1/cases/"+ids[i%len(ids)]
	version := 0 // not known
	for {
		var status int
		var text []byte
		switch {
		case i%2 == 1:
			status, text = d.ask(client, http.MethodPost, path+"/tasks", key, fmt.Sprintf(`{"department":"market","title":%q}`, key))
		case version == 0:
			if version = d.version(client, path); version > 0 {
				continue
			}
		default:
			status, text = d.ask(client, http.MethodPost, path+"/actions", key, fmt.Sprintf(`{"action":"note","version":%d,"note":%q}`, version, key))
		}
		switch status {
		case http.StatusOK:
			return
		case http.StatusConflict: // somebody was faster: nothing was done
			version = 0
		case 0, http.StatusServiceUnavailable:
			select {
			case <-d.t.Context().Done():
				return
			case <-time.After(20 * time.Millisecond): // the service is away: come again
			}
		default:
			d.t.Errorf("action %d: %d %s", i, status, text)
			return
		}
	}
}

// version returns that of the case at path; 0 when there is no answer.
func (d *dispatcher) version(client *http.Client, path string) int {
	var c struct{ Version int }
	if status, text := d.ask(client, http.MethodGet, path, "", ""); status != http.StatusOK || json.Unmarshal(text, &c) != nil {
		return 0
	}
	return c.Version
}

func actionKey(i int) string { return fmt.Sprintf("act-%05d", i) }

// A thousand actions are sent while the service, and then its database, are killed. Of each there is everything, once: event,
// version, change, key and task; or, at the moment of the kill, nothing.
func TestAnActionIsKeptWholeOrNotAtAllWhenThingsAreKilled(t *testing.T) {
	const actions, senders = 1000, 16
	dir, address := dataDir(t), freeAddress(t)
	args := []string{"demo", "--data-dir", dir, "--listen", address, "--writes-per-second", "1000000", "--reads-per-second", "1000000"}
	first := start(t, args...)
	d := signIn(t, first.url, "dispatcher")
	ids := d.cases()

	var acknowledged atomic.Int64
	numbers := make(chan int)
	var work sync.WaitGroup
	for range senders {
		work.Go(func() {
			client := &http.Client{Timeout: 30 * time.Second}
			for i := range numbers {
				d.act(client, ids, i)
				acknowledged.Add(1)
			}
		})
	}
	go func() {
		for i := range actions {
			numbers <- i
		}
		close(numbers)
	}()
	waitFor(t, "300 actions", func() bool { return acknowledged.Load() >= 300 })
	first.kill()
	looked := halves(t, dir)
	if n := looked["notes"] + looked["tasks"]; n < 300 || n > actions {
		t.Errorf("%d actions are kept after 300 were acknowledged", n)
	}
	start(t, args...)
	waitFor(t, "600 actions", func() bool { return acknowledged.Load() >= 600 })
	killPostgres(t, dir)
	work.Wait()

	looked = halves(t, dir)
	if looked["notes"] != actions/2 || looked["tasks"] != actions/2 {
		t.Errorf("%d notes and %d tasks are kept, want %d each: none lost, none twice", looked["notes"], looked["tasks"], actions/2)
	}
}

// halves looks into the database for actions that are kept by halves, and returns how many are kept.
func halves(t *testing.T, dir string) map[string]int {
	t.Helper()
	server, err := pgserver.Start(t.Context(), pgserver.Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close(context.Background())
	conn, err := pgx.Connect(t.Context(), server.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	count := func(sql string) (n int) {
		if err := conn.QueryRow(t.Context(), "select count(*) from "+sql).Scan(&n); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		return n
	}
	for what, sql := range map[string]string{
		"cases whose version isn't the number of their events": "case_file c where version <> (select count(*) from case_event e where e.case_id = c.id)",
		"events without a change in their transaction":         "case_event e where e.kind in ('note', 'split') and not exists (select from change g where g.xid = e.xid and g.key = e.case_id::text)",
		"notes without a key, or keys without a note": `(select * from case_action where key like 'act-%' and right(key, 1) in ('0', '2', '4', '6', '8')) a
			full join (select * from case_event where note like 'act-%') e on e.note = a.key and e.case_id = a.case_id where a.key is null or e.note is null`,
		"tasks without an event, or events without a task": `(select * from case_task where title like 'act-%') k
			full join (select * from case_event where kind = 'split' and detail->>'task_title' like 'act-%') e on e.detail->>'task' = k.id::text where k.id is null or e.seq is null`,
		"tasks without a key":                          "case_task k where k.title like 'act-%' and not exists (select from case_action a where a.key = k.title and a.case_id = k.case_id)",
		"tasks of departments that don't see the case": "case_task k where k.title like 'act-%' and not exists (select from case_department w where w.case_id = k.case_id and w.department = k.department)",
		"things done twice": `(select note from case_event where note like 'act-%' group by note having count(*) > 1
			union all select title from case_task where title like 'act-%' group by title having count(*) > 1) twice`,
	} {
		if n := count(sql); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
	return map[string]int{"notes": count("case_event where note like 'act-%'"), "tasks": count("case_task where title like 'act-%'")}
}

// A town that was settled before there were accounts gets those that the start tells of.
func TestAnOldDemoGetsTheAccountsThatItPrints(t *testing.T) {
	dir, address := dataDir(t), freeAddress(t)
	args := []string{"demo", "--data-dir", dir, "--listen", address}
	first := start(t, args...)
	signIn(t, first.url, "dispatcher")
	first.stop()
	func() {
		server, err := pgserver.Start(t.Context(), pgserver.Config{DataDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close(context.Background())
		conn, err := pgx.Connect(t.Context(), server.URL())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.Background())
		for _, sql := range []string{"delete from session", "delete from account_role", "delete from notice where account_id is not null", "update member set decided_by = null", "update grid_code set created_by = null", "delete from account"} {
			if _, err := conn.Exec(t.Context(), sql); err != nil {
				t.Fatalf("%s: %v", sql, err)
			}
		}
	}()
	second := start(t, args...)
	for _, login := range []string{"dispatcher", "grid", "planner", "audit"} {
		signIn(t, second.url, login)
	}
}
