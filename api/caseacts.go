package api

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
	"github.com/wangge-map/wangge/internal/office"
)

// ActIn is what somebody does to a case. What an action needs, the case's offers say.
type ActIn struct {
	Action      string     `json:"action" maxLength:"40"`
	Version     int        `json:"version" minimum:"1" doc:"of the case, as it was seen"`
	Reason      string     `json:"reason,omitempty" maxLength:"40" doc:"a code of the offer's reasons"`
	Note        string     `json:"note,omitempty" doc:"for the people at work"`
	PublicNote  string     `json:"public_note,omitempty" doc:"for the reporter"`
	Department  string     `json:"department,omitempty" maxLength:"40" doc:"dispatch: to whom; left out, the routing rules say"`
	Assignee    int64      `json:"assignee,omitempty" minimum:"0" doc:"account"`
	Until       *time.Time `json:"until,omitempty"`
	DuplicateOf string     `json:"duplicate_of,omitempty" maxLength:"36"`
	Severity    string     `json:"severity,omitempty" enum:"routine,priority,urgent,emergency"`
	Category    string     `json:"category,omitempty" maxLength:"5"`
}

type actInput struct {
	Meant
	ID   string `path:"id" maxLength:"64"`
	Key  string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"200" doc:"made by the sender, the same for every attempt"`
	Body ActIn
}

func (s *server) act(ctx context.Context, in *actInput) (*caseOutput, error) {
	p, id, err := s.deskCase(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	order, err := readOrder(&in.Body)
	if err != nil {
		return nil, err
	}
	if err := checkKey(in.Key); err != nil {
		return nil, err
	}
	view, err := s.cfg.Acts.Act(ctx, p, id, in.Key, order)
	if err != nil {
		return nil, err
	}
	return s.caseOut(view), nil
}

func checkKey(key string) error {
	if !soundKey.MatchString(key) {
		return geo.Errorf(geo.Invalid, "Idempotency-Key", "must be 8 to 200 visible characters, such as a UUID")
	}
	return nil
}

// mostNote is how many characters a note may have.
const mostNote = 2000

func readOrder(b *ActIn) (office.Order, error) {
	order := office.Order{
		Action: casework.Action(b.Action), Version: b.Version, Reason: b.Reason, Note: b.Note, PublicNote: b.PublicNote,
		Department: b.Department, Assignee: b.Assignee, Category: b.Category,
	}
	if order.Action == casework.Split || order.Action == casework.EndTask {
		return order, geo.Errorf(geo.Invalid, "action", "has an address of its own: tasks")
	}
	if err := checkText("note", b.Note, mostNote); err != nil {
		return order, err
	}
	if err := checkText("public_note", b.PublicNote, mostNote); err != nil {
		return order, err
	}
	if b.Until != nil {
		order.Until = b.Until.UTC().Truncate(time.Microsecond)
	}
	if b.DuplicateOf != "" {
		var err error
		if order.DuplicateOf, err = uuid.Parse(b.DuplicateOf); err != nil {
			return order, geo.Errorf(geo.Invalid, "duplicate_of", "is not the id of a case")
		}
	}
	for _, severity := range casework.Severities() {
		if severity.String() == b.Severity {
			order.Severity = &severity
		}
	}
	return order, nil
}

// TaskIn is a part of a case for another department.
type TaskIn struct {
	Department string     `json:"department" maxLength:"40"`
	Title      string     `json:"title"`
	Due        *time.Time `json:"due,omitempty"`
}

type addTaskInput struct {
	Meant
	ID   string `path:"id" maxLength:"64"`
	Key  string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"200"`
	Body TaskIn
}

