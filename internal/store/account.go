package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/identity"
)

func scanAccount(row pgx.CollectableRow) (a identity.Account, err error) {
	var roles, areas []string
	err = row.Scan(&a.ID, &a.Login, &a.Name, &a.Department, &a.DepartmentZH, &a.DepartmentEN, &a.MemberID, &a.Disabled, &a.LockedUntil, &a.TOTP, &a.MustChange, &a.CreatedAt,
		&roles, &areas)
	for i := range roles {
		a.Grants = append(a.Grants, identity.RoleGrant{Role: roles[i], Area: areas[i]})
	}
	return a, err
}

// FindAccounts is of identity.AccountKeeper.
func (s *Store) FindAccounts(ctx context.Context, q string, within identity.Scope, limit int) ([]identity.Account, error) {
	return collect(ctx, s, "find_accounts", scanAccount, 0, "", q, []string(within), limit)
}

// FindAccount is of identity.AccountKeeper.
func (s *Store) FindAccount(ctx context.Context, id int64, within identity.Scope) (identity.Account, error) {
	if id == 0 { // which means any, to the query
		return identity.Account{}, geo.Errorf(geo.NotFound, "", "there is no such account")
	}
	return s.oneAccount(ctx, id, "", within)
}

// AccountByLogin is of identity.AccountKeeper.
func (s *Store) AccountByLogin(ctx context.Context, login string) (identity.Account, error) {
	if login == "" {
		return identity.Account{}, geo.Errorf(geo.NotFound, "", "there is no such account")
	}
	return s.oneAccount(ctx, 0, login, identity.Everywhere())
}

func (s *Store) oneAccount(ctx context.Context, id int64, login string, within identity.Scope) (identity.Account, error) {
	found, err := collect(ctx, s, "find_accounts", scanAccount, id, login, "", []string(within), 1)
	if err == nil && len(found) == 0 {
		err = geo.Errorf(geo.NotFound, "", "there is no such account")
	}
	if err != nil {
		return identity.Account{}, err
	}
	return found[0], nil
}

// AddAccount is of identity.AccountKeeper.
func (s *Store) AddAccount(ctx context.Context, a identity.NewAccount, within identity.Scope, hash string, mustChange bool, e audit.Entry) (id int64, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, s.sql["add_account"], a.Login, a.Name, a.Department, hash, mustChange, []string(within)).Scan(&id); err != nil {
			if isDuplicate(err) {
				return geo.Errorf(geo.Conflict, "login", "is taken")
			}
			return unknownDepartment(err)
		}
		e.Object = fmt.Sprintf("account/%d", id)
		return s.audit(ctx, tx, e)
	})
	return id, translate("add account", err)
}

// unknownDepartment says a reference to a department that is not there as a fault of the field.
func unknownDepartment(err error) error {
	if isDangling(err) {
		return geo.Errorf(geo.Invalid, "department", "is not the code of a department")
	}
	return err
}

// isDangling reports whether err says that what is referred to is not there.
func isDangling(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23503"
}

// ChangeAccount is of identity.AccountKeeper.
func (s *Store) ChangeAccount(ctx context.Context, id int64, c identity.AccountChange, now time.Time, e audit.Entry) error {
	return s.audited(ctx, "change account", e, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, s.sql["change_account"], id, c.Name, c.Department, c.Disabled, now); err != nil {
			return unknownDepartment(err)
		}
		if c.Disabled == nil || !*c.Disabled {
			return nil
		}
		_, err := tx.Exec(ctx, s.sql["end_sessions"], id, uuid.Nil, uuid.Nil, now)
		return err
	})
}

// SetRoles is of identity.AccountKeeper. When the site separates its administrators, nobody may come to hold two of separate.
func (s *Store) SetRoles(ctx context.Context, id int64, grants []identity.RoleGrant, separate []identity.Permission, e audit.Entry) error {
	roles, areas := make([]string, len(grants)), make([]string, len(grants))
	for i, g := range grants {
		roles[i], areas[i] = g.Role, g.Area
	}
	return s.audited(ctx, "set roles", e, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, s.sql["lock_account"], id); err != nil {
			return err
		}
		if err := s.checkSeparate(ctx, tx, roles, separate); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, s.sql["clear_roles"], id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, s.sql["add_roles"], id, roles, areas)
		if isDangling(err) {
			return geo.Errorf(geo.Invalid, "roles", "one of them is not the code of a role; GET /api/v1/roles lists them")
		}
		return err
	})
}

