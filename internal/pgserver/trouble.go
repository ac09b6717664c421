package pgserver

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/wangge-map/wangge/geo"
)

// minRoom is what a new cluster with PostGIS takes, twice: its first files are made and then written through the log.
const minRoom = 150 << 20

// checkRoom refuses to begin what can't be finished for want of disk space.
func (s *Server) checkRoom() error {
	var fs unix.Statfs_t
	if err := unix.Statfs(s.cfg.DataDir, &fs); err != nil {
		return folderError(s.cfg.DataDir, err)
	}
	if free := fs.Bavail * uint64(fs.Bsize); free < minRoom {
		return geo.Errorf(geo.Unavailable, "--data-dir", "the disk of %s has %d MB left and a new database needs %d MB; free some space or choose another folder",
			s.cfg.DataDir, free>>20, minRoom>>20)
	}
	return nil
}

func isDiskFull(err error) bool { return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) }

func diskFull(path string, err error) error {
	return &geo.Error{Kind: geo.Unavailable, Field: "--data-dir", Msg: "the disk of " + path + " is full; free some space and start again", Err: err}
}

// failure says why the server does not run, in the words that help most.
func (s *Server) failure(what string, err error) error {
	if strings.Contains(what, "No space left on device") {
		return diskFull(s.cfg.DataDir, fmt.Errorf("%s: %w", what, err))
	}
	if strings.Contains(what, "invalid locale") {
		return geo.Errorf(geo.Unavailable, "", "this system has no locale C.UTF-8, which Chinese text needs; install the package locales: %w", err)
	}
	return &geo.Error{Kind: geo.Unavailable, Msg: what, Err: err}
}

// tail returns the end of a log file, or nothing.
func tail(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	if len(text) > 4096 {
		text = text[len(text)-4096:]
	}
	return string(text)
}

func newestLog(dir string) string {
	logs, err := filepath.Glob(filepath.Join(dir, "log", "*.log"))
	if err != nil || len(logs) == 0 {
		return ""
	}
	return slices.MaxFunc(logs, func(a, b string) int { return modified(a) - modified(b) })
}

func modified(path string) int {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return int(info.ModTime().Unix())
}

// lastLines returns the lines of PostgreSQL's own words that say what went wrong, at most six.
func lastLines(text string) string {
	var telling []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, "FATAL") || strings.Contains(line, "PANIC") || strings.Contains(line, "ERROR") || strings.Contains(line, "error:") || strings.Contains(line, "HINT") {
			telling = append(telling, strings.TrimSpace(line))
		}
	}
	if len(telling) > 6 {
		telling = telling[len(telling)-6:]
	}
	if len(telling) == 0 {
		return "(it left no message)"
	}
	return strings.Join(telling, "; ")
}

// socketDir is a folder in the data folder, or, where that makes the socket's path too long for the kernel (107 bytes), one
// with a short name that follows from it.
func (s *Server) socketDir() (string, error) {
	dir := s.path("run")
	if len(dir)+len("/.s.PGSQL.5432") <= 107 {
		return dir, nil
	}
	sum := sha256.Sum256([]byte(dir))
	short := filepath.Join(os.TempDir(), "wangge-"+hex.EncodeToString(sum[:8]))
	if len(short)+len("/.s.PGSQL.5432") > 107 {
		return "", geo.Errorf(geo.Invalid, "--data-dir", "the path is too long for a Unix socket, and so is that of the temporary folder; choose a shorter one")
	}
	return short, nil
}
