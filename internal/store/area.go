package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// Areas returns the areas and cells in scope whose code begins with q or whose name has q in it, every one where q is empty: large
// ones first, then by code, at most limit of total.
func (s *Store) Areas(ctx context.Context, scope identity.Scope, q string, limit int) (areas []casework.Area, total int, err error) {
	areas, err = collect(ctx, s, "areas", func(row pgx.CollectableRow) (a casework.Area, err error) {
		err = row.Scan(&a.Code, &a.Name, &a.Kind, &total)
		return a, err
	}, []string(scope), q, limit)
	return areas, total, err
}

// AreaNames returns what areas are called, by code: as far as an import or the demo has said.
func (s *Store) AreaNames(ctx context.Context) (map[string]string, error) {
	areas, err := collect(ctx, s, "area_names", func(row pgx.CollectableRow) (a casework.Area, err error) {
		err = row.Scan(&a.Code, &a.Name)
		return a, err
	})
	names := make(map[string]string, len(areas))
	for _, a := range areas {
		names[a.Code] = a.Name
	}
	return names, err
}

// SaveAreaNames keeps what areas are called, by code. Those that are not in names keep what they have.
func (s *Store) SaveAreaNames(ctx context.Context, names map[string]string) error {
	codes, values := make([]string, 0, len(names)), make([]string, 0, len(names))
	for code, name := range names {
		codes, values = append(codes, code), append(values, name)
	}
	_, err := s.pool.Exec(ctx, s.sql["save_area_names"], codes, values)
	return translate("area names", err)
}
