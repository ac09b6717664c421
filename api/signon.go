package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/identity"
)

// SignOn lets people in whom a provider elsewhere vouches for (OpenID Connect).
type SignOn interface {
	Title() string
	// Begin returns where to send the browser, and what it brings back in a cookie. origin is where this site is.
	Begin(ctx context.Context, origin, to string) (address, flow string, err error)
	// Finish judges what the provider sent the browser back with, and returns whom it vouches for and where they wanted to go. It is a
	// Forbidden error when it vouches for nobody.
	Finish(ctx context.Context, flow string, answer url.Values) (v identity.Vouched, to string, err error)
}

const (
	pathSignOn = pathSession + "/oidc"
	// PathSignOnCallback is where a provider sends browsers back to.
	PathSignOnCallback = pathSignOn + "/callback"

	flowCookie = "wangge-sign-on"
	flowAge    = 600 // seconds that a person may take at the provider
)

func (s *server) registerSignOn() {
	tags := []string{"Signing in"}
	redirect := map[string]*huma.Response{"302": {Description: "To the provider, or back to the page"}}
	handle(s, huma.Operation{
		OperationID: "sign-on", Method: http.MethodGet, Path: pathSignOn, Tags: tags, Summary: "Sign on with the provider that site names (sign_on)",
		DefaultStatus: http.StatusFound, Responses: redirect, Errors: []int{400, 404, 429, 503},
	}, s.signOn)
	handle(s, huma.Operation{
		OperationID: "sign-on-callback", Method: http.MethodGet, Path: PathSignOnCallback, Tags: tags, Summary: "Where the provider sends the browser back to",
		Description:   "Goes on to the page, with sign_on=unknown in its address when no account is linked with the person, and sign_on=failed when the provider did not vouch for one.",
		DefaultStatus: http.StatusFound, Responses: redirect, Errors: []int{400, 404, 429, 503}, SkipValidateParams: true,
	}, s.signOnCallback)
}

type signOnInput struct {
	To string `query:"to" maxLength:"500" doc:"the page to go to afterwards; /work when left out"`
}

type redirectOutput struct {
	Status    int
	Location  string        `header:"Location"`
	SetCookie []http.Cookie `header:"Set-Cookie"`
}

var errNoSignOn = geo.Errorf(geo.NotFound, "", "this site has no sign-on; sign in with a password")

// ownPath is to if it is an address on this site, and otherwise the work page: a link must not lead through here to elsewhere.
func ownPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/work"
	}
	return to
}

func (s *server) signOn(ctx context.Context, in *signOnInput) (*redirectOutput, error) {
	if s.cfg.SignOn == nil || s.cfg.SignIn == nil {
		return nil, errNoSignOn
	}
	address, flow, err := s.cfg.SignOn.Begin(ctx, visitorOf(ctx).origin, ownPath(in.To))
	if err != nil {
		return nil, err
	}
	return &redirectOutput{http.StatusFound, address, []http.Cookie{signOnCookie(ctx, flow, flowAge)}}, nil
}

// signOnCookie is sent when the provider's page leads back here, so it can't be strict.
func signOnCookie(ctx context.Context, flow string, age int) http.Cookie {
	return http.Cookie{Name: flowCookie, Value: flow, Path: pathSignOn, MaxAge: age, HttpOnly: true, Secure: visitorOf(ctx).overTLS, SameSite: http.SameSiteLaxMode}
}

type signOnCallbackInput struct {
	Flow  http.Cookie `cookie:"wangge-sign-on"`
	Code  string      `query:"code" maxLength:"4000"`
	State string      `query:"state" maxLength:"400"`
	Error string      `query:"error" maxLength:"400"`
	// Sent along by providers, and not needed.
	Description  string `query:"error_description" maxLength:"4000"`
	ErrorURI     string `query:"error_uri" maxLength:"4000"`
	SessionState string `query:"session_state" maxLength:"4000"`
	Issuer       string `query:"iss" maxLength:"4000"`
	Scope        string `query:"scope" maxLength:"4000"`
}

func (s *server) signOnCallback(ctx context.Context, in *signOnCallbackInput) (*redirectOutput, error) {
	if s.cfg.SignOn == nil || s.cfg.SignIn == nil {
		return nil, errNoSignOn
	}
	out := &redirectOutput{Status: http.StatusFound, SetCookie: []http.Cookie{signOnCookie(ctx, "", -1)}}
	v, to, err := s.cfg.SignOn.Finish(ctx, in.Flow.Value, url.Values{"code": {in.Code}, "state": {in.State}, "error": {in.Error}})
	to = ownPath(to)
	if err == nil {
		var secret string
		from := visitorOf(ctx)
		if secret, _, err = s.cfg.SignIn.SignOn(ctx, v, from.agent, from.address); err == nil {
			out.Location, out.SetCookie = to, append(out.SetCookie, sessionCookie(from.overTLS, secret))
			return out, nil
		}
	}
	var known *geo.Error
	if !errors.As(err, &known) || known.Kind != geo.Forbidden && known.Kind != geo.NotFound {
		return nil, err
	}
	why := "failed"
	if known.Kind == geo.NotFound {
		why = "unknown"
	}
	s.cfg.Log.InfoContext(ctx, "sign-on refused", "why", known.Msg, "cause", known.Err, "request_id", asked(ctx).id)
	u, _ := url.Parse(to) // ownPath has parsed it
	query := u.Query()
	query.Set("sign_on", why)
	u.RawQuery = query.Encode()
	out.Location = u.String()
	return out, nil
}
