package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/gridcode"
	"github.com/wangge-map/wangge/internal/identity"
)

// FindCode returns the grid code with this id, withdrawn or not.
func (s *Store) FindCode(ctx context.Context, id string) (casework.GridCode, error) {
	rows, err := s.pool.Query(ctx, s.sql["find_code"], id)
	if err != nil {
		return casework.GridCode{}, translate("find code", err)
	}
	c, err := pgx.CollectExactlyOneRow(rows, scanCode)
	if err == pgx.ErrNoRows {
		return c, gridcode.Unknown()
	}
	return c, translate("find code", err)
}

// PlaceOfCode returns the grid code with this id, whose place a report may take. One that was withdrawn is a Conflict error.
func (s *Store) PlaceOfCode(ctx context.Context, id string) (casework.GridCode, error) {
	c, err := s.FindCode(ctx, id)
	if err == nil && !c.WithdrawnAt.IsZero() {
		return c, geo.Errorf(geo.Conflict, "code", "this grid code is out of use; scan the one that hangs there now, or say the place")
	}
	return c, err
}

// FindCodes returns grid codes within scope by cell, the cell's own first.
func (s *Store) FindCodes(ctx context.Context, scope identity.Scope, f casework.CodeFilter) ([]casework.GridCode, error) {
	return collect(ctx, s, "find_codes", scanCode, []string(scope), f.Cell, f.IDs, f.InUse, f.Limit, f.Net)
}

func scanCode(row pgx.CollectableRow) (c casework.GridCode, err error) {
	var lon, lat float64
	var withdrawn *time.Time
	if err := row.Scan(&c.ID, &c.Net, &c.Kind, &c.Cell, &c.Label, &lon, &lat, &c.CreatedAt, &withdrawn); err != nil {
		return c, err
	}
	if withdrawn != nil {
		c.WithdrawnAt = *withdrawn
	}
	c.At, err = geo.PointAt(lon, lat)
	return c, err
}

// AddCodes keeps new grid codes of one net, all or none.
func (s *Store) AddCodes(ctx context.Context, by identity.Principal, net string, codes []casework.GridCode, at time.Time) error {
	var ids, kinds, cells, labels []string
	var lons, lats []float64
	for _, c := range codes {
		lon, lat := c.At.Degrees()
		ids, kinds, cells, labels = append(ids, c.ID), append(kinds, c.Kind), append(cells, c.Cell), append(labels, c.Label)
		lons, lats = append(lons, lon), append(lats, lat)
	}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, s.sql["add_codes"], net, ids, kinds, cells, labels, lons, lats, at, idOrNull(by.AccountID)); err != nil {
			return err
		}
		object, detail := "code/"+ids[0], map[string]any{"cell": cells[0], "kind": kinds[0], "codes": len(ids)}
		return s.audit(ctx, tx, byPrincipal(by, at, "code.add", object, detail))
	})
	return translate("add codes", err)
}

// WithdrawCode puts the grid code with this id, of a cell within scope, out of use. Doing so again changes nothing.
func (s *Store) WithdrawCode(ctx context.Context, by identity.Principal, scope identity.Scope, id string, at time.Time) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var cell string
		if err := tx.QueryRow(ctx, s.sql["lock_code"], id, []string(scope)).Scan(&cell); err != nil {
			if err == pgx.ErrNoRows {
				return gridcode.Unknown()
			}
			return err
		}
		if _, err := tx.Exec(ctx, s.sql["withdraw_code"], id, at); err != nil {
			return err
		}
		return s.audit(ctx, tx, byPrincipal(by, at, "code.withdraw", "code/"+id, map[string]any{"cell": cell}))
	})
	return translate("withdraw code", err)
}
