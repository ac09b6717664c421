package api_test

import (
	"encoding/base32"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/internal/identity"
)

const aPassword = "a good long password"

// person makes an account with roles, done with its first sign-in, and returns the header that names its session.
func (s *service) person(login string, roles ...identity.RoleGrant) (cookie string, id int64) {
	s.t.Helper()
	ctx, by := s.t.Context(), identity.ByCommand("test")
	a, _, err := s.people.CreateAccount(ctx, by, identity.NewAccount{Login: login, Name: "测试 " + login, Password: "the first password"})
	if err == nil {
		_, err = s.people.SetRoles(ctx, by, a.ID, roles)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	cookie = s.signIn(login, "the first password", "")
	if got := s.ask(http.MethodPut, "/api/v1/session/password", `{"old":"the first password","new":"`+aPassword+`"}`, "Cookie", cookie); got.status != http.StatusNoContent {
		s.t.Fatalf("changing the password answered %d: %s", got.status, got.body)
	}
	return cookie, a.ID
}

// signIn returns the cookie of a new session as a browser sends it back.
func (s *service) signIn(login, password, code string) string {
	s.t.Helper()
	got := s.trySignIn(login, password, code)
	if got.status != http.StatusOK {
		s.t.Fatalf("%s: signing in answered %d: %s", login, got.status, got.body)
	}
	name, _, _ := strings.Cut(got.header.Get("Set-Cookie"), ";")
	return name
}

func (s *service) trySignIn(login, password, code string, headers ...string) answer {
	s.t.Helper()
	body, err := json.Marshal(api.SignInBody{Login: login, Password: password, TOTP: code})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.ask(http.MethodPost, "/api/v1/session", string(body), headers...)
}

func TestSigningInAndOut(t *testing.T) {
	s := newService(t)
	cookie, id := s.person("ann", identity.RoleGrant{Role: "dispatcher", Area: "A"})
	got := s.trySignIn("Ann", aPassword, "")
	var session api.Session
	got.into(http.StatusOK, &session)
	set := got.header.Get("Set-Cookie")
	if !strings.HasPrefix(set, "wangge=") || !strings.Contains(set, "; Path=/; HttpOnly; SameSite=Strict") || strings.Contains(set, "Secure") || strings.Contains(set, "Domain") {
		t.Errorf("the cookie is %q", set)
	}
	a := session.Account
	if a == nil || a.ID != id || a.Login != "ann" || a.MustChange || a.TOTP || a.Department != nil || len(a.Roles) != 1 || a.Roles[0].Role != "dispatcher" || a.Roles[0].Title.ZH != "派遣员" ||
		!slices.Contains(a.Permissions, "case.dispatch") || slices.Contains(a.Permissions, "account.manage") || !slices.Equal(a.Areas["case.read"], []string{"A"}) {
		t.Errorf("the session is %s", got.body)
	}
	for _, one := range []answer{got, s.get("/api/v1/session", "Cookie", cookie), s.get("/api/v1/session"), s.get("/api/v1/sessions", "Cookie", cookie)} {
		if one.header.Get("Cache-Control") != "no-store" {
			t.Errorf("Cache-Control is %q", one.header.Get("Cache-Control"))
		}
	}
	out := s.ask(http.MethodDelete, "/api/v1/session", "", "Cookie", cookie)
	if out.status != http.StatusNoContent || !strings.Contains(out.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("signing out answers %d and sets %q", out.status, out.header.Get("Set-Cookie"))
	}
	s.get("/api/v1/session", "Cookie", cookie).into(http.StatusOK, &session)
	if session.Account != nil {
		t.Error("still signed in")
	}
	s.get("/api/v1/sessions", "Cookie", cookie).problem(http.StatusUnauthorized)
	if got := s.ask(http.MethodDelete, "/api/v1/session", ""); got.status != http.StatusNoContent {
		t.Errorf("signing out twice answers %d", got.status)
	}
}

func TestOverTLSTheCookieIsOneThatBrowsersGuard(t *testing.T) {
	s := newService(t, func(c *api.Config) { c.Limits.TrustProxy = true })
	s.person("ann")
	secret := func(got answer) string {
		name, _, _ := strings.Cut(got.header.Get("Set-Cookie"), ";")
		_, value, _ := strings.Cut(name, "=")
		return value
	}
	got := s.trySignIn("ann", aPassword, "", "X-Forwarded-Proto", "https")
	if set := got.header.Get("Set-Cookie"); !strings.HasPrefix(set, "__Host-wangge=") || !strings.Contains(set, "; Secure") {
		t.Errorf("the cookie is %q", set)
	}
	for cookie, want := range map[string]bool{"__Host-wangge=": true, "wangge=": false} {
		var session api.Session
		s.get("/api/v1/session", "Cookie", cookie+secret(got), "X-Forwarded-Proto", "https").into(http.StatusOK, &session)
		if (session.Account != nil) != want {
			t.Errorf("with %s signed in is %v", cookie, !want)
		}
	}
}

func TestWhatIsWrongWithSigningInIsToldByItsField(t *testing.T) {
	s := newService(t)
	cookie, _ := s.person("ann")
	wrong, unknown := s.trySignIn("ann", "wrong", "").problem(http.StatusUnauthorized), s.trySignIn("nobody", "wrong", "").problem(http.StatusUnauthorized)
	if wrong.Field != "password" || wrong.Detail != unknown.Detail || unknown.Field != "password" {
		t.Errorf("wrong: %+v, unknown: %+v", wrong, unknown)
	}
	var factor api.TOTP
	s.ask(http.MethodPost, "/api/v1/session/totp", "", "Cookie", cookie).into(http.StatusOK, &factor)
	key, err := base32.StdEncoding.DecodeString(factor.Secret)
	if err != nil {
		t.Fatal(err)
	}
	code := func(ahead time.Duration) string { return identity.CodeAt(key, time.Now().Add(ahead)) }
	if p := s.ask(http.MethodPut, "/api/v1/session/totp", `{"code":"000000"}`, "Cookie", cookie).problem(http.StatusBadRequest); p.Field != "code" {
		t.Errorf("%+v", p)
	}
	if got := s.ask(http.MethodPut, "/api/v1/session/totp", `{"code":"`+code(0)+`"}`, "Cookie", cookie); got.status != http.StatusNoContent {
		t.Fatalf("confirming answered %d: %s", got.status, got.body)
	}
	for _, given := range []string{"", "000000"} {
		if p := s.trySignIn("ann", aPassword, given).problem(http.StatusUnauthorized); p.Field != "totp" {
			t.Errorf("%q: %+v", given, p)
		}
	}
	s.signIn("ann", aPassword, code(30*time.Second))
	for range 5 {
		s.trySignIn("ann", "wrong", "")
	}
	locked := s.trySignIn("ann", aPassword, "")
	locked.problem(http.StatusTooManyRequests)
	if after, err := strconv.Atoi(locked.header.Get("Retry-After")); err != nil || after < 30 || after > 60 {
		t.Errorf("Retry-After is %q", locked.header.Get("Retry-After"))
	}
}

func TestUntilTheFirstPasswordIsChangedNothingElseIsAllowed(t *testing.T) {
	s := newService(t)
	admin, _ := s.person("admin", identity.RoleGrant{Role: "system_admin"}, identity.RoleGrant{Role: "security_admin"})
	var made api.CreatedAccount
	s.ask(http.MethodPost, "/api/v1/accounts", `{"login":"bob","name":"鲍勃"}`, "Cookie", admin).into(http.StatusCreated, &made)
	if len(made.OneTimePassword) != 19 || made.Login != "bob" {
		t.Fatalf("made %+v", made)
	}
	var changed api.Account
	s.ask(http.MethodPut, "/api/v1/accounts/"+strconv.FormatInt(made.ID, 10)+"/roles", `{"roles":[{"role":"audit_admin","area":""}]}`, "Cookie", admin).into(http.StatusOK, &changed)
	if len(changed.Roles) != 1 || changed.Roles[0].Role != "audit_admin" {
		t.Errorf("the roles are %+v", changed.Roles)
	}
	bob := s.signIn("bob", made.OneTimePassword, "")
	for _, path := range []string{"/api/v1/audit", "/api/v1/sessions", "/api/v1/tokens"} {
		if p := s.get(path, "Cookie", bob).problem(http.StatusForbidden); !strings.Contains(p.Detail, "password") {
			t.Errorf("%s: %+v", path, p)
		}
	}
	if p := s.ask(http.MethodPut, "/api/v1/session/password", `{"old":"wrong","new":"`+aPassword+`"}`, "Cookie", bob).problem(http.StatusBadRequest); p.Field != "old" {
		t.Errorf("%+v", p)
	}
	if got := s.ask(http.MethodPut, "/api/v1/session/password", `{"old":"`+made.OneTimePassword+`","new":"`+aPassword+`"}`, "Cookie", bob); got.status != http.StatusNoContent {
		t.Fatalf("answered %d: %s", got.status, got.body)
	}
	if got := s.get("/api/v1/audit", "Cookie", bob); got.status != http.StatusOK {
		t.Errorf("afterwards the audit answers %d: %s", got.status, got.body)
	}
}

func TestARevokedSessionIsOutAtOnce(t *testing.T) {
	s := newService(t)
	phone, _ := s.person("ann")
	desk := s.signIn("ann", aPassword, "")
	var list struct{ Sessions []api.SessionRow }
	s.get("/api/v1/sessions", "Cookie", desk).into(http.StatusOK, &list)
	if len(list.Sessions) != 2 || !list.Sessions[0].Current || list.Sessions[1].Current {
		t.Fatalf("listed %+v", list.Sessions)
	}
	if got := s.ask(http.MethodDelete, "/api/v1/sessions/"+list.Sessions[1].ID, "", "Cookie", desk); got.status != http.StatusNoContent {
		t.Errorf("answered %d", got.status)
	}
	s.get("/api/v1/sessions", "Cookie", phone).problem(http.StatusUnauthorized)
	s.ask(http.MethodDelete, "/api/v1/sessions/"+list.Sessions[1].ID, "", "Cookie", desk).problem(http.StatusNotFound)
	s.ask(http.MethodDelete, "/api/v1/sessions/x", "", "Cookie", desk).problem(http.StatusBadRequest)
}

func TestATokenActsForAProgramAndNotForItsPerson(t *testing.T) {
	s := newService(t)
	cookie, _ := s.person("ann", identity.RoleGrant{Role: "audit_admin"})
	var made api.CreatedToken
	for _, wrong := range []string{"", `,"password":"a wrong one"`} { // a browser left open is not enough for what outlives it
		if p := s.ask(http.MethodPost, "/api/v1/tokens", `{"title":"nightly","permissions":["audit.read"]`+wrong+`}`, "Cookie", cookie).problem(http.StatusBadRequest); p.Field != "password" {
			t.Errorf("with %q the field is %q", wrong, p.Field)
		}
	}
	s.ask(http.MethodPost, "/api/v1/tokens", `{"title":"nightly","permissions":["audit.read"],"ends_at":"2999-01-01T00:00:00Z","password":"`+aPassword+`"}`, "Cookie", cookie).into(http.StatusCreated, &made)
	bearer := []string{"Authorization", "Bearer " + made.Token}
	if got := s.get("/api/v1/audit", bearer...); got.status != http.StatusOK || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the token gets %d", got.status)
	}
	for _, path := range []string{"/api/v1/tokens", "/api/v1/sessions"} {
		s.get(path, bearer...).problem(http.StatusForbidden)
	}
	s.ask(http.MethodPut, "/api/v1/session/password", `{"old":"x","new":"y"}`, bearer...).problem(http.StatusForbidden)
	var list struct{ Tokens []api.TokenRow }
	got := s.get("/api/v1/tokens", "Cookie", cookie)
	got.into(http.StatusOK, &list)
	if len(list.Tokens) != 1 || list.Tokens[0].UsedAt == nil || strings.Contains(string(got.body), made.Token) {
		t.Errorf("listed %s", got.body)
	}
	if got := s.ask(http.MethodDelete, "/api/v1/tokens/"+made.ID, "", "Cookie", cookie); got.status != http.StatusNoContent {
		t.Errorf("revoking answers %d", got.status)
	}
	s.get("/api/v1/audit", bearer...).problem(http.StatusUnauthorized)
}

