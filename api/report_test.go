package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/realdata"
)

func TestAReportIsKeptPlacedAndShown(t *testing.T) {
	s := newService(t)
	a := s.post("key-00000001", inA, pothole, `,"accuracy_m":12,"description":"路面有坑","reporter":{"name":"张三","phone":"138 0000 0000"}`)
	var receipt api.Receipt
	a.into(http.StatusCreated, &receipt)
	if a.header.Get("Location") != "/api/v1/reports/"+receipt.ID || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("Location is %q and Cache-Control %q", a.header.Get("Location"), a.header.Get("Cache-Control"))
	}
	if receipt.Cell == nil || *receipt.Cell != "A" || *receipt.CellName != "格 A" || receipt.Edition != 1 || receipt.Status != "inside" || receipt.State != "reported" {
		t.Errorf("the receipt is %s", a.body)
	}
	if receipt.Lon != 106.5512345 || receipt.Lat != 29.5712345 || len(receipt.Candidates) != 1 || receipt.WhichSide {
		t.Errorf("the receipt is %s", a.body)
	}
	if n := s.count("select count(*) from report join report_contact c on c.report_id = id where id = $1 and description = '路面有坑'", receipt.ID); n != 1 {
		t.Error("the report is not in the database as it was sent")
	}
	if n := s.count("select count(*) from report_contact c where c::text like '%138 0000%' or position('138 0000'::bytea in sealed) > 0"); n != 0 {
		t.Error("the contact is kept unsealed")
	}
	if c, err := s.store.Contact(t.Context(), uuid.MustParse(receipt.ID)); err != nil || c != (casework.Contact{Name: "张三", Phone: "138 0000 0000"}) {
		t.Errorf("the contact is %v, %v", c, err)
	}
	for _, id := range []string{receipt.ID, strings.ToUpper(receipt.ID), receipt.Tracking, strings.ToLower(receipt.Tracking)} {
		a := s.get("/api/v1/reports/" + id)
		var p api.Progress
		a.into(http.StatusOK, &p)
		if p.ID != receipt.ID || p.Category != pothole || p.Name.ZH != "道路破损" || p.Lon == nil || *p.Lon != 106.5512 || *p.Lat != 29.5712 || *p.Cell != "A" {
			t.Errorf("%s finds %s", id, a.body)
		}
		if asked := strings.EqualFold(id, receipt.Tracking); asked != (p.Tracking == receipt.Tracking) || asked != strings.Contains(string(a.body), receipt.Tracking) {
			t.Errorf("%s is told the number, or not told its own: %s", id, a.body)
		}
		for _, private := range []string{"路面", "张三", "138 0000", "5512345"} {
			if strings.Contains(string(a.body), private) {
				t.Errorf("progress tells %s", private)
			}
		}
	}
	s.eventually("the pin is on its layer", func() bool { return s.layer("road-defects.geojson").NumberMatched == 1 })
	c := s.layer("road-defects.geojson").Features[0]
	if string(c.Geometry.Coordinates) != "[106.5512,29.5712]" || c.Properties["id"] != receipt.CaseID || c.Properties["cell"] != "A" {
		t.Errorf("the pin is shown as %v at %s", c.Properties, c.Geometry.Coordinates)
	}
	var card api.CellCard
	s.get("/api/v1/cells/A").into(http.StatusOK, &card)
	if card.Open != 1 || card.Settled != 0 {
		t.Errorf("cell A has %d open cases, want 1", card.Open)
	}
}

func TestAResendAnswersTheSameAndAReusedKeyConflicts(t *testing.T) {
	s := newService(t)
	first := s.report("key-00000002", inA, pothole, `,"accuracy_m":300,"description":"x"`)
	again := s.ask(http.MethodPost, "/api/v1/reports", ` {"category":"06013","description":"x","datum":"wgs84", "accuracy_m":3e2, `+inA+`}`, key, "key-00000002")
	var second api.Receipt
	again.into(http.StatusCreated, &second)
	if got, want := marshal(t, second), marshal(t, first); got != want {
		t.Errorf("the resend answers\n%s, not as the first time\n%s", got, want)
	}
	if p := s.post("key-00000002", inA, cladding, "").problem(http.StatusConflict); p.Field != key {
		t.Errorf("the conflict is about %q", p.Field)
	}
	if n := s.count("select count(*) from report"); n != 1 {
		t.Errorf("%d reports are kept, want 1", n)
	}
}

