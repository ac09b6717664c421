package api

import (
	"log/slog"
	"net/http"
	"strings"

	"github.com/wangge-map/wangge/api/open311"
)

// pathOpen311 is where GeoReport v2 is. Its discovery says what there is; docs/guides/open311.md explains it.
const pathOpen311 = open311.Prefix + "/"

func isOpen311(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, pathOpen311) }

func (s *server) mountOpen311() error {
	if s.cfg.Open311.Cases == nil {
		return nil
	}
	var people open311.People // a nil of one interface would not be one of the other
	if s.cfg.People != nil {
		people = s.cfg.People
	}
	var err error
	s.open311, err = open311.New(open311.Config{
		Cases: s.cfg.Open311.Cases, Photos: s.cfg.Open311.Photos, Intake: s.cfg.Intake, Nets: s.cfg.Nets, People: people,
		Categories: s.cfg.Picture.Categories, LayerTitle: s.layerTitle, Zone: s.cfg.Layers.Zone, Now: s.cfg.Now, TrustProxy: s.cfg.Limits.TrustProxy,
		Setting: func(key string) string { return s.cfg.Picture.Settings()[key] },
		SiteTitle: func() (zh, en string) {
			title := s.title()
			return title.ZH, title.EN
		},
		// Programs that name no language are of this place.
		Chinese: func(r *http.Request) bool { return r.Header.Get("Accept-Language") == "" || prefersChinese(r) },
		Log: func(r *http.Request, operation string, err error) {
			s.cfg.Log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("operation", operation), slog.Any("error", err), slog.String("request_id", asked(r.Context()).id))
		},
	})
	if err != nil {
		return err
	}
	s.router.PathPrefix(pathOpen311).Handler(s.open311)
	return nil
}

func (s *server) layerTitle(id string) (zh, en string) {
	for _, layer := range s.cfg.Layers.Summaries() {
		if layer.ID == id {
			return layer.TitleZH, layer.TitleEN
		}
	}
	return "", ""
}
