package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/office"
)

// workers are people who sign in with their login as token.
type workers map[string]identity.Principal

func (c workers) Authenticate(_ context.Context, token string) (identity.Principal, error) {
	if p, ok := c[token]; ok {
		return p, nil
	}
	return identity.Principal{}, geo.Errorf(geo.Forbidden, "", "unknown")
}

func worker(id int64, department, area string, permissions ...identity.Permission) identity.Principal {
	return identity.Principal{
		AccountID: id, Login: fmt.Sprintf("account-%d", id), Name: fmt.Sprintf("某%d", id), Department: department,
		Grants: []identity.Grant{{Role: "test", Permissions: append(permissions, identity.CaseRead), Area: area}},
	}
}

func everybody() workers {
	return workers{
		"dispatcher": worker(1, "", "", identity.CaseVerify, identity.CaseDispatch, identity.ContactRead),
		"second":     worker(2, "", "", identity.CaseVerify, identity.CaseDispatch, identity.CaseApprove, identity.CaseArbitrate),
		"roads":      worker(3, "roads", "", identity.CaseHandle),
		"parks":      worker(4, "parks", "", identity.CaseHandle),
		"onlyB":      worker(5, "", "B", identity.CaseVerify, identity.CaseDispatch, identity.ContactRead),
		"nobody":     {AccountID: 6, Login: "nobody", Name: "无"},
	}
}

