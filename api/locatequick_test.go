package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
)

// away stands for the parts of the service that locating does not need.
type away struct{}

func (away) Submit(context.Context, casework.Report) (casework.Progress, error) {
	return casework.Progress{}, errors.ErrUnsupported
}
func (away) FindProgress(context.Context, string) (casework.Progress, error) {
	return casework.Progress{}, errors.ErrUnsupported
}
func (away) Categories() []casework.Category                   { return nil }
func (away) Category(string) (c casework.Category, known bool) { return c, false }
func (away) Settings() map[string]string                       { return nil }
func (away) Subscribe(context.Context, string) (<-chan tiles.Event, error) {
	return nil, errors.ErrUnsupported
}
func (away) Ready() (ready, databaseUp bool, age time.Duration) { return true, true, 0 }
func (away) Behind() (since time.Time, behind bool)             { return time.Time{}, false }
func (away) Loading() (read, total int64)                       { return 0, 0 }

// locating returns a handler that knows some cells around 0, 0, some in Dingjia and many small ones at 10, 10.
func locating(t testing.TB) http.Handler {
	t.Helper()
	_, h := locatingServer(t)
	return h
}

func locatingServer(t testing.TB) (*server, http.Handler) {
	t.Helper()
	box := func(code, name string, west, south, east, north int32) geo.Cell {
		return geo.Cell{Code: code, Name: name, Shape: geo.MultiPolygon{{{{Lon: west, Lat: south}, {Lon: east, Lat: south}, {Lon: east, Lat: north}, {Lon: west, Lat: north}}}}}
	}
	cells := []geo.Cell{
		box("500120001001001", "丁家一格", 1_061_000_000, 294_000_000, 1_061_010_000, 294_010_000), box("500120001001002", "丁家二格", 1_061_010_000, 294_000_000, 1_061_020_000, 294_010_000),
		box("a\"b\\c<d>&", "line\nfeed \u2028", -10_000, -10_000, 0, 10_000), box("plain", "tab\t\x7f half \xff", 0, -10_000, 10_000, 10_000),
	}
	for i := range int32(25) {
		west, south := 100_000_000+i%5*1000, 100_000_000+i/5*1000
		cells = append(cells, box(fmt.Sprintf("small-%d", i), "", west, south, west+1000, south+1000))
	}
	index, err := locate.New(cells)
	if err != nil {
		t.Fatal(err)
	}
	nets := &locate.Nets{}
	nets.Replace([]*locate.Edition{{Edition: geo.Edition{ID: 1, Net: "grid", Number: 7}, Net: geo.Net{ID: 1, Code: "grid"}, Index: index}})
	s, err := newServer(Config{
		Nets: nets, Intake: away{}, Reports: away{}, Layers: tiles.NewLive(nets, time.Now), Picture: away{}, Metrics: prometheus.NewRegistry(),
		Log: slog.New(slog.DiscardHandler), Now: time.Now, Limits: Limits{ReadsPerSecond: 1e9, WritesPerSecond: 1e9},
	})
	if err != nil {
		t.Fatal(err)
	}
	h, err := s.wrap()
	if err != nil {
		t.Fatal(err)
	}
	return s, h
}

func postLocate(h http.Handler, contentType, body string) *httptest.ResponseRecorder {
	return postLocateWithin(context.Background(), h, contentType, body)
}

