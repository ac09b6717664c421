package main

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/notice"
	"github.com/wangge-map/wangge/internal/seal"
	"github.com/wangge-map/wangge/internal/store"
)

// noticeFlags say how people and systems are told.
type noticeFlags struct {
	SMTPURL           string `help:"Mail server for notices to reporters: smtp://user:password@host:587, smtps://…:465, or smtp://localhost:25?tls=none. Without it no e-mail is sent." name:"smtp-url" placeholder:"URL" env:"WANGGE_SMTP_URL"`
	SMTPFrom          string `help:"Sender of e-mail, such as \"网格 <grid@example.org>\"." name:"smtp-from" placeholder:"ADDRESS" env:"WANGGE_SMTP_FROM"`
	PublicURL         string `help:"Address of the pages as people reach them, for links in notices." placeholder:"URL" env:"WANGGE_PUBLIC_URL"`
	AllowPrivateHooks bool   `help:"Let webhooks lead to addresses in private networks." env:"WANGGE_ALLOW_PRIVATE_HOOKS"`
}

// addressKey is a file of the keys folder: 32 bytes, under which letters are counted by address. With another one today's count begins
// anew.
const addressKey = "address.key"

// reporters reveals the addresses that reporters left.
type reporters struct{ *store.Store }

// Email returns the address that the sender of a report left, or nothing.
func (r reporters) Email(ctx context.Context, report uuid.UUID) (string, error) {
	contact, err := r.Contact(ctx, report)
	if err != nil && geo.KindOf(err) == geo.NotFound {
		return "", nil // it was forgotten
	}
	return contact.Email, err
}

func (a *app) newSender(db *database, flags noticeFlags) (*notice.Sender, error) {
	key, err := seal.Secret(a.keysDir(), addressKey)
	if err != nil {
		return nil, err
	}
	return notice.NewSender(notice.Config{
		SMTPURL: flags.SMTPURL, SMTPFrom: flags.SMTPFrom, PublicURL: flags.PublicURL, AllowPrivate: flags.AllowPrivateHooks,
		Box: db.box, Addresses: reporters{db.Store}, Letters: db.Store, AddressKey: key, Now: time.Now, Log: a.log,
	})
}
