package main_test

import (
	"strings"
	"testing"
)

func TestADatabaseThatIsAwayEndsACommandWithFour(t *testing.T) {
	_, stderr, exit := run(t, strings.NewReader(""), "migrate", "--database-url", "postgres:///wangge?host="+t.TempDir())
	if exit != 4 || !strings.Contains(stderr, "database does not answer") {
		t.Errorf("it ended with %d: %s", exit, stderr)
	}
}