// newDesk is a service with an office, its clerk, and people.
func newDesk(t *testing.T) *service {
	t.Helper()
	var clerk *office.Clerk
	s := newService(t, func(cfg *api.Config) {
		st := cfg.Reports.(interface {
			office.Actions
			office.Lists
			office.Public
			office.People
			office.Rulebook
			office.Waiting
		})
		o, err := office.New(office.Config{Actions: st, Lists: st, Public: st, People: st, Rulebook: st, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		if clerk, err = office.NewClerk(office.ClerkConfig{Office: o, Waiting: st, Now: time.Now, Log: slog.New(slog.DiscardHandler)}); err != nil {
			t.Fatal(err)
		}
		cfg.People, cfg.Desk, cfg.Acts, cfg.Stories = everybody(), o, o, o
		cfg.WorkFeed = cfg.Picture.(api.WorkFeed)
		cfg.Certificates = issuer(t)
	})
	s.setUp("delete from routing_rule", "delete from account_role", "delete from account", "delete from department",
		`insert into department (code, title_zh, title_en, kind, always_on) values
			('roads', '城市管理岗', 'Roads', 'post', false), ('parks', '园林岗', 'Parks', 'post', false), ('centre', '指挥中心', 'Centre', 'centre', true)`,
		`insert into account (id, login, name, department) overriding system value values
			(1, 'account-1', '某1', null), (2, 'account-2', '某2', null), (3, 'account-3', '某3', 'roads'), (4, 'account-4', '某4', 'parks')`,
		"insert into routing_rule (position, title, department) values (1, 'all', 'roads')")
	ctx, cancel := context.WithCancel(context.Background())
	var working sync.WaitGroup
	working.Go(func() { clerk.Run(ctx) })
	t.Cleanup(func() { cancel(); working.Wait() })
	return s
}

// setUp changes what the site has decided.
func (s *service) setUp(statements ...string) {
	s.t.Helper()
	conn := s.connect()
	defer conn.Close(context.Background())
	for _, sql := range statements {
		if _, err := conn.Exec(s.t.Context(), sql); err != nil {
			s.t.Fatalf("%s: %v", sql, err)
		}
	}
}

// as asks in somebody's name.
func (s *service) as(who, method, path, body string) answer {
	s.t.Helper()
	return s.ask(method, path, body, "Authorization", "Bearer "+who, "Idempotency-Key", uuid.NewString())
}

func (s *service) caseAs(who, id string) api.Case {
	s.t.Helper()
	var c api.Case
	s.as(who, http.MethodGet, "/api/v1/cases/"+id, "").into(http.StatusOK, &c)
	return c
}

// do acts on a case as it is now.
func (s *service) do(who, id, action, more string) answer {
	s.t.Helper()
	version := s.caseAs(who, id).Version
	return s.as(who, http.MethodPost, "/api/v1/cases/"+id+"/actions", fmt.Sprintf(`{"action":%q,"version":%d%s}`, action, version, more))
}

func (s *service) must(who, id, action, more string) api.Case {
	s.t.Helper()
	var c api.Case
	s.do(who, id, action, more).into(http.StatusOK, &c)
	return c
}

func TestEachReporterContestsAClosingOnceAndWhoReportedADuplicateToo(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, "")
	stranger := s.report("key-00002", inA, pothole, `,"same_as":"`+r.CaseID+`"`)
	double := s.report("key-00003", inA, pothole, "")
	if stranger.CaseID != r.CaseID || double.CaseID == r.CaseID {
		t.Fatalf("the cases are %s, %s and %s", r.CaseID, stranger.CaseID, double.CaseID)
	}
	s.must("dispatcher", double.CaseID, "duplicate", `,"duplicate_of":"`+r.CaseID+`"`)
	for _, action := range []string{"file", "dispatch"} {
		s.must("dispatcher", r.CaseID, action, "")
	}
	for _, action := range []string{"accept", "resolve"} {
		s.must("roads", r.CaseID, action, "")
	}
	s.must("dispatcher", r.CaseID, "close", "")
	contest := func(number string) answer {
		return s.ask(http.MethodPost, "/api/v1/reports/"+number+"/contest", `{"words":"坑还在"}`)
	}
	for _, number := range []string{stranger.Tracking, r.Tracking, double.Tracking} {
		var p api.Progress
		s.get("/api/v1/reports/"+number).into(http.StatusOK, &p)
		if !p.CanContest {
			t.Errorf("%s can't contest: %+v", number, p)
		}
		contest(number).into(http.StatusOK, &p)
		if p.CanContest {
			t.Errorf("%s can contest what is contested", number)
		}
		s.must("second", r.CaseID, "uphold", `,"note":"去看过，已补好"`)
		contest(number).problem(http.StatusConflict)
		s.get("/api/v1/reports/"+number).into(http.StatusOK, &p)
		if p.CanContest {
			t.Errorf("%s can contest the same closing twice", number)
		}
	}
}

func TestADispatcherIsToldWhereTheRulesWouldSendACase(t *testing.T) {
	s := newDesk(t)
	s.setUp(`update routing_rule set also = '{parks}'`)
	r := s.report("key-00001", inA, pothole, "")
	route := "/api/v1/cases/" + r.CaseID + "/route"
	s.as("dispatcher", http.MethodGet, route, "").problem(http.StatusConflict) // it is not filed
	before := s.must("dispatcher", r.CaseID, "file", "")
	var told struct{ Assignment api.Assignment }
	s.as("dispatcher", http.MethodGet, route, "").into(http.StatusOK, &told)
	if to := told.Assignment; to.Department == nil || to.Department.Code != "roads" || len(to.Also) != 1 || to.Also[0].Code != "parks" || to.Rule == nil {
		t.Fatalf("the rules would send it to %+v", to)
	}
	if now := s.caseAs("dispatcher", r.CaseID); now.Version != before.Version || now.State != "filed" {
		t.Errorf("asking changed it: version %d, %s", now.Version, now.State)
	}
	after := s.must("dispatcher", r.CaseID, "dispatch", "")
	if also := after.Events[len(after.Events)-1].Detail["also"]; after.Department.Code != "roads" || fmt.Sprint(also) != "[parks]" {
		t.Errorf("it was sent to %+v, and %v were told", after.Department, also)
	}
	s.as("dispatcher", http.MethodGet, route, "").problem(http.StatusConflict)
}

func TestAMatterIsWorkedFromPinToClosedAndContested(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, `,"reporter":{"name":"张三","phone":"13800000000"}`)
	c := s.caseAs("dispatcher", r.CaseID)
	if c.Number != casework.Masked(r.Tracking) || c.Version != 1 || len(c.Offers) == 0 || c.Offers[0].Action != "file" || len(c.Told) != 1 || !c.Told[0].HasContact {
		t.Fatalf("the new case is %+v", c)
	}
	var p api.Progress
	s.get("/api/v1/reports/"+r.Tracking).into(http.StatusOK, &p)
	if p.LookBy == nil || !p.LookBy.After(p.ReceivedAt) || p.LookBy.After(p.ReceivedAt.AddDate(0, 0, 15)) { // a long holiday at most
		t.Errorf("what arrived at %v is looked at by %v", p.ReceivedAt, p.LookBy)
	}
	s.must("dispatcher", r.CaseID, "file", "")
	c = s.must("dispatcher", r.CaseID, "dispatch", "")
	if c.Department == nil || c.Department.Code != "roads" || c.State != "dispatched" {
		t.Fatalf("it was routed to %+v, state %s", c.Department, c.State)
	}
	s.must("roads", r.CaseID, "accept", "")
	s.must("roads", r.CaseID, "make_safe", `,"public_note":"已围挡"`)
	s.must("roads", r.CaseID, "resolve", `,"public_note":"已修补"`)
	if a := s.do("roads", r.CaseID, "close", ""); a.status != http.StatusForbidden {
		t.Errorf("who resolved it closes it: %d %s", a.status, a.body)
	}
	s.must("dispatcher", r.CaseID, "close", "")
	s.get("/api/v1/reports/"+r.Tracking).into(http.StatusOK, &p)
	if p.LookBy != nil || !p.CanContest || p.State != "closed" || len(p.Steps) != 7 || p.Steps[4].Action != "make_safe" || p.Steps[5].PublicNote != "已修补" || p.Steps[5].Post == nil {
		t.Fatalf("the reporter sees %+v", p)
	}
	s.ask(http.MethodPost, "/api/v1/reports/"+r.Tracking+"/contest", `{"words":"坑还在"}`).into(http.StatusOK, &p)
	if last := p.Steps[len(p.Steps)-1]; p.State != "contested" || p.CanContest || p.Post != nil || p.ExpectedAt != nil || last.State != "contested" || last.Post != nil {
		t.Errorf("after contesting the reporter sees %+v", p)
	}
	if open := s.count("select count(*) from case_file where closed_at is null and id = $1", r.CaseID); open != 1 {
		t.Error("a contested case counts as settled")
	}
	if raw := string(s.get("/api/v1/reports/" + r.Tracking).body); strings.Contains(raw, "某") || strings.Contains(raw, "坑还在") {
		t.Errorf("the public answer tells of people or their words: %s", raw)
	}
}

