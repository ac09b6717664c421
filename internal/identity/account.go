package identity

import (
	"time"

	"github.com/google/uuid"
)

// RoleGrant is a role held for an area: a prefix of cell and area codes, empty for everywhere.
type RoleGrant struct {
	Role string
	Area string
}

// Role is a named set of permissions.
type Role struct {
	Code        string
	TitleZH     string
	TitleEN     string
	Permissions []Permission
}

// Account is somebody who may sign in.
type Account struct {
	ID           int64
	Login        string // lower case
	Name         string
	Department   string // code; empty: none
	DepartmentZH string
	DepartmentEN string
	MemberID     int64
	Disabled     bool
	LockedUntil  time.Time // zero, or past: not locked
	TOTP         bool
	MustChange   bool
	CreatedAt    time.Time
	Grants       []RoleGrant
}

// NewAccount is an account to be made.
type NewAccount struct {
	Login      string
	Name       string
	Department string
	Password   string // empty: a one-time password is made
	NoPassword bool   // signs on elsewhere, or holds tokens only
	Published  bool   // everybody may know the password, and it stays: a demo's
}

// AccountChange says what is to be different; nil stays as it is.
type AccountChange struct {
	Name       *string
	Department *string // empty: none
	Disabled   *bool
}

// Session is a browser that is signed in.
type Session struct {
	ID        uuid.UUID
	CreatedAt time.Time
	SeenAt    time.Time
	Agent     string
	Address   string
}

// NewSession is a session to be opened.
type NewSession struct {
	ID        uuid.UUID
	Digest    []byte
	AccountID int64
	CreatedAt time.Time
	EndsAt    time.Time
	Agent     string
	Address   string
}

// Token lets a program act for an account.
type Token struct {
	ID          uuid.UUID
	Title       string
	Permissions []Permission
	CreatedAt   time.Time
	EndsAt      time.Time // zero: never
	UsedAt      time.Time // zero: not yet; kept to the minute
}

// NewToken is a token to be made.
type NewToken struct {
	Token
	Digest    []byte
	AccountID int64
}

// Credential is what an attempt to sign in is judged by.
type Credential struct {
	AccountID   int64
	Login       string
	Hash        string // PHC string; empty: no password
	TOTP        []byte // sealed; nil: no second factor
	TOTPPending []byte // sealed; waits for its first code
	Locked      bool   // until LockedUntil; the attempt was not counted
	LockedUntil time.Time
	LocksUntil  time.Time // until when the account is locked should this attempt be wrong; zero: it stays open
}
