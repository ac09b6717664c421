package casework_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// crew is everybody who acts in the random walks: each capacity alone, the usual bundles, and one who may do everything.
func crew() []casework.Actor {
	return []casework.Actor{
		clerk(), reporter(), member(), another(), roads(), police(), dispatcher(), arbiter(), everything(),
		account(8, "roads", casework.CanHandle), account(9, "", casework.CanApprove), account(10, "", casework.CanArbitrate),
		account(11, "", casework.CanDispatch), account(12, "", casework.CanHandle), account(13, "roads"),
	}
}

// choice is what an action may need, drawn once a step.
type choice struct {
	severity, assignee, hours, reason int
	department                        string
	category                          bool
	ends                              casework.TaskState
}

func choices(t *rapid.T) choice {
	return choice{
		severity: rapid.IntRange(0, 3).Draw(t, "severity"), assignee: rapid.IntRange(0, 4).Draw(t, "assignee"), hours: rapid.IntRange(1, 500).Draw(t, "deferral"),
		reason: rapid.IntRange(0, 20).Draw(t, "reason"), department: rapid.SampledFrom([]string{"roads", "police"}).Draw(t, "department"),
		category: rapid.Bool().Draw(t, "another category"), ends: rapid.SampledFrom([]casework.TaskState{casework.TaskDone, casework.TaskReturned}).Draw(t, "task ends"),
	}
}

// request returns a request for action with everything that it may need, right in itself.
func (c choice) request(d casework.Dossier, action casework.Action, a casework.Actor, at time.Time) casework.Request {
	severity, other := casework.Severity(c.severity), cladding()
	if d.Category.Code == other.Code {
		other = pothole()
	}
	r := casework.Request{
		Action: action, Actor: a, At: at, Note: "words", Department: c.department, Assignee: int64(c.assignee), Until: at.Add(time.Duration(c.hours) * time.Hour),
		DuplicateOf: uuid.MustParse("00000000-0000-4000-8000-00000000000f"), Severity: &severity,
	}
	if c.category {
		r.Category = &other
	}
	if reasons := casework.ReasonsFor(action, d, a); len(reasons) > 0 {
		r.Reason = reasons[c.reason%len(reasons)].Code
	}
	switch action {
	case casework.Split:
		r.Task = casework.Task{ID: uuid.NewSHA1(d.ID, []byte{byte(len(d.Tasks))}), Department: r.Department, Title: "cordon off"}
	case casework.EndTask:
		r.Task = casework.Task{ID: theirTask(d, a), State: c.ends}
	}
	return r
}

// theirTask returns an open task that a may end; the zero id when there is none.
func theirTask(d casework.Dossier, a casework.Actor) uuid.UUID {
	for _, task := range d.OpenTasks() {
		if task.Department == a.Department || slices.Contains(a.Capacities, casework.CanDispatch) {
			return task.ID
		}
	}
	return uuid.Nil
}

// walk is a random life of a case, with what an onlooker remembers of it.
type walk struct {
	first, d  casework.Dossier
	events    []casework.Event
	resolvers map[int64]bool
}

func TestNoRandomWalkLeavesTheRules(t *testing.T) {
	reached := map[casework.State]bool{}
	rapid.Check(t, func(t *rapid.T) {
		w := walk{first: opened(rapid.SampledFrom([]casework.Category{pothole(), cladding()}).Draw(t, "category")), resolvers: map[int64]bool{}}
		w.d = w.first
		now := w.d.OpenedAt
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(60*time.Hour)).Draw(t, "pause")))
			w.step(t, rapid.SampledFrom(crew()).Draw(t, "actor"), now)
			reached[w.d.State] = true
		}
		w.replays(t)
	})
	for _, s := range casework.States() {
		if !reached[s] {
			t.Errorf("no walk reached %q: the walks say nothing about it", s)
		}
	}
}

