package api_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// wrong is a request that must be refused with a problem that names what is wrong.
type wrong struct {
	name         string
	method, path string
	body         string
	headers      []string
	status       int
	field        string
	says         string // part of the detail
}

const key = "Idempotency-Key"

// wrongReports are bodies sent to /api/v1/reports under a sound key.
func wrongReports() []wrong {
	report := func(name, body, field, says string) wrong {
		return wrong{name, http.MethodPost, "/api/v1/reports", body, []string{key, "sound-key-1"}, 400, field, says}
	}
	with := func(fields string) string { return `{` + inA + `,"datum":"wgs84","category":"06013"` + fields + `}` }
	return []wrong{
		report("no body", ``, "", "body is required"),
		report("null", `null`, "", "object"),
		report("a list", `[]`, "", "object"),
		report("a text", `"report"`, "", "object"),
		report("an empty object", `{}`, "category", "missing"),
		report("not JSON", `lon=106&lat=29`, "", "not JSON"),
		report("cut off", `{"lon":106.5`, "", "ends too early"),
		report("text after the end", with("")+"x", "", "after the end"),
		report("a second body after the first", with("")+with(""), "", "after the end"),
		report("bytes that are not UTF-8", with(",\"description\":\"\xff\""), "", "UTF-8"),
		report("a member that stands twice", with(`,"lon":1`), "lon", "twice"),
		report("a member that stands twice in another case", with(`,"LON":1`), "LON", "not known"),
		report("a member in another case", `{"Lon":1,"lat":1,"datum":"wgs84","category":"06013"}`, "Lon", "not known"),
		report("an unknown member", with(`,"colour":"red"`), "colour", "not known"),
		report("an unknown member inside", with(`,"reporter":{"wechat":"a@b"}`), "reporter.wechat", "not known"),
		report("an endless unknown name", with(`,"`+strings.Repeat("x", 50_000)+`":1`), strings.Repeat("x", 80)+"…", "not known"),
		report("nothing but brackets", strings.Repeat("[", 60_000), "", "nests deeper"),
		report("no longitude", `{"lat":29.5,"datum":"wgs84","category":"06013"}`, "lon", "missing"),
		report("longitude null", `{"lon":null,"lat":29.5,"datum":"wgs84","category":"06013"}`, "lon", "missing"),
		report("longitude as text", `{"lon":"106","lat":29.5,"datum":"wgs84","category":"06013"}`, "lon", "number"),
		report("longitude as a list", `{"lon":[106],"lat":29.5,"datum":"wgs84","category":"06013"}`, "lon", "number"),
		report("longitude true", `{"lon":true,"lat":29.5,"datum":"wgs84","category":"06013"}`, "lon", "number"),
		report("longitude NaN", `{"lon":NaN,"lat":29.5,"datum":"wgs84","category":"06013"}`, "", "not JSON"),
		report("longitude beyond any number", `{"lon":1e999,"lat":29.5,"datum":"wgs84","category":"06013"}`, "lon", "number"),
		report("longitude beyond the world", `{"lon":181,"lat":29.5,"datum":"wgs84","category":"06013"}`, "lon", "between -180 and 180"),
		report("axes swapped", `{"lon":29.57,"lat":106.55,"datum":"wgs84","category":"06013"}`, "lat", "look swapped"),
		report("axes swapped in GCJ-02", `{"lon":29.57,"lat":106.55,"datum":"gcj02","category":"06013"}`, "lat", "look swapped"),
		report("metres called degrees", `{"lon":652000,"lat":3273000,"datum":"wgs84","category":"06013"}`, "lon", "degrees"),
		report("no datum", `{`+inA+`,"category":"06013"}`, "datum", "missing"),
		report("an empty datum", `{`+inA+`,"datum":"","category":"06013"}`, "datum", "missing"),
		report("a datum null", `{`+inA+`,"datum":null,"category":"06013"}`, "datum", "missing"),
		report("an unknown datum", `{`+inA+`,"datum":"epsg:2000","category":"06013"}`, "datum", "not known"),
		report("no category", `{`+inA+`,"datum":"wgs84"}`, "category", "missing"),
		report("an unknown category", `{`+inA+`,"datum":"wgs84","category":"99999"}`, "category", "not a known code"),
		report("a category as a number", `{`+inA+`,"datum":"wgs84","category":6013}`, "category", "string"),
		report("accuracy below zero", with(`,"accuracy_m":-1`), "accuracy_m", ">= 0"),
		report("accuracy of a county", with(`,"accuracy_m":5001`), "accuracy_m", "<= 5000"),
		report("accuracy as text", with(`,"accuracy_m":"12"`), "accuracy_m", "number"),
		report("a description that is too long", with(`,"description":"`+strings.Repeat("网", 4001)+`"`), "description", "at most 4000"),
		report("a description with NUL", with(`,"description":"a\u0000b"`), "description", "U+0000"),
		report("a description with half a surrogate pair", with(`,"description":"\ud83d"`), "description", "surrogate"),
		report("a description as a number", with(`,"description":7`), "description", "string"),
		report("a reporter as text", with(`,"reporter":"me"`), "reporter", "object"),
		report("a name with NUL", with(`,"reporter":{"name":"\u0000"}`), "reporter.name", "U+0000"),
		report("a name that is too long", with(`,"reporter":{"name":"`+strings.Repeat("网", 61)+`"}`), "reporter.name", "at most 60"),
		report("a telephone number with words", with(`,"reporter":{"phone":"call me"}`), "reporter.phone", "telephone"),
		report("a telephone number with NUL", with(`,"reporter":{"phone":"12345\u0000"}`), "reporter.phone", "telephone"),
		report("a telephone number that is too short", with(`,"reporter":{"phone":"110"}`), "reporter.phone", "telephone"),
		report("a chosen cell that does not exist", with(`,"chosen_cell":"Z"`), "chosen_cell", "can't be in this cell"),
		report("a chosen cell far from the pin", with(`,"chosen_cell":"B","accuracy_m":5`), "chosen_cell", "can't be in this cell"),
		report("a chosen cell with NUL", with(`,"chosen_cell":"A\u0000"`), "chosen_cell", "U+0000"),
	}
}

