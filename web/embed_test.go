package web

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"
)

func TestDistOfABuiltPageIsItsFiles(t *testing.T) {
	files := fstest.MapFS{
		"dist/index.html":    {Data: []byte("<!doctype html>")},
		"dist/assets/app.js": {Data: []byte("export {}")},
	}
	root, err := dist(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"index.html", "assets/app.js"} {
		if _, err := fs.ReadFile(root, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDistWithoutAPageSaysSo(t *testing.T) {
	if _, err := dist(fstest.MapFS{"dist/.keep": {}}); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("got %v, want ErrNotBuilt", err)
	}
}

func TestDistOfThisBinaryIsWholeOrAbsent(t *testing.T) {
	root, err := Dist()
	if errors.Is(err, ErrNotBuilt) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"index.html", "docs.html", "docs/redoc.standalone.js", "favicon.svg", "manifest.webmanifest"} {
		if _, err := fs.Stat(root, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
