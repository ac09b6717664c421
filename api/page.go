package api

import (
	"bytes"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// pageOr serves the web app's files, the app itself at its own addresses, and passes on everything else.
func (s *server) pageOr(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			next.ServeHTTP(w, r)
			return
		}
		name, ok := pageFile(r.URL.Path)
		if s.cfg.Page == nil && strings.HasSuffix(name, ".html") {
			http.Error(w, "The page was not built into this binary. Build it with: make build", http.StatusNotFound)
			return
		}
		if ok && s.serveFile(w, r, name) || wantsPage(r) && s.servePageUnknown(w) {
			return
		}
		next.ServeHTTP(w, r)
	})
}

// wantsPage reports whether somebody looks for a page with a browser, and not a program for an answer of the API.
func wantsPage(r *http.Request) bool {
	for _, under := range []string{"/api/", "/tiles/", "/assets/"} {
		if strings.HasPrefix(r.URL.Path, under) {
			return false
		}
	}
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// servePageUnknown answers 404 with the app, which says that there is no such page and leads back. It reports false where
// there is no app.
func (s *server) servePageUnknown(w http.ResponseWriter) bool {
	if s.cfg.Page == nil {
		return false
	}
	content, err := fs.ReadFile(s.cfg.Page, "index.html")
	if err != nil {
		return false
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write(content) // who asked may have gone
	return true
}

// pageFile names the file behind a path of the web app.
func pageFile(urlPath string) (name string, ok bool) {
	switch urlPath {
	case "/", "/report", "/track", "/join", "/verify", "/work", "/patrol", "/figures", "/manage", "/sign-in": // as web/src/router.ts has them
		return "index.html", true
	case "/docs":
		return "docs.html", true
	}
	name = strings.TrimPrefix(path.Clean(urlPath), "/")
	return name, name != "" && fs.ValidPath(name) && !strings.HasPrefix(name, "api/")
}

func (s *server) serveFile(w http.ResponseWriter, r *http.Request, name string) bool {
	if s.cfg.Page == nil {
		return false
	}
	content, err := fs.ReadFile(s.cfg.Page, name)
	if err != nil {
		return false
	}
	cache := "no-cache"
	if strings.HasPrefix(name, "assets/") { // their names change with their content
		cache = "public, max-age=31536000, immutable"
	}
	w.Header().Set("Cache-Control", cache)
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
	return true
}
