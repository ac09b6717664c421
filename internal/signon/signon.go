package signon

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/seal"
)

// Config is what New needs.
type Config struct {
	Issuer       string // as the provider's own discovery document names it
	ClientID     string
	ClientSecret string
	Callback     string // path that the provider sends browsers back to
	ButtonTitle  string // what the button says
	Box          *seal.Box
	Now          func() time.Time
}

// Provider is one OpenID provider. It is safe for concurrent use.
type Provider struct {
	cfg    Config
	client *http.Client

	mu    sync.Mutex
	known *oidc.Provider // nil until it has answered once
}

// New returns a Provider. It is asked what it is when the first person signs on: the service starts without it.
func New(cfg Config) (*Provider, error) {
	u, err := url.Parse(cfg.Issuer)
	if err != nil || u.Host == "" || u.Scheme != "https" && !onThisMachine(u) {
		return nil, geo.Errorf(geo.Invalid, "--oidc-issuer", "must be an address that begins with https://")
	}
	if cfg.ClientID == "" || cfg.Callback == "" || cfg.Box == nil || cfg.Now == nil {
		return nil, geo.Errorf(geo.Invalid, "--oidc-client-id", "is missing")
	}
	if cfg.ButtonTitle == "" {
		cfg.ButtonTitle = u.Hostname()
	}
	return &Provider{cfg: cfg, client: &http.Client{Timeout: 10 * time.Second}}, nil
}

func onThisMachine(u *url.URL) bool {
	return u.Scheme == "http" && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1")
}

// Title is what the button says.
func (p *Provider) Title() string { return p.cfg.ButtonTitle }

// flow is what belongs to one sign-on, in the browser's cookie.
type flow struct {
	State    string    `json:"s"`
	Nonce    string    `json:"n"`
	Verifier string    `json:"v"`
	Redirect string    `json:"r"`
	To       string    `json:"t"`
	Ends     time.Time `json:"e"`
}

// flowTime is how long a person may take at the provider.
const flowTime = 10 * time.Minute

var flowAAD = []byte("sign-on")

// Begin returns where to send the browser, and what it brings back in a cookie. origin is where this site is, such as
// https://grid.example; the provider refuses it unless the callback there is registered with it.
func (p *Provider) Begin(ctx context.Context, origin, to string) (address, cookie string, err error) {
	provider, err := p.discover(ctx)
	if err != nil {
		return "", "", err
	}
	f := flow{State: random(), Nonce: random(), Verifier: oauth2.GenerateVerifier(), Redirect: origin + p.cfg.Callback, To: to, Ends: p.cfg.Now().Add(flowTime)}
	plain, err := json.Marshal(f)
	if err != nil {
		return "", "", err
	}
	address = p.oauth(provider, f.Redirect).AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier))
	return address, base64.RawURLEncoding.EncodeToString(p.cfg.Box.Seal(plain, flowAAD)), nil
}

// Finish judges what the provider sent the browser back with, and returns whom it vouches for and where they wanted to go. It is a
// Forbidden error when it vouches for nobody, and an Unavailable one when it does not answer.
func (p *Provider) Finish(ctx context.Context, cookie string, answer url.Values) (v identity.Vouched, to string, err error) {
	f, err := p.readFlow(cookie)
	if err != nil {
		return v, "", err
	}
	if subtle.ConstantTimeCompare([]byte(f.State), []byte(answer.Get("state"))) != 1 {
		return v, f.To, refused("the answer belongs to another sign-on", nil)
	}
	if answer.Get("error") != "" || answer.Get("code") == "" {
		return v, f.To, refused("the provider refused", errors.New(answer.Get("error")))
	}
	provider, err := p.discover(ctx)
	if err != nil {
		return v, f.To, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.oauth(provider, f.Redirect).Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(f.Verifier))
	var wrong *oauth2.RetrieveError
	if errors.As(err, &wrong) && wrong.Response.StatusCode < http.StatusInternalServerError {
		// Not the error itself, which quotes the whole answer.
		return v, f.To, refused("the provider does not take the code", errors.New(wrong.ErrorCode))
	}
	if err != nil {
		return v, f.To, away(err)
	}
	v, err = p.judge(ctx, provider, token, f.Nonce)
	return v, f.To, err
}

// judge verifies the ID token: signature, issuer, audience, expiry and nonce.
func (p *Provider) judge(ctx context.Context, provider *oidc.Provider, token *oauth2.Token, nonce string) (v identity.Vouched, err error) {
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.Verifier(&oidc.Config{ClientID: p.cfg.ClientID, Now: p.cfg.Now}).Verify(ctx, raw)
	if err != nil {
		return v, refused("the ID token is not sound", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return v, refused("the ID token belongs to another sign-on", nil)
	}
	v = identity.Vouched{Issuer: id.Issuer, Subject: id.Subject}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	if err := id.Claims(&claims); err != nil {
		return v, refused("the ID token can't be read", err)
	}
	if claims.Email == "" && provider.UserInfoEndpoint() != "" {
		// Many providers tell the e-mail there only. Without it one signs on as well.
		if info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token)); err == nil && info.Subject == id.Subject {
			claims.Email, claims.Verified = info.Email, info.EmailVerified
		}
	}
	if claims.Verified {
		v.Email = strings.ToLower(strings.TrimSpace(claims.Email))
	}
	return v, nil
}

func (p *Provider) readFlow(cookie string) (f flow, err error) {
	sealed, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil {
		return f, refused("the cookie is not sound", err)
	}
	plain, err := p.cfg.Box.Open(sealed, flowAAD)
	if err == nil {
		err = json.Unmarshal(plain, &f)
	}
	if err != nil {
		return f, refused("the cookie is not sound", err)
	}
	if !p.cfg.Now().Before(f.Ends) {
		return f, refused("it took too long", nil)
	}
	return f, nil
}

// discover asks the provider what it is, until it has answered once.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil {
		return p.known, nil
	}
	if err := ctx.Err(); err != nil { // whoever waited for another's question
		return nil, err
	}
	// The provider keeps this context to fetch its keys with later.
	provider, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.cfg.Issuer)
	if err != nil {
		return nil, away(err)
	}
	p.known = provider
	return provider, nil
}

func (p *Provider) oauth(provider *oidc.Provider, redirect string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.cfg.ClientID, ClientSecret: p.cfg.ClientSecret, Endpoint: provider.Endpoint(), RedirectURL: redirect, Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}
}

func random() string {
	var raw [24]byte
	_, _ = rand.Read(raw[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

func refused(why string, cause error) error {
	return &geo.Error{Kind: geo.Forbidden, Msg: why, Err: cause}
}

func away(cause error) error {
	return &geo.Error{Kind: geo.Unavailable, Msg: "the sign-on does not answer; try again shortly, or sign in with a password", Err: cause}
}
