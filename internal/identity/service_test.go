package identity_test

import (
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
)

// house is a service on a database of its own, with a clock that the test moves.
type house struct {
	*identity.Service
	t     *testing.T
	store *store.Store
	mu    sync.Mutex
	now   time.Time
}

func newHouse(t *testing.T, change ...func(*identity.Config)) *house {
	t.Helper()
	h := &house{t: t, now: time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)}
	box := pgtest.Box(t)
	var err error
	if h.store, err = store.Open(t.Context(), store.Config{URL: pgtest.URL(t), Box: box}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.store.Close)
	cfg := identity.Config{Keeper: h.store, Box: box, Now: h.clock}
	for _, fn := range change {
		fn(&cfg)
	}
	if h.Service, err = identity.New(cfg); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

const password = "a good long password"

var command = identity.ByCommand("test")

// person makes an account that is done with its first sign-in.
func (h *house) person(login string, roles ...identity.RoleGrant) identity.Account {
	h.t.Helper()
	a, oneTime, err := h.CreateAccount(h.t.Context(), command, identity.NewAccount{Login: login, Name: "测试"})
	if err != nil {
		h.t.Fatal(err)
	}
	_, p := h.signIn(login, oneTime)
	if !p.MustChange || p.Scope(identity.CaseRead) != nil {
		h.t.Errorf("with a one-time password one may do more than change it: %+v", p)
	}
	if err := h.ChangePassword(h.t.Context(), p, oneTime, password); err != nil {
		h.t.Fatal(err)
	}
	if a, err = h.SetRoles(h.t.Context(), command, a.ID, roles); err != nil {
		h.t.Fatal(err)
	}
	return a
}

func (h *house) signIn(login, password string) (string, identity.Principal) {
	h.t.Helper()
	secret, p, err := h.SignIn(h.t.Context(), identity.Attempt{Login: login, Password: password, Agent: "Firefox", Address: "192.0.2.1"})
	if err != nil {
		h.t.Fatal(err)
	}
	return secret, p
}

func (h *house) fails(login, password, code string) error {
	h.t.Helper()
	_, p, err := h.SignIn(h.t.Context(), identity.Attempt{Login: login, Password: password, Code: code})
	if err == nil || p.Known() {
		h.t.Fatalf("%s is let in", login)
	}
	return err
}

func (h *house) in(secret string) bool {
	h.t.Helper()
	p, err := h.Authenticate(h.t.Context(), secret)
	if err != nil && geo.KindOf(err) != geo.Forbidden {
		h.t.Fatal(err)
	}
	return err == nil && p.Known()
}

func field(err error) string {
	var known *geo.Error
	errors.As(err, &known)
	if known == nil {
		return ""
	}
	return known.Field
}

func TestWhoSignsInHoldsTheirRolesWhereTheyWereGiven(t *testing.T) {
	h := newHouse(t)
	h.person("Ann ", identity.RoleGrant{Role: "dispatcher", Area: "500120"}, identity.RoleGrant{Role: "volunteer", Area: ""})
	secret, p := h.signIn("ANN", password)
	if p.Login != "ann" || !slices.Equal(p.Scope(identity.CaseRead), []string{"500120"}) || !slices.Equal(p.Scope(identity.CasePatrol), []string{""}) || p.May(identity.AuditRead) {
		t.Errorf("signed in as %+v", p)
	}
	if again, err := h.Authenticate(t.Context(), secret); err != nil || again.Session != p.Session || again.AccountID != p.AccountID {
		t.Errorf("authenticated as %+v, %v", again, err)
	}
	if h.in("") || h.in(secret+"x") || h.in("wgt_"+secret) {
		t.Error("a secret that nobody was given is accepted")
	}
}

