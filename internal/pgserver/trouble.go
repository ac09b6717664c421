package pgserver

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
	if errors.Is(err, context.Canceled) {
		return err
	}
	text := what + " " + err.Error()
	if strings.Contains(text, "No space left on device") || strings.Contains(text, "Disk quota exceeded") {
		return diskFull(s.cfg.DataDir, fmt.Errorf("%s: %w", what, err))
	}
	if strings.Contains(text, "invalid locale") {
		return geo.Errorf(geo.Unavailable, "", "this system has no locale C.UTF-8, which Chinese text needs; install it with: sudo apt-get install -y libc-bin (%w)", err)
	}
	return &geo.Error{Kind: geo.Unavailable, Msg: what, Err: err}
}

// logMarks says how long each of a server's logs is: what it wrote on earlier occasions must not be taken for news.
type logMarks map[string]int64

func startLog(dir string) string { return filepath.Join(dir, "start.log") }

func logsOf(dir string) []string {
	logs, _ := filepath.Glob(filepath.Join(dir, "log", "*.log")) // the pattern is sound
	return append([]string{startLog(dir)}, logs...)
}

func markLogs(dir string) logMarks {
	marks := logMarks{}
	for _, path := range logsOf(dir) {
		if info, err := os.Stat(path); err == nil {
			marks[path] = info.Size()
		}
	}
	return marks
}

// since returns the end of what the server on dir has written since the marks were made.
func (m logMarks) since(dir string) string {
	var all []byte
	for _, path := range logsOf(dir) {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		if from := m[path]; from <= int64(len(text)) { // otherwise it was begun anew
			text = text[from:]
		}
		all = append(all, text[max(0, len(text)-4096):]...)
	}
	return string(all)
}

// lastLines returns the lines of PostgreSQL's own words that say what went wrong, at most six.
func lastLines(text string) string {
	var telling []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, "Future log output will appear") {
			continue
		}
		for _, sign := range []string{"FATAL", "PANIC", "ERROR", "error:", "HINT", "unrecognized configuration parameter", "syntax error in file"} {
			if strings.Contains(line, sign) {
				telling = append(telling, strings.TrimSpace(line))
				break
			}
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
