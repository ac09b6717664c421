package store

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/office"
)

// Settings that the rules of cases are read from.
const (
	settingFallback    = "routing_fallback" // the department of what no rule fits
	settingCalendar    = "work_calendar"    // code; none: the first
	settingHopLimit    = "hop_limit"
	settingContestDays = "contest_days"
)

// Book returns the rules that cases are worked by, as they are configured now.
func (s *Store) Book(ctx context.Context) (*office.Book, error) {
	settings, err := s.Settings(ctx)
	if err != nil {
		return nil, err
	}
	book := &office.Book{Rules: casework.DefaultRules()}
	book.Routing.Fallback = settings[settingFallback]
	if n, err := strconv.Atoi(settings[settingHopLimit]); err == nil {
		book.Rules.HopLimit = n
	}
	if n, err := strconv.Atoi(settings[settingContestDays]); err == nil {
		book.Rules.ContestFor = time.Duration(n) * 24 * time.Hour
	}
	categories, err := s.Categories(ctx)
	if err != nil {
		return nil, err
	}
	book.Rules.Categories = map[string]casework.Category{}
	for _, c := range categories {
		book.Rules.Categories[c.Code] = c
	}
	if book.Routing.Departments, err = s.Departments(ctx); err != nil {
		return nil, err
	}
	if book.Routing.Rules, err = s.RoutingRules(ctx); err != nil {
		return nil, err
	}
	book.Rules.Calendar, err = s.calendar(ctx, settings[settingCalendar])
	book.Rules.Calendar.Zone = zoneOf(settings)
	return book, err
}

// zoneOf is the zone of the site's clock: what was set was checked then.
func zoneOf(settings map[string]string) *time.Location {
	zone, err := time.LoadLocation(cmp.Or(settings["time_zone"], "Asia/Shanghai"))
	if err != nil {
		return time.FixedZone("UTC+8", 8*60*60)
	}
	return zone
}

// Departments returns every department, in the order they are shown.
func (s *Store) Departments(ctx context.Context) ([]casework.Department, error) {
	return collect(ctx, s, "book_departments", func(row pgx.CollectableRow) (d casework.Department, err error) {
		var closedAt *time.Time
		err = row.Scan(&d.Code, &d.Title.ZH, &d.Title.EN, &d.Kind, &d.Area, &d.Contact, &d.AlwaysOn, &d.Position, &closedAt)
		d.ClosedAt = zeroIfNull(closedAt)
		return d, err
	})
}

// RoutingRules returns every routing rule, in the order they are asked.
func (s *Store) RoutingRules(ctx context.Context) ([]casework.RoutingRule, error) {
	return collect(ctx, s, "book_routing_rules", func(row pgx.CollectableRow) (r casework.RoutingRule, err error) {
		err = row.Scan(&r.ID, &r.Position, &r.Title.ZH, &r.Title.EN, &r.Category, &r.MinSeverity, &r.MaxSeverity, &r.Area, &r.Weekdays, &r.FromMinute, &r.ToMinute,
			&r.Department, &r.Also, &r.ToDuty, &r.Enabled)
		return r, err
	})
}

// calendar returns the calendar with code, or the first where none is named: the zero one where there is none.
func (s *Store) calendar(ctx context.Context, code string) (c casework.Calendar, err error) {
	err = s.pool.QueryRow(ctx, s.sql["book_calendar"], args{"code": code}).Scan(&c.Code, &c.Title.ZH, &c.Title.EN, &c.Hours)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, nil
	}
	if err != nil {
		return c, translate("calendar", err)
	}
	c.Days = map[string]bool{}
	rows, err := s.pool.Query(ctx, s.sql["book_calendar_days"], args{"code": c.Code})
	if err != nil {
		return c, translate("calendar", err)
	}
	var day string
	var working bool
	_, err = pgx.ForEachRow(rows, []any{&day, &working}, func() error { c.Days[day] = working; return nil })
	return c, translate("calendar", err)
}