func TestAPageOfAnotherSiteCanDoNothingInAPersonsName(t *testing.T) {
	s := newService(t)
	cookie, _ := s.person("ann", identity.RoleGrant{Role: "audit_admin"})
	for name, headers := range map[string][]string{
		"by fetch metadata": {"Cookie", cookie, "Sec-Fetch-Site", "cross-site"},
		"by origin":         {"Cookie", cookie, "Origin", "https://evil.example"},
		"of a neighbour":    {"Cookie", cookie, "Sec-Fetch-Site", "same-site"},
	} {
		s.ask(http.MethodDelete, "/api/v1/session", "", headers...).problem(http.StatusForbidden)
		s.ask(http.MethodPost, "/api/v1/tokens", `{"title":"x","permissions":["audit.read"],"password":"`+aPassword+`"}`, headers...).problem(http.StatusForbidden)
		if got := s.get("/api/v1/site", headers...); got.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: what a person is answered may be read elsewhere", name)
		}
	}
	if got := s.get("/api/v1/site", "Origin", "https://any.example"); got.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("what is public can't be read elsewhere")
	}
	if got := s.get("/api/v1/session", "Origin", "https://any.example"); got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("who is signed in can be asked from elsewhere")
	}
	var made api.CreatedToken
	s.ask(http.MethodPost, "/api/v1/tokens", `{"title":"x","permissions":["audit.read"],"password":"`+aPassword+`"}`, "Cookie", cookie, "Sec-Fetch-Site", "same-origin").into(http.StatusCreated, &made)
	// A program may send what it likes: no browser adds a token by itself.
	s.ask(http.MethodPost, "/api/v1/tokens", `{"title":"x","permissions":["audit.read"],"password":"`+aPassword+`"}`, "Authorization", "bearer "+made.Token, "Origin", "https://any.example").problem(http.StatusForbidden)
	s.ask(http.MethodPost, "/api/v1/tokens", `{"title":"x","permissions":["audit.read"],"password":"`+aPassword+`"}`, "Authorization", "Bearer", "Cookie", cookie, "Origin", "https://any.example").problem(http.StatusForbidden)
}

