package api_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/internal/casework"
)

// Random people do what is offered to them, over HTTP. Whatever comes of it, the events that the API tells lead to the case that
// it tells.
func TestARandomLifeOverHTTPIsWhatItsEventsSay(t *testing.T) {
	s := newDesk(t)
	reached := map[string]bool{}
	unseen := func() []string {
		return slices.DeleteFunc([]string{"filed", "dispatched", "in_progress", "returned", "resolved", "closed", "rework", "deferred"}, func(state string) bool { return reached[state] })
	}
	for seed := uint64(0); seed < 12 || seed < 60 && len(unseen()) > 0; seed++ {
		r := rand.New(rand.NewPCG(seed, 0))
		id := s.report(fmt.Sprintf("walk-%05d", seed), inA, pothole, "").CaseID
		head := s.report(fmt.Sprintf("head-%05d", seed), inA, pothole, "").CaseID
		first := s.caseAs("second", id)
		for range 30 {
			s.randomStep(r, id, head)
			reached[string(s.caseAs("second", id).State)] = true
		}
		s.replays(first, id)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	if states := unseen(); len(states) > 0 {
		t.Errorf("no walk reached %v: they say nothing about them", states)
	}
}

// randomStep lets somebody do something that the case offers to them, mostly the sensible thing.
func (s *service) randomStep(r *rand.Rand, id, head string) {
	s.t.Helper()
	who := []string{"dispatcher", "second", "roads", "parks"}[r.IntN(4)]
	a := s.as(who, http.MethodGet, "/api/v1/cases/"+id, "")
	if a.status == http.StatusNotFound { // it was never with their department
		return
	}
	var c api.Case
	a.into(http.StatusOK, &c)
	if len(c.Offers) == 0 {
		return
	}
	offer := c.Offers[0]
	if i := slices.IndexFunc(c.Offers, func(o api.CaseOffer) bool { return o.Action == "defer" }); i > 0 && r.IntN(2) == 0 {
		offer = c.Offers[i]
	}
	if r.IntN(5) < 2 || offer.Action == "duplicate" {
		offer = c.Offers[r.IntN(len(c.Offers))]
	}
	switch offer.Action {
	case "split":
		s.as(who, http.MethodPost, "/api/v1/cases/"+id+"/tasks", `{"department":"parks","title":"围挡"}`).into(http.StatusOK, &c)
	case "end_task":
		for _, task := range c.Tasks {
			if task.State == "open" {
				s.as(who, http.MethodPost, "/api/v1/tasks/"+task.ID, `{"state":"done"}`)
			}
		}
	default:
		s.as(who, http.MethodPost, "/api/v1/cases/"+id+"/actions", needed(r, offer, c.Version, head)).into(http.StatusOK, &c)
	}
}

// needed is what offer needs, as JSON.
func needed(r *rand.Rand, offer api.CaseOffer, version int, head string) string {
	parts := []string{fmt.Sprintf(`"action":%q,"version":%d,"note":"备注","public_note":"告知"`, offer.Action, version)}
	for _, need := range offer.Needs {
		switch need {
		case "department":
			parts = append(parts, fmt.Sprintf(`"department":%q`, []string{"roads", "parks"}[r.IntN(2)]))
		case "until":
			parts = append(parts, fmt.Sprintf(`"until":%q`, time.Now().Add(time.Duration(1+r.IntN(100))*time.Hour).Format(time.RFC3339)))
		case "duplicate_of":
			parts = append(parts, fmt.Sprintf(`"duplicate_of":%q`, head))
		case "assignee":
			parts = append(parts, `"assignee":0`)
		case "grade":
			parts = append(parts, fmt.Sprintf(`"severity":%q`, []string{"routine", "priority", "urgent"}[r.IntN(3)]))
		case "reason":
			parts = append(parts, fmt.Sprintf(`"reason":%q`, offer.Reasons[r.IntN(len(offer.Reasons))].Code))
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// replays checks that the events of the case that the API tells lead from first to the case that it tells.
func (s *service) replays(first api.Case, id string) {
	s.t.Helper()
	c := s.caseAs("second", id)
	book, err := s.store.Book(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	start, _ := casework.Start(casework.Case{
		ID: uuid.MustParse(first.ID), State: casework.State(first.State), Severity: severityNamed(first.Severity), Category: casework.Category{Code: first.Category.Code}, OpenedAt: first.OpenedAt, UpdatedAt: first.OpenedAt,
	})
	if diff := cmp.Diff(lived(casework.Replay(start, eventsOf(c), book.Rules)), told(c), cmpopts.EquateEmpty()); diff != "" {
		s.t.Errorf("the events lead elsewhere than the case (-replayed +told):\n%s", diff)
	}
}

func severityNamed(name string) casework.Severity {
	return casework.Severity(slices.IndexFunc(casework.Severities(), func(v casework.Severity) bool { return v.String() == name }))
}

// eventsOf reads the story of c as the rules do.
func eventsOf(c api.Case) []casework.Event {
	var out []casework.Event
	for _, e := range c.Events {
		event := casework.Event{Seq: e.Seq, At: e.At, Action: casework.Action(e.Action), To: casework.State(e.To), Actor: casework.ActorKind(e.Who.Kind), Note: e.Note, PublicNote: e.PublicNote, Detail: e.Detail}
		if e.From != nil {
			event.From = casework.State(*e.From)
		}
		if e.Department != nil {
			event.Department = e.Department.Code
		}
		if e.Reason != nil {
			event.Reason = e.Reason.Code
		}
		out = append(out, event)
	}
	return out
}

// life is what the API tells of a case that its events must say.
type life struct {
	State, Severity, Category, Department, Duplicate                     string
	Version, Hops, Reworks, Level                                        int
	Assignee                                                             int64
	Paused                                                               bool
	Updated                                                              time.Time
	MakeSafe, Resolve, Dispatched, Safe, Resolved, Contested, DeferredTo time.Time
	Tasks                                                                []string
}

func told(c api.Case) life {
	or := func(t *time.Time) time.Time {
		if t == nil {
			return time.Time{}
		}
		return t.UTC()
	}
	l := life{
		State: string(c.State), Severity: string(c.Severity), Category: c.Category.Code, Version: c.Version, Hops: c.Hops, Reworks: c.Reworks, Level: c.Level, Paused: c.Paused, Updated: c.UpdatedAt.UTC(),
		MakeSafe: or(c.MakeSafeDue), Resolve: or(c.ResolveDue), Dispatched: or(c.DispatchedAt), Safe: or(c.MadeSafeAt), Resolved: or(c.ResolvedAt), Contested: or(c.ContestUntil), DeferredTo: or(c.DeferredUntil),
	}
	if c.Department != nil {
		l.Department = c.Department.Code
	}
	if c.Assignee != nil {
		l.Assignee = c.Assignee.ID
	}
	if c.DuplicateOf != nil {
		l.Duplicate = *c.DuplicateOf
	}
	for _, task := range c.Tasks {
		l.Tasks = append(l.Tasks, task.ID+" "+task.Department.Code+" "+task.Title+" "+string(task.State))
	}
	return l
}

func lived(d casework.Dossier) life {
	l := life{
		State: string(d.State), Severity: d.Severity.String(), Category: d.Category.Code, Department: d.Department, Version: d.Version, Hops: d.Hops, Reworks: d.Reworks, Level: d.Level,
		Assignee: d.Assignee, Paused: !d.PausedAt.IsZero(), Updated: d.UpdatedAt.UTC(), MakeSafe: d.MakeSafeDue, Resolve: d.ResolveDue, Dispatched: d.DispatchedAt.UTC(), Safe: d.MadeSafeAt.UTC(),
		Resolved: d.ResolvedAt.UTC(), Contested: d.ContestUntil, DeferredTo: d.DeferredUntil,
	}
	if d.DuplicateOf != uuid.Nil {
		l.Duplicate = d.DuplicateOf.String()
	}
	for _, task := range d.Tasks {
		l.Tasks = append(l.Tasks, task.ID.String()+" "+task.Department+" "+task.Title+" "+string(task.State))
	}
	return l
}

func TestTasksOfACaseAreGivenEndedAndHoldItUp(t *testing.T) {
	s := newDesk(t)
	id := s.report("key-00001", inA, pothole, "").CaseID
	s.must("dispatcher", id, "file", "")
	s.must("dispatcher", id, "dispatch", "")
	s.must("roads", id, "accept", "")
	add := func(who, body string, key string) answer {
		return s.ask(http.MethodPost, "/api/v1/cases/"+id+"/tasks", body, "Authorization", "Bearer "+who, "Idempotency-Key", key)
	}
	var c api.Case
	for range 2 { // the resend adds none
		add("dispatcher", `{"department":"parks","title":"修剪树枝"}`, "task-00001").into(http.StatusOK, &c)
	}
	if len(c.Tasks) != 1 || c.Tasks[0].State != "open" || c.Tasks[0].Department.Code != "parks" || c.Tasks[0].Title != "修剪树枝" {
		t.Fatalf("the tasks are %+v", c.Tasks)
	}
	task := "/api/v1/tasks/" + c.Tasks[0].ID
	for body, field := range map[string]string{`{"department":"nobody","title":"x"}`: "department", `{"department":"parks","title":""}`: "title", `{"department":"parks","title":"x","due":"2020-01-01T00:00:00Z"}`: "due"} {
		if p := add("dispatcher", body, uuid.NewString()).problem(http.StatusBadRequest); p.Field != field {
			t.Errorf("%s is refused for %q", body, p.Field)
		}
	}
	s.do("roads", id, "resolve", "").problem(http.StatusConflict) // a task is open
	s.as("roads", http.MethodPost, task, `{"state":"done"}`).problem(http.StatusForbidden)
	s.as("parks", http.MethodPost, task, `{"state":"cancelled"}`).problem(http.StatusForbidden)
	if p := s.as("parks", http.MethodPost, task, `{"state":"returned"}`).problem(http.StatusBadRequest); p.Field != "note" {
		t.Errorf("a return without a word is refused for %q", p.Field)
	}
	s.as("onlyB", http.MethodPost, task, `{"state":"done"}`).problem(http.StatusNotFound)
	s.as("parks", http.MethodPost, "/api/v1/tasks/"+uuid.NewString(), `{"state":"done"}`).problem(http.StatusNotFound)
	s.as("parks", http.MethodPost, task, `{"state":"done","note":"已修剪"}`).into(http.StatusOK, &c)
	if c.Tasks[0].State != "done" || c.Tasks[0].Note != "已修剪" || c.Tasks[0].EndedAt == nil {
		t.Errorf("ended, it is %+v", c.Tasks[0])
	}
	s.as("parks", http.MethodPost, task, `{"state":"done"}`).problem(http.StatusForbidden) // they have none that is open
	s.must("roads", id, "resolve", "")
	s.must("dispatcher", id, "close", "")
}

func TestDuplicatesAreLinkedFollowTheirHeadAndComeApartAgain(t *testing.T) {
	s := newDesk(t)
	var ids []string
	for i := range 3 {
		ids = append(ids, s.report(fmt.Sprintf("key-0000%d", i), inA, pothole, "").CaseID)
	}
	first := s.caseAs("second", ids[0])
	link := func(id, to string) answer { return s.do("dispatcher", id, "duplicate", `,"duplicate_of":"`+to+`"`) }
	for to, status := range map[string]int{ids[0]: http.StatusBadRequest, uuid.NewString(): http.StatusBadRequest, "x": http.StatusBadRequest} {
		if p := link(ids[0], to).problem(status); p.Field != "duplicate_of" {
			t.Errorf("linked to %s it is refused for %q", to, p.Field)
		}
	}
	var c api.Case
	link(ids[0], ids[1]).into(http.StatusOK, &c)
	if c.State != "duplicate" || c.DuplicateOf == nil || *c.DuplicateOf != ids[1] {
		t.Errorf("linked, it is %s of %v", c.State, c.DuplicateOf)
	}
	if head := s.caseAs("dispatcher", ids[1]); len(head.Duplicates) != 1 || head.Duplicates[0].ID != ids[0] || head.State != "reported" {
		t.Errorf("the head tells %+v", head.Duplicates)
	}
	link(ids[1], ids[2]).into(http.StatusOK, &c) // its duplicate follows it
	if follower := s.caseAs("dispatcher", ids[0]); follower.DuplicateOf == nil || *follower.DuplicateOf != ids[2] {
		t.Errorf("its duplicate is now of %v, want %s", follower.DuplicateOf, ids[2])
	}
	if head := s.caseAs("dispatcher", ids[2]); len(head.Duplicates) != 2 {
		t.Errorf("the new head tells %+v", head.Duplicates)
	}
	if a := link(ids[2], ids[0]); a.status != http.StatusConflict && a.status != http.StatusBadRequest {
		t.Errorf("linked in a ring: %d %s", a.status, a.body)
	}
	apart := s.must("dispatcher", ids[0], "reopen", `,"note":"不是同一件事"`)
	if apart.State != "filed" || apart.DuplicateOf != nil {
		t.Errorf("taken apart, it is %s of %v", apart.State, apart.DuplicateOf)
	}
	if head := s.caseAs("dispatcher", ids[2]); len(head.Duplicates) != 1 {
		t.Errorf("the head tells %+v", head.Duplicates)
	}
	s.replays(first, ids[0])
	if n := s.count("select count(*) from report"); n != 3 {
		t.Errorf("there are %d reports of 3", n)
	}
}

func TestMeTooIsPartOfTheStory(t *testing.T) {
	s := newDesk(t)
	r := s.report("key-00001", inA, pothole, "")
	first := s.caseAs("second", r.CaseID)
	for i := range 3 {
		s.report(fmt.Sprintf("too-0000%d", i), inA, pothole, `,"same_as":"`+r.CaseID+`"`)
	}
	c := s.caseAs("second", r.CaseID)
	joins := 0
	for _, e := range c.Events {
		if e.Action == "join" && e.Who.Kind == "reporter" {
			joins++
		}
	}
	if joins != 3 || len(c.Told) != 4 || c.Version != 4 {
		t.Errorf("%d joined, %d reports, version %d", joins, len(c.Told), c.Version)
	}
	s.replays(first, r.CaseID)
}
