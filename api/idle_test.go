package api

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"
)

// allPlaces is how many places there are; some more connections than that take them all, at six a client.
func allPlaces() int       { return 8 * runtime.GOMAXPROCS(0) }
func idleConnections() int { return allPlaces() + heavyOfOne }

// clientOf tells apart the clients of a test by what they say they are.
func clientOf(r *http.Request) string { return r.Header.Get("Client") }

// dial opens a connection that sends head, then what begins a body, and no more.
func dial(t *testing.T, server *httptest.Server, client int, request, body string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(2 * requestTimeout)); err != nil { // for what would never end
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: test\r\nClient: %d\r\nContent-Length: 500000\r\n\r\n%s", request, client/heavyOfOne, body); err != nil {
		t.Fatal(err)
	}
	return conn
}

// stuck tells of a body that is read a second time: what was sent is there, and more is waited for.
type stuck struct {
	io.ReadCloser
	tell  chan<- struct{}
	reads int
}

func (b *stuck) Read(p []byte) (int, error) {
	if b.reads++; b.reads == 2 {
		b.tell <- struct{}{}
	}
	return b.ReadCloser.Read(p)
}

// serveStuck serves handler and tells of each body that more is waited for, but not of those of the client "good".
func serveStuck(t *testing.T, handler http.Handler) (server *httptest.Server, waits chan struct{}) {
	waits = make(chan struct{}, 1000)
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if clientOf(r) != "good" {
			r.Body = &stuck{ReadCloser: r.Body, tell: waits}
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server, waits
}

func askAs(t *testing.T, method, url, client string, body []byte) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Client", client)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

// readAll is a handler that takes a whole body.
var readAll = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		w.WriteHeader(http.StatusRequestTimeout)
		return
	}
	w.WriteHeader(http.StatusCreated)
})

func TestReportsThatDoNotArriveHoldUpNoMap(t *testing.T) {
	server, waits := serveStuck(t, newHeavy(clientOf).wrap(readAll))
	for i := range idleConnections() {
		dial(t, server, i, "POST /open311/v2/requests.json", "x")
	}
	for range allPlaces() {
		<-waits
	}
	if status := askAs(t, http.MethodGet, server.URL+"/api/v1/layers/cells.geojson", "good", nil); status != http.StatusCreated {
		t.Errorf("a layer is answered %d", status)
	}
}

func TestPhotosThatDoNotArriveHoldUpNoOthers(t *testing.T) {
	u := newUploads(clientOf)
	server, waits := serveStuck(t, u.wrap(readAll))
	for i := range idleConnections() {
		dial(t, server, i, "PUT /api/v1/reports/x/photos/y", "x")
	}
	for range allPlaces() {
		<-waits
	}
	if n := len(u.places.all); n != 0 {
		t.Errorf("%d places are held", n)
	}
	for name, size := range map[string]int{"small": 100, "large": 3 * beginning} {
		if status := askAs(t, http.MethodPut, server.URL+"/api/v1/reports/x/photos/z", "good", make([]byte, size)); status != http.StatusCreated {
			t.Errorf("a %s photo is answered %d", name, status)
		}
	}
}

func TestAPhotoThatStopsArrivingLosesItsPlace(t *testing.T) {
	u := newUploads(clientOf)
	u.pace = pace{grace: 100 * time.Millisecond, perSecond: 1 << 20}
	server, _ := serveStuck(t, u.wrap(readAll))
	conn := dial(t, server, 0, "PUT /api/v1/reports/x/photos/y", string(make([]byte, beginning+1)))
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusRequestTimeout {
		t.Errorf("answered %d", answer.StatusCode)
	}
}

func TestABodyMustKeepItsPace(t *testing.T) {
	p, begun := pace{grace: 15 * time.Second, perSecond: 1000}, time.Unix(0, 0)
	for n, want := range map[int]time.Duration{0: 15 * time.Second, 500: 15500 * time.Millisecond, 60_000: 75 * time.Second, 12 << 20: uploadTimeout} {
		if got := p.until(begun, n).Sub(begun); got != want {
			t.Errorf("after %d bytes the next is waited for until %v, want %v", n, got, want)
		}
	}
}

func TestALargeAnswerIsNotMadeForARequestWithABody(t *testing.T) {
	large := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 100_000)) })
	server, _ := serveStuck(t, newHeavy(clientOf).wrap(large))
	for _, method := range []string{"GET", "HEAD"} {
		conn := dial(t, server, 0, method+" /api/v1/layers/cells.geojson", "x")
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != http.StatusBadRequest {
			t.Errorf("%s is answered %d", method, answer.StatusCode)
		}
	}
}
