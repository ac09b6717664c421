package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

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

// BeginAttempt is of identity.SecretKeeper. The attempt is counted before it is judged: a hundred at the same moment are a hundred.
func (s *Store) BeginAttempt(ctx context.Context, login string, now time.Time, lock func(failed int) time.Duration) (identity.Credential, error) {
	var c credentialRow
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, s.sql["lock_credential"], login)
		if err != nil {
			return err
		}
		if c, err = pgx.CollectExactlyOneRow(rows, scanCredential); err != nil {
			return err
		}
		if c.Locked = c.LockedUntil.After(now); c.Locked {
			return nil
		}
		var until *time.Time
		if d := lock(c.failed + 1); d > 0 {
			until = timeOrNull(now.Add(d))
		}
		_, err = tx.Exec(ctx, s.sql["count_attempt"], c.AccountID, until)
		return err
	})
	return c.Credential, translate("begin attempt", err)
}

// EndAttempts is of identity.SecretKeeper.
func (s *Store) EndAttempts(ctx context.Context, account int64) error {
	_, err := s.pool.Exec(ctx, s.sql["end_attempts"], account)
	return translate("end attempts", err)
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

// SetPassword is of identity.SecretKeeper.
func (s *Store) SetPassword(ctx context.Context, account int64, hash string, mustChange bool, e audit.Entry) error {
	return s.audited(ctx, "set password", e, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, s.sql["set_password"], account, hash, mustChange)
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