func TestAnUnknownLoginAnswersLikeAWrongPassword(t *testing.T) {
	h := newHouse(t)
	h.person("ann")
	for range 5 {
		known, unknown := h.fails("ann", "wrong", ""), h.fails("nobody", "wrong", "")
		if known.Error() != unknown.Error() || field(known) != "password" || geo.KindOf(known) != geo.Forbidden || geo.KindOf(unknown) != geo.Forbidden {
			t.Fatalf("known: %v, unknown: %v", known, unknown)
		}
	}
	var a, b *identity.Locked
	if !errors.As(h.fails("ann", password, ""), &a) || !errors.As(h.fails("nobody", password, ""), &b) || !a.Until.Equal(b.Until) {
		t.Errorf("known is locked until %v, unknown until %v", a, b)
	}
}

func TestAnAccountIsLockedForLongerEachTimeAndOpensAgain(t *testing.T) {
	h := newHouse(t)
	ann := h.person("ann")
	for range 5 {
		h.fails("ann", "wrong", "")
	}
	var locked *identity.Locked
	if !errors.As(h.fails("ann", password, ""), &locked) || locked.Until.Sub(h.clock()) != time.Minute {
		t.Fatalf("locked: %+v", locked)
	}
	h.pass(time.Minute + time.Second)
	h.fails("ann", "wrong", "")
	if !errors.As(h.fails("ann", password, ""), &locked) || locked.Until.Sub(h.clock()) != 2*time.Minute {
		t.Fatalf("locked the second time: %+v", locked)
	}
	if err := h.Unlock(t.Context(), command, ann.ID); err != nil {
		t.Fatal(err)
	}
	h.signIn("ann", password)
	for range 4 {
		h.fails("ann", "wrong", "") // counted from the beginning
	}
	h.signIn("ann", password)
}

// However many guess at the same moment, five are judged.
func TestAttemptsAtTheSameMomentAreCounted(t *testing.T) {
	h := newHouse(t)
	h.person("ann")
	var wait sync.WaitGroup
	judged := make(chan bool, 20)
	for range 20 {
		wait.Go(func() {
			_, _, err := h.SignIn(t.Context(), identity.Attempt{Login: "ann", Password: "wrong"})
			var locked *identity.Locked
			judged <- !errors.As(err, &locked)
		})
	}
	wait.Wait()
	close(judged)
	n := 0
	for j := range judged {
		if j {
			n++
		}
	}
	if n != 5 {
		t.Errorf("%d guesses were judged, want 5", n)
	}
}

func TestASessionEndsWhenItIsNotUsedAndInAnyCase(t *testing.T) {
	h := newHouse(t)
	h.person("ann")
	secret, _ := h.signIn("ann", password)
	for range 13 { // used every 12 h less a second
		h.pass(12*time.Hour - time.Second)
		if !h.in(secret) {
			t.Fatalf("a session in use has ended at %v", h.clock())
		}
	}
	h.pass(11 * time.Hour)
	if !h.in(secret) {
		t.Error("it has ended before seven days")
	}
	h.pass(2 * time.Hour)
	if h.in(secret) {
		t.Error("it goes on after seven days")
	}
	idle, _ := h.signIn("ann", password)
	h.pass(12*time.Hour + time.Second)
	if h.in(idle) {
		t.Error("it goes on though nobody used it")
	}
}

func TestSessionsAreListedAndRevokedAtOnce(t *testing.T) {
	h := newHouse(t)
	h.person("ann")
	h.person("bob")
	phone, p := h.signIn("ann", password)
	h.pass(time.Second)
	desk, q := h.signIn("ann", password)
	list, err := h.Sessions(t.Context(), q)
	if err != nil || len(list) < 2 || list[0].ID != q.Session || list[0].Agent != "Firefox" || list[0].Address != "192.0.2.1" {
		t.Fatalf("listed %+v, %v", list, err)
	}
	_, bob := h.signIn("bob", password)
	if err := h.EndSession(t.Context(), bob, p.Session); geo.KindOf(err) != geo.NotFound {
		t.Errorf("another's session: %v", err)
	}
	if err := h.EndSession(t.Context(), q, p.Session); err != nil {
		t.Fatal(err)
	}
	if h.in(phone) || !h.in(desk) {
		t.Error("the wrong one was ended")
	}
	if err := h.EndSession(t.Context(), q, p.Session); geo.KindOf(err) != geo.NotFound {
		t.Errorf("ended twice: %v", err)
	}
}

