package ogc

import (
	"math"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/api/ogc/crs"
	"github.com/wangge-map/wangge/geo"
)

func FuzzDatetime(f *testing.F) {
	for _, seed := range []string{"2026-01-01T00:00:00Z", "../2026-01-01T00:00:00.5+08:00", "2026-01-01T00:00:00Z/", "0000-00-00T00:00:00Z", "9999-12-31T23:59:60Z/..", "//", "../.."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		from, until, err := parseDatetime(text)
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Errorf("%q gives %v", text, err)
			}
			return
		}
		if from.Nanosecond() != 0 || until.Nanosecond() != 0 || !until.IsZero() && until.Before(from) {
			t.Errorf("%q is from %v until %v", text, from, until)
		}
	})
}

// A box in any CRS keeps to the lattice, and the bound around it loses no place within it.
func FuzzBBox(f *testing.F) {
	for _, seed := range []string{"106,29,107,30", "29,106,30,107", "106,29,0,107,30,9", "170,-10,-170,10", "11801000,3420000,11820000,3430000", "3250000,605000,3260000,610000", "1e308,0,1e308,1", "-1e9,-1e9,1e9,1e9", ",,,"} {
		f.Add(seed)
	}
	near := geo.Bound{Min: geo.Point{Lon: 1060000000, Lat: 293000000}, Max: geo.Point{Lon: 1063000000, Lat: 295000000}}
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range crs.All(near) {
			a, err := parseBBox(text, c)
			if err != nil {
				if geo.KindOf(err) != geo.Invalid {
					t.Errorf("%q in %s gives %v", text, c, err)
				}
				continue
			}
			b, exact := a.bound()
			for _, p := range []geo.Point{near.Min, near.Max, {Lon: 1061500000, Lat: 294000000}, {Lon: 1061234567, Lat: 293999999}, {Lon: -1700000000, Lat: 1}} {
				in := a.meets(p.Orb())
				if in && !b.Contains(p) || exact && in != b.Contains(p) {
					t.Errorf("%q in %s holds %v: %v, its bound %v: %v", text, c, p, in, b, b.Contains(p))
				}
			}
		}
	})
}

func TestASegmentMeetsABox(t *testing.T) {
	box := orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{2, 1}}
	for _, c := range []struct {
		name string
		a, b orb.Point
		want bool
	}{
		{"inside", orb.Point{0.5, 0.5}, orb.Point{1, 0.6}, true},
		{"right through", orb.Point{-1, 0.5}, orb.Point{3, 0.5}, true},
		{"across a corner", orb.Point{-0.5, 0.5}, orb.Point{0.5, 1.5}, true},
		{"touching a corner", orb.Point{-1, 0}, orb.Point{1, 2}, true},
		{"past a corner", orb.Point{-1, 0.1}, orb.Point{1, 2.1}, false},
		{"along an edge", orb.Point{-1, 1}, orb.Point{1, 1}, true},
		{"in line with an edge and beyond it", orb.Point{3, 1}, orb.Point{4, 1}, false},
		{"beside", orb.Point{3, 0}, orb.Point{3, 1}, false},
		{"a point inside", orb.Point{1, 1}, orb.Point{1, 1}, true},
		{"a point outside", orb.Point{1, 1.1}, orb.Point{1, 1.1}, false},
	} {
		if got := segmentMeets(c.a, c.b, box); got != c.want || segmentMeets(c.b, c.a, box) != got {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestAPolygonMeetsABox(t *testing.T) {
	frame := orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}, {{2, 2}, {8, 2}, {8, 8}, {2, 8}, {2, 2}}}
	for _, c := range []struct {
		name string
		box  orb.Bound
		want bool
	}{
		{"in the frame", orb.Bound{Min: orb.Point{0.5, 0.5}, Max: orb.Point{1, 1}}, true},
		{"in the hole", orb.Bound{Min: orb.Point{4, 4}, Max: orb.Point{5, 5}}, false},
		{"over the hole's edge", orb.Bound{Min: orb.Point{1, 4}, Max: orb.Point{5, 5}}, true},
		{"around it all", orb.Bound{Min: orb.Point{-1, -1}, Max: orb.Point{11, 11}}, true},
		{"beside", orb.Bound{Min: orb.Point{10.1, 0}, Max: orb.Point{11, 10}}, false},
	} {
		if got := meetsBox(orb.MultiPolygon{frame}, c.box); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestLinksFollowTheProxyOnlyWhereItIsTrusted(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "http://inside:8080/ogc", nil)
	r.Header.Set("X-Forwarded-Proto", "https")
	r.Header.Set("X-Forwarded-Host", "grid.example.org")
	for trusted, want := range map[bool]string{false: "http://inside:8080/ogc", true: "https://grid.example.org/ogc"} {
		if got := (&service{cfg: Config{TrustProxy: trusted}}).baseURL(r); got != want {
			t.Errorf("trusted %v: %s", trusted, got)
		}
	}
	r.Header.Set("X-Forwarded-Host", `x"><script>`)
	r.Header.Set("X-Forwarded-Proto", "javascript")
	if got := (&service{cfg: Config{TrustProxy: true}}).baseURL(r); got != "http://inside:8080/ogc" {
		t.Errorf("nonsense from the proxy gives %s", got)
	}
}

func TestNumbersAreRoundedAndShort(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		want     string
	}{{106.2, 7, "106.2"}, {106.20000004, 7, "106.2"}, {106.20000006, 7, "106.2000001"}, {100, 7, "100"}, {3250000.12345, 3, "3250000.123"}, {-0.5, 3, "-0.5"}, {1000, 3, "1000"}, {math.Pi, 0, "3"}} {
		e := &encoder{}
		e.number(c.v, c.decimals)
		if string(e.buf) != c.want {
			t.Errorf("%v with %d decimals is %s, want %s", c.v, c.decimals, e.buf, c.want)
		}
	}
}
