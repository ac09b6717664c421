package api

import (
	"context"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/tiles"
)

// NearCase is a case near another.
type NearCase struct {
	CaseRow
	DistanceM float64 `json:"distance_m"`
	Score     float64 `json:"score" doc:"0: another matter; up to 1: the same"`
}

type nearCaseOutput struct {
	Cache string `header:"Cache-Control"`
	Body  struct {
		Cases []NearCase `json:"cases"`
	}
}

func (s *server) nearCase(ctx context.Context, in *caseInput) (*nearCaseOutput, error) {
	p, id, err := s.deskCase(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := s.cfg.Desk.Near(ctx, p, id)
	if err != nil {
		return nil, err
	}
	out := &nearCaseOutput{Cache: "no-store"}
	out.Body.Cases = []NearCase{}
	for _, r := range rows {
		out.Body.Cases = append(out.Body.Cases, NearCase{s.row(r), r.DistanceM, r.Score})
	}
	return out, nil
}

type nearPublicInput struct {
	Lon      float64 `query:"lon" required:"true"`
	Lat      float64 `query:"lat" required:"true"`
	Datum    string  `query:"datum" required:"true" maxLength:"20"`
	Category string  `query:"category" required:"true" maxLength:"5"`
}

// PublicNear is an open case near a place, as the public may know of it.
type PublicNear struct {
	ID        string       `json:"id"`
	Category  CaseCategory `json:"category"`
	State     CaseState    `json:"state"`
	OpenedAt  time.Time    `json:"opened_at"`
	DistanceM float64      `json:"distance_m" doc:"to the nearest ten metres"`
	Lon       float64      `json:"lon" doc:"WGS 84, rounded"`
	Lat       float64      `json:"lat" doc:"WGS 84, rounded"`
}

type nearPublicOutput struct {
	Body struct {
		Cases []PublicNear `json:"cases"`
	}
}

func (s *server) nearPublic(ctx context.Context, in *nearPublicInput) (*nearPublicOutput, error) {
	if s.cfg.Stories == nil {
		return nil, geo.Errorf(geo.Unavailable, "", "cases can't be looked for at this address")
	}
	d, err := datum.Parse(in.Datum)
	if err != nil {
		return nil, err
	}
	lon, lat, _, err := d.ToWGS84(in.Lon, in.Lat)
	if err != nil {
		return nil, err
	}
	at, err := geo.PointAt(lon, lat)
	if err != nil {
		return nil, err
	}
	category, err := s.category(in.Category)
	if err != nil {
		return nil, err
	}
	found, err := s.cfg.Stories.NearPublic(ctx, at, category)
	if err != nil {
		return nil, err
	}
	out := &nearPublicOutput{}
	out.Body.Cases = []PublicNear{}
	for _, n := range found {
		lon, lat, ok := tiles.PublicPlace(n.Category, n.At)
		if !ok {
			continue
		}
		out.Body.Cases = append(out.Body.Cases, PublicNear{
			ID: n.ID.String(), Category: CaseCategory{n.Category.Code, Text{n.Category.NameZH, n.Category.NameEN}, n.Category.Layer}, State: CaseState(n.State),
			OpenedAt: n.OpenedAt.UTC(), DistanceM: float64(int(n.DistanceM/10+0.5) * 10), Lon: lon, Lat: lat,
		})
	}
	return out, nil
}
