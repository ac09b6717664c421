package casework_test

import (
	"slices"
	"testing"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

func TestTheTableIsWhole(t *testing.T) {
	known := map[casework.Action]bool{}
	into := map[casework.State]bool{casework.Reported: true}
	for _, row := range casework.Transitions() {
		known[row.Action] = true
		into[row.To] = true
		if len(row.From) == 0 || len(row.Kinds) == 0 {
			t.Errorf("%s: nobody, or from nowhere: %+v", row.Action, row)
		}
		if slices.Contains(row.Kinds, casework.ByAccount) == (len(row.By) == 0) {
			t.Errorf("%s: an account needs a capacity, and only an account: %+v", row.Action, row)
		}
		if row.NeedsReason() != (len(casework.Reasons(row.Action)) > 0) {
			t.Errorf("%s needs a reason: %v, but has %d to choose from", row.Action, row.NeedsReason(), len(casework.Reasons(row.Action)))
		}
	}
	for _, action := range casework.Actions() {
		if !known[action] {
			t.Errorf("no line is about %s", action)
		}
		if title := action.Title(); title.ZH == "" || title.EN == "" {
			t.Errorf("%s has no title", action)
		}
	}
	if len(known) != len(casework.Actions()) {
		t.Errorf("the table knows %d actions, the list %d", len(known), len(casework.Actions()))
	}
	for _, s := range casework.States() {
		if !into[s] {
			t.Errorf("no line leads to %s", s)
		}
		if title := s.Title(); title.ZH == "" || title.EN == "" {
			t.Errorf("%s has no title", s)
		}
	}
}

func TestEveryOpenStateHasAWayToTheEnd(t *testing.T) {
	reaches := map[casework.State]bool{}
	for _, s := range casework.States() {
		reaches[s] = s.Settled()
	}
	for range casework.States() {
		for _, row := range casework.Transitions() {
			for _, from := range row.From {
				reaches[from] = reaches[from] || row.To != "" && reaches[row.To]
			}
		}
	}
	for s, ok := range reaches {
		if !ok {
			t.Errorf("a case that is %s never ends", s)
		}
	}
}

func TestReasonsHaveWordsAndOneCodeEach(t *testing.T) {
	for _, action := range casework.Actions() {
		seen := map[string]bool{}
		for _, r := range casework.Reasons(action) {
			if seen[r.Code] || r.Code == "" || r.ZH == "" || r.EN == "" {
				t.Errorf("%s: %+v is twice there, or has no words", action, r)
			}
			seen[r.Code] = true
		}
		if len(seen) > 0 && !seen[casework.Other] {
			t.Errorf("%s has no other reason", action)
		}
	}
}

func TestTheTableIsACopy(t *testing.T) {
	rows := casework.Transitions()
	rows[0].From[0], rows[0].To, rows[0].By[0] = casework.Closed, casework.Closed, casework.CanArbitrate
	if again := casework.Transitions(); again[0].From[0] != casework.Reported || again[0].To != casework.Verifying || again[0].By[0] != casework.CanVerify {
		t.Errorf("what a caller writes changes the table: %+v", again[0])
	}
}

func TestWhatIsWrongWithARequestIsNamed(t *testing.T) {
	at := working(t).UpdatedAt
	long := make([]byte, 2001)
	for i := range long {
		long[i] = 'a'
	}
	severity := casework.Severity(9)
	for name, c := range map[string]struct {
		d     casework.Dossier
		a     casework.Actor
		r     casework.Request
		kind  geo.Kind
		field string
	}{
		"no such action":                    {working(t), everything(), casework.Request{Action: "burn"}, geo.Invalid, "action"},
		"not from this state":               {working(t), everything(), casework.Request{Action: casework.File}, geo.Conflict, "action"},
		"not by this actor":                 {working(t), reporter(), casework.Request{Action: casework.Resolve}, geo.Forbidden, "action"},
		"no reason":                         {working(t), roads(), casework.Request{Action: casework.Return}, geo.Invalid, "reason"},
		"a reason of another action":        {working(t), roads(), casework.Request{Action: casework.Return, Reason: "weather"}, geo.Invalid, "reason"},
		"a reason where none is taken":      {working(t), roads(), casework.Request{Action: casework.Resolve, Reason: "weather"}, geo.Invalid, "reason"},
		"another reason without words":      {working(t), roads(), casework.Request{Action: casework.Return, Reason: casework.Other}, geo.Invalid, "note"},
		"too many words":                    {working(t), roads(), casework.Request{Action: casework.Resolve, PublicNote: string(long)}, geo.Invalid, "public_note"},
		"deferred to no day":                {working(t), arbiter(), casework.Request{Action: casework.Defer, Reason: "weather"}, geo.Invalid, "until"},
		"deferred to the past":              {working(t), arbiter(), casework.Request{Action: casework.Defer, Reason: "weather", Until: at}, geo.Invalid, "until"},
		"parked without an explanation":     {working(t), arbiter(), casework.Request{Action: casework.Park, Reason: "no_funds"}, geo.Invalid, "note"},
		"linked to itself":                  {working(t), dispatcher(), casework.Request{Action: casework.LinkTo, DuplicateOf: working(t).ID}, geo.Invalid, "duplicate_of"},
		"graded as nothing":                 {working(t), dispatcher(), casework.Request{Action: casework.Regrade}, geo.Invalid, "severity"},
		"graded as no severity":             {working(t), dispatcher(), casework.Request{Action: casework.Regrade, Severity: &severity}, geo.Invalid, "severity"},
		"graded as no category":             {working(t), dispatcher(), casework.Request{Action: casework.Regrade, Category: &casework.Category{Code: "1"}}, geo.Invalid, "category"},
		"a task of nobody":                  {working(t), dispatcher(), casework.Request{Action: casework.Split, Task: casework.Task{ID: working(t).ID, Title: "x"}}, geo.Invalid, "department"},
		"a task of nothing":                 {working(t), dispatcher(), casework.Request{Action: casework.Split, Task: casework.Task{ID: working(t).ID, Department: "police"}}, geo.Invalid, "title"},
		"a task without an id":              {working(t), dispatcher(), casework.Request{Action: casework.Split, Task: casework.Task{Title: "x", Department: "police"}}, geo.Invalid, "id"},
		"assigned to less than nobody":      {working(t), roads(), casework.Request{Action: casework.Assign, Assignee: -1}, geo.Invalid, "assignee"},
		"for a department that has it not":  {working(t), police(), casework.Request{Action: casework.Resolve}, geo.Forbidden, "action"},
		"dispatched to nobody":              {does(t, opened(pothole()), dispatcher(), at, casework.Request{Action: casework.File}), dispatcher(), casework.Request{Action: casework.Dispatch}, geo.Invalid, "department"},
		"a grave matter filed by the grid":  {opened(cladding()), member(), casework.Request{Action: casework.File}, geo.Forbidden, "action"},
		"contested before it is closed":     {working(t), reporter(), casework.Request{Action: casework.Contest, Note: "no"}, geo.Conflict, "action"},
		"resumed by the clerk, not by date": {does(t, working(t), arbiter(), at, casework.Request{Action: casework.Defer, Reason: "weather", Until: at.AddDate(0, 0, 9)}), clerk(), casework.Request{Action: casework.Resume}, geo.Conflict, "action"},
	} {
		c.r.Actor, c.r.At = c.a, at
		_, _, err := casework.Apply(c.d, c.r, rules())
		if e, ok := err.(*geo.Error); !ok || e.Kind != c.kind || e.Field != c.field {
			t.Errorf("%s: %v, want %s of %q", name, err, c.kind, c.field)
		}
	}
}
