package office_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/office"
)

// kept is how many rows of each table an action writes to there are, and the case's own row.
func (w *world) kept(id uuid.UUID) map[string]string {
	w.t.Helper()
	out := map[string]string{"case_file": w.text("select c::text from case_file c where id = $1", id)}
	for _, table := range []string{"case_event", "case_task", "case_department", "case_action", "change"} {
		out[table] = w.text("select count(*)::text from " + table)
	}
	return out
}

// The database's process ends amid an action, at each of the tables that it writes to in turn, and at the commit: nothing of it is
// there afterwards, and when it is asked for again it is done once.
func TestWhenTheDatabaseDiesInMidActionNothingOfItIsKept(t *testing.T) {
	w := newWorld(t)
	w.sql(`create function die() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(60); return null; end $$`)
	split := office.Order{Action: casework.Split, Task: casework.Task{ID: uuid.New(), Department: "parks", Title: "cordon off"}}
	for _, table := range []string{"case_file", "case_event", "case_task", "case_department", "case_action", "change", "the commit"} {
		id := w.working()
		trigger := "create trigger dies after insert or update on " + table + " for each row execute function die()"
		if table == "the commit" {
			table = "change"
			trigger = "create constraint trigger dies after insert on change deferrable initially deferred for each row execute function die()"
		}
		split.Task.ID = uuid.New()
		before := w.kept(id)
		w.sql(trigger)
		_, err := w.office.Act(t.Context(), somebody(), id, "key-00001", split)
		if geo.KindOf(err) != geo.Unavailable {
			t.Errorf("%s: acting answers %v", trigger, err)
		}
		w.sql("drop trigger dies on " + table)
		if diff := cmp.Diff(before, w.kept(id)); diff != "" {
			t.Errorf("%s: something is kept (-before +after):\n%s", trigger, diff)
		}
		for range 2 {
			v, err := w.office.Act(t.Context(), somebody(), id, "key-00001", split)
			if err != nil {
				t.Fatal(err)
			}
			if n, _ := done(v, casework.Split); n != 1 || len(v.Tasks) != 1 {
				t.Errorf("%s: asked for again it was done %d times, with %d tasks", trigger, n, len(v.Tasks))
			}
		}
		w.replays(id)
	}
}

// The clerk's connection is lost while it works: it says so, and goes on where it was when it is called again.
func TestAClerkThatLosesTheDatabaseGoesOnLater(t *testing.T) {
	w := newWorld(t)
	ids := []uuid.UUID{w.working(), w.working()}
	w.now = w.now.Add(6 * time.Hour)
	w.sql(`create function die() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(60); return null; end $$`)
	w.sql("create trigger dies after insert on case_event for each row execute function die()")
	if err := w.clerk.Sweep(t.Context()); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("without a database it says %v", err)
	}
	w.sql("drop trigger dies on case_event")
	w.sweep()
	for _, id := range ids {
		if n, _ := done(w.find(id), casework.Escalate); n != 1 {
			t.Errorf("a case has climbed %d times", n)
		}
		w.replays(id)
	}
}
