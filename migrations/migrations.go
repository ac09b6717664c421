// Package migrations holds the database schema as forward-only SQL files and applies them.
package migrations

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"

	_ "github.com/jackc/pgx/v5/stdlib" // database/sql driver "pgx", which goose needs
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed sql/*.sql
var files embed.FS

// Up brings the database at url to the newest schema. Several processes may call it at once: one migrates, the others
// wait. It returns the number of migrations applied. The extensions postgis, pg_trgm and btree_gist must exist already,
// since creating them takes a superuser.
func Up(ctx context.Context, url string) (applied int, err error) {
	err = withProvider(url, func(p *goose.Provider) error {
		results, err := p.Up(ctx)
		applied = len(results)
		return err
	})
	return applied, err
}

// Pending reports how many migrations the database at url lacks.
func Pending(ctx context.Context, url string) (pending int, err error) {
	err = withProvider(url, func(p *goose.Provider) error {
		statuses, err := p.Status(ctx)
		for _, s := range statuses {
			if s.State == goose.StatePending {
				pending++
			}
		}
		return err
	})
	return pending, err
}

// Hash identifies the schema: it changes when a migration file does.
func Hash() string {
	sum := sha256.New()
	names, _ := fs.Glob(files, "sql/*.sql") // the pattern is sound, and embedded files can't fail to read
	for _, name := range names {
		text, _ := files.ReadFile(name)
		fmt.Fprintf(sum, "%s %d\n", name, len(text))
		sum.Write(text)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

func withProvider(url string, fn func(*goose.Provider) error) error {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return fmt.Errorf("migrations: open database: %w", err)
	}
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
