package api_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/feed"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/intake"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/seal"
	"github.com/wangge-map/wangge/internal/store"
	"github.com/wangge-map/wangge/tiles"
)

// patience bounds every wait for something that must come.
const patience = 20 * time.Second

// service is the whole service on a database of its own, with a grid of two cells, A west of B.
type service struct {
	t           *testing.T
	url         string
	databaseURL string
	adminURL    string // of the same database, for the superuser
	box         *seal.Box
	people      *identity.Service
	store       *store.Store
	nets        *locate.Nets
	live        *tiles.Live
	picture     *feed.Feed
	log         *logBuffer
	server      *httptest.Server
}

// The grid: two squares of 0.01° in Chongqing, and places in them.
const (
	west, south = 106.55, 29.57
	inA         = `"lon":106.5512345,"lat":29.5712345`
	inB         = `"lon":106.5651234,"lat":29.5751234`
	pothole     = "06013" // on road-defects
	cladding    = "90001" // on hazards
	quarrel     = "91001" // sensitive
)

func cellAt(code string, lon float64) geo.Cell {
	corner := func(lon, lat float64) geo.Point {
		p, err := geo.PointAt(lon, lat)
		if err != nil {
			panic(err) // constants of the test
		}
		return p
	}
	return geo.Cell{Code: code, Name: "格 " + code, Parent: "p", District: geo.NoDistrict, Shape: geo.MultiPolygon{{{
		corner(lon, south), corner(lon+0.01, south), corner(lon+0.01, south+0.01), corner(lon, south+0.01),
	}}}}
}

func grid(from time.Time, cells ...geo.Cell) geo.EditionDraft {
	return geo.EditionDraft{Net: geo.Net{Code: "grid", Title: "网格", Scheme: geo.Free}, Title: "first", Source: "test", Datum: "wgs84", InForceFrom: from, Cells: cells}
}

func acceptAll([]geo.Defect) error { return nil }

// newService starts the service. change may alter what the handler is made from.
func newService(t *testing.T, change ...func(*api.Config)) *service {
	t.Helper()
	s := &service{t: t, log: &logBuffer{}, box: pgtest.Box(t)}
	s.databaseURL, s.adminURL = pgtest.URLs(t)
	s.openStore()
	if _, err := s.store.SaveEdition(t.Context(), grid(time.Now().Add(-time.Hour), cellAt("A", west), cellAt("B", west+0.01)), acceptAll); err != nil {
		t.Fatal(err)
	}
	members := []casework.Member{{Name: "组长", Role: casework.Leader, Cell: "A"}}
	for i := range 5 {
		members = append(members, casework.Member{Name: fmt.Sprintf("志愿者%d", i), Role: casework.Volunteer, Cell: []string{"A", "B"}[i%2]})
	}
	if err := s.store.SaveMembers(t.Context(), "grid", members); err != nil { // A has 3 volunteers, B has 2
		t.Fatal(err)
	}
	s.serve(change...)
	return s
}

func (s *service) openStore() {
	s.t.Helper()
	var err error
	if s.store, err = store.Open(s.t.Context(), store.Config{URL: s.databaseURL, Box: s.box}); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(s.store.Close)
}

