package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// clerkLock is held by the one process whose clerk works.
const clerkLock = 4707215

// Alone runs fn if no other process runs it at this moment, and reports whether it did. It holds a connection of the pool
// meanwhile; if that is lost, another process may begin, so what fn does must do no harm when done twice.
func (s *Store) Alone(ctx context.Context, fn func(context.Context) error) (ran bool, err error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return false, translate("lead", err)
	}
	defer conn.Release()
	if err := conn.QueryRow(ctx, s.sql["lead"], args{"lock": clerkLock}).Scan(&ran); err != nil || !ran {
		return false, translate("lead", err)
	}
	err = fn(ctx)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
	defer cancel()
	if _, unlockErr := conn.Exec(ending, s.sql["stop_leading"], args{"lock": clerkLock}); unlockErr != nil {
		_ = conn.Conn().Close(ending) // the lock goes with it
	}
	return true, err
}

// WaitingEmergencies returns up to limit emergencies behind after, opened after since, that nobody has yet.
func (s *Store) WaitingEmergencies(ctx context.Context, since time.Time, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	return named(ctx, s.pool, s, "waiting_emergencies", args{"since": since, "after": after, "limit": limit}, pgx.RowTo[uuid.UUID])
}

// OverdueCases returns up to limit open cases behind after that a clock has run out for at now and that are below level most.
func (s *Store) OverdueCases(ctx context.Context, now time.Time, most int, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	return named(ctx, s.pool, s, "overdue_cases", args{"now": now, "most": most, "after": after, "limit": limit}, pgx.RowTo[uuid.UUID])
}

// DeferredCases returns up to limit deferred cases behind after whose date has come at now.
func (s *Store) DeferredCases(ctx context.Context, now time.Time, after uuid.UUID, limit int) ([]uuid.UUID, error) {
	return named(ctx, s.pool, s, "deferred_cases", args{"now": now, "after": after, "limit": limit}, pgx.RowTo[uuid.UUID])
}
