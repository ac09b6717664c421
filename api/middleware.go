package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/rs/cors"
)

// request is what is known of a request from its headers alone.
type request struct {
	id      string
	chinese bool
	head    bool // only the headers are asked for
}

type requestKey struct{}

func asked(ctx context.Context) request {
	r, _ := ctx.Value(requestKey{}).(request)
	return r
}

var soundID = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)

// introduce gives each request an id, its own if that is sound, and notes the language asked for.
func introduce(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-ID")
		if !soundID.MatchString(id) {
			id = newRequestID()
		}
		w.Header().Set("X-Request-ID", id)
		ctx := context.WithValue(r.Context(), requestKey{}, request{id: id, chinese: prefersChinese(r), head: r.Method == http.MethodHead})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func newRequestID() string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// answerWriter remembers what was answered.
type answerWriter struct {
	http.ResponseWriter
	status int
	bytes  int
	route  string // the pattern, where whoever answers knows it already
}

func (w *answerWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *answerWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *answerWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// record logs and measures each request. The query stays out of the log: it may hold a place.
func (s *server) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := s.cfg.Now()
		out := &answerWriter{ResponseWriter: w}
		s.metrics.inFlight.Inc()
		defer func() {
			s.metrics.inFlight.Dec()
			if fault := recover(); fault != nil {
				if fault == http.ErrAbortHandler {
					panic(fault)
				}
				s.cfg.Log.ErrorContext(r.Context(), "handler panicked", "fault", fault, "request_id", asked(r.Context()).id, "stack", string(debug.Stack()))
				if out.status == 0 {
					writeProblem(out, r, newProblem(http.StatusInternalServerError, "", ourFault, nil))
				}
			}
			route := out.route
			if route == "" {
				route = s.routeName(r)
			}
			took := s.cfg.Now().Sub(begun)
			s.metrics.observe(route, out.status, took)
			if !s.cfg.Log.Enabled(r.Context(), slog.LevelDebug) {
				return
			}
			s.cfg.Log.LogAttrs(r.Context(), slog.LevelDebug, "request", slog.String("method", r.Method), slog.String("route", route),
				slog.Int("status", out.status), slog.Int("bytes", out.bytes), slog.Duration("took", took), slog.String("request_id", asked(r.Context()).id))
		}()
		next.ServeHTTP(out, r)
	})
}

// secure sets the headers that keep browsers from doing what the pages never ask for. The page may fetch from this host, and
// from origins.
func secure(origins []string, next http.Handler) http.Handler {
	more := ""
	for _, origin := range origins {
		more += " " + origin
	}
	policy := "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:" + more + "; font-src 'self' data:; " +
		"connect-src 'self'" + more + "; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	// The same for every answer, and under the names that Header.Set would make of them: set without a copy each.
	always := map[string][]string{
		// Styles may be inline: the API reference styles itself so. Scripts may not.
		"Content-Security-Policy":    {policy},
		"X-Content-Type-Options":     {"nosniff"},
		"Referrer-Policy":            {"no-referrer"},
		"Permissions-Policy":         {"geolocation=(self), camera=(self), microphone=()"},
		"Cross-Origin-Opener-Policy": {"same-origin"},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		maps.Copy(h, always)
		if strings.HasPrefix(r.URL.Path, pathReports) { // a person's own matter
			h.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// headAsGet answers HEAD wherever GET is answered; the server leaves the body out by itself.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			get := r.Clone(r.Context())
			get.Method = http.MethodGet
			r = get
		}
		next.ServeHTTP(w, r)
	})
}

// limitBody refuses bodies that are larger than the route allows before they are read.
func limitBody(limit func(*http.Request) int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if most := limit(r); most > 0 {
				if r.ContentLength > most {
					writeProblem(w, r, newProblem(http.StatusRequestEntityTooLarge, "", tooLarge(most), nil))
					return
				}
				r.Body = http.MaxBytesReader(w, r.Body, most)
			}
			next.ServeHTTP(w, r)
		})
	}
}

// checkQuery refuses a query of which a part would be passed over in silence: a parameter that stands twice, or one that
// is not encoded soundly.
func checkQuery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" && (strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, pathTiles)) {
			query, err := url.ParseQuery(r.URL.RawQuery)
			if err != nil {
				writeProblem(w, r, newProblem(http.StatusBadRequest, "", "the query is not encoded soundly: write % as %25 and ; as %3B", nil))
				return
			}
			for name, values := range query {
				if len(values) > 1 {
					name = clean(name)
					writeProblem(w, r, newProblem(http.StatusBadRequest, name, name+": stands twice; leave one out", nil))
					return
				}
			}
		}
		next.ServeHTTP(w, r)
	})
}

// onlyHere answers whoever asks on this machine itself. What a proxy passes on comes from elsewhere, though the proxy is here.
func onlyHere(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !peer.Addr().Unmap().IsLoopback() || len(r.Header.Values("X-Forwarded-For")) > 0 {
			writeProblem(w, r, newProblem(http.StatusForbidden, "", "this is told on the service's own machine only, and not through a proxy", nil))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// openToAll lets pages of other sites read what is public: everything but reports and metrics. It never does where a request says who
// sends it: what is answered to somebody is no other site's to read.
func openToAll(next http.Handler) http.Handler {
	open := cors.New(cors.Options{
		AllowedOrigins: []string{"*"}, AllowedMethods: []string{"GET", "HEAD", "POST"},
		AllowedHeaders: []string{"Content-Type", "Last-Event-ID", "If-None-Match"}, ExposedHeaders: []string{"ETag", "X-Request-ID", "Wangge-Picture-At", "Content-Crs", "Link"}, MaxAge: 3600,
	}).Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, pathReports) || strings.HasPrefix(r.URL.Path, pathSession) || r.URL.Path == pathMetrics || namesItself(r) {
			next.ServeHTTP(w, r)
			return
		}
		open.ServeHTTP(w, r)
	})
}

// sameSite refuses whatever another site's page sends in a visitor's name to be kept. A token in the header is sent by a program on
// purpose: no browser adds it by itself.
func sameSite(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, r, newProblem(http.StatusForbidden, "", "a page of another site may not send this", nil))
	}))
	guarded := guard.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, byToken := bearer(r)
		if byToken || r.URL.Path == pathLocate || isOpen311(r) { // keeps nothing, or asks for a key that no browser sends by itself: open to all
			next.ServeHTTP(w, r)
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

// compress answers in gzip or zstd where that is asked for. Streams are left alone: they must not wait in a buffer.
func compress(next http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.ExceptContentTypes([]string{"text/event-stream", mvtType, "image/png", "image/jpeg", "font/woff2"}))
	if err != nil {
		return nil, err
	}
	packed := wrap(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A range of a packed file would be a range of something else.
		if isStream(r.URL.Path) || r.URL.Path == pathBaseMap {
			next.ServeHTTP(w, r)
			return
		}
		packed.ServeHTTP(w, r)
	}), nil
}

// deadline ends the work on a request that takes too long; streams have none.
func deadline(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isStream(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		most := requestTimeout
		if isUpload(r) {
			most += uploadTimeout
		}
		ctx, cancel := context.WithTimeout(r.Context(), most)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// requestTimeout is longer than a commit may wait for the disk of a busy machine, and shorter than people wait.
const requestTimeout = 25 * time.Second
