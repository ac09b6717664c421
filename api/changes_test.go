package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wangge-map/wangge/api"
)

func TestANewReportIsToldToOpenPages(t *testing.T) {
	s := newService(t)
	events := s.listen("")
	if events.header.Get("Cache-Control") != "no-store" || events.header.Get("Content-Encoding") != "" {
		t.Errorf("the stream is sent with %v", events.header)
	}
	receipt := s.report("key-00000001", inA, pothole, `,"description":"绝密"`)
	e := events.next()
	var data struct {
		Layer, ID, Cell string
		Feature         struct{ Properties map[string]any }
	}
	if err := json.Unmarshal([]byte(e.data), &data); err != nil {
		t.Fatal(err)
	}
	if e.id == "" || e.name != "case" || data.Layer != "road-defects" || data.ID != receipt.CaseID || data.Cell != "A" || data.Feature.Properties["category"] != pothole {
		t.Errorf("the event is %+v", e)
	}
	if strings.Contains(e.data, "绝密") || strings.Contains(e.data, "5512345") {
		t.Errorf("the event tells too much: %s", e.data)
	}
}

func TestAPageThatComesBackMissesNothing(t *testing.T) {
	s := newService(t)
	events := s.listen("")
	var want []string
	send := func(n int) {
		for range n {
			want = append(want, s.report(fmt.Sprintf("come-back-%d", len(want)), inA, pothole, "").CaseID)
		}
	}
	last := ""
	var got []string
	read := func(events *stream, n int) {
		for range n {
			e := events.next()
			var data struct{ ID string }
			if err := json.Unmarshal([]byte(e.data), &data); err != nil {
				t.Fatal(err)
			}
			got, last = append(got, data.ID), e.id
		}
	}
	send(2)
	read(events, 2)
	events.close()
	send(3)
	read(s.listen("", "Last-Event-ID", last), 3)
	send(2)
	read(s.listen("?last_event_id="+last), 2)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("told of %v, want %v", got, want)
	}
}

// A page that has not been told of anything yet has a place to resume from too.
func TestAStreamBeginsWithAPlaceToResumeFrom(t *testing.T) {
	s := newService(t)
	events := s.listen("")
	var hello event
	select {
	case hello = <-events.events:
	case <-time.After(patience):
		t.Fatal("nothing came")
	}
	if hello.id == "" || hello.name != "" || hello.data != "" {
		t.Fatalf("the stream begins with %+v, want an id alone", hello)
	}
	events.close()
	receipt := s.report("key-00000002", inA, pothole, "")
	if e := s.listen("", "Last-Event-ID", hello.id).next(); !strings.Contains(e.data, receipt.CaseID) {
		t.Errorf("resumed with %+v, want the case %s", e, receipt.CaseID)
	}
}

func TestAPageResumesAtAProcessThatWasStartedSince(t *testing.T) {
	s := newService(t)
	events := s.listen("")
	s.report("key-00000003", inA, pothole, "")
	last := events.next().id
	missed := s.report("key-00000004", inB, cladding, "")
	events.next()
	s.serve() // another process on the same database
	resumed := s.listen("", "Last-Event-ID", last)
	if e := resumed.next(); e.name != "edition" {
		t.Errorf("first comes %+v, want the edition in force: it may have come by the clock", e)
	}
	if e := resumed.next(); e.name != "case" || !strings.Contains(e.data, missed.CaseID) {
		t.Errorf("then comes %+v, want the case %s", e, missed.CaseID)
	}
	next := s.report("key-00000005", inA, pothole, "")
	if e := resumed.next(); !strings.Contains(e.data, next.CaseID) {
		t.Errorf("then comes %+v, want the case %s", e, next.CaseID)
	}
}

