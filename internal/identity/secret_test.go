package identity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/identity"
)

func TestAPasswordMatchesItsOwnHashAlone(t *testing.T) {
	a, b := identity.HashPassword("correct horse"), identity.HashPassword("correct horse")
	if !strings.HasPrefix(a, "$argon2id$v=19$m=19456,t=2,p=1$") || a == b {
		t.Errorf("the hashes are %s and %s", a, b)
	}
	for password, want := range map[string]bool{"correct horse": true, "correct hors": false, "": false, "Correct horse": false} {
		if identity.Matches(a, password) != want {
			t.Errorf("%q matches: %v", password, !want)
		}
	}
}

// Made by the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
func TestAHashOfTheReferenceImplementationIsUnderstood(t *testing.T) {
	const theirs = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !identity.Matches(theirs, "password") || identity.Matches(theirs, "passwore") {
		t.Error("it does not match")
	}
}

func TestAnUnsoundHashMatchesNothing(t *testing.T) {
	for _, stored := range []string{
		"", "x", "$argon2id$v=19$m=19456,t=2,p=1$$", "$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "$argon2id$v=19$m=0,t=0,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
	} {
		if identity.Matches(stored, "") || identity.Matches(stored, "password") {
			t.Errorf("%q matches", stored)
		}
	}
}

func FuzzMatches(f *testing.F) {
	f.Add("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Fuzz(func(t *testing.T, stored string) {
		if len(stored) < 80 && identity.Matches(stored, "no such password") {
			t.Errorf("%q matches", stored)
		}
	})
}

func TestNewPasswordsAreChecked(t *testing.T) {
	for password, sound := range map[string]bool{
		"a sentence": true, "井盖很重要我们一起看": true, "short": false, "1234567890ann": false, "aaaaaaaaaaaa": false, strings.Repeat("ab", 101): false,
	} {
		if err := identity.CheckPassword("new", "ann", password); (err == nil) != sound || err != nil && geo.KindOf(err) != geo.Invalid {
			t.Errorf("%q: %v", password, err)
		}
	}
}

// RFC 6238, appendix B, the SHA-1 rows; the last six digits of its eight.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	secret := []byte("12345678901234567890")
	for second, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got := identity.CodeAt(secret, time.Unix(second, 0)); got != want {
			t.Errorf("at %d the code is %s, want %s", second, got, want)
		}
	}
}

func TestTheLockGrowsAndHasAnEnd(t *testing.T) {
	for failed, want := range map[int]time.Duration{0: 0, 4: 0, 5: time.Minute, 6: 2 * time.Minute, 8: 8 * time.Minute, 11: time.Hour, 1000000: time.Hour} {
		if got := identity.LockFor(failed); got != want {
			t.Errorf("after %d wrong attempts it is %v, want %v", failed, got, want)
		}
	}
}
