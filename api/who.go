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

// withToken notes what a request names itself with.
func (s *server) withToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if token := tokenOf(r); token != "" {
			r = r.WithContext(context.WithValue(r.Context(), whoKey{}, &whoIs{token: token, people: s.cfg.People}))
		}
		next.ServeHTTP(w, r)
	})
}

func tokenOf(r *http.Request) string {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return token
	}
	for _, name := range []string{secureCookie, plainCookie} {
		if c, err := r.Cookie(name); err == nil {
			return c.Value
		}
	}
	return ""
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
	scope := p.Scope(permission)
	if scope == nil {
		return p, nil, geo.Errorf(geo.Forbidden, "", "your roles do not allow this: it takes %s", permission)
	}
	return p, scope, nil
}
