package store

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/notice"
)

// Notices returns the newest notices of an account about cases within scope, and how many of all it has not seen.
func (s *Store) Notices(ctx context.Context, account int64, scope identity.CaseScope, limit int) (told []notice.Told, unseen int, err error) {
	values := scoped(scope, args{"account": account, "limit": limit})
	if err := s.pool.QueryRow(ctx, s.sql["count_unseen"], values).Scan(&unseen); err != nil {
		return nil, 0, translate("count unseen", err)
	}
	told, err = named(ctx, s.pool, s, "list_notices", values, func(row pgx.CollectableRow) (t notice.Told, err error) {
		err = row.Scan(&t.ID, &t.At, &t.Kind, &t.CaseID, &t.Seen, &t.Number, &t.Category.ZH, &t.Category.EN, &t.Sensitive)
		t.Number = casework.Masked(t.Number)
		return t, err
	})
	return told, unseen, err
}

// SeeNotices notes that an account has seen its notices up to one.
func (s *Store) SeeNotices(ctx context.Context, account, upTo int64, at time.Time) error {
	_, err := s.pool.Exec(ctx, s.sql["see_notices"], account, upTo, at)
	return translate("see notices", err)
}

// TakeLetter reports whether the letter of a notice may be sent at a moment to the address with this hash: while it has had fewer than
// most, or when it is one of those. It counts from then on.
func (s *Store) TakeLetter(ctx context.Context, address []byte, noticeID int64, at time.Time, most int) (may bool, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, s.sql["lock_letters"], address); err != nil {
			return err
		}
		return tx.QueryRow(ctx, s.sql["take_letter"], address, noticeID, at, most).Scan(&may)
	})
	return may, translate("take letter", err)
}

// PruneLetters forgets letters from before then.
func (s *Store) PruneLetters(ctx context.Context, then time.Time) error {
	_, err := s.pool.Exec(ctx, s.sql["prune_letters"], then)
	return translate("prune letters", err)
}

// PruneNotices forgets notices and attempts from before then.
func (s *Store) PruneNotices(ctx context.Context, then time.Time) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		for _, name := range []string{"prune_attempts", "prune_notices"} {
			if _, err := tx.Exec(ctx, s.sql[name], then); err != nil {
				return err
			}
		}
		return nil
	})
	return translate("prune notices", err)
}

// Hooks returns every hook of an area within scope, in the order in which they were made.
func (s *Store) Hooks(ctx context.Context, scope identity.Scope) ([]notice.Hook, error) {
	return s.hooks(ctx, scope, 0)
}

// hooks returns those within scope, only the one with this id unless it is 0.
func (s *Store) hooks(ctx context.Context, scope identity.Scope, id int64) ([]notice.Hook, error) {
	return collect(ctx, s, "list_hooks", func(row pgx.CollectableRow) (h notice.Hook, err error) {
		err = row.Scan(&h.ID, &h.Kind, &h.Title, &h.URL, &h.Secret, &h.Events, &h.Area, &h.CreatedAt, &h.Disabled)
		return h, err
	}, []string(scope), idOrNull(id))
}

// Hook returns the hook with this id. It is a NotFound error when there is none within scope.
func (s *Store) Hook(ctx context.Context, scope identity.Scope, id int64) (notice.Hook, error) {
	found, err := s.hooks(ctx, scope, id)
	if err == nil && len(found) == 0 {
		err = geo.Errorf(geo.NotFound, "", "there is no such hook")
	}
	if err != nil {
		return notice.Hook{}, err
	}
	return found[0], nil
}

// AddHook keeps h, which by made, under a new id, with what seal makes of it; nil: it has no secret.
func (s *Store) AddHook(ctx context.Context, by identity.Principal, at time.Time, h notice.Hook, seal func(id int64) []byte) (notice.Hook, error) {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, s.sql["next_hook"]).Scan(&h.ID); err != nil {
			return err
		}
		if seal != nil {
			h.Secret = seal(h.ID)
		}
		if err := tx.QueryRow(ctx, s.sql["save_hook"], h.ID, h.Kind, h.Title, h.URL, h.Secret, events(h), h.Area).Scan(&h.CreatedAt); err != nil {
			return err
		}
		return s.audit(ctx, tx, byPrincipal(by, at, "hook.add", hookObject(h.ID), hookDetail(h)))
	})
	return h, translate("add hook", err)
}

func hookObject(id int64) string { return fmt.Sprintf("hook/%d", id) }

// hookDetail is what the audit trail keeps of h: of its address the host alone, since the rest may hold a key.
func hookDetail(h notice.Hook) map[string]any {
	host := ""
	if u, err := url.Parse(h.URL); err == nil {
		host = u.Host
	}
	return map[string]any{"kind": string(h.Kind), "title": h.Title, "host": host, "events": events(h), "area": h.Area, "disabled": h.Disabled}
}

func events(h notice.Hook) []string {
	out := []string{} // never null
	for _, e := range h.Events {
		out = append(out, string(e))
	}
	return out
}

// ChangeHook keeps everything of h but its kind. It is a NotFound error when there is none with its id that is within scope.
func (s *Store) ChangeHook(ctx context.Context, by identity.Principal, at time.Time, scope identity.Scope, h notice.Hook) error {
	return s.audited(ctx, "change hook", byPrincipal(by, at, "hook.change", hookObject(h.ID), hookDetail(h)), func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, s.sql["change_hook"], h.ID, h.Title, h.URL, h.Secret, events(h), h.Area, h.Disabled, []string(scope))
		if err == nil && tag.RowsAffected() == 0 {
			err = pgx.ErrNoRows
		}
		return err
	})
}

// DeleteHook deletes a hook within scope and the log of its attempts. What waits to be sent to it is told to nobody.
func (s *Store) DeleteHook(ctx context.Context, by identity.Principal, at time.Time, scope identity.Scope, id int64) error {
	return s.audited(ctx, "delete hook", byPrincipal(by, at, "hook.delete", hookObject(id), map[string]any{}), func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, s.sql["forget_attempts"], id); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, s.sql["delete_hook"], id, []string(scope))
		if err == nil && tag.RowsAffected() == 0 {
			err = pgx.ErrNoRows
		}
		return err
	})
}

// Attempts returns the last attempts to reach a hook within scope.
func (s *Store) Attempts(ctx context.Context, scope identity.Scope, hook int64, limit int) ([]notice.Attempt, error) {
	if _, err := s.Hook(ctx, scope, hook); err != nil {
		return nil, err
	}
	return collect(ctx, s, "list_attempts", pgx.RowToStructByPos[notice.Attempt], hook, limit)
}
