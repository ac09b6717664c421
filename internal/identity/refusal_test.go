package identity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/identity"
)

// told returns what the audit tells of refusals and locks, the oldest first: action, object, who, detail.
func (h *house) told() []string {
	h.t.Helper()
	records, err := h.store.AuditEntries(h.t.Context(), audit.Filter{Limit: 500})
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, r := range slices.Backward(records) {
		if r.Action == "session.refused" || r.Action == "account.lock" {
			out = append(out, fmt.Sprint(r.Action, " ", r.Object, " ", r.Who, " ", r.Detail))
		}
	}
	return out
}

func (h *house) tells(want ...string) {
	h.t.Helper()
	if got := h.told(); !slices.Equal(got, want) {
		h.t.Errorf("the audit tells\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTheAuditTellsOfWrongPasswordsAndTheLock(t *testing.T) {
	h := newHouse(t)
	ann := h.person("ann")
	object := fmt.Sprintf("account/%d", ann.ID)
	for range 5 {
		h.fails("ann", "wrong", "")
	}
	first := []string{
		"session.refused " + object + " stranger map[by:password times:1]",
		"account.lock " + object + " stranger map[times:1 until:2026-11-25T08:01:00Z]",
	}
	h.tells(first...)
	h.fails("ann", "wrong", "") // it is locked: not judged, not told
	h.tells(first...)
	h.pass(61 * time.Second)
	h.fails("ann", "wrong", "")
	h.tells(append(first,
		"session.refused "+object+" stranger map[by:password times:5]", // the four that the first minute left out, too
		"account.lock "+object+" stranger map[times:1 until:2026-11-25T08:03:01Z]")...)
	if v, err := h.store.VerifyAudit(t.Context()); err != nil || v.Broken != nil {
		t.Errorf("the trail: %+v, %v", v, err)
	}
}

func TestTheAuditNeverHoldsALoginThatThereIsNot(t *testing.T) {
	h := newHouse(t)
	for i := range 50 {
		h.fails(fmt.Sprintf("my-secret-%d", i), "wrong", "")
	}
	h.tells("session.refused account stranger map[by:password times:1]")
	h.pass(time.Minute)
	h.fails("my-secret", "wrong", "")
	h.tells("session.refused account stranger map[by:password times:1]", "session.refused account stranger map[by:password times:50]")
}

func TestTheAuditTellsWhoWasWrongInASession(t *testing.T) {
	h := newHouse(t)
	ann := h.person("ann")
	object := fmt.Sprintf("account/%d", ann.ID)
	_, p := h.signIn("ann", password)
	if err := h.ChangePassword(t.Context(), p, "wrong", "another good password"); field(err) != "old" {
		t.Fatal(err)
	}
	h.tells("session.refused " + object + " ann map[by:password times:1]")
}

func TestACodeThatIsAskedForIsNoRefusalAndAWrongOneIs(t *testing.T) {
	h := newHouse(t)
	object := fmt.Sprintf("account/%d", h.person("ann").ID)
	secret := h.factor("ann")
	h.fails("ann", password, "")
	h.tells()
	h.fails("ann", password, "000000")
	h.tells("session.refused " + object + " stranger map[by:code times:1]")
	h.pass(30 * time.Second)
	if _, _, err := h.SignIn(t.Context(), identity.Attempt{Login: "ann", Password: password, Code: identity.CodeAt(secret, h.clock())}); err != nil {
		t.Fatal(err)
	}
}

func TestTheAuditTellsWhereAWrongAttemptCameFrom(t *testing.T) {
	h := newHouse(t)
	object := fmt.Sprintf("account/%d", h.person("ann").ID)
	a := identity.Attempt{Login: "ann", Password: "wrong", Address: "192.0.2.9"}
	if _, _, err := h.SignIn(t.Context(), a); field(err) != "password" {
		t.Fatal(err)
	}
	h.tells("session.refused " + object + " stranger map[address:192.0.2.9 by:password times:1]")
}
