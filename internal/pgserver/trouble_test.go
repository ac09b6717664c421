package pgserver_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/pgserver"
)

// refused starts a server on dir, which must fail with an error of kind about --data-dir that says all of words, and
// leave nothing running.
func refused(t *testing.T, dir string, kind geo.Kind, words ...string) {
	t.Helper()
	s, err := pgserver.Start(t.Context(), pgserver.Config{DataDir: dir, FastUnsafe: true})
	if err == nil {
		closeServer(t, s)
		t.Fatal("it started")
	}
	var known *geo.Error
	if !errors.As(err, &known) || known.Kind != kind || known.Field != "--data-dir" {
		t.Fatalf("got %v, want %s about --data-dir", err, kind)
	}
	for _, w := range words {
		if !strings.Contains(known.Error(), w) {
			t.Errorf("%q does not say %q", known, w)
		}
	}
	if pid, err := postmaster(dir); err == nil {
		t.Errorf("a server is left running: %d", pid)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// markedCluster makes a folder that says that it is a cluster of version.
func markedCluster(t *testing.T, dir, version string) {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "PG_VERSION"), version+"\n")
}

func TestAFolderThatCannotServeIsRefusedInClearWords(t *testing.T) {
	for _, c := range []struct {
		name string
		dir  func(*testing.T) string
		kind geo.Kind
		says []string
	}{
		{"of another version", func(t *testing.T) string {
			dir := emptyDir(t)
			markedCluster(t, filepath.Join(dir, "pg"), "14")
			return dir
		}, geo.Conflict, []string{"PostgreSQL 14", "PostgreSQL 15", "pg_upgrade", "pg_dump"}},
		{"of something else", func(t *testing.T) string {
			dir := emptyDir(t)
			if err := os.Mkdir(filepath.Join(dir, "pg"), 0o700); err != nil {
				t.Fatal(err)
			}
			return dir
		}, geo.Conflict, []string{"holds no database", "choose another folder"}},
		{"of another PostgreSQL", func(t *testing.T) string {
			dir := readyDir(t)
			s := start(t, dir)
			do(t, s.AdminURL("postgres"), "drop database wangge")
			closeServer(t, s)
			return dir
		}, geo.Conflict, []string{"no database named wangge", "choose another folder"}},
		{"whose database has the locale C", func(t *testing.T) string {
			dir := readyDir(t)
			s := start(t, dir)
			do(t, s.AdminURL("postgres"), "drop database wangge", "create database wangge template template0 encoding 'UTF8' locale 'C'")
			closeServer(t, s)
			return dir
		}, geo.Conflict, []string{"character type C", "Chinese text", "pg_dump"}},
		{"that is a file", func(t *testing.T) string {
			path := filepath.Join(emptyDir(t), "file")
			write(t, path, "")
			return path
		}, geo.Invalid, []string{"file", "can't be used"}},
		{"whose cluster is a link", func(t *testing.T) string {
			dir := emptyDir(t)
			markedCluster(t, filepath.Join(dir, "real"), pgserver.Major)
			if err := os.Symlink("real", filepath.Join(dir, "pg")); err != nil {
				t.Fatal(err)
			}
			return dir
		}, geo.Invalid, []string{"symbolic link"}},
		{"behind a closed folder", func(t *testing.T) string {
			dir := emptyDir(t)
			closed := filepath.Join(dir, "closed")
			if err := os.Mkdir(closed, 0o700); err != nil {
				t.Fatal(err)
			}
			if os.Geteuid() != 0 { // for root a folder is never closed; for the user that root's database runs as it is
				if err := os.Chmod(closed, 0o500); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = os.Chmod(closed, 0o700) })
			}
			return filepath.Join(closed, "data")
		}, geo.Invalid, []string{"closed", "choose a"}},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, c.dir(t), c.kind, c.says...) })
	}
}

