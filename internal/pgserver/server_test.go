package pgserver_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/pgserver"
)

func TestSeveralFirstStartsAtOnceMakeOneDurableCluster(t *testing.T) {
	dir := emptyDir(t)
	if err := os.MkdirAll(filepath.Join(dir, "pg.new", "base"), 0o700); err != nil { // as an interrupted first start leaves it
		t.Fatal(err)
	}
	servers := make([]*pgserver.Server, 2)
	var work sync.WaitGroup
	for i := range servers {
		work.Go(func() {
			var err error
			if servers[i], err = pgserver.Start(t.Context(), pgserver.Config{DataDir: dir}); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	if t.Failed() {
		return
	}
	for _, s := range servers {
		defer closeServer(t, s)
	}
	for _, c := range []struct{ sql, want string }{
		{"current_setting('listen_addresses')", ""},
		{"select count(*) from pg_settings where name = 'port' and inet_server_addr() is null", "1"},
		{"current_setting('fsync')", "on"},
		{"current_setting('synchronous_commit')", "on"},
		{"current_setting('full_page_writes')", "on"},
		{"current_setting('data_checksums')", "on"},
		{"current_setting('server_encoding')", "UTF8"},
		{"current_setting('lc_ctype')", "C.UTF-8"},
		{"current_setting('lc_collate')", "C.UTF-8"},
		{"select cardinality(show_trgm('丁家街道')) > 0", "true"},
		{"select string_agg(extname, ' ' order by extname) from pg_extension where extname <> 'plpgsql'", "btree_gist pg_trgm postgis"},
		{"select rolsuper from pg_roles where rolname = current_user", "false"},
		{"select pg_get_userbyid(datdba) from pg_database where datname = current_database()", "wangge"},
	} {
		if got := ask(t, servers[0].URL(), c.sql); got != c.want {
			t.Errorf("%s is %q, want %q", c.sql, got, c.want)
		}
	}
	if a, b := servers[0].URL(), servers[1].URL(); a != b {
		t.Errorf("the two were given %s and %s", a, b)
	}
	if _, err := os.Stat(filepath.Join(dir, "pg.new")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something half-made is left: %v", err)
	}
	t.Run("it has no TCP socket", func(t *testing.T) { checkNoTCP(t, dir) })
	t.Run("it runs as an unprivileged user", func(t *testing.T) { checkUnprivileged(t, dir) })
	t.Run("only its owner and root may connect", func(t *testing.T) { checkClosed(t, dir, servers[0]) })
}

func checkNoTCP(t *testing.T, dir string) {
	t.Helper()
	// Every open socket of the main process must be absent from the kernel's tables of TCP sockets.
	tables := ""
	for _, name := range []string{"tcp", "tcp6"} {
		text, err := os.ReadFile("/proc/net/" + name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		tables += string(text)
	}
	fds := fmt.Sprintf("/proc/%d/fd", mustPostmaster(t, dir))
	entries, err := os.ReadDir(fds)
	if err != nil {
		t.Fatal(err)
	}
	sockets := 0
	for _, e := range entries {
		target, _ := os.Readlink(filepath.Join(fds, e.Name())) // it may be closed by now
		inode, isSocket := strings.CutPrefix(strings.TrimSuffix(target, "]"), "socket:[")
		if !isSocket {
			continue
		}
		sockets++
		if strings.Contains(tables, " "+inode+" ") {
			t.Errorf("socket %s is a TCP socket", inode)
		}
	}
	if sockets == 0 {
		t.Error("the server has no socket at all")
	}
}

func checkUnprivileged(t *testing.T, dir string) {
	t.Helper()
	info, err := os.Stat(fmt.Sprintf("/proc/%d", mustPostmaster(t, dir)))
	if err != nil {
		t.Fatal(err)
	}
	if uid := info.Sys().(*syscall.Stat_t).Uid; uid == 0 || os.Geteuid() != 0 && int(uid) != os.Geteuid() {
		t.Errorf("it runs as user %d; we are %d", uid, os.Geteuid())
	}
}

// Root may run a folder that an ordinary user made; that user must be able to go on with it.
func TestAClusterKeepsItsOwner(t *testing.T) {
	dir := readyDir(t)
	owner := os.Geteuid()
	if owner == 0 {
		owner = 65534
		if out, err := exec.Command("chown", "-R", "65534:65534", dir).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	s := running(t, dir)
	if got := ask(t, s.URL(), "select 1"); got != "1" {
		t.Errorf("the server answers %q", got)
	}
	for _, path := range []string{filepath.Join(dir, "pg"), filepath.Join(dir, "pg", "PG_VERSION"), filepath.Join(dir, "run"), fmt.Sprintf("/proc/%d", mustPostmaster(t, dir))} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if uid := int(info.Sys().(*syscall.Stat_t).Uid); uid != owner {
			t.Errorf("%s belongs to user %d, want %d", path, uid, owner)
		}
	}
}

func checkClosed(t *testing.T, dir string, s *pgserver.Server) {
	t.Helper()
	admin := s.AdminURL("postgres")
	if got := ask(t, admin, "select string_agg(type || ' ' || auth_method || ' ' || array_to_string(options, ','), '; ') from pg_hba_file_rules"); got != "local peer map=wangge" {
		t.Errorf("who may connect is decided by %q", got)
	}
	owner := me(t)
	if owner == "root" {
		owner = ask(t, admin, "select sys_name from pg_ident_file_mappings where sys_name <> 'root' limit 1")
	}
	got := ask(t, admin, "select string_agg(distinct sys_name, ' ') from pg_ident_file_mappings")
	if got != owner+" root" && got != "root "+owner {
		t.Errorf("let in are %q, want root and %s", got, owner)
	}
	for _, path := range []string{"run", "pg"} {
		info, err := os.Stat(filepath.Join(dir, path))
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v %v", path, info.Mode(), err)
		}
	}
	if os.Geteuid() == 0 {
		refuseStranger(t, dir, s)
	}
}

// refuseStranger opens the way to the socket and lets another user knock; only root can become one.
func refuseStranger(t *testing.T, dir string, s *pgserver.Server) {
	t.Helper()
	nobody, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(nobody.Uid)
	for path, mode := range map[string]os.FileMode{"run": 0o755, "run/.s.PGSQL.5432": 0o777} {
		if err := os.Chmod(filepath.Join(dir, path), mode); err != nil {
			t.Fatal(err)
		}
	}
	for _, url := range []string{s.AdminURL("postgres"), s.URL()} {
		cmd := exec.Command("psql", "-X", "-c", "select 1", url)
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "Peer authentication failed") {
			t.Errorf("nobody at %s: %v: %s", url, err, out)
		}
	}
}

func me(t *testing.T) string {
	t.Helper()
	u, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return u.Username
}

func TestTheLastToLeaveStopsTheServer(t *testing.T) {
	dir := readyDir(t)
	a, b := start(t, dir), start(t, dir)
	pid := mustPostmaster(t, dir)
	closeServer(t, a)
	if got := ask(t, b.URL(), "select 1"); got != "1" || mustPostmaster(t, dir) != pid {
		t.Error("the first to leave stopped the server, or another runs")
	}
	closeServer(t, b)
	wait(t, "the server to end", func() bool { return !answersToName(pid) })
	if _, err := postmaster(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it did not stop in order: %v", err)
	}
	if state := controlData(t, dir); !strings.Contains(state, "shut down") {
		t.Errorf("it did not stop in order: %s", state)
	}
	closeServer(t, b) // once more does no harm
}

// controlData returns the line of pg_controldata that says how the cluster stands.
func controlData(t *testing.T, dir string) string {
	t.Helper()
	out, err := exec.Command("/usr/lib/postgresql/"+pgserver.Major+"/bin/pg_controldata", "-D", filepath.Join(dir, "pg")).Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "Database cluster state") {
			return line
		}
	}
	return "no state"
}

