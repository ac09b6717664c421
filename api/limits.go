package api

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"
)

// remembered is how many clients' rates are kept; the least recently seen is forgotten, which only ever helps it.
const rememberedClients = 100_000

// throttle bounds how many requests a second one client may make.
type throttle struct {
	limits Limits
	reads  *otter.Cache[string, *rate.Limiter]
	writes *otter.Cache[string, *rate.Limiter]
}

func newThrottle(limits Limits) (*throttle, error) {
	options := otter.Options[string, *rate.Limiter]{
		MaximumSize:      rememberedClients,
		ExpiryCalculator: otter.ExpiryAccessing[string, *rate.Limiter](10 * time.Minute),
	}
	reads, err := otter.New(&options)
	if err != nil {
		return nil, err
	}
	writes, err := otter.New(&options)
	return &throttle{limits, reads, writes}, err
}

// allow reports whether the client that sent r may go on.
func (t *throttle) allow(r *http.Request) bool {
	cache, perSecond := t.reads, t.limits.ReadsPerSecond
	if r.Method == http.MethodPost && r.URL.Path == pathReports {
		cache, perSecond = t.writes, t.limits.WritesPerSecond
	}
	limiter, _ := cache.ComputeIfAbsent(t.client(r), func() (*rate.Limiter, bool) {
		return rate.NewLimiter(rate.Limit(perSecond), int(5*perSecond)+1), false // a page's first requests come in a bunch
	})
	return limiter == nil || limiter.Allow()
}

// client is the address that a request came from.
func (t *throttle) client(r *http.Request) string {
	if t.limits.TrustProxy {
		// The last entry is the proxy's own; those before it are whatever the client claims.
		hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last := strings.TrimSpace(hops[len(hops)-1]); last != "" {
			return last
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func (t *throttle) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !t.allow(r) {
			writeProblem(w, r, newProblem(http.StatusTooManyRequests, "", "that is more than one client may ask for; wait a moment and go on slower", nil))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func kilobytes(n int64) string { return fmt.Sprintf("at most %d kB", n/1024) }
