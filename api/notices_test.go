package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
)

func newNoticeService(t *testing.T) *service {
	t.Helper()
	return newService(t, func(cfg *api.Config) {
		s := cfg.Reports.(*store.Store)
		cfg.Notices, cfg.Hooks, cfg.People = s, s, crew
		cfg.HookRules.Box = pgtest.Box(t)
	})
}

func TestAnAccountSeesItsOwnNotices(t *testing.T) {
	s := newNoticeService(t)
	receipt := s.report("notice-key-1", inA, quarrel, "")
	conn, err := pgx.Connect(t.Context(), s.databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, sql := range []string{
		"insert into account (id, login, name) overriding system value values (1, 'a-member', ''), (2, 'b-member', '')",
		"insert into notice (event_seq, case_id, channel, account_id, kind) select e.seq, e.case_id, 'web', a.id, 'opened' from case_event e, account a where e.case_id = '" + receipt.CaseID + "'",
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	var list struct {
		Unseen  int
		Notices []api.NoticeOut
	}
	s.get("/api/v1/notices", as("a-member")...).into(http.StatusOK, &list)
	if list.Unseen != 1 || len(list.Notices) != 1 || list.Notices[0].CaseID != receipt.CaseID || list.Notices[0].Number != casework.Masked(receipt.Tracking) || list.Notices[0].Seen || !strings.HasPrefix(list.Notices[0].Title.ZH, "新上报：") {
		t.Fatalf("%+v", list)
	}
	s.get("/api/v1/notices").problem(http.StatusUnauthorized)
	s.ask(http.MethodPost, "/api/v1/notices/seen", `{"upto":1}`).problem(http.StatusUnauthorized)
	s.ask(http.MethodPost, "/api/v1/notices/seen", `{"upto":0}`, as("a-member")...).problem(http.StatusBadRequest)
	var seen struct{ UpTo int64 }
	s.ask(http.MethodPost, "/api/v1/notices/seen", `{"upto":1000}`, as("b-member")...).into(http.StatusOK, &seen)
	s.get("/api/v1/notices", as("a-member")...).into(http.StatusOK, &list)
	if list.Unseen != 1 {
		t.Error("somebody else's notices were noted as seen")
	}
	s.ask(http.MethodPost, "/api/v1/notices/seen", `{"upto":1000}`, as("a-member")...).into(http.StatusOK, &seen)
	s.get("/api/v1/notices", as("a-member")...).into(http.StatusOK, &list)
	if list.Unseen != 0 || !list.Notices[0].Seen {
		t.Errorf("afterwards: %+v", list)
	}
	s.get("/api/v1/notices", as("b-member")...).into(http.StatusOK, &list)
	if list.Unseen != 0 || len(list.Notices) != 0 {
		t.Errorf("of a case that it may not see: %+v", list)
	}
}

func TestHooksAreMadeChangedAndDeletedByAdministratorsAlone(t *testing.T) {
	s := newNoticeService(t)
	const hook = `{"kind":"webhook","title":"12345","url":"https://hotline.example.org/in?key=s3cret","events":["opened","close"],"area":"50"}`
	for _, c := range []struct{ method, path, body string }{
		{"GET", "/api/v1/hooks", ""}, {"POST", "/api/v1/hooks", hook}, {"PATCH", "/api/v1/hooks/1", `{"disabled":true}`}, {"DELETE", "/api/v1/hooks/1", ""}, {"GET", "/api/v1/hooks/1/attempts", ""},
	} {
		s.ask(c.method, c.path, c.body).problem(http.StatusUnauthorized)
		for _, who := range []string{"a-member", "reader", "figures"} {
			s.ask(c.method, c.path, c.body, as(who)...).problem(http.StatusForbidden)
		}
	}
	admin := as("system-admin")
	var made api.HookOut
	s.ask(http.MethodPost, "/api/v1/hooks", hook, admin...).into(http.StatusCreated, &made)
	if made.Secret == nil || len(*made.Secret) < 32 || made.URL != "https://hotline.example.org/in?key=…" || len(made.Events) != 2 || !made.HasSecret {
		t.Fatalf("%+v", made)
	}
	list := s.get("/api/v1/hooks", admin...)
	if text := string(list.body); list.status != 200 || strings.Contains(text, "s3cret") || strings.Contains(text, *made.Secret) {
		t.Errorf("the list tells a secret: %d %s", list.status, text)
	}
	path := "/api/v1/hooks/" + "1"
	var changed api.HookOut
	s.ask(http.MethodPatch, path, `{"disabled":true,"title":"新的"}`, admin...).into(http.StatusOK, &changed)
	if !changed.Disabled || changed.Title != "新的" || changed.Area != "50" || changed.Secret != nil || !changed.HasSecret {
		t.Errorf("%+v", changed)
	}
	for name, c := range map[string]struct{ body, field string }{
		"a private address":         {`{"kind":"webhook","title":"x","url":"http://127.0.0.1:9200/"}`, "url"},
		"the metadata of a cloud":   {`{"kind":"webhook","title":"x","url":"http://169.254.169.254/latest"}`, "url"},
		"a file":                    {`{"kind":"webhook","title":"x","url":"file:///etc/passwd"}`, "url"},
		"an event that is none":     {`{"kind":"webhook","title":"x","url":"https://example.org","events":["exploded"]}`, "events"},
		"no title":                  {`{"kind":"webhook","title":" ","url":"https://example.org"}`, "title"},
		"a secret that is guessed":  {`{"kind":"webhook","title":"x","url":"https://example.org","secret":"short"}`, "secret"},
		"a secret that is not used": {`{"kind":"wecom","title":"x","url":"https://example.org","secret":"0123456789abcdef"}`, "secret"},
		"an area that is none":      {`{"kind":"wecom","title":"x","url":"https://example.org","area":"%"}`, "area"},
	} {
		if p := s.ask(http.MethodPost, "/api/v1/hooks", c.body, admin...).problem(http.StatusBadRequest); p.Field != c.field {
			t.Errorf("%s: %q: %s", name, p.Field, p.Detail)
		}
	}
	s.ask(http.MethodPatch, path, `{"url":"http://10.0.0.1/"}`, admin...).problem(http.StatusBadRequest)
	s.ask(http.MethodPatch, "/api/v1/hooks/99", `{"disabled":true}`, admin...).problem(http.StatusNotFound)
	var attempts struct{ Attempts []api.AttemptOut }
	s.get(path+"/attempts", admin...).into(http.StatusOK, &attempts)
	var gone struct{ ID int64 }
	s.ask(http.MethodDelete, path, "", admin...).into(http.StatusOK, &gone)
	s.ask(http.MethodDelete, path, "", admin...).problem(http.StatusNotFound)
	s.get(path+"/attempts", admin...).problem(http.StatusNotFound)
}

func TestEveryChangeOfAHookIsOnRecordWithoutItsSecrets(t *testing.T) {
	s := newNoticeService(t)
	admin := as("system-admin")
	const hook = `{"kind":"wecom","title":"值班群","url":"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=s3cret"}`
	s.ask(http.MethodPost, "/api/v1/hooks", hook, admin...).into(http.StatusCreated, &api.HookOut{})
	s.ask(http.MethodPatch, "/api/v1/hooks/1", `{"disabled":true}`, admin...).into(http.StatusOK, &api.HookOut{})
	s.ask(http.MethodPatch, "/api/v1/hooks/1", `{"url":"file:///x"}`, admin...).problem(http.StatusBadRequest)
	s.ask(http.MethodDelete, "/api/v1/hooks/1", "", admin...).into(http.StatusOK, &struct{}{})
	s.ask(http.MethodDelete, "/api/v1/hooks/1", "", admin...).problem(http.StatusNotFound)
	const right = "object = 'hook/1' and detail::text not like '%s3cret%' and account is not null"
	for where, want := range map[string]int{
		"action = 'hook.add' and detail->>'host' = 'qyapi.weixin.qq.com' and detail->>'title' = '值班群'": 1,
		"action = 'hook.change' and detail->'disabled' = 'true'":                                       1,
		"action = 'hook.delete'": 1,
		"true":                   3,
	} {
		if n := s.count("select count(*) from audit where " + right + " and " + where); n != want {
			t.Errorf("%d entries with %s, want %d", n, where, want)
		}
	}
}
