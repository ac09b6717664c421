package store

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/wangge-map/wangge/internal/notice"
	"github.com/wangge-map/wangge/internal/photo"
)

// Queues of jobs, so that photos don't hold notices up, and large photos no small ones.
const (
	queuePhotos      = "photos"
	queueLargePhotos = "photos_large"
	queueNotices     = "notices"
	queueChores      = "chores"
)

// Work is what jobs do. A field that is nil leaves its queue to other processes.
type Work struct {
	Photo func(ctx context.Context, id uuid.UUID) error
	Send  func(ctx context.Context, m notice.Message) notice.Outcome
	Mails bool                            // whether Send can write to reporters
	Sweep func(ctx context.Context) error // now and then, on one process at a time
}

// JobsConfig is what RunJobs needs.
type JobsConfig struct {
	// Process names this process for good: one that is started again under the same name takes up the jobs that were under way when it
	// was killed. Those of another are taken up when they have been under way for rescueAfter.
	Process string
	Work    Work
	Log     *slog.Logger
	Now     func() time.Time
	// RetryAfter is the pause after an attempt to send that failed; nil: notice.RetryAfter.
	RetryAfter func(attempt int) time.Duration
}

const (
	// photoWorkers make photos presentable at once; large ones take turns beside that (package photo).
	photoWorkers = 2
	// sendWorkers send notices at once; each waits for the other side most of the time.
	sendWorkers = 8
	// tellEvery is how often it is looked for what has happened to cases.
	tellEvery = time.Second
	// jobTimeout is longer than the largest photo takes on a busy machine.
	jobTimeout  = 2 * time.Minute
	rescueAfter = 5 * time.Minute
	// sweepEvery is how often blobs that nothing leads to are looked for.
	sweepEvery = 6 * time.Hour
	// jobsStopTimeout bounds the wait for jobs under way when the service stops; what is cut off is done again.
	jobsStopTimeout = 10 * time.Second
	// startAgainAfter is the pause before jobs are begun again when the database was away.
	startAgainAfter = 2 * time.Second
)

// newJobs returns what orders jobs; RunJobs does them.
func newJobs(s *Store) (*river.Client[pgx.Tx], error) {
	return river.NewClient(riverpgxv5.New(s.pool), &river.Config{Logger: slog.New(slog.DiscardHandler)})
}

func jobOptions(queue string) *river.InsertOpts { return &river.InsertOpts{Queue: queue} }

// RunJobs does jobs until ctx ends. While the database is away it waits for it.
func (s *Store) RunJobs(ctx context.Context, cfg JobsConfig) {
	for ctx.Err() == nil {
		if err := s.runJobs(ctx, cfg); err != nil && ctx.Err() == nil {
			cfg.Log.ErrorContext(ctx, "jobs stand still", "error", err)
			select {
			case <-ctx.Done():
			case <-time.After(startAgainAfter):
			}
		}
	}
}

func (s *Store) runJobs(ctx context.Context, cfg JobsConfig) error {
	name, release, err := s.ownName(ctx, cfg.Process)
	if err != nil {
		return translate("take up jobs", err)
	}
	defer release()
	cfg.Process = name
	client, err := river.NewClient(riverpgxv5.New(s.pool), s.jobsConfig(cfg))
	if err != nil {
		return fmt.Errorf("store: jobs: %w", err)
	}
	if _, err := s.pool.Exec(ctx, s.sql["take_up_jobs"], name); err != nil {
		return translate("take up jobs", err)
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("store: start jobs: %w", err)
	}
	s.tellOnAndOn(ctx, cfg, client.Stopped())
	if ctx.Err() == nil {
		return fmt.Errorf("store: jobs stopped by themselves")
	}
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), jobsStopTimeout)
	defer cancel()
	if client.Stop(stopCtx) != nil {
		hardCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), jobsStopTimeout)
		defer cancel()
		return client.StopAndCancel(hardCtx)
	}
	return nil
}

// namesLock is the class of the locks on the names of processes.
const namesLock = 4707216

// ownName returns name, which is this process's alone until it calls release; with something behind it where another process at work has
// it: machines that were copied are called alike. What it holds is a connection of the pool.
func (s *Store) ownName(ctx context.Context, name string) (own string, release func(), err error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return "", nil, err
	}
	release = func() {
		ctx, cancel := context.WithTimeout(context.Background(), rollbackTimeout)
		defer cancel()
		_ = conn.Conn().Close(ctx) // the lock goes with it
		conn.Release()
	}
	var alone bool
	if err := conn.QueryRow(ctx, s.sql["own_name"], args{"class": namesLock, "name": name}).Scan(&alone); err != nil {
		release()
		return "", nil, err
	}
	if !alone {
		name += " " + uuid.NewString()
	}
	return name, release, nil
}

// tellOnAndOn makes notices of what happens to cases until ctx ends or the jobs have stopped.
func (s *Store) tellOnAndOn(ctx context.Context, cfg JobsConfig, stopped <-chan struct{}) {
	tick := time.NewTicker(tellEvery)
	defer tick.Stop()
	for {
		if cfg.Work.Send != nil {
			for more, err := true, error(nil); more && ctx.Err() == nil; {
				if more, err = s.TellOn(ctx, cfg.Work.Mails); err != nil && ctx.Err() == nil {
					cfg.Log.ErrorContext(ctx, "notices stand still", "error", err)
				}
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-stopped:
			return
		case <-tick.C:
		}
	}
}

func (s *Store) jobsConfig(cfg JobsConfig) *river.Config {
	workers := river.NewWorkers()
	c := &river.Config{
		ID: cfg.Process, Workers: workers, Queues: map[string]river.QueueConfig{}, JobTimeout: jobTimeout, RescueStuckJobsAfter: rescueAfter,
		// The library tells of every job that fails, with its arguments' ids only.
		Logger: cfg.Log,
	}
	if cfg.Work.Photo != nil {
		river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, job *river.Job[photo.Job]) error {
			return cfg.Work.Photo(ctx, job.Args.ID)
		}))
		c.Queues[queuePhotos] = river.QueueConfig{MaxWorkers: photoWorkers}
		c.Queues[queueLargePhotos] = river.QueueConfig{MaxWorkers: 1} // they take turns anyway
	}
	if cfg.Work.Send != nil {
		retryAfter := cfg.RetryAfter
		if retryAfter == nil {
			retryAfter = notice.RetryAfter
		}
		river.AddWorker(workers, &sendWorker{store: s, cfg: cfg, retryAfter: retryAfter})
		c.Queues[queueNotices] = river.QueueConfig{MaxWorkers: sendWorkers}
	}
	if cfg.Work.Sweep != nil {
		river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[sweepJob]) error { return cfg.Work.Sweep(ctx) }))
		c.Queues[queueChores] = river.QueueConfig{MaxWorkers: 1}
		c.PeriodicJobs = append(c.PeriodicJobs, river.NewPeriodicJob(river.PeriodicInterval(sweepEvery), func() (river.JobArgs, *river.InsertOpts) {
			return sweepJob{}, &river.InsertOpts{Queue: queueChores, MaxAttempts: 1}
		}, &river.PeriodicJobOpts{RunOnStart: true}))
	}
	return c
}

// sweepJob orders that what nothing leads to any more is deleted.
type sweepJob struct{}

// Kind names the job in the queue.
func (sweepJob) Kind() string { return "sweep" }
