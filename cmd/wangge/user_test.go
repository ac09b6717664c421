package main_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/pgserver"
)

// office is the command on a private database of its own, which runs while the test does.
type office struct {
	t    *testing.T
	url  string
	dir  string
	keys string
}

func newOffice(t *testing.T) *office {
	t.Helper()
	dir := dataDir(t)
	server, err := pgserver.Start(t.Context(), pgserver.Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return &office{t, server.URL(), dir, filepath.Join(dir, "keys")}
}

// run runs wangge, which must end with exit, and returns what it printed.
func (o *office) run(exit int, input string, args ...string) string {
	o.t.Helper()
	out, errs, got := run(o.t, strings.NewReader(input), append(args, "--data-dir", o.dir)...)
	if got != exit {
		o.t.Fatalf("wangge %s ended with %d, want %d: %s%s", strings.Join(args, " "), got, exit, out, errs)
	}
	return out + errs
}

func (o *office) exec(sql string) {
	o.t.Helper()
	conn, err := pgx.Connect(o.t.Context(), o.url)
	if err != nil {
		o.t.Fatal(err)
	}
	defer conn.Close(o.t.Context())
	if _, err := conn.Exec(o.t.Context(), sql); err != nil {
		o.t.Fatal(err)
	}
}

func TestAccountsAreMadeByCommandAndSignIn(t *testing.T) {
	o := newOffice(t)
	made := o.run(0, "", "user", "add", "Ann", "--name", "安", "--role", "dispatcher@500120", "--role", "audit_admin")
	_, oneTime, found := strings.Cut(made, "shown this once: ")
	oneTime, _, _ = strings.Cut(oneTime, "\n") // the log follows
	if !found || len(strings.TrimSpace(oneTime)) != 19 {
		t.Fatalf("printed %q", made)
	}
	o.run(0, "a good long password\n", "user", "add", "bob", "--password-stdin", "--department", "")
	o.run(2, "short\n", "user", "add", "eve", "--password-stdin")
	o.run(2, "", "user", "add", "eve", "--password-stdin")
	o.run(2, "", "user", "add", "eve", "--role", "king")
	o.run(3, "", "user", "add", "ann")
	list := o.run(0, "", "user", "list")
	for _, want := range []string{"ann", "new password", "安", "audit_admin dispatcher@500120", "bob"} {
		if !strings.Contains(list, want) {
			t.Errorf("%q is not in the list:\n%s", want, list)
		}
	}
	if strings.Contains(list, "eve") {
		t.Error("a refused account was made")
	}
	o.run(0, "", "user", "roles", "bob", "official", "volunteer@5001")
	o.run(2, "", "user", "roles", "nobody", "official")
	if roles := o.run(0, "", "user", "roles"); strings.Count(roles, "\n") < 12 || !strings.Contains(roles, "网格员") {
		t.Errorf("the roles are %s", roles)
	}
	var token struct{ Token string }
	if err := json.Unmarshal([]byte(o.run(0, "", "token", "add", "bob", "--title", "figures", "--permission", "figures.read", "--json")), &token); err != nil || !strings.HasPrefix(token.Token, "wgt_") {
		t.Errorf("the token is %q, %v", token.Token, err)
	}
	o.run(2, "", "token", "add", "bob", "--title", "audit", "--permission", "audit.read")
	if reset := o.run(0, "", "user", "passwd", "bob"); !strings.Contains(reset, "shown this once") {
		t.Errorf("printed %q", reset)
	}
	o.run(0, "", "user", "unlock", "bob")
	o.run(0, "", "user", "link", "bob", "--issuer", "https://id.example", "--subject", "7")
	o.run(0, "", "user", "disable", "bob")

	s := start(t, "serve", "--listen", freeAddress(t), "--data-dir", o.dir)
	for login, want := range map[string]int{"ann": http.StatusOK, "bob": http.StatusUnauthorized} {
		body, _ := json.Marshal(map[string]string{"login": login, "password": strings.TrimSpace(oneTime)})
		got, err := http.Post(s.url+"/api/v1/session", "application/json", strings.NewReader(string(body)))
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		if got.StatusCode != want {
			t.Errorf("%s signing in answers %d, want %d", login, got.StatusCode, want)
		}
	}
	s.stop()
}

func TestABrokenAuditTrailIsToldWithItsOwnExitCode(t *testing.T) {
	o := newOffice(t)
	for _, login := range []string{"ann", "bob", "eve"} {
		o.run(0, "", "user", "add", login)
	}
	out := o.run(0, "", "audit", "verify")
	_, head, found := strings.Cut(out, "elsewhere: ")
	if head = strings.TrimSpace(head); !found || !strings.HasPrefix(head, "3:") || !strings.Contains(out, "3 entries") {
		t.Fatalf("printed %q", out)
	}
	o.run(0, "", "audit", "verify", "--head", head)
	o.run(2, "", "audit", "verify", "--head", "x")
	forge := func(sql string) {
		o.exec("alter table audit disable trigger user; " + sql + "; alter table audit enable trigger user")
	}
	forge("delete from audit where seq = 3")
	o.run(0, "", "audit", "verify") // a cut can't be seen without a head
	if out := o.run(3, "", "audit", "verify", "--head", head); !strings.Contains(out, "entry 3: truncated") {
		t.Errorf("printed %q", out)
	}
	forge("update audit set who = 'x' where seq = 2")
	var v struct {
		Intact   bool
		BrokenAt int64 `json:"broken_at"`
		Fault    string
		Entries  int64
	}
	out, _, exit := run(t, strings.NewReader(""), "audit", "verify", "--json", "--data-dir", o.dir)
	if err := json.Unmarshal([]byte(out), &v); err != nil || exit != 3 || v.Intact || v.BrokenAt != 2 || v.Fault != "altered" || v.Entries != 1 {
		t.Errorf("printed %q, ended with %d, %v", out, exit, err)
	}
}

func TestWithoutItsKeysTheServiceSaysWhatIsMissing(t *testing.T) {
	o := newOffice(t)
	o.run(0, "", "user", "add", "ann")
	before, err := os.ReadFile(filepath.Join(o.keys, "seal.json"))
	if err != nil {
		t.Fatal(err)
	}
	// A second factor is sealed: any sealed value will do.
	o.exec(`update account set totp_sealed = '\x01deadbeef'`)
	out := o.run(4, "", "serve", "--listen", freeAddress(t))
	if !strings.Contains(out, "deadbeef") || !strings.Contains(out, "seal.json") {
		t.Errorf("it says %q", out)
	}
	o.exec("update account set totp_sealed = null")
	if out := o.run(0, "", "keys", "rotate"); !strings.Contains(out, "seals from now on") {
		t.Errorf("printed %q", out)
	}
	after, err := os.ReadFile(filepath.Join(o.keys, "seal.json"))
	if err != nil || len(after) < len(before)+50 {
		t.Errorf("the file has grown from %d to %d bytes, %v", len(before), len(after), err)
	}
	if err := os.Chmod(filepath.Join(o.keys, "seal.json"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out := o.run(3, "", "user", "list"); !strings.Contains(out, "chmod 600") {
		t.Errorf("it says %q", out)
	}
}