func TestAPlaceThatNobodyKnowsIsAnsweredWithAReset(t *testing.T) {
	s := newService(t)
	events := s.listen("")
	s.report("key-00000007", inA, pothole, "")
	forgotten := events.next().id
	s.report("key-00000008", inA, pothole, "")
	events.next()
	conn := s.connect()
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "delete from change"); err != nil {
		t.Fatal(err)
	}
	s.serve() // another process, which remembers nothing
	ids := []string{forgotten}
	for _, digit := range "0123456789abcdef" { // of another database, whose key is another
		ids = append(ids, strings.Repeat(string(digit), 32))
	}
	for _, id := range ids {
		events := s.listen("", "Last-Event-ID", id)
		if e := events.next(); e.name != "reset" || len(e.id) != 32 {
			t.Errorf("%s is answered with %+v, want a reset with a place to resume from", id, e)
		}
		events.close()
	}
}

// The server ends requests that take long to read. A stream is not such a request.
func TestAStreamOutlivesTheServersLimits(t *testing.T) {
	s := newService(t)
	hasty := httptest.NewUnstartedServer(s.server.Config.Handler)
	hasty.Config.ReadTimeout, hasty.Config.WriteTimeout = 50*time.Millisecond, 100*time.Millisecond
	hasty.Start()
	t.Cleanup(hasty.Close)
	s.url = hasty.URL
	events := s.listen("")
	first := <-events.events
	begun := time.Now()
	s.eventually("the limits have passed", func() bool { return time.Since(begun) > 300*time.Millisecond })
	receipt := s.report("key-00000006", inA, pothole, "")
	if e := events.next(); !strings.Contains(e.data, receipt.CaseID) || first.id == "" {
		t.Errorf("got %+v, want the case %s", e, receipt.CaseID)
	}
}

func TestStreamsEndWhenTheServiceStops(t *testing.T) {
	done := make(chan struct{})
	s := newService(t, func(c *api.Config) { c.Done = done })
	events := s.listen("")
	<-events.events
	close(done)
	select {
	case _, open := <-events.events:
		if open {
			t.Error("an event came instead of the end")
		}
	case <-time.After(patience):
		t.Error("the stream did not end")
	}
}

func TestASubscriberThatIsTooSlowIsCutAndResumes(t *testing.T) {
	s := newService(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	slow, err := s.picture.Subscribe(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	const n = 300 // more than a subscriber may be behind
	for i := range n {
		s.report(fmt.Sprintf("slow-key-%04d", i), inA, pothole, "")
	}
	s.eventually("all are on the map", func() bool { return s.layer("road-defects.geojson?limit=1").NumberMatched == n })
	last, got := "", 0
	read := func() (ended bool) {
		for got < n {
			select {
			case e, open := <-slow:
				if !open {
					return true
				}
				last = e.ID
				if e.Name != "" {
					got++
				}
			case <-time.After(patience):
				t.Fatalf("only %d events came", got)
			}
		}
		return false
	}
	if !read() {
		t.Fatal("a subscriber that took nothing was not cut")
	}
	if slow, err = s.picture.Subscribe(ctx, last); err != nil {
		t.Fatal(err)
	}
	if read() || got != n {
		t.Errorf("%d of %d events came", got, n)
	}
}

func TestAHeadOfTheChangesSubscribesNobody(t *testing.T) {
	s := newService(t)
	a := s.ask(http.MethodHead, "/api/v1/changes", "")
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("answered %d %v", a.status, a.header)
	}
	if p := s.get("/api/v1/changes", "Last-Event-ID", "x").problem(http.StatusBadRequest); p.Field != "Last-Event-ID" {
		t.Errorf("the field is %q", p.Field)
	}
}

func TestOneClientMayNotHoldAllStreams(t *testing.T) {
	s := newService(t)
	var open []*stream
	for range 20 {
		open = append(open, s.listen(""))
	}
	a := s.get("/api/v1/changes")
	if a.problem(http.StatusTooManyRequests); a.header.Get("Retry-After") == "" {
		t.Error("it is not said when to come back")
	}
	open[0].close()
	s.eventually("a place is free again", func() bool { return s.ask(http.MethodHead, "/api/v1/changes", "").status == http.StatusOK })
}
