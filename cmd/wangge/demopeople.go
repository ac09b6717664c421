package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/demo"
	"github.com/wangge-map/wangge/internal/identity"
)

// demoPassword opens every account of the demo. It is no secret: the demo prints it, and holds nothing real.
const demoPassword = "wangge-demo-2026"

// settleAccounts makes those who work the town's cases, and returns who does what.
func (a *app) settleAccounts(ctx context.Context, db *database) (demo.Cast, error) {
	people, err := identity.New(identity.Config{Keeper: db.Store, Box: db.box, Now: time.Now})
	if err != nil {
		return demo.Cast{}, err
	}
	cast := demo.Cast{Handlers: map[string]int64{}}
	by := identity.ByCommand("demo")
	for _, p := range demo.People() {
		account, err := settleAccount(ctx, people, by, p)
		if err != nil {
			return cast, fmt.Errorf("account %s: %w", p.Login, err)
		}
		if p.Department != "" {
			cast.Handlers[p.Department] = account.ID
		}
		switch p.Login {
		case demo.Dispatcher:
			cast.Dispatcher = account.ID
		case demo.GridMember:
			cast.Member = account.ID
		case demo.Arbiter:
			cast.Arbiter = account.ID
		}
	}
	return cast, nil
}

// settleAccount makes the account of p, unless an interrupted start has made it already.
func settleAccount(ctx context.Context, people *identity.Service, by identity.By, p demo.Person) (identity.Account, error) {
	there, err := people.FindAccounts(ctx, by, p.Login)
	if err != nil {
		return identity.Account{}, err
	}
	if i := slices.IndexFunc(there, func(a identity.Account) bool { return a.Login == p.Login }); i >= 0 {
		return there[i], nil
	}
	account, _, err := people.CreateAccount(ctx, by, identity.NewAccount{Login: p.Login, Name: p.Name, Department: p.Department, Password: demoPassword, Published: true})
	if err != nil {
		return account, err
	}
	return people.SetRoles(ctx, by, account.ID, []identity.RoleGrant{{Role: p.Role, Area: p.Area}})
}

// settleHistories works the town's cases to where they stand.
func (a *app) settleHistories(ctx context.Context, db *database, reports []casework.Imported, cast demo.Cast) error {
	book, err := db.Book(ctx)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return err
	}
	histories := make([]casework.History, 0, len(reports))
	for _, r := range reports {
		h, err := demo.Work(r, book.Rules, book.Routing, cast, zone)
		if err != nil {
			return err
		}
		if len(h.Events) > 0 {
			histories = append(histories, h)
		}
	}
	return db.SaveHistories(ctx, histories)
}

// demoAccounts says who may sign in to the town.
func demoAccounts() []string {
	notes := []string{fmt.Sprintf("Accounts, all with the password %s:", demoPassword)}
	for _, p := range demo.People() {
		where := p.Area
		if where == "" {
			where = "everywhere"
		}
		notes = append(notes, fmt.Sprintf("  %-12s %-15s %s", p.Login, p.Role, where))
	}
	return notes
}
