package api

import (
	"context"
	"net/http"
	"time"
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
		CasesRead   int64   `json:"cases_read" doc:"while the layers are being loaded: cases read so far"`
		CasesToRead int64   `json:"cases_to_read" doc:"of about so many; 0 while not known"`
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
	out.Body.CasesRead, out.Body.CasesToRead = s.cfg.Picture.Loading()
	out.Body.PictureAgeS = float64(age.Milliseconds()) / 1000
	return out, nil
}

// tellAge says in a header of what is answered from memory since when it has stood still, while the database is away.
func (s *server) tellAge(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if since, behind := s.cfg.Picture.Behind(); behind {
			w.Header().Set("Wangge-Picture-At", since.UTC().Format(time.RFC3339))
		}
		next.ServeHTTP(w, r)
	})
}
