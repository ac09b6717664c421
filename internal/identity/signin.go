package identity

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
)

// Attempt is somebody who wants to sign in.
type Attempt struct {
	Login    string
	Password string
	Code     string // of the second factor; empty: none given
	Agent    string
	Address  string
}

// Locked says that too many attempts were wrong.
type Locked struct{ Until time.Time }

func (e *Locked) Error() string {
	return "too many attempts were wrong; wait, or have the account unlocked"
}

const (
	freeAttempts = 5 // in a row, until an account is locked
	firstLock    = time.Minute
	longestLock  = time.Hour
)

// lockFor is how long an account is locked by its nth wrong attempt in a row: from the fifth on a minute, and twice as long each time.
func lockFor(failed int) time.Duration {
	if failed < freeAttempts {
		return 0
	}
	return min(firstLock<<min(failed-freeAttempts, 10), longestLock)
}

// wrongPassword is the same for a login that there is and for one that there is not.
func wrongPassword() error {
	return geo.Errorf(geo.Forbidden, "password", "login or password is wrong")
}

// SignIn opens a session and returns its secret. A wrong password is a Forbidden error of field "password", a missing or wrong code one
// of field "totp"; after too many of either it is a *Locked error. An unknown login takes as long and answers the same.
func (s *Service) SignIn(ctx context.Context, a Attempt) (secret string, p Principal, err error) {
	login := strings.ToLower(strings.TrimSpace(a.Login))
	if login == "" || len(login) > 100 || len(a.Password) > 4*mostPassword {
		return "", p, wrongPassword()
	}
	known := true
	c, err := s.cfg.Keeper.BeginAttempt(ctx, login, network(a.Address), s.cfg.Now(), lockFor)
	if geo.KindOf(err) == geo.NotFound && err != nil {
		known, err = false, nil
		c.LockedUntil, c.Locked = s.ghosts.attempt(login, s.cfg.Now())
	}
	if err != nil {
		return "", p, err
	}
	if c.Locked {
		return "", p, &Locked{c.LockedUntil}
	}
	if err := s.judge(ctx, known, c, a); err != nil {
		return "", p, s.refused(ctx, Principal{Login: stranger}, c, a.Address, err)
	}
	if err := s.cfg.Keeper.EndAttempts(ctx, c.AccountID, network(a.Address), s.cfg.Now()); err != nil {
		return "", p, err
	}
	return s.open(ctx, c.AccountID, c.Login, a, "password")
}

// judge returns why a is not let in; nil when it is.
func (s *Service) judge(ctx context.Context, known bool, c Credential, a Attempt) error {
	right := false
	if err := s.hashing.do(ctx, func() { right = matches(c.Hash, a.Password) }); err != nil {
		return err
	}
	if !known || !right {
		return wrongPassword()
	}
	return s.checkCode(ctx, c, a.Code)
}

// checkCode judges the second factor of an account that has one. A code works once.
func (s *Service) checkCode(ctx context.Context, c Credential, code string) error {
	if c.TOTP == nil {
		return nil
	}
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	if code == "" {
		return errNoCode
	}
	secret, err := s.openTOTP(c.AccountID, c.TOTP)
	if err != nil {
		return err
	}
	step, ok := totpMatch(secret, code, s.cfg.Now())
	if ok {
		ok, err = s.cfg.Keeper.UseTOTPStep(ctx, c.AccountID, step)
	}
	if err == nil && !ok {
		return geo.Errorf(geo.Forbidden, "totp", "the code is wrong, or was used before; wait for the next one")
	}
	return err
}

// open opens a session for an account that has proven who it is.
func (s *Service) open(ctx context.Context, account int64, login string, a Attempt, by string) (string, Principal, error) {
	now := s.cfg.Now()
	id, err := uuid.NewV7()
	if err != nil {
		return "", Principal{}, err
	}
	secret := newSecret()
	session := NewSession{
		ID: id, Digest: digestOf(secret), AccountID: account, CreatedAt: now, EndsAt: now.Add(s.cfg.Absolute),
		Agent: short(a.Agent, 200), Address: short(a.Address, 60),
	}
	who := Principal{AccountID: account, Login: login}
	if err := s.cfg.Keeper.OpenSession(ctx, session, s.entry(who, "session.open", accountObject(account), map[string]any{"by": by, "address": session.Address})); err != nil {
		return "", Principal{}, err
	}
	p, err := s.Authenticate(ctx, secret)
	return secret, p, err
}

func accountObject(id int64) string { return fmt.Sprintf("account/%d", id) }

// short cuts s to at most n bytes of sound text.
func short(s string, n int) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s[:min(n, len(s))], "\x00", ""), "")
}

// Vouched is somebody whom a sign-on elsewhere vouches for.
type Vouched struct {
	Issuer, Subject string
	Email           string // lower case; empty when not verified
}

// SignOn opens a session for the account that is linked with v. Nobody linked is a NotFound error.
func (s *Service) SignOn(ctx context.Context, v Vouched, agent, address string) (string, Principal, error) {
	account, err := s.cfg.Keeper.AccountBySubject(ctx, v.Issuer, v.Subject)
	if geo.KindOf(err) == geo.NotFound && err != nil && s.cfg.AutoLink && v.Email != "" {
		account, err = s.linkByEmail(ctx, v)
	}
	if err != nil {
		return "", Principal{}, err
	}
	return s.open(ctx, account.ID, account.Login, Attempt{Agent: agent, Address: address}, "sign-on")
}

func (s *Service) linkByEmail(ctx context.Context, v Vouched) (Account, error) {
	account, err := s.cfg.Keeper.AccountByLogin(ctx, v.Email)
	if err != nil && geo.KindOf(err) != geo.NotFound {
		return account, err
	}
	if err != nil || account.Disabled {
		return account, geo.Errorf(geo.NotFound, "", "no account is linked with this person")
	}
	e := s.entry(Principal{AccountID: account.ID, Login: account.Login}, "account.link", accountObject(account.ID), map[string]any{"issuer": v.Issuer, "by": "e-mail"})
	return account, s.cfg.Keeper.LinkSubject(ctx, account.ID, v.Issuer, v.Subject, e)
}
