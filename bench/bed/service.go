package bed

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Binary is wangge, built for the run.
type Binary struct {
	Path string
	dir  string
}

// Build builds wangge. The benchmarks run in their module's folder, which is in wangge's. Remove the binary when done.
func Build(ctx context.Context) (*Binary, error) {
	dir, err := os.MkdirTemp("", "wangge-bench-bin-")
	if err != nil {
		return nil, err
	}
	b := &Binary{Path: filepath.Join(dir, "wangge"), dir: dir}
	build := exec.CommandContext(ctx, "go", "build", "-o", b.Path, "./cmd/wangge")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("go build: %w: %s", err, out), b.Remove())
	}
	return b, nil
}

// Remove deletes the binary. What runs of it needs its file no more.
func (b *Binary) Remove() error { return os.RemoveAll(b.dir) }

// Service is a running wangge.
type Service struct {
	Address string // host:port
	cmd     *exec.Cmd
}

// Start runs a command that serves on the database at url, on a free port and without limits to how often a client may ask, and
// returns when it is ready.
func (b *Binary) Start(ctx context.Context, url string, command ...string) (*Service, error) {
	args := append(command, "--json", "--listen", "127.0.0.1:0", "--database-url", url, "--writes-per-second", "1e9", "--reads-per-second", "1e9", "--photos-per-second", "1e9")
	s := &Service{cmd: exec.CommandContext(ctx, b.Path, args...)}
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var trouble strings.Builder
	s.cmd.Stderr = &trouble
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("wangge did not start: %s", trouble.String()), s.cmd.Wait())
	}
	var ready struct{ URL string }
	if err := json.Unmarshal(line, &ready); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	s.Address = strings.TrimPrefix(ready.URL, "http://")
	return s, nil
}

// Stop ends the service in order.
func (s *Service) Stop() error {
	return errors.Join(s.cmd.Process.Signal(syscall.SIGTERM), s.cmd.Wait())
}
