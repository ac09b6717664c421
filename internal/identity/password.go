package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/wangge-map/wangge/geo"
)

// cost is what a guess costs: 19 MiB and two passes (OWASP's recommendation for argon2id), some 30 ms here.
var cost = argonCost{memoryKiB: 19 << 10, passes: 2, lanes: 1}

type argonCost struct {
	memoryKiB, passes uint32
	lanes             uint8
}

const (
	saltBytes = 16
	hashBytes = 32
	// A stored string may ask for more than today's cost, but not for all memory.
	mostMemoryKiB, mostPasses = 256 << 10, 16
)

// hashPassword returns the PHC string of password: $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func hashPassword(password string) string {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails
	return phc(cost, salt, argon2.IDKey([]byte(password), salt, cost.passes, cost.memoryKiB, cost.lanes, hashBytes))
}

func phc(c argonCost, salt, hash []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memoryKiB, c.passes, c.lanes, b.EncodeToString(salt), b.EncodeToString(hash))
}

// matches reports whether password is the one that stored, a PHC string, was made from. It takes the same time whether or not,
// and for a string that can't be read as long as for another.
func matches(stored, password string) bool {
	c, salt, hash, ok := readPHC(stored)
	if !ok {
		c, salt, hash = cost, make([]byte, saltBytes), make([]byte, hashBytes)
	}
	got := argon2.IDKey([]byte(password), salt, c.passes, c.memoryKiB, c.lanes, uint32(len(hash)))
	return subtle.ConstantTimeCompare(got, hash) == 1 && ok
}

func readPHC(s string) (c argonCost, salt, hash []byte, ok bool) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, false
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memoryKiB, &c.passes, &c.lanes); n != 3 || err != nil {
		return c, nil, nil, false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return c, nil, nil, false
	}
	hash, err = base64.RawStdEncoding.DecodeString(parts[5])
	sound := c.passes >= 1 && c.passes <= mostPasses && c.lanes >= 1 && c.memoryKiB >= 8*uint32(c.lanes) && c.memoryKiB <= mostMemoryKiB
	return c, salt, hash, err == nil && sound && len(salt) >= 8 && len(hash) >= 16 && len(hash) <= 64
}

const (
	leastPassword = 10
	mostPassword  = 200 // hashing more would be work for nothing
)

// checkPassword says what is wrong with a new password.
func checkPassword(field, login, password string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < leastPassword:
		return geo.Errorf(geo.Invalid, field, "is too short: at least %d characters; a short sentence is easy to keep in mind", leastPassword)
	case n > mostPassword:
		return geo.Errorf(geo.Invalid, field, "is too long: at most %d characters", mostPassword)
	case strings.Contains(strings.ToLower(password), login):
		return geo.Errorf(geo.Invalid, field, "contains the login; choose another")
	case len(strings.Trim(password, password[:1])) == 0:
		return geo.Errorf(geo.Invalid, field, "is one character again and again; choose another")
	}
	return nil
}

// hashing bounds how much memory and how many cores guesses may take: beyond it they wait, and beyond that they are refused.
type hashing struct {
	slots, queue chan struct{}
}

const (
	hashSlots  = 2  // at once: 38 MiB
	hashQueued = 64 // waiting: some seconds
)

func newHashing() hashing {
	return hashing{make(chan struct{}, hashSlots), make(chan struct{}, hashSlots+hashQueued)}
}

// do runs fn when it is its turn.
func (h hashing) do(ctx context.Context, fn func()) error {
	select {
	case h.queue <- struct{}{}:
		defer func() { <-h.queue }()
	default:
		return geo.Errorf(geo.Unavailable, "", "too many are signing in; try again shortly")
	}
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return &geo.Error{Kind: geo.Unavailable, Msg: "signing in took too long; try again shortly", Err: ctx.Err()}
	}
	fn()
	return nil
}

// readable has no characters that look alike.
const readable = "abcdefghjkmnpqrstuvwxyz23456789"

// oneTimePassword is 4 groups of 4 characters, 78 bits: to be read out or written down once.
func oneTimePassword() string {
	var out strings.Builder
	for i, b := range randomBelow(16, len(readable)) {
		if i > 0 && i%4 == 0 {
			out.WriteByte('-')
		}
		out.WriteByte(readable[b])
	}
	return out.String()
}

// randomBelow returns n numbers below most, each as likely as the others.
func randomBelow(n, most int) []int {
	var out []int
	for raw := make([]byte, 64); len(out) < n; {
		_, _ = rand.Read(raw) // never fails
		for _, b := range raw {
			if int(b) < 256/most*most && len(out) < n {
				out = append(out, int(b)%most)
			}
		}
	}
	return out
}
