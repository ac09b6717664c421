package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
)

// Forgetter loses people and keeps what they reported.
type Forgetter interface {
	ForgetContact(ctx context.Context, tracking string, words bool, e audit.Entry) error
}

func (s *server) registerForgetting() {
	handle(s, huma.Operation{
		OperationID: "forget-contact", Method: http.MethodDelete, Path: pathReports + "/{tracking}/contact", Tags: []string{"Reports"}, Summary: "Forget who sent a report",
		Description: "For whoever has the tracking number. Name, telephone and e-mail are deleted, and no notice comes any more; the case goes on. " +
			"The words stay, since those at work need them; words=true deletes them and the answers to a service's questions too, where they name the person. " +
			"What was written when the result was contested is an event of the case, and stays.",
		DefaultStatus: http.StatusNoContent, Errors: []int{400, 403, 404, 429, 503},
	}, s.forgetContact)
}

type forgetInput struct {
	Tracking string `path:"tracking" maxLength:"64"`
	Words    bool   `query:"words" doc:"delete the words and the answers of the report too"`
}

func (s *server) forgetContact(ctx context.Context, in *forgetInput) (*done, error) {
	if s.cfg.Forgetter == nil {
		return nil, geo.Errorf(geo.Unavailable, "", "this service forgets nobody")
	}
	if err := checkText("tracking", in.Tracking, 64); err != nil {
		return nil, err
	}
	e := audit.Entry{At: s.cfg.Now(), Who: "reporter", Action: "contact.forget", Detail: map[string]any{"words": in.Words}}
	err := s.cfg.Forgetter.ForgetContact(ctx, trackingOf(in.Tracking), in.Words, e)
	if geo.KindOf(err) == geo.NotFound && err != nil {
		return nil, geo.Errorf(geo.NotFound, "tracking", "there is no report with this number; check it against the receipt")
	}
	return &done{}, err
}