func TestWatchBringsBackAServerThatWasKilled(t *testing.T) {
	dir := readyDir(t)
	s := startDurable(t, dir)
	t.Cleanup(func() { closeServer(t, s) })
	do(t, s.URL(), "create table kept (n int)", "insert into kept values (1)")
	ctx, cancel := context.WithCancel(t.Context())
	watched := make(chan struct{})
	go func() { s.Watch(ctx); close(watched) }()
	for range 2 {
		pid := mustPostmaster(t, dir)
		signal(t, pid, syscall.SIGKILL)
		wait(t, "another server", func() bool {
			again, err := postmaster(dir)
			if err != nil || again == pid {
				return false
			}
			conn, err := pgx.Connect(t.Context(), s.URL())
			if err != nil {
				return false
			}
			return conn.Close(t.Context()) == nil
		})
		if got := ask(t, s.URL(), "select count(*) from kept"); got != "1" {
			t.Errorf("%s rows came back, want what was committed", got)
		}
	}
	cancel()
	<-watched
}

func TestTheNextStartAttachesToTheServerOfAKilledProcess(t *testing.T) {
	dir := readyDir(t)
	first := holder(t, dir)
	pid := mustPostmaster(t, dir)
	killNow(first)
	s := start(t, dir)
	if got := ask(t, s.URL(), "select 1"); got != "1" || mustPostmaster(t, dir) != pid {
		t.Error("it did not attach to the server that was left")
	}
	closeServer(t, s)
	wait(t, "the server that was left to be stopped", func() bool { return !answersToName(pid) })
}

func TestTheNextStartRecoversWhenEverythingWasKilled(t *testing.T) {
	dir := readyDir(t)
	first := holder(t, dir)
	second := start(t, dir)
	do(t, second.URL(), "create table kept (n int)", "insert into kept values (1)")
	pid := mustPostmaster(t, dir)
	signal(t, pid, syscall.SIGKILL)
	killNow(first)
	third := start(t, dir) // at once: parts of the killed server may still be ending
	if got := ask(t, third.URL(), "select count(*) from kept"); got != "1" {
		t.Errorf("%s rows came back, want what was committed", got)
	}
	closeServer(t, second)
	closeServer(t, third)
	if state := controlData(t, dir); !strings.Contains(state, "shut down") {
		t.Errorf("it did not stop in order: %s", state)
	}
}

