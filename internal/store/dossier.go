package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/office"
)

// args are the values of a statement by their names. What a statement does not name is left out.
type args = pgx.NamedArgs

// scoped adds scope to the values of a statement.
func scoped(scope identity.CaseScope, more args) args {
	all := args{"areas": []string(scope.Areas), "own": []string(scope.Own), "scope_department": scope.Department}
	for name, value := range more {
		all[name] = value
	}
	return all
}

// named runs the named statement and scans every row with scan.
func named[T any](ctx context.Context, on querier, s *Store, name string, values args, scan func(pgx.CollectableRow) (T, error)) ([]T, error) {
	rows, err := on.Query(ctx, s.sql[name], values)
	if err != nil {
		return nil, translate(name, err)
	}
	out, err := pgx.CollectRows(rows, scan)
	return out, translate(name, err)
}

// rows returns the cases with these ids, in their order. Those that are not there are left out.
func (s *Store) rows(ctx context.Context, on querier, ids []uuid.UUID) ([]office.Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return named(ctx, on, s, "case_rows", args{"ids": ids}, scanRow)
}

func scanRow(row pgx.CollectableRow) (r office.Row, err error) {
	var lon, lat float64
	var closedAt, dispatchedAt, makeSafeDue, resolveDue, madeSafeAt, resolvedAt, pausedAt, contestUntil, soonAt, deferredUntil *time.Time
	var duplicateOf *uuid.UUID
	d := &r.Dossier
	at := &d.Placement
	err = row.Scan(&d.ID, &d.District, &d.Area, &d.Version, &d.Category.Code, &d.State, &d.Severity, &lon, &lat,
		&at.Net, &at.EditionID, &at.Edition, &at.CellID, &at.Cell, &at.CellName, &at.Status, &at.BorderM,
		&d.OpenedAt, &d.UpdatedAt, &closedAt, &d.Department, &d.Assignee, &dispatchedAt, &makeSafeDue, &resolveDue,
		&madeSafeAt, &resolvedAt, &d.ResolvedBy, &pausedAt, &contestUntil, &d.Hops, &d.Reworks, &d.Extensions, &d.Level, &duplicateOf,
		&soonAt, &deferredUntil, &d.Resolvers,
		&r.Number, &r.Words, &r.Reports, &r.Photos, &r.Title.ZH, &r.Title.EN, &r.AssigneeName)
	if err != nil {
		return r, err
	}
	r.Number = casework.Masked(r.Number)
	if d.At, err = geo.PointAt(lon, lat); err != nil {
		return r, err
	}
	at.District = d.District
	d.ClosedAt, d.DispatchedAt, d.MakeSafeDue, d.ResolveDue = zeroIfNull(closedAt), zeroIfNull(dispatchedAt), zeroIfNull(makeSafeDue), zeroIfNull(resolveDue)
	d.MadeSafeAt, d.ResolvedAt, d.PausedAt, d.ContestUntil = zeroIfNull(madeSafeAt), zeroIfNull(resolvedAt), zeroIfNull(pausedAt), zeroIfNull(contestUntil)
	d.SoonAt, d.DeferredUntil = zeroIfNull(soonAt), zeroIfNull(deferredUntil)
	if duplicateOf != nil {
		d.DuplicateOf = *duplicateOf
	}
	return r, nil
}

