package casework_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wangge-map/wangge/internal/casework"
)

// Details come from a database that other versions of the program have written to as well.
func FuzzAnyDetailIsReplayed(f *testing.F) {
	f.Add("dispatch", "dispatched", `{"assignee": 4, "resolve_due": "2026-05-18T10:00:00Z"}`)
	f.Add("split", "in_progress", `{"task": "00000000-0000-4000-8000-0000000000aa", "task_for": "police", "task_due": ""}`)
	f.Add("regrade", "filed", `{"category": "99999", "severity": "grave"}`)
	f.Add("escalate", "", `{"level": "2", "until": 7, "duplicate_of": null, "severity": null}`)
	f.Fuzz(func(t *testing.T, action, to, detail string) {
		e := casework.Event{Action: casework.Action(action), From: casework.Reported, To: casework.State(to)}
		if json.Unmarshal([]byte(detail), &e.Detail) != nil {
			return
		}
		first := opened(pothole())
		once := casework.Replay(first, []casework.Event{e}, rules())
		if diff := cmp.Diff(once, casework.Replay(first, []casework.Event{e}, rules())); diff != "" {
			t.Errorf("the same event leads elsewhere the second time:\n%s", diff)
		}
		if want := first.Version + 1; e.Action != casework.Opened && once.Version != want {
			t.Errorf("version %d, want %d", once.Version, want)
		}
	})
}
