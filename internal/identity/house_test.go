package identity_test

import (
	"encoding/base32"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/store"
)

// house is a service on a database of its own, with a clock that the test moves.
type house struct {
	*identity.Service
	t     *testing.T
	store *store.Store
	url   string // of the database
	mu    sync.Mutex
	now   time.Time
}

func newHouse(t *testing.T, change ...func(*identity.Config)) *house {
	t.Helper()
	h := &house{t: t, url: pgtest.URL(t), now: time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)}
	box := pgtest.Box(t)
	var err error
	if h.store, err = store.Open(t.Context(), store.Config{URL: h.url, Box: box}); err != nil {
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

// factor gives an account a second factor and returns its secret.
func (h *house) factor(login string) []byte {
	h.t.Helper()
	_, p := h.signIn(login, password)
	text, _, err := h.BeginTOTP(h.t.Context(), p)
	if err != nil {
		h.t.Fatal(err)
	}
	secret, err := base32.StdEncoding.DecodeString(text)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.ConfirmTOTP(h.t.Context(), p, identity.CodeAt(secret, h.clock())); err != nil {
		h.t.Fatal(err)
	}
	return secret
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
