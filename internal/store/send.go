package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/notice"
)

// sendWorker sends notices. That one was sent, the log of it and the end of its job are noted in one transaction.
type sendWorker struct {
	river.WorkerDefaults[notice.Job]
	store      *Store
	cfg        JobsConfig
	retryAfter func(attempt int) time.Duration
}

// NextRetry says when a notice that could not be sent is tried again.
func (w *sendWorker) NextRetry(job *river.Job[notice.Job]) time.Time {
	return w.cfg.Now().Add(w.retryAfter(job.Attempt))
}

// Work tries once.
func (w *sendWorker) Work(ctx context.Context, job *river.Job[notice.Job]) error {
	m, err := w.store.noticeMessage(ctx, job.Args.Notice)
	if geo.KindOf(err) == geo.NotFound && err != nil {
		return nil // it is so old that it was forgotten
	}
	if err != nil {
		return err
	}
	if !m.SentAt.IsZero() {
		return nil
	}
	out := w.cfg.Work.Send(ctx, m)
	// What came of it is noted although the service is stopping: it has been sent.
	noteCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), jobsStopTimeout)
	defer cancel()
	err = pgx.BeginFunc(noteCtx, w.store.pool, func(tx pgx.Tx) error {
		if err := w.store.noteOutcome(noteCtx, tx, m, out, w.cfg.Now()); err != nil || !out.Sent && !out.Never {
			return err
		}
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](noteCtx, tx, job)
		return err
	})
	if err != nil {
		return translate("note an attempt", err)
	}
	if !out.Sent && !out.Never {
		return errors.New(out.Error)
	}
	return nil
}
