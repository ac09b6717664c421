package api

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/office"
)

// ProgressStep is one thing that became of a matter.
type ProgressStep struct {
	Action     CaseAction `json:"action" doc:"that led to it: opened, file, dispatch, make_safe …"`
	State      CaseState  `json:"state"`
	At         time.Time  `json:"at"`
	Post       *Text      `json:"post" doc:"the department that had it then"`
	PublicNote string     `json:"public_note"`
}

// ProgressPhoto is a picture that the public may see.
type ProgressPhoto struct {
	ID    string `json:"id"`
	Kind  string `json:"kind" enum:"report,before,after"`
	Thumb string `json:"thumb"`
	Full  string `json:"full"`
}

// ProgressHead is what becomes of the case that a duplicate is dealt with as one.
type ProgressHead struct {
	State      CaseState       `json:"state"`
	Post       *Text           `json:"post" doc:"who has it now"`
	ExpectedAt *time.Time      `json:"expected_at"`
	Steps      []ProgressStep  `json:"steps" doc:"without words where the category is sensitive: they were meant for another"`
	Photos     []ProgressPhoto `json:"photos" doc:"those that the public may see"`
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
	out.Steps, out.Photos = stepsOut(story.Steps), s.photosFor(found, story.Photos)
	out.Post, out.OtherReports = postNow(story), story.OtherReports
	out.ExpectedAt = expectedAt(story)
	if !story.LookBy.IsZero() {
		out.LookBy = timeOut(story.LookBy)
	}
	decides := story
	if story.DuplicateOf != uuid.Nil {
		if decides, err = s.cfg.Stories.Story(ctx, story.DuplicateOf); err != nil {
			return err
		}
		if out.Head, err = s.progressHead(decides); err != nil {
			return err
		}
	}
	until := decides.ContestUntil
	if decides.State != casework.Closed && decides.State != casework.ClosedUnfixed || !s.cfg.Now().Before(until) {
		return nil
	}
	contested, err := s.cfg.Stories.ContestedUntil(ctx, found.Report.ID)
	if err == nil && !contested.Equal(until) { // each sender contests a closing once
		out.CanContest, out.ContestUntil = true, timeOut(until)
	}
	return err
}

// photosFor are the photos that whoever asked for a report may see: of a sensitive matter only who has its number.
func (s *server) photosFor(found *casework.Progress, photos []office.Photo) []ProgressPhoto {
	if number := found.Report.Tracking; number != "" {
		return progressPhotos(photos, "?tracking="+number)
	}
	if c, err := s.category(found.Report.Category.Code); err != nil || c.Sensitive {
		return []ProgressPhoto{}
	}
	return progressPhotos(photos, "")
}

// progressHead tells of a case to whoever reported a duplicate of it.
func (s *server) progressHead(story office.Story) (*ProgressHead, error) {
	out := &ProgressHead{State: CaseState(story.State), Post: postNow(story), ExpectedAt: expectedAt(story), Steps: stepsOut(story.Steps), Photos: []ProgressPhoto{}}
	if c, err := s.category(story.Category); err != nil || c.Sensitive {
		for i := range out.Steps {
			out.Steps[i].PublicNote = ""
		}
		return out, nil
	}
	out.Photos = progressPhotos(story.Photos, "")
	return out, nil
}

func stepsOut(steps []office.Step) []ProgressStep {
	out := make([]ProgressStep, len(steps))
	for i, step := range steps {
		out[i] = ProgressStep{CaseAction(step.Action), CaseState(step.State), step.At.UTC(), postOut(step.Post), step.PublicNote}
		if step.State == casework.Contested {
			out[i].Post = nil
		}
	}
	return out
}

func progressPhotos(photos []office.Photo, query string) []ProgressPhoto {
	out := []ProgressPhoto{}
	for _, p := range photosOut(photos, query) {
		out = append(out, ProgressPhoto{p.ID, p.Kind, p.Thumb, p.Full})
	}
	return out
}

// postNow returns the department that has the matter. A contested one is not with whoever it is contested against.
func postNow(story office.Story) *Text {
	if story.State == casework.Contested {
		return nil
	}
	return postOut(story.Post)
}

// expectedAt returns when the matter should be settled; nil where it is, or nobody has said, or a result is looked at again.
func expectedAt(story office.Story) *time.Time {
	if story.State.Settled() || story.State == casework.Contested {
		return nil
	}
	return timeOut(story.ExpectedAt)
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
	err := s.cfg.Stories.Contest(ctx, trackingOf(in.ID), in.Key, words)
	if geo.KindOf(err) == geo.NotFound && err != nil {
		return nil, noReport()
	}
	if err != nil {
		return nil, err
	}
	return s.findReport(ctx, &findReportInput{ID: in.ID})
}
