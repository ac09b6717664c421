package pgserver

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sys/unix"

	"github.com/wangge-map/wangge/geo"
)

// Names inside the cluster.
const (
	database  = "wangge"
	appRole   = "wangge"
	superuser = "postgres"
)

// Server is a private PostgreSQL that runs, as this process sees it.
type Server struct {
	cfg    Config
	bin    string
	owner  owner
	socket string    // folder of the Unix socket
	using  *fileLock // shared: keeps others from stopping the server
	began  bool      // this process started the server
}

// Start makes the cluster when the data folder has none, starts it when it does not run, attaches to it when it does, and
// returns when it answers. Close it when done. It returns an Unavailable error when packages or disk space are missing,
// and Invalid or Conflict errors about --data-dir when the folder can't serve.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s, err := prepare(cfg)
	if err != nil {
		return nil, err
	}
	starting, err := lockFile(ctx, s.path("start.lock"), unix.LOCK_EX)
	if err != nil {
		return nil, err
	}
	defer starting.release()
	if s.using, err = lockFile(ctx, s.path("use.lock"), unix.LOCK_SH); err != nil {
		return nil, err
	}
	if err := s.ensureRunning(ctx); err != nil {
		return nil, errors.Join(err, s.withdraw(ctx))
	}
	return s, nil
}

// withdraw leaves a server that can't be used. One that was started in vain is not left running.
func (s *Server) withdraw(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopPatience)
	defer cancel()
	if !s.began {
		s.using.release()
		return nil
	}
	return s.leave(ctx)
}

// prepare finds the programs and makes the folders.
func prepare(cfg Config) (*Server, error) {
	dir, err := filepath.Abs(cfg.DataDir)
	if err != nil {
		return nil, folderError(cfg.DataDir, err)
	}
	cfg.DataDir = dir
	s := &Server{cfg: cfg}
	if s.bin, err = findPrograms(cfg.BinDir, debianShare); err != nil {
		return nil, err
	}
	if s.owner, err = findOwner(); err != nil {
		return nil, err
	}
	s.owner = s.owner.orThatOf(s.cluster())
	if err := s.owner.makeDataDir(dir); err != nil {
		return nil, err
	}
	if err := s.owner.checkWay(s.cluster()); err != nil {
		return nil, err
	}
	if s.socket, err = s.socketDir(); err != nil {
		return nil, err
	}
	return s, s.owner.makeDir(s.socket)
}

func (s *Server) path(name string) string { return filepath.Join(s.cfg.DataDir, name) }

// cluster is the folder that PostgreSQL owns.
func (s *Server) cluster() string { return s.path("pg") }

// ensureRunning needs the start lock.
func (s *Server) ensureRunning(ctx context.Context) error {
	if err := s.ensureCluster(ctx); err != nil {
		return err
	}
	runs, err := s.attach(ctx)
	if err != nil {
		return err
	}
	if runs {
		s.cfg.Log.Debug("private database runs already", "data_dir", s.cfg.DataDir)
	} else {
		s.began = true
		if err := s.launch(ctx, s.cluster()); err != nil {
			return err
		}
	}
	return s.checkDatabase(ctx)
}

// URL names the application's database and role.
func (s *Server) URL() string { return s.urlOf(appRole, database) }

// AdminURL names a database for the superuser.
func (s *Server) AdminURL(name string) string { return s.urlOf(superuser, name) }

func (s *Server) urlOf(role, name string) string {
	u := url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + name, RawQuery: url.Values{"host": {s.socket}, "port": {"5432"}}.Encode()}
	return u.String()
}

// watchEvery is how soon a dead server is noticed.
const watchEvery = 200 * time.Millisecond

// Watch starts the server again whenever it has died, until ctx ends.
func (s *Server) Watch(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(watchEvery):
		}
		if s.alive() {
			continue
		}
		if err := s.revive(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.Error("private database could not be started again, trying on", "error", err)
			select {
			case <-ctx.Done():
			case <-time.After(10 * watchEvery):
			}
		}
	}
}

func (s *Server) revive(ctx context.Context) error {
	starting, err := lockFile(ctx, s.path("start.lock"), unix.LOCK_EX)
	if err != nil {
		return err
	}
	defer starting.release()
	if s.alive() { // another process was quicker
		return nil
	}
	s.cfg.Log.Warn("private database died, starting it again", "data_dir", s.cfg.DataDir)
	return s.ensureRunning(ctx)
}

// Close leaves the server, and stops it when nobody else uses it.
func (s *Server) Close(ctx context.Context) error {
	starting, err := lockFile(ctx, s.path("start.lock"), unix.LOCK_EX)
	if err != nil {
		return err
	}
	defer starting.release()
	return s.leave(ctx)
}

// leave needs the start lock.
func (s *Server) leave(ctx context.Context) error {
	s.using.release()
	alone, err := tryLockFile(s.path("use.lock"), unix.LOCK_EX)
	if err != nil || alone == nil {
		return err
	}
	defer alone.release()
	return s.stop(ctx, s.cluster())
}

// checkDatabase refuses a cluster that would lose or mangle Chinese text without a word.
func (s *Server) checkDatabase(ctx context.Context) error {
	var encoding, ctype string
	err := s.queryRow(ctx, superuser, "postgres",
		"select pg_encoding_to_char(encoding), datctype from pg_database where datname = '"+database+"'", &encoding, &ctype)
	if errors.Is(err, pgx.ErrNoRows) {
		return geo.Errorf(geo.Conflict, "--data-dir", "the PostgreSQL in %s has no database named %s, so it was not made by wangge; choose another folder", s.cfg.DataDir, database)
	}
	if err != nil {
		return s.failure("the private database does not answer", err)
	}
	if encoding != "UTF8" || ctype == "C" || ctype == "POSIX" {
		return geo.Errorf(geo.Conflict, "--data-dir",
			"the database in %s has encoding %s and character type %s, with which Chinese text can't be searched; make a new data folder and bring the data over with pg_dump",
			s.cfg.DataDir, encoding, ctype)
	}
	return nil
}