// Only root can give folders away, and only root's database runs as somebody else.
func TestRootLeavesFoldersAsTheyAre(t *testing.T) {
	if os.Geteuid() != 0 { // an ordinary user can't make such folders, but is refused in one that there is
		refused(t, "/usr", geo.Invalid, "choose")
		return
	}
	const stranger = 4321
	t.Run("a data folder that is another user's is refused", func(t *testing.T) {
		dir := emptyDir(t)
		if err := os.Chown(dir, stranger, stranger); err != nil {
			t.Fatal(err)
		}
		refused(t, dir, geo.Invalid, "belongs to another user", "choose another folder")
		wantFolder(t, dir, stranger, 0o711)
	})
	t.Run("a socket folder that is another user's is refused", func(t *testing.T) {
		dir := readyDir(t)
		run := filepath.Join(dir, "run")
		if err := errors.Join(os.Mkdir(run, 0o755), os.Chown(run, stranger, stranger)); err != nil {
			t.Fatal(err)
		}
		refused(t, dir, geo.Invalid, "belongs to another user")
		wantFolder(t, run, stranger, 0o755)
	})
	t.Run("a closed data folder is not opened", func(t *testing.T) {
		dir := emptyDir(t)
		if err := os.Chmod(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		refused(t, dir, geo.Invalid, "may not enter", "chmod o+x "+dir)
		wantFolder(t, dir, 0, 0o700)
	})
	t.Run("an open one is not closed, but the socket's is", func(t *testing.T) {
		dir := readyDir(t)
		run := filepath.Join(dir, "run")
		if err := errors.Join(os.Chmod(dir, 0o755), os.Mkdir(run, 0o755), os.Chmod(run, 0o755)); err != nil {
			t.Fatal(err)
		}
		closeServer(t, start(t, dir))
		wantFolder(t, dir, 0, 0o755)
		info, err := os.Stat(filepath.Join(dir, "pg"))
		if err != nil {
			t.Fatal(err)
		}
		wantFolder(t, run, info.Sys().(*syscall.Stat_t).Uid, 0o700)
	})
}

func wantFolder(t *testing.T, path string, uid uint32, mode os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Sys().(*syscall.Stat_t).Uid; got != uid || info.Mode().Perm() != mode {
		t.Errorf("%s is user %d's, %v; want %d's, %v", path, got, info.Mode(), uid, mode)
	}
}

func TestRootIsToldHowToOpenTheWay(t *testing.T) {
	dir := emptyDir(t)
	err := pgserver.CheckWayAs(nobodyElse(t, dir), filepath.Join(dir, "closed", "data"))
	for _, words := range []string{"may not enter", "/var/lib/wangge", "chmod o+x " + filepath.Join(dir, "closed")} {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%v does not say %q", err, words)
		}
	}
}

// nobodyElse makes a folder that is closed to everybody but its owner, and returns the id of another user.
func nobodyElse(t *testing.T, dir string) uint32 {
	t.Helper()
	if err := os.Mkdir(filepath.Join(dir, "closed"), 0o700); err != nil {
		t.Fatal(err)
	}
	return uint32(os.Geteuid()) + 4321
}

func TestAFullDiskIsNamed(t *testing.T) {
	for _, words := range []string{
		`initdb: error: could not write to file "pg_wal/xlogtemp.1": No space left on device`,
		`FATAL:  could not write lock file "postmaster.pid": No space left on device`,
		`ERROR: could not extend file "base/5/2619": Disk quota exceeded (SQLSTATE 53100)`,
	} {
		for name, err := range map[string]error{"in the log": pgserver.Failure(words, errors.New("exit status 1")), "in an answer": pgserver.Failure("", errors.New(words))} {
			if geo.KindOf(err) != geo.Unavailable || !strings.Contains(err.Error(), "is full; free some space") {
				t.Errorf("%s, %s: got %v", words, name, err)
			}
		}
	}
	if os.Geteuid() == 0 { // only root can make a small disk
		fillDisks(t)
	}
}

func fillDisks(t *testing.T) {
	t.Helper()
	small := emptyDir(t)
	mount(t, small, "20m")
	refused(t, small, geo.Unavailable, "20 MB left", "needs 150 MB", "free some space or choose another folder")

	// A cluster that is there already, on a disk that has filled up since.
	from, full := readyDir(t), emptyDir(t)
	mount(t, full, "140m")
	if out, err := exec.Command("cp", "-a", filepath.Join(from, "pg"), full).CombinedOutput(); err != nil {
		t.Fatalf("copy the cluster: %v: %s", err, out)
	}
	ballast := filepath.Join(full, "ballast")
	fill(t, ballast)
	refused(t, full, geo.Unavailable, "is full; free some space and start again")
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	s := start(t, full)
	if got := ask(t, s.URL(), "select 1"); got != "1" {
		t.Errorf("with room again the server answers %q", got)
	}
	closeServer(t, s)
}

func mount(t *testing.T, dir, size string) {
	t.Helper()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "mode=0711,size="+size); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
}

// fill writes to path until the disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := io.Copy(file, zeros{}); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk does not fill: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A log of yesterday must not explain a failure of today.
func TestOnlyWhatWasJustLoggedExplainsAFailure(t *testing.T) {
	dir := readyDir(t)
	write(t, filepath.Join(dir, "pg", "start.log"), "FATAL:  No space left on device\nFATAL:  pre-existing shared memory block\n")
	likeOwner(t, dir, filepath.Join(dir, "pg", "start.log"))
	write(t, filepath.Join(dir, "pg", "wangge.conf"), "no_such_setting = 1\n")
	likeOwner(t, dir, filepath.Join(dir, "pg", "wangge.conf"))
	_, err := pgserver.Start(t.Context(), pgserver.Config{DataDir: dir, FastUnsafe: true})
	if geo.KindOf(err) != geo.Unavailable || !strings.Contains(err.Error(), "no_such_setting") || strings.Contains(err.Error(), "full") {
		t.Errorf("got %v, want what is wrong with the settings", err)
	}
}