func TestAResendAnswersTheSameAfterTheGridHasChanged(t *testing.T) {
	s := newService(t)
	// 20 m west of the border between A and B: the reporter says B.
	const place, more = `"lon":106.5598,"lat":29.575`, `,"accuracy_m":100,"chosen_cell":"B"`
	first := s.report("key-00000003", place, pothole, more)
	if *first.Cell != "B" || len(first.Candidates) != 2 {
		t.Fatalf("the first answer is %s", marshal(t, first))
	}
	if _, err := s.store.SaveEdition(t.Context(), grid(time.Now().Add(-time.Second), cellAt("C", west)), acceptAll); err != nil {
		t.Fatal(err)
	}
	s.eventually("the new edition is in force", func() bool { return s.get("/api/v1/cells/C").status == http.StatusOK })
	var second api.Receipt
	s.post("key-00000003", place, pothole, more).into(http.StatusCreated, &second)
	if got, want := marshal(t, second), marshal(t, first); got != want {
		t.Errorf("the resend answers\n%s, not as the first time\n%s", got, want)
	}
	if p := s.post("key-00000004", place, pothole, more).problem(http.StatusBadRequest); p.Field != "chosen_cell" {
		t.Errorf("a new report for a cell that is gone is refused for %q", p.Field)
	}
	if n := s.count("select count(*) from report"); n != 1 {
		t.Errorf("%d reports are kept, want 1", n)
	}
}

func TestOneKeySentManyTimesAtOnceIsKeptOnce(t *testing.T) {
	s := newService(t)
	ids := make([]string, 40)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			a := s.post(fmt.Sprintf("key-at-once-%d", i%4), inA, pothole, "")
			var receipt api.Receipt
			if a.status != http.StatusCreated || json.Unmarshal(a.body, &receipt) != nil {
				t.Errorf("answered %d: %s", a.status, a.body)
			}
			ids[i] = receipt.ID
		})
	}
	all.Wait()
	for i := range ids {
		if ids[i] != ids[i%4] {
			t.Errorf("send %d got %s, the first of its key %s", i, ids[i], ids[i%4])
		}
	}
	if n := s.count("select count(*) from report"); n != 4 {
		t.Errorf("%d reports are kept, want 4", n)
	}
}

func TestASensitiveMatterIsNowhereToBeSeen(t *testing.T) {
	s := newService(t)
	events := s.listen("")
	secret := s.report("key-00000005", inA, quarrel, `,"description":"邻居"`)
	s.report("key-00000006", inB, pothole, "") // its event comes after the secret one's
	if e := events.next(); !strings.Contains(e.data, pothole) {
		t.Errorf("the first event is %v, want that of the public case", e)
	}
	for _, path := range []string{"layers/hazards.geojson", "layers/road-defects.geojson", "layers/other.geojson", "layers/cells.geojson", "layers/coverage.geojson", "cells/A", "layers"} {
		body := string(s.get("/api/v1/" + path).body)
		for _, private := range []string{secret.CaseID, quarrel, "邻居", `"open":1,"settled":0,"label":[106.555`} {
			if strings.Contains(body, private) {
				t.Errorf("%s tells %s", path, private)
			}
		}
	}
	var card api.CellCard
	s.get("/api/v1/cells/A").into(http.StatusOK, &card)
	if card.Open != 0 {
		t.Errorf("cell A counts %d open cases: the sensitive one shows", card.Open)
	}
	var p api.Progress
	a := s.get("/api/v1/reports/" + secret.Tracking)
	a.into(http.StatusOK, &p)
	if p.Lon != nil || p.Lat != nil || strings.Contains(string(a.body), "106.55") {
		t.Errorf("progress tells where: %s", a.body)
	}
}

