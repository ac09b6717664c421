package store

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/office"
)

func asked(a office.Asker) args {
	return scoped(a.Scope, args{
		"account": a.AccountID, "department": a.Department, "member": a.MemberID, "checks": []string(a.Checks), "now": a.Now,
	})
}

// Count returns how many open cases each queue holds for a.
func (s *Store) Count(ctx context.Context, a office.Asker, w office.Wanted) (map[office.Queue]int, error) {
	values, err := s.narrowed(ctx, a, w)
	if err != nil {
		return nil, translate("inbox counts", err)
	}
	counts := make([]int, len(office.Queues()))
	into := make([]any, len(counts))
	for i := range counts {
		into[i] = &counts[i]
	}
	if err := s.pool.QueryRow(ctx, s.sql["inbox_counts"], values).Scan(into...); err != nil {
		return nil, translate("inbox counts", err)
	}
	byQueue := map[office.Queue]int{}
	for i, queue := range office.Queues() {
		byQueue[queue] = counts[i]
	}
	return byQueue, nil
}

// List returns a page of the cases that are wanted, late ones first, how many there are on all pages, and where the next
// page begins: at the zero place when there is none.
func (s *Store) List(ctx context.Context, a office.Asker, w office.Wanted) (rows []office.Row, total int, next office.Place, err error) {
	list, values, err := s.listing(ctx, a, w)
	if err != nil {
		return nil, 0, next, translate("list cases", err)
	}
	if err := s.pool.QueryRow(ctx, s.sql[list.total], values).Scan(&total); err != nil {
		return nil, 0, next, translate("count cases", err)
	}
	places, err := named(ctx, s.pool, s, list.page, values, scanPlace)
	if err != nil {
		return nil, 0, next, err
	}
	if len(places) > w.Limit {
		places = places[:w.Limit]
		next = places[w.Limit-1]
	}
	ids := make([]uuid.UUID, len(places))
	for i, p := range places {
		ids[i] = p.ID
	}
	rows, err = s.rows(ctx, s.pool, ids)
	return rows, total, next, err
}

// OpenCells returns cells with open cases within scope whose code begins with text or whose name holds it, the most cases first.
func (s *Store) OpenCells(ctx context.Context, scope identity.CaseScope, text string, limit int) ([]office.CellCount, error) {
	values := scoped(scope, args{"begins": text, "holds": "%" + likeLiteral(text) + "%", "limit": limit})
	return named(ctx, s.pool, s, "open_cells", values, pgx.RowToStructByPos[office.CellCount])
}

// listing names the statements of a list.
type listing struct{ page, total string }

// narrowed returns the arguments of what w wants of a's cases, beside its queue.
func (s *Store) narrowed(ctx context.Context, a office.Asker, w office.Wanted) (args, error) {
	values := asked(a)
	values["state"], values["category"], values["cell"] = string(w.State), w.Category, w.Cell
	values["words"], values["group"], values["ids"] = "", "", nil
	if w.Text == "" {
		return values, nil
	}
	ids, err := named(ctx, s.pool, s, "cases_by_tracking", args{"tracking": strings.ToUpper(w.Text)}, pgx.RowTo[uuid.UUID])
	if len(ids) > 0 {
		values["ids"] = ids
	} else {
		values["words"], values["group"] = "%"+likeLiteral(w.Text)+"%", casework.LastGroup(w.Text)
	}
	return values, err
}

func (s *Store) listing(ctx context.Context, a office.Asker, w office.Wanted) (listing, args, error) {
	values, err := s.narrowed(ctx, a, w)
	if err != nil {
		return listing{}, nil, err
	}
	values["limit"] = w.Limit + 1 // one more says that there is a next page
	after := w.After
	values["after_id"] = after.ID
	if w.State.Settled() || w.Queue == office.QueueSettled {
		values["after_at"] = boundary(after.At, pgtype.Infinity)
		if after == (office.Place{}) {
			values["after_id"] = uuid.Max
		}
		return s.settledListing(ctx, values)
	}
	values["after_at"] = boundary(after.At, pgtype.NegativeInfinity)
	values["after_due"] = boundary(after.Due, pgtype.Infinity)
	if after == (office.Place{}) {
		values["after_due"] = boundary(time.Time{}, pgtype.NegativeInfinity)
	}
	page := "inbox_" + string(w.Queue)
	if w.Queue == office.QueueDispatch {
		page = "inbox_gravest"
	}
	return listing{page, "inbox_total_" + string(w.Queue)}, values, nil
}

// countedAtMost bounds the count of settled cases: of a city's million nobody needs the exact number, and it takes seconds.
const countedAtMost = office.SettledCounted + 1

// fewSettled is up to how many settled cases in somebody's areas all are read, rather than those of the whole town in the
// order of time. A page then costs some 100 ms, where looking through the town for them would cost seconds.
const fewSettled = 20_000

// settledListing chooses by how many settled cases are in the areas of who asks.
func (s *Store) settledListing(ctx context.Context, values args) (listing, args, error) {
	values["most"] = fewSettled + 1
	var near int
	if err := s.pool.QueryRow(ctx, s.sql["settled_near"], values).Scan(&near); err != nil {
		return listing{}, nil, err
	}
	values["most"] = countedAtMost
	if near <= fewSettled {
		return listing{"few_settled", "few_settled_total"}, values, nil
	}
	return listing{"settled", "settled_total"}, values, nil
}

// boundary is t, or where it is zero the end of time.
func boundary(t time.Time, end pgtype.InfinityModifier) pgtype.Timestamptz {
	if t.IsZero() {
		return pgtype.Timestamptz{InfinityModifier: end, Valid: true}
	}
	return pgtype.Timestamptz{Time: t, Valid: true}
}

// likeLiteral is text as a pattern that stands for itself.
func likeLiteral(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

func scanPlace(row pgx.CollectableRow) (p office.Place, err error) {
	var due *time.Time
	err = row.Scan(&p.ID, &due, &p.At)
	p.Due, p.At = zeroIfNull(due), p.At.UTC()
	return p, err
}
