package identity_test

import (
	"encoding/base32"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/identity"
)

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
	h.factor("ann")
	for range 5 {
		h.fails("ann", password, "000000")
	}
	var locked *identity.Locked
	if err := h.fails("ann", password, "000000"); !errors.As(err, &locked) {
		t.Errorf("after five wrong codes: %v", err)
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

func TestAPasswordThatIsResetRevokesTheTokensOfTheAccount(t *testing.T) {
	h := newHouse(t)
	ann := h.person("ann", identity.RoleGrant{Role: "official"})
	secret, p := h.signIn("ann", password)
	_, token, err := h.CreateToken(t.Context(), p, "t", []identity.Permission{identity.FiguresRead}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.ResetPassword(t.Context(), command, ann.ID, ""); err != nil {
		t.Fatal(err)
	}
	if h.in(secret) || h.in(token) {
		t.Error("something is still in")
	}
}
