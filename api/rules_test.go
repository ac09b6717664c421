package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/identity"
)

// newRuled is a service with people who may manage rules, or not.
func newRuled(t *testing.T) *service {
	t.Helper()
	return newService(t, func(c *api.Config) {
		kept := c.Reports.(interface {
			api.Rulebook
			api.RuleEditor
		})
		c.Rules = api.Rules{Read: kept, Edit: kept}
		c.People = keys{
			"admin": holder("", true, identity.RuleManage, identity.FiguresRead, identity.MemberRead), "of-A": holder("A", true, identity.RuleManage, identity.FiguresRead),
			"dispatcher": holder("", true, identity.CaseDispatch), "nobody": {},
		}
	})
}

func TestRulesAreForThoseWhoManageThem(t *testing.T) {
	s := newRuled(t)
	for _, path := range []string{"GET /api/v1/rules/routing", "GET /api/v1/calendars"} {
		method, path, _ := strings.Cut(path, " ")
		s.ask(method, path, "").problem(http.StatusUnauthorized)
		s.as("dispatcher", method, path, "").problem(http.StatusForbidden)
		if a := s.as("of-A", method, path, ""); a.status != 200 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	s.get("/api/v1/departments").problem(http.StatusUnauthorized)
	if a := s.as("dispatcher", "GET", "/api/v1/departments", ""); a.status != 200 {
		t.Errorf("departments: %d", a.status)
	}
	for path, body := range map[string]string{
		"PUT /api/v1/rules/routing": `{"rules":[],"fallback":"centre"}`, "PUT /api/v1/departments": `{"departments":[]}`, "PATCH /api/v1/categories/06013": `{}`,
		"PUT /api/v1/calendars/cn": `{"title":{"zh":"a","en":"b"},"hours":{},"days":[]}`, "PUT /api/v1/rules/layers/hazards": `{"title":{"zh":"a","en":"b"},"categories":[]}`,
	} {
		method, path, _ := strings.Cut(path, " ")
		s.ask(method, path, body).problem(http.StatusUnauthorized)
		s.as("dispatcher", method, path, body).problem(http.StatusForbidden)
		s.as("of-A", method, path, body).problem(http.StatusForbidden) // a part of the site
	}
	if n := s.count("select count(*) from audit"); n != 0 {
		t.Errorf("%d entries in the audit", n)
	}
}

func TestRoutingIsReadChangedAndAudited(t *testing.T) {
	s := newRuled(t)
	var before, after api.Routing
	s.as("admin", "GET", "/api/v1/rules/routing", "").into(200, &before)
	if len(before.Rules) < 5 || before.Fallback != "centre" {
		t.Fatalf("seeded: %+v", before)
	}
	rule := `{"title":{"zh":"夜间坑洼","en":"Potholes at night"},"category":"06","min_severity":0,"max_severity":2,"area":"A","weekdays":[6,7],"from_minute":1320,"to_minute":360,"department":"roads","also":["urban"],"to_duty":true,"enabled":true}`
	first, _ := json.Marshal(before.Rules[0])
	s.as("admin", "PUT", "/api/v1/rules/routing", `{"rules":[`+rule+`,`+string(first)+`],"fallback":"urban"}`).into(200, &after)
	if len(after.Rules) != 2 || after.Fallback != "urban" || after.Rules[1].ID != before.Rules[0].ID || after.Rules[0].ID == 0 || fmt.Sprint(after.Rules[0].Also, after.Rules[0].Weekdays) != "[urban] [6 7]" {
		t.Errorf("after: %+v", after)
	}
	// What is sent again unchanged leaves no trace.
	again, _ := json.Marshal(after)
	s.as("admin", "PUT", "/api/v1/rules/routing", string(again)).into(200, &after)
	entries, err := s.store.AuditEntries(t.Context(), audit.Filter{Limit: 10})
	if err != nil || len(entries) != 1 || entries[0].Action != "rule.routing" || entries[0].Who != "hotline" || entries[0].Account != 7 {
		t.Fatalf("audit: %+v, %v", entries, err)
	}
	was := entries[0].Detail["before"].(map[string]any)
	if len(was["rules"].([]any)) != len(before.Rules) || was["fallback"] != "centre" {
		t.Errorf("the audit does not tell what was there: %v", was)
	}
	if n := s.count("select count(*) from change where kind = 'setting'"); n != 1 {
		t.Errorf("%d changes are told", n)
	}
}

func TestWhatIsWrongWithRulesIsToldByField(t *testing.T) {
	s := newRuled(t)
	rule := func(more string) string {
		return `{"rules":[{"title":{"zh":"x","en":""},"category":"","min_severity":0,"max_severity":3,"area":"","weekdays":[],"from_minute":0,"to_minute":1440,"department":"roads","also":[],"to_duty":false,"enabled":true` + more + `}],"fallback":"centre"}`
	}
	with := func(old, new string) string { return strings.Replace(rule(""), old, new, 1) }
	s.ask(http.MethodGet, "/api/v1/site", "") // the picture is there
	conn := s.connect()
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), "update department set closed_at = now() where code = 'water'"); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ path, body, field string }{
		"an unknown department":          {"PUT rules/routing", with(`"roads"`, `"navy"`), "rules[0].department"},
		"a closed department":            {"PUT rules/routing", with(`"roads"`, `"water"`), "rules[0].department"},
		"an unknown department told":     {"PUT rules/routing", with(`"also":[]`, `"also":["urban","navy"]`), "rules[0].also[1]"},
		"an unknown fallback":            {"PUT rules/routing", with(`"centre"`, `"navy"`), "fallback"},
		"an unknown category":            {"PUT rules/routing", with(`"category":""`, `"category":"77"`), "rules[0].category"},
		"severities turned over":         {"PUT rules/routing", with(`"min_severity":0,"max_severity":3`, `"min_severity":2,"max_severity":1`), "rules[0].max_severity"},
		"a severity beyond all":          {"PUT rules/routing", with(`"max_severity":3`, `"max_severity":260`), "rules[0].max_severity"},
		"a day that is none":             {"PUT rules/routing", with(`"weekdays":[]`, `"weekdays":[8]`), "rules[0].weekdays"},
		"a minute that is none":          {"PUT rules/routing", with(`"to_minute":1440`, `"to_minute":1441`), "rules[0].to_minute"},
		"no title":                       {"PUT rules/routing", with(`"zh":"x"`, `"zh":" "`), "rules[0].title"},
		"an id that is not there":        {"PUT rules/routing", rule(`,"id":999999`), "rules"},
		"a department left out":          {"PUT departments", `{"departments":[]}`, "departments"},
		"a category on no layer":         {"PATCH categories/06013", `{"layer":"moon"}`, "layer"},
		"a category on a layer of cells": {"PATCH categories/06013", `{"layer":"cells"}`, "layer"},
		"a limit beyond ten years":       {"PATCH categories/06013", `{"resolve":{"amount":90000,"unit":"days"}}`, "resolve"},
		"a milestone without a limit":    {"PATCH categories/06013", `{"milestones":[{"title":{"zh":"a","en":"b"},"limit":{"amount":0,"unit":"days"}}]}`, "milestones[0]"},
		"a name without Chinese":         {"PATCH categories/06013", `{"name":{"zh":"","en":"x"}}`, "name.zh"},
		"spans that overlap":             {"PUT calendars/cn", `{"title":{"zh":"a","en":"b"},"hours":{"1":[[540,720],[700,900]]},"days":[]}`, "hours.1[1]"},
		"a span turned over":             {"PUT calendars/cn", `{"title":{"zh":"a","en":"b"},"hours":{"1":[[720,540]]},"days":[]}`, "hours.1[0]"},
		"a day without a name":           {"PUT calendars/cn", `{"title":{"zh":"a","en":"b"},"hours":{"Mo":[[1,2]]},"days":[]}`, "hours"},
		"no working hours at all":        {"PUT calendars/cn", `{"title":{"zh":"a","en":"b"},"hours":{},"days":[]}`, "hours"},
		"a date that is none":            {"PUT calendars/cn", `{"title":{"zh":"a","en":"b"},"hours":{"1":[[1,2]]},"days":[{"day":"2026-02-30","working":false,"note":""}]}`, "days[0].day"},
		"a date twice":                   {"PUT calendars/cn", `{"title":{"zh":"a","en":"b"},"hours":{"1":[[1,2]]},"days":[{"day":"2026-02-03","working":false,"note":""},{"day":"2026-02-03","working":true,"note":""}]}`, "days[1].day"},
		"a category that is none":        {"PUT rules/layers/hazards", `{"title":{"zh":"a","en":"b"},"categories":["06013","x"]}`, "categories[1]"},
		"a case on a layer of cells":     {"PUT rules/layers/cells", `{"title":{"zh":"a","en":"b"},"categories":["06013"]}`, "categories"},
	} {
		method, path, _ := strings.Cut(c.path, " ")
		if p := s.as("admin", method, "/api/v1/"+path, c.body).problem(400); p.Field != c.field {
			t.Errorf("%s: the field is %q, want %q (%s)", name, p.Field, c.field, p.Detail)
		}
	}
	s.as("admin", "PATCH", "/api/v1/categories/99999", `{"retired":true}`).problem(404)
	s.as("admin", "PUT", "/api/v1/rules/layers/moon", `{"title":{"zh":"a","en":"b"},"categories":[]}`).problem(404)
	if n := s.count("select count(*) from audit"); n != 0 {
		t.Errorf("%d entries in the audit", n)
	}
}

