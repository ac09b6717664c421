package certificate

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
)

func FuzzReadRing(f *testing.F) {
	ring, err := (*Ring)(nil).With(make([]byte, 32), time.Unix(1_800_000_000, 0))
	if err != nil {
		f.Fatal(err)
	}
	one, err := json.Marshal(ring)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(one))
	f.Add(`{"keys":[]}`)
	f.Add(`{"keys":null}`)
	f.Add(`{"keys":[{"id":"","public_key":""}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		ring, err := ReadRing(strings.NewReader(text))
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Errorf("%q: %v is no error of the file's", text, err)
			}
			return
		}
		written, err := json.Marshal(ring)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadRing(bytes.NewReader(written))
		if err != nil || len(again.Keys) != len(ring.Keys) {
			t.Errorf("%q was read, but not what was written of it, %s: %v", text, written, err)
		}
		for id, key := range ring.byID {
			if keyID(key) != id {
				t.Errorf("%q: key %s is filed as %s", text, keyID(key), id)
			}
		}
	})
}
