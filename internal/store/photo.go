package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/photo"
)

// PhotoOwner finds what a photo is sent to: the report with this tracking number, or, when that is empty, the case with this id
// within scope.
func (s *Store) PhotoOwner(ctx context.Context, tracking string, caseID uuid.UUID, scope identity.CaseScope) (photo.Owner, error) {
	name, values := "photo_owner_report", args{"tracking": tracking}
	if tracking == "" {
		name, values = "photo_owner_case", scoped(scope, args{"case": caseID})
	}
	owners, err := named(ctx, s.pool, s, name, values, func(row pgx.CollectableRow) (o photo.Owner, err error) {
		var report *uuid.UUID
		err = row.Scan(&o.District, &o.CaseID, &report, &o.ReceivedAt)
		if report != nil {
			o.ReportID = *report
		}
		return o, err
	})
	if err == nil && len(owners) == 0 {
		err = translate(name, pgx.ErrNoRows)
	}
	if err != nil {
		return photo.Owner{}, err
	}
	return owners[0], nil
}

// PlaceForPhoto returns what is kept under p's id, and known is true then. Else it is a Conflict when p's owner has most photos already.
func (s *Store) PlaceForPhoto(ctx context.Context, p photo.Photo, most int) (kept photo.Photo, known bool, err error) {
	kept, known, err = s.placeForPhoto(ctx, s.pool, p, most)
	return kept, known, translate("place for photo", err)
}

func (s *Store) placeForPhoto(ctx context.Context, q querier, p photo.Photo, most int) (kept photo.Photo, known bool, err error) {
	if kept, err = findPhoto(ctx, q, s.sql["find_photo"], p.ID); err != pgx.ErrNoRows {
		return kept, err == nil, err
	}
	counts, err := q.Query(ctx, s.sql["count_photos"], p.CaseID, orNull(p.ReportID))
	if err != nil {
		return photo.Photo{}, false, err
	}
	n, err := pgx.CollectExactlyOneRow(counts, pgx.RowTo[int])
	if err == nil && n >= most {
		err = geo.Errorf(geo.Conflict, "", "there are %d photos already, and no more are taken", n)
	}
	return photo.Photo{}, false, err
}

// KeepPhoto notes p and orders the work on it in one transaction. When its id is known it returns what is kept. It is a Conflict
// when p's owner has most photos already.
func (s *Store) KeepPhoto(ctx context.Context, p photo.Photo, most int) (kept photo.Photo, fresh bool, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		owner := p.ReportID
		if owner == uuid.Nil {
			owner = p.CaseID
		}
		if _, err := tx.Exec(ctx, s.sql["lock_photos"], owner); err != nil {
			return err
		}
		var known bool
		if kept, known, err = s.placeForPhoto(ctx, tx, p, most); err != nil || known {
			return err
		}
		if _, err := tx.Exec(ctx, s.sql["save_photo"], p.District, p.ID, p.CaseID, orNull(p.ReportID), p.Kind, p.State, p.Digest, p.Bytes,
			idOrNull(p.AccountID), p.ReceivedAt); err != nil {
			return err
		}
		kept, fresh = p, true
		queue := queuePhotos
		if p.Large {
			queue = queueLargePhotos
		}
		_, err = s.jobs.InsertTx(ctx, tx, photo.Job{ID: p.ID}, jobOptions(queue))
		return err
	})
	return kept, fresh, translate("keep photo", err)
}

// FindPhoto returns the photo with this id.
func (s *Store) FindPhoto(ctx context.Context, id uuid.UUID) (photo.Photo, error) {
	p, err := findPhoto(ctx, s.pool, s.sql["find_photo"], id)
	return p, translate("find photo", err)
}

func findPhoto(ctx context.Context, q querier, sql string, id uuid.UUID) (photo.Photo, error) {
	rows, err := q.Query(ctx, sql, id)
	if err != nil {
		return photo.Photo{}, err
	}
	return pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (p photo.Photo, err error) {
		err = scanPhotoInto(row, &p)
		return p, err
	})
}

