package certificate

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"time"

	"github.com/wangge-map/wangge/geo"
)

// PublicKey is a key that certificates are checked with.
type PublicKey struct {
	ID    string    `json:"id" doc:"the first 16 hexadecimal digits of the SHA-256 of the key"`
	Key   string    `json:"public_key" doc:"Ed25519, 32 bytes in base64url without padding"`
	Since time.Time `json:"since" doc:"when it was made"`
}

// Ring is every key that certificates of a site were ever signed with, oldest first. It is not changed once made.
type Ring struct {
	Keys []PublicKey `json:"keys"`

	byID map[string]ed25519.PublicKey
}

// mostKeys is more than a site changes its key in a lifetime.
const mostKeys = 1000

// ReadRing reads a file of keys, as GET /api/v1/certificate-keys answers it. It returns an Invalid error with field "keys" for
// anything else.
func ReadRing(r io.Reader) (*Ring, error) {
	raw, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return nil, err
	}
	ring := &Ring{}
	if err := json.Unmarshal(raw, ring); err != nil {
		return nil, geo.Errorf(geo.Invalid, "keys", "is not a file of keys as /api/v1/certificate-keys gives it: %w", err)
	}
	if len(ring.Keys) > mostKeys {
		return nil, geo.Errorf(geo.Invalid, "keys", "has %d keys; %d at most are read", len(ring.Keys), mostKeys)
	}
	return ring, ring.index()
}

func (r *Ring) index() error {
	r.byID = map[string]ed25519.PublicKey{}
	for i, k := range r.Keys {
		raw, err := decode(k.Key)
		if err != nil || len(raw) != ed25519.PublicKeySize {
			return geo.Errorf(geo.Invalid, "keys", "key %d is not 32 bytes in base64url", i+1)
		}
		if keyID(raw) != k.ID {
			return geo.Errorf(geo.Invalid, "keys", "key %d is called %q, but its own digits are %s", i+1, k.ID, keyID(raw))
		}
		r.byID[k.ID] = raw
	}
	return nil
}

func keyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}

// With returns r and the public key of seed, which since says was made; r itself where it holds that key. A nil r is empty.
func (r *Ring) With(seed []byte, since time.Time) (*Ring, error) {
	public, err := publicOf(seed)
	if err != nil {
		return nil, err
	}
	out := &Ring{Keys: []PublicKey{}}
	if r != nil {
		if r.byID[keyID(public)] != nil {
			return r, nil
		}
		out.Keys = slices.Clone(r.Keys)
	}
	out.Keys = append(out.Keys, PublicKey{keyID(public), encoding.EncodeToString(public), since.UTC().Truncate(time.Second)})
	return out, out.index()
}

func publicOf(seed []byte) (ed25519.PublicKey, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, geo.Errorf(geo.Internal, "", "the key of certificates has %d bytes, not %d", len(seed), ed25519.SeedSize)
	}
	return ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey), nil
}

// Verify returns what the certificate says when it is genuine: written as certificates are, and signed with a key of r. Otherwise
// it returns a *Refusal; nothing of what such a text says can be relied upon.
func (r *Ring) Verify(text string) (Payload, error) {
	t, err := parse(text)
	if err != nil {
		return Payload{}, err
	}
	public := r.byID[t.payload.Key]
	if public == nil {
		return Payload{}, refuse("签发它的密钥不是本系统的。", "it is signed with a key that is not one of these: it was issued elsewhere, or made up")
	}
	if !ed25519.Verify(public, []byte(t.signed), t.signature) {
		return Payload{}, refuse("签名不符：内容被改动过。", "the signature does not fit: something in it was changed")
	}
	return t.payload, nil
}
