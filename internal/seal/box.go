package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"errors"

	"github.com/wangge-map/wangge/geo"
)

// A sealed value is: format (1 byte), key id (4), nonce (12), ciphertext and tag (16). A random nonce of 96 bits may be used
// with one key for 2^32 values (NIST SP 800-38D, 8.3), which no street comes near.
const (
	format    = 1
	idBytes   = 4
	keyBytes  = 32
	nonceFrom = 1 + idBytes
)

// KeyID names a key.
type KeyID [idBytes]byte

func (id KeyID) String() string { return hex.EncodeToString(id[:]) }

// Box seals with the newest of its keys and opens with any. It is safe for concurrent use.
type Box struct {
	newest KeyID
	keys   map[KeyID]cipher.AEAD
}

func newBox(keys []storedKey) (*Box, error) {
	b := &Box{keys: map[KeyID]cipher.AEAD{}}
	for _, k := range keys {
		block, err := aes.NewCipher(k.Key)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		b.newest = k.ID
		b.keys[k.ID] = aead
	}
	if len(keys) == 0 {
		return nil, errors.New("there is no key in it")
	}
	return b, nil
}

// Newest returns the id of the key that seals.
func (b *Box) Newest() KeyID { return b.newest }

// Has reports whether b can open what the key id sealed.
func (b *Box) Has(id KeyID) bool { return b.keys[id] != nil }

// Seal returns plain sealed. aad says what the value belongs to, such as the id of its row; the same is needed to open it,
// so that a sealed value moved to another row does not open. It is not kept in the value.
func (b *Box) Seal(plain, aad []byte) []byte {
	aead := b.keys[b.newest]
	out := make([]byte, nonceFrom+aead.NonceSize(), nonceFrom+aead.NonceSize()+len(plain)+aead.Overhead())
	out[0] = format
	copy(out[1:], b.newest[:])
	_, _ = rand.Read(out[nonceFrom:]) // never fails
	return aead.Seal(out, out[nonceFrom:], plain, bound(aad))
}

// Open returns what was sealed. It is an Unavailable error when the key is not here, and an Internal one when the value was
// altered, cut, or belongs elsewhere.
func (b *Box) Open(sealed, aad []byte) ([]byte, error) {
	id, ok := KeyOf(sealed)
	if !ok {
		return nil, geo.Errorf(geo.Internal, "", "this is not a sealed value")
	}
	aead := b.keys[id]
	if aead == nil {
		return nil, missing(id)
	}
	rest := sealed[nonceFrom:]
	if len(rest) < aead.NonceSize() {
		return nil, geo.Errorf(geo.Internal, "", "a sealed value was cut short")
	}
	plain, err := aead.Open(nil, rest[:aead.NonceSize()], rest[aead.NonceSize():], bound(aad))
	if err != nil {
		return nil, geo.Errorf(geo.Internal, "", "a sealed value was altered, or belongs to another row")
	}
	return plain, nil
}

// bound keeps values of another use of the same key, if there ever is one, from opening here.
func bound(aad []byte) []byte { return append([]byte("wangge seal 1\x00"), aad...) }

// KeyOf returns which key sealed a value; false when it is none.
func KeyOf(sealed []byte) (id KeyID, ok bool) {
	if len(sealed) < nonceFrom || sealed[0] != format {
		return id, false
	}
	return KeyID(sealed[1:nonceFrom]), true
}

func missing(id KeyID) error {
	return geo.Errorf(geo.Unavailable, "", "this was sealed with key %s, which is not in the keys folder; bring %s back from the backup (--keys-dir says where it is)", id, boxFile)
}
