package store

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/office"
)

// Find returns the case with id and its whole story, if scope covers it; otherwise a NotFound error. at says who is on duty.
func (s *Store) Find(ctx context.Context, scope identity.CaseScope, id uuid.UUID, at office.Moment) (f office.File, err error) {
	// One picture: a case whose last event is not in its story would be offered what can't be done.
	err = pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		var found uuid.UUID
		err := tx.QueryRow(ctx, s.sql["case_in_scope"], scoped(scope, args{"id": id})).Scan(&found)
		if errors.Is(err, pgx.ErrNoRows) {
			return noCase()
		}
		if err == nil {
			f, err = s.file(ctx, tx, scope, id, at)
		}
		return err
	})
	return f, translate("find case", err)
}

func (s *Store) file(ctx context.Context, tx pgx.Tx, scope identity.CaseScope, id uuid.UUID, at office.Moment) (f office.File, err error) {
	rows, err := s.rows(ctx, tx, []uuid.UUID{id})
	if err != nil {
		return f, err
	}
	f.Row = rows[0]
	if f.Tasks, err = s.tasks(ctx, tx, id); err != nil {
		return f, err
	}
	for _, t := range f.Tasks {
		f.Dossier.Tasks = append(f.Dossier.Tasks, t.Task)
	}
	one := args{"id": id}
	if f.Told, err = s.told(ctx, tx, id); err != nil {
		return f, err
	}
	if f.Lines, err = named(ctx, tx, s, "case_events", one, scanLine); err != nil {
		return f, err
	}
	if f.Pictures, err = named(ctx, tx, s, "case_photos", one, scanPhoto); err != nil {
		return f, err
	}
	duplicates, err := named(ctx, tx, s, "case_duplicates", scoped(scope, one), pgx.RowTo[uuid.UUID])
	if err != nil {
		return f, err
	}
	if f.Duplicates, err = s.rows(ctx, tx, duplicates); err != nil {
		return f, err
	}
	place := f.Dossier.Placement
	f.OnDuty, err = named(ctx, tx, s, "case_on_duty", args{"net": place.Net, "cell": place.Cell, "weekday": at.Weekday, "minute": at.Minute}, pgx.RowToStructByPos[office.OnDuty])
	return f, err
}

// told returns the reports of a case, each with its answers.
func (s *Store) told(ctx context.Context, tx pgx.Tx, id uuid.UUID) ([]office.Told, error) {
	all, err := named(ctx, tx, s, "case_reports", args{"id": id}, scanTold)
	if err != nil {
		return nil, err
	}
	answers, err := named(ctx, tx, s, "case_answers", args{"id": id}, pgx.RowToStructByPos[answerRow])
	if err != nil {
		return nil, err
	}
	place := map[uuid.UUID]*office.Told{}
	for i := range all {
		place[all[i].ID] = &all[i]
	}
	for _, a := range answers {
		t := place[a.Report]
		if last := len(t.Answers) - 1; last < 0 || t.Answers[last].Code != a.Code {
			t.Answers = append(t.Answers, office.Answer{
				Code: a.Code, Title: casework.Text{ZH: a.TitleZH, EN: a.TitleEN}, Hint: casework.Text{ZH: a.HintZH, EN: a.HintEN},
			})
		}
		last := &t.Answers[len(t.Answers)-1]
		last.Values = append(last.Values, casework.Text{ZH: a.ZH, EN: a.EN})
	}
	return all, nil
}

// answerRow is one value of an answer.
type answerRow struct {
	Report                 uuid.UUID
	Code                   string
	TitleZH, TitleEN       string
	HintZH, HintEN, ZH, EN string
}

func scanTold(row pgx.CollectableRow) (t office.Told, err error) {
	err = row.Scan(&t.ID, &t.Number, &t.ReportedAt, &t.ReceivedAt, &t.Source, &t.Description, &t.AccuracyM, &t.Datum, &t.Joined, &t.HasContact)
	t.Number = casework.Masked(t.Number)
	return t, err
}

