package migrations

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// jobsLock is the advisory lock under which one process at a time brings the job queue's tables up to date. Any number that
// nothing else uses: this one spells "jobs".
const jobsLock = 0x6a6f6273

// upJobs brings the tables of the job queue (river) to the version that its library wants. They are its own, so its own steps make
// them; each is a transaction of its own, because some must see what the one before committed.
func upJobs(ctx context.Context, url string) error {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return fmt.Errorf("migrations: the database's URL can't be understood")
	}
	config.MaxConns, config.ConnConfig.ConnectTimeout = 2, connectTimeout // one holds the lock
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("migrations: jobs: %w", err)
	}
	defer pool.Close()
	migrator, err := newJobsMigrator(pool)
	if err != nil {
		return err
	}
	if done, err := migrator.Validate(ctx, nil); err == nil && done.OK {
		return nil
	}
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("migrations: jobs: %w", err)
	}
	defer conn.Release()
	if err := pollLock(ctx, conn.Conn()); err != nil {
		return fmt.Errorf("migrations: jobs: %w", err)
	}
	// Closing gives the lock back, whatever state the connection is in.
	defer func() { _ = conn.Conn().Close(context.WithoutCancel(ctx)) }()
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrations: jobs: %w", err)
	}
	return nil
}

func newJobsMigrator(pool *pgxpool.Pool) (*rivermigrate.Migrator[pgx.Tx], error) {
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("migrations: jobs: %w", err)
	}
	return m, nil
}

// pollLock takes the lock by asking again and again: who waits inside of pg_advisory_lock holds a snapshot, and CREATE INDEX
// CONCURRENTLY elsewhere deadlocks with it.
func pollLock(ctx context.Context, conn *pgx.Conn) error {
	for {
		var got bool
		if err := conn.QueryRow(ctx, "select pg_try_advisory_lock($1)", int64(jobsLock)).Scan(&got); err != nil || got {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// jobsVersion is the newest step of the job queue's library.
func jobsVersion() int {
	m, err := newJobsMigrator(nil)
	if err != nil {
		return 0
	}
	newest := 0
	for _, step := range m.AllVersions() {
		newest = max(newest, step.Version)
	}
	return newest
}
