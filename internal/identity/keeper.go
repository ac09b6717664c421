package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/internal/audit"
)

// Keeper keeps accounts and what they hold. Changes and the audit entries that tell of them are kept together.
type Keeper interface {
	SessionKeeper
	SecretKeeper
	AccountKeeper
	TokenKeeper
}

// SessionKeeper keeps sessions. A session that is not there, has ended or was revoked, and one of a disabled account, is a NotFound
// error.
type SessionKeeper interface {
	// FindSession returns whose session this is, and when it was last seen, if that was after seenAfter.
	FindSession(ctx context.Context, digest []byte, now, seenAfter time.Time) (Principal, time.Time, error)
	TouchSession(ctx context.Context, id uuid.UUID, now time.Time) error
	OpenSession(ctx context.Context, s NewSession, e audit.Entry) error
	Sessions(ctx context.Context, account int64, now, seenAfter time.Time) ([]Session, error)
	// EndSessions revokes the session only, or all of the account but except, when only is zero.
	EndSessions(ctx context.Context, account int64, only, except uuid.UUID, now time.Time) (int64, error)
}

// SecretKeeper keeps what proves who somebody is.
type SecretKeeper interface {
	// BeginAttempt counts an attempt and returns what it is judged by. While an account is locked, nothing is counted and
	// Locked is set. lock says how long an account is locked at the nth attempt in a row. An unknown login, and
	// a disabled account, is a NotFound error. Attempts from a network where the account was proven before are counted, and
	// locked, apart from those of all other networks together; so are those of an empty network, which is somebody in a session.
	BeginAttempt(ctx context.Context, login, network string, now time.Time, lock func(failed int) time.Duration) (Credential, error)
	// EndAttempts says that the right person came from network, which is known from then on.
	EndAttempts(ctx context.Context, account int64, network string, now time.Time) error
	// NoteRefusal counts a refusal and audits e, with all that were counted since the last entry as its detail "times". Where
	// that was less than every ago it only counts: there is at most one entry of e.Action in that time for an account. Account 0
	// stands for all logins that there are not.
	NoteRefusal(ctx context.Context, account int64, every time.Duration, e audit.Entry) error
	FindCredential(ctx context.Context, account int64) (Credential, error)
	// UseTOTPStep reports whether step is later than every one used before, and marks it as used.
	UseTOTPStep(ctx context.Context, account, step int64) (bool, error)
	// ReplacePassword sets the password, ends the sessions but except and revokes the tokens, all or nothing. A reset, by somebody
	// else, also takes the second factor away, forgets the known networks, and has the password changed at the next sign-in.
	ReplacePassword(ctx context.Context, account int64, hash string, reset bool, except uuid.UUID, now time.Time, e audit.Entry) error
	// SetTOTP sets the factor and the one that waits. e is audited unless its Action is empty.
	SetTOTP(ctx context.Context, account int64, active, pending []byte, e audit.Entry) error
}

// AccountKeeper keeps accounts and their roles. within limits what is found: an account is within it when all its roles are,
// or, while it has none, where it was made.
type AccountKeeper interface {
	FindAccounts(ctx context.Context, q string, within Scope, limit int) ([]Account, error)
	FindAccount(ctx context.Context, id int64, within Scope) (Account, error)
	AccountByLogin(ctx context.Context, login string) (Account, error)
	// AddAccount keeps an account that is within where it is made until it has roles.
	AddAccount(ctx context.Context, a NewAccount, within Scope, hash string, mustChange bool, e audit.Entry) (int64, error)
	ChangeAccount(ctx context.Context, id int64, c AccountChange, now time.Time, e audit.Entry) error
	SetRoles(ctx context.Context, id int64, grants []RoleGrant, separate []Permission, e audit.Entry) error
	Unlock(ctx context.Context, id int64, e audit.Entry) error
	// EndEverything ends the sessions of the account but except, and revokes its tokens.
	EndEverything(ctx context.Context, id int64, except uuid.UUID, now time.Time, e audit.Entry) error
	Roles(ctx context.Context) ([]Role, error)
	// AccountBySubject returns who somebody is that a sign-on vouches for.
	AccountBySubject(ctx context.Context, issuer, subject string) (Account, error)
	LinkSubject(ctx context.Context, account int64, issuer, subject string, e audit.Entry) error
}

// TokenKeeper keeps tokens of programs.
type TokenKeeper interface {
	FindToken(ctx context.Context, digest []byte, now time.Time) (Principal, error)
	Tokens(ctx context.Context, account int64, now time.Time) ([]Token, error)
	AddToken(ctx context.Context, t NewToken, e audit.Entry) error
	RevokeToken(ctx context.Context, account int64, id uuid.UUID, now time.Time, e audit.Entry) error
}
