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
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sys/unix"

	"github.com/wangge-map/wangge/geo"
)

const (
	// orphanPatience is how long the backends of a server that was killed may hold its shared memory.
	orphanPatience = 30 * time.Second
	// recoveryPatience is how long a server may read its log after a crash before it answers.
	recoveryPatience = 10 * time.Minute
	// stopPatience is how long a server may take to write its memory to disk when the caller's own time is up.
	stopPatience  = 30 * time.Second
	answerTimeout = 5 * time.Second
	processPoll   = 30 * time.Millisecond
)

// attach reports whether the server runs already. One that runs and does not answer yet is waited for: it may be
// recovering from a crash.
func (s *Server) attach(ctx context.Context) (bool, error) {
	deadline := time.Now().Add(recoveryPatience)
	for waited := false; s.alive(); waited = true {
		err := s.answers(ctx, superuser, "postgres")
		if err == nil {
			return true, nil
		}
		if !mayAnswerLater(err) || time.Now().After(deadline) {
			return false, s.failure("the private database runs, but does not answer", err)
		}
		if !waited {
			s.cfg.Log.Info("waiting for the private database to answer", "data_dir", s.cfg.DataDir)
		}
		if err := pause(ctx, processPoll); err != nil {
			return false, err
		}
	}
	return false, nil
}

// mayAnswerLater reports whether err says that the server is starting, stopping or crowded, rather than that it refuses us.
func mayAnswerLater(err error) bool {
	var refused *pgconn.PgError
	if !errors.As(err, &refused) {
		return true // nobody at the socket yet
	}
	return refused.Code == "57P03" || refused.Code == "53300" // cannot connect now, too many connections
}

// launch starts the server on dir and returns when it answers: after a crash that is when it has recovered.
func (s *Server) launch(ctx context.Context, dir string) error {
	deadline := time.Now().Add(orphanPatience)
	for {
		if err := s.forgetStale(dir); err != nil {
			return err
		}
		before := markLogs(dir)
		err := s.tryLaunch(ctx, dir)
		if err == nil || ctx.Err() != nil {
			return err
		}
		text := before.since(dir)
		if !strings.Contains(text, "shared memory block") || time.Now().After(deadline) {
			return s.failure("the private database did not start: "+lastLines(text), err)
		}
		s.cfg.Log.Info("waiting for the remains of the private database to end")
		if err := pause(ctx, 10*processPoll); err != nil {
			return err
		}
	}
}

// tryLaunch starts the server once. When ctx ends before it answers, it is stopped again.
func (s *Server) tryLaunch(ctx context.Context, dir string) error {
	s.cfg.Log.Debug("starting the private database", "data_dir", s.cfg.DataDir)
	options := "-c unix_socket_directories='" + strings.ReplaceAll(s.socket, "'", "''") + "'"
	if s.cfg.FastUnsafe {
		options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
	}
	cmd := s.owner.command(s.cfg.DataDir, filepath.Join(s.bin, "pg_ctl"), "-D", dir, "-l", startLog(dir), "-o", options,
		"-w", "-t", strconv.Itoa(int(recoveryPatience.Seconds())), "start")
	ended := make(chan error, 1)
	go func() { _, err := cmd.Output(); ended <- err }()
	select {
	case err := <-ended:
		if err == nil && ctx.Err() != nil {
			err = errors.Join(ctx.Err(), s.stopNow(ctx, dir))
		}
		return err
	case <-ctx.Done():
	}
	// The server outlives pg_ctl, so that is not what to end. It may not have written down its process id yet.
	for {
		err := s.stopNow(ctx, dir)
		select {
		case <-ended:
			return errors.Join(ctx.Err(), err, s.stopNow(ctx, dir))
		case <-time.After(processPoll):
		}
	}
}

// forgetStale removes the notes that a server left which was killed. PostgreSQL takes them for valid while any process of
// its user has the number that they name, which after a restart of the machine may be anybody. It tells by its shared
// memory, too, whether parts of it still run.
func (s *Server) forgetStale(dir string) error {
	for _, path := range []string{filepath.Join(dir, "postmaster.pid"), filepath.Join(s.socket, ".s.PGSQL.5432.lock")} {
		if pid, ok := notedIn(path); ok && runsOn(pid, dir) {
			continue
		}
		if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
			return folderError(path, err)
		}
	}
	return nil
}

// stop ends the server on dir in order: running transactions are rolled back, memory is written to disk.
func (s *Server) stop(ctx context.Context, dir string) error {
	pid, ok := postmasterOf(dir)
	if !ok || !runsOn(pid, dir) {
		return nil
	}
	if err := unix.Kill(pid, unix.SIGINT); err != nil && !errors.Is(err, unix.ESRCH) {
		return geo.Errorf(geo.Internal, "", "stop PostgreSQL: %w", err)
	}
	for runsOn(pid, dir) {
		if err := pause(ctx, processPoll); err != nil {
			return geo.Errorf(geo.Unavailable, "", "PostgreSQL is still stopping: %w", err)
		}
	}
	return nil
}

// stopNow is stop for when ctx may have ended already.
func (s *Server) stopNow(ctx context.Context, dir string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopPatience)
	defer cancel()
	return s.stop(ctx, dir)
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// alive reports whether the server's main process runs.
func (s *Server) alive() bool {
	pid, ok := postmasterOf(s.cluster())
	return ok && runsOn(pid, s.cluster())
}

// postmasterOf reads the process id that the server on dir wrote down. It may be stale.
func postmasterOf(dir string) (pid int, ok bool) {
	return notedIn(filepath.Join(dir, "postmaster.pid"))
}

func notedIn(path string) (pid int, ok bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err = strconv.Atoi(strings.TrimSpace(first))
	return pid, err == nil && pid > 0
}

// runsOn reports whether process pid is a living PostgreSQL on dir: the number may have passed to another program, or to a
// PostgreSQL that is none of our business.
func runsOn(pid int, dir string) bool {
	proc := "/proc/" + strconv.Itoa(pid)
	status, err := os.ReadFile(proc + "/stat")
	if err != nil {
		return false
	}
	// pid (name) state …: a zombie has ended already.
	name, rest, ok := strings.Cut(string(status), ") ")
	if !ok || !strings.HasSuffix(name, "(postgres") || strings.HasPrefix(rest, "Z") {
		return false
	}
	place, err := os.Stat(dir)
	if err != nil {
		return false
	}
	here, hereErr := os.Stat(proc + "/cwd") // where PostgreSQL works; root in a container may not be allowed to look
	flag := dataFlag(proc)
	told, toldErr := os.Stat(flag)
	switch {
	case hereErr == nil:
		return os.SameFile(here, place)
	case toldErr == nil && flag != "":
		return os.SameFile(told, place)
	}
	return os.IsPermission(hereErr) // can't be known: better not to start another beside it
}

// dataFlag returns the folder that a PostgreSQL was told to work in.
func dataFlag(proc string) string {
	text, _ := os.ReadFile(proc + "/cmdline") // it may have ended
	words := strings.Split(string(text), "\x00")
	for i, word := range words[:len(words)-1] {
		if word == "-D" {
			return words[i+1]
		}
	}
	return ""
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
