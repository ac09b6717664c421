package store_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/notice"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
)

// newsroom is a store with people who are told of what happens.
type newsroom struct {
	*store.Store
	t    *testing.T
	conn *pgx.Conn
	ed   geo.Edition
	cell map[string]int64
	id   map[string]int64 // of accounts, by login
}

func newNewsroom(t *testing.T) *newsroom {
	t.Helper()
	url := pgtest.URL(t)
	s, err := store.Open(t.Context(), store.Config{URL: url, Box: pgtest.Box(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	n := &newsroom{Store: s, t: t, conn: conn, id: map[string]int64{}}
	n.ed = saveGrid(t, s)
	n.cell = cellIDs(t, s, n.ed.ID)
	n.exec(`insert into department (code, title_zh, title_en, kind) values ('roads', '道路', 'Roads', 'department'), ('water', '水务', 'Water', 'department') on conflict do nothing`)
	n.exec(`insert into role (code, title_zh, title_en, permissions) values ('t-grid', '', '', '{case.read,case.verify,case.handle,case.patrol}'), ('t-centre', '', '', '{case.read,case.verify,case.dispatch}'),
		('t-handler', '', '', '{case.read,case.handle}'), ('t-volunteer', '', '', '{case.patrol}')`)
	for _, a := range []struct{ login, department, role, area string }{
		{"grid-a", "", "t-grid", "A"}, {"grid-b", "", "t-grid", "B"}, {"grid-gone", "", "t-grid", "A"}, {"centre", "", "t-centre", ""},
		{"roads-1", "roads", "t-handler", ""}, {"roads-2", "roads", "t-handler", "A"}, {"roads-b", "roads", "t-handler", "B"}, {"water-1", "water", "t-handler", ""},
		{"helper", "", "t-volunteer", ""},
	} {
		var id int64
		if err := conn.QueryRow(t.Context(), "insert into account (login, name, department) values ($1, '', nullif($2, '')) returning id", a.login, a.department).Scan(&id); err != nil {
			t.Fatal(err)
		}
		n.exec("insert into account_role (account_id, role, area) values ($1, $2, $3)", id, a.role, a.area)
		n.id[a.login] = id
	}
	n.exec("update account set disabled_at = now() where login = 'grid-gone'")
	return n
}

func (n *newsroom) exec(sql string, args ...any) {
	n.t.Helper()
	if _, err := n.conn.Exec(n.t.Context(), sql, args...); err != nil {
		n.t.Fatalf("%s: %v", sql, err)
	}
}

func (n *newsroom) texts(sql string, args ...any) []string {
	n.t.Helper()
	rows, err := n.conn.Query(n.t.Context(), sql, args...)
	if err != nil {
		n.t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		n.t.Fatal(err)
	}
	return out
}

func (n *newsroom) open(key string) casework.Report {
	n.t.Helper()
	e := entry(n.t, n.ed, n.cell["A"], key)
	e.Report.Placement.Cell = "A"
	e.Case.Placement = e.Report.Placement
	save(n.t, n.Store, e)
	return e.Report
}

// act adds an event as the service does when somebody acts: event and change in one transaction.
func (n *newsroom) act(r casework.Report, kind casework.Action, account int64, department string) {
	n.t.Helper()
	n.exec(`with e as (insert into case_event (district, case_id, at, kind, to_state, actor, account_id, department) values ($1, $2, now(), $3, 'dispatched', 'account', nullif($4::bigint, 0), $5) returning 1)
		insert into change (district, kind, key) select $1, 'case', $2::uuid::text from e`, r.Placement.District, r.CaseID, string(kind), account, department)
}

// tellAll tells on until nothing is left and nothing is held back by transactions of other databases.
func (n *newsroom) tellAll() {
	n.t.Helper()
	deadline := time.Now().Add(time.Minute)
	for left := int64(1); left > 0; {
		if _, err := n.TellOn(n.t.Context(), true); err != nil {
			n.t.Fatal(err)
		}
		if err := n.conn.QueryRow(n.t.Context(), "select count(*) from change c, notice_cursor n where (c.xid, c.seq) > (n.xid, n.seq)").Scan(&left); err != nil {
			n.t.Fatal(err)
		}
		if time.Now().After(deadline) {
			n.t.Fatalf("%d changes are not told of", left)
		}
	}
}

func (n *newsroom) told(r casework.Report, kind casework.Action) []string {
	n.t.Helper()
	return n.texts("select a.login from notice n join account a on a.id = n.account_id where n.channel = 'web' and n.case_id = $1 and n.kind = $2 order by 1", r.CaseID, string(kind))
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
		return
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
}

func TestThoseConcernedAreToldOnce(t *testing.T) {
	n := newNewsroom(t)
	r := n.open("told-1")
	n.act(r, casework.Dispatch, n.id["centre"], "roads")
	n.act(r, casework.Return, n.id["roads-2"], "")
	n.exec("update case_file set assignee = $2 where id = $1", r.CaseID, n.id["roads-1"])
	n.act(r, casework.Close, n.id["roads-2"], "roads")
	n.tellAll()
	n.tellAll()
	same(t, "opened", n.told(r, notice.Opened), "grid-a")
	same(t, "dispatched", n.told(r, casework.Dispatch), "roads-1", "roads-2")
	same(t, "returned", n.told(r, casework.Return), "centre")
	same(t, "closed, but who did it", n.told(r, casework.Close), "roads-1")
	same(t, "reporters", n.texts("select kind from notice where channel = 'email' and report_id = $1 order by 1", r.ID), "close", "opened")
	if jobs := n.texts("select args->>'notice' from river_job where kind = 'notice'"); len(jobs) != 2 {
		t.Errorf("%d jobs were ordered, want one for each message", len(jobs))
	}

	list, unseen, err := n.Notices(t.Context(), n.id["roads-1"], everywhere(), 10)
	if err != nil || len(list) != 2 || unseen != 2 || list[0].Kind != casework.Close || list[0].Number != casework.Masked(r.Tracking) || list[0].Category.ZH == "" {
		t.Fatalf("%+v, %d, %v", list, unseen, err)
	}
	if err := n.SeeNotices(t.Context(), n.id["roads-1"], list[1].ID, time.Now()); err != nil {
		t.Fatal(err)
	}
	if list, unseen, err = n.Notices(t.Context(), n.id["roads-1"], everywhere(), 10); err != nil || unseen != 1 || list[0].Seen || !list[1].Seen {
		t.Errorf("%+v, %d, %v", list, unseen, err)
	}
	other := everywhere()
	other.Areas[0] = "B"
	if list, unseen, err = n.Notices(t.Context(), n.id["roads-1"], other, 10); err != nil || unseen != 0 || len(list) != 0 {
		t.Errorf("outside of what it may see: %+v, %d, %v", list, unseen, err)
	}
}

func TestWhatAFileBringsFromThePastIsToldToNobody(t *testing.T) {
	n := newNewsroom(t)
	e := entry(t, n.ed, n.cell["A"], "old-1")
	e.Report.Placement.Cell = "A"
	e.Case.Placement, e.Case.OpenedAt = e.Report.Placement, time.Now().AddDate(0, -1, 0)
	save(t, n.Store, e)
	n.tellAll()
	if got := n.texts("select kind from notice"); len(got) != 0 {
		t.Errorf("told of %v", got)
	}
}

// Several processes tell on while events come in from transactions that commit in another order than they began.
func TestNothingIsLostOrToldTwiceBySeveralProcesses(t *testing.T) {
	n := newNewsroom(t)
	n.exec("insert into hook (kind, title, url) values ('webhook', 'all', 'https://example.org/hook')")
	slow, err := pgx.Connect(t.Context(), n.conn.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close(context.Background())
	first := n.open("slow-1")
	tx, err := slow.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// This one takes its place in the order now, and commits last.
	for _, sql := range []string{
		"insert into case_event (district, case_id, at, kind, to_state, department) values ($1, $2, now(), 'return', 'returned', '')",
		"insert into change (district, kind, key) values ($1, 'case', $2)",
	} {
		if _, err := tx.Exec(t.Context(), sql, first.Placement.District, first.CaseID); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	var tellers, work sync.WaitGroup
	for range 4 {
		tellers.Go(func() {
			for ctx.Err() == nil {
				if _, err := n.TellOn(ctx, true); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
	}
	const reports = 200
	for sender := range 4 {
		work.Go(func() {
			for i := sender; i < reports; i += 4 {
				e := entry(t, n.ed, n.cell["A"], "many-"+uuid.NewString())
				if _, err := n.SaveReports(context.Background(), []casework.Imported{e}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	cancel()
	tellers.Wait()
	n.tellAll()
	same(t, "what committed last", n.told(first, casework.Return), "centre")
	for channel, want := range map[string]string{"webhook": "202", "email": "201"} {
		same(t, channel, n.texts("select count(*)::text from notice where channel = $1", channel), want)
		same(t, channel+" events", n.texts("select count(distinct event_seq)::text from notice where channel = $1", channel), want)
	}
	same(t, "jobs", n.texts("select count(*)::text from river_job where kind = 'notice'"), "403")
	same(t, "notices with jobs", n.texts("select count(distinct args->>'notice')::text from river_job where kind = 'notice'"), "403")
}

func TestANoticeIsTriedAgainUntilItIsTakenAndEveryAttemptIsLogged(t *testing.T) {
	n := newNewsroom(t)
	hook, err := n.AddHook(t.Context(), identity.Principal{Login: "ann"}, time.Now(), notice.Hook{Kind: notice.Plain, Title: "system", URL: "https://example.org/hook", Events: []casework.Action{notice.Opened}, Area: "A"}, func(id int64) []byte { return []byte("sealed") })
	if err != nil {
		t.Fatal(err)
	}
	r := n.open("again-1")
	n.act(r, casework.Dispatch, 0, "roads") // not asked for
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	var mu sync.Mutex
	var got []notice.Message
	go func() {
		defer close(ended)
		n.RunJobs(ctx, store.JobsConfig{
			Process: "node-1", Log: slog.New(slog.DiscardHandler), Now: time.Now, RetryAfter: func(int) time.Duration { return 0 },
			Work: store.Work{Mails: true, Send: func(_ context.Context, m notice.Message) notice.Outcome {
				mu.Lock()
				defer mu.Unlock()
				if m.Channel == notice.Email {
					return notice.Outcome{Never: true, Error: "no address"}
				}
				got = append(got, m)
				if len(got) < 3 {
					return notice.Outcome{Status: 503, Error: "answered 503"}
				}
				return notice.Outcome{Sent: true, Status: 200, Took: 5 * time.Millisecond}
			}},
		})
	}()
	for deadline := time.Now().Add(time.Minute); ; {
		if left := n.texts("select state::text from river_job where kind = 'notice' and state = 'completed'"); len(left) == 2 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("waited in vain for the notices")
		}
		<-time.After(20 * time.Millisecond)
	}
	cancel()
	<-ended
	if len(got) != 3 || got[0].Notice != got[2].Notice || got[0].Hook.ID != hook.ID || string(got[0].Hook.Secret) != "sealed" || got[0].CaseID != r.CaseID || got[0].Kind != notice.Opened || got[0].Area != "A" {
		t.Errorf("sent %+v", got)
	}
	attempts, err := n.Attempts(t.Context(), identity.Everywhere(), hook.ID, 10)
	if err != nil || len(attempts) != 3 || attempts[0].Status != 200 || attempts[0].Error != "" || attempts[0].TookMS != 5 || attempts[2].Error != "answered 503" {
		t.Errorf("%+v, %v", attempts, err)
	}
	same(t, "the notice", n.texts("select (sent_at is not null) || failed from notice where channel = 'webhook'"), "true")
	same(t, "the message that nobody can get", n.texts("select (sent_at is null) || failed from notice where channel = 'email'"), "trueno address")

	if err := n.DeleteHook(t.Context(), identity.Principal{Login: "ann"}, time.Now(), identity.Everywhere(), hook.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Attempts(t.Context(), identity.Everywhere(), hook.ID, 10); geo.KindOf(err) != geo.NotFound {
		t.Errorf("of a hook that is gone: %v", err)
	}
	if err := n.DeleteHook(t.Context(), identity.Principal{Login: "ann"}, time.Now(), identity.Everywhere(), hook.ID); geo.KindOf(err) != geo.NotFound {
		t.Errorf("deleted again: %v", err)
	}
	if err := n.PruneNotices(t.Context(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if left := n.texts("select kind from notice"); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}
