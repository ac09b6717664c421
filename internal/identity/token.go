package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// tokenPrefix tells a program's token from a browser's session, and lets scanners find one that was published by mistake.
const tokenPrefix = "wgt_"

// newSecret returns 256 random bits as text.
func newSecret() string {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// digestOf is what is kept of a session's or token's secret. They are random, so that a plain hash can't be turned back.
func digestOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

func isToken(secret string) bool { return strings.HasPrefix(secret, tokenPrefix) }
