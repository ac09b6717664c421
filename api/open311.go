package api

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/api/open311"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/photo"
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
	photos := s.cfg.Open311.Photos
	if photos == nil && s.cfg.Photos != nil {
		photos = keptPhotos{s.cfg.Photos}
	}
	var err error
	s.open311, err = open311.New(open311.Config{
		Cases: s.cfg.Open311.Cases, Photos: photos, Intake: s.cfg.Intake, Nets: s.cfg.Nets, People: people,
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

// keptPhotos keeps pictures that came with a report as those that are sent after it.
type keptPhotos struct{ photos Photos }

// Keep reads the picture whole: the body that it came in is bounded.
func (k keptPhotos) Keep(ctx context.Context, r casework.Report, id uuid.UUID, picture io.Reader) error {
	data, err := io.ReadAll(picture)
	if err != nil {
		return geo.Errorf(geo.Invalid, "media", "could not be read")
	}
	_, _, err = k.photos.Receive(ctx, photo.Sent{ID: id, Tracking: r.Tracking, Kind: photo.OfReport, Data: data})
	return err
}

func (s *server) layerTitle(id string) (zh, en string) {
	for _, layer := range s.cfg.Layers.Summaries() {
		if layer.ID == id {
			return layer.TitleZH, layer.TitleEN
		}
	}
	return "", ""
}
