// Package migrations holds the database schema as forward-only SQL files and applies them.
package migrations

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib" // goose works through database/sql
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed sql/*.sql
var files embed.FS

// Up brings the database at url to the newest schema. Several processes may call it at once: one migrates, the others
// wait. It returns the number of migrations applied. The extensions postgis, pg_trgm and btree_gist must exist already,
// since creating them takes a superuser. The tables of the job queue come after ours and are not counted.
func Up(ctx context.Context, url string) (applied int, err error) {
	err = withProvider(url, func(p *goose.Provider) error {
		results, err := p.Up(ctx)
		applied = len(results)
		return err
	})
	if err == nil {
		err = upJobs(ctx, url)
	}
	return applied, err
}

// Compare reports how many migrations the database at url lacks, and how many it has that this program does not know: it
// was used by a newer one. It only reads.
func Compare(ctx context.Context, url string) (lacks, newer int, err error) {
	config, err := parse(url)
	if err != nil {
		return 0, 0, err
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return 0, 0, fmt.Errorf("migrations: %w", err)
	}
	defer conn.Close(ctx)
	applied, err := appliedTo(ctx, conn)
	if err != nil {
		return 0, 0, fmt.Errorf("migrations: %w", err)
	}
	known := versions()
	for _, v := range known {
		if !slices.Contains(applied, v) {
			lacks++
		}
	}
	for _, v := range applied {
		if !slices.Contains(known, v) {
			newer++
		}
	}
	return lacks, newer, nil
}

// appliedTo reads goose's own table, which a database that was never migrated does not have.
func appliedTo(ctx context.Context, conn *pgx.Conn) ([]int64, error) {
	var there bool
	if err := conn.QueryRow(ctx, "select to_regclass('goose_db_version') is not null").Scan(&there); err != nil || !there {
		return nil, err
	}
	rows, err := conn.Query(ctx, "select version_id from goose_db_version where version_id > 0 group by version_id having (array_agg(is_applied order by id desc))[1]")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// versions are the numbers that the files' names begin with.
func versions() []int64 {
	var out []int64
	names, _ := fs.Glob(files, "sql/*.sql") // the pattern is sound
	for _, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		if v, err := strconv.ParseInt(number, 10, 64); err == nil {
			out = append(out, v)
		}
	}
	return out
}

// Hash identifies the schema: it changes when a migration file does, or the job queue's tables do.
func Hash() string {
	sum := sha256.New()
	names, _ := fs.Glob(files, "sql/*.sql") // the pattern is sound, and embedded files can't fail to read
	for _, name := range names {
		text, _ := files.ReadFile(name)
		fmt.Fprintf(sum, "%s %d\n", name, len(text))
		sum.Write(text)
	}
	fmt.Fprintf(sum, "jobs %d\n", jobsVersion())
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

func withProvider(url string, fn func(*goose.Provider) error) error {
	config, err := parse(url)
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*config)
	defer db.Close()
	sub, err := fs.Sub(files, "sql")
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	// A waiting session must not hold a snapshot, or CREATE INDEX CONCURRENTLY elsewhere deadlocks: this lock polls.
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, sub, goose.WithSessionLocker(locker))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if err := fn(provider); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return nil
}

// connectTimeout keeps a server that takes connections and says nothing from holding everything up.
const connectTimeout = 5 * time.Second

// parse understands url. Its error does not quote it: there may be a password in it.
func parse(url string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("migrations: the database's URL can't be understood")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	return config, nil
}