func TestADepartmentThatRulesNameStaysOpen(t *testing.T) {
	s := newRuled(t)
	var all api.Departments
	s.as("admin", "GET", "/api/v1/departments", "").into(200, &all)
	set := func(code string, closed bool) answer {
		for i := range all.Departments {
			if all.Departments[i].Code == code {
				all.Departments[i].Closed = closed
			}
		}
		body, _ := json.Marshal(all)
		return s.as("admin", "PUT", "/api/v1/departments", string(body))
	}
	if p := set("centre", true).problem(400); !strings.Contains(p.Field, ".closed") {
		t.Errorf("closing the fallback: %+v", p)
	}
	set("centre", false)
	if p := set("roads", true).problem(400); !strings.Contains(p.Detail, "change the rule first") {
		t.Errorf("closing one that rules name: %+v", p)
	}
	set("roads", false)
	all.Departments = append(all.Departments, api.Department{Code: "new-post", Title: api.Text{ZH: "新岗", EN: "New post"}, Kind: "post"})
	var after api.Departments
	set("new-post", true).into(200, &after)
	if last := after.Departments[len(after.Departments)-1]; last.Code != "new-post" || !last.Closed {
		t.Errorf("after: %+v", last)
	}
}

func TestACategoryIsChanged(t *testing.T) {
	s := newRuled(t)
	var c api.Category
	s.as("admin", "PATCH", "/api/v1/categories/06013", `{"name":{"zh":"路面坑洼","en":"Pothole"},"severity":"urgent","resolve":{"amount":3,"unit":"work_days"},"make_safe":null,"layer":"hazards"}`).into(200, &c)
	if c.Name.ZH != "路面坑洼" || c.Severity != "urgent" || c.MakeSafe != nil || c.Resolve == nil || *c.Resolve != (api.Limit{Amount: 3, Unit: "work_days"}) || c.Layer != "hazards" {
		t.Errorf("changed: %+v", c)
	}
	if n := s.count("select resolve_hours from category where code = '06013' and kind = 'matter' and limit_source = 'site'"); n != 72 {
		t.Errorf("about %d hours", n)
	}
	s.as("admin", "PATCH", "/api/v1/categories/06013", `{"milestones":[{"title":{"zh":"现场围挡","en":"Fenced off"},"limit":{"amount":2,"unit":"work_hours"}}]}`).into(200, &c)
	s.as("admin", "PATCH", "/api/v1/categories/06013", `{"retired":true}`).into(200, &c)
	if want := (api.Milestone{Title: api.Text{ZH: "现场围挡", EN: "Fenced off"}, Limit: api.Limit{Amount: 2, Unit: "work_hours"}}); len(c.Milestones) != 1 || c.Milestones[0] != want {
		t.Errorf("its milestones: %+v", c.Milestones)
	}
	if !c.Retired || c.Resolve == nil {
		t.Errorf("retired: %+v", c)
	}
	s.eventually("it takes no more reports", func() bool { return s.post("retired-1", inA, pothole, "").status == 400 })
	offered := func(path string) bool { return strings.Contains(string(s.get(path).body), `"06013"`) }
	if offered("/api/v1/categories") || !offered("/api/v1/categories?retired=true") {
		t.Error("it is offered, or can't be listed")
	}
}

