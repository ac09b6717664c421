package feed

import (
	"strings"
	"testing"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/store"
)

// code has a key of the tests' own.
func code() *cursorCode {
	cc, err := newCursorCode([]byte("0123456789abcdef"))
	if err != nil {
		panic(err) // a constant of the test
	}
	return cc
}

func TestAnIDIsReadAsWhatItWasMadeOf(t *testing.T) {
	for _, want := range []store.Cursor{{}, {XID: 12, Seq: 345}, {XID: 1<<63 - 1, Seq: 1<<63 - 1}} {
		id := code().id(want)
		if got, err := code().cursor(id); err != nil || got != want || len(id) != 32 {
			t.Errorf("%v is %q, which gives %v, %v", want, id, got, err)
		}
	}
}

// Who sees the ids of two public changes must not be able to count what was written between.
func TestAnIDDoesNotTellWhereItStands(t *testing.T) {
	a, b := code().id(store.Cursor{XID: 700, Seq: 41}), code().id(store.Cursor{XID: 700, Seq: 42})
	same := 0
	for i := range a {
		if a[i] == b[i] {
			same++
		}
	}
	if same > 16 { // two of 32 random digits are the same on average
		t.Errorf("%s and %s are neighbours and look like it", a, b)
	}
	other, err := newCursorCode([]byte("fedcba9876543210"))
	if err != nil {
		t.Fatal(err)
	}
	if other.id(store.Cursor{XID: 700, Seq: 41}) == a {
		t.Error("another key gives the same id")
	}
}

func TestWhatIsNoIDIsRefused(t *testing.T) {
	id := code().id(store.Cursor{XID: 1, Seq: 1})
	for _, text := range []string{"", "-", "12-345", "9223372036854775807-1", id[:31], id + "0", " " + id, strings.ToUpper(id), strings.Repeat("g", 32), strings.Repeat("１", 32)} {
		if _, err := code().cursor(text); geo.KindOf(err) != geo.Invalid || err == nil {
			t.Errorf("%q gives %v, want an invalid error", text, err)
		}
	}
}

// FuzzCursor holds that what is read is what was written, and that the database can be asked for it.
func FuzzCursor(f *testing.F) {
	cc := code()
	for _, seed := range []string{cc.id(store.Cursor{XID: 1, Seq: 2}), cc.id(store.Cursor{}), "", "1-2", strings.Repeat("0", 32), strings.Repeat("f", 32)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := cc.cursor(text)
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Errorf("%q gives %v", text, err)
			}
			return
		}
		beyond := store.Cursor{XID: 1<<63 - 1, Seq: 1<<63 - 1}
		if cc.id(c) != text && c != beyond || c.XID > 1<<63-1 || c.Seq < 0 {
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
