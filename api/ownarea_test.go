package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/wangge-map/wangge/internal/identity"
)

// A list is answered to whoever may read it anywhere, and holds their own area alone. Area A has one case, area B two.
func TestEveryListHoldsTheAskersOwnAreaAlone(t *testing.T) {
	s, fixtures := newCrosswise(t)
	inA := fixtures["case"]
	inB := s.report("key-own-1", inB, pothole, "").CaseID
	s.report("key-own-2", `"lon":106.5671234,"lat":29.5771234`, pothole, "")
	managerB := s.holder("manager-b", identity.RoleGrant{Role: "grid_admin", Area: "B"})()
	var code struct{ Code string }
	s.ask(http.MethodPost, "/api/v1/codes", `{"kind":"cell","cell":"B","label":"门口"}`, "Cookie", managerB).must(&code)
	s.setUp("insert into hook (id, kind, title, url, area) overriding system value values (4712, 'wecom', '群', 'https://example.org', 'B'), (4713, 'wecom', '群', 'https://example.org', '')")
	lists := map[string]struct{ role, path, body, a, b string }{
		"cases":       {"dispatcher", "/api/v1/work/cases", "", inA, inB},
		"queues":      {"arbiter", "/api/v1/work/queues", "", `{"queue":"all","count":1}`, `{"queue":"all","count":2}`},
		"notices":     {"grid_member", "/api/v1/notices", "", inA, inB},
		"members":     {"planner", "/api/v1/members", "", `"cell":"A"`, `"cell":"B"`},
		"codes":       {"grid_admin", "/api/v1/codes", "", `"cell":"A"`, `"cell":"B"`},
		"indicators":  {"official", "/api/v1/indicators", "", `"received":1,`, `"received":2,`},
		"by cell":     {"official", "/api/v1/indicators?by=cell", "", `"key":"A"`, `"key":"B"`},
		"by member":   {"planner", "/api/v1/indicators?by=member", "", `"received":1,`, `"received":2,`},
		"routing":     {"grid_admin", "/api/v1/rules/routing/compare", fixtures["routing"], `"same":1}`, `"same":2}`},
		"accounts":    {"system_admin", "/api/v1/accounts", "", `"login":"system_admin-a"`, `"login":"system_admin-b"`},
		"their roles": {"security_admin", "/api/v1/accounts", "", `"login":"security_admin-a"`, `"login":"security_admin-b"`},
		"hooks":       {"system_admin", "/api/v1/hooks", "", `"id":4711,`, `"id":4712,`},
	}
	cookies := map[string]string{}
	for _, l := range lists {
		for _, area := range []string{"A", "B"} {
			if login := l.role + "-" + area; cookies[login] == "" {
				cookies[login] = s.holder(login, identity.RoleGrant{Role: l.role, Area: area})()
			}
		}
	}
	s.setUp("insert into notice (event_seq, case_id, channel, account_id, kind) select e.seq, e.case_id, 'web', a.id, 'opened' from case_event e, account a") // of everything, to everybody
	for name, l := range lists {
		for area, holds := range map[string][2]string{"A": {l.a, l.b}, "B": {l.b, l.a}} {
			method := http.MethodGet
			if l.body != "" {
				method = http.MethodPost
			}
			got := s.ask(method, l.path, l.body, "Cookie", cookies[l.role+"-"+area])
			text := string(got.body)
			if got.status != http.StatusOK || !strings.Contains(text, holds[0]) || strings.Contains(text, holds[1]) {
				t.Errorf("%s of %s answers %d, wants %s and not %s: %s", name, area, got.status, holds[0], holds[1], text)
			}
			if strings.Contains(text, `"id":4713,`) {
				t.Errorf("%s of %s tells of what is everywhere", name, area)
			}
		}
	}
}

// Who administers one area can't have another one's cases told, or move a hook there.
func TestAHookTellsOfNoMoreThanItsMakerMayAdminister(t *testing.T) {
	s, _ := newCrosswise(t)
	admin := s.holder("admin", identity.RoleGrant{Role: "system_admin", Area: "A"})()
	for area, want := range map[string][2]int{"A": {201, 200}, "A1": {201, 200}, "B": {404, 404}, "": {404, 404}} {
		body := fmt.Sprintf(`{"kind":"wecom","title":"x","url":"https://example.org","area":%q}`, area)
		if got := s.ask(http.MethodPost, "/api/v1/hooks", body, "Cookie", admin); got.status != want[0] {
			t.Errorf("a hook of area %q answers %d, want %d", area, got.status, want[0])
		}
		if got := s.ask(http.MethodPatch, "/api/v1/hooks/"+hookID, fmt.Sprintf(`{"area":%q}`, area), "Cookie", admin); got.status != want[1] {
			t.Errorf("moving one to area %q answers %d, want %d", area, got.status, want[1])
		}
	}
	if n := s.count("select count(*) from hook where not starts_with(area, 'A')"); n != 0 {
		t.Errorf("%d hooks tell of another area", n)
	}
}
