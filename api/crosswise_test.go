package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/internal/blob"
	"github.com/wangge-map/wangge/internal/gridcode"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/office"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/photo"
	"github.com/wangge-map/wangge/internal/store"
)

// access says who may do an operation, and what they are answered. Every operation of the OpenAPI document has one.
type access struct {
	open    bool                  // to everybody, signed in or not
	session bool                  // to whoever is signed in with a browser
	may     []identity.Permission // to whoever holds one of these
	path    string                // what follows the path of the document: a query
	body    string
	content string              // type of body; JSON when empty
	key     bool                // needs an Idempotency-Key
	ok      []int               // what those are answered who may: any of these
	foreign int                 // what those are answered who may, but for another area only; 0: the same, lists are merely shorter
	ofCase  bool                // handlers have no share in it: the case is not with their department
	door    identity.Permission // without which nobody comes as far as the object, whatever else they may
	whole   bool                // it holds for the whole site: who may for a part of it may not
	before  string              // SQL that makes things as they were, before each question
}

func open(path string, ok ...int) access { return access{open: true, path: path, ok: ok} }

// rules is the one table. In paths {account}, {member}, {case}, {task}, {tracking}, {photo}, {code}, {hook} and {uuid} stand for things in
// area A; a body that is a name in braces stands for what newCrosswise keeps under that name.
func rules() map[string]access {
	admins := []identity.Permission{identity.AccountManage, identity.GrantManage}
	of := func(p ...identity.Permission) []identity.Permission { return p }
	const post = `"datum":"wgs84","category":"06013"}`
	return map[string]access{
		// Public.
		"locate": open("?lon=106.551&lat=29.571&datum=wgs84", 200), "categories": open("", 200), "nets": open("", 200), "site": open("", 200), "layers": open("", 200),
		"layer": open("", 200), "values": open("?figure=cases", 200), "case-counts": open("", 200), "tilejson": open("", 200), "tile": open("", 200, 204), "cell": open("", 200),
		"changes": open("", 200), "healthz": open("", 200), "readyz": open("", 200), "find-report": open("", 200), "code": open("", 200), "consent": open("", 200),
		"certificate-keys": open("", 200, 503), "certificate-of-report": open("", 200, 404, 503), "photo": open("", 404), "forget-contact": open("", 204),
		"locate-many":        {open: true, body: `{"datum":"wgs84","points":[{"lon":106.551,"lat":29.571}]}`, ok: []int{200}},
		"report":             {open: true, body: `{` + inA + `,` + post, key: true, ok: []int{201}},
		"join":               {open: true, body: `{"name":"志愿者","phone":"13800000000","consent_version":"2026-11-25","language":"zh"}`, ok: []int{201, 429}},
		"certify":            {open: true, body: `{` + inA + `,"datum":"wgs84"}`, ok: []int{200, 201, 503}},
		"verify-certificate": {open: true, body: `{"token":"x"}`, ok: []int{200, 503}},
		"add-report-photo":   {open: true, content: "image/jpeg", body: "no picture", ok: []int{400}},

		// Signing in.
		"sign-in": {open: true, body: `{"login":"nobody","password":"x"}`, ok: []int{401, 429}}, "session": open("", 200), "sign-out": open("", 204),
		"sign-on": open("", 404), "sign-on-callback": open("", 404),
		"change-password": {session: true, body: `{"old":"x","new":"` + aPassword + `"}`, ok: []int{400, 429}},
		"begin-totp":      {session: true, ok: []int{200}},
		"confirm-totp":    {session: true, body: `{"code":"000000"}`, ok: []int{400, 409}},
		"remove-totp":     {session: true, body: `{"code":"000000"}`, ok: []int{204, 400, 429}},
		"sessions":        {session: true, ok: []int{200}}, "end-session": {session: true, ok: []int{404}},
		"tokens": {session: true, ok: []int{200}}, "create-token": {session: true, body: `{"title":"t","permissions":["nothing"]}`, ok: []int{400}}, "revoke-token": {session: true, ok: []int{404}},
		"accounts": {may: admins, ok: []int{200}}, "roles": {may: admins, ok: []int{200}},
		"create-account":       {may: of(identity.AccountManage), body: `{"login":"x","name":"one letter is too short"}`, ok: []int{400}},
		"change-account":       {may: of(identity.AccountManage), body: `{"name":"测试"}`, ok: []int{200}, foreign: 404},
		"set-roles":            {may: of(identity.GrantManage), body: `{"roles":[{"role":"volunteer","area":"A"}]}`, ok: []int{200}, foreign: 404},
		"unlock-account":       {may: of(identity.GrantManage), ok: []int{204}, foreign: 404},
		"end-account-sessions": {may: of(identity.GrantManage), ok: []int{204}, foreign: 404},
		"audit":                {may: of(identity.AuditRead), whole: true, ok: []int{200}}, "verify-audit": {may: of(identity.AuditRead), whole: true, ok: []int{200}},

		// Cases.
		"add-case-photo": {may: of(identity.CaseHandle, identity.CaseVerify), path: "?kind=before", content: "image/jpeg", body: thePicture, ok: []int{200, 201, 409}, foreign: 404, ofCase: true},
		"queues":         {may: of(identity.CaseRead), ok: []int{200}}, "work-cases": {may: of(identity.CaseRead), ok: []int{200}}, "work-changes": {may: of(identity.CaseRead), ok: []int{200}},
		"near-public": open("?lon=106.551&lat=29.571&datum=wgs84&category=06013", 200),
		"contest":     {open: true, body: `{"words":"坑还在"}`, ok: []int{409}}, // it is worked on
		"case":        {may: of(identity.CaseRead), ok: []int{200}, foreign: 404, ofCase: true}, "near-case": {may: of(identity.CaseRead), ok: []int{200}, foreign: 404, ofCase: true},
		"work-cells": {may: of(identity.CaseRead), ok: []int{200}},
		"assignable": {
			door: identity.CaseRead, may: of(identity.CaseDispatch), before: "update case_file set state = 'dispatched', department = 'roads'", ok: []int{200}, foreign: 404, ofCase: true,
		},
		"route-case": {door: identity.CaseRead, may: of(identity.CaseDispatch), before: "update case_file set state = 'filed', department = ''", ok: []int{200}, foreign: 404, ofCase: true},
		"contacts":   {may: of(identity.ContactRead), path: "?why=test", ok: []int{200}, foreign: 404},
		"act": {
			door: identity.CaseRead, may: of(identity.CaseVerify, identity.CaseDispatch, identity.CaseApprove, identity.CaseArbitrate),
			body: `{"action":"note","version":1,"note":"看过了"}`, before: "update case_file set version = 1", key: true, ok: []int{200}, foreign: 404, ofCase: true,
		},
		"add-task": {door: identity.CaseRead, may: of(identity.CaseDispatch), body: `{"department":"roads","title":"补坑"}`, key: true, ok: []int{200}, foreign: 404, ofCase: true},
		"end-task": {
			door: identity.CaseRead, may: of(identity.CaseDispatch), body: `{"state":"done"}`, before: "update case_task set state = 'open', ended_at = null, ended_by = null",
			key: true, ok: []int{200}, foreign: 404, ofCase: true,
		},
		"clear-photo": {may: of(identity.PhotoClear), body: `{"cleared":false}`, ok: []int{200, 409}, foreign: 404},

		// Members and codes.
		"members": {may: of(identity.MemberRead), ok: []int{200}}, "members-on-duty": {may: of(identity.MemberRead), path: "?cell=A", ok: []int{200}, foreign: 404},
		"add-member":     {may: of(identity.MemberManage), body: `{"cell":"A","name":"测试","role":"volunteer"}`, ok: []int{200, 201}, foreign: 404},
		"change-member":  {may: of(identity.MemberManage), body: `{"name":"测试"}`, ok: []int{200}, foreign: 404},
		"member-contact": {may: of(identity.MemberManage), path: "?why=test", ok: []int{200}, foreign: 404},
		"roster":         {may: of(identity.MemberRead), ok: []int{200}, foreign: 404}, "save-roster": {may: of(identity.MemberManage), body: `{"spans":[]}`, ok: []int{200}, foreign: 404},
		"codes": {may: of(identity.CodeManage), ok: []int{200}}, "add-code": {may: of(identity.CodeManage), body: `{"kind":"cell","cell":"A","label":"门口"}`, ok: []int{200, 201}, foreign: 404},
		"withdraw-code": {may: of(identity.CodeManage), ok: []int{200}, foreign: 404},

		// Rules and figures.
		"departments": {session: true, ok: []int{200}}, "set-departments": {may: of(identity.RuleManage), whole: true, body: "{departments}", ok: []int{200}},
		"routing": {may: of(identity.RuleManage), ok: []int{200}}, "set-routing": {may: of(identity.RuleManage), whole: true, body: "{routing}", ok: []int{200}},
		"try-routing":     {may: of(identity.RuleManage), body: `{"category":"06013","cell":"A"}`, ok: []int{200}},
		"compare-routing": {may: of(identity.RuleManage), body: "{routing}", ok: []int{200}},
		"add-category":    {may: of(identity.RuleManage), whole: true, body: `{"code":"12345"}`, ok: []int{400}},
		"change-category": {may: of(identity.RuleManage), whole: true, body: `{"position":1}`, ok: []int{200}},
		"set-layer":       {may: of(identity.RuleManage), whole: true, body: `{"title":{"zh":"道路","en":"Roads"},"categories":["06013"]}`, ok: []int{200}},
		"calendars":       {may: of(identity.RuleManage), ok: []int{200}},
		"set-calendar":    {may: of(identity.RuleManage), whole: true, body: `{"title":{"zh":"日历","en":"Calendar"},"hours":{"1":[[540,1080]]},"days":[]}`, ok: []int{200}},
		"areas":           {session: true, ok: []int{200}},
		"indicators":      {may: of(identity.FiguresRead), path: "?area=A", ok: []int{200}, foreign: 404},
		"indicators-xlsx": {may: of(identity.FiguresRead), path: "?area=A", ok: []int{200}, foreign: 404},

		// Notices and hooks.
		"notices": {session: true, ok: []int{200}}, "see-notices": {session: true, body: `{"upto":1}`, ok: []int{200}},
		"hooks": {may: of(identity.AccountManage), ok: []int{200}}, "add-hook": {may: of(identity.AccountManage), body: aHook, ok: []int{201}, foreign: 404},
		"change-hook":   {may: of(identity.AccountManage), body: `{"title":"新的"}`, ok: []int{200}, foreign: 404},
		"delete-hook":   {may: of(identity.AccountManage), before: keepHook, ok: []int{200}, foreign: 404},
		"hook-attempts": {may: of(identity.AccountManage), before: keepHook, ok: []int{200}, foreign: 404},
	}
}

