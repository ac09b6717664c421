package casework_test

import (
	"encoding/json"
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

// complete returns a request for action with everything that it may need, right in itself.
func complete(t *rapid.T, d casework.Dossier, action casework.Action, a casework.Actor, at time.Time) casework.Request {
	severity, other := casework.Severity(rapid.IntRange(0, 3).Draw(t, "severity")), cladding()
	if d.Category.Code == other.Code {
		other = pothole()
	}
	r := casework.Request{
		Action: action, Actor: a, At: at, Note: "words", Department: rapid.SampledFrom([]string{"roads", "police"}).Draw(t, "department"),
		Assignee: int64(rapid.IntRange(0, 4).Draw(t, "assignee")), Until: at.Add(time.Duration(rapid.IntRange(1, 500).Draw(t, "deferral")) * time.Hour),
		DuplicateOf: uuid.MustParse("00000000-0000-4000-8000-00000000000f"), Severity: &severity,
	}
	if rapid.Bool().Draw(t, "regrade the category") {
		r.Category = &other
	}
	if reasons := casework.Reasons(action); len(reasons) > 0 {
		r.Reason = rapid.SampledFrom(reasons).Draw(t, "reason").Code
	}
	switch action {
	case casework.Split:
		r.Task = casework.Task{ID: uuid.NewSHA1(d.ID, []byte{byte(len(d.Tasks))}), Department: r.Department, Title: "cordon off"}
	case casework.EndTask:
		r.Task.State = rapid.SampledFrom([]casework.TaskState{casework.TaskDone, casework.TaskReturned}).Draw(t, "task ends")
		tasks := d.OpenTasks()
		if !slices.Contains(a.Capacities, casework.CanDispatch) {
			tasks = slices.DeleteFunc(tasks, func(task casework.Task) bool { return task.Department != a.Department })
		}
		if len(tasks) > 0 {
			r.Task.ID = tasks[0].ID
		}
	}
	return r
}

// walk is a random life of a case, with what an onlooker remembers of it.
type walk struct {
	first, d  casework.Dossier
	events    []casework.Event
	resolvers map[int64]bool
}

func TestNoRandomWalkLeavesTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := walk{first: opened(rapid.SampledFrom([]casework.Category{pothole(), cladding()}).Draw(t, "category")), resolvers: map[int64]bool{}}
		w.d = w.first
		now := w.d.OpenedAt
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(60*time.Hour)).Draw(t, "pause")))
			w.step(t, rapid.SampledFrom(crew()).Draw(t, "actor"), now)
		}
		w.replays(t)
	})
}

// step lets a act on the case: an action that is offered where there is one, so that walks get far, and now and then any.
func (w *walk) step(t *rapid.T, a casework.Actor, now time.Time) {
	offers := casework.Allowed(w.d, a, now, rules())
	w.offersAreWhatApplyAccepts(t, a, now, offers)
	action := rapid.SampledFrom(casework.Actions()).Draw(t, "action")
	if len(offers) > 0 && rapid.IntRange(0, 9).Draw(t, "obedient") > 0 {
		action = rapid.SampledFrom(offers).Draw(t, "offer").Action
	}
	before := w.d
	after, e, err := casework.Apply(w.d, complete(t, w.d, action, a, now), rules())
	if diff := cmp.Diff(before, w.d); diff != "" {
		t.Fatalf("%s changed the dossier that it was given:\n%s", action, diff)
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

func (w *walk) offersAreWhatApplyAccepts(t *rapid.T, a casework.Actor, now time.Time, offers []casework.Offer) {
	for _, action := range casework.Actions() {
		_, _, err := casework.Apply(w.d, complete(t, w.d, action, a, now), rules())
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
		"soon is before due":                                   d.SoonAt.After(d.ResolveDue),
		"the ladder goes up one at a time":                     d.Level != w.d.Level && d.Level != w.d.Level+1 || d.Level > casework.Top,
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

func TestRandomWalksReachEveryState(t *testing.T) {
	reached := map[casework.State]bool{}
	rapid.Check(t, func(t *rapid.T) {
		w := walk{first: opened(pothole()), resolvers: map[int64]bool{}}
		w.d = w.first
		for range 80 {
			w.step(t, rapid.SampledFrom(crew()).Draw(t, "actor"), w.d.UpdatedAt.Add(time.Hour))
			reached[w.d.State] = true
		}
	})
	for _, s := range casework.States() {
		if !reached[s] {
			t.Errorf("no walk reached %q: the property tests say nothing about it", s)
		}
	}
}
