// Package web holds the page: the TypeScript app in src, and what Vite builds of it into dist, embedded in the binary.
package web

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

// ErrNotBuilt says that the binary was compiled before the page was built: dist held nothing but its placeholder.
var ErrNotBuilt = errors.New("the page was not built; run `make build`")

//go:embed all:dist
var embedded embed.FS

// Dist returns the built page as the root of a file system: index.html, docs.html and what they load. It returns
// ErrNotBuilt when there is no index.html; everything but the page then still works.
func Dist() (fs.FS, error) { return dist(embedded) }

func dist(files fs.FS) (fs.FS, error) {
	root, err := fs.Sub(files, "dist")
	if err != nil {
		return nil, fmt.Errorf("open the built page: %w", err)
	}
	if _, err := fs.Stat(root, "index.html"); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, ErrNotBuilt
		}
		return nil, fmt.Errorf("open the built page: %w", err)
	}
	return root, nil
}
