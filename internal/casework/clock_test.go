package casework_test

import (
	"maps"
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// does applies one action and fails the test when it is refused.
func does(t *testing.T, d casework.Dossier, a casework.Actor, at time.Time, r casework.Request) casework.Dossier {
	t.Helper()
	r.Actor, r.At = a, at
	after, _, err := casework.Apply(d, r, rules())
	if err != nil {
		t.Fatalf("%s of a case that is %s: %v", r.Action, d.State, err)
	}
	return after
}

func refused(t *testing.T, d casework.Dossier, a casework.Actor, at time.Time, r casework.Request, kind geo.Kind) {
	t.Helper()
	r.Actor, r.At = a, at
	if _, _, err := casework.Apply(d, r, rules()); err == nil || geo.KindOf(err) != kind {
		t.Errorf("%s of a case that is %s answers %v, want %s", r.Action, d.State, err, kind)
	}
}

// working is a pothole that the road crew took on at nine on a Monday.
func working(t *testing.T) casework.Dossier {
	t.Helper()
	at := day(time.May, 11, 9, 0)
	d := does(t, opened(pothole()), dispatcher(), at, casework.Request{Action: casework.File})
	d = does(t, d, dispatcher(), at, casework.Request{Action: casework.Dispatch, Department: "roads"})
	return does(t, d, roads(), at, casework.Request{Action: casework.Accept})
}

func TestClocksBeginAtDispatch(t *testing.T) {
	d := working(t)
	if !d.MakeSafeDue.Equal(day(time.May, 11, 15, 0)) || !d.ResolveDue.Equal(day(time.May, 18, 18, 0)) || !d.DispatchedAt.Equal(day(time.May, 11, 9, 0)) {
		t.Errorf("safe by %s, done by %s", d.MakeSafeDue.In(shanghai), d.ResolveDue.In(shanghai))
	}
	// Six days of seven hours are between; the last quarter begins 10.5 hours before the end.
	if !d.SoonAt.Equal(day(time.May, 15, 14, 30)) {
		t.Errorf("near at %s", d.SoonAt.In(shanghai))
	}
}

func TestAPauseGivesBackExactlyWhatWasLeft(t *testing.T) {
	defers := casework.Request{Action: casework.Defer, Reason: "weather", Until: day(time.May, 25, 9, 0)}
	d := does(t, working(t), arbiter(), day(time.May, 13, 15, 0), defers)
	if got := d.Deadline(); got != (casework.Deadline{}) {
		t.Errorf("due %s while deferred", got.At)
	}
	d = does(t, d, clerk(), day(time.May, 25, 9, 0), casework.Request{Action: casework.Resume})
	// Left: three hours of Wednesday and three days of seven hours.
	if !d.ResolveDue.Equal(day(time.May, 28, 12, 0)) {
		t.Errorf("due %s after the pause", d.ResolveDue.In(shanghai))
	}
	if !d.MakeSafeDue.Equal(day(time.May, 11, 15, 0)) {
		t.Errorf("what was late already is due %s now", d.MakeSafeDue.In(shanghai))
	}
}

func TestAPauseOfAClockInHoursIsByTheClock(t *testing.T) {
	at := day(time.May, 16, 20, 0) // a Saturday night
	d := does(t, opened(cladding()), clerk(), at, casework.Request{Action: casework.File})
	d = does(t, d, clerk(), at, casework.Request{Action: casework.Dispatch, Department: "roads"})
	d = does(t, d, roads(), at, casework.Request{Action: casework.Accept})
	d = does(t, d, arbiter(), at.Add(10*time.Hour), casework.Request{Action: casework.Defer, Reason: "weather", Until: at.Add(50 * time.Hour)})
	d = does(t, d, roads(), at.Add(30*time.Hour), casework.Request{Action: casework.Resume})
	if want := at.Add(44 * time.Hour); !d.ResolveDue.Equal(want) {
		t.Errorf("due %s, want %s: 14 hours were left", d.ResolveDue.In(shanghai), want)
	}
}

func TestADeadlineIsOfTheClockThatRuns(t *testing.T) {
	d := working(t)
	soon := day(time.May, 15, 14, 30)
	if got := d.Deadline(); !got.MakeSafe || !got.At.Equal(day(time.May, 11, 15, 0)) || !got.SoonAt.Equal(soon) {
		t.Errorf("in danger: %+v", got)
	}
	d = does(t, d, roads(), day(time.May, 11, 10, 0), casework.Request{Action: casework.MakeSafe})
	end := day(time.May, 18, 18, 0)
	if got := d.Deadline(); got.MakeSafe || !got.At.Equal(end) || !got.SoonAt.Equal(soon) {
		t.Errorf("safe: %+v", got)
	}
	if got := d.Deadline(); got.Late(end) || !got.Late(end.Add(1)) {
		t.Error("it isn't late from behind its end on")
	}
	done := does(t, d, roads(), day(time.May, 18, 9, 0), casework.Request{Action: casework.Resolve})
	if got := done.Deadline(); got != (casework.Deadline{}) || got.Late(day(time.May, 25, 9, 0)) {
		t.Errorf("a case that waits to be checked is due %s", got.At)
	}
}

func TestALateCaseClimbsTheLadder(t *testing.T) {
	d := does(t, working(t), roads(), day(time.May, 11, 10, 0), casework.Request{Action: casework.MakeSafe})
	// The limit of five working days lasts 7 + 5 × 7 = 42 hours from Monday at nine; counted from where it ran out, 35.
	for _, c := range []struct {
		at    time.Time
		level int
	}{
		{day(time.May, 18, 18, 0), casework.GridLevel},
		{day(time.May, 19, 18, 0), casework.GridLevel},
		{day(time.May, 20, 11, 0), casework.CommunityLevel},
		{day(time.May, 25, 18, 0), casework.StreetLevel},
		{day(time.June, 1, 18, 0), casework.DistrictLevel},
	} {
		level, up := casework.Escalation(d, c.at, rules())
		if level != c.level || up != (c.level > 0) {
			t.Errorf("at %s on level %d (%v), want %d", c.at, level, up, c.level)
		}
	}
	d = does(t, d, clerk(), day(time.May, 20, 11, 0), casework.Request{Action: casework.Escalate})
	if level, up := casework.Escalation(d, day(time.May, 20, 12, 0), rules()); up || d.Level != casework.CommunityLevel {
		t.Errorf("from level %d again to %d", d.Level, level)
	}
	done := does(t, d, roads(), day(time.May, 20, 12, 0), casework.Request{Action: casework.Resolve})
	if level, up := casework.Escalation(done, day(time.June, 1, 18, 0), rules()); up {
		t.Errorf("said to be done, it climbs to level %d", level)
	}
}

func TestWhatIsLongLateGoesUpToWhereItShouldStandInOneEvent(t *testing.T) {
	d := does(t, working(t), roads(), day(time.May, 11, 10, 0), casework.Request{Action: casework.MakeSafe})
	in := day(time.May, 18, 18, 0)
	_, _, err := casework.Apply(d, casework.Request{Action: casework.Escalate, Actor: clerk(), At: in}, rules())
	if geo.KindOf(err) != geo.Conflict {
		t.Errorf("the system lets a case climb that is due no higher: %v", err)
	}
	late := day(time.June, 1, 18, 0)
	after, e, err := casework.Apply(d, casework.Request{Action: casework.Escalate, Actor: clerk(), At: late}, rules())
	if err != nil || after.Level != casework.DistrictLevel || e.Detail[casework.DetailLevel] != int64(casework.DistrictLevel) {
		t.Errorf("it stands on %d after %+v (%v), want the district", after.Level, e, err)
	}
	if again := casework.Replay(d, []casework.Event{e}, rules()); again.Level != after.Level {
		t.Errorf("replayed it stands on %d", again.Level)
	}
	byHand := does(t, d, dispatcher(), late, casework.Request{Action: casework.Escalate, Note: "nobody comes"})
	if byHand.Level != casework.CommunityLevel {
		t.Errorf("a person lets it climb to %d, want one step", byHand.Level)
	}
}

func TestADangerThatIsNotMadeSafeClimbsToo(t *testing.T) {
	d := does(t, opened(cladding()), clerk(), day(time.May, 16, 20, 0), casework.Request{Action: casework.File})
	d = does(t, d, clerk(), day(time.May, 16, 20, 0), casework.Request{Action: casework.Dispatch, Department: "police"})
	if level, up := casework.Escalation(d, day(time.May, 16, 21, 15), rules()); !up || level != casework.CommunityLevel {
		t.Errorf("a quarter of an hour after the hour it stands on %d", level)
	}
	d = does(t, d, police(), day(time.May, 16, 20, 40), casework.Request{Action: casework.MakeSafe})
	if level, up := casework.Escalation(d, day(time.May, 16, 23, 15), rules()); up {
		t.Errorf("made safe, it still climbs to %d", level)
	}
}

func TestMilestonesCountFromTheStartOfTheClocks(t *testing.T) {
	r := rules()
	r.Categories = maps.Clone(r.Categories)
	c := pothole()
	c.Milestones = []casework.Milestone{
		{Title: casework.Text{ZH: "查看", EN: "Look"}, Limit: casework.Limit{Amount: 4, Unit: casework.WorkHours}},
		{Title: casework.Text{ZH: "封闭", EN: "Close off"}, Limit: casework.Limit{Amount: 7, Unit: casework.WorkDays}},
	}
	r.Categories[c.Code] = c
	d := opened(c)
	at := day(time.May, 11, 9, 0)
	d, filed, err := casework.Apply(d, casework.Request{Action: casework.File, Actor: dispatcher(), At: at.Add(-time.Hour)}, r)
	if err != nil {
		t.Fatal(err)
	}
	if got := casework.Milestones(d, []casework.Event{filed}, r); got != nil {
		t.Errorf("before it is dispatched it has %v", got)
	}
	d, sent, err := casework.Apply(d, casework.Request{Action: casework.Dispatch, Department: "roads", Actor: dispatcher(), At: at}, r)
	if err != nil {
		t.Fatal(err)
	}
	got := casework.Milestones(d, []casework.Event{filed, sent}, r)
	if len(got) != 2 || got[0].Title.EN != "Look" || !got[0].Due.Equal(day(time.May, 11, 15, 0)) || !got[1].Due.Equal(day(time.May, 20, 18, 0)) {
		t.Errorf("milestones at %v", got)
	}
}

func TestLimitsByTheClockAbout(t *testing.T) {
	for l, want := range map[casework.Limit]int{
		{}: 0, {Amount: 6, Unit: casework.Hours}: 6, {Amount: 4, Unit: casework.WorkHours}: 12, {Amount: 5, Unit: casework.WorkDays}: 120, {Amount: 15, Unit: casework.Days}: 360,
	} {
		if got := l.NominalHours(); got != want {
			t.Errorf("%v is about %d hours, want %d", l, got, want)
		}
	}
}
