package notice

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/wangge-map/wangge/geo"
)

// CheckURL returns an Invalid error when a hook may not have this address. Where its name leads is looked at when it is called:
// names can be changed afterwards.
func CheckURL(text string, allowPrivate bool) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || len(text) > 1000:
		return geo.Errorf(geo.Invalid, "url", "must be an address such as https://example.org/hook")
	case u.User != nil || u.Fragment != "":
		return geo.Errorf(geo.Invalid, "url", "may have neither a password nor a fragment")
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	ip, err := netip.ParseAddr(host)
	if inside := err == nil && !isPublic(ip) || host == "localhost" || strings.HasSuffix(host, ".localhost"); inside && !allowPrivate {
		return geo.Errorf(geo.Invalid, "url", "leads into a private network; start the service with --allow-private-hooks if that is meant")
	}
	return nil
}

// notPublic are networks that are not of the open internet, beyond those that package netip knows (RFC 6890 and its registries).
// Those of the last line carry an IPv4 address within.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("fec0::/10"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("::/96"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"),
}

func isPublic(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// hookTimeout bounds one call of a hook.
const hookTimeout = 10 * time.Second

// newHTTPClient returns what calls hooks: through no proxy, following no redirect, and, unless allowPrivate, to no address inside
// of the service's own networks. The address is looked at when the connection is made, after its name was resolved.
func newHTTPClient(allowPrivate bool) *http.Client {
	dialer := &net.Dialer{Timeout: hookTimeout}
	if !allowPrivate {
		dialer.ControlContext = func(_ context.Context, _, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil || !isPublic(to.Addr()) {
				return errInside
			}
			return nil
		}
	}
	return &http.Client{
		Timeout: hookTimeout,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: hookTimeout, ResponseHeaderTimeout: hookTimeout, MaxResponseHeaderBytes: 16 << 10,
			MaxIdleConns: 20, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

var errInside = geo.Errorf(geo.Forbidden, "url", "leads into a private network")