// step lets a act on the case: what is sensible half of the time, so that walks get far, else anything offered, now and then any action.
func (w *walk) step(t *rapid.T, a casework.Actor, now time.Time) {
	offers, c := casework.Allowed(w.d, a, now, rules()), choices(t)
	w.offersAreWhatApplyAccepts(t, c, a, now, offers)
	action := rapid.SampledFrom(casework.Actions()).Draw(t, "action")
	switch mood := rapid.IntRange(0, 9).Draw(t, "mood"); {
	case len(offers) == 0 || mood == 9: // whatever it is
	case mood < 5:
		action = offers[min(mood%2, len(offers)-1)].Action
	default:
		action = rapid.SampledFrom(offers).Draw(t, "offer").Action
	}
	before := w.d
	before.Tasks, before.Resolvers = slices.Clone(w.d.Tasks), slices.Clone(w.d.Resolvers)
	after, e, err := casework.Apply(w.d, c.request(w.d, action, a, now), rules())
	if !reflect.DeepEqual(before, w.d) {
		t.Fatalf("%s changed the dossier that it was given:\n%s", action, cmp.Diff(before, w.d))
	}
	if err != nil {
		return
	}
	w.judge(t, after, e, a, now)
	w.d, w.events = after, append(w.events, e)
	if action == casework.Resolve || action == casework.EndTask && e.Detail[casework.DetailTaskState] == string(casework.TaskDone) {
		w.resolvers[a.AccountID] = true
	}
}

func (w *walk) offersAreWhatApplyAccepts(t *rapid.T, c choice, a casework.Actor, now time.Time, offers []casework.Offer) {
	for _, action := range casework.Actions() {
		_, _, err := casework.Apply(w.d, c.request(w.d, action, a, now), rules())
		offered := slices.ContainsFunc(offers, func(o casework.Offer) bool { return o.Action == action })
		if offered != (err == nil) {
			t.Fatalf("%s of a case that is %s: offered to %+v is %v, but it answers %v", action, w.d.State, a, offered, err)
		}
		if kind := geo.KindOf(err); err != nil && kind != geo.Conflict && kind != geo.Forbidden {
			t.Fatalf("%s with all that it needs answers %v", action, err)
		}
	}
}

