package casework_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

func TestAQuarrelIsSettledWithinTheGrid(t *testing.T) {
	at := day(time.May, 11, 10, 0)
	d := does(t, opened(pothole()), member(), at, casework.Request{Action: casework.File})
	d = does(t, d, member(), at, casework.Request{Action: casework.Accept})
	if d.Assignee != 1 || d.Department != "" || d.ResolveDue.IsZero() {
		t.Fatalf("taken on by the grid: %+v", d)
	}
	d = does(t, d, member(), at.Add(time.Hour), casework.Request{Action: casework.Resolve, PublicNote: "mended"})
	refused(t, d, member(), at.Add(2*time.Hour), casework.Request{Action: casework.Close}, geo.Forbidden)
	d = does(t, d, another(), at.Add(2*time.Hour), casework.Request{Action: casework.Close})
	if d.State != casework.Closed || !d.ClosedAt.Equal(at.Add(2*time.Hour)) || !d.ContestUntil.Equal(at.Add(2*time.Hour).AddDate(0, 0, 15)) {
		t.Errorf("closed: %+v", d)
	}
}

func TestNeitherReworkNorReopeningLetsAResolverClose(t *testing.T) {
	at := day(time.May, 12, 9, 0)
	d := does(t, working(t), everything(), at, casework.Request{Action: casework.Resolve})
	d = does(t, d, dispatcher(), at, casework.Request{Action: casework.SendBack, Reason: "partly_done"})
	d = does(t, d, roads(), at, casework.Request{Action: casework.Accept})
	d = does(t, d, roads(), at, casework.Request{Action: casework.Resolve})
	for _, action := range []casework.Action{casework.Close, casework.SendBack} {
		refused(t, d, everything(), at, casework.Request{Action: action, Reason: map[bool]string{true: "not_done"}[action == casework.SendBack]}, geo.Forbidden)
	}
	d = does(t, d, dispatcher(), at, casework.Request{Action: casework.Close})
	d = does(t, d, reporter(), at.Add(time.Hour), casework.Request{Action: casework.Contest, Note: "still a hole"})
	refused(t, d, everything(), at.Add(2*time.Hour), casework.Request{Action: casework.Uphold, Note: "it is fine"}, geo.Forbidden)
	d = does(t, d, arbiter(), at.Add(2*time.Hour), casework.Request{Action: casework.Reopen})
	if d.State != casework.Rework || d.Department != "roads" || d.Reworks != 2 || !d.ResolveDue.Equal(day(time.May, 19, 18, 0)) {
		t.Errorf("reopened: %+v", d)
	}
	d = does(t, d, arbiter(), at.Add(3*time.Hour), casework.Request{Action: casework.Return, Reason: "misdirected"})
	refused(t, d, everything(), at.Add(4*time.Hour), casework.Request{Action: casework.CloseAsIs, Reason: "not_needed"}, geo.Forbidden)
}

func TestTheTimeToContestEnds(t *testing.T) {
	at := day(time.May, 12, 9, 0)
	d := does(t, working(t), roads(), at, casework.Request{Action: casework.Resolve})
	d = does(t, d, member(), at, casework.Request{Action: casework.Close})
	words := casework.Request{Action: casework.Contest, Note: "still a hole"}
	refused(t, d, reporter(), at.AddDate(0, 0, 15), words, geo.Conflict)
	d = does(t, d, reporter(), at.AddDate(0, 0, 15).Add(-time.Second), words)
	upheld := does(t, d, arbiter(), at.AddDate(0, 0, 16), casework.Request{Action: casework.Uphold, Note: "looked at again"})
	if upheld.State != casework.Closed || !upheld.ClosedAt.Equal(at.AddDate(0, 0, 16)) {
		t.Errorf("upheld: %+v", upheld)
	}
	refused(t, upheld, reporter(), at.AddDate(0, 0, 17), words, geo.Conflict)
}

