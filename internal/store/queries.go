package store

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed queries/*.sql
var queryFiles embed.FS

// queries maps a statement's name to its text.
type queries map[string]string

// loadQueries reads every "-- name: x" block of queries/*.sql.
func loadQueries() (queries, error) {
	names, err := fs.Glob(queryFiles, "queries/*.sql")
	if err != nil {
		return nil, fmt.Errorf("store: list queries: %w", err)
	}
	all := queries{}
	for _, name := range names {
		text, err := queryFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("store: read %s: %w", name, err)
		}
		if err := all.add(name, string(text)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (q queries) add(file, text string) error {
	blocks := strings.Split(text, "-- name: ")
	for _, block := range blocks[1:] {
		name, body, _ := strings.Cut(block, "\n")
		name = strings.TrimSpace(name)
		if _, twice := q[name]; twice {
			return fmt.Errorf("store: %s: statement %q stands twice", file, name)
		}
		q[name] = strings.TrimSpace(body)
	}
	return nil
}
