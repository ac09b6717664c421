package pgserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/wangge-map/wangge/geo"
)

// ensureCluster makes the cluster when there is none. It is made beside its place and moved there when it is whole, so
// that a first start that was interrupted leaves nothing half-made behind.
func (s *Server) ensureCluster(ctx context.Context) error {
	version, err := os.ReadFile(filepath.Join(s.cluster(), "PG_VERSION"))
	switch {
	case err == nil:
		if v := strings.TrimSpace(string(version)); v != Major {
			return geo.Errorf(geo.Conflict, "--data-dir",
				"%s belongs to PostgreSQL %s, and this wangge runs PostgreSQL %s; bring it over with pg_upgrade or pg_dump, or choose another folder", s.cluster(), v, Major)
		}
		return s.owner.take(s.cluster(), 0o700)
	case !os.IsNotExist(err):
		return folderError(s.cluster(), err)
	}
	if _, err := os.Stat(s.cluster()); err == nil {
		return geo.Errorf(geo.Conflict, "--data-dir", "%s exists but holds no database; move it away or choose another folder", s.cluster())
	}
	if err := s.checkRoom(); err != nil {
		return err
	}
	s.cfg.Log.Info("making the private database", "data_dir", s.cfg.DataDir)
	draft := s.path("pg.new")
	if err := s.discard(ctx, draft); err != nil {
		return err
	}
	if err := s.makeCluster(ctx, draft); err != nil {
		_ = os.RemoveAll(draft) // the disk may be full of it; if it stays, the next start discards it
		return err
	}
	if err := os.Rename(draft, s.cluster()); err != nil {
		return folderError(s.cluster(), err)
	}
	return nil
}

// discard removes what an interrupted first start left, and the server that may still run on it.
func (s *Server) discard(ctx context.Context, draft string) error {
	if pid, ok := postmasterOf(draft); ok && runsOn(pid, draft) {
		if err := s.stop(ctx, draft); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(draft); err != nil {
		return folderError(draft, err)
	}
	return nil
}

func (s *Server) makeCluster(ctx context.Context, dir string) error {
	if err := s.owner.makeDir(dir); err != nil {
		return err
	}
	args := []string{"-D", dir, "-U", superuser, "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--auth=peer", "--no-instructions"}
	if s.cfg.FastUnsafe {
		args = append(args, "--no-sync")
	}
	cmd := s.owner.command(s.cfg.DataDir, filepath.Join(s.bin, "initdb"), args...)
	if out, err := combinedOutput(ctx, cmd); err != nil {
		return s.failure("the private database could not be made: "+lastLines(out), err)
	}
	if err := s.configure(dir); err != nil {
		return err
	}
	if err := s.launch(ctx, dir); err != nil {
		return err
	}
	fillErr := s.fill(ctx)
	return errors.Join(fillErr, s.stopNow(ctx, dir))
}

// combinedOutput runs cmd, which leads a session of its own, and ends it with all its children when ctx ends.
func combinedOutput(ctx context.Context, cmd *exec.Cmd) (string, error) {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return "", err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		return out.String(), err
	case <-ctx.Done():
		_ = unix.Kill(-cmd.Process.Pid, unix.SIGKILL) // it may have ended just now
		<-ended
		return out.String(), ctx.Err()
	}
}

func (s *Server) configure(dir string) error {
	maps := ""
	for _, osUser := range []string{"root", s.owner.name} {
		for _, role := range []string{superuser, appRole} {
			maps += fmt.Sprintf("wangge %q %s\n", osUser, role)
		}
	}
	for name, text := range map[string]string{"wangge.conf": settings, "pg_hba.conf": hba, "pg_ident.conf": maps} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return folderError(path, err)
		}
		if err := s.owner.take(path, 0o600); err != nil {
			return err
		}
	}
	return appendLine(filepath.Join(dir, "postgresql.conf"), "include 'wangge.conf'")
}

func appendLine(path, line string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return folderError(path, err)
	}
	defer file.Close()
	if _, err := file.WriteString(line + "\n"); err != nil {
		return folderError(path, err)
	}
	return nil
}

// fill makes the role, the database and the extensions that need a superuser.
func (s *Server) fill(ctx context.Context) error {
	for _, step := range []struct{ in, sql string }{
		{"postgres", "create role " + appRole + " login"},
		{"postgres", "create database " + database + " owner " + appRole + " template template0 encoding 'UTF8' locale 'C.UTF-8'"},
		{database, "create extension postgis"},
		{database, "create extension pg_trgm"},
		{database, "create extension btree_gist"},
	} {
		if err := s.exec(ctx, superuser, step.in, step.sql); err != nil {
			return s.failure("the private database could not be made", err)
		}
	}
	return nil
}
