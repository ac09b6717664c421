package feed

import (
	"testing"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/store"
)

func TestACursorIsReadOrRefused(t *testing.T) {
	for text, want := range map[string]store.Cursor{"0-0": {}, "12-345": {XID: 12, Seq: 345}, "9223372036854775807-9223372036854775807": {XID: 1<<63 - 1, Seq: 1<<63 - 1}} {
		if got, err := parseCursor(text); err != nil || got != want || got.String() != text {
			t.Errorf("%q gives %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "-", "1", "1-", "-1", "1--1", "-1-1", "+1-1", "01-1", "1-01", "1-1-1", " 1-1", "1-1 ", "0x1-1", "1_0-1", "9223372036854775808-1", "１-1"} {
		if _, err := parseCursor(text); geo.KindOf(err) != geo.Invalid || err == nil {
			t.Errorf("%q gives %v, want an invalid error", text, err)
		}
	}
}

// FuzzParseCursor holds that what is read is what was written, and that the database can be asked for it.
func FuzzParseCursor(f *testing.F) {
	for _, seed := range []string{"1-2", "0-0", "", "-", "1--2", "9223372036854775807-1", "18446744073709551615-1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parseCursor(text)
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Errorf("%q gives %v", text, err)
			}
			return
		}
		if c.String() != text || c.XID > 1<<63-1 || c.Seq < 0 {
			t.Errorf("%q is read as %v", text, c)
		}
	})
}

func TestCursorsAreOrderedByTransactionThenSequence(t *testing.T) {
	order := []store.Cursor{{XID: 1, Seq: 9}, {XID: 2, Seq: 1}, {XID: 2, Seq: 3}, {XID: 10, Seq: 0}}
	for i, a := range order {
		for j, b := range order {
			if before(a, b) != (i < j) {
				t.Errorf("%v before %v is %v", a, b, before(a, b))
			}
		}
	}
}