// scanPhotoInto reads the columns of find_photo, and more behind them.
func scanPhotoInto(row pgx.CollectableRow, p *photo.Photo, more ...any) error {
	var report *uuid.UUID
	var takenAt, clearedAt *time.Time
	var account *int64
	into := []any{&p.ID, &p.District, &p.CaseID, &report, &p.Kind, &p.State, &p.Digest, &p.Bytes, &p.Width, &p.Height, &takenAt, &p.DistanceM, &clearedAt, &account, &p.ReceivedAt}
	if err := row.Scan(append(into, more...)...); err != nil {
		return err
	}
	p.ReportID, p.TakenAt, p.ClearedAt, p.AccountID = valueOf(report), valueOf(takenAt), valueOf(clearedAt), valueOf(account)
	return nil
}

// valueOf returns what p points to; the zero value when that is nothing.
func valueOf[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func orNull(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// SeePhoto returns a photo that is ready and that v may see; public says whether everybody may.
func (s *Store) SeePhoto(ctx context.Context, id uuid.UUID, v photo.Viewer) (p photo.Photo, public bool, err error) {
	values := scoped(v.Scope, args{"id": id, "tracking": v.Tracking})
	found, err := named(ctx, s.pool, s, "see_photo", values, func(row pgx.CollectableRow) (p photo.Photo, err error) {
		err = scanPhotoInto(row, &p, &public)
		return p, err
	})
	if err == nil && len(found) == 0 {
		err = translate("see photo", pgx.ErrNoRows)
	}
	if err != nil {
		return photo.Photo{}, false, err
	}
	return found[0], public, nil
}

// FinishPhoto notes what has become of a photo that was waiting. at is the place in it, nil when not known.
func (s *Store) FinishPhoto(ctx context.Context, p photo.Photo, at *geo.Point) error {
	var lon, lat *float64
	if at != nil {
		x, y := at.Degrees()
		lon, lat = &x, &y
	}
	_, err := s.pool.Exec(ctx, s.sql["finish_photo"], p.ID, p.State, p.Width, p.Height, timeOrNull(p.TakenAt), lon, lat)
	return translate("finish photo", err)
}

// ClearPhoto says since when the public may see a photo of a case within scope; a zero at takes that back. Of a sensitive matter, whose
// reporters then see it, that is audited.
func (s *Store) ClearPhoto(ctx context.Context, id uuid.UUID, scope identity.CaseScope, account int64, at time.Time) (photo.Photo, error) {
	values := scoped(scope, args{"id": id, "at": timeOrNull(at), "account": account})
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, s.sql["clear_photo"], values)
		if err == nil && tag.RowsAffected() == 0 {
			err = pgx.ErrNoRows
		}
		if err != nil {
			return err
		}
		var sensitive bool
		var caseID uuid.UUID
		var login string
		if err := tx.QueryRow(ctx, s.sql["cleared_photo"], id, account).Scan(&sensitive, &caseID, &login); err != nil || !sensitive {
			return err
		}
		now := at
		if now.IsZero() {
			now = time.Now()
		}
		return s.audit(ctx, tx, audit.Entry{
			At: now, Account: account, Who: login, Action: "photo.clear", Object: "photo/" + id.String(), Detail: map[string]any{"case": caseID.String(), "on": !at.IsZero()},
		})
	})
	if err != nil {
		return photo.Photo{}, translate("clear photo", err)
	}
	return s.FindPhoto(ctx, id)
}

// PhotoStates returns the states of those of ids that are known.
func (s *Store) PhotoStates(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]photo.State, error) {
	type row struct {
		ID    uuid.UUID
		State photo.State
	}
	rows, err := collect(ctx, s, "photo_states", pgx.RowToStructByPos[row], ids)
	states := map[uuid.UUID]photo.State{}
	for _, r := range rows {
		states[r.ID] = r.State
	}
	return states, err
}
