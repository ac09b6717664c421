package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wangge-map/wangge/tiles"
)

// tileRoute is the pattern of the operation tile.
const tileRoute = "/tiles/{id}/{z}/{x}/{y}.mvt"

// quickTiles answers plain requests for tiles itself, in the same bytes and headers as the operation tile does: a map asks for some
// dozens of them at once, and most are in the cache or unchanged. Everything else, filters and errors above all, goes on.
func (s *server) quickTiles(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q, ok := plainTile(r)
		if ready, _, _ := s.cfg.Picture.Ready(); !ok || !ready {
			next.ServeHTTP(w, r)
			return
		}
		t, err := s.cfg.Layers.Tile(q)
		if err != nil {
			next.ServeHTTP(w, r)
			return
		}
		if out, is := w.(*answerWriter); is {
			out.route = tileRoute
		}
		s.writeTile(w, r, t)
	})
}

func (s *server) writeTile(w http.ResponseWriter, r *http.Request, t tiles.Tile) {
	tag := `"` + t.ETag + `-gzip"`
	h := w.Header()
	if since, behind := s.cfg.Picture.Behind(); behind {
		h.Set("Wangge-Picture-At", since.UTC().Format(time.RFC3339))
	}
	h["Content-Type"], h["Etag"] = []string{mvtType}, []string{tag}
	h["Cache-Control"] = []string{"no-cache"}
	if t.Immutable {
		h["Cache-Control"] = []string{immutable}
	}
	h.Add("Vary", "Accept-Encoding")
	if sameTag(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h["Content-Encoding"] = []string{"gzip"}
	h["Content-Length"] = []string{strconv.Itoa(len(t.Gzip))}
	if r.Method == http.MethodGet {
		_, _ = w.Write(t.Gzip) // who asked may have gone
	}
}

// plainTile reads a request for a compressed tile without a filter. It returns false for everything that is not certainly sound.
func plainTile(r *http.Request) (q tiles.TileQuery, ok bool) {
	rest, is := strings.CutPrefix(r.URL.Path, pathTiles)
	rest, mvt := strings.CutSuffix(rest, ".mvt")
	if !is || !mvt || r.Method != http.MethodGet && r.Method != http.MethodHead || !takesGzip(r.Header.Get("Accept-Encoding")) {
		return q, false
	}
	parts := strings.Split(rest, "/")
	if len(parts) != 4 || parts[0] == "" {
		return q, false
	}
	q = tiles.TileQuery{Layer: parts[0], Bins: tiles.DefaultBins}
	var err error
	if q.Tile, err = parseTile(parts[1], parts[2], parts[3]); err != nil {
		return q, false
	}
	return q, plainQuery(r.URL.RawQuery, &q)
}

// plainQuery reads what the addresses of cells have behind them: a net and an edition, and nothing else.
func plainQuery(raw string, q *tiles.TileQuery) bool {
	if raw == "" {
		return true
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return false
	}
	for name, v := range values {
		switch {
		case len(v) != 1:
			return false
		case name == "net" && len(v[0]) <= 40:
			q.Net = v[0]
		case name == "edition":
			n, err := strconv.ParseUint(v[0], 10, 31)
			if err != nil || n == 0 {
				return false
			}
			q.Edition = int(n)
		default:
			return false
		}
	}
	return true
}
