package notice

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// mailTimeout bounds each step of sending a message.
const mailTimeout = 15 * time.Second

// mailer sends e-mail through one server.
type mailer struct {
	host    string
	options []gomail.Option
	from    *mail.Address
}

// newMailer understands smtp://user:password@host:port (STARTTLS, without which nothing is sent; ?tls=none for a server on this
// machine) and smtps://user:password@host:port.
func newMailer(address, from string) (*mailer, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		// Not quoted: there may be a password in it.
		return nil, geo.Errorf(geo.Invalid, "--smtp-url", "must be smtp://user:password@host:587 or smtps://user:password@host:465")
	}
	m := &mailer{host: u.Hostname(), options: []gomail.Option{gomail.WithTimeout(mailTimeout), gomail.WithoutNoop()}}
	if m.from, err = mail.ParseAddress(from); err != nil {
		return nil, geo.Errorf(geo.Invalid, "--smtp-from", "must be an e-mail address such as 网格 <grid@example.org>")
	}
	port := u.Port()
	switch tls := u.Query().Get("tls"); {
	case u.Scheme == "smtps":
		m.options = append(m.options, gomail.WithSSL())
		port = orElse(port, "465")
	case tls == "none":
		m.options = append(m.options, gomail.WithTLSPolicy(gomail.NoTLS))
		port = orElse(port, "25")
	case tls == "":
		m.options = append(m.options, gomail.WithTLSPolicy(gomail.TLSMandatory))
		port = orElse(port, "587")
	default:
		return nil, geo.Errorf(geo.Invalid, "--smtp-url", "tls can be none, or left out")
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, geo.Errorf(geo.Invalid, "--smtp-url", "has no sound port")
	}
	m.options = append(m.options, gomail.WithPort(number))
	if u.User != nil {
		password, _ := u.User.Password()
		auth := gomail.SMTPAuthAutoDiscover
		if u.Query().Get("tls") == "none" {
			auth = gomail.SMTPAuthPlainNoEnc
		}
		m.options = append(m.options, gomail.WithSMTPAuth(auth), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return m, nil
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// errAddress says that what a reporter left is no address: trying again is no use.
var errAddress = errors.New("the address can't be written to")

func (m *mailer) send(ctx context.Context, to string, l letter) error {
	message := gomail.NewMsg()
	message.FromMailAddress(m.from)
	if strings.ContainsAny(to, "\r\n") || message.To(to) != nil {
		return errAddress
	}
	message.Subject(l.subject)
	message.SetMessageIDWithValue(l.id + "@" + m.domain())
	message.SetDateWithValue(l.at)
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's absence note answers it
	message.SetBodyString(gomail.TypeTextPlain, l.text)
	client, err := gomail.NewClient(m.host, m.options...)
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, message)
	var refused *gomail.SendError
	if errors.As(err, &refused) && refused.Reason == gomail.ErrSMTPRcptTo && !refused.IsTemp() {
		return errAddress
	}
	return hideAddress(err, to)
}

// hideAddress keeps the reporter's address, which servers repeat, out of logs.
func hideAddress(err error, to string) error {
	if err == nil {
		return nil
	}
	return errors.New(strings.ReplaceAll(err.Error(), to, "…"))
}

func (m *mailer) domain() string {
	_, domain, _ := strings.Cut(m.from.Address, "@")
	return domain
}

// letter is an e-mail before it has an address.
type letter struct {
	id, subject, text string
	at                time.Time
}

// letter writes to the sender of a report, in both languages: which one they read is not known.
func (s *Sender) letter(m Message) letter {
	zh, en := "感谢您的上报，我们已收到。", "Thank you for your report. We have received it."
	subject := Words{"已收到您的上报", "We have received your report"}
	switch m.Kind {
	case casework.Close:
		subject = Words{"您上报的事项已处理", "What you reported has been dealt with"}
		zh, en = "您上报的事项已处理并核查结案。", "What you reported has been dealt with, looked at again and closed."
	case casework.CloseAsIs:
		subject = Words{"您上报的事项已结案", "What you reported has been closed"}
		zh, en = "您上报的事项已结案，但未能处理。原因见下面的页面。", "What you reported was closed without being dealt with. The page below says why."
	case casework.Reject:
		subject = Words{"您上报的事项未予立案", "What you reported was not taken up"}
		zh, en = "您上报的事项未予立案。原因见下面的页面。", "What you reported was not taken up. The page below says why."
	}
	text := zh + "\n" + en + "\n"
	if s.PublicURL != "" {
		text += fmt.Sprintf("\n%s/track?n=%s\n", strings.TrimSuffix(s.PublicURL, "/"), url.QueryEscape(m.Tracking))
	}
	text += "\n编号 / Number: " + m.Tracking + "\n\n请勿回复此邮件。\nPlease don't answer this message.\n"
	return letter{id: "notice-" + itoa(m.Notice), subject: subject.ZH + " / " + subject.EN, text: text, at: m.At}
}