func TestACategoryOfTheSitesOwnIsAdded(t *testing.T) {
	s := newRuled(t)
	var c api.Category
	const own = `{"code":"95001","name":{"zh":"古树名木","en":"Old trees"},"layer":"hazards","severity":"priority","resolve":{"amount":2,"unit":"work_days"}}`
	s.as("admin", "POST", "/api/v1/categories", own).into(201, &c)
	if c.Code != "95001" || c.Standard != "LOCAL" || c.Kind != "matter" || c.Name.ZH != "古树名木" || c.Severity != "priority" || *c.Resolve != (api.Limit{Amount: 2, Unit: "work_days"}) {
		t.Errorf("added: %+v", c)
	}
	s.eventually("it takes reports", func() bool {
		return s.post("own-matter-1", inA, "95001", "").status == http.StatusCreated
	})
	if p := s.as("admin", "POST", "/api/v1/categories", own).problem(409); p.Field != "code" {
		t.Errorf("twice: %+v", p)
	}
	for body, field := range map[string]string{
		`{"code":"06999","name":{"zh":"a","en":"b"},"layer":"hazards"}`: "code", `{"code":"9500","name":{"zh":"a","en":"b"},"layer":"hazards"}`: "code",
		`{"code":"95002","layer":"hazards"}`: "name.zh", `{"code":"95002","name":{"zh":"a","en":"b"}}`: "layer",
	} {
		if p := s.as("admin", "POST", "/api/v1/categories", body).problem(400); p.Field != field {
			t.Errorf("%s: the field is %q, want %q", body, p.Field, field)
		}
	}
	if n := s.count("select count(*) from audit where action = 'rule.category' and object = 'category/95001'"); n != 1 {
		t.Errorf("%d entries in the audit", n)
	}
}