func TestWhoSignsInTooOftenFromOnePlaceWaits(t *testing.T) {
	s := newService(t, func(c *api.Config) { c.Limits.SignInsPerSecond = 0.001 })
	s.trySignIn("ann", "x", "").problem(http.StatusUnauthorized)
	s.trySignIn("ann", "x", "").problem(http.StatusTooManyRequests)
	if got := s.get("/api/v1/session"); got.status != http.StatusOK {
		t.Errorf("asking who is signed in answers %d", got.status)
	}
}

func TestTheAuditIsReadAndVerifiedOverHTTP(t *testing.T) {
	s := newService(t)
	cookie, id := s.person("ann", identity.RoleGrant{Role: "audit_admin"})
	var page struct {
		Entries []api.AuditEntry
		Next    *int64
	}
	s.get("/api/v1/audit?limit=2", "Cookie", cookie).into(http.StatusOK, &page)
	if len(page.Entries) != 2 || page.Next == nil || page.Entries[0].Action != "account.password" || page.Entries[0].Who != "ann" || page.Entries[0].Object != "account/"+strconv.FormatInt(id, 10) {
		t.Fatalf("the page is %+v", page)
	}
	if who, object := page.Entries[0].WhoName, page.Entries[0].ObjectName; who == nil || object == nil || *who == "" || *who != *object {
		t.Errorf("the names are %v and %v", who, object)
	}
	s.get("/api/v1/audit?action=account&before="+strconv.FormatInt(*page.Next, 10), "Cookie", cookie).into(http.StatusOK, &page)
	if len(page.Entries) != 2 || page.Next != nil || page.Entries[1].Action != "account.create" {
		t.Fatalf("the next page is %+v", page)
	}
	for query, want := range map[string]int{
		"who=ANN": 2, "who=nobody": 0, "object=account": 4, "object=account/" + strconv.FormatInt(id, 10): 4, "object=ann&action=session": 1, "object=token": 0,
		"since=2001-01-01T00:00:00Z": 4, "until=2001-01-01T00:00:00%2B08:00": 0,
	} {
		if s.get("/api/v1/audit?"+query, "Cookie", cookie).into(http.StatusOK, &page); len(page.Entries) != want {
			t.Errorf("%s finds %d entries, want %d", query, len(page.Entries), want)
		}
	}
	s.get("/api/v1/audit?since=yesterday", "Cookie", cookie).problem(http.StatusBadRequest)
	var v api.AuditVerdict
	s.get("/api/v1/audit/verify", "Cookie", cookie).into(http.StatusOK, &v)
	if !v.Intact || v.Entries != 4 || !strings.HasPrefix(v.Head, "4:") {
		t.Errorf("the verdict is %+v", v)
	}
	s.get("/api/v1/audit/verify?head="+strings.Replace(v.Head, "4:", "5:", 1), "Cookie", cookie).into(http.StatusOK, &v)
	if v.Intact || *v.BrokenAt != 5 || *v.Fault != "truncated" {
		t.Errorf("cut short, the verdict is %+v", v)
	}
	s.get("/api/v1/audit/verify?head=x", "Cookie", cookie).problem(http.StatusBadRequest)
}

