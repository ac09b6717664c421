package migrations_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/pgtest"
	"github.com/wangge-map/wangge/migrations"
)

// bare returns the address of a database without a schema.
func bare(t *testing.T) string {
	t.Helper()
	admin := pgtest.AdminURL(t)
	conn, err := pgx.Connect(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	// What the template was migrated to is taken away again.
	for _, sql := range []string{"drop schema public cascade", "create schema public", "create extension postgis", "create extension pg_trgm", "create extension btree_gist"} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	return admin
}

func TestSeveralProcessesMayMigrateAtOnce(t *testing.T) {
	address := bare(t)
	if lacks, newer, err := migrations.Compare(t.Context(), address); lacks < 3 || newer != 0 || err != nil {
		t.Errorf("before: %d, %d, %v", lacks, newer, err)
	}
	var applied atomic.Int64
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			n, err := migrations.Up(t.Context(), address)
			if err != nil {
				t.Error(err)
			}
			applied.Add(int64(n))
		})
	}
	work.Wait()
	files, err := filepath.Glob("sql/*.sql")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	if int(applied.Load()) != len(files) {
		t.Errorf("%d migrations were applied, want each of %d once", applied.Load(), len(files))
	}
	if lacks, newer, err := migrations.Compare(t.Context(), address); lacks != 0 || newer != 0 || err != nil {
		t.Errorf("after: %d, %d, %v", lacks, newer, err)
	}
	if n, err := migrations.Up(t.Context(), address); n != 0 || err != nil {
		t.Errorf("once more: %d, %v", n, err)
	}
}

// There is no way back: a way back that is never walked does not work when it is needed, and the data of the step is gone.
func TestMigrationsGoForwardOnly(t *testing.T) {
	files, err := filepath.Glob("sql/*")
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("%05d_", i+1); !regexp.MustCompile(`^` + want + `[a-z0-9_]+\.sql$`).MatchString(filepath.Base(file)) {
			t.Errorf("%s does not begin with %s: numbers have no gap", file, want)
		}
		if n := strings.Count(string(text), "-- +goose Up"); n != 1 {
			t.Errorf("%s has %d ways forward", file, n)
		}
		for _, not := range []string{"goose Down", "NO TRANSACTION"} {
			if strings.Contains(string(text), not) {
				t.Errorf("%s has %s", file, not)
			}
		}
	}
}

func TestTheHashIsThatOfTheFiles(t *testing.T) {
	hash := migrations.Hash()
	if !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(hash) || hash != migrations.Hash() {
		t.Errorf("the hash is %q, then %q", hash, migrations.Hash())
	}
}

func TestAMigrationThatFailsLeavesNothingOfIt(t *testing.T) {
	address := bare(t)
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	// Somebody else's table stands in the way of the second.
	if _, err := conn.Exec(t.Context(), "create table case_file (x int)"); err != nil {
		t.Fatal(err)
	}
	if _, err := migrations.Up(t.Context(), address); err == nil {
		t.Fatal("it went through")
	}
	var left int
	if err := conn.QueryRow(t.Context(), "select count(*) from pg_tables where tablename in ('layer', 'category')").Scan(&left); err != nil || left != 0 {
		t.Errorf("%d tables of the failed step are left (%v)", left, err)
	}
	if _, err := conn.Exec(t.Context(), "drop table case_file"); err != nil {
		t.Fatal(err)
	}
	if _, err := migrations.Up(t.Context(), address); err != nil {
		t.Errorf("with the way free: %v", err)
	}
}

func TestAURLThatCannotBeUnderstoodIsNotRepeated(t *testing.T) {
	_, err := migrations.Up(t.Context(), "postgres://wangge:s3cret/x@db.example/wangge")
	_, _, compareErr := migrations.Compare(t.Context(), "postgres://wangge:s3cret/x@db.example/wangge")
	for _, err := range []error{err, compareErr} {
		if err == nil || strings.Contains(err.Error(), "s3cret") || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v, want an error without the password", err)
		}
	}
}

func TestTheJobQueuesTablesComeAfterOurs(t *testing.T) {
	address := bare(t)
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			if _, err := migrations.Up(t.Context(), address); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var versions, twice int
	if err := conn.QueryRow(t.Context(), "select count(*), count(*) - count(distinct version) from river_migration").Scan(&versions, &twice); err != nil || versions < 6 || twice != 0 {
		t.Errorf("%d steps, %d twice, %v", versions, twice, err)
	}
	if _, err := conn.Exec(t.Context(), "insert into river_job (args, kind, max_attempts) values ('{}', 'test', 1)"); err != nil {
		t.Errorf("a job can't be kept: %v", err)
	}
}