func TestALayerIsAListOfCategories(t *testing.T) {
	s := newRuled(t)
	var l struct{ Categories []string }
	s.as("admin", "PUT", "/api/v1/rules/layers/hazards", `{"title":{"zh":"隐患","en":"Dangers"},"categories":["06013"]}`).into(200, &l)
	if !strings.Contains(strings.Join(l.Categories, " "), "06013") || s.count("select count(*) from category where code = '06013' and kind = 'matter' and layer = 'hazards'") != 1 {
		t.Errorf("layer: %v", l)
	}
}

func TestACalendarIsChanged(t *testing.T) {
	s := newRuled(t)
	var c api.Calendar
	s.as("admin", "PUT", "/api/v1/calendars/cn", `{"title":{"zh":"日历","en":"Calendar"},"hours":{"1":[[540,720],[720,1080]],"7":[[0,1440]]},"days":[{"day":"2027-01-01","working":false,"note":"元旦"}]}`).into(200, &c)
	var all struct{ Calendars []api.Calendar }
	s.as("admin", "GET", "/api/v1/calendars", "").into(200, &all)
	if len(all.Calendars) != 1 || fmt.Sprint(all.Calendars[0]) != fmt.Sprint(c) || len(c.Days) != 1 || c.Days[0].Note != "元旦" || fmt.Sprint(c.Hours["1"]) != "[[540 720] [720 1080]]" {
		t.Errorf("kept %+v, answered %+v", all, c)
	}
}