func TestAReporterIsForgottenByTrackingNumber(t *testing.T) {
	s := newService(t)
	receipt := s.report("key-forget-1", inA, pothole, `,"description":"我家门前有坑","reporter":{"name":"张三","phone":"13800000000"}`)
	path := "/api/v1/reports/" + strings.ToLower(receipt.Tracking) + "/contact"
	if got := s.ask(http.MethodDelete, path, ""); got.status != http.StatusNoContent {
		t.Fatalf("answered %d: %s", got.status, got.body)
	}
	if n := s.count("select count(*) from report_contact"); n != 0 {
		t.Error("the contact is still there")
	}
	if n := s.count("select count(*) from report where description <> ''"); n != 1 {
		t.Error("the words are gone")
	}
	if got := s.ask(http.MethodDelete, path+"?words=true", ""); got.status != http.StatusNoContent || s.count("select count(*) from report where description <> ''") != 0 {
		t.Errorf("with the words it answers %d", got.status)
	}
	s.ask(http.MethodDelete, "/api/v1/reports/"+receipt.ID+"/contact", "").problem(http.StatusNotFound) // an id is not secret
	s.ask(http.MethodDelete, path, "", "Origin", "https://evil.example").problem(http.StatusForbidden)
	if got := s.get("/api/v1/reports/" + receipt.Tracking); got.status != http.StatusOK {
		t.Errorf("the report answers %d", got.status)
	}
}

