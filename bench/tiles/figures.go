package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/tiles"
)

// question is a count and how PostGIS is asked for it.
type question struct {
	what   string
	by     []string
	filter tiles.Filter
	where  string
	args   []any
	mostMS float64 // 0: no goal
}

// figures measures counts and the figures of all cells.
func figures(ctx context.Context, s *subject, p *peer, r *report) error {
	var newest time.Time
	if err := p.conn.QueryRow(ctx, "select max(opened) from bench_case").Scan(&newest); err != nil {
		return err
	}
	since := newest.AddDate(0, 0, -60)
	open := []casework.State{casework.Reported, casework.Filed, casework.Dispatched, casework.InProgress, casework.Resolved}
	all := []string{"cell", "category", "day"}
	for _, q := range []question{
		{"counts by cell × category × day, 60 days", all, tiles.Filter{From: since}, "opened >= $1", []any{since}, 20},
		{"counts by cell × category × day, open hazards", all, tiles.Filter{Layers: []string{"hazards"}, States: open}, "layer = 'hazards' and phase < 2", nil, 20},
		{"counts by cell, all", []string{"cell"}, tiles.Filter{}, "true", nil, 0},
		{"counts by category, all", []string{"category"}, tiles.Filter{}, "true", nil, 0},
		{"counts by day, all", []string{"day"}, tiles.Filter{}, "true", nil, 0},
	} {
		if err := q.measure(ctx, s, p, r); err != nil {
			return fmt.Errorf("%s: %w", q.what, err)
		}
	}
	return values(ctx, s, p, r)
}

func (q question) measure(ctx context.Context, s *subject, p *peer, r *report) error {
	columns := strings.Join(q.by, ", ")
	sql := fmt.Sprintf("select %s, count(*) from bench_case where %s group by %s", strings.ReplaceAll(columns, "day", "day::text"), q.where, columns)
	var own, theirs []tiles.CountGroup
	count := func() error {
		counted, err := s.live.Count(tiles.CountQuery{Layer: tiles.AllPoints, By: q.by, Bound: tiles.World(), Filter: q.filter})
		own = counted.Groups
		return err
	}
	ask := func() (err error) {
		rows, err := p.conn.Query(ctx, sql, q.args...)
		if err != nil {
			return err
		}
		theirs, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (g tiles.CountGroup, err error) {
			g.Values = make([]string, len(q.by))
			var into []any
			for i := range g.Values {
				into = append(into, &g.Values[i])
			}
			return g, row.Scan(append(into, &g.Count)...)
		})
		return err
	}
	if err := count(); err != nil {
		return err
	}
	if err := ask(); err != nil {
		return err
	}
	if err := sameGroups(own, theirs); err != nil {
		return err
	}
	library, postgis := &way{run: count}, &way{run: ask}
	if err := race(q.what, library, postgis); err != nil {
		return err
	}
	r.against(fmt.Sprintf("%s (%d groups)", q.what, len(own)), library.median(1), "SQL group by, over pgx", postgis.median(1))
	if q.mostMS > 0 {
		r.most(q.what, library.median(1)*1000, "ms", q.mostMS)
	}
	return nil
}

func sameGroups(own, theirs []tiles.CountGroup) error {
	if len(own) != len(theirs) {
		return fmt.Errorf("wangge counts %d groups, PostGIS %d", len(own), len(theirs))
	}
	slices.SortFunc(theirs, func(a, b tiles.CountGroup) int { return slices.CompareFunc(a.Values, b.Values, strings.Compare) })
	for i := range own {
		if !slices.Equal(own[i].Values, theirs[i].Values) || own[i].Count != theirs[i].Count {
			return fmt.Errorf("group %d is %v for wangge and %v for PostGIS", i, own[i], theirs[i])
		}
	}
	return nil
}

// Counting first and joining then is what a careful author writes.
const sqlValues = `
select coalesce(c.n, 0)
from bench_cell k
left join (select cell, count(*) as n from bench_case where phase < 2 group by cell) c on c.cell = k.code
order by k.ord`

// values measures the figures that colour all cells: how many cases are open in each.
func values(ctx context.Context, s *subject, p *peer, r *report) error {
	var own tiles.Values
	var theirs []int
	count := func() (err error) {
		own, err = s.live.Values("cells", "open", "", tiles.Filter{})
		return err
	}
	ask := func() error {
		rows, err := p.conn.Query(ctx, sqlValues)
		if err != nil {
			return err
		}
		theirs, err = pgx.CollectRows(rows, pgx.RowTo[int])
		return err
	}
	library, postgis := &way{run: count}, &way{run: ask}
	if err := race("figures of all cells", library, postgis); err != nil {
		return err
	}
	if len(own.Values) != len(theirs) {
		return fmt.Errorf("wangge has figures of %d cells, PostGIS of %d", len(own.Values), len(theirs))
	}
	for i, v := range own.Values {
		if v == nil || int(*v) != theirs[i] {
			return fmt.Errorf("cell %d has %v open cases for wangge and %d for PostGIS", i, v, theirs[i])
		}
	}
	r.against(fmt.Sprintf("open cases of each of %d cells", len(theirs)), library.median(1), "SQL, over pgx", postgis.median(1))
	return nil
}
