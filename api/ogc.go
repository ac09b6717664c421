package api

import (
	"encoding/json"
	"log/slog"
	"net/http"

	"github.com/wangge-map/wangge/api/ogc"
)

// pathOGC is where OGC API is. It has a document of its own, /ogc/api.
const pathOGC = "/ogc"

func (s *server) newOGC() (*ogc.Handler, error) {
	return ogc.New(ogc.Config{
		Layers: s.cfg.Layers, Nets: s.cfg.Nets, Version: s.cfg.Version + " " + s.life, Now: s.cfg.Now, TrustProxy: s.cfg.Limits.TrustProxy,
		Chinese: prefersChinese, SameTag: sameTag, Fail: s.failOGC,
		Title: func() (zh, en string) {
			title := s.title()
			return title.ZH, title.EN
		},
	})
}

// ogcProblem has beside the members of RFC 9457 those that OGC API Features 1.0 names.
type ogcProblem struct {
	*Problem
	Code        string `json:"code"`
	Description string `json:"description"`
}

func (s *server) failOGC(w http.ResponseWriter, r *http.Request, err error) {
	own := *problemOf(err)
	p := &own
	if p.Status >= http.StatusInternalServerError {
		s.cfg.Log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("operation", "ogc"), slog.Any("error", causeOf(p)), slog.String("request_id", asked(r.Context()).id))
	}
	p.finish(r.Context())
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	_, _, slug := titles(p.Status)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(ogcProblem{p, slug, p.Detail}) // who asked may have gone
}