func postLocateWithin(ctx context.Context, h http.Handler, contentType, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, pathLocate, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("X-Request-ID", "the-same-for-all")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// sameAnswer compares the quick way with the operation, which a content type with a parameter goes to.
func sameAnswer(t *testing.T, h http.Handler, body string) {
	t.Helper()
	got, want := postLocate(h, "application/json", body), postLocate(h, "application/json; charset=utf-8", body)
	if got.Code == want.Code && want.Code != http.StatusOK && strings.Contains(want.Body.String(), `"errors":[`) {
		return // several faults are told in the order of a map
	}
	if got.Code != want.Code || got.Body.String() != want.Body.String() || got.Header().Get("Content-Type") != want.Header().Get("Content-Type") {
		t.Errorf("%.300q is answered\n%d %s %s\nwant\n%d %s %s", body, got.Code, got.Header(), got.Body, want.Code, want.Header(), want.Body)
	}
}

func TestTheQuickWayIsTakenByWhatIsPlain(t *testing.T) {
	for _, body := range []string{
		`{"datum":"wgs84","points":[{"lon":0,"lat":0}]}`,
		"\n{ \"points\" : [ { \"lat\" : -0.5 , \"lon\" : 106.1000000001 } ,\t{\"accuracy_m\":12.5,\"lon\":1,\"lat\":2}\r\n] , \"net\" : \"grid\" , \"datum\" : \"gcj02\" } ",
	} {
		if q := new(quick); !q.read([]byte(body)) {
			t.Errorf("%s is not read", body)
		}
	}
}

func TestTheQuickWayAnswersAsTheOperationDoes(t *testing.T) {
	h := locating(t)
	point := func(lon, lat, more string) string { return `{"lon":` + lon + `,"lat":` + lat + more + `}` }
	body := func(points ...string) string { return `{"datum":"wgs84","points":[` + strings.Join(points, ",") + `]}` }
	for _, b := range []string{
		body(point("106.1005", "29.4005", "")), body(point("106.101", "29.4005", `,"accuracy_m":30`)), body(point("0", "0", `,"accuracy_m":0`)),
		body(point("0.0000001", "-0.0000009", ""), point("0.000001", "-0.0000010", ""), point("-0", "0.00", "")),
		body(point("106.10050000000000001", "29.400500000000000000000000000001", "")), body(point("106.1005e0", "29.4005", "")),
		body(point("106.1020001", "29.4005", "")), body(point("106.1025", "29.4005", `,"accuracy_m":5000`)), body(point("100", "20", "")),
		body(point("10.0002", "10.0002", `,"accuracy_m":50`), point("10.0003", "10.0001", `,"accuracy_m":8`)),
		body(point("29.4005", "106.1005", "")), body(point("181", "0", "")), body(point("0", "0", ""), point("0", "91", "")),
		body(point("0", "0", `,"accuracy_m":-1`)), body(point("0", "0", `,"accuracy_m":5000.5`)), body(point("0", "0", `,"lon":1`)), body(point("0", "0", `,"x":1`)),
		body(point("01", "0", "")), body(point("1.", "0", "")), body(point(".5", "0", "")), body(point("-", "0", "")), body(point("+1", "0", "")), body(point("1e400", "0", "")),
		body(point("null", "0", "")), body(point(`"1"`, "0", "")), body(`{"lon":1}`), body("{}"), body("null"), body(), `{"datum":"wgs84","points":null}`, `{"datum":"wgs84"}`,
		`{"datum":"","points":[{"lon":0,"lat":0}]}`, `{"points":[{"lon":0,"lat":0}]}`, `{"datum":"mars","points":[{"lon":0,"lat":0}]}`,
		`{"net":"none","datum":"wgs84","points":[{"lon":0,"lat":0}]}`, `{"net":"","datum":"WGS84","points":[{"lon":0,"lat":0}]}`, `{"net":"` + strings.Repeat("n", 41) + `","datum":"wgs84","points":[{"lon":0,"lat":0}]}`,
		`{"datum":"gcj02","points":[{"lon":0,"lat":0},{"lon":106.1,"lat":29.4}]}`, `{"datum":"epsg:4547","points":[{"lon":500000,"lat":3250000}]}`,
		`{"datum":"wgs84","datum":"wgs84","points":[{"lon":0,"lat":0}]}`, `{"datum":"wgs84","points":[{"lon":0,"lat":0}]}x`, `{"datum":"wgs84","points":[{"lon":0,"lat":0}],}`, `[]`, ``, `{`,
		`{"dat\u0075m":"wgs84","points":[{"lon":0,"lat":0}]}`, `{"datum":"wgs84","points":[{"lon":0,"lat":0},]}`,
		body(strings.Split(strings.Repeat(point("0", "0", "")+" ", 10_000), " ")[:10_000]...), body(strings.Split(strings.Repeat(point("0", "0", "")+" ", 10_001), " ")[:10_001]...),
		body(strings.Repeat(" ", locateBytes)),
	} {
		sameAnswer(t, h, b)
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		var points []string
		for range 1 + r.IntN(20) {
			lon, lat, more := 0.004*(r.Float64()-0.5), 0.004*(r.Float64()-0.5), ""
			if r.IntN(2) == 0 {
				lon, lat = lon+106.101, lat+29.4005
			}
			if r.IntN(3) == 0 {
				more = fmt.Sprintf(`,"accuracy_m":%.1f`, 100*r.Float64())
			}
			points = append(points, point(strconv.FormatFloat(lon, 'f', r.IntN(19)-1, 64), strconv.FormatFloat(lat, 'f', r.IntN(19)-1, 64), more))
		}
		sameAnswer(t, h, body(points...))
	}
}

// Both ways: the quick one and the operation.
func contentTypes() []string { return []string{"application/json", "application/json; charset=utf-8"} }

func TestOnlyTheLikeliestCandidatesAreTold(t *testing.T) {
	h := locating(t)
	for _, way := range contentTypes() {
		var answer struct{ Results []Located }
		w := postLocate(h, way, `{"datum":"wgs84","points":[{"lon":10.00025,"lat":10.00025,"accuracy_m":20}]}`)
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || len(answer.Results) != 1 {
			t.Fatalf("%v: %s", err, w.Body)
		}
		list := answer.Results[0].Candidates
		if len(list) != 8 || !answer.Results[0].WhichSide {
			t.Errorf("%s: told are %s", way, w.Body)
		}
		for i := range list[1:] {
			if list[i].Share < list[i+1].Share {
				t.Errorf("%s: candidate %d is less likely than the next: %s", way, i, w.Body)
			}
		}
	}
}

func TestLocatingManyWaitsForAPlaceAndEndsWithWhoAsked(t *testing.T) {
	s, h := locatingServer(t)
	const body = `{"datum":"wgs84","points":[{"lon":0,"lat":0}]}`
	ended, end := context.WithCancel(t.Context())
	end()
	for _, way := range contentTypes() {
		if w := postLocateWithin(ended, h, way, body); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s: after the end it is answered %d %s", way, w.Code, w.Body)
		}
	}
	for range cap(s.places) {
		s.places <- struct{}{}
	}
	for _, way := range contentTypes() {
		short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		if w := postLocateWithin(short, h, way, body); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "too many points") {
			t.Errorf("%s: without a place it is answered %d %s", way, w.Code, w.Body)
		}
		cancel()
	}
	go func() { <-s.places }()
	for _, way := range contentTypes() { // each leaves the place to the next
		if w := postLocate(h, way, body); w.Code != http.StatusOK {
			t.Errorf("%s: when a place is free it is answered %d %s", way, w.Code, w.Body)
		}
	}
	if err := stillWanted(ended, 2*stillWantedEvery); err == nil || stillWanted(ended, 1) != nil || stillWanted(t.Context(), 0) != nil {
		t.Errorf("it is looked at the wrong points whether anybody waits: %v", err)
	}
}

