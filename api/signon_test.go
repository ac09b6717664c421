package api_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/internal/signon"
)

// provider is a certified OpenID provider (zitadel/oidc) with its example's people: test-user@localhost and test-user2.
type provider struct {
	*httptest.Server
	handler http.Handler
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(w, r) }))
	t.Cleanup(p.Close)
	return p
}

// issuer names the host as the example's people are named after it.
func (p *provider) issuer() string { return strings.Replace(p.URL, "127.0.0.1", "localhost", 1) }

// knows registers the site at url with the provider.
func (p *provider) knows(url string) {
	storage.RegisterClients(storage.WebClient("wangge", "client-secret", url+api.PathSignOnCallback))
	p.handler = exampleop.SetupServer(p.issuer(), storage.NewStorage(storage.NewUserStore(p.issuer())), nil, false)
}

// withSignOn makes a service whose people may sign on at p.
func withSignOn(t *testing.T, p *provider, clientSecret string) *service {
	t.Helper()
	s := newService(t, func(c *api.Config) {
		on, err := signon.New(signon.Config{
			Issuer: p.issuer(), ClientID: "wangge", ClientSecret: clientSecret, Callback: api.PathSignOnCallback, ButtonTitle: "政务登录", Box: pgtest.Box(t), Now: time.Now,
		})
		if err != nil {
			t.Fatal(err)
		}
		c.SignOn = on
	})
	p.knows(s.url)
	return s
}

// browser is a browser without scripts. It stops before stopAt.
func browser(t *testing.T, stopAt string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if stopAt != "" && strings.HasPrefix(r.URL.Path, stopAt) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
}

var requestID = regexp.MustCompile(`name="id" value="([^"]+)"`)

// signOn goes through the provider's pages and returns the answer that the browser ends with.
func signOn(t *testing.T, c *http.Client, from, user string) *http.Response {
	t.Helper()
	page, err := c.Get(from)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := io.ReadAll(page.Body)
	page.Body.Close()
	id := requestID.FindSubmatch(raw)
	if id == nil {
		t.Fatalf("%s does not lead to the provider's page but to %s: %s", from, page.Request.URL, raw)
	}
	form := url.Values{"id": {string(id[1])}, "username": {user}, "password": {"verysecure"}}
	end, err := c.PostForm(page.Request.URL.Scheme+"://"+page.Request.URL.Host+"/login/username", form)
	if err != nil {
		t.Fatal(err)
	}
	end.Body.Close()
	return end
}

func who(t *testing.T, c *http.Client, s *service) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/api/v1/session", nil)
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse(s.url)
	for _, cookie := range c.Jar.Cookies(u) {
		r.AddCookie(cookie)
	}
	var session api.Session
	s.send(r).into(http.StatusOK, &session)
	if session.Account == nil {
		return ""
	}
	return session.Account.Login
}

func TestWhoSignsOnElsewhereIsSignedInWhenAnAccountIsLinked(t *testing.T) {
	p := newProvider(t)
	s := withSignOn(t, p, "client-secret")
	var site api.Site
	s.get("/api/v1/site").into(http.StatusOK, &site)
	if site.SignOn == nil || site.SignOn.Title != "政务登录" {
		t.Errorf("the site names %+v", site.SignOn)
	}
	_, id := s.person("ann", identity.RoleGrant{Role: "official"})
	if err := s.people.Link(t.Context(), identity.ByCommand("test"), id, p.issuer(), "id1"); err != nil {
		t.Fatal(err)
	}
	for user, want := range map[string]struct{ login, leads string }{
		"test-user@localhost": {"ann", "/work?case=1"},
		"test-user2":          {"", "/work?case=1&sign_on=unknown"},
	} {
		c := browser(t, "/work")
		end := signOn(t, c, s.url+"/api/v1/session/oidc?to=%2Fwork%3Fcase%3D1", user)
		if end.StatusCode != http.StatusFound || end.Header.Get("Location") != want.leads || end.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s ends with %d at %q", user, end.StatusCode, end.Header.Get("Location"))
		}
		if got := who(t, c, s); got != want.login {
			t.Errorf("%s is signed in as %q, want %q", user, got, want.login)
		}
	}
	if n := s.count("select count(*) from audit where action = 'session.open' and detail ->> 'by' = 'sign-on'"); n != 1 {
		t.Errorf("%d sign-ons are audited", n)
	}
}

