// Package bed gives a benchmark a PostgreSQL of its own: the private server that the service runs, with its durable settings,
// in a folder that is removed afterwards.
package bed

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/pgserver"
	"github.com/wangge-map/wangge/internal/store"
	"github.com/wangge-map/wangge/migrations"
)

// Bed is a database to measure on.
type Bed struct {
	Store  *store.Store
	Pool   *pgxpool.Pool // of plain connections, for peers
	URL    string
	server *pgserver.Server
	dir    string
}

// Make starts a server and brings the schema up. Close it when done.
func Make(ctx context.Context) (*Bed, error) {
	dir, err := os.MkdirTemp("", "wangge-bench-")
	if err == nil {
		err = os.Chmod(dir, 0o711) // root's database runs as another user
	}
	if err != nil {
		return nil, err
	}
	b := &Bed{dir: dir}
	if b.server, err = pgserver.Start(ctx, pgserver.Config{DataDir: dir}); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := b.fill(ctx); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

func (b *Bed) fill(ctx context.Context) (err error) {
	b.URL = b.server.URL()
	if _, err = migrations.Up(ctx, b.URL); err != nil {
		return err
	}
	if b.Store, err = store.Open(ctx, store.Config{URL: b.URL}); err != nil {
		return err
	}
	b.Pool, err = pgxpool.New(ctx, b.URL)
	return err
}

// Settle keeps cells as the edition in force.
func (b *Bed) Settle(ctx context.Context, cells []geo.Cell) (geo.Edition, error) {
	return b.Store.SaveEdition(ctx, geo.EditionDraft{
		Net: geo.Net{Code: "bench", Title: "bench", Scheme: geo.Free}, Title: "bench", Source: "synthetic", Datum: "wgs84",
		InForceFrom: time.Now().Add(-time.Hour), Cells: cells,
	}, func([]geo.Defect) error { return nil })
}

// Close stops the server and removes its folder.
func (b *Bed) Close() error {
	if b.Pool != nil {
		b.Pool.Close()
	}
	if b.Store != nil {
		b.Store.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return errors.Join(b.server.Close(ctx), os.RemoveAll(b.dir))
}