// thePicture stands for a picture that each request sends.
const thePicture = "{picture}"

// A hook of area A, and what brings the one of the fixtures back when it was deleted.
const (
	aHook    = `{"kind":"webhook","title":"12345","url":"https://hotline.example.org/in","area":"A"}`
	hookID   = "4711"
	keepHook = "insert into hook (id, kind, title, url, area) overriding system value values (" + hookID + ", 'wecom', '群', 'https://example.org', 'A') on conflict do nothing"
)

// visitor is somebody who asks: nobody, or who holds one role for one area.
type visitor struct {
	name   string
	role   *identity.Role
	own    bool          // it covers area A
	whole  bool          // it covers the whole site
	cookie func() string // a new session each time: some operations end it
}

// holds reports whether v's role has any of permissions.
func (v visitor) holds(permissions ...identity.Permission) bool {
	return slices.ContainsFunc(permissions, func(p identity.Permission) bool { return slices.Contains(v.role.Permissions, p) })
}

// expected is what a visitor may be answered, by the rule alone.
func (r access) expected(v visitor) []int {
	switch {
	case r.open:
		return r.ok
	case v.role == nil:
		return []int{http.StatusUnauthorized}
	case r.session:
		return r.ok
	case r.door != "" && !v.holds(r.door), r.door == "" && !v.holds(r.may...), r.whole && !v.whole:
		return []int{http.StatusForbidden}
	case r.foreign != 0 && (!v.own || r.ofCase && v.role.Code == "handler"):
		return []int{r.foreign}
	case !v.holds(r.may...):
		return []int{http.StatusForbidden}
	}
	return r.ok
}

