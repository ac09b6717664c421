package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
)

// Whatever an entry says, the database gives it back so that its hash still fits.
func TestATrailIsIntactAfterItWentThroughTheDatabase(t *testing.T) {
	s := open(t)
	n := int64(0)
	rapid.Check(t, func(t *rapid.T) {
		e := audit.Entry{
			At: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond")), Account: rapid.Int64Range(0, 9).Draw(t, "account"),
			Who: rapid.String().Draw(t, "who"), Action: "contact.read", Object: string(rapid.SliceOf(rapid.Byte()).Draw(t, "object")),
			Detail: map[string]any{rapid.String().Draw(t, "key"): rapid.String().Draw(t, "text"), "f": rapid.Float64().Draw(t, "f"), "i": rapid.Int64().Draw(t, "i"), "deep": []any{nil, false, map[string]any{"b": "<&>", "a": 1e21}}},
		}
		if err := s.Audit(context.Background(), e); err != nil {
			t.Fatal(err)
		}
		n++
		v, err := s.VerifyAudit(context.Background())
		if err != nil || v.Broken != nil || v.Entries != n {
			t.Fatalf("after %+v: %+v, %v, %v", e, v, v.Broken, err)
		}
	})
}

func TestThoseWhoAuditAtOnceMakeOneChain(t *testing.T) {
	s := open(t)
	var wait sync.WaitGroup
	const writers, each = 8, 10
	for i := range writers {
		wait.Go(func() {
			for k := range each {
				if err := s.Audit(t.Context(), audit.Entry{At: time.Now(), Who: fmt.Sprint(i), Action: "a.b", Object: fmt.Sprint(k)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	v, err := s.VerifyAudit(t.Context())
	if err != nil || v.Broken != nil || v.Entries != writers*each {
		t.Errorf("got %+v, %v", v, err)
	}
	head, err := s.AuditHead(t.Context())
	if err != nil || head.Text() != v.Head.Text() {
		t.Errorf("the head is %s, %v; want %s", head.Text(), err, v.Head.Text())
	}
}

func TestEntriesAreListedNewestFirstByPage(t *testing.T) {
	s := open(t)
	for i := range 5 {
		if err := s.Audit(t.Context(), audit.Entry{At: time.Now(), Action: []string{"contact.read", "rule.change"}[i%2]}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		filter audit.Filter
		want   string
	}{
		{audit.Filter{Limit: 2}, "[5 4]"},
		{audit.Filter{Limit: 2, Before: 4}, "[3 2]"},
		{audit.Filter{Limit: 9, Action: "contact"}, "[5 3 1]"},
		{audit.Filter{Limit: 9, Action: "rule.change"}, "[4 2]"},
		{audit.Filter{Limit: 9, Action: "cont"}, "[]"},
	} {
		records, err := s.AuditEntries(t.Context(), c.filter)
		if err != nil {
			t.Fatal(err)
		}
		got := []int64{}
		for _, r := range records {
			got = append(got, r.Seq)
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%+v gives %v, want %s", c.filter, got, c.want)
		}
	}
}

func TestEntriesAreFoundByWhoDidThemToWhatAndWhen(t *testing.T) {
	url := pgtest.URL(t)
	s, err := store.Open(t.Context(), store.Config{URL: url, Box: pgtest.Box(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "insert into account (id, login, name) overriding system value values (7, 'zhou.min', '周敏'), (70, 'ann', 'Ann Zhou')"); err != nil {
		t.Fatal(err)
	}
	day := func(n int) time.Time { return time.Date(2026, 11, n, 8, 0, 0, 0, time.UTC) }
	for i, e := range []audit.Entry{
		{Account: 7, Who: "zhou.min", Object: "account/70"},                          // 1
		{Account: 70, Who: "ann", Object: "account/7"},                               // 2
		{Who: "wangge", Object: "case/0197a2b4-1111-7000-8000-000000000000"},         // 3
		{Who: "demo", Object: "member/7"},                                            // 4
		{Account: 7, Who: "zhou", Object: "case/0197A2B5-1111-7000-8000-0000000000"}, // 5: before the login was changed
	} {
		e.At, e.Action = day(i+1), "a.b"
		if err := s.Audit(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		filter audit.Filter
		want   string
	}{
		"a login by its beginning, and a name":    {audit.Filter{Who: "ZHOU"}, "[5 2 1]"},
		"a name by a part":                        {audit.Filter{Who: "敏"}, "[5 1]"},
		"a command":                               {audit.Filter{Who: "demo"}, "[4]"},
		"nobody":                                  {audit.Filter{Who: "min"}, "[]"},
		"one account, and none that begins so":    {audit.Filter{Object: "account/7"}, "[2]"},
		"all of a kind":                           {audit.Filter{Object: "case"}, "[5 3]"},
		"a long number by its beginning":          {audit.Filter{Object: "0197a2b4"}, "[3]"},
		"a short number":                          {audit.Filter{Object: "7"}, "[4 2]"},
		"an account by its name":                  {audit.Filter{Object: "周敏"}, "[2]"},
		"an account by its login":                 {audit.Filter{Object: "ann"}, "[1]"},
		"what stands for anything in other tools": {audit.Filter{Object: "%"}, "[]"},
		"from a day on":                           {audit.Filter{Since: day(4)}, "[5 4]"},
		"until a day, which is left out":          {audit.Filter{Until: day(3)}, "[2 1]"},
		"all together":                            {audit.Filter{Who: "zhou", Object: "case", Since: day(2), Until: day(6)}, "[5]"},
	} {
		c.filter.Limit = 9
		records, err := s.AuditEntries(t.Context(), c.filter)
		if err != nil {
			t.Fatal(err)
		}
		got := []int64{}
		for _, r := range records {
			got = append(got, r.Seq)
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: got %v, want %s", name, got, c.want)
		}
	}
}

// The service's own account can't rewrite the trail; whoever takes the guard away first is found.
func TestTheTrailIsOnlyAddedTo(t *testing.T) {
	url := pgtest.URL(t)
	s, err := store.Open(t.Context(), store.Config{URL: url, Box: pgtest.Box(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 3 {
		if err := s.Audit(t.Context(), audit.Entry{At: time.Now(), Action: "contact.read"}); err != nil {
			t.Fatal(err)
		}
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, sql := range []string{"update audit set who = 'x'", "delete from audit", "truncate audit"} {
		if _, err := conn.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s is let through", sql)
		}
	}
	for _, c := range []struct {
		sql   string
		fault audit.Fault
	}{
		{"update audit set who = 'x' where seq = 2", audit.Altered},
		{"update audit set who = '' where seq = 2; delete from audit where seq = 2", audit.Removed},
	} {
		if _, err := conn.Exec(t.Context(), "alter table audit disable trigger user; "+c.sql+"; alter table audit enable trigger user"); err != nil {
			t.Fatal(err)
		}
		v, err := s.VerifyAudit(t.Context())
		if err != nil || v.Broken == nil || *v.Broken != (audit.Break{Seq: 2, Fault: c.fault}) {
			t.Errorf("after %s: %+v, %v", c.sql, v.Broken, err)
		}
	}
}
