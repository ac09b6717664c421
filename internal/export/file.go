package export

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wangge-map/wangge/geo"
)

// File writes to path. The file appears whole or not at all: it is written in a folder beside path, brought to disk and
// moved to its place; on an error, or when ctx ends, nothing of it stays. What is at path is only replaced when force
// is set, else it is a Conflict error with field "--out", also when it came there meanwhile.
func File(ctx context.Context, path string, force bool, o Options) (s Summary, err error) {
	if path, err = place(path, force); err != nil {
		return s, err
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return s, cannotWrite(err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	made := filepath.Join(dir, "whole")
	if s, err = writeFile(ctx, made, o); err != nil {
		return s, err
	}
	if err := ctx.Err(); err != nil {
		return s, err
	}
	if err := move(made, path, force); err != nil {
		return s, err
	}
	return s, syncFolder(filepath.Dir(path))
}

// CanWrite returns the error that File would begin with because of what is at path, or nil: it is worth knowing before
// long work.
func CanWrite(path string, force bool) error {
	_, err := place(path, force)
	return err
}

// place returns where the file goes: where path leads to when it is a link.
func place(path string, force bool) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil
	}
	if err != nil {
		return "", cannotWrite(err)
	}
	info, err := os.Stat(real)
	switch {
	case err != nil:
		return "", cannotWrite(err)
	case info.IsDir():
		return "", geo.Errorf(geo.Invalid, "--out", "%s is a folder; name a file in it", path)
	case !info.Mode().IsRegular():
		return "", geo.Errorf(geo.Invalid, "--out", "%s is not a file; --out - writes to the standard output", path)
	case !force:
		return "", isThere(path)
	}
	return real, nil
}

func isThere(path string) error {
	return geo.Errorf(geo.Conflict, "--out", "%s is there already; --force replaces it", path)
}

func cannotWrite(err error) error {
	return geo.Errorf(geo.Invalid, "--out", "can't be written: %w", err)
}

func writeFile(ctx context.Context, path string, o Options) (Summary, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666) // the umask decides who may read it
	if err != nil {
		return Summary{}, cannotWrite(err)
	}
	s, err := write(ctx, target{w: file, path: path, dir: filepath.Dir(path)}, o)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return s, err
	}
	info, err := os.Stat(path)
	if err == nil {
		s.Bytes = info.Size()
	}
	return s, err
}

// move puts the file from in the place of to.
func move(from, to string, force bool) error {
	if !force {
		// A link is never made over what is there, a rename would be.
		err := os.Link(from, to)
		if err == nil {
			return nil // the other name goes with its folder
		}
		if _, there := os.Lstat(to); errors.Is(err, fs.ErrExist) || there == nil {
			return isThere(to)
		} // else the file system knows no links
	}
	if err := os.Rename(from, to); err != nil {
		return cannotWrite(err)
	}
	return nil
}

// syncFolder brings the names in a folder to disk.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
