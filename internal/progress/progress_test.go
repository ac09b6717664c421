package progress_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/wangge-map/wangge/internal/progress"
)

func ExampleLine() {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	line := progress.New(progress.Config{Out: os.Stdout, Now: func() time.Time { return now }})
	for range 3 {
		line.Show(progress.Step{Stage: "reading cells", Unit: "features", Items: 12_300, Done: 41, Total: 100})
		now = now.Add(5 * time.Second)
	}
	line.Close()
	// Output:
	// reading cells: 12,300 features, 41 %, 2,460/s, 8 s left
	// reading cells: 12,300 features, 41 %, 1,230/s, 15 s left
}

// clock is moved by hand.
type clock struct{ now time.Time }

func newLine(terminal bool) (*progress.Line, *bytes.Buffer, *clock) {
	var out bytes.Buffer
	c := &clock{time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	return progress.New(progress.Config{Out: &out, Terminal: terminal, Now: func() time.Time { return c.now }}), &out, c
}

func TestOnATerminalOneLineIsKeptUpToDate(t *testing.T) {
	line, out, c := newLine(true)
	for i := range int64(100) {
		line.Show(progress.Step{Stage: "reading", Unit: "rows", Items: i * 10})
		c.now = c.now.Add(10 * time.Millisecond)
	}
	line.Close()
	text := out.String()
	if n := strings.Count(text, "\r"); n < 8 || n > 12 {
		t.Errorf("a second of work is drawn %d times, want about 10: %q", n, text)
	}
	if strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "\r"+"reading: 990 rows, 990/s\x1b[K\n") {
		t.Errorf("the line ends as %q", text[max(0, len(text)-60):])
	}
}

func TestElsewhereAPlainLineIsWrittenEveryFewSeconds(t *testing.T) {
	line, out, c := newLine(false)
	for i := range int64(120) {
		line.Show(progress.Step{Stage: "reading", Unit: "rows", Items: i, Done: i, Total: 120})
		c.now = c.now.Add(100 * time.Millisecond)
	}
	line.Close()
	want := "reading: 50 rows, 41 %, 10/s, 7 s left\nreading: 100 rows, 83 %, 10/s, 2 s left\nreading: 119 rows, 99 %, 9/s, 1 s left\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestEveryStageHasItsLastWord(t *testing.T) {
	line, out, c := newLine(false)
	line.Show(progress.Step{Stage: "reading", Unit: "rows", Items: 7})
	line.Show(progress.Step{Stage: "checking"})
	c.now = c.now.Add(time.Minute)
	line.Show(progress.Step{Stage: "saving", Unit: "cells", Items: -1234567})
	line.Close()
	line.Close()
	if want := "reading: 7 rows\nchecking\nsaving: -1,234,567 cells\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestTimeLeftIsSaidAsAPersonWould(t *testing.T) {
	for _, c := range []struct {
		done, total int64
		want        string
	}{{30, 60, "30 s left"}, {1, 8, "3 min 30 s left"}, {1, 251, "2 h 5 min left"}, {60, 60, "100 %, 2/s"}, {0, 60, "0 %, 2/s"}} {
		line, out, clock := newLine(false)
		step := progress.Step{Stage: "x", Unit: "rows", Items: 60, Done: c.done, Total: c.total}
		line.Show(step)
		clock.now = clock.now.Add(30 * time.Second)
		line.Show(step)
		if got := strings.TrimSpace(out.String()); !strings.HasSuffix(got, c.want) {
			t.Errorf("%d of %d after 30 s gives %q, want ... %q", c.done, c.total, got, c.want)
		}
	}
}

func TestNothingIsWrittenWhenNothingWasDone(t *testing.T) {
	line, out, _ := newLine(true)
	line.Close()
	if out.Len() != 0 {
		t.Errorf("got %q", out)
	}
}

func TestAPipeIsNotATerminal(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if progress.IsTerminal(w) || progress.IsTerminal(&bytes.Buffer{}) {
		t.Error("a pipe or a buffer passes for a terminal")
	}
}

func TestCountsHaveCommas(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -999: "-999", 16312: "16,312", 1_000_000: "1,000,000"} {
		if got := progress.Count(n); got != want {
			t.Errorf("%s", fmt.Sprintf("%d gives %q, want %q", n, got, want))
		}
	}
}