func TestANewPasswordSignsOutEverywhereElse(t *testing.T) {
	h := newHouse(t)
	h.person("ann")
	other, _ := h.signIn("ann", password)
	here, p := h.signIn("ann", password)
	if err := h.ChangePassword(t.Context(), p, "wrong", "another good password"); field(err) != "old" {
		t.Errorf("with a wrong old one: %v", err)
	}
	if err := h.ChangePassword(t.Context(), p, password, password); field(err) != "new" {
		t.Errorf("with the same: %v", err)
	}
	if err := h.ChangePassword(t.Context(), p, password, "another good password"); err != nil {
		t.Fatal(err)
	}
	if h.in(other) || !h.in(here) {
		t.Error("the wrong session was ended")
	}
	h.fails("ann", password, "")
	h.signIn("ann", "another good password")
}

func TestASecondFactorIsAskedForAndItsCodeWorksOnce(t *testing.T) {
	h := newHouse(t)
	h.person("ann")
	_, p := h.signIn("ann", password)
	text, uri, err := h.BeginTOTP(t.Context(), p)
	if err != nil || len(text) != 32 || uri != "otpauth://totp/Wangge:ann?digits=6&issuer=Wangge&period=30&secret="+text {
		t.Fatalf("%s, %v", uri, err)
	}
	h.signIn("ann", password) // not confirmed yet
	secret, err := base32.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	code := func() string { return identity.CodeAt(secret, h.clock()) }
	if err := h.ConfirmTOTP(t.Context(), p, "000000"); geo.KindOf(err) != geo.Invalid {
		t.Errorf("a wrong code: %v", err)
	}
	used := code()
	if err := h.ConfirmTOTP(t.Context(), p, used); err != nil {
		t.Fatal(err)
	}
	for name, code := range map[string]string{"none": "", "wrong": "000000", "used before": used} {
		if err := h.fails("ann", password, code); field(err) != "totp" {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.pass(30 * time.Second)
	if _, _, err := h.SignIn(t.Context(), identity.Attempt{Login: "ann", Password: password, Code: code()}); err != nil {
		t.Fatal(err)
	}
	if err := h.fails("ann", password, code()); field(err) != "totp" {
		t.Errorf("the same code again: %v", err)
	}
	if _, _, err := h.BeginTOTP(t.Context(), p); geo.KindOf(err) != geo.Conflict {
		t.Errorf("a second second factor: %v", err)
	}
	h.pass(30 * time.Second)
	if err := h.RemoveTOTP(t.Context(), p, code()); err != nil {
		t.Fatal(err)
	}
	h.signIn("ann", password)
}

func TestCodesCanNotBeGuessed(t *testing.T) {
	h := newHouse(t)
	h.person("ann")
	_, p := h.signIn("ann", password)
	text, _, err := h.BeginTOTP(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	secret, _ := base32.StdEncoding.DecodeString(text)
	if err := h.ConfirmTOTP(t.Context(), p, identity.CodeAt(secret, h.clock())); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		h.fails("ann", password, "000000")
	}
	var locked *identity.Locked
	if err := h.fails("ann", password, "000000"); !errors.As(err, &locked) {
		t.Errorf("after five wrong codes: %v", err)
	}
}

func TestADisabledAccountIsOutAtOnce(t *testing.T) {
	h := newHouse(t)
	ann := h.person("ann", identity.RoleGrant{Role: "official"})
	secret, p := h.signIn("ann", password)
	_, token, err := h.CreateToken(t.Context(), p, "figures", []identity.Permission{identity.FiguresRead}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	yes, no := true, false
	if _, err := h.ChangeAccount(t.Context(), command, ann.ID, identity.AccountChange{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	if h.in(secret) || h.in(token) {
		t.Error("it is still in")
	}
	if err := h.fails("ann", password, ""); field(err) != "password" {
		t.Errorf("signing in: %v", err)
	}
	if _, err := h.ChangeAccount(t.Context(), command, ann.ID, identity.AccountChange{Disabled: &no}); err != nil {
		t.Fatal(err)
	}
	if h.in(secret) || !h.in(token) {
		t.Error("enabled again, the old session is in, or the token is not")
	}
	h.signIn("ann", password)
}

func TestATokenIsLimitedToItsPermissionsAndToThoseOfTheAccount(t *testing.T) {
	h := newHouse(t)
	ann := h.person("ann", identity.RoleGrant{Role: "dispatcher", Area: "5001"})
	_, p := h.signIn("ann", password)
	for name, permissions := range map[string][]identity.Permission{"none": nil, "not hers": {identity.AuditRead}, "unknown": {"x"}} {
		if _, _, err := h.CreateToken(t.Context(), p, "t", permissions, time.Time{}); field(err) != "permissions" {
			t.Errorf("%s: %v", name, err)
		}
	}
	made, text, err := h.CreateToken(t.Context(), p, "t", []identity.Permission{identity.CaseRead, identity.FiguresRead}, h.clock().Add(time.Hour))
	if err != nil || text[:4] != "wgt_" {
		t.Fatal(text, err)
	}
	q, err := h.Authenticate(t.Context(), text)
	if err != nil || !slices.Equal(q.Scope(identity.CaseRead), []string{"5001"}) || q.May(identity.CaseDispatch) || q.Session != uuid.Nil || q.Token != made.ID {
		t.Errorf("the token is %+v, %v", q, err)
	}
	if _, err := h.SetRoles(t.Context(), command, ann.ID, []identity.RoleGrant{{Role: "official", Area: "5002"}}); err != nil {
		t.Fatal(err)
	}
	if q, err = h.Authenticate(t.Context(), text); err != nil || q.May(identity.CaseRead) || !slices.Equal(q.Scope(identity.FiguresRead), []string{"5002"}) {
		t.Errorf("after the roles have changed it is %+v, %v", q, err)
	}
	if list, err := h.Tokens(t.Context(), p); err != nil || len(list) != 1 || list[0].UsedAt.IsZero() {
		t.Errorf("listed %+v, %v", list, err)
	}
	if err := h.RevokeToken(t.Context(), p, made.ID); err != nil || h.in(text) {
		t.Errorf("revoked it is still in, %v", err)
	}
	_, text, err = h.CreateToken(t.Context(), q, "t", []identity.Permission{identity.FiguresRead}, h.clock().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	h.pass(time.Hour)
	if h.in(text) {
		t.Error("it works after its end")
	}
}

func TestRolesAreGivenWithinOnesOwnAreaAndNeverToOneself(t *testing.T) {
	h := newHouse(t)
	boss := h.person("boss", identity.RoleGrant{Role: "security_admin", Area: "5001"})
	inside := h.person("inside", identity.RoleGrant{Role: "volunteer", Area: "500120"})
	outside := h.person("outside", identity.RoleGrant{Role: "volunteer", Area: "5002"})
	_, p := h.signIn("boss", password)
	by := identity.By{Principal: p, Within: p.Scope(identity.GrantManage)}
	give := func(id int64, role, area string) error {
		_, err := h.SetRoles(t.Context(), by, id, []identity.RoleGrant{{Role: role, Area: area}})
		return err
	}
	for name, c := range map[string]struct {
		err  error
		want geo.Kind
	}{
		"to oneself":           {give(boss.ID, "arbiter", "5001"), geo.Forbidden},
		"beyond one's area":    {give(inside.ID, "arbiter", "5002"), geo.Forbidden},
		"everywhere":           {give(inside.ID, "arbiter", ""), geo.Forbidden},
		"to somebody beyond":   {give(outside.ID, "arbiter", "5001"), geo.NotFound},
		"to nobody":            {give(99999, "arbiter", "5001"), geo.NotFound},
		"an unknown role":      {give(inside.ID, "king", "5001"), geo.Invalid},
		"an unsound area":      {give(inside.ID, "arbiter", "50 01"), geo.Invalid},
		"unlocking beyond":     {h.Unlock(t.Context(), by, outside.ID), geo.NotFound},
		"signing out beyond":   {h.EndEverything(t.Context(), by, outside.ID), geo.NotFound},
		"within one's own one": {give(inside.ID, "arbiter", "50012000"), ""},
	} {
		if c.want == "" && c.err != nil || c.want != "" && (c.err == nil || geo.KindOf(c.err) != c.want) {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	found, err := h.FindAccounts(t.Context(), by, "SIDE")
	if err != nil || len(found) != 1 || found[0].Login != "inside" {
		t.Errorf("found %+v, %v", found, err)
	}
}

func TestWhereAdministratorsAreSeparatedNobodyHoldsTwoOfTheirPermissions(t *testing.T) {
	h := newHouse(t)
	both := []identity.RoleGrant{{Role: "system_admin"}, {Role: "audit_admin"}}
	ann := h.person("ann", both...)
	if err := h.store.SaveSettings(t.Context(), map[string]string{"separate_admins": "true"}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.SetRoles(t.Context(), command, ann.ID, both); geo.KindOf(err) != geo.Conflict {
		t.Errorf("two: %v", err)
	}
	if _, err := h.SetRoles(t.Context(), command, ann.ID, []identity.RoleGrant{{Role: "audit_admin"}, {Role: "grid_member"}}); err != nil {
		t.Errorf("one and another: %v", err)
	}
}

func TestEverythingOfALostTelephoneIsEnded(t *testing.T) {
	h := newHouse(t)
	ann := h.person("ann", identity.RoleGrant{Role: "official"})
	secret, p := h.signIn("ann", password)
	_, token, err := h.CreateToken(t.Context(), p, "t", []identity.Permission{identity.FiguresRead}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.EndEverything(t.Context(), command, ann.ID); err != nil {
		t.Fatal(err)
	}
	if h.in(secret) || h.in(token) {
		t.Error("something is still in")
	}
	oneTime, err := h.ResetPassword(t.Context(), command, ann.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, p := h.signIn("ann", oneTime); !p.MustChange {
		t.Error("the one-time password need not be changed")
	}
}

func TestAccountsAreMadeSoundly(t *testing.T) {
	h := newHouse(t)
	h.person("ann")
	for name, c := range map[string]struct {
		n     identity.NewAccount
		field string
	}{
		"taken":              {identity.NewAccount{Login: "ANN", Name: "x"}, "login"},
		"short login":        {identity.NewAccount{Login: "a", Name: "x"}, "login"},
		"spaces":             {identity.NewAccount{Login: "a b", Name: "x"}, "login"},
		"no name":            {identity.NewAccount{Login: "bob", Name: " "}, "name"},
		"two lines":          {identity.NewAccount{Login: "bob", Name: "a\nb"}, "name"},
		"weak password":      {identity.NewAccount{Login: "bob", Name: "x", Password: "short"}, "password"},
		"unknown department": {identity.NewAccount{Login: "bob", Name: "x", Department: "nowhere"}, "department"},
	} {
		if _, _, err := h.CreateAccount(t.Context(), command, c.n); field(err) != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := h.CreateAccount(t.Context(), command, identity.NewAccount{Login: "系统.对接", Name: "对接", NoPassword: true}); err != nil {
		t.Error(err)
	}
	if err := h.fails("系统.对接", "", ""); field(err) != "password" {
		t.Errorf("an account without a password: %v", err)
	}
}

func TestWhomASignOnVouchesForIsKnownByIssuerAndSubject(t *testing.T) {
	for _, auto := range []bool{false, true} {
		h := newHouse(t, func(c *identity.Config) { c.AutoLink = auto })
		ann := h.person("ann@example.org")
		v := identity.Vouched{Issuer: "https://id.example", Subject: "42"}
		on := func(v identity.Vouched) error {
			_, p, err := h.SignOn(t.Context(), v, "", "")
			if err == nil && p.AccountID != ann.ID {
				t.Errorf("signed on as %+v", p)
			}
			return err
		}
		if err := on(v); geo.KindOf(err) != geo.NotFound || err == nil {
			t.Errorf("a stranger: %v", err)
		}
		v.Email = "ann@example.org"
		if err := on(v); (err == nil) != auto {
			t.Errorf("with the same e-mail, linking %v: %v", auto, err)
		}
		if !auto {
			if err := h.Link(t.Context(), command, ann.ID, v.Issuer, v.Subject); err != nil {
				t.Fatal(err)
			}
		}
		v.Email = ""
		if err := on(v); err != nil {
			t.Errorf("linked: %v", err)
		}
		v.Issuer = "https://other.example"
		if err := on(v); geo.KindOf(err) != geo.NotFound || err == nil {
			t.Errorf("the same subject of another issuer: %v", err)
		}
	}
}

func TestWhatAdministratorsDoIsAudited(t *testing.T) {
	h := newHouse(t)
	ann := h.person("ann", identity.RoleGrant{Role: "official", Area: "5001"})
	_, p := h.signIn("ann", password)
	_, _, err := h.CreateToken(t.Context(), p, "t", []identity.Permission{identity.FiguresRead}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Unlock(t.Context(), command, ann.ID); err != nil {
		t.Fatal(err)
	}
	records, err := h.store.AuditEntries(t.Context(), audit.Filter{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range records {
		got = append(got, r.Action)
	}
	want := []string{"account.unlock", "token.create", "session.open", "account.roles", "account.password", "session.open", "account.create"}
	if !slices.Equal(got, want) {
		t.Errorf("audited %v, want %v", got, want)
	}
	if v, err := h.store.VerifyAudit(t.Context()); err != nil || v.Broken != nil {
		t.Errorf("the trail is %+v, %v", v, err)
	}
}

// What the roles begin with. Sites may change them: they are data.
func TestTheRolesBeginWithWhatTheirWorkTakes(t *testing.T) {
	h := newHouse(t)
	roles, err := h.Roles(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"grid_member": "[case.read case.verify case.handle case.patrol photo.clear contact.read member.read member.manage code.manage]",
		"volunteer":   "[case.patrol]", "handler": "[case.read case.handle]",
		"dispatcher": "[case.read case.verify case.dispatch photo.clear contact.read member.read figures.read]",
		"arbiter":    "[case.read case.verify case.dispatch case.approve case.arbitrate photo.clear contact.read member.read figures.read]",
		"official":   "[figures.read]", "planner": "[figures.read member.read]", "grid_admin": "[member.read member.manage code.manage rule.manage figures.read]",
		"system_admin": "[account.manage]", "security_admin": "[grant.manage]", "audit_admin": "[audit.read]", "integrator": "[report.write]",
	}
	for _, r := range roles {
		if got := fmt.Sprint(r.Permissions); got != want[r.Code] || r.TitleZH == "" || r.TitleEN == "" {
			t.Errorf("%s may %s, want %s", r.Code, got, want[r.Code])
		}
		for _, p := range r.Permissions {
			if !slices.Contains(identity.Permissions(), p) {
				t.Errorf("%s may %s, which there is not", r.Code, p)
			}
		}
		delete(want, r.Code)
	}
	if len(want) > 0 {
		t.Errorf("roles are missing: %v", want)
	}
}