// Every operation of the document × every role that there is × its own area, another, and everywhere.
func TestEveryOperationAnswersEveryRoleAsTheTableSays(t *testing.T) {
	s, fixtures := newCrosswise(t)
	visitors := s.visitors()
	table := rules()
	asked := 0
	for _, op := range operations(t) {
		r, known := table[op.id]
		if !known {
			t.Errorf("%s %s (%s) is missing from the table: say who may do it", op.method, op.path, op.id)
			continue
		}
		delete(table, op.id)
		for _, v := range visitors {
			asked++
			status := s.visit(op, r, v, fixtures)
			if want := r.expected(v); !slices.Contains(want, status) {
				t.Errorf("%s answers %s with %d, want one of %v", op.id, v.name, status, want)
			}
		}
	}
	for id := range table {
		t.Errorf("%s is in the table and not in the document", id)
	}
	if asked < 1000 {
		t.Errorf("only %d questions were asked", asked)
	}
}

// newCrosswise is a service that has something of everything in area A, and what each placeholder stands for.
func newCrosswise(t *testing.T) (*service, map[string]string) {
	t.Helper()
	blobs, err := blob.OpenFolder("--blobs", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gridcode.NewSigner(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	s := newService(t, func(cfg *api.Config) {
		db := cfg.Reports.(*store.Store)
		desk, err := office.New(office.Config{Actions: db, Lists: db, Public: db, People: db, Rulebook: db, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		cfg.Desk, cfg.Acts, cfg.Stories, cfg.WorkFeed = desk, desk, desk, cfg.Picture.(api.WorkFeed)
		cfg.Rules, cfg.Areas = api.Rules{Read: db, Edit: db}, db
		cfg.Figures = api.Figures{Cases: db, Workbook: func(w io.Writer, _ api.Sheet) error { _, err := io.WriteString(w, "workbook"); return err }}
		cfg.Notices, cfg.Hooks, cfg.HookRules = db, db, api.HookRules{Box: pgtest.Box(t)}
		cfg.Photos = photo.NewAlbum(photo.Config{Records: db, Blobs: blobs, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
		cfg.Serving = api.Serving{Members: db, Rosters: db, Joins: db, Codes: db, Signer: signer}
	})
	receipt := s.report("key-crosswise", inA, pothole, `,"reporter":{"phone":"13800000000"}`)
	account, _, err := s.people.CreateAccount(t.Context(), identity.ByCommand("test"), identity.NewAccount{Login: "target", Name: "测试", NoPassword: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.people.SetRoles(t.Context(), identity.ByCommand("test"), account.ID, []identity.RoleGrant{{Role: "volunteer", Area: "A"}}); err != nil {
		t.Fatal(err)
	}
	photoID := uuid.NewString()
	if got := s.put("/api/v1/reports/"+receipt.Tracking+"/photos/"+photoID, picture(t)); got.status != http.StatusCreated {
		t.Fatalf("the photo answers %d: %s", got.status, got.body)
	}
	conn := s.connect()
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "update photo set state = 'ready', width = 640, height = 480"); err != nil { // as its job will
		t.Fatal(err)
	}
	manager := s.holder("manager", identity.RoleGrant{Role: "grid_admin", Area: "A"})()
	var member struct{ ID int64 }
	s.ask(http.MethodPost, "/api/v1/members", `{"cell":"A","name":"测试","role":"volunteer","phone":"13800000000"}`, "Cookie", manager).must(&member)
	var code struct{ Code string }
	s.ask(http.MethodPost, "/api/v1/codes", `{"kind":"cell","cell":"A","label":"门口"}`, "Cookie", manager).must(&code)
	dispatcher, ruler := s.holder("dispatcher", identity.RoleGrant{Role: "dispatcher", Area: "A"})(), s.holder("ruler", identity.RoleGrant{Role: "grid_admin"})()
	var worked api.Case
	act := func(path, body string) {
		t.Helper()
		s.ask(http.MethodPost, "/api/v1/cases/"+receipt.CaseID+path, body, "Cookie", dispatcher, "Idempotency-Key", uuid.NewString()).must(&worked)
	}
	act("/actions", `{"action":"file","version":1}`)
	act("/tasks", `{"department":"roads","title":"补坑"}`)
	s.setUp(keepHook)
	return s, map[string]string{
		"task": worked.Tasks[0].ID, "hook": hookID,
		"routing":     string(s.get("/api/v1/rules/routing", "Cookie", ruler).body),
		"departments": string(s.get("/api/v1/departments", "Cookie", ruler).body),
		"account":     fmt.Sprint(account.ID), "member": fmt.Sprint(member.ID), "case": receipt.CaseID, "tracking": receipt.Tracking, "photo": photoID, "code": code.Code,
		"picture": string(picture(t)),
	}
}

// must decodes an answer that tells of something made.
func (a answer) must(v any) {
	a.t.Helper()
	if a.status != http.StatusOK && a.status != http.StatusCreated {
		a.t.Fatalf("answered %d: %s", a.status, a.body)
	}
	if err := json.Unmarshal(a.body, v); err != nil {
		a.t.Fatal(err)
	}
}

// holder makes an account with a role and returns what opens sessions for it, without a password to be worked out.
func (s *service) holder(login string, grant identity.RoleGrant) func() string {
	s.t.Helper()
	by := identity.ByCommand("test")
	a, _, err := s.people.CreateAccount(s.t.Context(), by, identity.NewAccount{Login: login, Name: "测试", NoPassword: true})
	if err == nil {
		_, err = s.people.SetRoles(s.t.Context(), by, a.ID, []identity.RoleGrant{grant})
	}
	if err == nil {
		err = s.people.Link(s.t.Context(), by, a.ID, "test", login)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return func() string {
		secret, _, err := s.people.SignOn(s.t.Context(), identity.Vouched{Issuer: "test", Subject: login}, "", "")
		if err != nil {
			s.t.Fatal(err)
		}
		return "wangge=" + secret
	}
}

// visitors are nobody, and every role in area A, in area B and everywhere.
func (s *service) visitors() []visitor {
	s.t.Helper()
	out := []visitor{{name: "nobody", cookie: func() string { return "" }}}
	roles, err := s.people.Roles(s.t.Context())
	if err != nil || len(roles) < 12 {
		s.t.Fatalf("there are %d roles, %v", len(roles), err)
	}
	for i := range roles {
		for _, area := range []string{"A", "B", ""} {
			name := roles[i].Code + "@" + area
			out = append(out, visitor{name, &roles[i], area != "B", area == "", s.holder(name, identity.RoleGrant{Role: roles[i].Code, Area: area})})
		}
	}
	return out
}

type operation struct{ id, method, path string }

// operations are those of the document, by path.
func operations(t *testing.T) (out []operation) {
	t.Helper()
	raw, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]struct{ OperationID string }
	}
	if err := json.Unmarshal(raw, &document); err != nil {
		t.Fatal(err)
	}
	for path, methods := range document.Paths {
		for method, op := range methods {
			out = append(out, operation{op.OperationID, strings.ToUpper(method), path})
		}
	}
	slices.SortFunc(out, func(a, b operation) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return out
}

// visit asks op in v's name and returns the status; the body is left alone, since some go on for ever.
func (s *service) visit(op operation, r access, v visitor, fixtures map[string]string) int {
	s.t.Helper()
	body := r.body
	if kept, ok := fixtures[strings.Trim(body, "{}")]; ok {
		body = kept
	}
	if r.before != "" {
		s.setUp(r.before)
	}
	q, err := http.NewRequestWithContext(s.t.Context(), op.method, s.url+fill(op.path, fixtures)+r.path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	if r.content != "" {
		q.Header.Set("Content-Type", r.content)
	}
	if r.key {
		q.Header.Set("Idempotency-Key", uuid.NewString())
	}
	if cookie := v.cookie(); cookie != "" {
		q.Header.Set("Cookie", cookie)
	}
	answer, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	if v.role != nil && !r.open && answer.Header.Get("Cache-Control") != "no-store" && answer.Header.Get("Cache-Control") != "private, no-cache" {
		s.t.Errorf("%s may be kept by caches: Cache-Control is %q", op.id, answer.Header.Get("Cache-Control"))
	}
	return answer.StatusCode
}

// fill puts what there is in place of a path's parameters, which mean what stands before them.
func fill(path string, fixtures map[string]string) string {
	path = strings.ReplaceAll(path, "/layers/{id}/values", "/layers/cells/values") // a figure is of cells
	for template, with := range map[string]string{
		"/accounts/{id}": "/accounts/" + fixtures["account"], "/sessions/{id}": "/sessions/" + uuid.NewString(), "/tokens/{id}": "/tokens/" + uuid.NewString(),
		"/reports/{id}": "/reports/" + fixtures["tracking"], "/reports/{tracking}": "/reports/" + fixtures["tracking"], "/cases/{id}": "/cases/" + fixtures["case"],
		"/photos/{photo}": "/photos/" + uuid.NewString(), "/photos/{id}": "/photos/" + fixtures["photo"], "{size}": "thumb", "/members/{id}": "/members/" + fixtures["member"],
		"/codes/{code}": "/codes/" + fixtures["code"], "/consents/{purpose}": "/consents/join", "/cells/{code}": "/cells/A", "/layers/{id}": "/layers/road-defects",
		"/tasks/{id}": "/tasks/" + fixtures["task"], "/hooks/{id}": "/hooks/" + fixtures["hook"], "/calendars/{code}": "/calendars/cn", "/categories/{code}": "/categories/06013",
		"/tiles/{id}": "/tiles/road-defects", "{z}/{x}/{y}": "10/815/425",
	} {
		path = strings.ReplaceAll(path, template, with)
	}
	return path
}
