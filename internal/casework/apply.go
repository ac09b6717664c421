package casework

import (
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
)

// maxNote is how many characters a note may have: more is a document, not a note.
const maxNote = 2000

// Rules is what a site has decided about its cases.
type Rules struct {
	Categories map[string]Category // matters by code; what is not here is taken as the case has it
	Calendar   Calendar
	HopLimit   int           // returned this often, only an arbiter dispatches; 0: never
	ContestFor time.Duration // after closing; 0: nobody may contest
}

// DefaultRules returns the rules of a site that has decided nothing, without categories and calendar.
func DefaultRules() Rules { return Rules{HopLimit: 2, ContestFor: 15 * day} }

// category returns the category of d with its limits as they are now.
func (r Rules) category(d Dossier) Category {
	if c, ok := r.Categories[d.Category.Code]; ok {
		return c
	}
	return d.Category
}

// Apply judges an action and returns the case and the event that follow from it; d itself stays as it is. Times are kept to
// the microsecond in UTC, and an event is never earlier than the one before. Errors: geo.Conflict when the state of the case
// does not allow the action, geo.Forbidden when the actor may not do it, geo.Invalid with the field that is wrong.
func Apply(d Dossier, r Request, rules Rules) (Dossier, Event, error) {
	r.At = r.At.UTC().Truncate(time.Microsecond)
	if r.At.Before(d.UpdatedAt) {
		r.At = d.UpdatedAt
	}
	t, err := find(d, r.Actor, r.Action, r.At, rules)
	if err != nil {
		return d, Event{}, err
	}
	if err := checkRequest(d, r, t, rules); err != nil {
		return d, Event{}, err
	}
	e := record(d, r, t, rules)
	return follow(d, e, rules), e, nil
}

// Offer is an action that somebody may take, with what it needs.
type Offer struct {
	Action  Action
	Needs   []Need
	Reasons []Reason // to choose from, where a reason is needed
}

// Allowed returns the actions that a may take on d at now, the sensible next one first. It offers exactly what Apply accepts
// once the needs are given.
func Allowed(d Dossier, a Actor, now time.Time, rules Rules) []Offer {
	var out []Offer
	for _, action := range order(d, a) {
		t, err := find(d, a, action, now, rules)
		if err != nil {
			continue
		}
		o := Offer{Action: action, Needs: slices.Clone(t.Needs)}
		if t.NeedsReason() {
			o.Reasons = ReasonsFor(action, d, a)
		}
		out = append(out, o)
	}
	return out
}

// MayTake returns why a may not take action on d at now, as Apply would say it; nil when Allowed offers it.
func MayTake(d Dossier, a Actor, action Action, now time.Time, rules Rules) error {
	_, err := find(d, a, action, now, rules)
	return err
}

// find returns the first line of the table that lets a take action on d, or why there is none.
func find(d Dossier, a Actor, action Action, now time.Time, rules Rules) (Transition, error) {
	var known, possible bool
	var reason error
	for _, t := range table {
		if t.Action != action {
			continue
		}
		known = true
		if !slices.Contains(t.From, d.State) {
			continue
		}
		possible = true
		if !t.admits(a) {
			continue
		}
		err := t.check(d, a, now, rules)
		if err == nil {
			return t, nil
		}
		if reason == nil || geo.KindOf(err) == geo.Conflict {
			reason = err
		}
	}
	switch {
	case !known:
		return Transition{}, geo.Errorf(geo.Invalid, "action", "%q is not an action", action)
	case !possible:
		return Transition{}, geo.Errorf(geo.Conflict, "action", "%q is not possible while the case is %q", action, d.State)
	case reason != nil:
		return Transition{}, reason
	}
	return Transition{}, geo.Errorf(geo.Forbidden, "action", "%q is for others to do", action)
}

// admits reports whether t is for actors like a.
func (t Transition) admits(a Actor) bool {
	if !slices.Contains(t.Kinds, a.Kind) {
		return false
	}
	return a.Kind != ByAccount || slices.ContainsFunc(t.By, func(c Capacity) bool { return slices.Contains(a.Capacities, c) })
}

// check returns what is in the way of t for d and a; nil when nothing is.
func (t Transition) check(d Dossier, a Actor, now time.Time, rules Rules) error {
	for _, c := range t.If {
		if err := c.check(d, a, now, rules); err != nil {
			return err
		}
	}
	return nil
}

// checkRequest returns what is missing from r, or wrong with it.
func checkRequest(d Dossier, r Request, t Transition, rules Rules) error {
	if err := checkReason(d, r, t); err != nil {
		return err
	}
	for field, words := range map[string]string{"note": r.Note, "public_note": r.PublicNote} {
		if utf8.RuneCountInString(words) > maxNote {
			return geo.Errorf(geo.Invalid, field, "is longer than %d characters", maxNote)
		}
	}
	for _, need := range t.Needs {
		if err := checkNeed(d, r, need, rules); err != nil {
			return err
		}
	}
	return nil
}

