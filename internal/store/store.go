package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/seal"
)

// Config is what Open needs.
type Config struct {
	URL      string    // postgres://… or key=value form
	MaxConns int32     // 0 means 8
	Box      *seal.Box // seals how to reach people; nil: no contact can be kept or read
}

// Store is a pool of connections to one database. It is safe for concurrent use.
type Store struct {
	pool *pgxpool.Pool
	sql  queries
	jobs *river.Client[pgx.Tx] // orders jobs; RunJobs does them
	box  *seal.Box
}

// statementTimeout bounds a statement of the service. Long work (imports, mosaic checks) lifts it for its own session.
const statementTimeout = "15s"

// Open connects to the database that cfg names. The schema must be up to date (package migrations). It returns an
// Unavailable error when the database does not answer within ctx.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		// The parse error quotes the URL with its password masked by pgx.
		return nil, &geo.Error{Kind: geo.Invalid, Field: "--database-url", Msg: "is not a PostgreSQL connection string", Err: err}
	}
	pc.MaxConns = 8
	if cfg.MaxConns > 0 {
		pc.MaxConns = cfg.MaxConns
	}
	pc.ConnConfig.ConnectTimeout = 5 * time.Second
	params := pc.ConnConfig.RuntimeParams
	params["application_name"] = "wangge"
	params["statement_timeout"] = statementTimeout
	params["timezone"] = "UTC"
	params["synchronous_commit"] = "on" // whatever the role or the database says: what is acknowledged is on disk
	sql, err := loadQueries()
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, translate("open", err)
	}
	s := &Store{pool: pool, sql: sql, box: cfg.Box}
	if s.jobs, err = newJobs(s); err != nil {
		pool.Close()
		return nil, translate("open", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, translate("open", err)
	}
	return s, nil
}

// Close ends all connections.
func (s *Store) Close() { s.pool.Close() }

// collect runs the named query and scans every row with scan.
func collect[T any](ctx context.Context, s *Store, name string, scan func(pgx.CollectableRow) (T, error), args ...any) ([]T, error) {
	rows, err := s.pool.Query(ctx, s.sql[name], args...)
	if err != nil {
		return nil, translate(name, err)
	}
	out, err := pgx.CollectRows(rows, scan)
	return out, translate(name, err)
}
