package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/identity"
)

// People says who holds a session or a token.
type People interface {
	// Authenticate returns who the bearer of token is. An unknown, ended or revoked token is a Forbidden error.
	Authenticate(ctx context.Context, token string) (identity.Principal, error)
}

// Names of the cookie that carries a session. The first one is only kept by browsers over TLS.
const (
	secureCookie = "__Host-wangge"
	plainCookie  = "wangge" // over plain HTTP, on this machine or behind a proxy that adds no header
)

type whoKey struct{}

// whoIs is who sent a request, asked for once and only when somebody wants to know: what the public reads costs no query.
type whoIs struct {
	token  string
	people People
	known  bool
	who    identity.Principal
	err    error
}

// withToken notes what a request names itself with. What is answered to somebody is not kept by any cache, unless it says that it is
// the same for all. What is meant for another account goes no further.
func (s *server) withToken(next http.Handler) http.Handler {
	client := &throttle{limits: s.cfg.Limits}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if token := s.tokenOf(r); token != "" {
			w.Header().Set("Cache-Control", "no-store")
			r = r.WithContext(context.WithValue(r.Context(), whoKey{}, &whoIs{token: token, people: s.cfg.People}))
		}
		if strings.HasPrefix(r.URL.Path, pathSession) {
			w.Header().Set("Cache-Control", "no-store")
			from := visitor{agent: r.UserAgent(), address: client.client(r), overTLS: s.overTLS(r), origin: "http://" + r.Host}
			if from.overTLS {
				from.origin = "https://" + r.Host
			}
			r = r.WithContext(context.WithValue(r.Context(), visitorKey{}, from))
		}
		if err := misdirected(r); err != nil {
			writeProblem(w, r, problemOf(err))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// visitor is where a request to sign in comes from.
type visitor struct {
	agent, address string
	overTLS        bool
	origin         string // of this site, as the browser knows it
}

type visitorKey struct{}

func visitorOf(ctx context.Context) visitor {
	v, _ := ctx.Value(visitorKey{}).(visitor)
	return v
}

// overTLS reports whether the browser speaks TLS, with us or with the proxy in front.
func (s *server) overTLS(r *http.Request) bool {
	return r.TLS != nil || s.cfg.Limits.TrustProxy && r.Header.Get("X-Forwarded-Proto") == "https"
}

// tokenOf returns the secret that a request brings. Over TLS only the cookie that browsers guard counts: a page of a neighbouring host can
// set the other one.
func (s *server) tokenOf(r *http.Request) string {
	if token, ok := bearer(r); ok {
		return token
	}
	name := plainCookie
	if s.overTLS(r) {
		name = secureCookie
	}
	if c, err := r.Cookie(name); err == nil {
		return c.Value
	}
	return ""
}

// bearer returns the token of the Authorization header.
func bearer(r *http.Request) (token string, ok bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}

// namesItself reports whether a request brings anything that could say who sends it.
func namesItself(r *http.Request) bool {
	if r.Header.Get("Authorization") != "" {
		return true
	}
	for _, name := range []string{secureCookie, plainCookie} {
		if _, err := r.Cookie(name); err == nil {
			return true
		}
	}
	return false
}

// who returns who sent the request: the zero principal for the public. It is an error only when the token can't be judged.
func who(ctx context.Context) (identity.Principal, error) {
	w, _ := ctx.Value(whoKey{}).(*whoIs)
	if w == nil || w.people == nil {
		return identity.Principal{}, nil
	}
	if !w.known {
		w.who, w.err = w.people.Authenticate(ctx, w.token)
		if geo.KindOf(w.err) == geo.Forbidden {
			w.err = nil // as good as none
		}
		w.known = true
	}
	return w.who, w.err
}

// permit returns who sent the request and where they hold permission. Nobody signed in is 401; a permission that no role
// of theirs holds is 403. What lies outside the scope is for the caller to treat as not found.
func permit(ctx context.Context, permission identity.Permission) (identity.Principal, identity.Scope, error) {
	p, err := who(ctx)
	if err != nil {
		return p, nil, err
	}
	if !p.Known() {
		return p, nil, newProblem(http.StatusUnauthorized, "", "sign in first", nil)
	}
	if p.MustChange {
		return p, nil, errMustChange
	}
	scope := p.Scope(permission)
	if scope == nil {
		return p, nil, geo.Errorf(geo.Forbidden, "", "your roles do not allow this: it takes %s", permission)
	}
	return p, scope, nil
}

// permitAny is permit for what any of several permissions allows: by the first that p holds.
func permitAny(ctx context.Context, permissions ...identity.Permission) (p identity.Principal, scope identity.Scope, err error) {
	for _, permission := range permissions {
		if p, scope, err = permit(ctx, permission); err == nil {
			return p, scope, nil
		}
	}
	return p, nil, err
}
