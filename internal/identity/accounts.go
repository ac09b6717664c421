package identity

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
)

// By is who administers, and where.
type By struct {
	Principal
	Within Scope // of the permission that allows it
}

// ByCommand is the administrator at the machine itself.
func ByCommand(name string) By { return By{Principal{Login: name}, Everywhere()} }

// mostAccounts is how many are listed at once; search finds the others.
const mostAccounts = 500

// FindAccounts returns accounts whose login or name contains q, by login.
func (s *Service) FindAccounts(ctx context.Context, by By, q string) ([]Account, error) {
	return s.cfg.Keeper.FindAccounts(ctx, q, by.Within, mostAccounts)
}

// AccountNamed returns the account with this login.
func (s *Service) AccountNamed(ctx context.Context, login string) (Account, error) {
	a, err := s.cfg.Keeper.AccountByLogin(ctx, strings.ToLower(strings.TrimSpace(login)))
	if geo.KindOf(err) == geo.NotFound && err != nil {
		return a, geo.Errorf(geo.NotFound, "login", "there is no account %q", login)
	}
	return a, err
}

// Roles returns every role.
func (s *Service) Roles(ctx context.Context) ([]Role, error) { return s.cfg.Keeper.Roles(ctx) }

var soundLogin = regexp.MustCompile(`^[a-z0-9\p{Han}][a-z0-9\p{Han}._@+-]{1,99}$`)

// CreateAccount makes an account without roles, which belongs where by makes accounts until it has some. Without a password it returns one that must be changed at the first sign-in.
func (s *Service) CreateAccount(ctx context.Context, by By, n NewAccount) (a Account, oneTime string, err error) {
	n.Login, n.Name = strings.ToLower(strings.TrimSpace(n.Login)), strings.TrimSpace(n.Name)
	if !soundLogin.MatchString(n.Login) {
		return a, "", geo.Errorf(geo.Invalid, "login", "must be 2 to 100 letters a to z, Chinese characters, digits or . _ @ + -, and begin with a letter or digit")
	}
	if err := checkName(n.Name); err != nil {
		return a, "", err
	}
	password := n.Password
	if password == "" && !n.NoPassword {
		oneTime = oneTimePassword()
		password = oneTime
	} else if !n.NoPassword {
		if err := checkPassword("password", n.Login, password); err != nil {
			return a, "", err
		}
	}
	hash := ""
	if !n.NoPassword {
		if err := s.hashing.do(ctx, func() { hash = hashPassword(password) }); err != nil {
			return a, "", err
		}
	}
	// Whoever was given a password changes it: the administrator knows it too.
	id, err := s.cfg.Keeper.AddAccount(ctx, n, by.Within, hash, !n.NoPassword && !n.Published, s.entry(by.Principal, "account.create", "", map[string]any{"login": n.Login, "department": n.Department}))
	if err != nil {
		return a, "", err
	}
	a, err = s.cfg.Keeper.FindAccount(ctx, id, Everywhere())
	return a, oneTime, err
}

func checkName(name string) error {
	if n := utf8.RuneCountInString(name); n == 0 || n > 60 || strings.ContainsFunc(name, unicode.IsControl) {
		return geo.Errorf(geo.Invalid, "name", "must be 1 to 60 characters on one line")
	}
	return nil
}

// ChangeAccount changes what c names; never one's own department. A disabled account is signed out everywhere at once.
func (s *Service) ChangeAccount(ctx context.Context, by By, id int64, c AccountChange) (Account, error) {
	before, err := s.account(ctx, by, id)
	if err != nil {
		return Account{}, err
	}
	if c.Department != nil && *c.Department != before.Department && id == by.AccountID {
		return Account{}, geo.Errorf(geo.Forbidden, "department", "nobody changes their own department, which says whose cases one sees; have another administrator do it")
	}
	if c.Name != nil {
		*c.Name = strings.TrimSpace(*c.Name)
		if err := checkName(*c.Name); err != nil {
			return Account{}, err
		}
	}
	detail := map[string]any{}
	if c.Name != nil {
		detail["name"] = true // that, not what: names of people are not repeated here
	}
	if c.Department != nil {
		detail["department"] = *c.Department
	}
	if c.Disabled != nil {
		if *c.Disabled && id == by.AccountID {
			return Account{}, geo.Errorf(geo.Conflict, "disabled", "this is your own account; have another administrator disable it")
		}
		detail["disabled"] = *c.Disabled
	}
	if err := s.cfg.Keeper.ChangeAccount(ctx, id, c, s.cfg.Now(), s.entry(by.Principal, "account.change", accountObject(id), detail)); err != nil {
		return Account{}, err
	}
	return s.cfg.Keeper.FindAccount(ctx, id, Everywhere())
}