// What somebody caught of one sign-on is of no use in another browser, a second time, or with another secret.
func TestAnAnswerCountsOnceAndInItsOwnBrowserOnly(t *testing.T) {
	p := newProvider(t)
	s := withSignOn(t, p, "client-secret")
	_, id := s.person("ann")
	if err := s.people.Link(t.Context(), identity.ByCommand("test"), id, p.issuer(), "id1"); err != nil {
		t.Fatal(err)
	}
	const failed = "/work?sign_on=failed"
	c := browser(t, api.PathSignOnCallback) // stops before it comes back
	back := signOn(t, c, s.url+"/api/v1/session/oidc", "test-user@localhost").Header.Get("Location")
	location := func(c *http.Client, address string) string {
		t.Helper()
		c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		end, err := c.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		end.Body.Close()
		return end.Header.Get("Location")
	}
	if got := location(browser(t, ""), back); got != failed {
		t.Errorf("in a browser without the cookie it leads to %q", got)
	}
	stranger := browser(t, "/login")
	if _, err := stranger.Get(s.url + "/api/v1/session/oidc"); err != nil { // has begun one of its own
		t.Fatal(err)
	}
	if got := location(stranger, back); got != failed || who(t, stranger, s) != "" {
		t.Errorf("in another browser it leads to %q, signed in as %q", got, who(t, stranger, s))
	}
	u, _ := url.Parse(back)
	query := u.Query()
	query.Set("code", "forged")
	u.RawQuery = query.Encode()
	again := browser(t, "")
	again.Jar = c.Jar
	kept := c.Jar.Cookies(u)
	if got := location(again, u.String()); got != failed {
		t.Errorf("with a forged code it leads to %q", got)
	}
	c.Jar.SetCookies(u, kept) // the cookie was taken away
	if got := location(again, back); got != "/work" || who(t, again, s) != "ann" {
		t.Errorf("in its own browser it leads to %q, signed in as %q", got, who(t, again, s))
	}
	c.Jar.SetCookies(u, kept)
	if got := location(again, back); got != failed {
		t.Errorf("the second time it leads to %q", got)
	}
}

func TestAWrongClientSecretLetsNobodyIn(t *testing.T) {
	p := newProvider(t)
	s := withSignOn(t, p, "another secret")
	c := browser(t, "/work")
	if end := signOn(t, c, s.url+"/api/v1/session/oidc", "test-user@localhost"); end.Header.Get("Location") != "/work?sign_on=failed" {
		t.Errorf("ends at %q", end.Header.Get("Location"))
	}
	if strings.Contains(s.log.String(), "another secret") {
		t.Error("the log holds the client's secret")
	}
}

func TestASignOnLeadsNowhereElse(t *testing.T) {
	p := newProvider(t)
	s := withSignOn(t, p, "client-secret")
	for _, to := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)", ""} {
		c := browser(t, "/work")
		end := signOn(t, c, s.url+"/api/v1/session/oidc?to="+url.QueryEscape(to), "test-user2")
		if got := end.Header.Get("Location"); got != "/work?sign_on=unknown" {
			t.Errorf("%q leads to %q", to, got)
		}
	}
}

func TestAProviderThatIsAwayIsToldOfAndAskedAgain(t *testing.T) {
	p := newProvider(t)
	s := withSignOn(t, p, "client-secret")
	handler := p.handler
	p.handler = http.NotFoundHandler()
	s.get("/api/v1/session/oidc").problem(http.StatusServiceUnavailable)
	p.handler = handler
	if got := s.get("/api/v1/session/oidc"); got.status != http.StatusFound || !strings.HasPrefix(got.header.Get("Location"), p.issuer()) {
		t.Errorf("afterwards it answers %d: %s", got.status, got.body)
	}
}

func TestWithoutASignOnThereIsNone(t *testing.T) {
	s := newService(t)
	s.get("/api/v1/session/oidc").problem(http.StatusNotFound)
	s.get("/api/v1/session/oidc/callback?code=x").problem(http.StatusNotFound)
}