func TestWhatWasClosedUnfixedIsUpheldSo(t *testing.T) {
	at := day(time.May, 12, 9, 0)
	d := does(t, working(t), arbiter(), at, casework.Request{Action: casework.CloseAsIs, Reason: "no_duty_bearer"})
	d = does(t, d, reporter(), at, casework.Request{Action: casework.Contest, Note: "somebody must"})
	if d = does(t, d, arbiter(), at, casework.Request{Action: casework.Uphold, Note: "nobody does"}); d.State != casework.ClosedUnfixed {
		t.Errorf("upheld as %s", d.State)
	}
}

func TestAfterTwoReturnsAnArbiterDispatches(t *testing.T) {
	at := day(time.May, 12, 9, 0)
	d := does(t, opened(pothole()), dispatcher(), at, casework.Request{Action: casework.File})
	to := casework.Request{Action: casework.Dispatch, Department: "roads"}
	for range 2 {
		d = does(t, d, dispatcher(), at, to)
		d = does(t, d, roads(), at, casework.Request{Action: casework.Return, Reason: "not_our_duty"})
	}
	if d.Hops != 2 || d.Department != "" {
		t.Fatalf("returned twice: %+v", d)
	}
	refused(t, d, dispatcher(), at, to, geo.Forbidden)
	refused(t, d, clerk(), at, to, geo.Forbidden)
	if d = does(t, d, arbiter(), at, to); d.Department != "roads" || !d.ResolveDue.Equal(day(time.May, 19, 18, 0)) {
		t.Errorf("dispatched by an arbiter: %+v", d)
	}
}

func TestSeveralDepartmentsShareACase(t *testing.T) {
	at := day(time.May, 12, 9, 0)
	cordon := uuid.MustParse("00000000-0000-4000-8000-0000000000aa")
	d := does(t, working(t), dispatcher(), at, casework.Request{
		Action: casework.Split, Task: casework.Task{ID: cordon, Department: "police", Title: "cordon off", Due: at.Add(time.Hour)},
	})
	want := []casework.Task{{ID: cordon, Department: "police", Title: "cordon off", State: casework.TaskOpen, Due: at.Add(time.Hour).UTC(), CreatedAt: at.UTC(), CreatedBy: 5}}
	if diff := cmp.Diff(want, d.OpenTasks()); diff != "" {
		t.Fatalf("tasks (-want +got):\n%s", diff)
	}
	done := casework.Request{Action: casework.EndTask, Task: casework.Task{ID: cordon, State: casework.TaskDone}}
	refused(t, d, roads(), at, casework.Request{Action: casework.Resolve}, geo.Conflict)
	refused(t, d, roads(), at, done, geo.Forbidden)
	for _, c := range []struct {
		actor casework.Actor
		want  []casework.TaskState
	}{
		{police(), []casework.TaskState{casework.TaskDone, casework.TaskReturned}}, {roads(), nil}, {reporter(), nil},
		{dispatcher(), []casework.TaskState{casework.TaskDone, casework.TaskReturned, casework.TaskCancelled}},
	} {
		if diff := cmp.Diff(c.want, casework.TaskEnds(d, d.Tasks[0], c.actor, at, rules())); diff != "" {
			t.Errorf("%+v may end the task (-want +got):\n%s", c.actor, diff)
		}
	}
	refused(t, d, police(), at, casework.Request{Action: casework.EndTask, Task: casework.Task{ID: cordon, State: casework.TaskCancelled}}, geo.Forbidden)
	refused(t, d, police(), at, casework.Request{Action: casework.EndTask, Task: casework.Task{ID: cordon, State: casework.TaskReturned}}, geo.Invalid)
	refused(t, d, police(), at, casework.Request{Action: casework.EndTask, Task: casework.Task{State: casework.TaskDone}}, geo.NotFound)
	sweep := uuid.MustParse("00000000-0000-4000-8000-0000000000bb")
	two := does(t, d, dispatcher(), at, casework.Request{Action: casework.Split, Task: casework.Task{ID: sweep, Department: "roads", Title: "sweep"}})
	refused(t, two, roads(), at, done, geo.Forbidden) // they have one of their own, but this is another's
	if two = does(t, two, dispatcher(), at, done); len(two.OpenTasks()) != 1 || two.OpenTasks()[0].ID != sweep {
		t.Errorf("a dispatcher ended one of two: %+v", two.Tasks)
	}
	d = does(t, d, police(), at, done)
	refused(t, d, dispatcher(), at, done, geo.Conflict)
	if ends := casework.TaskEnds(d, d.Tasks[0], dispatcher(), at, rules()); ends != nil {
		t.Errorf("what has ended may end %v", ends)
	}
	d = does(t, d, roads(), at, casework.Request{Action: casework.Resolve})
	alsoChecks := account(4, "police", casework.CanVerify, casework.CanHandle)
	refused(t, d, alsoChecks, at, casework.Request{Action: casework.Close}, geo.Forbidden)
	if d = does(t, d, dispatcher(), at, casework.Request{Action: casework.Close}); d.Tasks[0].State != casework.TaskDone || d.Tasks[0].EndedBy != 4 {
		t.Errorf("closed with %+v", d.Tasks)
	}
}

