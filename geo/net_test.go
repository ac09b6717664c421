package geo_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
)

func ExampleScheme_CheckCode() {
	fmt.Println(geo.GB15.CheckCode("500120005001004"))
	fmt.Println(geo.GB15.DistrictOf("500120005001004"))
	// Output:
	// <nil>
	// 500120
}

func TestCodesThatBreakTheirSchemeAreRefused(t *testing.T) {
	for _, c := range []struct {
		scheme geo.Scheme
		code   string
		ok     bool
	}{
		{geo.GB15, "500120005001001", true},
		{geo.GB15, "500120005001000", false},
		{geo.GB15, "50012000500100", false},
		{geo.GB15, "50012000500100A", false},
		{geo.GB15, "５００１２０００５００１００１", false}, // full-width digits
		{geo.Free, "2B07", true},
		{geo.Free, "第4网格", true},
		{geo.Free, "", false},
		{geo.Free, strings.Repeat("格", 64), true},
		{geo.Free, strings.Repeat("格", 65), false},
		{geo.Free, "\xff", false},
		{"other", "1", false},
	} {
		err := c.scheme.CheckCode(c.code)
		if (err == nil) != c.ok {
			t.Errorf("%s %q gives %v, want ok %v", c.scheme, c.code, err, c.ok)
		}
		if err != nil && geo.KindOf(err) != geo.Invalid {
			t.Errorf("%s %q gives kind %s", c.scheme, c.code, geo.KindOf(err))
		}
	}
	if got := geo.Free.DistrictOf("500120005001004"); got != geo.NoDistrict {
		t.Errorf("a free code has district %s", got)
	}
}

func TestAnEditionEndsWhereTheNextBegins(t *testing.T) {
	march := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	june := march.AddDate(0, 3, 0)
	first := geo.Edition{InForceFrom: march, InForceUntil: june}
	second := geo.Edition{InForceFrom: june}
	for _, c := range []struct {
		at            time.Time
		first, second bool
	}{
		{march.Add(-1), false, false}, {march, true, false}, {june.Add(-1), true, false}, {june, false, true}, {june.AddDate(9, 0, 0), false, true},
	} {
		if first.InForceAt(c.at) != c.first || second.InForceAt(c.at) != c.second {
			t.Errorf("at %v: first %v, second %v", c.at, first.InForceAt(c.at), second.InForceAt(c.at))
		}
	}
}

func TestErrorsKeepTheirKindAndCauseThroughWrapping(t *testing.T) {
	cause := errors.New("the cause")
	err := fmt.Errorf("import: %w", geo.Errorf(geo.Invalid, "points[3].lon", "bad: %w", cause))
	if geo.KindOf(err) != geo.Invalid || !errors.Is(err, cause) {
		t.Errorf("got kind %s of %v", geo.KindOf(err), err)
	}
	if want := "import: points[3].lon: bad: the cause"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	if geo.KindOf(cause) != geo.Internal {
		t.Error("an unknown error is not internal")
	}
}
