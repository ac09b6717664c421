package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/wangge-map/wangge/internal/doctor"
	"github.com/wangge-map/wangge/internal/pgserver"
	"github.com/wangge-map/wangge/internal/seal"
	"github.com/wangge-map/wangge/internal/store"
	"github.com/wangge-map/wangge/migrations"
)

// database is an open store, with the private server behind it when there is no other.
type database struct {
	*store.Store
	server *pgserver.Server // nil for an external database
	url    string
	box    *seal.Box
}

// openDatabase starts or attaches to the database that the flags name and brings its schema up to date.
func (a *app) openDatabase(ctx context.Context) (*database, error) {
	db, err := a.connectUsable(ctx)
	if err != nil {
		return nil, err
	}
	if db.box, err = seal.OpenBox(a.keysDir(), time.Now()); err != nil {
		return nil, errors.Join(err, db.close())
	}
	applied, err := db.migrate(ctx)
	if err != nil {
		return nil, errors.Join(err, db.close())
	}
	if applied > 0 {
		a.log.Info("schema brought up to date", "migrations", applied)
	}
	return db, nil
}

// migrate opens the store and brings the schema up to date; it returns how many migrations that took. The store comes
// first, since it says in its own words when the database does not answer.
func (d *database) migrate(ctx context.Context) (applied int, err error) {
	if d.Store, err = store.Open(ctx, store.Config{URL: d.url, MaxConns: 16, Box: d.box}); err != nil {
		return 0, err
	}
	return migrations.Up(ctx, d.url)
}

// connectUsable is connect, and looks whether a database elsewhere can hold what is to be kept; the private one is made so.
func (a *app) connectUsable(ctx context.Context) (*database, error) {
	db, err := a.connect(ctx)
	if err != nil || db.server != nil {
		return db, err
	}
	return db, doctor.CheckUsable(ctx, db.url)
}

// connect starts the private database, unless the flags name another.
func (a *app) connect(ctx context.Context) (*database, error) {
	if a.DatabaseURL != "" {
		return &database{url: a.DatabaseURL}, doctor.CheckURL(a.DatabaseURL)
	}
	server, err := pgserver.Start(ctx, pgserver.Config{DataDir: a.dataDir(), Log: a.log})
	if err != nil {
		return nil, err
	}
	return &database{server: server, url: server.URL()}, nil
}

func (a *app) dataDir() string {
	if a.DataDir != "" {
		return a.DataDir
	}
	return pgserver.DefaultDataDir()
}

// keysDir is apart from the private database's own folder.
func (a *app) keysDir() string {
	if a.KeysDir != "" {
		return a.KeysDir
	}
	return filepath.Join(a.dataDir(), "keys")
}

// closeTimeout bounds the stop of the private database: a fast shutdown writes what is in memory to disk.
const closeTimeout = 30 * time.Second

// close ends the connections and, if nobody else uses it, the private server.
func (d *database) close() error {
	if d.Store != nil {
		d.Store.Close()
	}
	if d.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	if err := d.server.Close(ctx); err != nil {
		return fmt.Errorf("stop the private database: %w", err)
	}
	return nil
}
