// Package realdata gives tests the real data that lies beside the project and is never copied into it.
package realdata

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Path returns the path of a file or folder of the real data. ok is false when there is no real data on this machine: the
// test then ends early, which the closing lines of `make test` say plainly, since the test's name is appended to the
// file that WANGGE_NOT_RUN names. Where CI is true, missing data is a failure.
func Path(t testing.TB, parts ...string) (path string, ok bool) {
	t.Helper()
	root := os.Getenv("WANGGE_REAL_DATA")
	if root == "" {
		root = beside()
	}
	if _, err := os.Stat(root); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real data is missing: %v", err)
		}
		note(t)
		return "", false
	}
	path = filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("the real data is there, but not all of it: %v", err)
	}
	return path, true
}

// beside is ../shared/data as seen from the project's root.
func beside() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..", "shared", "data")
}

func note(t testing.TB) {
	t.Helper()
	t.Log("not run: there is no real data (WANGGE_REAL_DATA)")
	path := os.Getenv("WANGGE_NOT_RUN")
	if path == "" {
		return
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := fmt.Fprintln(file, t.Name()); err != nil {
		t.Fatal(err)
	}
}
