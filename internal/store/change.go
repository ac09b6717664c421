package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Cursor is a place in the order of changes: transaction id, then sequence.
type Cursor struct {
	XID uint64
	Seq int64
}

// Change says that something was written.
type Change struct {
	Cursor Cursor
	Kind   string // "case", "edition", "members", "base" or "setting"
	Key    string // the id of the case or edition, or the net's code
}

// Horizon returns the cursor before which every change is visible to whoever reads next. What is read after it and
// before the changes beyond it may be seen twice, never missed.
func (s *Store) Horizon(ctx context.Context) (Cursor, error) {
	var xid int64
	err := s.pool.QueryRow(ctx, s.sql["change_horizon"]).Scan(&xid)
	return Cursor{XID: uint64(xid)}, translate("horizon", err)
}

// ChangesSince returns up to limit changes after cursor, in order. Changes of transactions that may still be overtaken
// are held back; pending says that there are such.
func (s *Store) ChangesSince(ctx context.Context, after Cursor, limit int) (changes []Change, pending bool, err error) {
	changes, err = collect(ctx, s, "changes_since", func(row pgx.CollectableRow) (c Change, err error) {
		var xid int64
		err = row.Scan(&xid, &c.Cursor.Seq, &c.Kind, &c.Key)
		c.Cursor.XID = uint64(xid)
		return c, err
	}, fmt.Sprint(after.XID), after.Seq, limit)
	if err != nil {
		return nil, false, err
	}
	err = s.pool.QueryRow(ctx, s.sql["change_pending"]).Scan(&pending)
	return changes, pending, translate("changes", err)
}

// HasChange reports whether the change at c is still kept, so that reading on after it misses nothing.
func (s *Store) HasChange(ctx context.Context, c Cursor) (bool, error) {
	var there bool
	err := s.pool.QueryRow(ctx, s.sql["change_exists"], fmt.Sprint(c.XID), c.Seq).Scan(&there)
	return there, translate("has change", err)
}

// StreamKey returns the 16 bytes with which cursors are hidden from who resumes with them. The first process on a database
// makes them, and every other has the same; they are not among the Settings.
func (s *Store) StreamKey(ctx context.Context) ([]byte, error) {
	var fresh [16]byte
	_, _ = rand.Read(fresh[:]) // never fails
	if _, err := s.pool.Exec(ctx, s.sql["make_stream_key"], hex.EncodeToString(fresh[:])); err != nil {
		return nil, translate("make stream key", err)
	}
	var text string
	if err := s.pool.QueryRow(ctx, s.sql["stream_key"]).Scan(&text); err != nil {
		return nil, translate("stream key", err)
	}
	key, err := hex.DecodeString(text)
	return key, translate("stream key", err)
}

// Untouched returns those of the cases with these ids to which nothing has happened since they were opened.
func (s *Store) Untouched(ctx context.Context, ids []uuid.UUID) ([]uuid.UUID, error) {
	return collect(ctx, s, "cases_untouched", pgx.RowTo[uuid.UUID], ids)
}

// PruneChanges forgets changes older than a week: a client that was away for longer loads everything anew.
func (s *Store) PruneChanges(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, s.sql["prune_changes"])
	return translate("prune changes", err)
}

// Listen calls wake after every commit that wrote changes, until ctx ends or the connection is lost. It holds one
// connection of the pool.
func (s *Store) Listen(ctx context.Context, wake func()) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return translate("listen", err)
	}
	// A connection that listens must not go back to others.
	raw := conn.Hijack()
	defer raw.Close(context.WithoutCancel(ctx))
	if _, err := raw.Exec(ctx, "listen wangge_change"); err != nil {
		return translate("listen", err)
	}
	wake() // whatever came before the LISTEN took hold
	for {
		if _, err := raw.WaitForNotification(ctx); err != nil {
			return translate("listen", err)
		}
		wake()
	}
}
