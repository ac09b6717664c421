package store

import (
	"context"
	"encoding/json"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// Routing returns everything that decides where cases go.
func (s *Store) Routing(ctx context.Context) (r casework.Routing, err error) {
	settings, err := s.Settings(ctx)
	if err != nil {
		return r, err
	}
	r.Fallback = settings[settingFallback]
	if r.Departments, err = s.Departments(ctx); err != nil {
		return r, err
	}
	r.Rules, err = s.RoutingRules(ctx)
	return r, err
}

// edit changes rules in one transaction with the entry of the audit that tells what was there before and after, and with the change
// that makes every process read them again. by says who, and what kind of rule; an edit that changes nothing leaves no trace.
func (s *Store) edit(ctx context.Context, by audit.Entry, snapshot string, key []any, fn func(tx pgx.Tx) error) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, s.sql["lock_rules"]); err != nil {
			return err
		}
		before, err := s.snapshot(ctx, tx, snapshot, key)
		if err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		after, err := s.snapshot(ctx, tx, snapshot, key)
		if err != nil || reflect.DeepEqual(before, after) {
			return err
		}
		if err := s.tell(ctx, tx, "setting", ""); err != nil {
			return err
		}
		by.Detail = map[string]any{"before": before, "after": after}
		return s.audit(ctx, tx, by)
	})
	return translate(by.Action, err)
}

func (s *Store) snapshot(ctx context.Context, tx pgx.Tx, name string, key []any) (v any, err error) {
	var raw []byte
	if err := tx.QueryRow(ctx, s.sql[name], key...).Scan(&raw); err != nil {
		return nil, err
	}
	return v, json.Unmarshal(raw, &v)
}

// SaveRouting makes rules the rules, in their order, and fallback the department of what none fits. Those with an ID keep it; an ID
// that there is not is an Invalid error.
func (s *Store) SaveRouting(ctx context.Context, rules []casework.RoutingRule, fallback string, by audit.Entry) error {
	return s.edit(ctx, by, "routing_snapshot", nil, func(tx pgx.Tx) error {
		kept := []int64{}
		for _, r := range rules {
			if r.ID != 0 {
				kept = append(kept, r.ID)
			}
		}
		if _, err := tx.Exec(ctx, s.sql["drop_rules"], kept); err != nil {
			return err
		}
		for i, r := range rules {
			if err := s.saveRule(ctx, tx, i, r); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, s.sql["save_setting"], settingFallback, fallback)
		return err
	})
}

// ruleStep leaves room between positions for whoever writes one by hand.
const ruleStep = 10

func (s *Store) saveRule(ctx context.Context, tx pgx.Tx, i int, r casework.RoutingRule) error {
	weekdays := r.Weekdays
	if len(weekdays) == 0 {
		weekdays = []int{1, 2, 3, 4, 5, 6, 7}
	}
	values := []any{
		(i + 1) * ruleStep, r.Title.ZH, r.Title.EN, r.Category, r.MinSeverity, r.MaxSeverity, r.Area, weekdays, r.FromMinute, r.ToMinute,
		r.Department, append([]string{}, r.Also...), r.ToDuty, r.Enabled,
	}
	if r.ID == 0 {
		_, err := tx.Exec(ctx, s.sql["insert_rule"], values...)
		return err
	}
	tag, err := tx.Exec(ctx, s.sql["update_rule"], append([]any{r.ID}, values...)...)
	if err == nil && tag.RowsAffected() == 0 {
		return geo.Errorf(geo.Invalid, "rules", "the rule %d is not there any more; load the rules again", r.ID)
	}
	return err
}

