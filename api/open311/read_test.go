package open311

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

func TestAnAddressIsTakenApart(t *testing.T) {
	for path, want := range map[string]resource{
		"/open311/v2/services.xml":              {"services", "", asXML},
		"/open311/v2/services/06013.json":       {"services/{id}", "06013", asJSON},
		"/open311/v2/requests/a.b.json":         {"requests/{id}", "a.b", asJSON},
		"/open311/v2/requests.csv":              {"requests", "", asCSV},
		"/open311/v2/tokens/1.xml":              {"tokens/{id}", "1", asXML},
		"/open311/v2/servicerequestupdates.xml": {"servicerequestupdates", "", asXML},
	} {
		if got, ok := read(path); !ok || got != want {
			t.Errorf("%s: %+v, %v", path, got, ok)
		}
	}
	for _, path := range []string{
		"", "/", "/open311/v2", "/open311/v2/", "/open311/v2/services", "/open311/v2/services.", "/open311/v2/services.csv", "/open311/v2/services/.xml", "/open311/v2/tokens.xml",
		"/open311/v2/requests/a/b.xml", "/open311/v2/discovery/1.xml", "/open311/v1/services.xml",
	} {
		if got, ok := read(path); ok {
			t.Errorf("%q: %+v", path, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, path := range []string{"/open311/v2/services.xml", "/open311/v2/requests/x.json", "/open311/v2/..", "/open311/v2/a/b/c.d.xml"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		rs, ok := read(path)
		if !ok {
			return
		}
		name := strings.TrimSuffix(rs.name, "/{id}")
		if rs.id != "" {
			name += "/" + rs.id
		}
		if back := Prefix + "/" + name + "." + string(rs.format); back != path {
			t.Errorf("%q was read as %q", path, back)
		}
	})
}

func callOf(t *testing.T, query string) *call {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/open311/v2/requests.json", nil)
	r.URL.RawQuery = query
	zone := time.FixedZone("", 8*60*60)
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	h := &Handler{Config{Zone: func() *time.Location { return zone }, Now: func() time.Time { return now }}}
	return &call{Handler: h, r: r, query: r.URL.Query()}
}

func TestDatesMeanWhatTheStandardSays(t *testing.T) {
	utc := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for query, want := range map[string][2]string{
		"":                                          {"2026-03-03T12:00:00Z", ""},
		"start_date=2026-05-01T00:00:00Z":           {"2026-05-01T00:00:00Z", "2026-07-30T00:00:00Z"},
		"start_date=2026-05-01T00:00%2B08:00":       {"2026-04-30T16:00:00Z", "2026-07-29T16:00:00Z"},
		"start_date=2026-05-01T00:00:00+08:00":      {"2026-04-30T16:00:00Z", "2026-07-29T16:00:00Z"},
		"start_date=2026-05-01&end_date=2026-05-01": {"2026-04-30T16:00:00Z", "2026-05-01T16:00:00Z"},
		"end_date=2026-05-01T00:00:00.5Z":           {"2026-01-31T00:00:01Z", "2026-05-01T00:00:01Z"},
		"updated_after=2026-05-01T00:00:00Z":        {"", ""},
		"updated_before=2026-05-01T00:00:00Z":       {"2026-03-03T12:00:00Z", ""},
	} {
		var q casework.OutlineQuery
		if err := callOf(t, query).readDates(&q, mostSpan); err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		for i, got := range []time.Time{q.OpenedFrom, q.OpenedUntil} {
			if want[i] == "" && !got.IsZero() || want[i] != "" && !got.Equal(utc(want[i])) {
				t.Errorf("%s: %d is %v, want %s", query, i, got, want[i])
			}
		}
	}
}

// Whatever a query says, it is refused as invalid or becomes bounds that the database can hold.
func FuzzReadWanted(f *testing.F) {
	for _, query := range []string{
		"start_date=2026-05-01&status=open", "bbox=1,2,3,4&page=3&page_size=7", "lat=1&long=2&radius=3", "service_request_id=a,b", "updated_after=0001-01-01", "end_date=9999-12-31T23:59:59Z", "page=9223372036854775807",
	} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		w, err := callOf(t, query).readWanted(mostSpan)
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Errorf("%q: %v", query, err)
			}
			return
		}
		if w.ids == nil && (w.q.Limit < 1 || w.q.Limit > mostRequests || w.q.Offset < 0 || w.q.Offset > mostSkipped+mostRequests) {
			t.Errorf("%q: %d after %d", query, w.q.Limit, w.q.Offset)
		}
		if n := w.q.Near; n != nil && !(n.RadiusM > 0 && n.RadiusM <= mostRadiusM && n.Lon >= -180 && n.Lon <= 180) {
			t.Errorf("%q: %+v", query, n)
		}
	})
}

func FuzzReadValues(f *testing.F) {
	f.Add("deep", casework.AskOne)
	f.Add("1e3", casework.AskNumber)
	f.Add("2026-05-01", casework.AskDatetime)
	f.Fuzz(func(t *testing.T, value, datatype string) {
		a := casework.Attribute{Code: "X", Datatype: datatype, Choices: []casework.Choice{{Key: "deep"}}}
		got, err := callOf(t, "").readValues("attribute[X]", a, []string{value, value})
		if err == nil && len(got) > 1 || err != nil && geo.KindOf(err) != geo.Invalid {
			t.Errorf("%q as %s: %q, %v", value, datatype, got, err)
		}
	})
}

func TestEveryStateIsSaid(t *testing.T) {
	for _, state := range casework.States() {
		update := updateOf(state)
		if update == "UNCHANGED" || callOf(t, "").sayState(state) == "" {
			t.Errorf("%s is not said: %s", state, update)
		}
		closing := update == "FIXED" || update == "NO_FURTHER_ACTION" || update == "DUPLICATE"
		if closing != (statusOfState(state) == statusClosed) {
			t.Errorf("%s is %s and %s", state, update, statusOfState(state))
		}
	}
}
