package api

import (
	"context"
	"net/http"
)

type healthzOutput struct {
	Body struct {
		OK bool `json:"ok"`
	}
}

func (s *server) healthz(context.Context, *nothing) (*healthzOutput, error) {
	out := &healthzOutput{}
	out.Body.OK = true
	return out, nil
}

type readyzOutput struct {
	Status int
	Body   struct {
		Ready       bool    `json:"ready" doc:"the layers are loaded"`
		Database    string  `json:"database" enum:"up,away" doc:"away: the map goes on from memory, reports wait"`
		PictureAgeS float64 `json:"picture_age_s" doc:"seconds since the picture was known to be current"`
	}
}

func (s *server) readyz(context.Context, *nothing) (*readyzOutput, error) {
	ready, up, age := s.cfg.Picture.Ready()
	out := &readyzOutput{Status: http.StatusOK}
	out.Body.Ready, out.Body.Database = ready, "up"
	if !up {
		out.Body.Database = "away"
	}
	if !ready {
		out.Status = http.StatusServiceUnavailable
	}
	out.Body.PictureAgeS = float64(age.Milliseconds()) / 1000
	return out, nil
}