func scanLine(row pgx.CollectableRow) (l office.Line, err error) {
	e := &l.Event
	err = row.Scan(&e.Seq, &e.At, &e.Action, &e.From, &e.To, &e.Actor, &e.AccountID, &e.Department, &e.Reason, &e.Note, &e.PublicNote,
		&e.EditionID, &e.CellID, &e.Detail, &l.Name, &l.Post.ZH, &l.Post.EN, &l.With.ZH, &l.With.EN)
	e.At = e.At.UTC()
	return l, err
}

func scanPhoto(row pgx.CollectableRow) (p office.Photo, err error) {
	var takenAt *time.Time
	err = row.Scan(&p.ID, &p.Kind, &p.State, &p.Width, &p.Height, &takenAt, &p.DistanceM, &p.Cleared, &p.ByReporter)
	p.TakenAt = zeroIfNull(takenAt)
	return p, err
}

// Assignable returns the accounts that may be given the case with id, those who serve its cell first, if scope covers it.
func (s *Store) Assignable(ctx context.Context, scope identity.CaseScope, id uuid.UUID) ([]office.Assignable, error) {
	return named(ctx, s.pool, s, "assignable", scoped(scope, args{"id": id}), pgx.RowToStructByPos[office.Assignable])
}

// CaseOfTask returns the case that a task is of, whether or not anybody may see it.
func (s *Store) CaseOfTask(ctx context.Context, task uuid.UUID) (id uuid.UUID, err error) {
	err = s.pool.QueryRow(ctx, s.sql["case_of_task"], args{"id": task}).Scan(&id)
	return id, translate("case of task", err)
}

// CaseOfReport returns the case that decides about the report with this tracking number: of a duplicate, its head. It returns a NotFound error when there is
// none, or more than one.
func (s *Store) CaseOfReport(ctx context.Context, tracking string) (uuid.UUID, error) {
	rows, err := s.pool.Query(ctx, s.sql["cases_to_contest"], args{"tracking": tracking})
	if err != nil {
		return uuid.Nil, translate("case of report", err)
	}
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[uuid.UUID])
	return id, translate("case of report", err)
}

// Near returns the open cases within a distance of a place, nearest first.
func (s *Store) Near(ctx context.Context, scope identity.CaseScope, around office.Around) ([]office.Row, error) {
	values := scoped(scope, aroundPlace(around.Centre.At, around.RadiusM, around.Limit))
	values["id"] = around.Centre.ID
	type found struct {
		ID  uuid.UUID
		Far float64
	}
	near, err := named(ctx, s.pool, s, "near_cases", values, pgx.RowToStructByPos[found])
	if err != nil {
		return nil, err
	}
	ids, far := make([]uuid.UUID, len(near)), map[uuid.UUID]float64{}
	for i, n := range near {
		ids[i], far[n.ID] = n.ID, n.Far
	}
	rows, err := s.rows(ctx, s.pool, ids)
	for i := range rows {
		rows[i].DistanceM = far[rows[i].Dossier.ID]
	}
	return rows, err
}

// NearPublic returns the open cases of these categories within a distance of a place, nearest first.
func (s *Store) NearPublic(ctx context.Context, at geo.Point, radiusM float64, categories []string, limit int) ([]office.Neighbour, error) {
	values := aroundPlace(at, radiusM, limit)
	values["categories"] = categories
	return named(ctx, s.pool, s, "near_public", values, func(row pgx.CollectableRow) (n office.Neighbour, err error) {
		var lon, lat float64
		if err := row.Scan(&n.ID, &n.Category.Code, &n.State, &n.OpenedAt, &lon, &lat, &n.DistanceM); err != nil {
			return n, err
		}
		n.At, err = geo.PointAt(lon, lat)
		return n, err
	})
}

const (
	metresPerDegree = 110_000 // of latitude, at least: a box that is too large costs little, one too small loses cases
	leastCosine     = 0.01    // closer to a pole than anybody reports from
)

// aroundPlace is a place with a box that holds what is within radiusM of it, for the index.
func aroundPlace(at geo.Point, radiusM float64, limit int) args {
	lon, lat := at.Degrees()
	dLat := radiusM / metresPerDegree
	dLon := dLat / max(leastCosine, math.Cos(lat*math.Pi/180))
	return args{
		"lon": lon, "lat": lat, "west": lon - dLon, "south": lat - dLat, "east": lon + dLon, "north": lat + dLat, "radius_m": radiusM, "limit": limit,
	}
}
