package feed

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"encoding/hex"
	"math"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/store"
)

// cursorCode turns places in the order of changes into ids that are told to everybody, and back. Both halves of a place
// count every write, those that nobody may hear of too, so an id is their cipher: one block of AES, 32 hex digits. Every
// process on a database has the same key, so that a page can resume at any of them.
type cursorCode struct{ block cipher.Block }

func newCursorCode(key []byte) (*cursorCode, error) {
	block, err := aes.NewCipher(key)
	return &cursorCode{block}, err
}

// id returns the id of c.
func (cc *cursorCode) id(c store.Cursor) string {
	var b [aes.BlockSize]byte
	binary.BigEndian.PutUint64(b[:8], c.XID)
	binary.BigEndian.PutUint64(b[8:], uint64(c.Seq))
	cc.block.Encrypt(b[:], b[:])
	return hex.EncodeToString(b[:])
}

// cursor reads what id wrote. An id of another database, whose key is another, names a place where no change is.
func (cc *cursorCode) cursor(id string) (store.Cursor, error) {
	b, err := hex.DecodeString(id)
	if err != nil || len(b) != aes.BlockSize || hex.EncodeToString(b) != id {
		return store.Cursor{}, geo.Errorf(geo.Invalid, "Last-Event-ID", "is not an id that this service gave; leave it out to begin anew")
	}
	cc.block.Decrypt(b, b)
	xid, seq := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	if xid > math.MaxInt64 || seq > math.MaxInt64 { // more than the database counts to: beyond all
		return store.Cursor{XID: math.MaxInt64, Seq: math.MaxInt64}, nil
	}
	return store.Cursor{XID: xid, Seq: int64(seq)}, nil
}

// before reports whether a stands before b in the order of changes.
func before(a, b store.Cursor) bool { return a.XID < b.XID || a.XID == b.XID && a.Seq < b.Seq }
