package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/casework"
)

// SaveHistories keeps how cases that are there already were worked: each as its history leaves it, with its events, all of
// them or none. What was brought in as it stands now was opened in the state that its history begins in.
func (s *Store) SaveHistories(ctx context.Context, histories []casework.History) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		for _, h := range histories {
			s.saveDossier(b, h.Dossier, casework.Dossier{})
			if len(h.Events) > 0 {
				b.Queue(s.sql["begin_history"], args{"id": h.Dossier.ID, "state": h.Events[0].From})
			}
			s.saveEvents(b, h.Dossier, h.Events, h.Departments())
		}
		return tx.SendBatch(ctx, b).Close()
	})
	return translate("save histories", err)
}
