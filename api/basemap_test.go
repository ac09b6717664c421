package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wangge-map/wangge/api"
)

func ask(t *testing.T, s *service, method, path string, header map[string]string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

// directives are the parts of a policy by their name.
func directives(policy string) map[string]string {
	found := map[string]string{}
	for part := range strings.SplitSeq(policy, ";") {
		name, sources, _ := strings.Cut(strings.TrimSpace(part), " ")
		found[name] = sources
	}
	return found
}

func TestThePolicyAllowsExactlyTheHostsOfTheBaseMap(t *testing.T) {
	none := newService(t)
	resp, _ := ask(t, none, http.MethodGet, "/api/v1/site", nil)
	without := directives(resp.Header.Get("Content-Security-Policy"))
	some := newService(t, func(c *api.Config) {
		c.BaseMap = &api.BaseMap{
			Kind: "xyz", Format: "raster", MaxZoom: 18, Bounds: []float64{},
			Tiles:   []string{"https://a.example/{z}/{x}/{y}.png", "https://b.example:8443/t/{z}/{x}/{y}.png"},
			Overlay: []string{"https://a.example/names/{z}/{x}/{y}.png"},
		}
	})
	resp, _ = ask(t, some, http.MethodGet, "/api/v1/site", nil)
	with := directives(resp.Header.Get("Content-Security-Policy"))
	for name, sources := range with {
		want := without[name]
		if name == "img-src" || name == "connect-src" {
			want += " https://a.example https://b.example:8443"
		}
		if sources != want {
			t.Errorf("%s %s, want %s", name, sources, want)
		}
	}
	if len(with) != len(without) || without["connect-src"] != "'self'" {
		t.Errorf("the policies are %v with a base map and %v without", with, without)
	}
}

func TestABaseMapWithAnAddressThatWouldOpenThePolicyIsRefused(t *testing.T) {
	newService(t, func(c *api.Config) {
		for _, tiles := range []string{"https://a.example; script-src *", "//a.example/{z}", "javascript:alert(1)", "https:///{z}", "https://*/{z}"} {
			bad := *c
			bad.Metrics, bad.BaseMap = prometheus.NewRegistry(), &api.BaseMap{Kind: "xyz", Tiles: []string{tiles}}
			if _, err := api.New(bad); err == nil {
				t.Errorf("%q became a part of the policy", tiles)
			}
		}
	})
}

func TestASiteTellsOfItsBaseMap(t *testing.T) {
	site := func(s *service) map[string]any {
		_, body := ask(t, s, http.MethodGet, "/api/v1/site", nil)
		var got map[string]any
		if err := json.Unmarshal(body, &got); err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got, there := site(newService(t))["base_map"]; !there || got != nil {
		t.Errorf("base_map is %v, want null", got)
	}
	s := newService(t, func(c *api.Config) {
		c.BaseMap = &api.BaseMap{Kind: "pmtiles", Format: "vector", URL: "/basemap.pmtiles", Tiles: []string{}, Overlay: []string{}, Bounds: []float64{1, 2, 3, 4}, MaxZoom: 15, Attribution: "© OSM", File: &api.BaseMapFile{}}
	})
	got, _ := site(s)["base_map"].(map[string]any)
	if got["kind"] != "pmtiles" || got["url"] != "/basemap.pmtiles" || got["attribution"] != "© OSM" || got["format"] != "vector" || got["max_zoom"] != 15.0 {
		t.Errorf("base_map is %v", got)
	}
}

func TestABaseMapIsReadInRanges(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789"), 500) // long enough to be packed, were it an answer as any other
	modified := time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC)
	start := func(modified time.Time) *service {
		return newService(t, func(c *api.Config) {
			c.Limits.ReadsPerSecond = 1
			c.BaseMap = &api.BaseMap{Kind: "pmtiles", URL: "/basemap.pmtiles", File: &api.BaseMapFile{Content: bytes.NewReader(content), Size: int64(len(content)), ModifiedAt: modified}}
		})
	}
	s := start(modified)
	packed := map[string]string{"Accept-Encoding": "zstd, gzip"}
	whole, body := ask(t, s, http.MethodGet, "/basemap.pmtiles", packed)
	tag := whole.Header.Get("ETag")
	if whole.StatusCode != http.StatusOK || !bytes.Equal(body, content) || whole.Header.Get("Content-Encoding") != "" || whole.Header.Get("Accept-Ranges") != "bytes" {
		t.Errorf("the whole: %s, %d bytes, %v", whole.Status, len(body), whole.Header)
	}
	if !strings.HasPrefix(tag, `"`) {
		t.Errorf("the tag is %q, want a strong one", tag)
	}
	head, body := ask(t, s, http.MethodHead, "/basemap.pmtiles", nil)
	if head.StatusCode != http.StatusOK || head.ContentLength != int64(len(content)) || len(body) != 0 || head.Header.Get("ETag") != tag {
		t.Errorf("HEAD: %s, length %d, body %d, %v", head.Status, head.ContentLength, len(body), head.Header)
	}
	for _, c := range []struct {
		name   string
		header map[string]string
		status int
		body   string
	}{
		{"a range", map[string]string{"Range": "bytes=3-6", "Accept-Encoding": "gzip"}, http.StatusPartialContent, "3456"},
		{"the end", map[string]string{"Range": "bytes=-2"}, http.StatusPartialContent, "89"},
		{"a range of this very file", map[string]string{"Range": "bytes=0-1", "If-Range": tag}, http.StatusPartialContent, "01"},
		{"a range of another file", map[string]string{"Range": "bytes=0-1", "If-Range": `"old"`}, http.StatusOK, string(content)},
		{"beyond the end", map[string]string{"Range": "bytes=5000-"}, http.StatusRequestedRangeNotSatisfiable, "invalid range: failed to overlap\n"},
		{"what is known already", map[string]string{"If-None-Match": tag}, http.StatusNotModified, ""},
	} {
		resp, body := ask(t, s, http.MethodGet, "/basemap.pmtiles", c.header)
		if resp.StatusCode != c.status || string(body) != c.body {
			t.Errorf("%s: %s %.40q", c.name, resp.Status, body)
		}
	}
	for range 50 { // far more than this client may ask for otherwise
		if resp, _ := ask(t, s, http.MethodGet, "/basemap.pmtiles", map[string]string{"Range": "bytes=0-0"}); resp.StatusCode != http.StatusPartialContent {
			t.Fatalf("throttled: %s", resp.Status)
		}
	}
	if resp, _ := ask(t, start(modified.Add(time.Second)), http.MethodHead, "/basemap.pmtiles", nil); resp.Header.Get("ETag") == tag {
		t.Error("a file that was written anew has the old one's tag")
	}
	if resp, _ := ask(t, newService(t), http.MethodGet, "/basemap.pmtiles", nil); resp.StatusCode != http.StatusNotFound {
		t.Errorf("without a base map: %s", resp.Status)
	}
}