func TestWordsAndPlacesAreNeverLogged(t *testing.T) {
	s := newService(t)
	s.report("key-00000007", inA, pothole, `,"description":"绝密描述","reporter":{"name":"李四","phone":"13912345678"}`)
	s.post("key-00000007", inB, pothole, `,"description":"绝密描述"`).problem(http.StatusConflict)
	s.post("key-00000008", inA, "99999", `,"description":"绝密描述\u0000"`).problem(http.StatusBadRequest)
	s.get("/api/v1/locate?lon=106.5512345&lat=29.5712345&datum=wgs84")
	s.get("/api/v1/layers/cells.geojson?bbox=106.5512345,29.5712345,107,30")
	s.loseDatabase()
	s.post("key-00000009", inA, pothole, `,"description":"绝密描述","reporter":{"phone":"13912345678"}`).problem(http.StatusServiceUnavailable)
	s.eventually("requests are logged", func() bool { return strings.Count(s.log.String(), `"route":"/api/v1/reports"`) >= 4 })
	for _, private := range []string{"绝密", "李四", "13912345678", "5512345", "5712345", "key-0000"} {
		if strings.Contains(s.log.String(), private) {
			t.Errorf("the log tells %s", private)
		}
	}
}

// loseDatabase makes the database refuse every connection, as when it is down.
func (s *service) loseDatabase() { s.setConnections("allow_connections false") }

func (s *service) findDatabase() { s.setConnections("allow_connections true") }

func TestWithTheDatabaseAwayMapsGoOnAndReportsWait(t *testing.T) {
	s := newService(t)
	s.report("key-00000010", inA, pothole, "")
	s.eventually("the pin is on its layer", func() bool { return s.layer("road-defects.geojson").NumberMatched == 1 })
	s.loseDatabase()
	a := s.post("key-00000011", inA, pothole, "")
	if a.problem(http.StatusServiceUnavailable); a.header.Get("Retry-After") == "" {
		t.Error("503 comes without Retry-After")
	}
	if a := s.get("/api/v1/reports/WG-0000-0000-0000"); a.status != http.StatusServiceUnavailable {
		t.Errorf("asking for a report answers %d, want 503", a.status)
	}
	type readiness struct {
		Ready       bool
		Database    string
		PictureAgeS float64 `json:"picture_age_s"`
	}
	var r readiness
	s.eventually("readyz says that the database is away and how old the picture is", func() bool {
		s.get("/readyz").into(http.StatusOK, &r)
		return r.Database == "away" && r.PictureAgeS > 0.2
	})
	if n := s.layer("road-defects.geojson").NumberMatched; n != 1 {
		t.Errorf("%d pins are shown, want 1", n)
	}
	if a := s.get("/api/v1/locate?lon=106.555&lat=29.575&datum=wgs84"); a.status != http.StatusOK {
		t.Errorf("locating answers %d", a.status)
	}
	s.findDatabase()
	s.eventually("the same report is kept when it is sent again", func() bool { return s.post("key-00000011", inA, pothole, "").status == http.StatusCreated })
	s.eventually("the map has caught up", func() bool { return s.layer("road-defects.geojson").NumberMatched == 2 })
	s.eventually("readyz says that the database is up", func() bool {
		s.get("/readyz").into(http.StatusOK, &r)
		return r.Database == "up"
	})
}

func TestManyPlacesAreLocatedInTheOrderAsked(t *testing.T) {
	s := newService(t)
	const n = 10_000
	lons, points := make([]float64, n), make([]string, n)
	for i := range n {
		lons[i] = float64(1_065_495_001+i*22) / 1e7
		points[i] = fmt.Sprintf(`{"lon":%.7f,"lat":29.575}`, lons[i])
	}
	var out struct {
		Net     string
		Edition int
		Results []api.Located
	}
	s.ask(http.MethodPost, "/api/v1/locate", `{"net":"grid","datum":"WGS84","points":[`+strings.Join(points, ",")+`]}`).into(http.StatusOK, &out)
	if out.Net != "grid" || out.Edition != 1 || len(out.Results) != n {
		t.Fatalf("%d results of net %q", len(out.Results), out.Net)
	}
	for i, r := range out.Results {
		want, cell := lons[i], ""
		switch {
		case want > 106.57 && want < 106.571: // the edge of what is snapped to B
			continue
		case want >= 106.571:
		case want >= 106.56:
			cell = "B"
		default:
			cell = "A" // or within 50 m west of it
		}
		if r.Lon != want || (r.Cell != nil && *r.Cell != cell) || (r.Cell == nil) != (cell == "") {
			t.Fatalf("result %d is %s, want %v in %q", i, marshal(t, r), want, cell)
		}
	}
}

