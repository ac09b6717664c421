package feed

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/store"
)

// parseCursor reads what store.Cursor.String wrote.
func parseCursor(text string) (store.Cursor, error) {
	xid, seq, ok := strings.Cut(text, "-")
	x, errX := strconv.ParseUint(xid, 10, 63)
	s, errS := strconv.ParseInt(seq, 10, 64)
	if !ok || errX != nil || errS != nil || s < 0 || fmt.Sprintf("%d-%d", x, s) != text {
		return store.Cursor{}, geo.Errorf(geo.Invalid, "Last-Event-ID", "is not an id that this service gave; leave it out to begin anew")
	}
	return store.Cursor{XID: x, Seq: s}, nil
}

// before reports whether a stands before b in the order of changes.
func before(a, b store.Cursor) bool { return a.XID < b.XID || a.XID == b.XID && a.Seq < b.Seq }