func TestAForeignScopeFindsNothing(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, "")
	s.setUp("update case_file set area = 'A'")
	for _, path := range []string{"", "/near", "/contacts?why=call"} {
		if a := s.as("onlyB", http.MethodGet, "/api/v1/cases/"+r.CaseID+path, ""); a.status != http.StatusNotFound {
			t.Errorf("GET %s in a foreign area answers %d: %s", path, a.status, a.body)
		}
		if a := s.get("/api/v1/cases/" + r.CaseID + path); a.status != http.StatusUnauthorized {
			t.Errorf("GET %s without signing in answers %d", path, a.status)
		}
		if a := s.as("nobody", http.MethodGet, "/api/v1/cases/"+r.CaseID+path, ""); a.status != http.StatusForbidden {
			t.Errorf("GET %s without the permission answers %d", path, a.status)
		}
	}
	a := s.as("onlyB", http.MethodPost, "/api/v1/cases/"+r.CaseID+"/actions", `{"action":"file","version":1}`)
	a.problem(http.StatusNotFound)
	for who, want := range map[string]int{"dispatcher": 1, "onlyB": 0, "roads": 0} {
		var list struct{ Total int }
		s.as(who, http.MethodGet, "/api/v1/work/cases", "").into(http.StatusOK, &list)
		if list.Total != want {
			t.Errorf("%s sees %d cases, want %d", who, list.Total, want)
		}
	}
}

