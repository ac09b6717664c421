package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// mostFigured is how many cases figures are counted from at once: a few hundred bytes each and some ten events are held in memory.
const mostFigured = 200_000

// Figured returns the cases in scope and below area that have a part in p, as figures need them: they and their stories are read in
// one picture of the database. When there are more than mostFigured it is an Invalid error of field "until".
func (s *Store) Figured(ctx context.Context, scope identity.Scope, area string, p casework.Period) ([]casework.Figured, error) {
	return s.figured(ctx, scope, area, p, mostFigured)
}

func (s *Store) figured(ctx context.Context, scope identity.Scope, area string, p casework.Period, most int) ([]casework.Figured, error) {
	var out []casework.Figured
	args := []any{[]string(scope), p.From, p.Until, area}
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, s.sql["figured_cases"], append(args[:len(args):len(args)], most+1)...)
		if err != nil {
			return err
		}
		all, err := pgx.CollectRows(rows, scanFigured)
		if err != nil {
			return err
		}
		if len(all) > most {
			return geo.Errorf(geo.Invalid, "until", "more than %d cases have a part in this span; ask for a shorter span or a smaller area", most)
		}
		if rows, err = tx.Query(ctx, s.sql["figured_events"], args...); err != nil {
			return err
		}
		out, err = measure(all, rows)
		return err
	})
	return out, translate("figures", err)
}

// figured is a case before its story has been read.
type figured struct {
	dossier casework.Dossier
	casework.Figured
}

func scanFigured(row pgx.CollectableRow) (f figured, err error) {
	d := &f.dossier
	var dispatched, due, resolved, closed *time.Time
	err = row.Scan(&d.ID, &d.OpenedAt, &dispatched, &due, &resolved, &closed, &d.State, &d.Hops, &d.Reworks, &d.Extensions,
		&f.Cell, &f.CellName, &f.Community, &f.Category, &f.Department, &f.Account, &f.AccountName)
	d.DispatchedAt, d.ResolveDue, d.ResolvedAt, d.ClosedAt = timeOrZero(dispatched), timeOrZero(due), timeOrZero(resolved), timeOrZero(closed)
	return f, err
}

// measure reads the stories of all, which come in the same order of ids.
func measure(all []figured, rows pgx.Rows) ([]casework.Figured, error) {
	out := make([]casework.Figured, 0, len(all))
	var story []casework.Event
	next := 0
	finish := func() { // the case at next, whose story has been read
		f := all[next].Figured
		f.Measured = casework.MeasuredOf(all[next].dossier, story)
		out, story, next = append(out, f), story[:0], next+1
	}
	var id uuid.UUID
	var e casework.Event
	_, err := pgx.ForEachRow(rows, []any{&id, &e.At, &e.Action, &e.To}, func() error {
		for all[next].dossier.ID != id { // every event is of one of them
			finish()
		}
		story = append(story, e)
		return nil
	})
	for err == nil && next < len(all) {
		finish()
	}
	return out, err
}
