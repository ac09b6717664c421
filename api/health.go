package api

import (
	"context"
	"net/http"
)

// whenReady answers 503 until the picture is loaded, but to those who ask how the service is.
func (s *server) whenReady(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isProbe(r) {
			if ready, _, _ := s.cfg.Picture.Ready(); !ready {
				writeProblem(w, r, newProblem(http.StatusServiceUnavailable, "", "the service is starting and loads its map; try again shortly", nil))
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

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