// A department's handlers see the cases that are or were with it, and no others.
func TestHandlersSeeWhatIsOrWasTheirs(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, "")
	see := func(who string, want int) {
		t.Helper()
		if a := s.as(who, http.MethodGet, "/api/v1/cases/"+r.CaseID, ""); a.status != want {
			t.Errorf("%s gets %d, want %d", who, a.status, want)
		}
	}
	see("roads", 404)
	s.must("dispatcher", r.CaseID, "file", "")
	s.must("dispatcher", r.CaseID, "dispatch", "")
	see("roads", 200)
	see("parks", 404)
	s.must("roads", r.CaseID, "return", `,"reason":"not_our_duty"`)
	see("roads", 200)
	c := s.must("dispatcher", r.CaseID, "dispatch", `,"department":"parks"`)
	if c.Hops != 1 {
		t.Errorf("it went %d hops, want 1", c.Hops)
	}
	see("parks", 200)
	if a := s.do("roads", r.CaseID, "accept", ""); a.status != http.StatusForbidden {
		t.Errorf("who had it before accepts it: %d", a.status)
	}
}

func TestAnEmergencyIsDispatchedWithinASecondAndTheCentreIsTold(t *testing.T) {
	s := newDesk(t)
	s.setUp("update category set severity = 3 where code = '90001'")
	r := s.report("key-00001", inA, pothole, "")
	s.setUp("update case_file set severity = 3, updated_at = now()", "insert into change (district, kind, key) select district, 'case', id::text from case_file")
	s.eventually("it is dispatched", func() bool { return s.caseAs("dispatcher", r.CaseID).State == "dispatched" })
	c := s.caseAs("dispatcher", r.CaseID)
	last := c.Events[len(c.Events)-1]
	if c.Version != 3 || last.Who.Kind != "system" || c.Department.Code != "roads" || fmt.Sprint(last.Detail["also"]) != "[centre]" {
		t.Errorf("version %d, by %+v to %+v, told %v", c.Version, last.Who, c.Department, last.Detail)
	}
	if n := s.count("select count(*) from case_department where department in ('roads', 'centre')"); n != 2 {
		t.Errorf("%d departments see it, want 2", n)
	}
}

func TestOfTwoWhoActAtOnceOneIsTold(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, "")
	statuses := make([]int, 8)
	var all sync.WaitGroup
	for i := range statuses {
		all.Go(func() {
			statuses[i] = s.as("dispatcher", http.MethodPost, "/api/v1/cases/"+r.CaseID+"/actions", `{"action":"file","version":1}`).status
		})
	}
	all.Wait()
	slices.Sort(statuses)
	if statuses[0] != 200 || statuses[1] != 409 || statuses[7] != 409 {
		t.Errorf("the answers are %v, want one 200 and seven 409", statuses)
	}
	if c := s.caseAs("dispatcher", r.CaseID); c.Version != 2 || len(c.Events) != 2 {
		t.Errorf("version %d with %d events", c.Version, len(c.Events))
	}
}

func TestAResentActionIsCarriedOutOnce(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, "")
	send := func(body string) answer {
		return s.ask(http.MethodPost, "/api/v1/cases/"+r.CaseID+"/actions", body, "Authorization", "Bearer dispatcher", "Idempotency-Key", "act-00001")
	}
	var first, again api.Case
	send(`{"action":"file","version":1}`).into(http.StatusOK, &first)
	send(`{"action":"file","version":1}`).into(http.StatusOK, &again)
	if first.Version != 2 || again.Version != 2 || len(again.Events) != 2 {
		t.Errorf("versions %d and %d, %d events", first.Version, again.Version, len(again.Events))
	}
	send(`{"action":"verify","version":2}`).problem(http.StatusConflict)
}

