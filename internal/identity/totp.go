package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238 as authenticator apps do it
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"time"
)

// A second factor as every authenticator app does it (RFC 6238): SHA-1, 6 digits, steps of 30 seconds.
const (
	totpStep   = 30 * time.Second
	totpBytes  = 20 // of the secret, as RFC 4226 recommends
	totpDrift  = 1  // steps that a telephone's clock may be off, either way
	totpDigits = 1_000_000
)

func newTOTPSecret() []byte {
	secret := make([]byte, totpBytes)
	_, _ = rand.Read(secret) // never fails
	return secret
}

// stepAt is the number of the step that t lies in.
func stepAt(t time.Time) int64 { return t.Unix() / int64(totpStep/time.Second) }

// totpCode is the code of one step (RFC 4226, 5.3).
func totpCode(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, step) // a hash takes everything
	sum := mac.Sum(nil)
	from := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[from:])&0x7fff_ffff%totpDigits)
}

// totpMatch returns the step whose code this is, of those that the clocks allow.
func totpMatch(secret []byte, code string, now time.Time) (step int64, ok bool) {
	for s := stepAt(now) - totpDrift; s <= stepAt(now)+totpDrift; s++ {
		if subtle.ConstantTimeCompare([]byte(totpCode(secret, s)), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}

func totpText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// totpURI is what an app reads from a QR code.
func totpURI(secret []byte, issuer, login string) string {
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + login}
	u.RawQuery = url.Values{"secret": {totpText(secret)}, "issuer": {issuer}, "digits": {"6"}, "period": {"30"}}.Encode()
	return u.String()
}

// CodeAt is the code that an authenticator app with this secret shows at t.
func CodeAt(secret []byte, t time.Time) string { return totpCode(secret, stepAt(t)) }
