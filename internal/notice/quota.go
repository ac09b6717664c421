package notice

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"net/mail"
	"strings"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
)

// How many letters one address is sent a day: anybody can name somebody else's in a report. Results have a number of their own, so that
// who reports a lot is told them although the thanks were held back.
const (
	mostThanks  = 5
	mostResults = 10
)

// Letters counts letters.
type Letters interface {
	// TakeLetter reports whether the letter of a notice may be sent to the address with this hash: while that has had fewer than most,
	// or when it is one of those.
	TakeLetter(ctx context.Context, address []byte, notice int64, at time.Time, most int) (bool, error)
}

// errEnough says that an address has had enough letters for a day: trying again is no use.
var errEnough = errors.New("held back: this address has been sent enough letters today")

func (s *Sender) takeLetter(ctx context.Context, m Message, to string) error {
	if s.Letters == nil {
		return nil
	}
	kind, most := "results", mostResults
	if m.Kind == Opened || m.Kind == casework.Join {
		kind, most = "thanks", mostThanks
	}
	now := s.Now()
	may, err := s.Letters.TakeLetter(ctx, hashAddress(s.AddressKey, kind, to, now), m.Notice, now, most)
	if err != nil {
		return err
	}
	if !may {
		s.Log.WarnContext(ctx, "a letter is held back: its address has been sent enough today", "notice", m.Notice, "letters", kind)
		return errEnough
	}
	return nil
}

// hashAddress is what letters of a kind to an address are counted under on the day (UTC) of at.
func hashAddress(key []byte, kind, address string, at time.Time) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(kind + "\x00" + at.UTC().Format(time.DateOnly) + "\x00" + mailbox(address)))
	return mac.Sum(nil)
}

// mailbox is one spelling for all those of an address: without quotes, capital letters, and what many servers let its owner add behind a plus.
func mailbox(address string) string {
	if parsed, err := mail.ParseAddress(address); err == nil {
		address = parsed.Address
	}
	address = strings.ToLower(strings.TrimSpace(address))
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	name, _, _ := strings.Cut(address[:at], "+")
	return name + strings.TrimSuffix(address[at:], ".")
}
