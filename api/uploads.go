package api

import (
	"context"
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
type uploads struct{ places *heavy }

func newUploads(client func(*http.Request) string) *uploads { return &uploads{newHeavy(client)} }

func (u *uploads) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isUpload(r) {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
		defer cancel()
		leave, ok := u.places.enter(ctx, u.places.client(r))
		if !ok {
			writeProblem(w, r, newProblem(http.StatusServiceUnavailable, "", "too many photos are arriving; try again shortly", nil))
			return
		}
		defer leave()
		// A connection that knows no deadlines, as in tests, has none to move.
		control, now := http.NewResponseController(w), time.Now()
		_ = control.SetReadDeadline(now.Add(uploadTimeout))
		_ = control.SetWriteDeadline(now.Add(uploadTimeout + requestTimeout))
		next.ServeHTTP(w, r)
	})
}