func TestRoutingCanBeTriedAndCompared(t *testing.T) {
	s := newRuled(t)
	s.report("compare-1", inA, pothole, "")
	s.report("compare-2", inB, pothole, "")
	rule := `{"title":{"zh":"A","en":""},"category":"06013","min_severity":0,"max_severity":3,"area":"A","weekdays":[],"from_minute":0,"to_minute":1440,"department":"water","also":[],"to_duty":false,"enabled":true}`
	try := func(body string) api.Assignment {
		t.Helper()
		var out struct{ Assignment api.Assignment }
		s.as("admin", "POST", "/api/v1/rules/routing/try", body).into(200, &out)
		return out.Assignment
	}
	if a := try(`{"category":"06013","cell":"A"}`); a.Department == nil || a.Department.Code == "water" || a.Rule == nil || a.Why.ZH == "" {
		t.Errorf("by the rules in force: %+v", a)
	}
	if a := try(`{"category":"06013",` + inA + `,"datum":"wgs84","rules":[` + rule + `]}`); a.Department == nil || a.Department.Code != "water" {
		t.Errorf("in A: %+v", a)
	}
	if a := try(`{"category":"06013","severity":"emergency",` + inB + `,"datum":"wgs84","rules":[` + rule + `]}`); a.Department == nil || a.Department.Code != "centre" || a.Rule != nil {
		t.Errorf("in B: %+v", a)
	}
	s.as("admin", "POST", "/api/v1/rules/routing/try", `{"category":"06013"}`).problem(400)
	s.setUp("insert into member (id, net_id, cell_code, name, role) overriding system value select 71, id, 'A', '李四', 'full_time' from net order by id limit 1",
		"insert into roster (member_id, weekday, from_minute, to_minute) values (71, 3, 540, 1080)",
		"insert into account (id, login, name, department, member_id) overriding system value values (71, 'lisi', '李四', 'water', 71)",
		"insert into account_role (account_id, role) values (71, 'handler')")
	duty := strings.Replace(rule, `"to_duty":false`, `"to_duty":true`, 1)
	for at, want := range map[string]string{"2026-11-25T02:00:00Z": "李四", "2026-11-25T12:00:00Z": "", "2026-11-26T02:00:00Z": ""} { // Wednesday at ten and at twenty, Thursday
		a := try(`{"category":"06013","cell":"A","at":"` + at + `","rules":[` + duty + `]}`)
		if got := a.Member; !a.ToDuty || (got == nil) != (want == "") || got != nil && (got.Name != want || got.ID != 71) {
			t.Errorf("at %s it goes to %+v, want %q", at, got, want)
		}
	}
	if a := try(`{"category":"06013","cell":"A","at":"2026-11-25T02:00:00Z","rules":[` + rule + `]}`); a.Member != nil {
		t.Errorf("by a rule that gives to nobody it goes to %+v", a.Member)
	}
	var unseen struct{ Assignment api.Assignment }
	s.as("of-A", "POST", "/api/v1/rules/routing/try", `{"category":"06013","cell":"A","at":"2026-11-25T02:00:00Z","rules":[`+duty+`]}`).into(200, &unseen)
	if unseen.Assignment.Member != nil {
		t.Errorf("who may not know members is told of %+v", unseen.Assignment.Member)
	}
	var compared struct {
		Cases       []api.Moved
		Moved, Same int
	}
	s.as("admin", "POST", "/api/v1/rules/routing/compare", `{"rules":[`+rule+`]}`).into(200, &compared)
	if compared.Moved != 2 || compared.Same != 0 || len(compared.Cases) != 2 || compared.Cases[0].Then != "centre" || compared.Cases[0].Category != pothole || compared.Cases[0].Area == "" || compared.Cases[0].OpenedAt.IsZero() || compared.Cases[1].Then != "water" {
		t.Errorf("everywhere: %+v", compared)
	}
	s.as("of-A", "POST", "/api/v1/rules/routing/compare", `{"rules":[`+rule+`]}`).into(200, &compared)
	if compared.Moved != 1 || compared.Cases[0].Then != "water" {
		t.Errorf("of A alone: %+v", compared)
	}
}
