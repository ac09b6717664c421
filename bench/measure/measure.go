// Package measure is what the benchmarks share: how often to measure, medians, and tables in which each goal stands beside
// what was measured.
package measure

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Quick reports whether the benchmarks are only to show that they still run (BENCH_QUICK=1): their figures mean nothing.
func Quick() bool { return os.Getenv("BENCH_QUICK") == "1" }

// Rounds returns how often each thing is measured, in turn with the others (BENCH_ROUNDS, 5 by default).
func Rounds() int {
	if Quick() {
		return 1
	}
	if n, err := strconv.Atoi(os.Getenv("BENCH_ROUNDS")); err == nil && n > 0 {
		return n
	}
	return 5
}

// Pick returns full, or quick for a quick run.
func Pick[T any](full, quick T) T {
	if Quick() {
		return quick
	}
	return full
}

// Median returns the median of v, the upper one of two. v must not be empty.
func Median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

// Heap returns how many bytes of the heap are in use once what nobody needs is gone.
func Heap() int64 {
	runtime.GC()
	runtime.GC() // finalizers and pools give up theirs at the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// Progress tells on standard error what goes on.
func Progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
}

// Fail ends the program when err is not nil.
func Fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// Title prints a heading.
func Title(format string, args ...any) { fmt.Printf("\n## "+format+"\n\n", args...) }

// Table prints a Markdown table, the first row as its head.
func Table(rows [][]string) {
	for i, row := range rows {
		fmt.Println("| " + strings.Join(row, " | ") + " |")
		if i == 0 {
			fmt.Println(strings.Repeat("|---", len(row)) + "|")
		}
	}
}

// Goal is what a figure should be.
type Goal struct {
	What   string
	Figure float64
	Unit   string // "×" for ratios
	Least  bool   // the figure must be at least Bound; otherwise at most
	Bound  float64
}

// Goals prints a table of goals, each with what was measured and whether it is met.
func Goals(goals []Goal) {
	rows := [][]string{{"goal", "wanted", "measured", ""}}
	for _, g := range goals {
		sign, met := "≤", g.Figure <= g.Bound
		if g.Least {
			sign, met = "≥", g.Figure >= g.Bound
		}
		verdict := "met"
		if !met {
			verdict = "NOT MET"
		}
		rows = append(rows, []string{g.What, sign + " " + figure(g.Bound, g.Unit), figure(g.Figure, g.Unit), verdict})
	}
	fmt.Println()
	Table(rows)
}

func figure(v float64, unit string) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if v != float64(int64(v)) {
		text = strconv.FormatFloat(v, 'f', 2, 64)
	}
	return text + " " + unit
}
