package casework

import (
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Opened is the action of a case's first event.
const Opened Action = "opened"

// Names of what an event's Detail holds. Values are text, whole numbers, or null: they survive JSON.
const (
	DetailAssignee    = "assignee"      // account; 0: nobody
	DetailUntil       = "until"         // RFC 3339
	DetailSeverity    = "severity"      // its name
	DetailCategory    = "category"      // code
	DetailDuplicateOf = "duplicate_of"  // case
	DetailTask        = "task"          // id
	DetailTaskTitle   = "task_title"    //
	DetailTaskDept    = "task_for"      // department
	DetailTaskDue     = "task_due"      // RFC 3339
	DetailTaskState   = "task_state"    //
	DetailMakeSafeDue = "make_safe_due" // RFC 3339; empty: no limit
	DetailResolveDue  = "resolve_due"
	DetailSoonAt      = "soon_at"
	DetailContest     = "contest_until"
	DetailLevel       = "level"
)

// Start returns the dossier of a case that was just opened, and its first event.
func Start(c Case) (Dossier, Event) {
	d := Dossier{Case: c, District: c.Placement.District, Area: c.Placement.Area(), Version: 1}
	e := Event{At: c.OpenedAt, Action: Opened, To: c.State, Actor: BySystem, EditionID: c.Placement.EditionID, CellID: c.Placement.CellID}
	return d, e
}

// Replay returns the dossier that events lead to, in their order, from the one that they begin at. They are facts: nobody is
// asked whether they should have been. The event "opened" is passed over. Rules are asked for categories only.
func Replay(d Dossier, events []Event, rules Rules) Dossier {
	for _, e := range events {
		if e.Action != Opened {
			d = follow(d, e, rules)
		}
	}
	return d
}

// record writes down what r does to d, by line t of the table.
func record(d Dossier, r Request, t Transition, rules Rules) Event {
	e := Event{
		At: r.At, Action: r.Action, From: d.State, To: t.To, Actor: r.Actor.Kind, AccountID: r.Actor.AccountID, Department: d.Department,
		Reason: r.Reason, Note: r.Note, PublicNote: r.PublicNote, EditionID: d.Placement.EditionID, CellID: d.Placement.CellID,
		Detail: map[string]any{},
	}
	if e.To == "" {
		e.To = d.State
	}
	switch {
	case r.Action == Dispatch:
		e.Department = r.Department
	case e.To == Returned, r.Action == Reopen && e.To == Filed:
		e.Department = ""
	}
	maps.Copy(e.Detail, detail(d, r, rules))
	maps.Copy(e.Detail, clockDetail(d, r, e.To, rules))
	closes := (e.To == Closed || e.To == ClosedUnfixed) && e.To != e.From && e.From != Contested // what was upheld stays so
	if closes && rules.ContestFor > 0 {
		e.Detail[DetailContest] = stamp(r.At.Add(rules.ContestFor))
	}
	return e
}

// detail returns what r says beside the words and the department.
func detail(d Dossier, r Request, rules Rules) map[string]any {
	switch r.Action {
	case Dispatch, Assign:
		return map[string]any{DetailAssignee: r.Assignee}
	case Accept:
		if d.Assignee == 0 {
			return map[string]any{DetailAssignee: r.Actor.AccountID}
		}
	case Contest: // others who reported it may contest the same closing when it is upheld
		return map[string]any{DetailContest: stamp(d.ContestUntil)}
	case Defer:
		return map[string]any{DetailUntil: stamp(r.Until)}
	case LinkTo:
		return map[string]any{DetailDuplicateOf: r.DuplicateOf.String()}
	case Regrade:
		out := map[string]any{}
		if r.Severity != nil {
			out[DetailSeverity] = r.Severity.String()
		}
		if r.Category != nil {
			out[DetailCategory] = r.Category.Code
		}
		return out
	case Escalate:
		return map[string]any{DetailLevel: int64(climb(d, r, rules))}
	case Split:
		return map[string]any{
			DetailTask: r.Task.ID.String(), DetailTaskDept: r.Task.Department, DetailTaskTitle: r.Task.Title, DetailTaskDue: stamp(r.Task.Due),
		}
	case EndTask:
		return map[string]any{DetailTask: r.Task.ID.String(), DetailTaskState: string(r.Task.State)}
	}
	return nil
}

// clockDetail returns the due dates as r leaves them, where it moves them: they begin at the first dispatch, or when somebody
// of the grid takes the matter; stand still while it is deferred; and begin anew when a contested case goes back to work.
func clockDetail(d Dossier, r Request, to State, rules Rules) map[string]any {
	category, c := rules.category(d), rules.Calendar
	switch {
	case d.DispatchedAt.IsZero() && (r.Action == Dispatch || r.Action == Accept):
		return clocks(c.Clocks(r.At, category))
	case r.Action == Resume && d.State == Deferred:
		k := Clocks{
			MakeSafeDue: c.shift(d.MakeSafeDue, d.PausedAt, r.At, category.MakeSafe),
			ResolveDue:  c.shift(d.ResolveDue, d.PausedAt, r.At, category.Resolve),
		}
		k.SoonAt = c.soon(r.At, k.ResolveDue, category.Resolve)
		return clocks(k)
	case r.Action == Reopen && to == Rework:
		k := c.Clocks(r.At, category)
		k.MakeSafeDue = d.MakeSafeDue
		return clocks(k)
	case r.Action == Reopen && to == Filed:
		return clocks(Clocks{})
	case r.Action == Regrade && r.Category != nil && !d.DispatchedAt.IsZero():
		from := d.DispatchedAt
		if d.Extensions > 0 {
			from = r.At // what the pauses gave can't be told for other limits
		}
		return clocks(c.Clocks(from, rules.Categories[r.Category.Code]))
	}
	return nil
}

func clocks(k Clocks) map[string]any {
	return map[string]any{DetailMakeSafeDue: stamp(k.MakeSafeDue), DetailResolveDue: stamp(k.ResolveDue), DetailSoonAt: stamp(k.SoonAt)}
}

// follow returns d after e. It decides nothing: what an event does is said by the event alone.
func follow(d Dossier, e Event, rules Rules) Dossier {
	d.Version++
	if e.At.After(d.UpdatedAt) {
		d.UpdatedAt = e.At
	}
	if e.Action == Return && d.Department != "" { // what the grid passes on went nowhere in vain
		d.Hops++
	}
	d.State, d.Department = e.To, e.Department
	switch {
	case !e.To.Settled():
		d.ClosedAt = time.Time{}
	case !e.From.Settled():
		d.ClosedAt = e.At
	}
	if e.From == Deferred && e.To != Deferred {
		d.PausedAt, d.DeferredUntil = time.Time{}, time.Time{}
	}
	d = followAction(d, e, rules)
	return followDetail(d, e, rules)
}

// followAction returns d with what e's action alone says.
func followAction(d Dossier, e Event, rules Rules) Dossier {
	switch e.Action {
	case Dispatch, Accept:
		if d.DispatchedAt.IsZero() {
			d.DispatchedAt = e.At
		}
	case Return:
		d.Assignee = 0
	case MakeSafe:
		d.MadeSafeAt = e.At
	case Defer:
		d.PausedAt = e.At
		d.Extensions++
	case Resolve:
		d.ResolvedAt, d.ResolvedBy = e.At, e.AccountID
		d.Resolvers = withResolver(d.Resolvers, e.AccountID)
	case SendBack:
		d.ResolvedAt = time.Time{}
		d.Reworks++
	case CloseAsIs:
		d.ResolvedAt = time.Time{}
	case Contest:
		d.ContestUntil = time.Time{}
	case Reopen:
		d = reopened(d, e)
	case Split:
		d.Tasks = append(slices.Clone(d.Tasks), Task{State: TaskOpen, CreatedAt: e.At, CreatedBy: e.AccountID}.described(e))
	case EndTask:
		d = taskEnded(d, e)
	}
	return d
}

// reopened returns d, back from the end: for those who had it, or from the beginning.
func reopened(d Dossier, e Event) Dossier {
	d.ResolvedAt, d.ContestUntil, d.DuplicateOf = time.Time{}, time.Time{}, uuid.Nil
	if e.To == Rework {
		d.Reworks++
		return d
	}
	d.Assignee, d.DispatchedAt = 0, time.Time{}
	return d
}

// followDetail returns d with what e's detail says.
func followDetail(d Dossier, e Event, rules Rules) Dossier {
	for key, field := range map[string]*time.Time{
		DetailUntil: &d.DeferredUntil, DetailMakeSafeDue: &d.MakeSafeDue, DetailResolveDue: &d.ResolveDue, DetailSoonAt: &d.SoonAt,
		DetailContest: &d.ContestUntil,
	} {
		if _, said := e.Detail[key]; said {
			*field = instant(e.Detail[key])
		}
	}
	if v, said := e.Detail[DetailAssignee]; said {
		d.Assignee = whole(v)
	}
	if v, said := e.Detail[DetailLevel]; said {
		d.Level = int(whole(v))
	}
	if v, said := e.Detail[DetailSeverity]; said {
		d.Severity = severityOf(v)
	}
	if code, said := e.Detail[DetailCategory].(string); said {
		d.Category = rules.Categories[code]
		d.Category.Code = code
	}
	if text, said := e.Detail[DetailDuplicateOf].(string); said {
		d.DuplicateOf = id(text)
	}
	return d
}

// taskEnded returns d with the task that e names ended.
func taskEnded(d Dossier, e Event) Dossier {
	d.Tasks = slices.Clone(d.Tasks)
	for i := range d.Tasks {
		if t := &d.Tasks[i]; t.ID == id(e.Detail[DetailTask]) {
			state, _ := e.Detail[DetailTaskState].(string)
			t.State, t.Note, t.EndedAt, t.EndedBy = TaskState(state), e.Note, e.At, e.AccountID
			if t.State == TaskDone {
				d.Resolvers = withResolver(d.Resolvers, e.AccountID)
			}
		}
	}
	return d
}

// described returns t as e's detail describes it.
func (t Task) described(e Event) Task {
	t.ID, t.Due = id(e.Detail[DetailTask]), instant(e.Detail[DetailTaskDue])
	t.Department, _ = e.Detail[DetailTaskDept].(string)
	t.Title, _ = e.Detail[DetailTaskTitle].(string)
	return t
}

// withResolver returns list with account in it once. list itself stays.
func withResolver(list []int64, account int64) []int64 {
	if account == 0 || slices.Contains(list, account) {
		return list
	}
	return append(slices.Clone(list), account)
}

// stamp is the text of t in an event's detail; empty for the zero time.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano)
}

// instant reads what stamp wrote.
func instant(v any) time.Time {
	text, _ := v.(string)
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// whole reads a whole number of a detail, as written or as JSON gives it back.
func whole(v any) int64 {
	switch n := v.(type) {
	case int64:
		return n
	case float64:
		return int64(n)
	}
	return 0
}

func id(v any) uuid.UUID {
	text, _ := v.(string)
	parsed, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil
	}
	return parsed
}

func severityOf(v any) Severity {
	name, _ := v.(string)
	return Severity(max(slices.Index(severityNames[:], name), 0))
}