func (s *server) addTask(ctx context.Context, in *addTaskInput) (*caseOutput, error) {
	p, id, err := s.deskCase(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := checkKey(in.Key); err != nil {
		return nil, err
	}
	if err := checkText("title", in.Body.Title, 200); err != nil {
		return nil, err
	}
	order := office.Order{Action: casework.Split, Task: casework.Task{
		ID:         uuid.NewSHA1(id, []byte(in.Key)), // the same for every attempt
		Department: in.Body.Department, Title: in.Body.Title,
	}}
	if in.Body.Due != nil {
		order.Task.Due = in.Body.Due.UTC().Truncate(time.Microsecond)
	}
	view, err := s.cfg.Acts.Act(ctx, p, id, in.Key, order)
	if err != nil {
		return nil, err
	}
	return s.caseOut(view), nil
}

type endTaskInput struct {
	Meant
	ID   string `path:"id" maxLength:"64"`
	Key  string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"200"`
	Body struct {
		State string `json:"state" enum:"done,returned,cancelled"`
		Note  string `json:"note,omitempty"`
	}
}

func (s *server) endTask(ctx context.Context, in *endTaskInput) (*caseOutput, error) {
	p, err := s.atDesk(ctx)
	if err != nil {
		return nil, err
	}
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, geo.Errorf(geo.NotFound, "id", "there is no task with this id among those you may see")
	}
	if err := checkKey(in.Key); err != nil {
		return nil, err
	}
	if err := checkText("note", in.Body.Note, mostNote); err != nil {
		return nil, err
	}
	order := office.Order{Note: in.Body.Note, Task: casework.Task{ID: id, State: casework.TaskState(in.Body.State)}}
	view, err := s.cfg.Acts.EndTask(ctx, p, in.Key, order)
	if err != nil {
		return nil, err
	}
	return s.caseOut(view), nil
}

type assignableOutput struct {
	Cache string `header:"Cache-Control"`
	Body  struct {
		Accounts []Assignee `json:"accounts"`
	}
}

func (s *server) assignable(ctx context.Context, in *caseInput) (*assignableOutput, error) {
	p, id, err := s.deskCase(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	found, err := s.cfg.Desk.Assignable(ctx, p, id)
	if err != nil {
		return nil, err
	}
	out := &assignableOutput{Cache: "no-store"}
	out.Body.Accounts = []Assignee{}
	for _, a := range found {
		out.Body.Accounts = append(out.Body.Accounts, Assignee(a))
	}
	return out, nil
}

type routeCaseOutput struct {
	Cache string `header:"Cache-Control"`
	Body  struct {
		Assignment Assignment `json:"assignment"`
	}
}

func (s *server) routeCase(ctx context.Context, in *caseInput) (*routeCaseOutput, error) {
	p, id, err := s.deskCase(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	r, err := s.cfg.Acts.Route(ctx, p, id)
	if err != nil {
		return nil, err
	}
	out := &routeCaseOutput{Cache: "no-store"}
	out.Body.Assignment = assignmentOf(r.To, r.Routing)
	if r.To.ToDuty && s.cfg.Rules.Read != nil && p.Scope(identity.MemberRead).Covers(r.Matter.Area) {
		out.Body.Assignment.Member, err = s.onDutyFor(ctx, r.Net, r.Matter, r.To.Department)
	}
	return out, err
}

type contactsInput struct {
	ID  string `path:"id" maxLength:"64"`
	Why string `query:"why" required:"true" doc:"why you look, 2 to 200 characters; it is noted"`
}

// CaseContact is how to reach the sender of a report.
type CaseContact struct {
	ReportID string `json:"report_id"`
	Name     string `json:"name"`
	Phone    string `json:"phone"`
	Email    string `json:"email"`
}

type contactsOutput struct {
	Cache string `header:"Cache-Control"`
	Body  struct {
		Contacts []CaseContact `json:"contacts"`
	}
}

func (s *server) contacts(ctx context.Context, in *contactsInput) (*contactsOutput, error) {
	p, _, err := permit(ctx, "contact.read")
	if err != nil {
		return nil, err
	}
	if s.cfg.Desk == nil {
		return nil, geo.Errorf(geo.Unavailable, "", "cases can't be worked at this address")
	}
	id, err := caseID(in.ID)
	if err != nil {
		return nil, err
	}
	if err := checkText("why", in.Why, 200); err != nil {
		return nil, err
	}
	found, err := s.cfg.Desk.Contacts(ctx, p, id, in.Why)
	if err != nil {
		return nil, err
	}
	out := &contactsOutput{Cache: "no-store"}
	out.Body.Contacts = []CaseContact{}
	for _, c := range found {
		out.Body.Contacts = append(out.Body.Contacts, CaseContact{c.ReportID.String(), c.Name, c.Phone, c.Email})
	}
	return out, nil
}
