package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
)

// Folder is a Store in a folder of this machine, or of one that all nodes mount. Nothing outside of it is ever reached.
type Folder struct {
	root *os.Root

	mu   sync.Mutex
	made map[string]bool // folders that are known to be on disk
}

const (
	// tempDir takes files while they are written: a crash leaves them there, and never half a blob under its key.
	tempDir = "tmp"
	// staleTemp is when a file there is nobody's any more; other processes may share the folder.
	staleTemp = time.Hour
	// Only the service's own user reads what people sent.
	dirMode, fileMode = 0o700, 0o600
)

// OpenFolder returns the store in dir, which is made when it isn't there. field names the setting that dir comes from.
func OpenFolder(field, dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return nil, &geo.Error{Kind: geo.Invalid, Field: field, Msg: "the folder can't be made; name one that the service may write to", Err: err}
	}
	above, err := os.Open(filepath.Dir(filepath.Clean(dir)))
	if err == nil { // where it may not be read, whoever made the folder has to see to it
		_ = errors.Join(above.Sync(), above.Close())
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, &geo.Error{Kind: geo.Invalid, Field: field, Msg: "is not a folder that can be opened", Err: err}
	}
	f := &Folder{root: root, made: map[string]bool{}}
	if err := f.sweepTemp(time.Now().Add(-staleTemp)); err != nil {
		return nil, errors.Join(&geo.Error{Kind: geo.Invalid, Field: field, Msg: "the service can't write to the folder", Err: err}, root.Close())
	}
	return f, nil
}

// Close gives the folder back.
func (f *Folder) Close() error { return f.root.Close() }

// Put writes a file of its own, brings it to disk, and only then gives it its name.
func (f *Folder) Put(_ context.Context, key string, data []byte) error {
	if err := checkKey(key); err != nil {
		return err
	}
	dir := path.Dir(key)
	if err := f.makeDir(dir); err != nil {
		return away("make a folder", err)
	}
	temp := path.Join(tempDir, uuid.NewString())
	if err := f.write(temp, data); err != nil {
		_ = f.root.Remove(temp) // it may not be there
		return away("write", err)
	}
	if err := f.root.Rename(temp, key); err != nil {
		_ = f.root.Remove(temp)
		return away("rename", err)
	}
	return away("sync a folder", f.sync(dir))
}

// Read returns the file's bytes.
func (f *Folder) Read(_ context.Context, key string) ([]byte, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	data, err := f.root.ReadFile(key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, geo.Errorf(geo.NotFound, "", "nothing is kept under this key")
	}
	return data, away("read", err)
}

// Delete removes the file. That it is gone need not reach the disk: what comes back after a crash is swept again.
func (f *Folder) Delete(_ context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if err := f.root.Remove(key); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return away("delete", err)
	}
	return nil
}

// Each walks the folder.
func (f *Folder) Each(ctx context.Context, prefix string, fn func(key string, at time.Time) error) error {
	start := strings.TrimSuffix(prefix, "/")
	if start == "" {
		start = "."
	}
	return fs.WalkDir(f.root.FS(), start, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // deleted meanwhile, or never there
			return nil
		case err != nil:
			return away("list", err)
		case ctx.Err() != nil:
			return ctx.Err()
		case entry.IsDir():
			if name == tempDir {
				return fs.SkipDir
			}
			return nil
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return away("list", err)
		}
		return fn(name, info.ModTime())
	})
}

func (f *Folder) write(name string, data []byte) (err error) {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Write(data); err != nil {
		return err
	}
	return file.Sync()
}

// makeDir makes dir and those above it, and brings to disk that they are there: a file in a folder that a crash takes away
// is gone too.
func (f *Folder) makeDir(dir string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.made[dir] {
		return nil
	}
	if err := f.root.MkdirAll(dir, dirMode); err != nil {
		return err
	}
	for above := path.Dir(dir); ; above = path.Dir(above) {
		if err := f.sync(above); err != nil {
			return err
		}
		if above == "." {
			break
		}
	}
	f.made[dir] = true
	return nil
}

// sync brings to disk which files are in dir.
func (f *Folder) sync(dir string) error {
	file, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// sweepTemp makes the folder for unfinished files and removes those from before then.
func (f *Folder) sweepTemp(then time.Time) error {
	if err := f.makeDir(tempDir); err != nil {
		return err
	}
	entries, err := fs.ReadDir(f.root.FS(), tempDir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && info.ModTime().Before(then) {
			_ = f.root.Remove(path.Join(tempDir, entry.Name())) // another process may have been faster
		}
	}
	return nil
}

// away says why the folder did not do what it should.
func away(op string, err error) error {
	if err == nil {
		return nil
	}
	msg := "photos can't be kept now; try again shortly"
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		msg = "there is no disk space left for photos; nothing was kept"
	}
	return &geo.Error{Kind: geo.Unavailable, Msg: msg, Err: fmt.Errorf("blob: %s: %w", op, err)}
}