func TestAnotherCategoryBringsItsOwnLimits(t *testing.T) {
	at, danger := day(time.May, 12, 9, 0), cladding()
	grave := casework.Emergency
	d := does(t, working(t), dispatcher(), at, casework.Request{Action: casework.Regrade, Category: &danger, Severity: &grave})
	if d.Category.Code != "90001" || d.Severity != casework.Emergency || !d.ResolveDue.Equal(day(time.May, 12, 9, 0)) {
		t.Errorf("graded anew: %s, %s, due %s", d.Category.Code, d.Severity, d.ResolveDue.In(shanghai))
	}
}

func TestTheSensibleActionComesFirst(t *testing.T) {
	at := day(time.May, 12, 9, 0)
	filed := does(t, opened(pothole()), dispatcher(), at, casework.Request{Action: casework.File})
	dispatched := does(t, filed, dispatcher(), at, casework.Request{Action: casework.Dispatch, Department: "roads"})
	resolved := does(t, working(t), roads(), at, casework.Request{Action: casework.Resolve})
	for name, c := range map[string]struct {
		d    casework.Dossier
		a    casework.Actor
		want casework.Action
	}{
		"a dispatcher files":               {opened(pothole()), dispatcher(), casework.File},
		"a member looks at a grave matter": {opened(cladding()), member(), casework.Verify},
		"a dispatcher dispatches":          {filed, dispatcher(), casework.Dispatch},
		"a member takes it on":             {filed, member(), casework.Accept},
		"a handler resolves":               {working(t), roads(), casework.Resolve},
		"another checks":                   {resolved, member(), casework.Close},
		"who is on site makes it safe":     {dispatched, member(), casework.MakeSafe},
	} {
		offers := casework.Allowed(c.d, c.a, at, rules())
		if len(offers) == 0 || offers[0].Action != c.want {
			t.Errorf("%s: offered %v", name, offers)
		}
	}
}

func TestWhoDispatchesIsOfferedLastToSayThatItIsSafe(t *testing.T) {
	for name, a := range map[string]casework.Actor{"a dispatcher": dispatcher(), "an arbiter": arbiter()} {
		offers := casework.Allowed(working(t), a, day(time.May, 12, 9, 0), rules())
		if offers[len(offers)-1].Action != casework.MakeSafe || offers[0].Action != casework.Assign {
			t.Errorf("%s is offered %v", name, offers)
		}
	}
}

