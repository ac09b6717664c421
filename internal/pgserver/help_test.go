package pgserver_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/pgserver"
)

// holdEnv names the folder that a helper process is to hold, instead of running tests.
const holdEnv = "WANGGE_PGSERVER_TEST_HOLD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(holdEnv); dir != "" {
		hold(dir)
	}
	code := m.Run()
	if dir, err := madeCluster(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// hold is the helper process: it uses the folder's server until its input ends, or until it is killed.
func hold(dir string) {
	if _, err := pgserver.Start(context.Background(), pgserver.Config{DataDir: dir}); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("holding")
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

// holder starts a helper process that holds dir and returns when it does.
func holder(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holdEnv+"="+dir)
	if _, err := cmd.StdinPipe(); err != nil { // stays open
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { killNow(cmd) })
	said := make([]byte, 4096)
	if n, _ := out.Read(said); !bytes.HasPrefix(said[:n], []byte("holding")) {
		t.Fatalf("the holder said: %s", said[:n])
	}
	return cmd
}

func killNow(cmd *exec.Cmd) {
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // killed, which is what it tells
}

// madeCluster makes a data folder once, the slow way; tests work on copies.
var madeCluster = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "wangge-pgserver-")
	if err == nil {
		err = os.Chmod(dir, 0o711)
	}
	if err != nil {
		return "", err
	}
	server, err := pgserver.Start(context.Background(), pgserver.Config{DataDir: dir, FastUnsafe: true})
	if err != nil {
		return dir, err
	}
	return dir, server.Close(context.Background())
})

// emptyDir is a folder that the unprivileged user can reach, unlike t.TempDir of root. What still runs in it when the test
// is over is killed.
func emptyDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "wangge-pgserver-")
	if err == nil {
		err = os.Chmod(dir, 0o711)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if pid, err := postmaster(dir); err == nil && answersToName(pid) && worksIn(pid, dir) {
			_ = syscall.Kill(pid, syscall.SIGQUIT)
			wait(t, "the rest of the test to end", func() bool { return !answersToName(pid) })
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("remove the data folder: %v", err)
		}
	})
	return dir
}

// readyDir is a data folder whose cluster has been made and does not run.
func readyDir(t *testing.T) string {
	t.Helper()
	made, err := madeCluster()
	if err != nil {
		t.Fatal(err)
	}
	dir := emptyDir(t)
	if out, err := exec.Command("cp", "-a", filepath.Join(made, "pg"), dir).CombinedOutput(); err != nil {
		t.Fatalf("copy the cluster: %v: %s", err, out)
	}
	return dir
}

func start(t *testing.T, dir string) *pgserver.Server {
	t.Helper()
	s, err := pgserver.Start(t.Context(), pgserver.Config{DataDir: dir, FastUnsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// startDurable is start for tests that ask what outlives a kill: without fsync, commits wait in the server's own memory.
func startDurable(t *testing.T, dir string) *pgserver.Server {
	t.Helper()
	s, err := pgserver.Start(t.Context(), pgserver.Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closeServer(t *testing.T, s *pgserver.Server) {
	t.Helper()
	if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
		t.Errorf("close: %v", err)
	}
}

// running starts the server on dir for the rest of the test.
func running(t *testing.T, dir string) *pgserver.Server {
	t.Helper()
	s := start(t, dir)
	t.Cleanup(func() { closeServer(t, s) })
	return s
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) }) // it may have been cut already
	return conn
}

func ask(t *testing.T, url, sql string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 20*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	var answer string
	if err := conn.QueryRow(ctx, "select ("+sql+")::text").Scan(&answer); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return answer
}

func do(t *testing.T, url string, statements ...string) {
	t.Helper()
	conn := connect(t, url)
	for _, sql := range statements {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

// postmaster returns the process id that the server on dir wrote down.
func postmaster(dir string) (int, error) {
	text, err := os.ReadFile(filepath.Join(dir, "pg", "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return strconv.Atoi(first)
}

func mustPostmaster(t *testing.T, dir string) int {
	t.Helper()
	pid, err := postmaster(dir)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// answersToName reports whether pid is a living process called postgres.
func answersToName(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && strings.Contains(string(stat), "(postgres) ") && !strings.Contains(string(stat), ") Z ")
}

func worksIn(pid int, dir string) bool {
	words, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err == nil && strings.Contains(string(words), dir+"/")
}

func signal(t *testing.T, pid int, how syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, how); err != nil {
		t.Fatal(err)
	}
}

func wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for !done() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
		<-time.After(5 * time.Millisecond)
	}
}

// listener is a log that calls heard with every message.
type listener struct {
	slog.Handler
	heard func(message string)
}

func listen(heard func(message string)) *slog.Logger {
	return slog.New(listener{slog.DiscardHandler, heard})
}

func (l listener) Enabled(context.Context, slog.Level) bool { return true }

func (l listener) Handle(_ context.Context, r slog.Record) error {
	l.heard(r.Message)
	return nil
}