func TestAPinInAnyDatumFindsItsCell(t *testing.T) {
	s := newService(t)
	// The same place, 106.555 29.575, as a phone's map app and a surveyor write it.
	for datum, place := range map[string]string{"wgs84": "lon=106.555&lat=29.575", "gcj02": "lon=106.5587&lat=29.5722", "epsg:3857": "lon=11861648&lat=3449036"} {
		var one struct {
			Net string
			api.Located
		}
		s.get("/api/v1/locate?accuracy_m=5&datum="+datum+"&"+place).into(http.StatusOK, &one)
		if one.Net != "grid" || one.Cell == nil || *one.Cell != "A" || math.Abs(one.Lon-106.555) > 1e-3 || math.Abs(one.Lat-29.575) > 1e-3 {
			t.Errorf("%s is located at %s", datum, marshal(t, one))
		}
	}
}

// The strings of the big list of naughty strings come back from the database as they were sent, or are refused by name.
func TestNaughtyStringsComeBackIntact(t *testing.T) {
	path, ok := realdata.Path(t, "conformance")
	if !ok {
		return
	}
	raw, err := os.ReadFile(filepath.Join(path, "blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var naughty []string
	if err := json.Unmarshal(raw, &naughty); err != nil {
		t.Fatal(err)
	}
	s := newService(t)
	kept, refused := 0, 0
	for i, text := range naughty {
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		a := s.post(fmt.Sprintf("naughty-%04d", i), inA, pothole, `,"description":`+string(quoted))
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) }) {
			refused++
			if p := a.problem(http.StatusBadRequest); p.Field != "description" {
				t.Errorf("%q is refused for %q", text, p.Field)
			}
			continue
		}
		kept++
		var receipt api.Receipt
		a.into(http.StatusCreated, &receipt)
		var got string
		s.query("select description from report where id = $1", []any{&got}, receipt.ID)
		if got != strings.TrimSpace(text) {
			t.Errorf("%q came back as %q", text, got)
		}
	}
	if kept < 400 || refused == 0 || kept != s.count("select count(*) from report") {
		t.Errorf("%d strings were kept and %d refused", kept, refused)
	}
}

// panicking is an intake with a fault.
type panicking struct{}

func (panicking) Submit(context.Context, casework.Report) (casework.Progress, error) {
	panic("a secret of the inside")
}

type failing struct{}

func (failing) Submit(context.Context, casework.Report) (casework.Progress, error) {
	return casework.Progress{}, errors.New("a secret of the inside")
}

func TestAFaultOfOursIsLoggedAndNotTold(t *testing.T) {
	for name, broken := range map[string]api.Intake{"a panic": panicking{}, "an error": failing{}} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, func(c *api.Config) { c.Intake = broken })
			a := s.post("key-00000012", inA, pothole, "")
			p := a.problem(http.StatusInternalServerError)
			if strings.Contains(string(a.body), "secret") {
				t.Errorf("the cause is told: %s", a.body)
			}
			s.eventually("the cause is logged with the request's id", func() bool {
				log := s.log.String()
				return strings.Contains(log, "a secret of the inside") && strings.Contains(log, p.RequestID)
			})
			if a := s.get("/metrics"); !strings.Contains(string(a.body), `wangge_http_requests_total{route="/api/v1/reports",status="5xx"} 1`) {
				t.Error("the fault is not counted")
			}
			if a := s.get("/healthz"); a.status != http.StatusOK {
				t.Errorf("the service answers %d afterwards", a.status)
			}
		})
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
