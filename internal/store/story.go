package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/office"
)

// Story returns what the sender of a report may see of the case with id: no names, no notes for those at work.
func (s *Store) Story(ctx context.Context, id uuid.UUID) (st office.Story, err error) {
	var expectedAt, contestUntil *time.Time
	err = s.pool.QueryRow(ctx, s.sql["story_case"], args{"id": id}).Scan(
		&st.State, &st.Category, &st.DuplicateOf, &st.Department, &st.Post.ZH, &st.Post.EN, &expectedAt, &contestUntil, &st.OtherReports)
	if err != nil {
		return st, translate("story", err)
	}
	st.OtherReports--
	st.ExpectedAt, st.ContestUntil = zeroIfNull(expectedAt), zeroIfNull(contestUntil)
	st.Steps, err = named(ctx, s.pool, s, "story_steps", args{"id": id}, func(row pgx.CollectableRow) (step office.Step, err error) {
		err = row.Scan(&step.Action, &step.State, &step.At, &step.PublicNote, &step.Post.ZH, &step.Post.EN)
		return step, err
	})
	if err != nil {
		return st, err
	}
	st.Photos, err = named(ctx, s.pool, s, "story_photos", args{"id": id}, scanPhoto)
	return st, err
}

// ContestedUntil returns which closing the sender of a report has contested, by the end of its time to contest; the epoch when none.
func (s *Store) ContestedUntil(ctx context.Context, report uuid.UUID) (until time.Time, err error) {
	err = s.pool.QueryRow(ctx, s.sql["contested_until"], args{"id": report}).Scan(&until)
	return until, translate("contested until", err)
}

// Marks returns who may hear of the cases with these ids.
func (s *Store) Marks(ctx context.Context, ids []uuid.UUID) ([]office.Mark, error) {
	return named(ctx, s.pool, s, "marks", args{"ids": ids}, pgx.RowToStructByPos[office.Mark])
}