func wrongRequests() []wrong {
	sound := `{` + inA + `,"datum":"wgs84","category":"06013"}`
	const reports, locate = "/api/v1/reports", "/api/v1/locate"
	get := func(name, path string, status int, field, says string) wrong {
		return wrong{name, http.MethodGet, path, "", nil, status, field, says}
	}
	many := func(name, body, field, says string) wrong {
		return wrong{name, http.MethodPost, locate, body, nil, 400, field, says}
	}
	return []wrong{
		{"no key", http.MethodPost, reports, sound, nil, 400, key, "missing"},
		{"a short key", http.MethodPost, reports, sound, []string{key, "short"}, 400, key, "8"},
		{"a long key", http.MethodPost, reports, sound, []string{key, strings.Repeat("k", 201)}, 400, key, "200"},
		{"a key with a space", http.MethodPost, reports, sound, []string{key, "with a space"}, 400, key, "visible"},
		{"a key that is not ASCII", http.MethodPost, reports, sound, []string{key, "钥匙钥匙钥匙钥匙"}, 400, key, "visible"},
		{"a key of bytes", http.MethodPost, reports, sound, []string{key, "\xff\xfe\xff\xfe\xff\xfe\xff\xfe"}, 400, key, "visible"},
		{"a huge report", http.MethodPost, reports, strings.Repeat(" ", 70_000) + sound, []string{key, "sound-key-2"}, 413, "", "at most 64 kB"},
		{"a form", http.MethodPost, reports, "lon=1", []string{key, "sound-key-3", "Content-Type", "application/x-www-form-urlencoded"}, 415, "", "content type"},
		{"plain text", http.MethodPost, reports, sound, []string{key, "sound-key-4", "Content-Type", "text/plain"}, 415, "", "content type"},
		{"XML", http.MethodPost, reports, "<report/>", []string{key, "sound-key-5", "Content-Type", "application/xml; charset=utf-8"}, 415, "", "content type"},
		get("a query that is not encoded", locate+"?lon=%zz&lat=29.57&datum=wgs84", 400, "", "encoded"),
		get("a query with a semicolon", locate+"?lon=106.55;lat=29.57&datum=wgs84", 400, "", "encoded"),
		{"another site's page", http.MethodPost, reports, sound, []string{key, "sound-key-6", "Sec-Fetch-Site", "cross-site"}, 403, "", "another site"},
		{"a report with a query", http.MethodPost, reports + "?dry=1", sound, []string{key, "sound-key-7"}, 400, "dry", "unknown query parameter"},
		{"deleting a report", http.MethodDelete, reports, "", nil, 405, "", "POST"},
		{"listing reports", http.MethodGet, reports, "", nil, 405, "", "POST"},
		{"changing a report", http.MethodPut, reports + "/WG-0000-0000-0000", "{}", nil, 405, "", "GET"},
		{"asking what reports allow", http.MethodOptions, reports, "", nil, 405, "", "POST"},
		{"an invented method", "BREW", locate, "", nil, 405, "", "GET, POST, HEAD"},
		{"posting to a layer", http.MethodPost, "/api/v1/layers/cells.geojson", "{}", nil, 405, "", "GET"},
		get("an unknown report", reports+"/WG-0000-0000-0000", 404, "id", "no report"),
		get("a report's number with NUL", reports+"/WG%00", 400, "id", "U+0000"),
		get("a report's number that is not UTF-8", reports+"/WG%ff", 400, "id", "UTF-8"),
		get("an endless report's number", reports+"/"+strings.Repeat("a", 65), 400, "id", "64"),
		get("an unknown address", "/api/v1/nothing", 404, "", "/docs"),
		get("an unknown version", "/api/v2/locate", 404, "", "/docs"),

		get("locating nothing", locate, 400, "lon", "missing"),
		get("locating without a datum", locate+"?lon=106.55&lat=29.57", 400, "datum", "missing"),
		get("locating with an empty datum", locate+"?lon=106.55&lat=29.57&datum=", 400, "datum", "missing"),
		get("locating a word", locate+"?lon=x&lat=29.57&datum=wgs84", 400, "lon", "float"),
		get("locating NaN", locate+"?lon=NaN&lat=29.57&datum=wgs84", 400, "lon", "not a number"),
		get("locating infinity", locate+"?lon=106.55&lat=Inf&datum=wgs84", 400, "lat", "not a number"),
		get("locating NaN metres", locate+"?lon=NaN&lat=1&datum=epsg:4547", 400, "lon", ""),
		get("an accuracy of NaN", locate+"?lon=106.55&lat=29.57&datum=wgs84&accuracy_m=NaN", 400, "accuracy_m", "not a number"),
		get("an accuracy of infinity", locate+"?lon=106.55&lat=29.57&datum=wgs84&accuracy_m=Inf", 400, "accuracy_m", "5000"),
		get("an unknown parameter", locate+"?lon=106.55&lat=29.57&datum=wgs84&srid=4326", 400, "srid", "unknown query parameter"),
		get("a parameter that stands twice", locate+"?lon=106.55&lat=29.57&datum=wgs84&lon=1", 400, "lon", "twice"),
		get("an unknown net", locate+"?lon=106.55&lat=29.57&datum=wgs84&net=none", 404, "net", "no such net"),
		get("a net with NUL", locate+"?lon=106.55&lat=29.57&datum=wgs84&net=%00", 404, "net", "no such net"),
		get("swapped axes", locate+"?lon=29.57&lat=106.55&datum=wgs84", 400, "lat", "look swapped"),
		many("many: no points", `{"datum":"wgs84"}`, "points", "missing"),
		many("many: an empty list", `{"datum":"wgs84","points":[]}`, "points", "1"),
		many("many: points null", `{"datum":"wgs84","points":null}`, "points", "array"),
		many("many: no datum", `{"points":[{"lon":1,"lat":1}]}`, "datum", "missing"),
		many("many: a point null", `{"datum":"wgs84","points":[{"lon":1,"lat":1},null]}`, "points[1]", "object"),
		many("many: a point without latitude", `{"datum":"wgs84","points":[{"lon":1,"lat":1},{"lon":1}]}`, "points[1].lat", "missing"),
		many("many: a point beyond the world", `{"datum":"wgs84","points":[{"lon":1,"lat":1},{"lon":1,"lat":-91}]}`, "points[1].lat", "points[1].lat: latitude -91"),
		many("many: a swapped point", `{"datum":"wgs84","points":[{"lon":29,"lat":106}]}`, "points[0].lat", "look swapped"),
		many("many: a point with a member too many", `{"datum":"wgs84","points":[{"lon":1,"lat":1,"alt":3}]}`, "points[0].alt", "not known"),
		many("many: a member that stands twice", `{"datum":"wgs84","points":[{"lon":1,"lat":1,"lat":2}]}`, "points[0].lat", "twice"),
		many("many: a number beyond any", `{"datum":"wgs84","points":[{"lon":1,"lat":1},{"lon":1e400,"lat":1}]}`, "points[1].lon", "number"),
		many("many: one point too many", `{"datum":"wgs84","points":[`+strings.TrimSuffix(strings.Repeat(`{"lon":1,"lat":1},`, 10_001), ",")+`]}`, "points", "10000"),
		{"many: a huge body", http.MethodPost, locate, `{"datum":"wgs84","points":[` + strings.Repeat(" ", 2<<20) + `]}`, nil, 413, "", "at most 2048 kB"},

		get("an unknown layer", "/api/v1/layers/none.geojson", 404, "layer", "no such layer"),
		get("a layer in another format", "/api/v1/layers/cells.shp", 404, "", "/docs"),
		get("a box of three", "/api/v1/layers/cells.geojson?bbox=1,2,3", 400, "bbox", "it has 3"),
		get("a box of NaN", "/api/v1/layers/cells.geojson?bbox=NaN,0,1,1", 400, "bbox", "number 1"),
		get("a box that is swapped", "/api/v1/layers/cells.geojson?bbox=29,106,30,107", 400, "bbox", "look swapped"),
		get("a limit of nothing", "/api/v1/layers/cells.geojson?limit=0", 400, "limit", "1"),
		get("a limit below nothing", "/api/v1/layers/cells.geojson?limit=-5", 400, "limit", "1"),
		get("a limit beyond all", "/api/v1/layers/cells.geojson?limit=50001", 400, "limit", "50000"),
		get("a limit that is no number", "/api/v1/layers/cells.geojson?limit=ten", 400, "limit", "integer"),
		get("a layer's unknown parameter", "/api/v1/layers/cells.geojson?crs=84", 400, "crs", "unknown"),
		get("a layer of an unknown net", "/api/v1/layers/cells.geojson?net=none", 404, "net", "no such net"),
		get("an unknown cell", "/api/v1/cells/Z", 404, "code", "no cell"),
		get("a cell's code that is not UTF-8", "/api/v1/cells/%ff", 404, "code", "no cell"),
		get("categories with a parameter", "/api/v1/categories?x=1", 400, "x", "unknown"),
		get("health with a parameter", "/healthz?x=1", 400, "x", "unknown"),
		{"a made-up place to resume from", http.MethodGet, "/api/v1/changes", "", []string{"Last-Event-ID", "yesterday"}, 400, "Last-Event-ID", "not an id"},
		{"a place to resume from in the form of old", http.MethodGet, "/api/v1/changes", "", []string{"Last-Event-ID", "12-345"}, 400, "Last-Event-ID", "not an id"},
		{"an endless place to resume from", http.MethodGet, "/api/v1/changes", "", []string{"Last-Event-ID", strings.Repeat("1", 61)}, 400, "Last-Event-ID", "60"},
		get("a made-up place to resume from in the query", "/api/v1/changes?last_event_id=1-x", 400, "last_event_id", "not an id"),
		get("a negative place to resume from", "/api/v1/changes?last_event_id=1--1", 400, "last_event_id", "not an id"),
	}
}

