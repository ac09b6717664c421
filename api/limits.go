package api

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"

	"github.com/wangge-map/wangge/internal/photo"
)

// rememberedClients is how many clients' rates are kept; the least recently seen is forgotten, which only ever helps it.
const rememberedClients = 100_000

// throttle bounds how many requests a second one client may make.
type throttle struct {
	limits Limits
	reads  *otter.Cache[string, *rate.Limiter]
	writes *otter.Cache[string, *rate.Limiter]
	photos *otter.Cache[string, *rate.Limiter]
	signs  *otter.Cache[string, *rate.Limiter]
}

func newThrottle(limits Limits) (*throttle, error) {
	options := otter.Options[string, *rate.Limiter]{
		MaximumSize:      rememberedClients,
		ExpiryCalculator: otter.ExpiryAccessing[string, *rate.Limiter](10 * time.Minute),
	}
	t := &throttle{limits: limits}
	for _, cache := range []**otter.Cache[string, *rate.Limiter]{&t.reads, &t.writes, &t.photos, &t.signs} {
		var err error
		if *cache, err = otter.New(&options); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// photoShare is how much of a photo costs as much as a small one.
const photoShare = 2 << 20

// photoBurst is how many shares of photos may come in a bunch: a report with six of 12 MB and some more, or ten reports with six small
// ones.
const photoBurst = 60

// photoCost is what a photo costs, in shares: of one that doesn't say how large it is, the most.
func photoCost(r *http.Request) int {
	size := r.ContentLength
	if size < 0 || size > photo.MaxBytes {
		size = photo.MaxBytes
	}
	return 1 + int(max(0, size-1)/photoShare)
}

// allow reports whether the client that sent r may go on.
func (t *throttle) allow(r *http.Request) bool {
	cache, perSecond, burst, cost := t.reads, t.limits.ReadsPerSecond, 0, 1
	switch {
	case isUpload(r):
		cache, perSecond, burst, cost = t.photos, t.limits.PhotosPerSecond, photoBurst, photoCost(r)
	case r.Method == http.MethodPost && r.URL.Path == pathSession:
		cache, perSecond = t.signs, t.limits.SignInsPerSecond
		burst = int(30*perSecond) + 1 // an office that begins its day behind one address
	case isWrite(r):
		cache, perSecond = t.writes, t.limits.WritesPerSecond
	}
	if burst == 0 {
		burst = int(5*perSecond) + 1 // a page's first requests come in a bunch
	}
	limiter, _ := cache.ComputeIfAbsent(t.client(r), func() (*rate.Limiter, bool) {
		return rate.NewLimiter(rate.Limit(perSecond), burst), false
	})
	return limiter == nil || limiter.AllowN(time.Now(), cost)
}

// client is the address that a request came from.
func (t *throttle) client(r *http.Request) string {
	if t.limits.TrustProxy {
		// The last entry is the proxy's own; those before it are whatever the client claims.
		// Some proxies add to the header that they got, others write another one below it.
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(hops[len(hops)-1]); last != "" {
			return network(last)
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return network(host)
}

// network is the address, or of an IPv6 address its first 64 bits: whoever has one has all of those.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		return ip.String()
	}
	prefix, _ := ip.Prefix(64) // every IPv6 address has one
	return prefix.String()
}

func (t *throttle) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A base map is read in many small ranges, from a file: they cost next to nothing, and would use up the rest.
		if !isProbe(r) && r.URL.Path != pathBaseMap && !t.allow(r) {
			writeProblem(w, r, newProblem(http.StatusTooManyRequests, "", "that is more than one client may ask for; wait a moment and go on slower", nil))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isProbe reports whether r asks how the service is. A supervisor that is told "too many" would take that for a failure.
func isProbe(r *http.Request) bool {
	switch r.URL.Path {
	case "/healthz", "/readyz", pathMetrics:
		return true
	}
	return false
}

// tooLarge says how much may be sent.
func tooLarge(most int64) string {
	return fmt.Sprintf("the body may have at most %d kB; send less at once", most/1024)
}
