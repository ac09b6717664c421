package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// Outlines returns cases that are not sensitive, the newest first.
func (s *Store) Outlines(ctx context.Context, q casework.OutlineQuery) ([]casework.Outline, error) {
	name := "outlines"
	if !q.ChangedFrom.IsZero() {
		name = "outlines_changed"
	}
	var box, circle []float64
	if q.Box != nil {
		box = q.Box[:]
	}
	if q.Near != nil {
		circle = []float64{q.Near.Lon, q.Near.Lat, q.Near.RadiusM}
	}
	var afterAt *time.Time
	var afterID *uuid.UUID
	if q.After != nil {
		afterAt, afterID = &q.After.OpenedAt, &q.After.ID
	}
	return collect(ctx, s, name, scanOutline, from(q.OpenedFrom), until(q.OpenedUntil), from(q.ChangedFrom), until(q.ChangedUntil),
		q.Categories, stateNames(q.States), box, circle, afterAt, afterID, q.Limit, q.Offset)
}

// from is the beginning of a span; a zero time is the beginning of all.
func from(t time.Time) pgtype.Timestamptz {
	if t.IsZero() {
		return pgtype.Timestamptz{InfinityModifier: pgtype.NegativeInfinity, Valid: true}
	}
	return pgtype.Timestamptz{Time: t, Valid: true}
}

// until is the end of a span; a zero time is the end of all.
func until(t time.Time) pgtype.Timestamptz {
	if t.IsZero() {
		return pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true}
	}
	return pgtype.Timestamptz{Time: t, Valid: true}
}

func stateNames(states []casework.State) []string {
	if states == nil {
		return nil
	}
	names := make([]string, len(states))
	for i, state := range states {
		names[i] = string(state)
	}
	return names
}

// OutlinesOf returns those of the cases with these ids that are not sensitive, the newest first.
func (s *Store) OutlinesOf(ctx context.Context, ids []uuid.UUID) ([]casework.Outline, error) {
	return collect(ctx, s, "outlines_by_id", scanOutline, ids)
}

func scanOutline(row pgx.CollectableRow) (o casework.Outline, err error) {
	var lon, lat float64
	var closed, due *time.Time
	var photo *uuid.UUID
	err = row.Scan(&o.ID, &o.Category.Code, &o.State, &o.Severity, &lon, &lat, &o.OpenedAt, &o.UpdatedAt, &closed, &due,
		&o.Placement.Cell, &o.Placement.CellName, &o.Department.Code, &o.Department.ZH, &o.Department.EN, &photo)
	if err != nil {
		return o, err
	}
	o.ClosedAt, o.Due = timeOrZero(closed), timeOrZero(due)
	if photo != nil {
		o.Photo = *photo
	}
	o.At, err = geo.PointAt(lon, lat)
	return o, err
}

func timeOrZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// OutlineSteps returns up to limit changes of state of cases that are not sensitive, from (inclusive) until (exclusive), in
// order, after the first offset.
func (s *Store) OutlineSteps(ctx context.Context, begin, end time.Time, limit, offset int) ([]casework.OutlineStep, error) {
	return collect(ctx, s, "outline_steps", scanStep, from(begin), until(end), limit, offset)
}

// OutlineStepsOf returns the changes of state of these cases, by case and in order. It does not ask whether they are
// sensitive: ids come from Outlines.
func (s *Store) OutlineStepsOf(ctx context.Context, ids []uuid.UUID) ([]casework.OutlineStep, error) {
	return collect(ctx, s, "outline_steps_of", scanStep, ids)
}

func scanStep(row pgx.CollectableRow) (e casework.OutlineStep, err error) {
	err = row.Scan(&e.CaseID, &e.Number, &e.At, &e.State, &e.Department.Code, &e.Department.ZH, &e.Department.EN)
	return e, err
}

// Attributes returns what categories ask whoever reports them, by category and in order.
func (s *Store) Attributes(ctx context.Context) ([]casework.Attribute, error) {
	return collect(ctx, s, "attributes", func(row pgx.CollectableRow) (a casework.Attribute, err error) {
		err = row.Scan(&a.Category, &a.Code, &a.Datatype, &a.Required, &a.TitleZH, &a.TitleEN, &a.HintZH, &a.HintEN, &a.Choices)
		return a, err
	})
}

// Answers returns what was answered to the attributes of these cases' categories, by all their reports.
func (s *Store) Answers(ctx context.Context, cases []uuid.UUID) (map[uuid.UUID][]casework.Answer, error) {
	rows, err := s.pool.Query(ctx, s.sql["answers_of_cases"], cases)
	if err != nil {
		return nil, translate("answers", err)
	}
	all := map[uuid.UUID][]casework.Answer{}
	var id uuid.UUID
	var code, value string
	_, err = pgx.ForEachRow(rows, []any{&id, &code, &value}, func() error {
		all[id] = addAnswer(all[id], code, value)
		return nil
	})
	return all, translate("answers", err)
}

func addAnswer(answers []casework.Answer, code, value string) []casework.Answer {
	if last := len(answers) - 1; last >= 0 && answers[last].Code == code {
		answers[last].Values = append(answers[last].Values, value)
		return answers
	}
	return append(answers, casework.Answer{Code: code, Values: []string{value}})
}

// answerColumns are the answers of a batch, one array a column.
type answerColumns struct {
	district []string
	report   uuids
	code     []string
	position []int16
	value    []string
}

func (c *answerColumns) add(r *casework.Report) {
	for _, answer := range r.Answers {
		for i, value := range answer.Values {
			c.district, c.report = append(c.district, r.Placement.District), append(c.report, asUUID(r.ID))
			c.code, c.position, c.value = append(c.code, answer.Code), append(c.position, int16(i)), append(c.value, value)
		}
	}
}