func TestMeTooJoinsTheOpenCase(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, "")
	var near struct{ Cases []api.PublicNear }
	s.get("/api/v1/cases/near?lon=106.5512400&lat=29.5712400&datum=wgs84&category="+pothole).into(http.StatusOK, &near)
	if len(near.Cases) != 1 || near.Cases[0].ID != r.CaseID {
		t.Fatalf("near are %+v", near.Cases)
	}
	too := s.report("key-00002", inA, pothole, `,"same_as":"`+r.CaseID+`"`)
	resent := s.report("key-00002", inA, pothole, `,"same_as":"`+r.CaseID+`"`)
	if too.CaseID != r.CaseID || too.Tracking == r.Tracking || resent.ID != too.ID {
		t.Errorf("joined %+v, resent %+v", too, resent)
	}
	c := s.caseAs("dispatcher", r.CaseID)
	if c.Version != 2 || len(c.Told) != 2 || !c.Told[1].Joined || c.Events[1].Action != "join" || c.Number != casework.Masked(r.Tracking) {
		t.Errorf("the case is %+v", c)
	}
	if n := s.count("select count(*) from case_file"); n != 1 {
		t.Errorf("there are %d cases", n)
	}
	q := s.report("key-00003", inA, quarrel, "")
	for why, place := range map[string]string{r.CaseID: inB, q.CaseID: inA, uuid.NewString(): inA} {
		if p := s.post("key-"+uuid.NewString(), place, pothole, `,"same_as":"`+why+`"`).problem(http.StatusBadRequest); p.Field != "same_as" {
			t.Errorf("the field is %q", p.Field)
		}
	}
	s.must("dispatcher", r.CaseID, "reject", `,"reason":"not_found"`)
	s.post("key-00005", inA, pothole, `,"same_as":"`+r.CaseID+`"`).problem(http.StatusBadRequest)
}

func TestADuplicateTellsHowTheOtherCaseGoesOn(t *testing.T) {
	s := newDesk(t)
	first, again := s.report("key-00001", inA, pothole, ""), s.report("key-00002", inA, pothole, "")
	s.must("dispatcher", first.CaseID, "file", "")
	s.must("dispatcher", first.CaseID, "dispatch", "")
	s.must("dispatcher", again.CaseID, "duplicate", fmt.Sprintf(`,"duplicate_of":%q`, first.CaseID))
	s.must("roads", first.CaseID, "accept", "")
	s.must("roads", first.CaseID, "resolve", `,"public_note":"已修补","note":"用了两袋料"`)
	var p api.Progress
	a := s.get("/api/v1/reports/" + again.Tracking)
	a.into(http.StatusOK, &p)
	if p.State != "duplicate" || p.Head == nil || p.Head.State != "resolved" || p.Head.Post == nil || len(p.Head.Steps) != 5 || p.Head.Steps[4].PublicNote != "已修补" {
		t.Fatalf("the reporter of the duplicate sees %s", a.body)
	}
	if strings.Contains(string(a.body), "两袋料") || strings.Contains(string(a.body), first.Tracking) || strings.Contains(string(a.body), first.CaseID) {
		t.Errorf("it tells what is not theirs: %s", a.body)
	}
	s.get("/api/v1/reports/"+first.Tracking).into(http.StatusOK, &p)
	if p.Head != nil || p.Steps[4].PublicNote != "已修补" {
		t.Errorf("the reporter of the other case sees %+v", p)
	}
}

func TestADuplicateOfASensitiveMatterTellsNoWordsMeantForAnother(t *testing.T) {
	s := newDesk(t)
	first, again := s.report("key-00001", inA, quarrel, ""), s.report("key-00002", inA, quarrel, "")
	for _, action := range []string{"file", "dispatch"} {
		s.must("dispatcher", first.CaseID, action, `,"public_note":"张家和李家先谈谈"`)
	}
	s.must("dispatcher", again.CaseID, "duplicate", fmt.Sprintf(`,"duplicate_of":%q`, first.CaseID))
	var p api.Progress
	a := s.get("/api/v1/reports/" + again.Tracking)
	a.into(http.StatusOK, &p)
	if p.Head == nil || p.Head.State != "dispatched" || len(p.Head.Steps) != 3 || strings.Contains(string(a.body), "张家") {
		t.Errorf("the reporter of the duplicate sees %s", a.body)
	}
}