// SaveDepartments keeps departments in their order. Those that are not named stay as they are.
func (s *Store) SaveDepartments(ctx context.Context, all []casework.Department, by audit.Entry) error {
	return s.edit(ctx, by, "departments_snapshot", nil, func(tx pgx.Tx) error {
		for i, d := range all {
			_, err := tx.Exec(ctx, s.sql["save_department"], d.Code, d.Title.ZH, d.Title.EN, d.Kind, d.Area, d.Contact, d.AlwaysOn, i+1, timeOrNull(d.ClosedAt))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// SaveCategory keeps what may be changed of a matter: everything but what it is identified by and its net.
func (s *Store) SaveCategory(ctx context.Context, c casework.Category, by audit.Entry) error {
	return s.edit(ctx, by, "category_snapshot", []any{c.Code}, func(tx pgx.Tx) error { return s.updateCategory(ctx, tx, c) })
}

// AddCategory keeps a matter of the site's own. It returns a Conflict error when there is one with its code.
func (s *Store) AddCategory(ctx context.Context, c casework.Category, by audit.Entry) error {
	return s.edit(ctx, by, "category_snapshot", []any{c.Code}, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, s.sql["insert_category"], c.Code, c.NameZH, c.NameEN, c.Layer, c.Position)
		if err == nil && tag.RowsAffected() == 0 {
			err = geo.Errorf(geo.Conflict, "code", "there is a category with this code already")
		}
		if err != nil {
			return err
		}
		return s.updateCategory(ctx, tx, c)
	})
}

func (s *Store) updateCategory(ctx context.Context, tx pgx.Tx, c casework.Category) error {
	steps := []milestone{}
	for _, m := range c.Milestones {
		steps = append(steps, milestone{m.Title.ZH, m.Title.EN, m.Limit.Amount, m.Limit.Unit})
	}
	tag, err := tx.Exec(ctx, s.sql["update_category"], c.Code, c.NameZH, c.NameEN, c.Layer, c.Severity, c.Sensitive, c.MakeSafe.Amount, unitOf(c.MakeSafe),
		c.Resolve.Amount, unitOf(c.Resolve), c.Resolve.NominalHours(), timeOrNull(c.RetiredAt), c.Position, steps)
	if err == nil && tag.RowsAffected() == 0 {
		return geo.Errorf(geo.NotFound, "code", "there is no category with this code")
	}
	return err
}

func unitOf(l casework.Limit) string {
	if l.None() {
		return string(casework.Hours)
	}
	return string(l.Unit)
}

// Calendars returns every working calendar as it is edited.
func (s *Store) Calendars(ctx context.Context) ([]casework.WorkCalendar, error) {
	all, err := collect(ctx, s, "calendars", func(row pgx.CollectableRow) (c casework.WorkCalendar, err error) {
		return c, row.Scan(&c.Code, &c.Title.ZH, &c.Title.EN, &c.Hours)
	})
	if err != nil {
		return nil, err
	}
	byCode := map[string]*casework.WorkCalendar{}
	for i := range all {
		byCode[all[i].Code] = &all[i]
	}
	rows, err := s.pool.Query(ctx, s.sql["all_calendar_days"])
	if err != nil {
		return nil, translate("calendars", err)
	}
	var code string
	var day casework.WorkDay
	_, err = pgx.ForEachRow(rows, []any{&code, &day.Day, &day.Working, &day.Note}, func() error {
		byCode[code].Days = append(byCode[code].Days, day)
		return nil
	})
	return all, translate("calendars", err)
}

// SaveCalendar keeps a calendar in place of the one with its code. Due dates that have been set stay.
func (s *Store) SaveCalendar(ctx context.Context, c casework.WorkCalendar, by audit.Entry) error {
	return s.edit(ctx, by, "calendar_snapshot", []any{c.Code}, func(tx pgx.Tx) error {
		hours, err := json.Marshal(c.Hours)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, s.sql["save_calendar"], c.Code, c.Title.ZH, c.Title.EN, string(hours)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, s.sql["clear_days"], c.Code); err != nil {
			return err
		}
		days, working, notes := []string{}, []bool{}, []string{}
		for _, d := range c.Days {
			days, working, notes = append(days, d.Day), append(working, d.Working), append(notes, d.Note)
		}
		_, err = tx.Exec(ctx, s.sql["save_days"], c.Code, days, working, notes)
		return err
	})
}

// SaveLayer keeps the title of a layer and moves categories onto it. A category is on one layer: those that it had and that are
// not named stay, until another layer takes them.
func (s *Store) SaveLayer(ctx context.Context, l casework.Layer, categories []string, by audit.Entry) error {
	return s.edit(ctx, by, "layer_snapshot", []any{l.ID}, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, s.sql["update_layer"], l.ID, l.TitleZH, l.TitleEN)
		if err == nil && tag.RowsAffected() == 0 {
			return geo.Errorf(geo.NotFound, "id", "there is no layer with this id")
		}
		if err == nil {
			_, err = tx.Exec(ctx, s.sql["fill_layer"], l.ID, categories)
		}
		return err
	})
}

// RecentMatters returns what routing looks at of the newest cases in scope, with their ids.
func (s *Store) RecentMatters(ctx context.Context, scope identity.Scope, limit int) (ids []uuid.UUID, matters []casework.Matter, err error) {
	rows, err := s.pool.Query(ctx, s.sql["recent_matters"], []string(scope), limit)
	if err != nil {
		return nil, nil, translate("recent matters", err)
	}
	var id uuid.UUID
	var m casework.Matter
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&id, &m.Category, &m.Severity, &m.Area, &at}, func() error {
		m.At = at
		ids, matters = append(ids, id), append(matters, m)
		return nil
	})
	return ids, matters, translate("recent matters", err)
}
