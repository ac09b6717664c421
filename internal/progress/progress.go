package progress

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/term"
)

// Step is how far a job has come.
type Step struct {
	Stage string // what is being done: "reading cells"; another stage begins a new line
	Unit  string // what Items counts: "features"
	Items int64  // done in this stage
	// Done of Total is the part of the stage that is done, in whatever unit tells it best (bytes of a file); Total is 0 when
	// the end is not known.
	Done, Total int64
}

const (
	redrawEvery = 100 * time.Millisecond // fast enough to look alive, slow enough to be read
	lineEvery   = 5 * time.Second
	// Before this the rate says more about the start than about the work.
	rateAfter = 500 * time.Millisecond
)

// Config is what New needs.
type Config struct {
	Out      io.Writer
	Terminal bool // Out shows "\r" as a return to the line's beginning
	Now      func() time.Time
}

// Line writes steps as they come. It is not safe for concurrent use.
type Line struct {
	cfg     Config
	begun   time.Time // when the stage began
	shown   time.Time // when something was last written
	last    Step
	open    bool // a stage has begun
	unended bool // the terminal's line has no end yet
	unshown bool // the last step was not written
}

// New returns a Line that has written nothing.
func New(cfg Config) *Line { return &Line{cfg: cfg} }

// IsTerminal reports whether w is a terminal.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Show tells of s, unless something was told a moment ago. The last step of a stage is always told: when the next stage
// begins, or by Close.
func (l *Line) Show(s Step) {
	now := l.cfg.Now()
	if !l.open || s.Stage != l.last.Stage {
		l.Close()
		l.open, l.begun, l.shown = true, now, now
		if l.cfg.Terminal {
			l.shown = now.Add(-redrawEvery) // at once
		}
	}
	l.last, l.unshown = s, true
	every := lineEvery
	if l.cfg.Terminal {
		every = redrawEvery
	}
	if now.Sub(l.shown) >= every {
		l.write(now)
	}
}

// Close tells of the last step and ends the line. The Line can be used on.
func (l *Line) Close() {
	if l.open && l.unshown {
		l.write(l.cfg.Now())
	}
	if l.unended {
		fmt.Fprintln(l.cfg.Out)
	}
	l.open, l.unended = false, false
}

// write ignores errors: when nobody can read the progress any more, the work goes on.
func (l *Line) write(now time.Time) {
	text := describe(l.last, now.Sub(l.begun))
	if l.cfg.Terminal {
		fmt.Fprintf(l.cfg.Out, "\r%s\x1b[K", text) // erases what a longer line before left over
		l.unended = true
	} else {
		fmt.Fprintln(l.cfg.Out, text)
	}
	l.shown, l.unshown = now, false
}

// describe returns "reading cells: 12,300 features, 41 %, 8,200/s, 3 s left".
func describe(s Step, spent time.Duration) string {
	var b strings.Builder
	b.WriteString(s.Stage)
	separator := ": "
	add := func(format string, args ...any) {
		b.WriteString(separator)
		fmt.Fprintf(&b, format, args...)
		separator = ", "
	}
	if s.Unit != "" {
		add("%s %s", Count(s.Items), s.Unit)
	}
	if s.Total > 0 {
		add("%d %%", 100*min(s.Done, s.Total)/s.Total)
	}
	if spent < rateAfter {
		return b.String()
	}
	if s.Items > 0 {
		add("%s/s", Count(int64(float64(s.Items)/spent.Seconds())))
	}
	if s.Done > 0 && s.Done < s.Total {
		left := time.Duration(float64(spent) * float64(s.Total-s.Done) / float64(s.Done))
		add("%s left", span(left))
	}
	return b.String()
}

// span returns d as a person says it: "40 s", "3 min 20 s", "2 h 5 min".
func span(d time.Duration) string {
	s := int64((d + time.Second - 1) / time.Second)
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	default:
		return fmt.Sprintf("%d h %d min", s/3600, s%3600/60)
	}
}

// Count returns n with a comma between groups of three digits.
func Count(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
