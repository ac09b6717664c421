package notice

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

var at = time.Date(2026, 11, 25, 1, 2, 3, 0, time.UTC)

// openBox holds secrets unsealed.
type openBox struct{}

func (openBox) Seal(plain, aad []byte) []byte { return append(append([]byte{}, aad...), plain...) }
func (openBox) Open(sealed, aad []byte) ([]byte, error) {
	plain, ok := strings.CutPrefix(string(sealed), string(aad))
	if !ok {
		return nil, errors.New("it is another's")
	}
	return []byte(plain), nil
}

func newSender(t *testing.T, change ...func(*Config)) *Sender {
	t.Helper()
	cfg := Config{PublicURL: "https://grid.example.org/", AllowPrivate: true, Box: openBox{}, Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler)}
	for _, fn := range change {
		fn(&cfg)
	}
	s, err := NewSender(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func message(kind HookKind, url, secret string) Message {
	m := Message{
		Notice: 42, Channel: Webhook, At: at.Add(-time.Minute), Kind: casework.Dispatch, CaseID: uuid.MustParse("3f2504e0-4f89-41d3-9a0c-0305e82c3301"), Category: "06013",
		Title: Words{"路面破损", "Pothole"}, State: casework.Dispatched, Severity: casework.Priority, Area: "500120001001001", Tracking: "WG-SECRET",
		Hook: Hook{ID: 7, Kind: kind, URL: url},
	}
	if kind != Plain {
		m.Channel = Chat
	}
	if secret != "" {
		m.Hook.Secret = openBox{}.Seal([]byte(secret), SecretOf(7))
	}
	return m
}

// answering records what it is sent and answers the same to everything.
func answering(t *testing.T, status int, body string) (url string, got *[]*http.Request, bodies *[]string) {
	t.Helper()
	got, bodies = &[]*http.Request{}, &[]string{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*got, *bodies = append(*got, r), append(*bodies, string(text))
		w.Header().Set("Location", "http://169.254.169.254/")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL, got, bodies
}

func TestAWebhookIsSignedAndTellsNothingPrivate(t *testing.T) {
	url, got, bodies := answering(t, 204, "")
	m := message(Plain, url+"/hook?key=k", "whsec-1")
	if out := newSender(t).Send(t.Context(), m); !out.Sent || out.Status != 204 || out.Error != "" {
		t.Fatalf("%+v", out)
	}
	r, body := (*got)[0], (*bodies)[0]
	const want = `{"id":42,"at":"2026-11-25T01:01:03Z","kind":"dispatch","title":{"zh":"已派遣：路面破损","en":"Dispatched: Pothole"},` +
		`"case":{"id":"3f2504e0-4f89-41d3-9a0c-0305e82c3301","url":"https://grid.example.org/work?case=3f2504e0-4f89-41d3-9a0c-0305e82c3301","state":"dispatched","severity":"priority","sensitive":false,"category":"06013","area":"500120001001001"}}`
	if body != want {
		t.Errorf("sent %s", body)
	}
	if r.Header.Get("Wangge-Notice") != "42" || r.Header.Get("Wangge-Event") != "dispatch" || r.Method != http.MethodPost || r.URL.RawQuery != "key=k" {
		t.Errorf("sent with %v", r.Header)
	}
	if r.Header.Get(SignatureHeader) != Sign([]byte("whsec-1"), []byte(body), at) {
		t.Errorf("signed %q", r.Header.Get(SignatureHeader))
	}
	m.Sensitive = true
	newSender(t).Send(t.Context(), m)
	for _, word := range []string{"路面", "Pothole", "06013", "500120", "WG-SECRET"} {
		if strings.Contains((*bodies)[1], word) {
			t.Errorf("of a sensitive matter it says %q: %s", word, (*bodies)[1])
		}
	}
}

// printf '1764032523.{"id":1}' | openssl dgst -sha256 -hmac whsec-1
func TestASignatureIsWhatOpenSSLMakes(t *testing.T) {
	const want = "t=1764032523,v1=51e2335541b6a3efa62ca94e8d20f8d94e6b6a3e3254a901322b0c44c1891573"
	if got := Sign([]byte("whsec-1"), []byte(`{"id":1}`), time.Unix(1764032523, 0)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestGroupChatsAreSentWhatTheirRobotsTake(t *testing.T) {
	url, got, bodies := answering(t, 200, `{"errcode":0,"errmsg":"ok"}`)
	s := newSender(t)
	if out := s.Send(t.Context(), message(WeCom, url+"/cgi-bin/webhook/send?key=k", "")); !out.Sent {
		t.Errorf("WeCom: %+v", out)
	}
	if out := s.Send(t.Context(), message(DingTalk, url+"/robot/send?access_token=k", "SEC1")); !out.Sent {
		t.Errorf("DingTalk: %+v", out)
	}
	var said struct {
		MsgType  string
		Markdown map[string]string
	}
	if err := json.Unmarshal([]byte((*bodies)[0]), &said); err != nil || said.MsgType != "markdown" || !strings.Contains(said.Markdown["content"], "已派遣：路面破损") {
		t.Errorf("WeCom is sent %s, %v", (*bodies)[0], err)
	}
	if err := json.Unmarshal([]byte((*bodies)[1]), &said); err != nil || said.Markdown["title"] == "" || !strings.Contains(said.Markdown["text"], "/work?case=") {
		t.Errorf("DingTalk is sent %s, %v", (*bodies)[1], err)
	}
	// printf '1795568523000\nSEC1' | openssl dgst -sha256 -hmac SEC1 -binary | base64
	q := (*got)[1].URL.Query()
	if q.Get("access_token") != "k" || q.Get("timestamp") != "1795568523000" || q.Get("sign") != "EE+KQ/M0dNwfsqs5zZf81LuzQHXPrLvFMszWgg/fLNY=" {
		t.Errorf("DingTalk is asked with %v", q)
	}
}

func TestWhatIsNotTakenIsSaidWithoutTheAddress(t *testing.T) {
	for name, c := range map[string]struct {
		kind   HookKind
		status int
		body   string
		says   string
	}{
		"a robot that has had enough":   {WeCom, 200, `{"errcode":45009,"errmsg":"api freq out of limit"}`, "45009"},
		"a robot with a wrong token":    {DingTalk, 200, `{"errcode":310000,"errmsg":"sign not match"}`, "310000"},
		"something that is no robot":    {WeCom, 200, `<html>`, "not one of a group's robot"},
		"a robot that answers no code":  {WeCom, 200, `{}`, "not one of a group's robot"},
		"a system that fails":           {Plain, 500, "", "answered 500"},
		"a system that leads elsewhere": {Plain, 302, "", "answered 302"},
		"a system that is gone":         {Plain, 0, "", "refused"},
	} {
		url, _, _ := answering(t, max(c.status, 200), c.body)
		if c.status == 0 {
			url = "http://127.0.0.1:1"
		}
		out := newSender(t).Send(t.Context(), message(c.kind, url+"/x?key=s3cret", ""))
		if out.Sent || out.Never || !strings.Contains(out.Error, c.says) || strings.Contains(out.Error, "s3cret") || out.Status != c.status {
			t.Errorf("%s: %+v", name, out)
		}
	}
	gone := message(Plain, "https://example.org", "")
	gone.Hook.Disabled = true
	if out := newSender(t).Send(t.Context(), gone); out.Sent || !out.Never {
		t.Errorf("a hook that was disabled: %+v", out)
	}
	moved := message(Plain, "https://example.org", "x")
	moved.Hook.ID = 8
	if out := newSender(t).Send(t.Context(), moved); out.Sent || !strings.Contains(out.Error, "secret") {
		t.Errorf("another hook's secret: %+v", out)
	}
}

func TestWhatBecameOfACallNamesNoAddressOfOurs(t *testing.T) {
	source, resolver := &net.TCPAddr{IP: net.IPv4(10, 1, 2, 3), Port: 40001}, "10.9.9.53:53"
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"a name that is not there":        {&net.DNSError{Err: "no such host", Name: "hook.example.org", Server: resolver, IsNotFound: true}, "nothing has this name"},
		"names that can't be looked up":   {&net.OpError{Op: "dial", Err: &net.DNSError{Err: "i/o timeout", Name: "hook.example.org", Server: resolver, IsTimeout: true}}, "could not be looked up"},
		"a connection that is broken off": {&net.OpError{Op: "read", Net: "tcp", Source: source, Addr: source, Err: syscall.ECONNRESET}, "read: connection reset"},
	} {
		s := newSender(t)
		s.http.Transport = &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, c.err }}
		out := s.Send(t.Context(), message(Plain, "http://hook.example.org/x", ""))
		if out.Sent || !strings.Contains(out.Error, c.says) || strings.Contains(out.Error, "10.") || strings.Contains(out.Error, "hook.example.org") {
			t.Errorf("%s: %+v", name, out)
		}
	}
}

func TestHooksDoNotLeadIntoPrivateNetworks(t *testing.T) {
	for _, ip := range []string{
		"127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
		"::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "64:ff9b:1:ffff::a00:1", "::7f00:1", "::10.0.0.1", "2002:7f00:1::", "2001:db8::1", "fec0::1", "fe80::1%eth0",
	} {
		if isPublic(netip.MustParseAddr(ip)) {
			t.Errorf("%s counts as public", ip)
		}
	}
	for _, ip := range []string{"8.8.8.8", "47.100.1.1", "2400:3200::1", "172.32.0.1", "::ffff:8.8.8.8"} {
		if !isPublic(netip.MustParseAddr(ip)) {
			t.Errorf("%s does not count as public", ip)
		}
	}
	for url, ok := range map[string]bool{
		"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k": true, "http://example.org:8080/x": true,
		"": false, "example.org": false, "ftp://example.org": false, "file:///etc/passwd": false, "https://": false, "https://u:p@example.org": false,
		"http://localhost/x": false, "http://LOCALHOST./x": false, "http://a.localhost": false, "http://127.0.0.1": false, "http://[::1]:80/": false, "http://169.254.169.254/latest": false,
	} {
		err := CheckURL(url, false)
		if ok != (err == nil) || err != nil && geo.KindOf(err) != geo.Invalid {
			t.Errorf("%q: %v", url, err)
		}
	}
	if err := CheckURL("http://10.0.0.1/x", true); err != nil {
		t.Errorf("where private ones are allowed: %v", err)
	}
	// A name that leads inside is found out when the connection is made.
	url, got, _ := answering(t, 200, "")
	guarded := newSender(t, func(c *Config) { c.AllowPrivate = false })
	out := guarded.Send(t.Context(), message(Plain, strings.Replace(url, "127.0.0.1", "localhost", 1), ""))
	if out.Sent || !strings.Contains(out.Error, "private network") || len(*got) != 0 {
		t.Errorf("%+v, and %d requests came through", out, len(*got))
	}
}

func TestWhoIsTold(t *testing.T) {
	e := Event{AccountID: 1, Department: "roads", Assignee: 9, Area: "5001"}
	names := func(e Event) string {
		var all []string
		for _, a := range Audiences(e) {
			var parts []string
			for _, p := range a.Permissions {
				parts = append(parts, string(p))
			}
			if a.Department != "" {
				parts = append(parts, "of "+a.Department)
			}
			if a.Account != 0 {
				parts = append(parts, "account "+itoa(a.Account))
			}
			all = append(all, strings.Join(parts, " "))
		}
		return strings.Join(all, "; ")
	}
	for _, c := range []struct {
		kind      casework.Action
		want      string
		reporters Reporters
	}{
		{Opened, "case.verify case.patrol", First},
		{casework.Dispatch, "case.read account 9; case.handle of roads", NoReporter},
		{casework.Assign, "case.read account 9", NoReporter},
		{casework.Return, "case.dispatch", NoReporter},
		{casework.Resolve, "case.verify case.patrol", NoReporter},
		{casework.Close, "case.read account 9; case.handle of roads", AllOfThem},
		{casework.CloseAsIs, "case.read account 9; case.handle of roads", AllOfThem},
		{casework.Reject, "", AllOfThem},
		{casework.Contest, "case.dispatch", NoReporter},
		{casework.Escalate, "case.dispatch; case.arbitrate", NoReporter},
		{casework.Join, "case.read account 9", Joined},
		{"imported", "", NoReporter},
	} {
		e.Kind = c.kind
		if got := names(e); got != c.want {
			t.Errorf("%s: %q, want %q", c.kind, got, c.want)
		}
		if got := Thanked(e); got != c.reporters {
			t.Errorf("%s: reporters %d, want %d", c.kind, got, c.reporters)
		}
	}
	e.Kind, e.Severity = Opened, casework.Emergency
	if got := names(e); got != "case.verify case.patrol; case.dispatch" {
		t.Errorf("an emergency: %q", got)
	}
	e.Kind, e.Department, e.Assignee = casework.Dispatch, "", 0
	if got := Audiences(e); len(got) != 0 {
		t.Errorf("with nobody who has it: %v", got)
	}
	for _, a := range Audiences(Event{Kind: Opened, Severity: casework.Emergency}) {
		if len(a.Permissions) == 0 {
			t.Error("an audience takes no permission")
		}
	}
}

func TestEveryKindHasWordsAndSensitiveMattersHaveNoName(t *testing.T) {
	for _, k := range append(Kinds(), casework.Note, casework.Assign, casework.Regrade, casework.Join, casework.Split, casework.EndTask) {
		if w := said()[k]; w.ZH == "" || w.EN == "" {
			t.Errorf("%s has no words", k)
		}
		if w := Title(k, Words{"邻里纠纷", "Quarrel"}, true); strings.Contains(w.ZH, "纠纷") || strings.Contains(w.EN, "Quarrel") {
			t.Errorf("%s: %v", k, w)
		}
	}
}

func TestANoticeIsTriedForAboutADay(t *testing.T) {
	var all time.Duration
	for attempt := 1; attempt < MostAttempts; attempt++ {
		pause := RetryAfter(attempt)
		if attempt > 1 && pause < RetryAfter(attempt-1) {
			t.Errorf("the pause after attempt %d is shorter than the one before", attempt)
		}
		all += pause
	}
	if all < 20*time.Hour || all > 24*time.Hour {
		t.Errorf("the last attempt is %s after the first", all)
	}
}

func TestSettingsThatCannotBeAreRefusedByName(t *testing.T) {
	for field, change := range map[string]func(*Config){
		"--public-url": func(c *Config) { c.PublicURL = "grid.example.org" },
		"--smtp-url":   func(c *Config) { c.SMTPURL, c.SMTPFrom = "smtp://user:s3cret@:587", "a@example.org" },
		"--smtp-from":  func(c *Config) { c.SMTPURL, c.SMTPFrom = "smtp://mail.example.org", "nobody" },
	} {
		cfg := Config{Now: time.Now}
		change(&cfg)
		_, err := NewSender(cfg)
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != geo.Invalid || known.Field != field || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", field, err)
		}
	}
}

var _ Addresses = addresses{}

type addresses map[uuid.UUID]string

func (a addresses) Email(_ context.Context, report uuid.UUID) (string, error) { return a[report], nil }
