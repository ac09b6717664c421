package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/identity"
)

const (
	pathWork        = "/api/v1/work"
	pathCases       = "/api/v1/cases"
	pathWorkChanges = pathWork + "/changes"
)

// isStream reports whether path answers for as long as the client listens.
func isStream(path string) bool { return path == pathChanges || path == pathWorkChanges }

// registerCases adds what is for working a matter.
func (s *server) registerCases() {
	tags := []string{"Cases"}
	read, write := []int{400, 401, 403, 404, 429, 503}, []int{400, 401, 403, 404, 409, 412, 413, 415, 429, 503}
	handle(s, huma.Operation{
		OperationID: "queues", Method: http.MethodGet, Path: pathWork + "/queues", Tags: tags, Summary: "How much there is to do", Errors: read,
	}, s.queues)
	handle(s, huma.Operation{
		OperationID: "work-cases", Method: http.MethodGet, Path: pathWork + "/cases", Tags: tags, Summary: "Cases of a queue, late ones first",
		Description: "With a settled state, those settled cases, the last first.", Errors: read,
	}, s.workCases)
	handle(s, huma.Operation{
		OperationID: "work-cells", Method: http.MethodGet, Path: pathWork + "/cells", Tags: tags, Summary: "Cells with open cases, to narrow a list to one",
		Description: "Twenty at most, those with the most cases first.", Errors: read,
	}, s.workCells)
	handle(s, huma.Operation{
		OperationID: "work-changes", Method: http.MethodGet, Path: pathWorkChanges, Tags: tags, Summary: "Cases as they change, within one's scope (server-sent events)",
		Description: "`case` {id, version, area} for each, then `queues` {}. When the stream ends, load the lists anew and listen again.",
		Errors:      read, Responses: eventStream(),
	}, s.workChanges)
	handle(s, huma.Operation{
		OperationID: "near-public", Method: http.MethodGet, Path: pathCases + "/near", Tags: tags, Summary: "Open cases that may be the same matter: for who is about to report",
		Description: "Five at most, within 100 m, with rounded places. Never of a sensitive category.", Errors: []int{400, 429, 503},
	}, s.nearPublic)
	handle(s, huma.Operation{
		OperationID: "case", Method: http.MethodGet, Path: pathCases + "/{id}", Tags: tags, Summary: "A case, its story, and what one may do to it", Errors: read,
	}, s.oneCase)
	handle(s, huma.Operation{
		OperationID: "near-case", Method: http.MethodGet, Path: pathCases + "/{id}/near", Tags: tags, Summary: "Open cases near a case, the likest first", Errors: read,
	}, s.nearCase)
	handle(s, huma.Operation{
		OperationID: "assignable", Method: http.MethodGet, Path: pathCases + "/{id}/assignable", Tags: tags, Summary: "Who may be given a case",
		Description: "For whoever may assign it now: the accounts of the department that has it, or of the grid, those who serve its cell first. 409 in a state in which it is assigned to nobody.",
		Errors:      []int{400, 401, 403, 404, 409, 429, 503},
	}, s.assignable)
	handle(s, huma.Operation{
		OperationID: "route-case", Method: http.MethodGet, Path: pathCases + "/{id}/route", Tags: tags, Summary: "Where the routing rules would send a case now",
		Description: "For whoever may dispatch it now; a dispatch that names no department sends it there. 409 in a state in which it is not dispatched.",
		Errors:      []int{400, 401, 403, 404, 409, 429, 503},
	}, s.routeCase)
	handle(s, huma.Operation{
		OperationID: "contacts", Method: http.MethodGet, Path: pathCases + "/{id}/contacts", Tags: tags, Summary: "How to reach the reporters of a case",
		Description: "Takes contact.read and a reason. Both are on record before the answer is given.", Errors: read,
	}, s.contacts)
	handle(s, huma.Operation{
		OperationID: "act", Method: http.MethodPost, Path: pathCases + "/{id}/actions", Tags: tags, Summary: "Act on a case",
		Description: "The case says which actions are offered and what they need. 409 when somebody acted meanwhile; a resend under the same key is carried out once.",
		Errors:      write, MaxBodyBytes: reportBytes, DefaultStatus: http.StatusOK,
	}, s.act)
	handle(s, huma.Operation{
		OperationID: "add-task", Method: http.MethodPost, Path: pathCases + "/{id}/tasks", Tags: tags, Summary: "Give a department a part of a case", Errors: write, MaxBodyBytes: reportBytes,
		DefaultStatus: http.StatusOK,
	}, s.addTask)
	handle(s, huma.Operation{
		OperationID: "end-task", Method: http.MethodPost, Path: "/api/v1/tasks/{id}", Tags: tags, Summary: "End a task", Errors: write, MaxBodyBytes: reportBytes, DefaultStatus: http.StatusOK,
	}, s.endTask)
	handle(s, huma.Operation{
		OperationID: "contest", Method: http.MethodPost, Path: pathReports + "/{id}/contest", Tags: []string{"Reports"}, Summary: "Say that a matter is not settled",
		Description: "By whoever has the report's number, within the time that it tells. A resend under the same key counts once.",
		Errors:      []int{400, 403, 404, 409, 413, 415, 429, 503}, MaxBodyBytes: reportBytes, DefaultStatus: http.StatusOK,
	}, s.contest)
}

// atDesk returns who sends the request if they may read cases somewhere.
func (s *server) atDesk(ctx context.Context) (identity.Principal, error) {
	p, _, err := permit(ctx, identity.CaseRead)
	if err == nil && (s.cfg.Desk == nil || s.cfg.Acts == nil) {
		err = geo.Errorf(geo.Unavailable, "", "cases can't be worked at this address")
	}
	return p, err
}

// deskCase is atDesk for a request about the case that text is the id of.
func (s *server) deskCase(ctx context.Context, text string) (p identity.Principal, id uuid.UUID, err error) {
	if p, err = s.atDesk(ctx); err == nil {
		id, err = caseID(text)
	}
	return p, id, err
}

// caseID reads the id of a case. What is no id names no case.
func caseID(text string) (uuid.UUID, error) {
	id, err := uuid.Parse(text)
	if err != nil || len(text) != len(uuid.Nil.String()) || strings.ToLower(text) != text {
		return uuid.Nil, geo.Errorf(geo.NotFound, "id", "there is no case with this id among those you may see")
	}
	return id, nil
}
