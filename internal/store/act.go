package store

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/office"
)

// Act lets judge decide about the case that deed names, and keeps what it decides: case, tasks, event, change and key in one
// transaction. The case is locked meanwhile, so that whoever acts second sees what the first has done. It returns a NotFound
// error when the case is not there or outside of the scope, a Conflict error when the version is not the one that the deed
// was decided on, and the errors of judge. A deed that was kept before, under the same key, is kept once.
func (s *Store) Act(ctx context.Context, deed office.Deed, judge office.Judge) error {
	err := s.again(ctx, func(tx pgx.Tx) error {
		d, err := s.lockCase(ctx, tx, deed.Scope, deed.CaseID)
		if err != nil {
			return err
		}
		if kept, err := s.keptBefore(ctx, tx, deed); err != nil || kept {
			return err
		}
		if deed.Version != 0 && deed.Version != d.Version {
			return geo.Errorf(geo.Conflict, "version", "somebody else has acted on this case meanwhile; look at it again before you act")
		}
		decided, err := judge(d, &other{s, tx, deed.Scope})
		if err != nil || len(decided.Events) == 0 {
			return err
		}
		return s.keep(ctx, tx, deed, d, decided)
	})
	return translate("act", err)
}

// tries is how often a transaction that PostgreSQL ended for the sake of another is made.
const tries = 3

// again runs fn in a transaction, and once more where the database broke a deadlock at its cost: two who link each other's case lock
// them in opposite order.
func (s *Store) again(ctx context.Context, fn func(pgx.Tx) error) (err error) {
	for range tries {
		err = pgx.BeginFunc(ctx, s.pool, fn)
		var pg *pgconn.PgError
		if !errors.As(err, &pg) || !strings.HasPrefix(pg.Code, "40") {
			return err
		}
	}
	return err
}

// lockCase locks the case with id, if scope covers it, and reads it.
func (s *Store) lockCase(ctx context.Context, tx pgx.Tx, scope identity.CaseScope, id uuid.UUID) (casework.Dossier, error) {
	var district string
	err := tx.QueryRow(ctx, s.sql["lock_case"], scoped(scope, args{"id": id})).Scan(&district)
	if errors.Is(err, pgx.ErrNoRows) {
		return casework.Dossier{}, noCase()
	}
	if err != nil {
		return casework.Dossier{}, err
	}
	return s.dossier(ctx, tx, id)
}

func (s *Store) keptBefore(ctx context.Context, tx pgx.Tx, deed office.Deed) (bool, error) {
	if deed.Key == "" {
		return false, nil
	}
	var digest []byte
	err := tx.QueryRow(ctx, s.sql["find_action"], args{"id": deed.CaseID, "key": deed.Key, "account": deed.AccountID}).Scan(&digest)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err == nil && !bytes.Equal(digest, deed.Digest) {
		return true, geo.Errorf(geo.Conflict, "Idempotency-Key", "this key was used for another action; use a new key for a new action")
	}
	return err == nil, err
}

// keep writes what was decided in one round trip.
func (s *Store) keep(ctx context.Context, tx pgx.Tx, deed office.Deed, before casework.Dossier, decided office.Decided) error {
	b := &pgx.Batch{}
	s.saveDossier(b, decided.Dossier, before)
	s.saveEvents(b, decided.Dossier, decided.Events, decided.Departments)
	for _, more := range decided.More {
		s.saveDossier(b, more.Dossier, more.Dossier) // what happens to other cases leaves their tasks alone
		s.saveEvents(b, more.Dossier, more.Events, more.Departments)
	}
	if deed.Key != "" {
		b.Queue(s.sql["save_action"], args{
			"district": before.District, "id": before.ID, "key": deed.Key, "account": deed.AccountID, "version": decided.Dossier.Version, "digest": append([]byte{}, deed.Digest...),
		})
	}
	return tx.SendBatch(ctx, b).Close()
}

// other finds cases beside the one that is being decided on, in the same transaction.
type other struct {
	s     *Store
	tx    pgx.Tx
	scope identity.CaseScope
}

// Case locks and returns another case within the scope.
func (o *other) Case(ctx context.Context, id uuid.UUID) (casework.Dossier, error) {
	return o.s.lockCase(ctx, o.tx, o.scope, id)
}

// Duplicates locks and returns the cases that are linked to the one with id.
func (o *other) Duplicates(ctx context.Context, id uuid.UUID) ([]casework.Dossier, error) {
	ids, err := named(ctx, o.tx, o.s, "lock_duplicates", args{"id": id}, pgx.RowTo[uuid.UUID])
	if err != nil {
		return nil, err
	}
	var all []casework.Dossier
	for _, id := range ids {
		d, err := o.s.dossier(ctx, o.tx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// WorksFor reports whether account is in use and works on cases of department in area.
func (o *other) WorksFor(ctx context.Context, account int64, department, area string) (ok bool, err error) {
	err = o.tx.QueryRow(ctx, o.s.sql["works_for"], args{"account": account, "department": department, "area": area}).Scan(&ok)
	return ok, err
}

// OnDuty returns an account of department whose member serves the cell of at now; 0 when there is none.
func (o *other) OnDuty(ctx context.Context, at casework.Placement, department string, now office.Moment) (account int64, err error) {
	account, _, err = o.s.dutyAccount(ctx, o.tx, at, department, now)
	return account, err
}

// MemberOnDuty returns the account, and its name, that a case of department in the cell of net would be given to at a time by the
// site's clock; 0 when there is none.
func (s *Store) MemberOnDuty(ctx context.Context, net, cell, department string, at time.Time) (account int64, name string, err error) {
	account, name, err = s.dutyAccount(ctx, s.pool, casework.Placement{Net: net, Cell: cell}, department, office.MomentOf(at))
	return account, name, translate("member on duty", err)
}

func (s *Store) dutyAccount(ctx context.Context, on rowQuerier, at casework.Placement, department string, now office.Moment) (account int64, name string, err error) {
	err = on.QueryRow(ctx, s.sql["duty_account"], args{
		"net": at.Net, "cell": at.Cell, "weekday": now.Weekday, "minute": now.Minute, "department": department, "area": at.Area(),
	}).Scan(&account, &name)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, "", nil
	}
	return account, name, err
}

// rowQuerier is a connection, a transaction, or the pool.
type rowQuerier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}
