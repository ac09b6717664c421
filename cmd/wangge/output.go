package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/wangge-map/wangge/internal/progress"
)

// printJSON writes v as one line.
func printJSON(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) }

// printer writes lines and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func n(v int64) string { return progress.Count(v) }

// count is k with its noun: "1 cell", "12,300 cells".
func count(k int64, one, many string) string {
	if k == 1 {
		return "1 " + one
	}
	return n(k) + " " + many
}
