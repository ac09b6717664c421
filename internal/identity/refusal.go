package identity

import (
	"context"
	"errors"
	"time"

	"github.com/wangge-map/wangge/geo"
)

// refusalsEvery is how often at most the audit tells of one account's refusals: a guesser must not be able to fill it.
const refusalsEvery = time.Minute

// stranger is who tries to sign in, to the audit: the login that was typed is the object, if there is such an account. One that there
// is not is kept nowhere: it may be a password in the wrong field.
const stranger = "stranger"

// errNoCode asks for what was left out; nothing was wrong.
var errNoCode = geo.Errorf(geo.Forbidden, "totp", "the code of your authenticator app is needed")

// refused audits that by could not prove to be the account of c, for the reason why, and that the account is locked by it. It returns
// why, or the error of auditing.
func (s *Service) refused(ctx context.Context, by Principal, c Credential, address string, why error) error {
	ctx = context.WithoutCancel(ctx) // whoever hangs up has tried all the same
	object := "account"
	if c.AccountID != 0 {
		object = accountObject(c.AccountID)
	}
	detail := map[string]any{}
	if address != "" {
		detail["address"] = short(address, 60)
	}
	var told *geo.Error
	if errors.As(why, &told) && told.Kind == geo.Forbidden && !errors.Is(why, errNoCode) {
		detail["by"] = "password"
		if told.Field == "totp" {
			detail["by"] = "code"
		}
		if err := s.cfg.Keeper.NoteRefusal(ctx, c.AccountID, refusalsEvery, s.entry(by, "session.refused", object, detail)); err != nil {
			return err
		}
	}
	if c.LocksUntil.IsZero() {
		return why
	}
	delete(detail, "by")
	detail["until"] = c.LocksUntil.UTC().Format(time.RFC3339)
	if err := s.cfg.Keeper.NoteRefusal(ctx, c.AccountID, refusalsEvery, s.entry(by, "account.lock", object, detail)); err != nil {
		return err
	}
	return why
}
