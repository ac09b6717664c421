package store

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/identity"
)

type credentialRow struct {
	identity.Credential
	failed int
}

func scanCredential(row pgx.CollectableRow) (c credentialRow, err error) {
	var until *time.Time
	err = row.Scan(&c.AccountID, &c.Login, &c.Hash, &c.TOTP, &c.TOTPPending, &until, &c.failed)
	if until != nil {
		c.LockedUntil = *until
	}
	return c, err
}

// keepNetworks is how long a network from which somebody has signed in is known.
const keepNetworks = 90 * 24 * time.Hour

// BeginAttempt is of identity.SecretKeeper. The attempt is counted before it is judged: a hundred at the same moment are a hundred.
func (s *Store) BeginAttempt(ctx context.Context, login, network string, now time.Time, lock func(failed int) time.Duration) (identity.Credential, error) {
	var c credentialRow
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, s.sql["lock_credential"], login)
		if err != nil {
			return err
		}
		if c, err = pgx.CollectExactlyOneRow(rows, scanCredential); err != nil {
			return err
		}
		known, err := s.knownNetwork(ctx, tx, &c, network, now)
		if err != nil {
			return err
		}
		if c.Locked = c.LockedUntil.After(now); c.Locked {
			return nil
		}
		var until *time.Time
		if d := lock(c.failed + 1); d > 0 {
			c.LocksUntil = now.Add(d)
			until = timeOrNull(c.LocksUntil)
		}
		if known {
			_, err = tx.Exec(ctx, s.sql["count_network_attempt"], c.AccountID, network, until)
		} else {
			_, err = tx.Exec(ctx, s.sql["count_attempt"], c.AccountID, until)
		}
		return err
	})
	return c.Credential, translate("begin attempt", err)
}

// knownNetwork reports whether wrong attempts from network are counted apart, as those in a session always are, and sets what was counted there.
func (s *Store) knownNetwork(ctx context.Context, tx pgx.Tx, c *credentialRow, network string, now time.Time) (bool, error) {
	var until *time.Time
	failed := 0
	err := tx.QueryRow(ctx, s.sql["network_attempts"], c.AccountID, network, now.Add(-keepNetworks)).Scan(&until, &failed)
	switch {
	case errors.Is(err, pgx.ErrNoRows) && network != "":
		return false, nil
	case err != nil && !errors.Is(err, pgx.ErrNoRows):
		return false, err
	}
	c.failed, c.LockedUntil = failed, zeroIfNull(until)
	return true, nil
}

// EndAttempts is of identity.SecretKeeper. What strangers have tried stays counted when somebody comes from a network that is known: they
// come every day, and would give a guesser a few more attempts each time.
func (s *Store) EndAttempts(ctx context.Context, account int64, network string, now time.Time) error {
	return translate("end attempts", pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var c credentialRow
		if _, err := tx.Exec(ctx, s.sql["lock_account"], account); err != nil {
			return err
		}
		c.AccountID = account
		known, err := s.knownNetwork(ctx, tx, &c, network, now)
		if err != nil {
			return err
		}
		if !known {
			if _, err := tx.Exec(ctx, s.sql["end_attempts"], account); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, s.sql["prove_network"], account, network, now)
		return err
	}))
}

// NoteRefusal is of identity.SecretKeeper.
func (s *Store) NoteRefusal(ctx context.Context, account int64, every time.Duration, e audit.Entry) error {
	return translate("note refusal", pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var told pgtype.Timestamptz // it begins at minus infinity
		times := 0
		if err := tx.QueryRow(ctx, s.sql["count_refusal"], idOrNull(account), e.Action).Scan(&told, &times); err != nil {
			return err
		}
		if told.InfinityModifier == pgtype.Finite && e.At.Sub(told.Time) < every {
			return nil
		}
		if _, err := tx.Exec(ctx, s.sql["refusals_told"], idOrNull(account), e.Action, e.At); err != nil {
			return err
		}
		e.Detail = maps.Clone(e.Detail)
		e.Detail["times"] = times
		return s.audit(ctx, tx, e)
	}))
}

// FindCredential is of identity.SecretKeeper.
func (s *Store) FindCredential(ctx context.Context, account int64) (identity.Credential, error) {
	rows, err := collect(ctx, s, "find_credential", scanCredential, account)
	if err == nil && len(rows) != 1 {
		err = geo.Errorf(geo.NotFound, "", "there is no such account")
	}
	if err != nil {
		return identity.Credential{}, err
	}
	return rows[0].Credential, nil
}

// UseTOTPStep is of identity.SecretKeeper.
func (s *Store) UseTOTPStep(ctx context.Context, account, step int64) (bool, error) {
	tag, err := s.pool.Exec(ctx, s.sql["use_totp_step"], account, step)
	return tag.RowsAffected() == 1, translate("use code", err)
}

// ReplacePassword is of identity.SecretKeeper.
func (s *Store) ReplacePassword(ctx context.Context, account int64, hash string, reset bool, except uuid.UUID, now time.Time, e audit.Entry) error {
	return s.audited(ctx, "replace password", e, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, s.sql["set_password"], account, hash, reset); err != nil {
			return err
		}
		if err := s.endEverything(ctx, tx, account, except, now); err != nil || !reset {
			return err
		}
		if _, err := tx.Exec(ctx, s.sql["set_totp"], account, nil, nil); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, s.sql["forget_networks"], account) // whoever knew the old one may have come from anywhere
		return err
	})
}

// SetTOTP is of identity.SecretKeeper.
func (s *Store) SetTOTP(ctx context.Context, account int64, active, pending []byte, e audit.Entry) error {
	return s.audited(ctx, "set second factor", e, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, s.sql["set_totp"], account, active, pending)
		return err
	})
}
