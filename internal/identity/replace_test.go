package identity_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/identity"
)

func TestAPasswordIsReplacedWithAllThatGoesWithItOrNotAtAll(t *testing.T) {
	h := newHouse(t)
	ann := h.person("ann", identity.RoleGrant{Role: "official"})
	secret := h.factor("ann")
	signIn := func() (string, identity.Principal, error) {
		h.pass(time.Minute) // a code counts once
		return h.SignIn(t.Context(), identity.Attempt{Login: "ann", Password: password, Code: identity.CodeAt(secret, h.clock())})
	}
	elsewhere, p, err := signIn()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.CreateToken(t.Context(), p, "t", []identity.Permission{identity.FiguresRead}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	_, p, err = signIn()
	if err != nil {
		t.Fatal(err)
	}
	h.tokensStay()
	if err := h.ChangePassword(t.Context(), p, password, "another good password"); err == nil {
		t.Error("changed, though the tokens stay")
	}
	if oneTime, err := h.ResetPassword(t.Context(), command, ann.ID, ""); err == nil || oneTime != "" {
		t.Errorf("reset to %q, %v, though the tokens stay", oneTime, err)
	}
	if !h.in(elsewhere) {
		t.Error("a session was ended, though the password is the old one")
	}
	if _, p, err = signIn(); err != nil || p.MustChange {
		t.Errorf("with the old password and factor: must change %v, %v", p.MustChange, err)
	}
}

// tokensStay makes the database refuse to revoke a token.
func (h *house) tokensStay() {
	h.t.Helper()
	conn, err := pgx.Connect(h.t.Context(), h.url)
	if err != nil {
		h.t.Fatal(err)
	}
	defer conn.Close(h.t.Context())
	_, err = conn.Exec(h.t.Context(), `create function refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$;
		create trigger refuse before update of revoked_at on api_token for each row execute function refuse()`)
	if err != nil {
		h.t.Fatal(err)
	}
}