func TestEveryWrongRequestIsToldWhatIsWrongAndKeepsNothing(t *testing.T) {
	s := newService(t)
	changes := s.count("select count(*) from change")
	for _, c := range append(wrongReports(), wrongRequests()...) {
		t.Run(c.name, func(t *testing.T) {
			s := *s
			s.t = t
			a := s.ask(c.method, c.path, c.body, c.headers...)
			p := a.problem(c.status)
			if p.Field != c.field || !strings.Contains(p.Detail, c.says) {
				t.Errorf("the problem is %q of field %q; want field %q and %q", p.Detail, p.Field, c.field, c.says)
			}
			if c.field != "" && !strings.Contains(p.Detail, c.field) {
				t.Errorf("the detail %q does not name the field %q", p.Detail, c.field)
			}
			if c.status == http.StatusMethodNotAllowed && a.header.Get("Allow") == "" {
				t.Error("405 comes without Allow")
			}
			if len(a.body) > 4096 {
				t.Errorf("the answer has %d bytes: it repeats what was sent", len(a.body))
			}
		})
	}
	for _, table := range []string{"report", "report_contact", "case_file", "case_event"} {
		if n := s.count("select count(*) from " + table); n != 0 {
			t.Errorf("%s has %d rows, want none", table, n)
		}
	}
	if n := s.count("select count(*) from change"); n != changes {
		t.Errorf("%d changes were told of", n-changes)
	}
}

