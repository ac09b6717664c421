package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"time"
)

// uploadTimeout is how long a picture may take to arrive: 12 MB over the uplink of a phone on the edge of its cell.
const uploadTimeout = 2 * time.Minute

// isUpload reports whether r brings a picture.
func isUpload(r *http.Request) bool {
	if r.Method != http.MethodPut {
		return false
	}
	for _, prefix := range []string{pathReports + "/", "/api/v1/cases/"} {
		if rest, ok := strings.CutPrefix(r.URL.Path, prefix); ok {
			_, rest, _ = strings.Cut(rest, "/")
			return strings.HasPrefix(rest, "photos/")
		}
	}
	return false
}

// uploads bounds how many pictures arrive at once, each of which is in memory until it is on disk: six of one client and a few
// of all. It gives them the time that they take, which other requests don't have.
//
// A picture takes its place when its beginning is there, and keeps it only as long as it goes on arriving: a connection on which
// nothing is sent holds up nobody.
type uploads struct {
	places *heavy
	pace   pace
}

func newUploads(client func(*http.Request) string) *uploads {
	return &uploads{newHeavy(client), pace{grace: 15 * time.Second, perSecond: 8 << 10}}
}

// beginning is how much of a picture must be there before it takes a place; of a smaller one, all.
const beginning = 64 << 10

func (u *uploads) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isUpload(r) {
			next.ServeHTTP(w, r)
			return
		}
		// A connection that knows no deadlines, as in tests, has none to move.
		control := http.NewResponseController(w)
		_ = control.SetReadDeadline(time.Now().Add(requestTimeout))
		_ = control.SetWriteDeadline(time.Now().Add(3 * requestTimeout)) // until it has a place
		begun, err := io.ReadAll(io.LimitReader(r.Body, beginning))
		if err != nil {
			w.Header().Set("Connection", "close")
			writeProblem(w, r, newProblem(http.StatusRequestTimeout, "", "the photo did not arrive in time; send it again", err))
			return
		}
		_ = control.SetReadDeadline(time.Now().Add(uploadTimeout))
		ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
		defer cancel()
		leave, ok := u.places.enter(ctx, u.places.client(r))
		if !ok {
			writeProblem(w, r, newProblem(http.StatusServiceUnavailable, "", "too many photos are arriving; try again shortly", nil))
			return
		}
		defer leave()
		_ = control.SetWriteDeadline(time.Now().Add(uploadTimeout + requestTimeout))
		r.Body = &paced{Reader: io.MultiReader(bytes.NewReader(begun), r.Body), Closer: r.Body, pace: u.pace, begun: time.Now(), move: control.SetReadDeadline}
		next.ServeHTTP(w, r)
	})
}

// pace is how slowly a body may arrive: after the grace, so many bytes a second on the whole.
type pace struct {
	grace     time.Duration
	perSecond int
}

// until returns when more than n bytes of what begun then must be there.
func (p pace) until(begun time.Time, n int) time.Time {
	return begun.Add(min(uploadTimeout, p.grace+time.Duration(n)*time.Second/time.Duration(p.perSecond)))
}

// paced is a body that must keep its pace: reading it fails when it doesn't.
type paced struct {
	io.Reader
	io.Closer
	pace  pace
	begun time.Time
	n     int // bytes read
	move  func(deadline time.Time) error
}

func (b *paced) Read(p []byte) (int, error) {
	_ = b.move(b.pace.until(b.begun, b.n))
	n, err := b.Reader.Read(p)
	if b.n += n; err == io.EOF {
		_ = b.move(time.Now().Add(uploadTimeout)) // it is there; the work on it is bounded elsewhere
	}
	return n, err
}
