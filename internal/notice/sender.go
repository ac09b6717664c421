package notice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
)

// Config is what NewSender needs.
type Config struct {
	SMTPURL      string // empty: no e-mail
	SMTPFrom     string
	PublicURL    string // of the pages, for links; empty: none
	AllowPrivate bool   // hooks may lead into private networks
	Box          Box    // nil: hooks have no secrets
	Addresses    Addresses
	Letters      Letters // nil: as many as there are
	AddressKey   []byte  // of the hash under which letters are counted; secret
	Now          func() time.Time
	Log          *slog.Logger
}

// Sender sends notices. It is safe for concurrent use.
type Sender struct {
	Config
	mail *mailer // nil: none
	http *http.Client
}

// NewSender returns a sender, or an Invalid error about the setting that is wrong.
func NewSender(cfg Config) (*Sender, error) {
	s := &Sender{Config: cfg, http: newHTTPClient(cfg.AllowPrivate)}
	if cfg.PublicURL != "" {
		if err := CheckURL(cfg.PublicURL, true); err != nil {
			return nil, geo.Errorf(geo.Invalid, "--public-url", "must be an address such as https://grid.example.org")
		}
	}
	if cfg.SMTPURL != "" {
		var err error
		if s.mail, err = newMailer(cfg.SMTPURL, cfg.SMTPFrom); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Mails reports whether reporters can be written to.
func (s *Sender) Mails() bool { return s.mail != nil && s.Addresses != nil }

// Send tries once to send m.
func (s *Sender) Send(ctx context.Context, m Message) Outcome {
	begun := s.Now()
	status, err := s.send(ctx, m)
	out := Outcome{Sent: err == nil, Status: status, Took: s.Now().Sub(begun)}
	if err != nil {
		out.Error = shorten(err.Error())
		out.Never = errors.Is(err, errNobody) || errors.Is(err, errAddress) || errors.Is(err, errEnough)
	}
	return out
}

// errNobody says that nobody is there any more to be told.
var errNobody = errors.New("nobody is there to be told")

func (s *Sender) send(ctx context.Context, m Message) (status int, err error) {
	if m.Channel == Email {
		return 0, s.sendMail(ctx, m)
	}
	if m.Hook.Disabled || m.Hook.URL == "" {
		return 0, errNobody
	}
	var secret []byte
	if m.Hook.Secret != nil {
		if s.Box == nil {
			return 0, errors.New("the hook's secret can't be opened: there is no key")
		}
		if secret, err = s.Box.Open(m.Hook.Secret, SecretOf(m.Hook.ID)); err != nil {
			return 0, fmt.Errorf("the hook's secret can't be opened: %w", err)
		}
	}
	if m.Hook.Kind == Plain {
		return s.webhook(ctx, m, secret)
	}
	return s.chat(ctx, m, secret)
}

func (s *Sender) sendMail(ctx context.Context, m Message) error {
	if !s.Mails() {
		return errNobody
	}
	to, err := s.Addresses.Email(ctx, m.Report)
	if err != nil {
		return fmt.Errorf("the address can't be read: %w", err)
	}
	if to == "" {
		return errNobody
	}
	if err := s.takeLetter(ctx, m, to); err != nil {
		return err
	}
	return s.mail.send(ctx, to, s.letter(m))
}

// caseURL leads to the case for those who may see it.
func (s *Sender) caseURL(m Message) string {
	if s.PublicURL == "" {
		return ""
	}
	return strings.TrimSuffix(s.PublicURL, "/") + "/work?case=" + m.CaseID.String()
}

// retries are the pauses after each attempt that failed. The last attempt is about a day after the first.
var retries = [...]time.Duration{
	10 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 7 * time.Hour, 8 * time.Hour,
}

// MostAttempts is how often a notice is tried.
const MostAttempts = len(retries) + 1

// RetryAfter returns how long to wait after attempt (1 is the first) has failed.
func RetryAfter(attempt int) time.Duration { return retries[min(max(attempt, 1), len(retries))-1] }

// shorten cuts a text that others wrote.
func shorten(text string) string {
	const most = 200
	if r := []rune(strings.ToValidUTF8(text, "�")); len(r) > most {
		return string(r[:most]) + "…"
	}
	return strings.ToValidUTF8(text, "�")
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
