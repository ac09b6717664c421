package identity

import (
	"context"

	"github.com/wangge-map/wangge/geo"
)

// ChangePassword gives p another password, signs it out everywhere else and revokes its tokens: whoever knew the old one may have made
// some. A wrong old one is a Forbidden error of field "old", and counts like a wrong attempt to sign in.
func (s *Service) ChangePassword(ctx context.Context, p Principal, old, fresh string) error {
	if err := checkPassword("new", p.Login, fresh); err != nil {
		return err
	}
	if old == fresh {
		return geo.Errorf(geo.Invalid, "new", "is the old one; choose another")
	}
	if err := s.prove(ctx, p, "old", old); err != nil {
		return err
	}
	hash := ""
	if err := s.hashing.do(ctx, func() { hash = hashPassword(fresh) }); err != nil {
		return err
	}
	e := s.entry(p, "account.password", accountObject(p.AccountID), nil)
	return s.cfg.Keeper.ReplacePassword(ctx, p.AccountID, hash, false, p.Session, s.cfg.Now(), e)
}

// Prove asks p, who is signed in, for the password again: before something is made that outlives the session. A wrong one is a Forbidden
// error of field "password", and counts like a wrong attempt to sign in. Who has none, as they sign on elsewhere, has nothing to prove.
func (s *Service) Prove(ctx context.Context, p Principal, password string) error {
	c, err := s.cfg.Keeper.FindCredential(ctx, p.AccountID)
	if err != nil || c.Hash == "" {
		return err
	}
	return s.prove(ctx, p, "password", password)
}

func (s *Service) prove(ctx context.Context, p Principal, field, password string) error {
	c, err := s.cfg.Keeper.BeginAttempt(ctx, p.Login, inSession, s.cfg.Now(), lockFor)
	if err != nil {
		return err
	}
	if c.Locked {
		return &Locked{c.LockedUntil}
	}
	right := false
	err = s.hashing.do(ctx, func() { right = matches(c.Hash, password) })
	if err == nil && !right {
		err = geo.Errorf(geo.Forbidden, field, "is wrong")
	}
	if err != nil {
		return s.refused(ctx, p, c, "", err)
	}
	return s.cfg.Keeper.EndAttempts(ctx, p.AccountID, inSession, s.cfg.Now())
}

// TOTPOf is what the second factor of an account is sealed for: it opens for no other.
func TOTPOf(account int64) []byte { return []byte(accountObject(account) + "/totp") }

func (s *Service) openTOTP(account int64, sealed []byte) ([]byte, error) {
	if s.cfg.Box == nil {
		return nil, geo.Errorf(geo.Unavailable, "", "there is no key to open second factors with")
	}
	return s.cfg.Box.Open(sealed, TOTPOf(account))
}

// BeginTOTP makes a second factor for p, which counts from ConfirmTOTP on. It returns the secret for an authenticator app, as text and
// as the URI of a QR code. It is a Conflict error when p has one already.
func (s *Service) BeginTOTP(ctx context.Context, p Principal) (secret, uri string, err error) {
	if s.cfg.Box == nil {
		return "", "", geo.Errorf(geo.Unavailable, "", "there is no key to seal a second factor with")
	}
	c, err := s.cfg.Keeper.FindCredential(ctx, p.AccountID)
	if err != nil {
		return "", "", err
	}
	if c.TOTP != nil {
		return "", "", geo.Errorf(geo.Conflict, "", "there is a second factor already; remove it first")
	}
	raw := newTOTPSecret()
	e := s.entry(p, "", "", nil)
	if err := s.cfg.Keeper.SetTOTP(ctx, p.AccountID, nil, s.cfg.Box.Seal(raw, TOTPOf(p.AccountID)), e); err != nil {
		return "", "", err
	}
	return totpText(raw), totpURI(raw, s.cfg.Issuer, p.Login), nil
}

// ConfirmTOTP makes the factor that BeginTOTP made count, when code is one of its codes.
func (s *Service) ConfirmTOTP(ctx context.Context, p Principal, code string) error {
	c, err := s.cfg.Keeper.FindCredential(ctx, p.AccountID)
	if err != nil {
		return err
	}
	if c.TOTPPending == nil {
		return geo.Errorf(geo.Conflict, "", "no second factor waits to be confirmed; begin anew")
	}
	c.TOTP = c.TOTPPending
	if err := wrongCode(s.checkCode(ctx, c, code)); err != nil {
		return err
	}
	return s.cfg.Keeper.SetTOTP(ctx, p.AccountID, c.TOTPPending, nil, s.entry(p, "account.totp", accountObject(p.AccountID), map[string]any{"on": true}))
}

// RemoveTOTP takes the second factor away, when code is one of its codes. Wrong ones count like attempts to sign in.
func (s *Service) RemoveTOTP(ctx context.Context, p Principal, code string) error {
	c, err := s.cfg.Keeper.BeginAttempt(ctx, p.Login, inSession, s.cfg.Now(), lockFor)
	if err != nil {
		return err
	}
	if c.Locked {
		return &Locked{c.LockedUntil}
	}
	if err := s.checkCode(ctx, c, code); err != nil {
		return wrongCode(s.refused(ctx, p, c, "", err))
	}
	if err := s.cfg.Keeper.EndAttempts(ctx, p.AccountID, inSession, s.cfg.Now()); err != nil {
		return err
	}
	return s.cfg.Keeper.SetTOTP(ctx, p.AccountID, nil, nil, s.entry(p, "account.totp", accountObject(p.AccountID), map[string]any{"on": false}))
}

// wrongCode says it as a fault of the field, to somebody who is signed in already.
func wrongCode(err error) error {
	if geo.KindOf(err) == geo.Forbidden && err != nil {
		return geo.Errorf(geo.Invalid, "code", "is wrong, or was used before; wait for the next one")
	}
	return err
}
