package importer

import (
	"strings"
	"testing"

	"github.com/wangge-map/wangge/geo"
)

func FuzzReadCategoryMap(f *testing.F) {
	for _, seed := range []string{
		`{"Pothole":"06013","*":"90001"}`, "type,code\nPothole,06013\n", "Pothole;06013\r\n", "\ufeff{\"a\":\"1\"}", `{"a":"1"}{`, `{"a":1}`, "\"a\nb\",1", "{",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ReadCategoryMap(strings.NewReader(text))
		switch {
		case err != nil && geo.KindOf(err) != geo.Invalid:
			t.Errorf("%q: %v is no error of the file's", text, err)
		case err == nil && len(m) == 0:
			t.Errorf("%q was read as a map of nothing", text)
		}
		for value, code := range m {
			if err == nil && m.code(value) != code {
				t.Errorf("%q means %q and not %q", value, m.code(value), code)
			}
		}
	})
}

func TestACategoryMapEndsWhereItEnds(t *testing.T) {
	_, err := ReadCategoryMap(strings.NewReader(`{"Pothole":"06013"} {"Light":"01001"}`))
	if geo.KindOf(err) != geo.Invalid {
		t.Errorf("a second object was passed over: %v", err)
	}
}