func zeroIfNull(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func uuidOrNull(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// dossier reads the case with id and its tasks, as on sees them.
func (s *Store) dossier(ctx context.Context, on querier, id uuid.UUID) (casework.Dossier, error) {
	rows, err := s.rows(ctx, on, []uuid.UUID{id})
	if err != nil {
		return casework.Dossier{}, err
	}
	if len(rows) == 0 {
		return casework.Dossier{}, noCase()
	}
	tasks, err := s.tasks(ctx, on, id)
	d := rows[0].Dossier
	for _, t := range tasks {
		d.Tasks = append(d.Tasks, t.Task)
	}
	return d, err
}

// noCase is answered for a case that is not there and for one outside of the scope: nobody can tell which.
func noCase() error {
	return geo.Errorf(geo.NotFound, "id", "there is no case with this id among those you may see")
}

func (s *Store) tasks(ctx context.Context, on querier, id uuid.UUID) ([]office.Task, error) {
	return named(ctx, on, s, "case_tasks", args{"id": id}, func(row pgx.CollectableRow) (t office.Task, err error) {
		var due, endedAt *time.Time
		err = row.Scan(&t.ID, &t.Department, &t.Task.Title, &t.State, &t.Note, &due, &t.CreatedAt, &t.CreatedBy, &endedAt, &t.EndedBy, &t.Title.ZH, &t.Title.EN)
		t.Due, t.EndedAt = zeroIfNull(due), zeroIfNull(endedAt)
		return t, err
	})
}

// saveDossier queues what keeps d and the tasks of it that differ from those before.
func (s *Store) saveDossier(b *pgx.Batch, d, before casework.Dossier) {
	b.Queue(s.sql["save_case"], args{
		"id": d.ID, "district": d.District, "category": d.Category.Code, "state": string(d.State), "severity": int16(d.Severity), "version": d.Version,
		"department": d.Department, "assignee": idOrNull(d.Assignee), "updated_at": d.UpdatedAt, "closed_at": timeOrNull(d.ClosedAt),
		"dispatched_at": timeOrNull(d.DispatchedAt), "make_safe_due": timeOrNull(d.MakeSafeDue), "resolve_due": timeOrNull(d.ResolveDue),
		"made_safe_at": timeOrNull(d.MadeSafeAt), "resolved_at": timeOrNull(d.ResolvedAt), "resolved_by": idOrNull(d.ResolvedBy),
		"paused_at": timeOrNull(d.PausedAt), "contest_until": timeOrNull(d.ContestUntil), "hops": d.Hops, "reworks": d.Reworks,
		"extensions": d.Extensions, "level": d.Level, "duplicate_of": uuidOrNull(d.DuplicateOf),
		"soon_at": timeOrNull(d.SoonAt), "deferred_until": timeOrNull(d.DeferredUntil), "resolvers": append([]int64{}, d.Resolvers...),
	})
	was := map[uuid.UUID]casework.Task{}
	for _, t := range before.Tasks {
		was[t.ID] = t
	}
	for _, t := range d.Tasks {
		if was[t.ID] == t {
			continue
		}
		b.Queue(s.sql["save_task"], args{
			"district": d.District, "id": d.ID, "task": t.ID, "department": t.Department, "title": t.Title, "state": string(t.State), "note": t.Note,
			"due": timeOrNull(t.Due), "created_at": t.CreatedAt, "created_by": idOrNull(t.CreatedBy), "ended_at": timeOrNull(t.EndedAt), "ended_by": idOrNull(t.EndedBy),
		})
	}
}

// saveEvents queues what keeps events, the newest of d, the departments that see d from now on, and the change.
func (s *Store) saveEvents(b *pgx.Batch, d casework.Dossier, events []casework.Event, departments []string) {
	for _, e := range events {
		s.saveEvent(b, d, e)
	}
	if len(departments) > 0 {
		b.Queue(s.sql["save_case_departments"], args{"district": d.District, "id": d.ID, "departments": departments, "at": d.UpdatedAt})
	}
	b.Queue(s.sql["save_change"], d.District, "case", d.ID.String())
	b.Queue(s.sql["wake"])
}

func (s *Store) saveEvent(b *pgx.Batch, d casework.Dossier, e casework.Event) {
	detail := e.Detail
	if detail == nil {
		detail = map[string]any{}
	}
	var from *string
	if e.From != "" {
		state := string(e.From)
		from = &state
	}
	b.Queue(s.sql["save_event"], args{
		"district": d.District, "id": d.ID, "at": e.At, "kind": string(e.Action), "from_state": from, "to_state": string(e.To),
		"edition_id": idOrNull(e.EditionID), "cell_id": idOrNull(e.CellID), "actor": string(e.Actor), "account": idOrNull(e.AccountID),
		"department": e.Department, "reason": e.Reason, "note": e.Note, "public_note": e.PublicNote, "detail": detail,
	})
}