// judge holds what must be true of every step, told without the table.
func (w *walk) judge(t *rapid.T, d casework.Dossier, e casework.Event, a casework.Actor, now time.Time) {
	may := func(c casework.Capacity) bool { return slices.Contains(a.Capacities, c) }
	handlerOnly := a.Kind == casework.ByAccount && len(a.Capacities) == 1 && may(casework.CanHandle)
	for rule, broken := range map[string]bool{
		"a state is one of the list":                           !slices.Contains(casework.States(), d.State),
		"the version counts events":                            d.Version != w.d.Version+1 || d.Version != len(w.events)+2,
		"the clocks pause in deferred alone":                   d.PausedAt.IsZero() == (d.State == casework.Deferred),
		"a deferred case has a date":                           d.DeferredUntil.IsZero() == (d.State == casework.Deferred),
		"what is settled, and only that, has a closing time":   d.State.Settled() == d.ClosedAt.IsZero(),
		"a duplicate, and only that, points at another":        (d.DuplicateOf == uuid.Nil) == (d.State == casework.Duplicate),
		"who resolved doesn't close":                           closes(e) && w.resolvers[a.AccountID],
		"who resolved doesn't check":                           e.Action == casework.SendBack && w.resolvers[a.AccountID],
		"a handler acts for the department that has the case":  handlerOnly && e.Action != casework.EndTask && (a.Department == "" || a.Department != w.d.Department),
		"what is urgent isn't settled by the grid alone":       e.Action == casework.Resolve && w.d.Department == "" && w.d.Severity >= casework.Urgent,
		"nothing is settled while tasks are open":              (d.State == casework.Resolved || d.State.Settled()) && len(d.OpenTasks()) > 0,
		"after too many hops an arbiter dispatches":            e.Action == casework.Dispatch && w.d.Hops >= 2 && !may(casework.CanArbitrate),
		"the reporter alone contests, within 15 days":          e.Action == casework.Contest && (a.Kind != casework.ByReporter || now.Sub(w.d.ClosedAt) >= 15*24*time.Hour),
		"the reporter only contests and joins":                 a.Kind == casework.ByReporter && e.Action != casework.Contest && e.Action != casework.Join,
		"deferring and parking are approved":                   (e.To == casework.Deferred || e.To == casework.Parked) && w.d.State != e.To && !may(casework.CanApprove),
		"work has clocks":                                      d.State.Phase() == casework.Underway && (d.DispatchedAt.IsZero() || d.ResolveDue.IsZero()),
		"nothing is due before its clock begins":               !d.ResolveDue.IsZero() && d.ResolveDue.Before(d.DispatchedAt),
		"a milestone as long as the whole falls due with it":   !milestoneWithTheEnd(d, append(slices.Clone(w.events), e)),
		"soon is before due":                                   d.SoonAt.After(d.ResolveDue),
		"people let a case climb one step at a time":           a.Kind != casework.BySystem && d.Level != w.d.Level && d.Level != w.d.Level+1,
		"the ladder leads up, and ends":                        d.Level < w.d.Level || d.Level > casework.Top || e.Action == casework.Escalate && d.Level == w.d.Level,
		"the clock lets a case climb to where it is due":       a.Kind == casework.BySystem && d.Level != w.d.Level && !climbed(d, now),
		"an event says from where to where":                    e.From != w.d.State || e.To != d.State,
		"an event is never earlier than the one before":        e.At.Before(w.d.UpdatedAt),
		"somebody without capacities does nothing":             a.Kind == casework.ByAccount && len(a.Capacities) == 0,
		"only a department that had it counts as a hop":        (d.Hops != w.d.Hops) != (e.Action == casework.Return && w.d.Department != ""),
		"a due date moves only when a clock begins or goes on": !d.ResolveDue.Equal(w.d.ResolveDue) && !movesClocks(e),
	} {
		if broken {
			t.Errorf("%s: broken by %s of %+v (-before +after):\n%s", rule, e.Action, a, cmp.Diff(w.d, d))
		}
	}
}

// milestoneWithTheEnd reports whether the milestone that every category here has, with the limit of the whole, is due when the
// whole is.
func milestoneWithTheEnd(d casework.Dossier, story []casework.Event) bool {
	steps := casework.Milestones(d, story, rules())
	if d.ResolveDue.IsZero() {
		return len(steps) == 0
	}
	return len(steps) == 1 && steps[0].Due.Equal(d.ResolveDue)
}

// climbed reports whether d stands exactly where its lateness puts it at now.
func climbed(d casework.Dossier, now time.Time) bool {
	level := d.Level
	d.Level = casework.GridLevel
	due, _ := casework.Escalation(d, now, rules())
	return due == level
}

func closes(e casework.Event) bool {
	return e.To != e.From && (e.To == casework.Closed || e.To == casework.ClosedUnfixed)
}

func movesClocks(e casework.Event) bool {
	return slices.Contains([]casework.Action{casework.Dispatch, casework.Accept, casework.Resume, casework.Reopen, casework.Regrade}, e.Action)
}

// replays checks that the events alone, as a database gives them back, lead to the same dossier.
func (w *walk) replays(t *rapid.T) {
	kept := []casework.Event{{Action: casework.Opened, To: casework.Reported}}
	for _, e := range w.events {
		raw, err := json.Marshal(e.Detail)
		if err != nil {
			t.Fatal(err)
		}
		e.Detail = nil
		if err := json.Unmarshal(raw, &e.Detail); err != nil {
			t.Fatal(err)
		}
		kept = append(kept, e)
	}
	if diff := cmp.Diff(w.d, casework.Replay(w.first, kept, rules())); diff != "" {
		t.Errorf("the events lead elsewhere (-walked +replayed):\n%s", diff)
	}
}
