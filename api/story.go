package api

import (
	"context"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// ProgressStep is one thing that became of a matter.
type ProgressStep struct {
	State      CaseState `json:"state"`
	At         time.Time `json:"at"`
	Post       *Text     `json:"post" doc:"the department that had it then"`
	PublicNote string    `json:"public_note"`
}

// ProgressPhoto is a picture that the public may see.
type ProgressPhoto struct {
	ID    string `json:"id"`
	Kind  string `json:"kind" enum:"report,before,after"`
	Thumb string `json:"thumb"`
	Full  string `json:"full"`
}

// tellStory adds what became of the matter of found: posts by their titles, never a person's name.
func (s *server) tellStory(ctx context.Context, found *casework.Progress, out *Progress) error {
	out.Steps, out.Photos = []ProgressStep{}, []ProgressPhoto{}
	if s.cfg.Stories == nil {
		return nil
	}
	story, err := s.cfg.Stories.Story(ctx, found.Report.CaseID)
	if err != nil {
		return err
	}
	for _, step := range story.Steps {
		out.Steps = append(out.Steps, ProgressStep{CaseState(step.State), step.At.UTC(), postOut(step.Post), step.PublicNote})
	}
	for _, p := range photosOut(story.Photos, "?tracking="+found.Report.Tracking) {
		out.Photos = append(out.Photos, ProgressPhoto{p.ID, p.Kind, p.Thumb, p.Full})
	}
	out.Post, out.OtherReports = postOut(story.Post), story.OtherReports
	state := found.Case.State
	if !state.Settled() {
		out.ExpectedAt = timeOut(story.ExpectedAt)
	}
	if until := story.ContestUntil; (state == casework.Closed || state == casework.ClosedUnfixed) && s.cfg.Now().Before(until) {
		out.CanContest, out.ContestUntil = true, timeOut(until)
	}
	return nil
}

type contestInput struct {
	ID   string `path:"id" maxLength:"64" doc:"the report's tracking number"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"the same for every attempt; may be left out"`
	Body struct {
		Words string `json:"words" doc:"what is not settled; at most 2,000 characters"`
	}
}

// contest says in the reporter's name that the matter is not settled, and answers with what became of it.
func (s *server) contest(ctx context.Context, in *contestInput) (*findReportOutput, error) {
	if s.cfg.Stories == nil {
		return nil, geo.Errorf(geo.Unavailable, "", "cases can't be contested at this address")
	}
	if err := checkText("words", in.Body.Words, mostNote); err != nil {
		return nil, err
	}
	words := strings.TrimSpace(in.Body.Words)
	if words == "" {
		return nil, geo.Errorf(geo.Invalid, "words", "is missing: say what is not settled")
	}
	if in.Key != "" {
		if err := checkKey(in.Key); err != nil {
			return nil, err
		}
	}
	err := s.cfg.Stories.Contest(ctx, strings.ToUpper(in.ID), in.Key, words)
	if geo.KindOf(err) == geo.NotFound && err != nil {
		return nil, noReport()
	}
	if err != nil {
		return nil, err
	}
	return s.findReport(ctx, &findReportInput{ID: in.ID})
}
