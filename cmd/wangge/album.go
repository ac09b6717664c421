package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/wangge-map/wangge/internal/blob"
	"github.com/wangge-map/wangge/internal/feed"
	"github.com/wangge-map/wangge/internal/notice"
	"github.com/wangge-map/wangge/internal/photo"
	"github.com/wangge-map/wangge/internal/store"
)

// blobFlags say where photos are kept.
type blobFlags struct {
	Blobs string `help:"Where photos are kept: a folder, or s3://bucket/prefix?endpoint=https://host&region=name with keys from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Default: blobs in the data folder." placeholder:"DIR|s3://…" env:"WANGGE_BLOBS"`
}

// openAlbum returns the photos of the site whose picture gives the time zone.
func (a *app) openAlbum(ctx context.Context, db *database, flags blobFlags, settings func() map[string]string) (*photo.Album, error) {
	blobs, err := blob.Open(ctx, "--blobs", cmp.Or(flags.Blobs, filepath.Join(a.dataDir(), "blobs")))
	if err != nil {
		return nil, err
	}
	return photo.NewAlbum(photo.Config{
		Records: db.Store, Blobs: blobs, Now: time.Now, Log: a.log,
		Zone: func() *time.Location {
			zone, err := time.LoadLocation(cmp.Or(settings()["time_zone"], feed.DefaultTimeZone))
			if err != nil {
				return time.UTC // the feed has warned of it
			}
			return zone
		},
	}), nil
}

// jobsConfig is what this process does in the background for everybody.
func (a *app) jobsConfig(db *database, album *photo.Album, sender *notice.Sender, listen string) store.JobsConfig {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return store.JobsConfig{
		Process: host + " " + listen, Log: a.log, Now: time.Now,
		Work: store.Work{
			Photo: album.Work, Send: sender.Send, Mails: sender.Mails(),
			Sweep: func(ctx context.Context) error {
				n, err := album.Sweep(ctx)
				if n > 0 {
					a.log.InfoContext(ctx, "files of photos that nothing leads to are deleted", "count", n)
				}
				now := time.Now()
				return errors.Join(err, db.PruneNotices(ctx, now.Add(-keepNotices)), db.PruneLetters(ctx, now.Add(-keepLetters)))
			},
		},
	}
}

// keepNotices is how long notices and the log of sending them are kept.
const keepNotices = 180 * 24 * time.Hour

// keepLetters is how long it is known which address was sent letters, as a hash: longer than one day's are counted anywhere.
const keepLetters = 48 * time.Hour