func TestABodyWithoutALengthIsBoundedToo(t *testing.T) {
	s := newService(t)
	for path, bytes := range map[string]int{"/api/v1/reports": 65 << 10, "/api/v1/locate": 2<<20 + 1024} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, &endless{left: bytes})
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set(key, "sound-key-8")
		if p := s.send(r).problem(http.StatusRequestEntityTooLarge); !strings.Contains(p.Detail, "at most") {
			t.Errorf("%s says %q, want how much may be sent", path, p.Detail)
		}
	}
}

// endless is white space whose length the client does not know.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	copy(p, bytes.Repeat([]byte(" "), n))
	e.left -= n
	return n, nil
}

func TestAProblemListsManyFaultsButNotWithoutEnd(t *testing.T) {
	s := newService(t)
	p := s.ask(http.MethodPost, "/api/v1/locate", `{"datum":"wgs84","points":[{},{"lon":"x"}]}`).problem(400)
	var fields []string
	for _, f := range p.Errors {
		fields = append(fields, f.Field)
	}
	slices.Sort(fields)
	if want := []string{"points[0].lat", "points[0].lon", "points[1].lat", "points[1].lon"}; !slices.Equal(fields, want) {
		t.Errorf("faults of %v are told, want %v", fields, want)
	}
	a := s.ask(http.MethodPost, "/api/v1/locate", `{"datum":"wgs84","points":[`+strings.TrimSuffix(strings.Repeat("{},", 9_000), ",")+`]}`)
	if p := a.problem(400); len(p.Errors) < 2 || len(a.body) > 8192 {
		t.Errorf("%d faults in %d bytes are told, want some and not all", len(p.Errors), len(a.body))
	}
}

