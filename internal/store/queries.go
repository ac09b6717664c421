package store

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

//go:embed queries/*.sql
var queryFiles embed.FS

// queries maps a statement's name to its text.
type queries map[string]string

// loadQueries reads every "-- name: x" block of queries/*.sql. A "-- part: y" block is text that stands for {y} in them. A
// statement with {queue} stands for as many as there are parts named queue_z, under the names x_z.
func loadQueries() (queries, error) {
	names, err := fs.Glob(queryFiles, "queries/*.sql")
	if err != nil {
		return nil, fmt.Errorf("store: list queries: %w", err)
	}
	all, parts := queries{}, queries{}
	for _, name := range names {
		text, err := queryFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("store: read %s: %w", name, err)
		}
		if err := addBlocks(all, parts, name, string(text)); err != nil {
			return nil, err
		}
	}
	return all.complete(parts)
}

// blockStart finds the line that begins a block.
var blockStart = regexp.MustCompile(`(?m)^-- (name|part): (\w+)$`)

func addBlocks(all, parts queries, file, text string) error {
	starts := blockStart.FindAllStringSubmatchIndex(text, -1)
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		into, name := all, text[at[4]:at[5]]
		if text[at[2]:at[3]] == "part" {
			into = parts
		}
		if _, twice := into[name]; twice {
			return fmt.Errorf("store: %s: %q stands twice", file, name)
		}
		into[name] = strings.TrimSpace(withoutRemarks(text[at[1]:end]))
	}
	return nil
}

// withoutRemarks leaves out the lines of remarks at the end of text: they belong to the block that follows.
func withoutRemarks(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for len(lines) > 0 && strings.HasPrefix(lines[len(lines)-1], "--") {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines, "\n")
}

// complete puts the parts in their places.
func (q queries) complete(parts queries) (queries, error) {
	for name, text := range parts { // a part may have others in it, which have none
		parts[name] = parts.fill(text)
	}
	done := queries{}
	for name, text := range q {
		if !strings.Contains(text, "{queue}") {
			done[name] = parts.fill(text)
			continue
		}
		for part, which := range parts {
			queue, ok := strings.CutPrefix(part, "queue_")
			if !ok {
				continue
			}
			own := name + "_" + queue
			if _, twice := q[own]; twice {
				return nil, fmt.Errorf("store: %q stands by itself, and is %q of the queue %q", own, name, queue)
			}
			done[own] = parts.fill(strings.ReplaceAll(text, "{queue}", which))
		}
	}
	for name, text := range done {
		if open := strings.Index(text, "{"); open >= 0 && !strings.Contains(text, "'{") {
			return nil, fmt.Errorf("store: statement %q has a part that is not there: %s", name, text[open:min(open+20, len(text))])
		}
	}
	return done, nil
}

func (q queries) fill(text string) string {
	for name, part := range q {
		text = strings.ReplaceAll(text, "{"+name+"}", part)
	}
	return text
}
