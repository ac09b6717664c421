package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/notice"
)

// Notices are what accounts are told of.
type Notices interface {
	Notices(ctx context.Context, account int64, scope identity.CaseScope, limit int) (told []notice.Told, unseen int, err error)
	SeeNotices(ctx context.Context, account, upTo int64, at time.Time) error
}

const pathHooks = "/api/v1/hooks"

// registerNotices adds what is for notices and hooks.
func (s *server) registerNotices() {
	handle(s, huma.Operation{
		OperationID: "notices", Method: http.MethodGet, Path: "/api/v1/notices", Tags: []string{"Cases"},
		Summary: "What the account is told of, the newest first", Errors: []int{400, 401, 429, 503},
		Description: "Of cases that it may still see.",
	}, s.notices)
	handle(s, huma.Operation{
		OperationID: "see-notices", Method: http.MethodPost, Path: "/api/v1/notices/seen", Tags: []string{"Cases"},
		Summary: "Note which notices have been seen", Errors: []int{400, 401, 403, 413, 415, 429, 503},
	}, s.seeNotices)
	s.registerHooks()
}

// NoticeOut is a notice in the list.
type NoticeOut struct {
	ID     int64     `json:"id"`
	At     time.Time `json:"at"`
	Kind   string    `json:"kind" doc:"opened, or the action that was taken"`
	CaseID string    `json:"case_id"`
	Number string    `json:"number" doc:"of the case's first report, masked"`
	Seen   bool      `json:"seen"`
	Title  Text      `json:"title"`
}

type noticesInput struct {
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"30"`
}

type noticesOutput struct {
	Body struct {
		Unseen  int         `json:"unseen" doc:"how many of all are not seen"`
		Notices []NoticeOut `json:"notices"`
	}
}

// signedIn returns who sent the request, or a 401 problem.
func signedIn(ctx context.Context) (identity.Principal, error) {
	p, err := who(ctx)
	if err == nil && !p.Known() {
		err = newProblem(http.StatusUnauthorized, "", "sign in first", nil)
	}
	return p, err
}

func (s *server) notices(ctx context.Context, in *noticesInput) (*noticesOutput, error) {
	p, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	if s.cfg.Notices == nil {
		return nil, noNotices()
	}
	told, unseen, err := s.cfg.Notices.Notices(ctx, p.AccountID, p.CaseScope(identity.CaseRead), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &noticesOutput{}
	out.Body.Unseen, out.Body.Notices = unseen, []NoticeOut{}
	for _, t := range told {
		title := notice.Title(t.Kind, t.Category, false) // they may see the case
		out.Body.Notices = append(out.Body.Notices, NoticeOut{t.ID, t.At, string(t.Kind), t.CaseID.String(), t.Number, t.Seen, Text{title.ZH, title.EN}})
	}
	return out, nil
}

func noNotices() error { return geo.Errorf(geo.Unavailable, "", "this service sends no notices") }

type seeNoticesInput struct {
	Body struct {
		UpTo int64 `json:"upto" minimum:"1" doc:"the newest one that was seen; those before it count too"`
	}
}

type seenOutput struct {
	Body struct {
		UpTo int64 `json:"upto"`
	}
}

func (s *server) seeNotices(ctx context.Context, in *seeNoticesInput) (*seenOutput, error) {
	p, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	if s.cfg.Notices == nil {
		return nil, noNotices()
	}
	out := &seenOutput{}
	out.Body.UpTo = in.Body.UpTo
	return out, s.cfg.Notices.SeeNotices(ctx, p.AccountID, in.Body.UpTo, s.cfg.Now())
}

// kindsOf reads the kinds of event that a hook asks for.
func kindsOf(texts []string) ([]casework.Action, error) {
	known := map[casework.Action]bool{}
	for _, k := range notice.Kinds() {
		known[k] = true
	}
	out := []casework.Action{}
	for _, text := range texts {
		k := casework.Action(text)
		if !known[k] {
			return nil, geo.Errorf(geo.Invalid, "events", "has a kind that is not known; they are %v", notice.Kinds())
		}
		out = append(out, k)
	}
	return out, nil
}