func TestAReturnNeedsAReasonThatItsAuthorCanMean(t *testing.T) {
	at := day(time.May, 12, 9, 0)
	inGrid := does(t, does(t, opened(pothole()), dispatcher(), at, casework.Request{Action: casework.File}), member(), at, casework.Request{Action: casework.Accept})
	anybody := []string{"wrong_place", "wrong_category", "needs_others", casework.Other}
	for name, c := range map[string]struct {
		d    casework.Dossier
		a    casework.Actor
		also []string
	}{
		"the department speaks of its duties":                  {working(t), roads(), []string{"not_our_duty", "not_our_area", "no_power"}},
		"the grid speaks of its limits":                        {inGrid, member(), []string{"not_our_duty", "not_our_area", "no_power", "beyond_grid"}},
		"a dispatcher takes back":                              {working(t), dispatcher(), []string{"misdirected"}},
		"who is both dispatcher and department may say either": {working(t), everything(), []string{"not_our_duty", "not_our_area", "no_power", "misdirected"}},
	} {
		may := append(append([]string{}, anybody...), c.also...)
		offers := casework.Allowed(c.d, c.a, at, rules())
		i := slices.IndexFunc(offers, func(o casework.Offer) bool { return o.Action == casework.Return })
		if i < 0 || !slices.Equal([]casework.Need{casework.NeedReason}, offers[i].Needs) {
			t.Errorf("%s: a return is not offered with a reason: %+v", name, offers)
			continue
		}
		for _, r := range casework.Reasons(casework.Return) {
			offered := slices.ContainsFunc(offers[i].Reasons, func(o casework.Reason) bool { return o.Code == r.Code })
			if want := slices.Contains(may, r.Code); offered != want {
				t.Errorf("%s: %s is offered %v, want %v", name, r.Code, offered, want)
			} else if !want {
				refused(t, c.d, c.a, at, casework.Request{Action: casework.Return, Reason: r.Code}, geo.Invalid)
			}
		}
	}
}

func TestAnEventIsNeverEarlierThanTheOneBefore(t *testing.T) {
	d := working(t)
	after := does(t, d, roads(), d.UpdatedAt.Add(-time.Hour), casework.Request{Action: casework.Resolve})
	if !after.ResolvedAt.Equal(d.UpdatedAt) {
		t.Errorf("resolved at %s, before it was taken on at %s", after.ResolvedAt, d.UpdatedAt)
	}
}

func TestAClockDoesNotStandStillBeyondTheEnd(t *testing.T) {
	at := day(time.May, 12, 9, 0)
	d := does(t, working(t), arbiter(), at, casework.Request{Action: casework.Defer, Reason: "weather", Until: at.AddDate(0, 0, 9)})
	if d = does(t, d, arbiter(), at, casework.Request{Action: casework.CloseAsIs, Reason: "not_needed"}); !d.PausedAt.IsZero() || !d.DeferredUntil.IsZero() {
		t.Errorf("closed, and paused since %s until %s", d.PausedAt, d.DeferredUntil)
	}
}

func TestAfterADeferralAnotherCategoryCountsFromNow(t *testing.T) {
	at := day(time.May, 12, 9, 0)
	d := does(t, working(t), arbiter(), at, casework.Request{Action: casework.Defer, Reason: "weather", Until: at.AddDate(0, 0, 9)})
	d = does(t, d, roads(), at.AddDate(0, 0, 2), casework.Request{Action: casework.Resume})
	danger := cladding()
	d = does(t, d, dispatcher(), at.AddDate(0, 0, 3), casework.Request{Action: casework.Regrade, Category: &danger})
	if want := at.AddDate(0, 0, 4); !d.ResolveDue.Equal(want) {
		t.Errorf("due %s, want %s", d.ResolveDue.In(shanghai), want)
	}
	late := does(t, working(t), arbiter(), day(time.May, 20, 9, 0), casework.Request{Action: casework.Defer, Reason: "weather", Until: day(time.May, 30, 9, 0)})
	late = does(t, late, roads(), day(time.May, 25, 9, 0), casework.Request{Action: casework.Resume})
	if !late.ResolveDue.Equal(day(time.May, 18, 18, 0)) || late.SoonAt.After(late.ResolveDue) || !late.Deadline().Late(day(time.May, 25, 9, 0)) {
		t.Errorf("late before it was deferred, it is due %s and near at %s", late.ResolveDue.In(shanghai), late.SoonAt.In(shanghai))
	}
}
