package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb/encoding/wkb"

	"github.com/wangge-map/wangge/internal/casework"
)

// Categories returns the matters that a report can be about, or could once, most common first.
func (s *Store) Categories(ctx context.Context) ([]casework.Category, error) {
	return collect(ctx, s, "categories", scanCategory)
}

// milestone is how a milestone is kept in JSON.
type milestone struct {
	TitleZH string        `json:"title_zh"`
	TitleEN string        `json:"title_en"`
	Amount  int           `json:"amount"`
	Unit    casework.Unit `json:"unit"`
}

func scanCategory(row pgx.CollectableRow) (c casework.Category, err error) {
	var milestones []milestone
	var retiredAt *time.Time
	err = row.Scan(&c.Standard, &c.Kind, &c.Code, &c.NameZH, &c.NameEN, &c.Layer, &c.Net, &c.Severity, &c.Sensitive, &c.Position,
		&c.MakeSafe.Amount, &c.MakeSafe.Unit, &c.Resolve.Amount, &c.Resolve.Unit, &milestones, &retiredAt)
	for _, m := range milestones {
		c.Milestones = append(c.Milestones, casework.Milestone{
			Title: casework.Text{ZH: m.TitleZH, EN: m.TitleEN}, Limit: casework.Limit{Amount: m.Amount, Unit: m.Unit},
		})
	}
	c.RetiredAt = zeroIfNull(retiredAt)
	return c, err
}

// Layers returns the published layers in the order they are shown.
func (s *Store) Layers(ctx context.Context) ([]casework.Layer, error) {
	return collect(ctx, s, "layers", pgx.RowToStructByPos[casework.Layer])
}

// MemberCounts returns the number of members by net, cell and role. Names never leave the database this way.
func (s *Store) MemberCounts(ctx context.Context) ([]casework.MemberCount, error) {
	return collect(ctx, s, "members", pgx.RowToStructByPos[casework.MemberCount])
}

// Settings returns everything that the site is configured to be.
func (s *Store) Settings(ctx context.Context) (map[string]string, error) {
	rows, err := s.pool.Query(ctx, s.sql["settings"])
	if err != nil {
		return nil, translate("settings", err)
	}
	all := map[string]string{}
	var key, value string
	_, err = pgx.ForEachRow(rows, []any{&key, &value}, func() error { all[key] = value; return nil })
	return all, translate("settings", err)
}

// SaveSettings sets what is named in settings and leaves the rest.
func (s *Store) SaveSettings(ctx context.Context, settings map[string]string) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		for key, value := range settings {
			if _, err := tx.Exec(ctx, s.sql["save_setting"], key, value); err != nil {
				return err
			}
		}
		return s.tell(ctx, tx, "setting", "")
	})
	return translate("save settings", err)
}

// SaveMembers makes members, with their rosters, the members of net, in place of those it had.
func (s *Store) SaveMembers(ctx context.Context, net string, members []casework.Member) error {
	cells, names, roles := make([]string, len(members)), make([]string, len(members)), make([]string, len(members))
	for i, m := range members {
		cells[i], names[i], roles[i] = m.Cell, m.Name, string(m.Role)
	}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, s.sql["clear_members"], net); err != nil {
			return err
		}
		ids, err := s.memberIDs(ctx, tx, len(members))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, s.sql["save_members"], net, ids, cells, names, roles); err != nil {
			return err
		}
		rosters := map[int64][]casework.Shift{}
		for i, m := range members {
			rosters[ids[i]] = m.Shifts
		}
		if err := s.insertRoster(ctx, tx, rosters); err != nil {
			return err
		}
		return s.tell(ctx, tx, "members", net)
	})
	return translate("save members", err)
}

// memberIDs takes n numbers for members that are to come.
func (s *Store) memberIDs(ctx context.Context, tx pgx.Tx, n int) ([]int64, error) {
	rows, err := tx.Query(ctx, s.sql["member_ids"], n)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// BaseFeatures returns the ground under the map in drawing order.
func (s *Store) BaseFeatures(ctx context.Context) ([]casework.BaseFeature, error) {
	return collect(ctx, s, "base_features", func(row pgx.CollectableRow) (f casework.BaseFeature, err error) {
		var raw []byte
		if err := row.Scan(&f.Class, &f.Rank, &f.Name, &raw); err != nil {
			return f, err
		}
		f.Shape, err = wkb.Unmarshal(raw)
		return f, err
	})
}

// SaveBaseFeatures makes features the ground under the map, in place of what it was.
func (s *Store) SaveBaseFeatures(ctx context.Context, features []casework.BaseFeature) error {
	n := len(features)
	classes, ranks, names, shapes := make([]string, n), make([]int32, n), make([]string, n), make([][]byte, n)
	for i, f := range features {
		raw, err := wkb.Marshal(f.Shape)
		if err != nil {
			return translate("save base features", err)
		}
		classes[i], ranks[i], names[i], shapes[i] = f.Class, int32(f.Rank), f.Name, raw
	}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, s.sql["clear_base_features"]); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, s.sql["save_base_features"], classes, ranks, names, shapes); err != nil {
			return err
		}
		return s.tell(ctx, tx, "base", "")
	})
	return translate("save base features", err)
}