func TestDecimalsAreWrittenAsTheJSONLibraryWritesThem(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	units := []int32{0, 1, -1, 9, 10, -10, 99, 10_000_000, -10_000_000, 1_800_000_000, -1_800_000_000, 1_061_469_000}
	for range 10_000 {
		units = append(units, int32(r.Int64N(3_600_000_001)-1_800_000_000)>>r.IntN(31))
	}
	for _, u := range units {
		if got, want := appendDegrees(nil, u), appendNumber(nil, float64(u)/geo.Scale); string(got) != string(want) {
			t.Errorf("%d units are written %s, want %s", u, got, want)
		}
		v := math.Abs(float64(u)) / 12345
		if got, want := appendMetres(nil, v), appendNumber(nil, *metres(v)); string(got) != string(want) {
			t.Errorf("%v m are written %s, want %s", v, got, want)
		}
	}
}

func FuzzTheQuickWayAnswersAsTheOperationDoes(f *testing.F) {
	f.Add(`{"datum":"wgs84","points":[{"lon":106.1005,"lat":29.4005,"accuracy_m":12}]}`)
	f.Add(`{"net":"grid","datum":"gcj02","points":[{"lat":-0.0000001,"lon":1e1},{"lon":0,"lat":0}]}`)
	h := locating(f)
	f.Fuzz(func(t *testing.T, body string) { sameAnswer(t, h, body) })
}
