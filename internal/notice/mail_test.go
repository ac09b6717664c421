package notice

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/internal/casework"
)

// mailServer runs Mailpit: an SMTP server that keeps what it gets and shows it. It returns the addresses of both.
func mailServer(t *testing.T, flags ...string) (smtp, web string) {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "mailpit")
	build := exec.Command("go", "build", "-modfile=tools/servers/go.mod", "-o", bin, "github.com/axllent/mailpit")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the mail server: %v\n%s", err, out)
	}
	smtp, web = free(t), free(t)
	server := exec.Command(bin, append([]string{"--smtp", smtp, "--listen", web, "--database", filepath.Join(t.TempDir(), "mail.db"), "--disable-version-check"}, flags...)...)
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	server.Stdout, server.Stderr = log, log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait() // killed
	})
	for deadline := time.Now().Add(30 * time.Second); ; {
		if resp, err := http.Get("http://" + web + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return smtp, web
			}
		}
		if time.Now().After(deadline) {
			said, _ := os.ReadFile(log.Name())
			t.Fatalf("the mail server does not answer:\n%s", said)
		}
		<-time.After(20 * time.Millisecond)
	}
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

type received struct {
	Messages []struct {
		ID, MessageID, Subject string
		To                     []struct{ Address string }
	}
}

func ask(t *testing.T, url string, into any) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

func TestReportersAreThankedAndToldTheResultByMail(t *testing.T) {
	smtp, web := mailServer(t, "--smtp-auth-accept-any", "--smtp-auth-allow-insecure")
	report := uuid.New()
	s := newSender(t, func(c *Config) {
		c.SMTPURL, c.SMTPFrom = "smtp://wangge:s3cret@"+smtp+"?tls=none", "网格 <grid@example.org>"
		c.Addresses = addresses{report: "reporter@example.com"}
	})
	m := message(Plain, "", "")
	m.Channel, m.Report, m.Kind, m.Tracking, m.Sensitive = Email, report, Opened, "WG-AB12-CD34-EF56", true
	for range 2 { // the second as after a crash
		if out := s.Send(t.Context(), m); !out.Sent {
			t.Fatalf("%+v", out)
		}
	}
	m.Notice, m.Kind = 43, casework.Close
	if out := s.Send(t.Context(), m); !out.Sent {
		t.Fatalf("%+v", out)
	}
	var got received
	ask(t, "http://"+web+"/api/v1/messages", &got)
	if len(got.Messages) != 3 {
		t.Fatalf("%d messages came", len(got.Messages))
	}
	ids := map[string]int{}
	for _, one := range got.Messages {
		ids[one.MessageID]++
		if len(one.To) != 1 || one.To[0].Address != "reporter@example.com" {
			t.Errorf("sent to %v", one.To)
		}
	}
	if ids["notice-42@example.org"] != 2 || ids["notice-43@example.org"] != 1 {
		t.Errorf("ids are %v: what is sent again must have the same", ids)
	}
	if newest := got.Messages[0]; newest.Subject != "您上报的事项已处理 / What you reported has been dealt with" {
		t.Errorf("the subject is %q", newest.Subject)
	}
	var text struct{ Text string }
	ask(t, "http://"+web+"/api/v1/message/"+got.Messages[0].ID, &text)
	for _, want := range []string{"已处理并核查结案", "https://grid.example.org/track?n=WG-AB12-CD34-EF56"} {
		if !strings.Contains(text.Text, want) {
			t.Errorf("it does not say %q: %s", want, text.Text)
		}
	}
	for _, not := range []string{"路面", "Pothole", "500120"} {
		if strings.Contains(text.Text, not) {
			t.Errorf("it says %q", not)
		}
	}
	var headers map[string][]string
	ask(t, "http://"+web+"/api/v1/message/"+got.Messages[0].ID+"/headers", &headers)
	if got := headers["Auto-Submitted"]; len(got) != 1 || got[0] != "auto-generated" {
		t.Errorf("Auto-Submitted is %v", got)
	}
}

func TestMailIsNotSentInTheClearUnlessThatIsMeant(t *testing.T) {
	smtp, web := mailServer(t)
	report := uuid.New()
	m := message(Plain, "", "")
	m.Channel, m.Report, m.Kind = Email, report, Opened
	to := addresses{report: "reporter@example.com"}
	s := newSender(t, func(c *Config) { c.SMTPURL, c.SMTPFrom, c.Addresses = "smtp://"+smtp, "grid@example.org", to })
	if out := s.Send(t.Context(), m); out.Sent || out.Never || out.Error == "" {
		t.Errorf("over a connection without TLS: %+v", out)
	}
	// Addresses that are none, and those that were forgotten, are not tried again.
	s = newSender(t, func(c *Config) {
		c.SMTPURL, c.SMTPFrom, c.Addresses = "smtp://"+smtp+"?tls=none", "grid@example.org", to
	})
	for _, address := range []string{"", "nobody", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"} {
		to[report] = address
		if out := s.Send(t.Context(), m); out.Sent || !out.Never || strings.Contains(out.Error, "d.example") {
			t.Errorf("to %q: %+v", address, out)
		}
	}
	var got received
	ask(t, "http://"+web+"/api/v1/messages", &got)
	if len(got.Messages) != 0 {
		t.Errorf("%d messages came", len(got.Messages))
	}
	s = newSender(t, func(c *Config) {
		c.SMTPURL, c.SMTPFrom, c.Addresses = "smtp://127.0.0.1:1?tls=none", "grid@example.org", addresses{report: "reporter@example.com"}
	})
	if out := s.Send(t.Context(), m); out.Sent || out.Never || strings.Contains(out.Error, "reporter@") {
		t.Errorf("with the server away: %+v", out)
	}
}
