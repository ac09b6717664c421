package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// guideVector writes the keys and returns the certificate that the guide prints.
func guideVector(t *testing.T) (keys, token string) {
	t.Helper()
	guide, err := os.ReadFile("../../docs/guides/certificates.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(guide), "```json vector-keys\n")
	ring, rest, _ := strings.Cut(rest, "```")
	_, rest, again := strings.Cut(rest, "``` vector-token\n")
	token, _, _ = strings.Cut(rest, "```")
	if !found || !again {
		t.Fatal("the guide has no test vector")
	}
	keys = filepath.Join(t.TempDir(), "keys.json")
	if err := os.WriteFile(keys, []byte(ring), 0o600); err != nil {
		t.Fatal(err)
	}
	return keys, strings.TrimSpace(token)
}

func TestVerifyingACertificateNeedsNoDatabaseAndTellsByItsExitCode(t *testing.T) {
	keys, token := guideVector(t)
	empty := t.TempDir()
	file := filepath.Join(empty, "certificate.txt")
	if err := os.WriteFile(file, []byte("\ufeff"+token+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, input string
		args        []string
		exit        int
		says        string
	}{
		{"a genuine one", token, []string{"-", "--keys", keys}, 0, "GENUINE 真凭证"},
		{"from a file of an editor on Windows", "", []string{file, "--keys", keys}, 0, "格 <a>"},
		{"as JSON", token, []string{"-", "--keys", keys, "--json"}, 0, `"valid":true`},
		{"a forged one", token[:len(token)-2] + "AA", []string{"-", "--keys", keys}, 3, "NOT GENUINE"},
		{"nothing", "", []string{"-", "--keys", keys, "--json"}, 3, `"valid":false`},
		{"a file that is not there", "", []string{filepath.Join(empty, "none"), "--keys", keys}, 2, ""},
		{"keys that are not there", token, []string{"-", "--keys", filepath.Join(empty, "none")}, 2, ""},
		{"an installation without keys", token, []string{"-", "--data-dir", empty}, 2, ""},
	} {
		stdout, stderr, exit := run(t, strings.NewReader(c.input), append([]string{"certificate", "verify"}, c.args...)...)
		if exit != c.exit || !strings.Contains(stdout, c.says) {
			t.Errorf("%s: exit %d, want %d: %s%s", c.name, exit, c.exit, stdout, stderr)
		}
	}
}

func TestARotatedKeyLeavesTheOldOneAmongThePublicOnes(t *testing.T) {
	dir := t.TempDir()
	for _, want := range []int{2, 3} {
		if _, stderr, exit := run(t, strings.NewReader(""), "certificate", "rotate", "--data-dir", dir); exit != 0 {
			t.Fatalf("exit %d: %s", exit, stderr)
		}
		stdout, _, _ := run(t, strings.NewReader(""), "certificate", "keys", "--data-dir", dir)
		if n := strings.Count(stdout, `"id"`); n != want {
			t.Errorf("%d keys, want %d: %s", n, want, stdout)
		}
	}
	info, err := os.Stat(filepath.Join(dir, "keys", "certificate.key"))
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() != 32 {
		t.Errorf("the key is kept as %v, %v", info, err)
	}
}