// account finds one that by may administer: others are as if they were not there.
func (s *Service) account(ctx context.Context, by By, id int64) (Account, error) {
	a, err := s.cfg.Keeper.FindAccount(ctx, id, by.Within)
	if geo.KindOf(err) == geo.NotFound && err != nil {
		return a, geo.Errorf(geo.NotFound, "id", "there is no such account")
	}
	return a, err
}

// separated are the permissions of the three administrators, of which nobody may hold two when the site separates them.
func separated() []Permission { return []Permission{AccountManage, GrantManage, AuditRead} }

var soundArea = regexp.MustCompile(`^[0-9A-Za-z._-]{0,64}$`)

// SetRoles gives the account these roles in place of those it had. Nobody gives roles to themselves, or for an area beyond their own.
func (s *Service) SetRoles(ctx context.Context, by By, id int64, grants []RoleGrant) (Account, error) {
	if by.AccountID != 0 && by.AccountID == id {
		return Account{}, geo.Errorf(geo.Forbidden, "", "nobody changes their own roles; have another security administrator do it")
	}
	before, err := s.account(ctx, by, id)
	if err != nil {
		return Account{}, err
	}
	for i, g := range grants {
		if !soundArea.MatchString(g.Area) {
			return Account{}, geo.Errorf(geo.Invalid, "roles", "%q is not an area: digits, letters and . _ -, or nothing for everywhere", g.Area)
		}
		if !by.Within.Covers(g.Area) {
			return Account{}, geo.Errorf(geo.Forbidden, "roles", "the area %q is beyond your own", g.Area)
		}
		if slices.Contains(grants[:i], g) {
			return Account{}, geo.Errorf(geo.Invalid, "roles", "%s stands twice for the same area", g.Role)
		}
	}
	detail := map[string]any{"before": texts(before.Grants), "after": texts(grants)}
	if err := s.cfg.Keeper.SetRoles(ctx, id, grants, separated(), s.entry(by.Principal, "account.roles", accountObject(id), detail)); err != nil {
		return Account{}, err
	}
	return s.cfg.Keeper.FindAccount(ctx, id, Everywhere())
}

func texts(grants []RoleGrant) []string {
	out := []string{}
	for _, g := range grants {
		out = append(out, g.Role+"@"+g.Area)
	}
	return out
}

// Unlock lets an account that was locked by wrong attempts try again.
func (s *Service) Unlock(ctx context.Context, by By, id int64) error {
	if _, err := s.account(ctx, by, id); err != nil {
		return err
	}
	return s.cfg.Keeper.Unlock(ctx, id, s.entry(by.Principal, "account.unlock", accountObject(id), nil))
}

// EndEverything signs the account out everywhere and revokes its tokens: what one does when a telephone is lost.
func (s *Service) EndEverything(ctx context.Context, by By, id int64) error {
	if _, err := s.account(ctx, by, id); err != nil {
		return err
	}
	return s.cfg.Keeper.EndEverything(ctx, id, uuid.Nil, s.cfg.Now(), s.entry(by.Principal, "account.sign_out", accountObject(id), nil))
}

