package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/casework"
)

// SaveHistories keeps how cases that are there already were worked: each as its history leaves it, with its events, all of
// them or none.
func (s *Store) SaveHistories(ctx context.Context, histories []casework.History) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		for _, h := range histories {
			s.saveDossier(b, h.Dossier, casework.Dossier{})
			s.saveEvents(b, h.Dossier, h.Events, h.Departments())
		}
		return tx.SendBatch(ctx, b).Close()
	})
	return translate("save histories", err)
}
