package pgserver

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sys/unix"

	"github.com/wangge-map/wangge/geo"
)

const (
	// orphanPatience is how long the backends of a server that was killed may hold its shared memory.
	orphanPatience = 30 * time.Second
	answerTimeout  = 5 * time.Second
	processPoll    = 30 * time.Millisecond
)

// launch starts the server on dir and returns when it answers: after a crash that is when it has recovered.
func (s *Server) launch(ctx context.Context, dir string) error {
	log := filepath.Join(dir, "start.log")
	options := "-c unix_socket_directories='" + strings.ReplaceAll(s.socket, "'", "''") + "'"
	if s.cfg.FastUnsafe {
		options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
	}
	deadline := time.Now().Add(orphanPatience)
	for {
		cmd := s.owner.command(s.cfg.DataDir, filepath.Join(s.bin, "pg_ctl"), "-D", dir, "-l", log, "-o", options, "-w", "-t", "600", "start")
		// The server outlives pg_ctl, which is what CommandContext would end: ctx is looked at between tries instead.
		_, err := cmd.Output()
		if err == nil {
			return nil
		}
		text := tail(log) + tail(newestLog(dir))
		if !strings.Contains(text, "shared memory block") || time.Now().After(deadline) || ctx.Err() != nil {
			return s.failure("the private database did not start: "+lastLines(text), err)
		}
		s.cfg.Log.Info("waiting for the remains of the private database to end")
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * processPoll):
		}
	}
}

// stop ends the server on dir in order: running transactions are rolled back, memory is written to disk.
func (s *Server) stop(ctx context.Context, dir string) error {
	pid, ok := postmasterOf(dir)
	if !ok || !isPostgres(pid) {
		return nil
	}
	if err := unix.Kill(pid, unix.SIGINT); err != nil && !errors.Is(err, unix.ESRCH) {
		return geo.Errorf(geo.Internal, "", "stop PostgreSQL: %w", err)
	}
	for isPostgres(pid) {
		select {
		case <-ctx.Done():
			return geo.Errorf(geo.Unavailable, "", "PostgreSQL is still stopping: %w", ctx.Err())
		case <-time.After(processPoll):
		}
	}
	return nil
}

// alive reports whether the server's main process runs.
func (s *Server) alive() bool {
	pid, ok := postmasterOf(s.cluster())
	return ok && isPostgres(pid)
}

// postmasterOf reads the process id that the server on dir wrote down. It may be stale.
func postmasterOf(dir string) (pid int, ok bool) {
	text, err := os.ReadFile(filepath.Join(dir, "postmaster.pid"))
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err = strconv.Atoi(strings.TrimSpace(first))
	return pid, err == nil && pid > 0
}

// isPostgres reports whether process pid runs and is a PostgreSQL: its number may have passed to another program.
func isPostgres(pid int) bool {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return false
	}
	// pid (name) state …: a zombie has ended already.
	name, rest, ok := strings.Cut(string(status), ") ")
	return ok && strings.HasSuffix(name, "(postgres") && !strings.HasPrefix(rest, "Z")
}

func (s *Server) connect(ctx context.Context, role, name string) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	return pgx.Connect(ctx, s.urlOf(role, name))
}

func (s *Server) answers(ctx context.Context, role, name string) error {
	var one int
	return s.queryRow(ctx, role, name, "select 1", &one)
}

func (s *Server) queryRow(ctx context.Context, role, name, sql string, into ...any) error {
	conn, err := s.connect(ctx, role, name)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return conn.QueryRow(ctx, sql).Scan(into...)
}

func (s *Server) exec(ctx context.Context, role, name, sql string) error {
	conn, err := s.connect(ctx, role, name)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}