// A resend is the same report whatever its sender says of themselves: the digest must not confirm a guess at a telephone number.
func TestTheContactIsNotPartOfWhatAResendIsToldBy(t *testing.T) {
	s := newService(t)
	a := s.report("key-digest-1", inA, pothole, `,"reporter":{"phone":"13800000000"}`)
	b := s.report("key-digest-1", inA, pothole, `,"reporter":{"phone":"13900000000"}`)
	if a.ID != b.ID || s.count("select count(*) from report") != 1 {
		t.Error("another report was kept")
	}
}

func TestTheLogHoldsNoSecretAndNoContact(t *testing.T) {
	s := newService(t)
	cookie, _ := s.person("ann", identity.RoleGrant{Role: "audit_admin"}, identity.RoleGrant{Role: "system_admin"})
	s.trySignIn("ann", "a wrong secret word", "")
	receipt := s.report("key-log-1", inA, pothole, `,"description":"我家门前有坑","reporter":{"name":"张三丰","phone":"13812345678"}`)
	var token api.CreatedToken
	s.ask(http.MethodPost, "/api/v1/tokens", `{"title":"x","permissions":["audit.read"],"password":"`+aPassword+`"}`, "Cookie", cookie).into(http.StatusCreated, &token)
	s.get("/api/v1/audit", "Authorization", "Bearer "+token.Token)
	var factor api.TOTP
	s.ask(http.MethodPost, "/api/v1/session/totp", "", "Cookie", cookie).into(http.StatusOK, &factor)
	var made api.CreatedAccount
	s.ask(http.MethodPost, "/api/v1/accounts", `{"login":"bob","name":"鲍勃"}`, "Cookie", cookie).into(http.StatusCreated, &made)
	s.setConnections("allow_connections false") // faults are logged with their cause
	s.trySignIn("ann", aPassword, "")
	s.get("/api/v1/sessions", "Cookie", cookie)
	s.post("key-log-2", inA, pothole, `,"reporter":{"name":"李四光","phone":"13987654321"}`)
	s.ask(http.MethodDelete, "/api/v1/reports/"+receipt.Tracking+"/contact", "")
	s.setConnections("allow_connections true")
	log := s.log.String()
	if len(log) < 1000 {
		t.Fatalf("the log has %d bytes only", len(log))
	}
	_, secret, _ := strings.Cut(cookie, "=")
	for name, private := range map[string]string{
		"password": aPassword, "wrong password": "a wrong secret word", "session": secret, "token": token.Token, "second factor": factor.Secret, "one-time password": made.OneTimePassword,
		"name": "张三丰", "telephone": "13812345678", "unsaved name": "李四光", "unsaved telephone": "13987654321", "words": "我家门前", "tracking number": receipt.Tracking,
	} {
		if private == "" || strings.Contains(log, private) {
			t.Errorf("the log holds the %s", name)
		}
	}
}
