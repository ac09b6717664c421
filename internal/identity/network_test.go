package identity_test

import (
	"errors"
	"testing"
	"time"

	"github.com/wangge-map/wangge/internal/identity"
)

func TestANetworkIsWhatOnePersonsDevicesShare(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.77": "192.0.2.0/24", "::ffff:192.0.2.77": "192.0.2.0/24", "2001:db8:1:2::9": "2001:db8:1::/48", "fe80::1%eth0": "fe80::/48", "": "?", "nonsense": "?",
	} {
		if got := identity.Network(address); got != want {
			t.Errorf("%q is of %q, want %q", address, got, want)
		}
	}
}

func TestStrangersDoNotLockOutWhoComesFromTheirUsualNetwork(t *testing.T) {
	h := newHouse(t)
	ann := h.person("ann") // from 192.0.2.0/24
	try := func(address, password string) error {
		_, _, err := h.SignIn(t.Context(), identity.Attempt{Login: "ann", Password: password, Address: address})
		return err
	}
	locked := func(err error) bool {
		var l *identity.Locked
		return errors.As(err, &l)
	}
	for _, from := range []string{"198.51.100.1", "203.0.113.1", "2001:db8::1", "198.51.100.2", "203.0.113.2"} { // all strangers together
		if err := try(from, "wrong"); field(err) != "password" {
			t.Fatalf("from %s: %v", from, err)
		}
	}
	if err := try("198.51.100.200", password); !locked(err) {
		t.Errorf("a sixth from elsewhere: %v", err)
	}
	if a, err := h.FindAccounts(t.Context(), command, "ann"); err != nil || !a[0].LockedUntil.After(h.clock()) {
		t.Errorf("the list says %+v, %v", a, err)
	}
	if err := try("192.0.2.200", password); err != nil {
		t.Errorf("from the usual network: %v", err)
	}
	_, p := h.signIn("ann", password)
	if err := h.Prove(t.Context(), p, password); err != nil {
		t.Errorf("in a session: %v", err)
	}
	if err := try("198.51.100.200", password); !locked(err) {
		t.Errorf("it gave strangers another attempt: %v", err)
	}
	for range 5 { // the usual network has a lock of its own
		if err := try("192.0.2.3", "wrong"); field(err) != "password" {
			t.Fatal(err)
		}
	}
	if err := try("192.0.2.3", password); !locked(err) {
		t.Errorf("guessing from the usual network: %v", err)
	}
	if err := h.Unlock(t.Context(), command, ann.ID); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{"192.0.2.3", "198.51.100.200"} {
		if err := try(from, password); err != nil {
			t.Errorf("unlocked, from %s: %v", from, err)
		}
	}
	h.pass(91 * 24 * time.Hour) // a network that nobody came from for so long is like any other
	for range 5 {
		if err := try("203.0.113.1", "wrong"); field(err) != "password" {
			t.Fatal(err)
		}
	}
	if err := try("192.0.2.3", password); !locked(err) {
		t.Errorf("after three months: %v", err)
	}
}