// After a restart of the machine the process id that was written down may be anybody's.
func TestAStaleProcessIdIsNotMistakenForTheServer(t *testing.T) {
	other := readyDir(t)
	keeper := running(t, other)
	for name, stranger := range map[string]int{
		"another PostgreSQL":         mustPostmaster(t, other),
		"a process of the same user": backend(t, keeper),
	} {
		t.Run(name, func(t *testing.T) {
			dir := readyDir(t)
			stale := fmt.Sprintf("%d\n%s\n1700000000\n5432\n%s\n\n  0 0\nready   \n", stranger, filepath.Join(dir, "pg"), filepath.Join(dir, "run"))
			path := filepath.Join(dir, "pg", "postmaster.pid")
			for _, path := range []string{path, filepath.Join(dir, "run"), filepath.Join(dir, "run", ".s.PGSQL.5432.lock")} {
				err := os.Mkdir(path, 0o700)
				if filepath.Base(path) != "run" {
					err = errors.Join(os.RemoveAll(path), os.WriteFile(path, []byte(stale), 0o600))
				}
				if err != nil {
					t.Fatal(err)
				}
				likeOwner(t, dir, path)
			}
			s := start(t, dir)
			if got := ask(t, s.URL(), "select 1"); got != "1" {
				t.Errorf("the server answers %q", got)
			}
			if err := os.WriteFile(path, []byte(stale), 0o600); err != nil {
				t.Fatal(err)
			}
			closeServer(t, s)
			if got := ask(t, keeper.URL(), "select 1"); got != "1" {
				t.Error("the other server was harmed")
			}
		})
	}
}

// backend returns a process of s that is not its main process.
func backend(t *testing.T, s *pgserver.Server) int {
	t.Helper()
	pid, err := strconv.Atoi(ask(t, s.AdminURL("postgres"), "select pid from pg_stat_activity where backend_type = 'checkpointer'"))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// likeOwner gives path to the user that the cluster in dir belongs to.
func likeOwner(t *testing.T, dir, path string) {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, "pg"))
	if err != nil {
		t.Fatal(err)
	}
	st := info.Sys().(*syscall.Stat_t)
	if err := os.Chown(path, int(st.Uid), int(st.Gid)); err != nil {
		t.Fatal(err)
	}
}

func TestAServerThatDoesNotAnswerYetIsWaitedFor(t *testing.T) {
	dir := readyDir(t)
	keeper := running(t, dir)
	pid := mustPostmaster(t, dir)
	// Without its socket it runs and does not answer, as in the middle of a recovery.
	socket := filepath.Join(dir, "run", ".s.PGSQL.5432")
	if err := os.Rename(socket, socket+".away"); err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	log := listen(func(message string) {
		if strings.Contains(message, "waiting") {
			once.Do(func() {
				if err := os.Rename(socket+".away", socket); err != nil {
					t.Error(err)
				}
			})
		}
	})
	s, err := pgserver.Start(t.Context(), pgserver.Config{DataDir: dir, FastUnsafe: true, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	defer closeServer(t, s)
	if got := ask(t, keeper.URL(), "select 1"); got != "1" || mustPostmaster(t, dir) != pid {
		t.Error("another server was started")
	}
}

func TestAStartThatIsInterruptedLeavesNothingRunning(t *testing.T) {
	for name, c := range map[string]struct {
		dir func(*testing.T) string
		at  string
	}{
		"a later start": {readyDir, "starting the private database"},
		"the first one": {emptyDir, "making the private database"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := c.dir(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			log := listen(func(message string) {
				if message == c.at {
					cancel()
				}
			})
			if s, err := pgserver.Start(ctx, pgserver.Config{DataDir: dir, FastUnsafe: true, Log: log}); !errors.Is(err, context.Canceled) {
				t.Fatalf("got %v, %v; want that it was interrupted", s, err)
			}
			for _, cluster := range []string{"pg", "pg.new"} {
				if text, err := os.ReadFile(filepath.Join(dir, cluster, "postmaster.pid")); err == nil {
					t.Errorf("a server is left on %s: %s", cluster, text)
				}
			}
			closeServer(t, start(t, dir)) // and the next start is as good as ever
		})
	}
}

func TestAPathTooLongForASocketWorks(t *testing.T) {
	dir := filepath.Join(readyDir(t), strings.Repeat("很长", 20), strings.Repeat("x", 60))
	if err := os.MkdirAll(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "../../pg"), filepath.Join(dir, "pg")); err != nil {
		t.Fatal(err)
	}
	s := running(t, dir)
	if got := ask(t, s.URL(), "select 1"); got != "1" {
		t.Errorf("the server answers %q", got)
	}
	u, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	socket := u.Query().Get("host")
	t.Cleanup(func() { _ = os.RemoveAll(socket) })
	if len(socket)+len("/.s.PGSQL.5432") > 107 {
		t.Errorf("the socket is in %s", socket)
	}
}
