package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/wangge-map/wangge/internal/pgserver"
)

// postmasterOf returns the process id that the private database in dir wrote down, 0 when it does not run.
func postmasterOf(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "pg", "postmaster.pid"))
	if os.IsNotExist(err) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// stoppedInOrder fails the test unless the database in dir wrote everything to disk before it ended.
func stoppedInOrder(t *testing.T, dir string) {
	t.Helper()
	if pid := postmasterOf(t, dir); pid != 0 {
		t.Errorf("the database still runs as process %d, or was killed", pid)
	}
	out, err := exec.Command("/usr/lib/postgresql/"+pgserver.Major+"/bin/pg_controldata", "-D", filepath.Join(dir, "pg")).Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if state, ok := strings.CutPrefix(line, "Database cluster state:"); ok && strings.TrimSpace(state) != "shut down" {
			t.Errorf("the database's state is %s", strings.TrimSpace(state))
		}
	}
}

// groupAndSession are what the terminal's Ctrl-C goes by.
func groupAndSession(t *testing.T, pid int) (group, session string) {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest) // state, parent, group, session …
	return fields[2], fields[3]
}

// finding is one of what `wangge doctor --json` prints.
type finding struct{ Name, Level, Detail, Remedy string }

func examine(t *testing.T, args ...string) (found map[string]finding, stderr string, exit int) {
	t.Helper()
	stdout, stderr, exit := run(t, nil, append([]string{"doctor", "--json"}, args...)...)
	var answer struct{ Findings []finding }
	if err := json.Unmarshal([]byte(stdout), &answer); err != nil {
		t.Fatalf("doctor printed %q and %q: %v", stdout, stderr, err)
	}
	found = map[string]finding{}
	for _, f := range answer.Findings {
		found[f.Name] = f
	}
	return found, stderr, exit
}

func TestDoctorSaysWhatToMendAndLeavesTheDatabaseAsItWas(t *testing.T) {
	dir := dataDir(t)
	found, stderr, exit := examine(t, "--data-dir", dir)
	if f := found["schema"]; exit != 4 || f.Level != "bad" || f.Remedy != "wangge migrate" || !strings.Contains(stderr, "needs mending") {
		t.Errorf("before: exit %d, %+v, %s", exit, f, stderr)
	}
	stoppedInOrder(t, dir)
	if stdout, stderr, exit := run(t, nil, "migrate", "--data-dir", dir); exit != 0 || !strings.Contains(stdout, "schema is current") {
		t.Fatalf("migrate: exit %d, %s%s", exit, stdout, stderr)
	}
	found, stderr, exit = examine(t, "--data-dir", dir)
	for _, name := range []string{"PostgreSQL", "PostGIS", "extensions", "locale", "reference systems", "projection", "durability", "checksums", "clock", "schema", "datum vectors", "disk"} {
		if f := found[name]; f.Level != "ok" {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if exit != 0 {
		t.Errorf("after: exit %d, %s", exit, stderr)
	}
	if stdout, _, exit := run(t, nil, "doctor", "--data-dir", dir); exit != 0 || !strings.Contains(stdout, "ok    locale: UTF8, C.UTF-8: Chinese text can be searched\n") || !strings.Contains(stdout, "ok    live layers: 0 cases and all cells loaded in ") {
		t.Errorf("in words: exit %d\n%s", exit, stdout)
	}
	stoppedInOrder(t, dir)
}

// A database elsewhere serves like the private one, is left running, and its password is nobody's to read.
func TestAnExternalDatabaseServesTheSame(t *testing.T) {
	const password = "s3cret-word"
	elsewhere := dataDir(t)
	server, err := pgserver.Start(t.Context(), pgserver.Config{DataDir: elsewhere})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close(t.Context())
	u, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("wangge", password)

	t.Setenv("WANGGE_DATABASE_URL", u.String())
	none := filepath.Join(t.TempDir(), "none")
	s := start(t, "serve", "--verbose", "--data-dir", none, "--listen", freeAddress(t))
	if status := s.get("/healthz", nil); status != http.StatusOK {
		t.Errorf("the service answers %d", status)
	}
	s.stop()
	if code := s.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("the service ended with %d", code)
	}
	if pid := postmasterOf(t, elsewhere); pid == 0 {
		t.Error("the service stopped a database that is not its own")
	}
	if _, err := os.Stat(filepath.Join(none, "pg")); !os.IsNotExist(err) {
		t.Errorf("a private database was made besides: %v", err)
	}
	if _, stderr, exit := examine(t); exit != 0 {
		t.Errorf("doctor: exit %d, %s", exit, stderr)
	}

	// Whatever goes wrong, the password is not told.
	away := *u
	away.RawQuery = url.Values{"host": {"/nowhere"}}.Encode()
	for _, c := range []struct {
		name, url string
		exit      int
		says      string
	}{
		{"no server", away.String(), 4, "does not answer"},
		{"a password that breaks the URL", "postgres://wangge:" + password + "/x@localhost/wangge", 2, "%2F"},
		{"another that does", "postgres://wangge:" + password + "%zz@localhost/wangge", 2, "%25"},
		{"no such database", strings.Replace(u.String(), "/wangge?", "/nobody?", 1), 4, "nobody"},
	} {
		for _, command := range []string{"serve", "migrate", "doctor"} {
			args := []string{command, "--verbose", "--database-url", c.url}
			if command == "serve" {
				args = append(args, "--listen", freeAddress(t))
			}
			stdout, stderr, exit := run(t, nil, args...)
			if exit != c.exit || !strings.Contains(stdout+stderr, c.says) {
				t.Errorf("%s, %s: exit %d, want %d and %q\n%s%s", command, c.name, exit, c.exit, c.says, stdout, stderr)
			}
			if strings.Contains(stdout+stderr, password) {
				t.Errorf("%s, %s: the password is told\n%s%s", command, c.name, stdout, stderr)
			}
		}
	}
}

// Ctrl-C in a terminal goes to every process of the foreground group at once. PostgreSQL must not be one of them: whoever
// waits for a commit gets an answer first.
func TestASignalEndsTheServiceBeforeItsDatabase(t *testing.T) {
	dir := dataDir(t)
	s := start(t, "demo", "--data-dir", dir, "--listen", freeAddress(t), "--writes-per-second", "1000000")
	group, session := groupAndSession(t, s.cmd.Process.Pid)
	if g, of := groupAndSession(t, postmasterOf(t, dir)); g == group || of == session {
		t.Errorf("the database is in group %s, session %s, and so is the service", g, of)
	}
	acknowledged, refused := sendUntilStopped(t, s, syscall.SIGINT)
	if refused != 0 {
		t.Errorf("%d reports under way got something else than their acknowledgement", refused)
	}
	if code := s.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("after Ctrl-C the service ended with %d", code)
	}
	stoppedInOrder(t, dir)
	kept := keptReports(t, dir)
	for key, id := range acknowledged {
		if kept[key] != id {
			t.Fatalf("%s was acknowledged as %s and is kept as %q", key, id, kept[key])
		}
	}

	s = start(t, "serve", "--data-dir", dir, "--listen", freeAddress(t))
	s.stop()
	if code := s.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("after SIGTERM the service ended with %d", code)
	}
	stoppedInOrder(t, dir)
}

