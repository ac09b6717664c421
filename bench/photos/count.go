package main

import (
	"context"
	"crypto/sha256"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/bench/bed"
)

// counts are what was found against what was acknowledged.
type counts struct {
	reportsLost, reportsTwice                int
	photosLost, photosTwice, photosElsewhere int
	otherContent                             int
	filesMissing, filesTooMany               int
	jobsLost, jobsTwice                      int
}

func (c counts) faults() int {
	return c.reportsLost + c.reportsTwice + c.photosLost + c.photosTwice + c.photosElsewhere + c.otherContent + c.filesMissing + c.filesTooMany + c.jobsLost + c.jobsTwice
}

// countAll asks the database and looks at the files.
func countAll(ctx context.Context, b *bed.Bed, blobs string, sent []acknowledged) (c counts, err error) {
	reports := map[string][]uuid.UUID{} // ids by key
	var key string
	var id, report uuid.UUID
	err = each(ctx, b, "select source_id, id from report", []any{&key, &id}, func() { reports[key] = append(reports[key], id) })
	if err != nil {
		return c, err
	}
	type kept struct {
		report uuid.UUID
		digest [sha256.Size]byte
		times  int
	}
	photos := map[uuid.UUID]kept{}
	var digest []byte
	err = each(ctx, b, "select id, report_id, digest from photo where state = 'ready'", []any{&id, &report, &digest}, func() {
		photos[id] = kept{report, [sha256.Size]byte(digest), photos[id].times + 1}
	})
	if err != nil {
		return c, err
	}
	jobs := map[uuid.UUID]int{}
	if err := each(ctx, b, "select (args->>'id')::uuid from river_job where kind = 'photo'", []any{&id}, func() { jobs[id]++ }); err != nil {
		return c, err
	}
	files, err := filesIn(blobs)
	if err != nil {
		return c, err
	}
	for _, a := range sent {
		switch ids := reports[a.key]; {
		case len(ids) == 0 || ids[0] != a.report:
			c.reportsLost++
		case len(ids) > 1:
			c.reportsTwice++
		}
		delete(reports, a.key)
		switch p, ok := photos[a.photo]; {
		case !ok:
			c.photosLost++
		case p.times > 1:
			c.photosTwice++
		case p.report != a.report:
			c.photosElsewhere++
		case p.digest != a.digest:
			c.otherContent++
		}
		delete(photos, a.photo)
		switch n := jobs[a.photo]; {
		case n == 0:
			c.jobsLost++
		case n > 1:
			c.jobsTwice++
		}
		text := a.photo.String()
		for _, size := range []string{"full", "thumb"} {
			name := size + "/" + text[:2] + "/" + text + ".jpg"
			if !files[name] {
				c.filesMissing++
			}
			delete(files, name)
		}
	}
	// What nobody was told of would be there a second time.
	c.reportsTwice += len(reports)
	c.photosTwice += len(photos)
	c.filesTooMany = len(files)
	return c, nil
}

func each(ctx context.Context, b *bed.Bed, sql string, into []any, fn func()) error {
	rows, err := b.Pool.Query(ctx, sql)
	if err != nil {
		return err
	}
	_, err = pgx.ForEachRow(rows, into, func() error { fn(); return nil })
	return err
}

// filesIn returns the files with something in them.
func filesIn(dir string) (map[string]bool, error) {
	files := map[string]bool{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := os.Stat(filepath.Join(dir, name))
		files[name] = err == nil && info.Size() > 0
		return err
	})
	return files, err
}
