package gridcode

import (
	"crypto/hmac"
	"crypto/sha256"
	"io"
	"strings"

	"github.com/wangge-map/wangge/geo"
)

// alphabet is Crockford's base 32: no I, L, O or U, so that a code survives being read out or written down.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	idLength    = 8 // 40 bits: a million codes of a city leave a million free numbers to each
	checkLength = 4 // 20 bits: who makes one up is believed once in a million
	textLength  = idLength + checkLength

	// KeyBytes is how long the key of a Signer is.
	KeyBytes = 32
)

// purpose keeps the check apart from whatever else the key may come to sign.
const purpose = "wangge grid code 1\x00"

// Signer makes codes and tells its own from others. It is safe for concurrent use.
type Signer struct{ key [KeyBytes]byte }

// NewSigner returns a signer with key, which must have KeyBytes bytes and be the same as long as the printed codes are to hold.
func NewSigner(key []byte) (*Signer, error) {
	if len(key) != KeyBytes {
		return nil, geo.Errorf(geo.Internal, "", "the key of grid codes has %d bytes, not %d", len(key), KeyBytes)
	}
	return &Signer{key: [KeyBytes]byte(key)}, nil
}

// NewID draws the eight characters of a new code from random.
func NewID(random io.Reader) (string, error) {
	var raw [idLength]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", err
	}
	for i, b := range raw {
		raw[i] = alphabet[b&31]
	}
	return string(raw[:]), nil
}

// Text returns the code of id as it is printed: XXXX-XXXX-XXXX.
func (s *Signer) Text(id string) string {
	whole := id + s.check(id)
	return whole[:4] + "-" + whole[4:8] + "-" + whole[8:]
}

// Compact returns the code of id without hyphens, as it stands in an address.
func (s *Signer) Compact(id string) string { return id + s.check(id) }

// Read returns the id of a code as people write it: in any case, with spaces, hyphens or dashes, O for 0, I or L for 1. What
// can't be a code is an Invalid error; what could be one and was not made with this key is a NotFound error, in the words
// of one that does not exist. Both have the field "code".
func (s *Signer) Read(text string) (id string, err error) {
	whole, ok := plain(text)
	if !ok {
		return "", geo.Errorf(geo.Invalid, "code", "is not a grid code: twelve letters and digits, such as 7K3M-9QXP-4T0C")
	}
	id, check := whole[:idLength], whole[idLength:]
	if !hmac.Equal([]byte(check), []byte(s.check(id))) {
		return "", Unknown()
	}
	return id, nil
}

// Unknown is the error for a code that does not exist, and for one that is made up: whoever asks can't tell them apart.
func Unknown() error {
	return geo.Errorf(geo.NotFound, "code", "there is no such grid code; check it against what is printed")
}

func (s *Signer) check(id string) string {
	mac := hmac.New(sha256.New, s.key[:])
	_, _ = io.WriteString(mac, purpose+id) // never fails
	sum := mac.Sum(nil)
	bits := uint32(sum[0])<<16 | uint32(sum[1])<<8 | uint32(sum[2])
	var out [checkLength]byte
	for i := range out {
		out[i] = alphabet[bits>>(19-5*i)&31]
	}
	return string(out[:])
}

// longest is more than any way of writing a code needs.
const longest = 64

// plain returns the twelve characters that text stands for.
func plain(text string) (string, bool) {
	if len(text) > longest {
		return "", false
	}
	out := make([]byte, 0, textLength)
	for _, r := range text {
		if strings.ContainsRune(" \t\r\n-‐‑–—－_.\u00a0\u3000", r) {
			continue
		}
		c, ok := character(r)
		if !ok || len(out) == textLength {
			return "", false
		}
		out = append(out, c)
	}
	return string(out), len(out) == textLength
}

// character returns what a written letter or digit stands for. Full-width ones come from Chinese keyboards.
func character(r rune) (byte, bool) {
	if r >= 0xff01 && r <= 0xff5e {
		r -= 0xff01 - '!'
	}
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	switch r {
	case 'O':
		r = '0'
	case 'I', 'L':
		r = '1'
	}
	if r > 'Z' || strings.IndexByte(alphabet, byte(r)) < 0 {
		return 0, false
	}
	return byte(r), true
}
