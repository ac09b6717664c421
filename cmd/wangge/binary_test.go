package main_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// buildBinary builds wangge once for all tests of this package.
var buildBinary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "wangge-binary-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "wangge")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := buildBinary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

func binary(t *testing.T) string {
	t.Helper()
	path, err := buildBinary()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// dataDir is a folder that an unprivileged database user can reach, unlike t.TempDir of root.
func dataDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "wangge-e2e-")
	if err == nil {
		err = os.Chmod(dir, 0o711)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("remove the data folder: %v", err)
		}
	})
	return dir
}

// freeAddress is an address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// service is a running wangge.
type service struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	done chan struct{} // closed when the process has ended
}

// start runs wangge with args and returns when it says that it is ready.
func start(t *testing.T, args ...string) *service {
	t.Helper()
	cmd := exec.Command(binary(t), args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var log safeBuffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &service{t: t, cmd: cmd, done: make(chan struct{})}
	ready := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if _, url, ok := strings.Cut(lines.Text(), "is ready: "); ok {
				ready <- url
			}
		}
		_ = cmd.Wait() // its result is asked for by exitCode
		close(s.done)
	}()
	select {
	case s.url = <-ready:
	case <-s.done:
		t.Fatalf("wangge ended before it was ready:\n%s", log.String())
	case <-time.After(90 * time.Second):
		t.Fatalf("wangge was not ready in time:\n%s", log.String())
	}
	t.Cleanup(func() {
		s.stop()
		if t.Failed() {
			t.Logf("the service said:\n%s", log.String())
		}
	})
	return s
}

// stop ends the service in order.
func (s *service) stop() {
	select {
	case <-s.done:
		return
	default:
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended just now
	select {
	case <-s.done:
	case <-time.After(30 * time.Second):
		s.t.Error("wangge did not stop")
		_ = s.cmd.Process.Kill()
	}
}

// kill ends the service as a power cut would.
func (s *service) kill() {
	_ = s.cmd.Process.Kill()
	<-s.done
}

// run carries a command out and returns what it printed.
func run(t *testing.T, input io.Reader, args ...string) (stdout, stderr string, exit int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary(t), args...)
	cmd.Stdin = input
	var out, err safeBuffer
	cmd.Stdout, cmd.Stderr = &out, &err
	_ = cmd.Run() // the exit code tells
	return out.String(), err.String(), cmd.ProcessState.ExitCode()
}

// get reads JSON from the service.
func (s *service) get(path string, into any) int {
	s.t.Helper()
	resp, err := http.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	if into != nil {
		if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
			s.t.Fatalf("%s: %v", path, err)
		}
	}
	return resp.StatusCode
}

// safeBuffer takes what a process writes while a test reads it.
type safeBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
