package identity_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/identity"
)

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

func TestANewPasswordSignsOutEverywhereElseAndRevokesTokens(t *testing.T) {
	h := newHouse(t)
	h.person("ann", identity.RoleGrant{Role: "official"})
	other, _ := h.signIn("ann", password)
	here, p := h.signIn("ann", password)
	_, token, err := h.CreateToken(t.Context(), p, "t", []identity.Permission{identity.FiguresRead}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
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
	if h.in(token) {
		t.Error("a token that was made with the old password is still in")
	}
	h.fails("ann", password, "")
	h.signIn("ann", "another good password")
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

func TestThePasswordIsAskedAgainOfWhoHasOne(t *testing.T) {
	h := newHouse(t)
	h.person("ann")
	_, p := h.signIn("ann", password)
	if err := h.Prove(t.Context(), p, password); err != nil {
		t.Errorf("the right one: %v", err)
	}
	for range 5 {
		if err := h.Prove(t.Context(), p, "wrong"); geo.KindOf(err) != geo.Forbidden || field(err) != "password" {
			t.Errorf("a wrong one: %v", err)
		}
	}
	var locked *identity.Locked
	if err := h.Prove(t.Context(), p, password); !errors.As(err, &locked) {
		t.Errorf("after five wrong ones: %v", err)
	}
	elsewhere, _, err := h.CreateAccount(t.Context(), command, identity.NewAccount{Login: "bob", Name: "测试", NoPassword: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Prove(t.Context(), identity.Principal{AccountID: elsewhere.ID, Login: "bob"}, ""); err != nil {
		t.Errorf("who has none: %v", err)
	}
}
