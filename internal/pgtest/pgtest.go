package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/wangge-map/wangge/internal/pgserver"
	"github.com/wangge-map/wangge/internal/seal"
	"github.com/wangge-map/wangge/migrations"
)

const startTimeout = 2 * time.Minute

// host is the server that this process's tests share.
type host struct {
	admin, app func(database string) string
	template   string
	next       atomic.Int64
}

// theHost is made once for the process: making it is what takes long. It holds nothing that a test could change.
var theHost = sync.OnceValues(newHost)

// URL returns the address of an empty, migrated database, as the application sees it. The database is dropped when the
// test has passed; when it failed, it is kept and its address is logged.
func URL(t testing.TB) string {
	t.Helper()
	h, name := create(t, func(h *host) string { return h.template })
	return h.app(name)
}

// AdminURL is URL for the superuser.
func AdminURL(t testing.TB) string {
	t.Helper()
	h, name := create(t, func(h *host) string { return h.template })
	return h.admin(name)
}

// URLs is URL, and the address of the same database for the superuser.
func URLs(t testing.TB) (app, admin string) {
	t.Helper()
	h, name := create(t, func(h *host) string { return h.template })
	return h.app(name), h.admin(name)
}

// Pool returns a pool of connections to a database as URL makes it.
func Pool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func create(t testing.TB, template func(*host) string) (*host, string) {
	t.Helper()
	h, err := theHost()
	if err != nil {
		t.Fatalf("a test needs its database: %v", err)
	}
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), h.next.Add(1))
	// file_copy: a copy of 15 MB of files is twice as quick as writing it through the log.
	if err := h.exec("postgres", "create database "+name+" template "+template(h)+" strategy file_copy owner wangge"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the database is kept: %s", h.app(name))
			return
		}
		if err := h.exec("postgres", "drop database "+name+" with (force)"); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return h, name
}

func (h *host) exec(database, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	conn, err := connect(ctx, h.admin(database))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, sql); err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}

// cannotConnectNow is what a server answers that recovers from the death of one of its processes.
const cannotConnectNow = "57P03"

// connect waits for a server that recovers: the test whose process died fails, and those after it don't.
func connect(ctx context.Context, address string) (*pgx.Conn, error) {
	for {
		conn, err := pgx.Connect(ctx, address)
		if refused := (*pgconn.PgError)(nil); !errors.As(err, &refused) || refused.Code != cannotConnectNow {
			return conn, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func newHost() (*host, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	h, err := external()
	if h == nil && err == nil {
		h, err = private(ctx)
	}
	if err != nil {
		return nil, err
	}
	return h, h.ensureTemplate(ctx)
}

// external is the server that the environment names, or nil.
func external() (*host, error) {
	base := os.Getenv("WANGGE_TEST_DATABASE_URL")
	if base == "" {
		return nil, nil
	}
	u, err := url.Parse(base)
	if err != nil {
		return nil, fmt.Errorf("WANGGE_TEST_DATABASE_URL: %w", err)
	}
	named := func(database string) string {
		v := *u
		v.Path = "/" + database
		return v.String()
	}
	return &host{admin: named, app: named}, nil
}

func private(ctx context.Context) (*host, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("wangge-test-%d", os.Getuid()))
	server, err := pgserver.Start(ctx, pgserver.Config{DataDir: dir, FastUnsafe: true})
	if err != nil {
		return nil, err
	}
	if err := startJanitor(dir); err != nil {
		return nil, err
	}
	app := func(database string) string {
		u, _ := url.Parse(server.URL()) // it made the URL itself
		u.Path = "/" + database
		return u.String()
	}
	return &host{admin: server.AdminURL, app: app}, nil
}

// janitor stops the server when no process holds the use lock any more: test processes end without a word. One janitor
// serves all.
const janitor = `
exec 7>janitor.lock
flock -n 7 || exit 0
while sleep 1; do
    flock -x start.lock flock -n -x use.lock sh -c 'kill -INT $(head -n 1 pg/postmaster.pid); while [ -e pg/postmaster.pid ]; do sleep 0.1; done' && exit 0
    [ -e pg/postmaster.pid ] || exit 0
done
`

func startJanitor(dir string) error {
	cmd := exec.Command("sh", "-c", janitor)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // it outlives the test process
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the janitor: %w", err)
	}
	return cmd.Process.Release()
}

// ensureTemplate makes the migrated template, once for all processes: the advisory lock keeps others waiting.
func (h *host) ensureTemplate(ctx context.Context) error {
	h.template = "template_" + migrations.Hash()
	conn, err := pgx.Connect(ctx, h.admin("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "select pg_advisory_lock(4707214)"); err != nil {
		return err
	}
	var there bool
	if err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1 and datistemplate)", h.template).Scan(&there); err != nil || there {
		return err
	}
	return h.makeTemplate(ctx)
}

func (h *host) makeTemplate(ctx context.Context) error {
	role := "do $$ begin create role wangge login; exception when duplicate_object then null; end $$"
	for _, sql := range []string{
		role,
		"drop database if exists " + h.template,
		"create database " + h.template + " owner wangge template template0 encoding 'UTF8' locale 'C.UTF-8'",
	} {
		if err := h.exec("postgres", sql); err != nil {
			return err
		}
	}
	for _, extension := range []string{"postgis", "pg_trgm", "btree_gist"} {
		if err := h.exec(h.template, "create extension "+extension); err != nil {
			return err
		}
	}
	if _, err := migrations.Up(ctx, h.app(h.template)); err != nil {
		return err
	}
	return h.exec("postgres", "alter database "+h.template+" is_template true")
}

// Box returns a box with a key of its own, as a store needs it to keep contacts.
func Box(t testing.TB) *seal.Box {
	t.Helper()
	b, err := seal.OpenBox(filepath.Join(t.TempDir(), "keys"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return b
}