func TestHeadIsAnsweredWhereverGetIs(t *testing.T) {
	s := newService(t)
	paths := []string{
		"/healthz", "/readyz", "/metrics", "/openapi.json", "/api/v1/categories", "/api/v1/nets", "/api/v1/site", "/api/v1/layers",
		"/api/v1/layers/cells.geojson", "/api/v1/cells/A", "/api/v1/locate?lon=106.55&lat=29.57&datum=wgs84", "/api/v1/changes",
	}
	for _, path := range paths {
		a := s.ask(http.MethodHead, path, "")
		if a.status != http.StatusOK || len(a.body) != 0 {
			t.Errorf("HEAD %s answers %d with %d bytes", path, a.status, len(a.body))
		}
		// On the same connection: a handler that still runs would keep this one waiting.
		if a := s.get("/healthz"); a.status != http.StatusOK {
			t.Errorf("after HEAD %s comes %d", path, a.status)
		}
	}
}

func TestTheTitleOfAProblemIsInTheLanguageAskedFor(t *testing.T) {
	s := newService(t)
	for header, want := range map[string]string{
		"": "Not found", "en": "Not found", "fr": "Not found", "de;q=": "Not found",
		"zh-CN,zh;q=0.9,en;q=0.8": "没有找到", "zh-Hant-TW": "没有找到", "en;q=0.5,zh;q=0.9": "没有找到", "en,zh": "Not found",
		"x-" + fmt.Sprint(strings.Repeat("-", 2000)): "Not found",
	} {
		for _, path := range []string{"/api/v1/cells/Z", "/api/v1/nothing"} {
			if p := s.get(path, "Accept-Language", header).problem(404); p.Title != want {
				t.Errorf("%q gets %q for %s, want %q", header, p.Title, path, want)
			}
		}
	}
}

func TestABodyThatDoesNotSayItsLengthIsBoundedToo(t *testing.T) {
	s := newService(t)
	for path, most := range map[string]int{"/api/v1/session": 64 << 10, "/api/v1/reports": 64 << 10, "/api/v1/locate": 2 << 20} {
		body := struct{ io.Reader }{strings.NewReader(strings.Repeat(" ", most+1000))} // of which no client knows the length
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", "a-chunked-body")
		a := s.send(r)
		if p := a.problem(http.StatusRequestEntityTooLarge); !strings.Contains(p.Detail, "at most") {
			t.Errorf("%s: %+v", path, p)
		}
	}
}

func TestABodyThatBreaksOffIsNoFaultOfOurs(t *testing.T) {
	s := newService(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST /api/v1/session HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n"); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusBadRequest {
		t.Errorf("answered %d", answer.StatusCode)
	}
}
