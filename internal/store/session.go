package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/identity"
)

// The store keeps what package identity asks for.
var _ identity.Keeper = (*Store)(nil)

// principalRow is one role of who holds a session or a token.
type principalRow struct {
	id          uuid.UUID
	seen        time.Time
	who         identity.Principal
	limited     []identity.Permission
	role        string
	permissions []identity.Permission
	area        string
}

func scanPrincipal(row pgx.CollectableRow) (r principalRow, err error) {
	err = row.Scan(&r.id, &r.seen, &r.who.AccountID, &r.who.Login, &r.who.Name, &r.who.Department, &r.who.MemberID, &r.who.MustChange, &r.limited,
		&r.role, &r.permissions, &r.area)
	return r, err
}

// principal returns who holds what query finds, with the id of the session or token and when it was last used.
func (s *Store) principal(ctx context.Context, query string, args ...any) (p identity.Principal, id uuid.UUID, seen time.Time, limited []identity.Permission, err error) {
	rows, err := collect(ctx, s, query, scanPrincipal, args...)
	if err != nil {
		return p, id, seen, nil, err
	}
	if len(rows) == 0 {
		return p, id, seen, nil, geo.Errorf(geo.NotFound, "", "nobody holds this")
	}
	p = rows[0].who
	for _, r := range rows {
		if r.role != "" {
			p.Grants = append(p.Grants, identity.Grant{Role: r.role, Permissions: r.permissions, Area: r.area})
		}
	}
	return p, rows[0].id, rows[0].seen, rows[0].limited, nil
}

// FindSession is of identity.SessionKeeper.
func (s *Store) FindSession(ctx context.Context, digest []byte, now, seenAfter time.Time) (identity.Principal, time.Time, error) {
	p, id, seen, _, err := s.principal(ctx, "find_session", digest, now, seenAfter)
	p.Session = id
	return p, seen, err
}

// FindToken is of identity.TokenKeeper. That a token was used is kept to the minute.
func (s *Store) FindToken(ctx context.Context, digest []byte, now time.Time) (identity.Principal, error) {
	p, id, used, limited, err := s.principal(ctx, "find_token", digest, now)
	if err != nil {
		return p, err
	}
	p.Token, p.Limited = id, append([]identity.Permission{}, limited...) // never nil: that would be no limit
	if now.Sub(used) > time.Minute {
		_, err = s.pool.Exec(ctx, s.sql["touch_token"], id, now)
	}
	return p, translate("touch token", err)
}

// TouchSession is of identity.SessionKeeper.
func (s *Store) TouchSession(ctx context.Context, id uuid.UUID, now time.Time) error {
	_, err := s.pool.Exec(ctx, s.sql["touch_session"], id, now)
	return translate("touch session", err)
}

// OpenSession is of identity.SessionKeeper.
func (s *Store) OpenSession(ctx context.Context, n identity.NewSession, e audit.Entry) error {
	return s.audited(ctx, "open session", e, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, s.sql["open_session"], n.ID, n.Digest, n.AccountID, n.CreatedAt, n.EndsAt, n.Agent, n.Address)
		return err
	})
}

// Sessions is of identity.SessionKeeper.
func (s *Store) Sessions(ctx context.Context, account int64, now, seenAfter time.Time) ([]identity.Session, error) {
	return collect(ctx, s, "sessions", pgx.RowToStructByPos[identity.Session], account, now, seenAfter)
}

// EndSessions is of identity.SessionKeeper.
func (s *Store) EndSessions(ctx context.Context, account int64, only, except uuid.UUID, now time.Time) (int64, error) {
	tag, err := s.pool.Exec(ctx, s.sql["end_sessions"], account, only, except, now)
	return tag.RowsAffected(), translate("end sessions", err)
}

// PruneSessions forgets sessions that ended before a moment, and networks that nobody has come from for long.
func (s *Store) PruneSessions(ctx context.Context, before time.Time) error {
	_, err := s.pool.Exec(ctx, s.sql["prune_sessions"], before)
	if err == nil {
		_, err = s.pool.Exec(ctx, s.sql["prune_networks"], before.Add(-keepNetworks))
	}
	return translate("prune sessions", err)
}

// audited runs fn and audits e in one transaction. An entry without an action is not audited.
func (s *Store) audited(ctx context.Context, op string, e audit.Entry, fn func(tx pgx.Tx) error) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := fn(tx); err != nil || e.Action == "" {
			return err
		}
		return s.audit(ctx, tx, e)
	})
	return translate(op, err)
}