func (s *Store) checkSeparate(ctx context.Context, tx pgx.Tx, roles []string, separate []identity.Permission) error {
	var on bool
	if err := tx.QueryRow(ctx, s.sql["separate_admins"]).Scan(&on); errors.Is(err, pgx.ErrNoRows) || err == nil && !on {
		return nil
	} else if err != nil {
		return err
	}
	var held []string
	if err := tx.QueryRow(ctx, s.sql["permissions_of"], roles, separate).Scan(&held); err != nil {
		return err
	}
	if len(held) > 1 {
		return geo.Errorf(geo.Conflict, "roles", "this site separates its administrators: nobody may hold more than one of %v", separate)
	}
	return nil
}

// Unlock is of identity.AccountKeeper.
func (s *Store) Unlock(ctx context.Context, id int64, e audit.Entry) error {
	return s.audited(ctx, "unlock", e, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, s.sql["unlock_account"], id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, s.sql["unlock_networks"], id)
		return err
	})
}

// EndEverything is of identity.AccountKeeper.
func (s *Store) EndEverything(ctx context.Context, id int64, except uuid.UUID, now time.Time, e audit.Entry) error {
	return s.audited(ctx, "end everything", e, func(tx pgx.Tx) error {
		return s.endEverything(ctx, tx, id, except, now)
	})
}

func (s *Store) endEverything(ctx context.Context, tx pgx.Tx, id int64, except uuid.UUID, now time.Time) error {
	if _, err := tx.Exec(ctx, s.sql["end_sessions"], id, uuid.Nil, except, now); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, s.sql["revoke_tokens"], id, now)
	return err
}

// Roles is of identity.AccountKeeper.
func (s *Store) Roles(ctx context.Context) ([]identity.Role, error) {
	return collect(ctx, s, "roles", pgx.RowToStructByPos[identity.Role])
}

// AccountBySubject is of identity.AccountKeeper.
func (s *Store) AccountBySubject(ctx context.Context, issuer, subject string) (identity.Account, error) {
	ids, err := collect(ctx, s, "account_by_subject", pgx.RowTo[int64], issuer, subject)
	if err != nil || len(ids) == 0 {
		return identity.Account{}, errors.Join(err, notLinked)
	}
	a, err := s.FindAccount(ctx, ids[0], identity.Everywhere())
	if err == nil && a.Disabled {
		err = notLinked
	}
	return a, err
}

var notLinked = geo.Errorf(geo.NotFound, "", "no account is linked with this person")

// LinkSubject is of identity.AccountKeeper.
func (s *Store) LinkSubject(ctx context.Context, account int64, issuer, subject string, e audit.Entry) error {
	return s.audited(ctx, "link", e, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, s.sql["link_subject"], issuer, subject, account)
		if isDuplicate(err) {
			return geo.Errorf(geo.Conflict, "subject", "is linked with an account already")
		}
		return err
	})
}

// Tokens is of identity.TokenKeeper.
func (s *Store) Tokens(ctx context.Context, account int64, now time.Time) ([]identity.Token, error) {
	return collect(ctx, s, "tokens", func(row pgx.CollectableRow) (t identity.Token, err error) {
		var ends, used *time.Time
		err = row.Scan(&t.ID, &t.Title, &t.Permissions, &t.CreatedAt, &ends, &used)
		if ends != nil {
			t.EndsAt = *ends
		}
		if used != nil {
			t.UsedAt = *used
		}
		return t, err
	}, account, now)
}

// AddToken is of identity.TokenKeeper.
func (s *Store) AddToken(ctx context.Context, t identity.NewToken, e audit.Entry) error {
	return s.audited(ctx, "add token", e, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, s.sql["add_token"], t.ID, t.Digest, t.AccountID, t.Title, t.Permissions, t.CreatedAt, timeOrNull(t.EndsAt))
		return err
	})
}

// RevokeToken is of identity.TokenKeeper.
func (s *Store) RevokeToken(ctx context.Context, account int64, id uuid.UUID, now time.Time, e audit.Entry) error {
	return s.audited(ctx, "revoke token", e, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, s.sql["revoke_token"], account, id, now)
		if err == nil && tag.RowsAffected() == 0 {
			return geo.Errorf(geo.NotFound, "id", "there is no such token")
		}
		return err
	})
}