// ResetPassword gives the account the password, or a one-time one when it is empty, takes its second factor
// away, signs it out and revokes its tokens: whoever held the old password may have made some.
func (s *Service) ResetPassword(ctx context.Context, by By, id int64, password string) (oneTime string, err error) {
	a, err := s.account(ctx, by, id)
	if err != nil {
		return "", err
	}
	if password == "" {
		oneTime = oneTimePassword()
		password = oneTime
	} else if err := checkPassword("password", a.Login, password); err != nil {
		return "", err
	}
	var hash string
	if err := s.hashing.do(ctx, func() { hash = hashPassword(password) }); err != nil {
		return "", err
	}
	e := s.entry(by.Principal, "account.password", accountObject(id), map[string]any{"reset": true})
	if err := s.cfg.Keeper.ReplacePassword(ctx, id, hash, true, uuid.Nil, s.cfg.Now(), e); err != nil {
		return "", err
	}
	return oneTime, nil
}

// Link says who the account is at a sign-on.
func (s *Service) Link(ctx context.Context, by By, id int64, issuer, subject string) error {
	return s.cfg.Keeper.LinkSubject(ctx, id, issuer, subject, s.entry(by.Principal, "account.link", accountObject(id), map[string]any{"issuer": issuer}))
}

// Tokens returns the tokens of p that work.
func (s *Service) Tokens(ctx context.Context, p Principal) ([]Token, error) {
	return s.cfg.Keeper.Tokens(ctx, p.AccountID, s.cfg.Now())
}

// Holder returns who a is, for a command that acts for it.
func (s *Service) Holder(ctx context.Context, a Account) (Principal, error) {
	roles, err := s.cfg.Keeper.Roles(ctx)
	if err != nil {
		return Principal{}, err
	}
	p := Principal{AccountID: a.ID, Login: a.Login, Name: a.Name, Department: a.Department, MemberID: a.MemberID}
	for _, g := range a.Grants {
		for _, r := range roles {
			if r.Code == g.Role {
				p.Grants = append(p.Grants, Grant{Role: r.Code, Permissions: r.Permissions, Area: g.Area})
			}
		}
	}
	return p, nil
}

// CreateToken makes a token for p and returns its text, which is kept nowhere. permissions are some of those that p holds; where they
// hold is what p's roles say at the time of use.
func (s *Service) CreateToken(ctx context.Context, p Principal, title string, permissions []Permission, endsAt time.Time) (Token, string, error) {
	title = strings.TrimSpace(title)
	if n := utf8.RuneCountInString(title); n == 0 || n > 100 || strings.ContainsFunc(title, unicode.IsControl) {
		return Token{}, "", geo.Errorf(geo.Invalid, "title", "must be 1 to 100 characters on one line, and say what the token is for")
	}
	if len(permissions) == 0 {
		return Token{}, "", geo.Errorf(geo.Invalid, "permissions", "is empty; a token for nothing is of no use")
	}
	for _, permission := range permissions {
		if !p.May(permission) {
			return Token{}, "", geo.Errorf(geo.Invalid, "permissions", "%q is not one of those that the account holds", permission)
		}
	}
	now := s.cfg.Now()
	if !endsAt.IsZero() && !endsAt.After(now) {
		return Token{}, "", geo.Errorf(geo.Invalid, "ends_at", "is past")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Token{}, "", err
	}
	permissions = slices.Compact(slices.Sorted(slices.Values(permissions)))
	secret := tokenPrefix + newSecret()
	t := Token{ID: id, Title: title, Permissions: permissions, CreatedAt: now, EndsAt: endsAt}
	e := s.entry(p, "token.create", "token/"+id.String(), map[string]any{"account": p.AccountID, "permissions": permissions})
	return t, secret, s.cfg.Keeper.AddToken(ctx, NewToken{Token: t, Digest: digestOf(secret), AccountID: p.AccountID}, e)
}

// RevokeToken ends a token of p at once.
func (s *Service) RevokeToken(ctx context.Context, p Principal, id uuid.UUID) error {
	return s.cfg.Keeper.RevokeToken(ctx, p.AccountID, id, s.cfg.Now(), s.entry(p, "token.revoke", "token/"+id.String(), nil))
}
