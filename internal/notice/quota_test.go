package notice

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/internal/casework"
)

// letters counts in memory.
type letters map[string]map[int64]bool

func (l letters) TakeLetter(_ context.Context, address []byte, notice int64, _ time.Time, most int) (bool, error) {
	of := l[string(address)]
	if of == nil {
		of = map[int64]bool{}
		l[string(address)] = of
	}
	if !of[notice] && len(of) >= most {
		return false, nil
	}
	of[notice] = true
	return true, nil
}

func TestNobodyIsBuriedInLetters(t *testing.T) {
	smtp, web := mailServer(t)
	spellings := []string{"victim@example.com", "Victim@Example.com", "victim+1@example.com", `"victim"@example.com`}
	who, reports := addresses{}, []uuid.UUID{}
	for i := range 60 {
		reports = append(reports, uuid.New())
		who[reports[i]] = spellings[i%len(spellings)]
	}
	other := uuid.New()
	who[other] = "other@example.com"
	now := at
	var log bytes.Buffer
	s := newSender(t, func(c *Config) {
		c.SMTPURL, c.SMTPFrom, c.Addresses = "smtp://"+smtp+"?tls=none", "grid@example.org", who
		c.Letters, c.AddressKey, c.Now, c.Log = letters{}, []byte("key"), func() time.Time { return now }, slog.New(slog.NewTextHandler(&log, nil))
	})
	send := func(notice int64, report uuid.UUID, kind casework.Action) Outcome {
		m := message(Plain, "", "")
		m.Channel, m.Notice, m.Report, m.Kind = Email, notice, report, kind
		return s.Send(t.Context(), m)
	}
	sent := func() int {
		var got received
		ask(t, "http://"+web+"/api/v1/messages?limit=200", &got)
		return len(got.Messages)
	}
	for i, r := range reports {
		out := send(int64(i), r, []casework.Action{Opened, casework.Join}[i%2])
		if out.Sent != (i < mostThanks) || out.Never == out.Sent || !out.Sent && !strings.Contains(out.Error, "held back") {
			t.Fatalf("letter %d: %+v", i, out)
		}
	}
	if n := sent(); n != mostThanks {
		t.Errorf("%d letters came, want %d", n, mostThanks)
	}
	if n := strings.Count(log.String(), "held back"); n != len(reports)-mostThanks || strings.Contains(strings.ToLower(log.String()), "victim") {
		t.Errorf("the log tells of %d: %.300s", n, log.String())
	}
	if out := send(0, reports[0], Opened); !out.Sent {
		t.Errorf("one of those, tried again: %+v", out)
	}
	if out := send(1000, other, Opened); !out.Sent {
		t.Errorf("another address: %+v", out)
	}
	before := sent()
	for i, r := range reports {
		send(int64(2000+i), r, casework.Reject)
	}
	if n := sent() - before; n != mostResults {
		t.Errorf("%d results came, want %d", n, mostResults)
	}
	now = now.Add(24 * time.Hour)
	if out := send(3000, reports[0], Opened); !out.Sent {
		t.Errorf("the day after: %+v", out)
	}
}

func TestTheHashOfAnAddressIsKeyedAndOfOneDay(t *testing.T) {
	hash := func(key, kind, address string, at time.Time) string {
		return fmt.Sprintf("%x", hashAddress([]byte(key), kind, address, at))
	}
	one := hash("key", "thanks", "a@example.org", at)
	for name, other := range map[string]string{
		"another key": hash("yek", "thanks", "a@example.org", at), "results": hash("key", "results", "a@example.org", at),
		"another address": hash("key", "thanks", "b@example.org", at), "the next day": hash("key", "thanks", "a@example.org", at.Add(24*time.Hour)),
	} {
		if other == one {
			t.Errorf("%s makes the same", name)
		}
	}
	if same := hash("key", "thanks", "A+x@EXAMPLE.org", at.Add(time.Minute)); same != one {
		t.Error("another spelling makes another")
	}
}