// serve puts a new process's picture, intake and handler in front of the database.
func (s *service) serve(change ...func(*api.Config)) {
	s.t.Helper()
	// A picture tells again of what transactions that still run, of other databases too, hold back when it is loaded.
	s.eventually("nothing is held back", func() bool {
		_, pending, err := s.store.ChangesSince(s.t.Context(), store.Cursor{}, 1)
		return err == nil && !pending
	})
	log := slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s.nets = &locate.Nets{}
	s.live = tiles.NewLive(s.nets, time.Now)
	s.picture = feed.New(feed.Config{Store: s.store, Nets: s.nets, Live: s.live, Now: time.Now, Log: log})
	if err := s.picture.Load(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	reports, err := intake.New(intake.Config{
		Keeper: s.store, Editions: s.nets, Refresh: s.picture.Refresh, Now: time.Now, Random: rand.Reader, Log: log,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	done := make(chan struct{})
	cfg := api.Config{
		Nets: s.nets, Intake: reports, Reports: s.store, Layers: s.live, Picture: s.picture, Version: "test", Metrics: prometheus.NewRegistry(),
		Log: log, Now: time.Now, Done: done, Limits: api.Limits{ReadsPerSecond: 1e6, WritesPerSecond: 1e6, PhotosPerSecond: 1e6},
	}
	people, err := identity.New(identity.Config{Keeper: s.store, Box: s.box, Now: time.Now})
	if err != nil {
		s.t.Fatal(err)
	}
	s.people = people
	cfg.People, cfg.SignIn, cfg.Secrets, cfg.Accounts, cfg.Tokens, cfg.Trail, cfg.Forgetter = people, people, people, people, people, s.store, s.store
	cfg.Limits.SignInsPerSecond = 1e6
	for _, fn := range change {
		fn(&cfg)
	}
	handler, err := api.New(cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var background sync.WaitGroup
	background.Go(func() { s.picture.Run(ctx) })
	background.Go(func() { reports.Run(ctx) })
	s.server = httptest.NewServer(handler)
	s.url = s.server.URL
	s.t.Cleanup(func() {
		close(done)
		s.server.Close()
		cancel()
		background.Wait()
	})
}

// answer is what the service answered.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

// ask sends a request; headers are names and values in turn. A body is JSON unless a Content-Type says otherwise.
func (s *service) ask(method, path, body string, headers ...string) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return s.send(r)
}

func (s *service) send(r *http.Request) answer {
	s.t.Helper()
	resp, err := http.DefaultTransport.RoundTrip(r) // redirects are answers
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{s.t, resp.StatusCode, resp.Header, raw}
}

func (s *service) get(path string, headers ...string) answer {
	s.t.Helper()
	return s.ask(http.MethodGet, path, "", headers...)
}

// into decodes the body of an answer that must have status.
func (a answer) into(status int, v any) {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("answered %d, want %d: %s", a.status, status, a.body)
	}
	if err := json.Unmarshal(a.body, v); err != nil {
		a.t.Fatalf("%v: %s", err, a.body)
	}
}

// problem decodes an error, and checks what every error must have.
func (a answer) problem(status int) api.Problem {
	a.t.Helper()
	var p api.Problem
	a.into(status, &p)
	if a.header.Get("Content-Type") != "application/problem+json" {
		a.t.Errorf("the problem is sent as %q", a.header.Get("Content-Type"))
	}
	if p.Status != status || p.Type == "" || p.Title == "" || p.Detail == "" || p.RequestID == "" || p.RequestID != a.header.Get("X-Request-ID") {
		a.t.Errorf("the problem is incomplete: %s (X-Request-ID %q)", a.body, a.header.Get("X-Request-ID"))
	}
	return p
}

// report sends a report that must be kept.
func (s *service) report(key, place, category, more string) api.Receipt {
	s.t.Helper()
	var receipt api.Receipt
	s.post(key, place, category, more).into(http.StatusCreated, &receipt)
	return receipt
}

func (s *service) post(key, place, category, more string) answer {
	s.t.Helper()
	return s.ask(http.MethodPost, "/api/v1/reports", `{`+place+`,"datum":"wgs84","category":"`+category+`"`+more+`}`, "Idempotency-Key", key)
}

type collection struct {
	Type     string
	Features []struct {
		Geometry struct {
			Type        string
			Coordinates json.RawMessage
		}
		Properties map[string]any
	}
	NumberMatched, NumberReturned int
}

func (s *service) layer(path string) collection {
	s.t.Helper()
	var c collection
	s.get("/api/v1/layers/"+path).into(http.StatusOK, &c)
	return c
}

// eventually waits until fn is true; the feed takes a moment.
func (s *service) eventually(what string, fn func() bool) {
	s.t.Helper()
	for end := time.Now().Add(patience); !fn(); {
		if time.Now().After(end) {
			s.t.Fatalf("waited in vain: %s", what)
		}
		select {
		case <-s.t.Context().Done():
			s.t.Fatalf("the test ended while waiting: %s", what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// count asks the database.
func (s *service) count(query string, args ...any) int {
	s.t.Helper()
	var n int
	s.query(query, []any{&n}, args...)
	return n
}

func (s *service) query(query string, into []any, args ...any) {
	s.t.Helper()
	conn := s.connect()
	defer conn.Close(context.Background())
	if err := conn.QueryRow(s.t.Context(), query, args...).Scan(into...); err != nil {
		s.t.Fatal(err)
	}
}

// setConnections changes what the database lets in, and ends the connections that there are.
func (s *service) setConnections(option string) {
	s.t.Helper()
	cfg, err := pgx.ParseConfig(s.adminURL)
	if err != nil {
		s.t.Fatal(err)
	}
	name := cfg.Database
	cfg.Database = "postgres"
	conn, err := pgx.ConnectConfig(s.t.Context(), cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, sql := range []string{"alter database " + name + " " + option, "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'"} {
		if _, err := conn.Exec(s.t.Context(), sql); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *service) connect() *pgx.Conn {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.databaseURL)
	if err != nil {
		s.t.Fatal(err)
	}
	return conn
}

// event is one server-sent event.
type event struct{ id, name, data string }

// stream is an open stream of events.
type stream struct {
	t      *testing.T
	header http.Header
	events chan event
	close  func()
}

// listen opens /changes.
func (s *service) listen(path string, headers ...string) *stream {
	s.t.Helper()
	return s.listenAt("/api/v1/changes"+path, headers...)
}

// listenAt opens a stream of events.
func (s *service) listenAt(path string, headers ...string) *stream {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		s.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "text/event-stream" {
		body, _ := io.ReadAll(resp.Body)
		s.t.Fatalf("the stream answered %d %s: %s", resp.StatusCode, resp.Header.Get("Content-Type"), body)
	}
	st := &stream{t: s.t, header: resp.Header, events: make(chan event, 10_000), close: cancel}
	go func() {
		defer resp.Body.Close()
		defer close(st.events)
		readEvents(resp.Body, st.events)
	}()
	return st
}

// readEvents reads as the HTML standard tells browsers to: an id alone is kept, but is not an event.
func readEvents(r io.Reader, into chan<- event) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	var e event
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "":
			if lines.Text() == "" && (e.data != "" || e.id != "") {
				into <- e
				e = event{}
			}
		}
	}
}

// next returns the next event with a name.
func (st *stream) next() event {
	st.t.Helper()
	for {
		select {
		case e, ok := <-st.events:
			if !ok {
				st.t.Fatal("the stream ended")
			}
			if e.name != "" {
				return e
			}
		case <-time.After(patience):
			st.t.Fatal("no event came")
		}
	}
}

// logBuffer collects log lines.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