func checkReason(d Dossier, r Request, t Transition) error {
	if r.Reason == "" {
		if t.NeedsReason() {
			return geo.Errorf(geo.Invalid, "reason", "is missing: %q needs one", r.Action)
		}
		return nil
	}
	named := func(known Reason) bool { return known.Code == r.Reason }
	if !slices.ContainsFunc(reasons[r.Action], named) {
		return geo.Errorf(geo.Invalid, "reason", "%q is not a reason for %q", r.Reason, r.Action)
	}
	if !slices.ContainsFunc(ReasonsFor(r.Action, d, r.Actor), named) {
		return geo.Errorf(geo.Invalid, "reason", "%q is for others to say; the case says which reasons you may give", r.Reason)
	}
	if r.Reason == Other && r.Note == "" {
		return geo.Errorf(geo.Invalid, "note", "is missing: say which other reason")
	}
	return nil
}

func checkNeed(d Dossier, r Request, need Need, rules Rules) error {
	field := string(need)
	switch need {
	case NeedNote:
		if r.Note == "" {
			return geo.Errorf(geo.Invalid, field, "is missing: %q needs words", r.Action)
		}
	case NeedDepartment:
		if r.Department == "" {
			return geo.Errorf(geo.Invalid, field, "is missing: say to whom it goes")
		}
	case NeedUntil:
		if !r.Until.After(r.At) {
			return geo.Errorf(geo.Invalid, field, "must be a date to come")
		}
	case NeedDuplicateOf:
		if r.DuplicateOf == uuid.Nil || r.DuplicateOf == d.ID {
			return geo.Errorf(geo.Invalid, field, "must name another case")
		}
	case NeedAssignee:
		if r.Assignee < 0 {
			return geo.Errorf(geo.Invalid, field, "is not an account")
		}
	case NeedGrade:
		return checkGrade(r, rules)
	case NeedTask:
		return checkNewTask(d, r)
	case NeedTaskEnd:
		return checkTaskEnd(d, r)
	}
	return nil
}

func checkGrade(r Request, rules Rules) error {
	if r.Severity == nil && r.Category == nil {
		return geo.Errorf(geo.Invalid, "severity", "is missing: give a severity, a category, or both")
	}
	if r.Severity != nil && (*r.Severity < Routine || *r.Severity > Emergency) {
		return geo.Errorf(geo.Invalid, "severity", "is not a severity")
	}
	if r.Category != nil {
		if _, known := rules.Categories[r.Category.Code]; !known {
			return geo.Errorf(geo.Invalid, "category", "is not a known code")
		}
	}
	return nil
}

func checkNewTask(d Dossier, r Request) error {
	switch _, known := d.task(r.Task.ID); {
	case r.Task.ID == uuid.Nil || known:
		return geo.Errorf(geo.Invalid, "id", "a task needs an id of its own")
	case r.Task.Department == "":
		return geo.Errorf(geo.Invalid, "department", "is missing: say whose task it is")
	case r.Task.Title == "" || utf8.RuneCountInString(r.Task.Title) > maxNote:
		return geo.Errorf(geo.Invalid, "title", "is missing or too long: say what is to be done")
	case !r.Task.Due.IsZero() && !r.Task.Due.After(r.At):
		return geo.Errorf(geo.Invalid, "due", "must be a time to come")
	}
	return nil
}

func checkTaskEnd(d Dossier, r Request) error {
	t, known := d.task(r.Task.ID)
	dispatches := slices.Contains(r.Actor.Capacities, CanDispatch)
	switch {
	case !known:
		return geo.Errorf(geo.NotFound, "task", "this case has no such task")
	case t.State != TaskOpen:
		return geo.Errorf(geo.Conflict, "task", "this task has ended")
	case !dispatches && t.Department != r.Actor.Department:
		return geo.Errorf(geo.Forbidden, "task", "another department has this task")
	case r.Task.State == TaskCancelled && !dispatches:
		return geo.Errorf(geo.Forbidden, "state", "a dispatcher cancels tasks; return it instead")
	case r.Task.State != TaskDone && r.Task.State != TaskReturned && r.Task.State != TaskCancelled:
		return geo.Errorf(geo.Invalid, "state", "a task ends done, returned or cancelled")
	case r.Task.State == TaskReturned && r.Note == "":
		return geo.Errorf(geo.Invalid, "note", "is missing: say why it is returned")
	}
	return nil
}