func TestALookAtAContactIsOnRecordFirst(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, `,"reporter":{"name":"张三","phone":"13800000000","email":"a@example.org"}`)
	path := "/api/v1/cases/" + r.CaseID + "/contacts"
	s.as("dispatcher", http.MethodGet, path, "").problem(http.StatusBadRequest)
	s.as("second", http.MethodGet, path+"?why=call", "").problem(http.StatusForbidden)
	if n := s.count("select count(*) from audit"); n != 0 {
		t.Errorf("%d looks are on record before anybody saw anything", n)
	}
	var found struct{ Contacts []api.CaseContact }
	s.as("dispatcher", http.MethodGet, path+"?why=call", "").into(http.StatusOK, &found)
	if len(found.Contacts) != 1 || found.Contacts[0] != (api.CaseContact{ReportID: r.ID, Name: "张三", Phone: "13800000000", Email: "a@example.org"}) {
		t.Errorf("the contacts are %+v", found.Contacts)
	}
	if n := s.count("select count(*) from audit where action = 'contact.read' and object = $1 and account = 1", "case/"+r.CaseID); n != 1 {
		t.Errorf("%d looks are on record, want 1", n)
	}
}

func TestTheStreamOfWorkTellsOnlyWhatIsInScope(t *testing.T) {
	s := newDesk(t)
	wide, narrow := s.listenWork("dispatcher"), s.listenWork("onlyB")
	a := s.report("key-00001", inA, quarrel, "") // sensitive: people at work hear of it too
	b := s.report("key-00002", inB, pothole, "")
	for _, want := range []string{a.CaseID, b.CaseID} {
		if e := wide.nextNamed("case"); !strings.Contains(e.data, want) {
			t.Errorf("the dispatcher hears %s, want %s", e.data, want)
		}
	}
	if e := narrow.nextNamed("case"); !strings.Contains(e.data, b.CaseID) || strings.Contains(e.data, a.CaseID) {
		t.Errorf("who sees B alone hears %s", e.data)
	}
}

func (s *service) listenWork(who string) *stream {
	s.t.Helper()
	return s.listenAt("/api/v1/work/changes", "Authorization", "Bearer "+who)
}

// nextNamed returns the next event of a name.
func (st *stream) nextNamed(name string) event {
	st.t.Helper()
	for {
		if e := st.next(); e.name == name {
			return e
		}
	}
}

func TestTheListIsPagedWithoutGapOrTwin(t *testing.T) {
	s := newDesk(t)
	want := map[string]bool{}
	for i := range 7 {
		want[s.report(fmt.Sprintf("key-0000%d", i), inA, pothole, "").CaseID] = true
	}
	s.setUp("update case_file set resolve_due = now() - interval '1 hour' where id = (select id from case_file order by id desc limit 1)")
	seen := map[string]bool{}
	after := ""
	for page := 0; ; page++ {
		var list struct {
			Cases []api.CaseRow
			Total int
			Next  *string
		}
		s.as("dispatcher", http.MethodGet, "/api/v1/work/cases?limit=3&after="+after, "").into(http.StatusOK, &list)
		if page == 0 && !list.Cases[0].Overdue || list.Total != 7 {
			t.Errorf("the first is not the late one, or %d are not 7", list.Total)
		}
		for _, c := range list.Cases {
			if seen[c.ID] || !want[c.ID] {
				t.Errorf("%s came twice, or is not ours", c.ID)
			}
			seen[c.ID] = true
		}
		if list.Next == nil {
			break
		}
		after = *list.Next
	}
	if len(seen) != 7 {
		t.Errorf("%d of 7 were listed", len(seen))
	}
	var queues struct{ Queues []api.QueueCount }
	s.as("dispatcher", http.MethodGet, "/api/v1/work/queues", "").into(http.StatusOK, &queues)
	raw, _ := json.Marshal(queues.Queues)
	for _, part := range []string{`{"queue":"overdue","count":1}`, `{"queue":"new","count":7}`, `{"queue":"all","count":7}`, `{"queue":"mine","count":0}`} {
		if !strings.Contains(string(raw), part) {
			t.Errorf("the queues are %s, want %s", raw, part)
		}
	}
	for query, want := range map[string]int{"category=" + pothole + "&cell=A": 7, "category=90": 0, "cell=B": 0, "q=no+such+words": 0} {
		s.as("dispatcher", http.MethodGet, "/api/v1/work/queues?"+query, "").into(http.StatusOK, &queues)
		if all := queues.Queues[slices.IndexFunc(queues.Queues, func(q api.QueueCount) bool { return q.Queue == "all" })]; all.Count != want {
			t.Errorf("with %s the queue of all has %d, want %d", query, all.Count, want)
		}
	}
}
