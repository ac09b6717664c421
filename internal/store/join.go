package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/wangge-map/wangge/internal/casework"
)

// joins are the reports of a batch that are about cases which are open already, and what they do to those.
type joins struct {
	reports  reportColumns
	dossiers map[uuid.UUID]casework.Dossier // that may be joined, locked until the batch is committed
	events   map[uuid.UUID][]casework.Event
}

// beforeJoining locks the cases that reports of batch are said to be about. It asks nothing when there are none.
func (s *Store) beforeJoining(ctx context.Context, conn *pgxpool.Conn, batch []casework.Imported) (*joins, error) {
	j := &joins{dossiers: map[uuid.UUID]casework.Dossier{}, events: map[uuid.UUID][]casework.Event{}}
	var ids []uuid.UUID
	for i := range batch {
		if same := batch[i].Report.SameAs; same != uuid.Nil {
			ids = append(ids, same)
		}
	}
	if len(ids) == 0 {
		return j, nil
	}
	ids, err := named(ctx, conn, s, "lock_joinable", args{"ids": ids}, pgx.RowTo[uuid.UUID])
	if err != nil {
		return nil, err
	}
	rows, err := s.rows(ctx, conn, ids)
	for _, row := range rows {
		j.dossiers[row.Dossier.ID] = row.Dossier
	}
	return j, err
}

// join makes r a report of the case that it is said to be about, and reports whether it can be.
func (j *joins) join(r *casework.Report) bool {
	d, ok := j.dossiers[r.SameAs]
	if !ok || casework.CheckJoin(d, r.Pin.At) != nil {
		return false
	}
	request := casework.Request{Action: casework.Join, Actor: casework.Actor{Kind: casework.ByReporter}, At: r.ReceivedAt}
	d, event, err := casework.Apply(d, request, casework.DefaultRules())
	if err != nil {
		return false
	}
	event.Detail = map[string]any{"report": r.ID.String()}
	r.CaseID, r.Placement.District = d.ID, d.District
	j.dossiers[d.ID], j.events[d.ID] = d, append(j.events[d.ID], event)
	return true
}

func (s *Store) queueJoins(b *pgx.Batch, j *joins) {
	b.Queue(s.sql["mark_joined"], args{"ids": j.reports.id})
	for id, events := range j.events {
		d := j.dossiers[id]
		s.saveDossier(b, d, d)
		s.saveEvents(b, d, events, nil)
	}
}