// sendUntilStopped sends reports, gives the service the signal in the midst of them, and returns when it has ended: what was
// acknowledged, id by key, and how many got another answer.
func sendUntilStopped(t *testing.T, s *service, how syscall.Signal) (acknowledged map[string]string, refused int64) {
	t.Helper()
	acknowledged = map[string]string{}
	var mu sync.Mutex
	var next, other atomic.Int64
	var work sync.WaitGroup
	for range 8 {
		work.Go(func() {
			for {
				i := int(next.Add(1))
				id, answer := post(s.url, i)
				switch {
				case answer == 0:
					return // nobody listens any more
				case answer == http.StatusCreated:
					mu.Lock()
					acknowledged[key(i)] = id
					mu.Unlock()
				default:
					other.Add(1)
				}
			}
		})
	}
	waitFor(t, "500 reports", func() bool { mu.Lock(); defer mu.Unlock(); return len(acknowledged) >= 500 })
	if err := s.cmd.Process.Signal(how); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.done:
	case <-time.After(60 * time.Second):
		t.Fatal("the service did not stop")
	}
	work.Wait()
	return acknowledged, other.Load()
}

// post sends report i once; answer is 0 when there was none.
func post(url string, i int) (id string, answer int) {
	body := fmt.Sprintf(`{"lon":106.1%03d,"lat":29.41,"datum":"wgs84","category":"06013"}`, 400+i%200)
	req, err := http.NewRequest(http.MethodPost, url+"/api/v1/reports", strings.NewReader(body))
	if err != nil {
		return "", -1
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key(i))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", 0
	}
	defer resp.Body.Close()
	var receipt struct{ ID string }
	if err := json.NewDecoder(resp.Body).Decode(&receipt); err != nil {
		return "", -1
	}
	return receipt.ID, resp.StatusCode
}

func TestAMissingFolderIsExplainedOnTheCommandLine(t *testing.T) {
	file := filepath.Join(dataDir(t), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, stderr, exit := run(t, nil, "serve", "--data-dir", file, "--json")
	var problem struct{ Error, Kind, Field string }
	if err := json.Unmarshal([]byte(stderr), &problem); err != nil {
		t.Fatalf("%q: %v", stderr, err)
	}
	if exit != 2 || problem.Kind != "invalid" || problem.Field != "--data-dir" || !strings.Contains(problem.Error, file) {
		t.Errorf("exit %d, %+v", exit, problem)
	}
}
