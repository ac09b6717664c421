package main

import (
	"context"
	"time"

	"github.com/wangge-map/wangge/internal/audit"
)

// privacyFlags say how long what is personal is kept.
type privacyFlags struct {
	KeepContacts int `help:"Days after a matter is settled that its reporters' contacts are kept; 0 keeps them until they are deleted by hand. What people agree to names this time." default:"180" env:"WANGGE_KEEP_CONTACTS" placeholder:"DAYS"`
}

const (
	housekeepingEvery = 24 * time.Hour
	// An ended session says where somebody was signed in; the audit keeps that they were.
	keepEndedSessions = 30 * 24 * time.Hour
)

// housekeeping forgets what has been kept long enough, at start and every day. On several nodes it does the same work again, which
// harms nobody.
func (a *app) housekeeping(db *database, keepContacts int) func(context.Context) {
	return func(ctx context.Context) {
		tick := time.NewTicker(housekeepingEvery)
		defer tick.Stop()
		for {
			a.keepHouse(ctx, db, keepContacts, time.Now())
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	}
}

func (a *app) keepHouse(ctx context.Context, db *database, keepContacts int, now time.Time) {
	if keepContacts > 0 {
		e := audit.Entry{At: now, Who: "wangge", Action: "contact.retention", Object: "contacts"}
		n, err := db.ForgetContactsOf(ctx, now.AddDate(0, 0, -keepContacts), e)
		a.tellHousekeeping(ctx, "contacts of settled matters deleted", n, err)
	}
	a.tellHousekeeping(ctx, "ended sessions deleted", 0, db.PruneSessions(ctx, now.Add(-keepEndedSessions)))
	// In the log, which is not in the database: whoever cuts or rewrites the trail can't change it there too.
	head, err := db.AuditHead(ctx)
	if err == nil && head.Seq > 0 {
		a.log.Info("audit trail", "head", head.Text())
	}
	a.tellHousekeeping(ctx, "audit head", 0, err)
}

func (a *app) tellHousekeeping(ctx context.Context, what string, n int64, err error) {
	if err != nil && ctx.Err() == nil {
		a.log.Error("housekeeping failed; it is tried again tomorrow", "task", what, "error", err)
	} else if n > 0 {
		a.log.Info(what, "count", n)
	}
}
