package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/identity"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Make an account. Its one-time password is printed, unless one comes on standard input."`
	List    userListCmd    `cmd:"" help:"List accounts with their roles."`
	Roles   userRolesCmd   `cmd:"" help:"Give an account its roles, in place of those it had; without any, list the roles that there are."`
	Passwd  userPasswdCmd  `cmd:"" help:"Give an account another password, take its second factor away and sign it out."`
	Disable userDisableCmd `cmd:"" help:"Disable an account: it is signed out at once, and its tokens stop. --enable takes it back."`
	Unlock  userUnlockCmd  `cmd:"" help:"Let an account that was locked by wrong passwords try again."`
	Link    userLinkCmd    `cmd:"" help:"Link an account with a person at the sign-on."`
}

// by is who the audit names.
func by() identity.By { return identity.ByCommand("wangge user") }

// withPeople runs fn on the accounts of the database that the flags name.
func (a *app) withPeople(ctx context.Context, fn func(db *database, people *identity.Service) error) error {
	return a.withDatabase(ctx, func(db *database) error {
		people, err := identity.New(identity.Config{Keeper: db.Store, Box: db.box, Now: time.Now})
		if err != nil {
			return err
		}
		return fn(db, people)
	})
}

// withAccount is withPeople for one account.
func (a *app) withAccount(ctx context.Context, login string, fn func(people *identity.Service, account identity.Account) error) error {
	return a.withPeople(ctx, func(_ *database, people *identity.Service) error {
		account, err := people.AccountNamed(ctx, login)
		if err != nil {
			return err
		}
		return fn(people, account)
	})
}

// parseGrants reads ROLE or ROLE@AREA.
func parseGrants(texts []string) []identity.RoleGrant {
	grants := []identity.RoleGrant{}
	for _, text := range texts {
		role, area, _ := strings.Cut(text, "@")
		grants = append(grants, identity.RoleGrant{Role: role, Area: area})
	}
	return grants
}

// readPassword takes one line from standard input.
func (a *app) readPassword() (string, error) {
	line, err := bufio.NewReader(io.LimitReader(a.in, 4096)).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", &geo.Error{Kind: geo.Invalid, Field: "--password-stdin", Msg: "there was no line on standard input", Err: err}
	}
	return line, nil
}

type userAddCmd struct {
	Login         string   `arg:"" help:"What they sign in with."`
	Name          string   `help:"What they are called. Default: the login." placeholder:"NAME"`
	Role          []string `help:"A role, everywhere or for an area: dispatcher@500120. wangge user roles lists them." placeholder:"ROLE[@AREA]" sep:"none"`
	Department    string   `help:"Code of their department." placeholder:"CODE"`
	PasswordStdin bool     `help:"Take the password from standard input."`
	NoPassword    bool     `help:"They sign on elsewhere, or are a program that holds a token."`
}

func (c *userAddCmd) Run(ctx context.Context, a *app) error {
	n := identity.NewAccount{Login: c.Login, Name: c.Name, Department: c.Department, NoPassword: c.NoPassword}
	if n.Name == "" {
		n.Name = c.Login
	}
	var err error
	if c.PasswordStdin {
		if n.Password, err = a.readPassword(); err != nil {
			return err
		}
	}
	return a.withPeople(ctx, func(_ *database, people *identity.Service) error {
		if err := checkRoles(ctx, people, c.Role); err != nil {
			return err
		}
		account, oneTime, err := people.CreateAccount(ctx, by(), n)
		if err != nil {
			return err
		}
		if len(c.Role) > 0 {
			if account, err = people.SetRoles(ctx, by(), account.ID, parseGrants(c.Role)); err != nil {
				return err
			}
		}
		return a.printPassword(account, "made", oneTime)
	})
}

// checkRoles looks before an account is made, which would be left without them.
func checkRoles(ctx context.Context, people *identity.Service, texts []string) error {
	roles, err := people.Roles(ctx)
	if err != nil {
		return err
	}
	for _, g := range parseGrants(texts) {
		if !slices.ContainsFunc(roles, func(r identity.Role) bool { return r.Code == g.Role }) {
			return geo.Errorf(geo.Invalid, "--role", "there is no role %q; wangge user roles lists them", g.Role)
		}
	}
	return nil
}

func (a *app) printPassword(account identity.Account, what, oneTime string) error {
	if a.JSON {
		out := map[string]any{"id": account.ID, "login": account.Login, "roles": grantTexts(account.Grants)}
		if oneTime != "" {
			out["one_time_password"] = oneTime
		}
		return printJSON(a.out, out)
	}
	p := &printer{w: a.out}
	p.line("Account %s %s.", account.Login, what)
	if oneTime != "" {
		p.line("One-time password, shown this once: %s", oneTime)
	}
	return p.err
}

func grantTexts(grants []identity.RoleGrant) []string {
	out := []string{}
	for _, g := range grants {
		out = append(out, strings.TrimSuffix(g.Role+"@"+g.Area, "@"))
	}
	return out
}

type userListCmd struct {
	Search string `arg:"" optional:"" help:"Part of the login or the name."`
}

func (c *userListCmd) Run(ctx context.Context, a *app) error {
	return a.withPeople(ctx, func(_ *database, people *identity.Service) error {
		accounts, err := people.FindAccounts(ctx, by(), c.Search)
		if err != nil {
			return err
		}
		p := &printer{w: a.out}
		for _, account := range accounts {
			state := accountState(account)
			if a.JSON {
				p.err = printJSON(a.out, map[string]any{
					"id": account.ID, "login": account.Login, "name": account.Name, "department": account.Department, "state": state, "totp": account.TOTP, "roles": grantTexts(account.Grants),
				})
			} else {
				p.line("%-24s %-12s %s  %s", account.Login, state, account.Name, strings.Join(grantTexts(account.Grants), " "))
			}
		}
		return p.err
	})
}

func accountState(a identity.Account) string {
	switch {
	case a.Disabled:
		return "disabled"
	case a.LockedUntil.After(time.Now()):
		return "locked"
	case a.MustChange:
		return "new password"
	}
	return "ok"
}

type userRolesCmd struct {
	Login string   `arg:"" optional:"" help:"Whose. Left out: list the roles that there are."`
	Role  []string `arg:"" optional:"" help:"ROLE or ROLE@AREA." placeholder:"ROLE[@AREA]"`
	None  bool     `help:"Take every role away."`
}

func (c *userRolesCmd) Run(ctx context.Context, a *app) error {
	if c.Login == "" {
		return a.withPeople(ctx, func(_ *database, people *identity.Service) error { return a.listRoles(ctx, people) })
	}
	if len(c.Role) == 0 && !c.None {
		return geo.Errorf(geo.Invalid, "role", "is missing; name at least one, or say --none")
	}
	return a.withAccount(ctx, c.Login, func(people *identity.Service, account identity.Account) error {
		if err := checkRoles(ctx, people, c.Role); err != nil {
			return err
		}
		account, err := people.SetRoles(ctx, by(), account.ID, parseGrants(c.Role))
		if err != nil {
			return err
		}
		return a.printPassword(account, "now holds: "+strings.Join(grantTexts(account.Grants), " "), "")
	})
}

func (a *app) listRoles(ctx context.Context, people *identity.Service) error {
	roles, err := people.Roles(ctx)
	p := &printer{w: a.out, err: err}
	for _, r := range roles {
		if a.JSON && p.err == nil {
			p.err = printJSON(a.out, map[string]any{"role": r.Code, "title_zh": r.TitleZH, "title_en": r.TitleEN, "permissions": r.Permissions})
		} else if !a.JSON {
			p.line("%-15s %s, %s: %s", r.Code, r.TitleZH, r.TitleEN, strings.Trim(fmt.Sprint(r.Permissions), "[]"))
		}
	}
	return p.err
}

type userPasswdCmd struct {
	Login         string `arg:""`
	PasswordStdin bool   `help:"Take the password from standard input. Default: a one-time password is printed."`
}

func (c *userPasswdCmd) Run(ctx context.Context, a *app) error {
	password := ""
	var err error
	if c.PasswordStdin {
		if password, err = a.readPassword(); err != nil {
			return err
		}
	}
	return a.withAccount(ctx, c.Login, func(people *identity.Service, account identity.Account) error {
		oneTime, err := people.ResetPassword(ctx, by(), account.ID, password)
		if err != nil {
			return err
		}
		return a.printPassword(account, "has another password and is signed out", oneTime)
	})
}

type userDisableCmd struct {
	Login  string `arg:""`
	Enable bool   `help:"Enable it again."`
}

func (c *userDisableCmd) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Login, func(people *identity.Service, account identity.Account) error {
		disabled := !c.Enable
		account, err := people.ChangeAccount(ctx, by(), account.ID, identity.AccountChange{Disabled: &disabled})
		if err != nil {
			return err
		}
		return a.printPassword(account, map[bool]string{true: "disabled", false: "enabled"}[disabled], "")
	})
}

type userUnlockCmd struct {
	Login string `arg:""`
}

func (c *userUnlockCmd) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Login, func(people *identity.Service, account identity.Account) error {
		if err := people.Unlock(ctx, by(), account.ID); err != nil {
			return err
		}
		return a.printPassword(account, "unlocked", "")
	})
}

type userLinkCmd struct {
	Login   string `arg:""`
	Issuer  string `help:"The provider, as --oidc-issuer names it." required:"" placeholder:"URL"`
	Subject string `help:"The person's identifier there (sub)." required:"" placeholder:"ID"`
}

func (c *userLinkCmd) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Login, func(people *identity.Service, account identity.Account) error {
		if err := people.Link(ctx, by(), account.ID, c.Issuer, c.Subject); err != nil {
			return err
		}
		return a.printPassword(account, "linked", "")
	})
}

type tokenCmd struct {
	Add tokenAddCmd `cmd:"" help:"Make a token for a program. It is printed this once."`
}

type tokenAddCmd struct {
	Login      string   `arg:"" help:"Account that the program acts for."`
	Title      string   `help:"What it is for." required:""`
	Permission []string `help:"What it may do, of what the account may: report.write, figures.read, …" required:"" placeholder:"PERMISSION"`
	Days       int      `help:"Days that it works. Default: until it is revoked." placeholder:"N"`
}

func (c *tokenAddCmd) Run(ctx context.Context, a *app) error {
	var ends time.Time
	if c.Days < 0 {
		return geo.Errorf(geo.Invalid, "--days", "can't be negative")
	}
	if c.Days > 0 {
		ends = time.Now().AddDate(0, 0, c.Days)
	}
	return a.withAccount(ctx, c.Login, func(people *identity.Service, account identity.Account) error {
		var permissions []identity.Permission
		for _, text := range c.Permission {
			permissions = append(permissions, identity.Permission(text))
		}
		holder, err := people.Holder(ctx, account)
		if err != nil {
			return err
		}
		t, text, err := people.CreateToken(ctx, holder, c.Title, permissions, ends)
		if err != nil {
			return err
		}
		if a.JSON {
			return printJSON(a.out, map[string]any{"id": t.ID, "token": text})
		}
		p := &printer{w: a.out}
		p.line("Token, shown this once: %s", text)
		return p.err
	})
}
