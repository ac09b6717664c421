package office_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/office"
)

func TestWhatIsLongLateClimbsInOneEvent(t *testing.T) {
	w := newWorld(t)
	id := w.working()
	w.now = w.now.Add(4 * time.Hour)
	w.sweep()
	if n, _ := done(w.find(id), casework.Escalate); n != 0 {
		t.Errorf("it climbed %d times the moment that it fell due", n)
	}
	w.now = w.now.Add(30 * time.Hour) // over twice its limit
	w.sweep()
	w.sweep()
	v := w.find(id)
	n, e := done(v, casework.Escalate)
	if n != 1 || v.Dossier.Level != casework.Top || e.Actor != casework.BySystem {
		t.Errorf("it climbed %d times, to level %d, by %s; want once, to the top, by the system", n, v.Dossier.Level, e.Actor)
	}
	w.replays(id)
}

func TestALateCaseClimbsStepByStepAsTimeGoes(t *testing.T) {
	w := newWorld(t)
	id := w.working()
	w.now = w.now.Add(4 * time.Hour)
	for level, more := range []time.Duration{59 * time.Minute, time.Minute, 3 * time.Hour, 4 * time.Hour} {
		w.now = w.now.Add(more)
		w.sweep()
		v := w.find(id)
		if n, _ := done(v, casework.Escalate); n != level || v.Dossier.Level != level {
			t.Errorf("%s later it has climbed %d times, to level %d; want level %d", more, n, v.Dossier.Level, level)
		}
	}
	w.replays(id)
}

func TestADeferredCaseIsTakenUpWhenItsDateHasCome(t *testing.T) {
	w := newWorld(t)
	id := w.working()
	began := w.now
	w.now = w.now.Add(time.Hour)
	w.act(id, office.Order{Action: casework.Defer, Reason: "weather", Until: w.now.Add(48 * time.Hour)})
	w.now = w.now.Add(48*time.Hour - time.Second)
	w.sweep()
	if v := w.find(id); v.Dossier.State != casework.Deferred || v.Dossier.Level != 0 {
		t.Errorf("a second before its date it is %s, on level %d", v.Dossier.State, v.Dossier.Level)
	}
	w.now = w.now.Add(time.Second)
	w.sweep()
	w.sweep()
	v := w.find(id)
	if n, e := done(v, casework.Resume); n != 1 || e.Actor != casework.BySystem || v.Dossier.State != casework.InProgress || !v.Dossier.PausedAt.IsZero() {
		t.Errorf("on its date it is %s, taken up %d times by %s", v.Dossier.State, n, e.Actor)
	}
	if want := began.Add(4*time.Hour + 48*time.Hour); !v.Dossier.ResolveDue.Equal(want) {
		t.Errorf("it is due at %s, want %s: the three hours that were left", v.Dossier.ResolveDue, want)
	}
	w.replays(id)
}

func TestMoreLateCasesThanOneQuestionHoldsAllClimb(t *testing.T) {
	w := newWorld(t)
	const many = 451
	w.opened(many)
	w.sql(`update case_file set state = 'in_progress', department = 'roads', dispatched_at = $1, resolve_due = $2`, w.now.Add(-5*time.Hour), w.now.Add(-time.Hour))
	w.sweep()
	rows, total, _, err := w.office.List(t.Context(), somebody(), office.Wanted{Queue: office.QueueOverdue, Limit: many})
	if err != nil || total != many {
		t.Fatalf("%d are late (%v), want %d", total, err, many)
	}
	for _, r := range rows {
		if r.Dossier.Level != casework.CommunityLevel {
			t.Fatalf("%s stands on level %d", r.Dossier.ID, r.Dossier.Level)
		}
	}
}

func TestClerksOfTwoProcessesDoThingsOnce(t *testing.T) {
	w := newWorld(t)
	late, deferred := w.working(), w.working()
	w.act(deferred, office.Order{Action: casework.Defer, Reason: "weather", Until: w.now.Add(time.Hour)})
	w.now = w.now.Add(4*time.Hour + 90*time.Minute)
	var both sync.WaitGroup
	for range 4 {
		both.Go(func() {
			if err := w.clerk.Sweep(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	for id, action := range map[uuid.UUID]casework.Action{late: casework.Escalate, deferred: casework.Resume} {
		if n, _ := done(w.find(id), action); n != 1 {
			t.Errorf("%s was done %d times", action, n)
		}
		w.replays(id)
	}
}

func TestACaseThatCannotBeHelpedHoldsUpNoOther(t *testing.T) {
	w := newWorld(t)
	ids := w.opened(3)
	w.sql("update case_file set severity = 3")
	w.sql("update case_file set hops = 2, state = 'filed' where id = $1", ids[0]) // an arbiter decides
	w.sweep()
	for i, want := range []casework.State{casework.Filed, casework.Dispatched, casework.Dispatched} {
		if v := w.find(ids[i]); v.Dossier.State != want {
			t.Errorf("case %d is %s, want %s", i, v.Dossier.State, want)
		}
	}
}
