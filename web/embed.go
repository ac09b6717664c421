// Package web is the page: a TypeScript app, built by Vite into dist and embedded into the binary.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Dist returns the built page's files. ok is false when the page was not built before the binary.
func Dist() (built fs.FS, ok bool) {
	built, err := fs.Sub(files, "dist")
	if err != nil {
		return nil, false
	}
	if _, err := fs.Stat(built, "index.html"); err != nil {
		return nil, false
	}
	return built, true
}
