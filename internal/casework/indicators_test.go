package casework_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/internal/casework"
)

// bulletin is what a city publishes of a period.
type bulletin struct{ received, filed, due, settled, inTime, reworked, extended int }

// cases makes up cases that b would be the bulletin of in p, in random order, with others around p that must not count.
func (b bulletin) cases(p casework.Period, random *rand.Rand) []casework.Measured {
	length := p.Until.Sub(p.From)
	within := func(from, until float64) time.Time {
		return p.From.Add(time.Duration((from + (until-from)*random.Float64()) * float64(length)))
	}
	var out []casework.Measured
	for i := range b.received {
		m := casework.Measured{OpenedAt: within(0, 0.2)}
		switch {
		case i < b.inTime:
			m.ResolveDue, m.ClosedAt = within(0.7, 0.9), within(0.3, 0.6)
		case i < b.settled:
			m.ResolveDue, m.ClosedAt = within(0.3, 0.6), within(0.7, 0.9)
		case i < b.due:
			m.ResolveDue = within(0.3, 0.6)
			if i%2 == 0 {
				m.ClosedAt = within(1.1, 1.2) // too late for this bulletin
			}
		default:
			m.ResolveDue = within(1.1, 1.5)
		}
		if i < b.filed {
			m.FiledAt = m.OpenedAt.Add(time.Minute)
		} else {
			m.ResolveDue, m.ClosedAt = time.Time{}, m.OpenedAt.Add(time.Minute) // rejected
		}
		if i < b.reworked {
			m.Reworks = 1 + i%2
		}
		if b.due-i <= b.extended && i < b.due {
			m.Extensions = 1
		}
		out = append(out, m)
	}
	for range 50 { // of the period before, and duplicates
		before := within(-0.9, -0.5)
		out = append(out, casework.Measured{OpenedAt: before, FiledAt: before, ResolveDue: within(-0.4, -0.1), ClosedAt: within(0.1, 0.9)})
		out = append(out, casework.Measured{OpenedAt: within(0, 0.5), Duplicate: true, ClosedAt: within(0.5, 0.9)})
	}
	random.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func percent(rate *float64) string {
	if rate == nil {
		return "–"
	}
	return fmt.Sprintf("%.2f %%", *rate*100)
}

// Figures that cities have published, from cases that they would have been counted from: Tianmen for December 2016; a city with
// 6,026 cases due; Fuzhou for the second quarter of 2022.
func TestPublishedBulletinsComeOut(t *testing.T) {
	month := func(year int, from, until time.Month) casework.Period {
		return casework.Period{From: time.Date(year, from, 1, 0, 0, 0, 0, shanghai), Until: time.Date(year, until, 1, 0, 0, 0, 0, shanghai)}
	}
	type rates struct{ Filed, Settled, InTime, Rework, Extension string }
	for name, c := range map[string]struct {
		period   casework.Period
		bulletin bulletin
		want     rates
	}{
		"Tianmen": {month(2016, 12, 13), bulletin{received: 1054, filed: 996, due: 972, settled: 911, inTime: 737}, rates{"94.50 %", "93.72 %", "75.82 %", "0.00 %", "0.00 %"}},
		"a city":  {month(2020, 1, 2), bulletin{received: 6026, filed: 6026, due: 6026, settled: 5912, inTime: 5000}, rates{"100.00 %", "98.11 %", "82.97 %", "0.00 %", "0.00 %"}},
		"Fuzhou": {
			month(2022, 4, 7), bulletin{received: 277924, filed: 277924, due: 277924, settled: 277896, inTime: 277590, reworked: 306, extended: 556},
			rates{"100.00 %", "99.99 %", "99.88 %", "0.11 %", "0.20 %"},
		},
	} {
		got := casework.Measure(c.bulletin.cases(c.period, rand.New(rand.NewPCG(1, 2))), c.period)
		if diff := cmp.Diff(c.want, rates{percent(got.FiledRate), percent(got.SettledRate), percent(got.SettledInTimeRate), percent(got.ReworkRate), percent(got.ExtensionRate)}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		counts := bulletin{got.Received, got.Filed, got.Due, got.Settled, got.SettledInTime, got.Reworked, got.Extended}
		if counts != c.bulletin || got.Small {
			t.Errorf("%s: counted %+v, want %+v", name, counts, c.bulletin)
		}
	}
}

func TestASetOfNothingHasNoRates(t *testing.T) {
	got := casework.Measure(nil, casework.Period{From: day(time.May, 1, 0, 0), Until: day(time.June, 1, 0, 0)})
	if diff := cmp.Diff(casework.Indicators{Small: true}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFewerThanTenDueAreSmall(t *testing.T) {
	p := casework.Period{From: day(time.May, 1, 0, 0), Until: day(time.June, 1, 0, 0)}
	for n, small := range map[int]bool{1: true, 9: true, 10: false} {
		if got := casework.Measure(bulletin{received: n, filed: n, due: n}.cases(p, rand.New(rand.NewPCG(1, 2))), p); got.Small != small || got.Due != n {
			t.Errorf("%d due are small: %v", got.Due, got.Small)
		}
	}
}

func TestWhatDoesAndDoesNotCount(t *testing.T) {
	p := casework.Period{From: day(time.May, 1, 0, 0), Until: day(time.June, 1, 0, 0)}
	at := func(d int) time.Time { return day(time.May, d, 12, 0) }
	base := casework.Measured{OpenedAt: at(2), FiledAt: at(2), DispatchedAt: at(2), ResolveDue: at(10)}
	with := func(change func(*casework.Measured)) casework.Measured { m := base; change(&m); return m }
	for name, c := range map[string]struct {
		m    casework.Measured
		want casework.Indicators
	}{
		"open and late": {base, casework.Indicators{Received: 1, Filed: 1, Due: 1, Overdue: 1}},
		"resolved in time but closed late": {
			with(func(m *casework.Measured) { m.ResolvedAt, m.ClosedAt = at(10), at(11) }),
			casework.Indicators{Received: 1, Filed: 1, Due: 1, Settled: 1, Resolved: 1, ResolvedInTime: 1, Overdue: 1},
		},
		"closed on the instant": {
			with(func(m *casework.Measured) { m.ResolvedAt, m.ClosedAt = at(9), at(10) }),
			casework.Indicators{Received: 1, Filed: 1, Due: 1, Settled: 1, SettledInTime: 1, Resolved: 1, ResolvedInTime: 1},
		},
		"deferred now is not due":           {with(func(m *casework.Measured) { m.Paused, m.Extensions = true, 1 }), casework.Indicators{Received: 1, Filed: 1}},
		"due in June is not due":            {with(func(m *casework.Measured) { m.ResolveDue = p.Until }), casework.Indicators{Received: 1, Filed: 1}},
		"without a limit, due when closed":  {with(func(m *casework.Measured) { m.ResolveDue, m.ClosedAt = time.Time{}, at(20) }), casework.Indicators{Received: 1, Filed: 1, Due: 1, Settled: 1, SettledInTime: 1}},
		"opened in April, due in May":       {with(func(m *casework.Measured) { m.OpenedAt = p.From.Add(-1) }), casework.Indicators{Due: 1, Overdue: 1}},
		"filed in June was received in May": {with(func(m *casework.Measured) { m.FiledAt, m.ResolveDue = p.Until, p.Until }), casework.Indicators{Received: 1}},
		"a duplicate is nobody's":           {with(func(m *casework.Measured) { m.Duplicate = true }), casework.Indicators{}},
		"contested, reworked, hopped": {
			with(func(m *casework.Measured) { m.ClosedAt, m.Contested, m.Reworks, m.Hops = at(9), true, 2, 3 }),
			casework.Indicators{Received: 1, Filed: 1, Due: 1, Settled: 1, SettledInTime: 1, Contested: 1, Reworked: 1, Hops: 3},
		},
	} {
		got := casework.Measure([]casework.Measured{c.m}, p)
		counts := casework.Indicators{
			Received: got.Received, Filed: got.Filed, Due: got.Due, Settled: got.Settled, SettledInTime: got.SettledInTime, Resolved: got.Resolved,
			ResolvedInTime: got.ResolvedInTime, Overdue: got.Overdue, Reworked: got.Reworked, Extended: got.Extended, Contested: got.Contested, Hops: got.Hops,
		}
		if diff := cmp.Diff(c.want, counts); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestLimboIsTheTimeWithNobodyAtWork(t *testing.T) {
	// Opened and dispatched on Monday at nine and taken on at eleven; returned on Tuesday at nine, sent again at twelve, taken on at three.
	d, events := opened(pothole()), []casework.Event{}
	act := func(a casework.Actor, at time.Time, r casework.Request) {
		r.Actor, r.At = a, at
		after, e, err := casework.Apply(d, r, rules())
		if err != nil {
			t.Fatal(err)
		}
		d, events = after, append(events, e)
	}
	act(dispatcher(), day(time.May, 11, 9, 0), casework.Request{Action: casework.File})
	act(dispatcher(), day(time.May, 11, 9, 0), casework.Request{Action: casework.Dispatch, Department: "roads"})
	act(roads(), day(time.May, 11, 11, 0), casework.Request{Action: casework.Accept})
	act(roads(), day(time.May, 12, 9, 0), casework.Request{Action: casework.Return, Reason: "wrong_place"})
	act(dispatcher(), day(time.May, 12, 12, 0), casework.Request{Action: casework.Dispatch, Department: "police"})
	act(police(), day(time.May, 12, 15, 0), casework.Request{Action: casework.Accept})
	act(police(), day(time.May, 12, 16, 0), casework.Request{Action: casework.Resolve})
	act(dispatcher(), day(time.May, 12, 17, 0), casework.Request{Action: casework.Close})
	m := casework.MeasuredOf(d, events)
	want := []casework.Idle{
		{From: day(time.May, 11, 9, 0).UTC(), Until: day(time.May, 11, 11, 0).UTC()}, {From: day(time.May, 12, 9, 0).UTC(), Until: day(time.May, 12, 15, 0).UTC()},
	}
	if diff := cmp.Diff(want, m.Idle); diff != "" {
		t.Fatalf("idle (-want +got):\n%s", diff)
	}
	for name, c := range map[string]struct {
		p    casework.Period
		want float64
	}{
		"May":           {casework.Period{From: day(time.May, 1, 0, 0), Until: day(time.June, 1, 0, 0)}, 8},
		"Monday":        {casework.Period{From: day(time.May, 11, 0, 0), Until: day(time.May, 12, 0, 0)}, 2},
		"Tuesday noon":  {casework.Period{From: day(time.May, 12, 11, 0), Until: day(time.May, 12, 13, 0)}, 2},
		"Tuesday, late": {casework.Period{From: day(time.May, 12, 16, 0), Until: day(time.May, 13, 0, 0)}, 0},
	} {
		if got := casework.Measure([]casework.Measured{m}, c.p).LimboHoursMean; got == nil || *got != c.want {
			t.Errorf("%s: %v hours, want %v", name, got, c.want)
		}
	}
	if got := casework.Measure([]casework.Measured{m}, casework.Period{From: day(time.May, 1, 0, 0), Until: day(time.June, 1, 0, 0)}); *got.SettleHoursMedian != 32 || !m.FiledAt.Equal(d.OpenedAt) || got.Hops != 1 {
		t.Errorf("settled in %v hours, %d hops", *got.SettleHoursMedian, got.Hops)
	}
}

func TestAnImportedCaseCountsAsDueOnceItIsWorkedHere(t *testing.T) {
	may := casework.Period{From: day(time.May, 1, 0, 0), Until: day(time.June, 1, 0, 0)}
	imported := opened(pothole())
	imported.State, imported.OpenedAt, imported.UpdatedAt = casework.Filed, day(time.May, 4, 9, 0).UTC(), day(time.May, 4, 9, 0).UTC()
	open := casework.Event{At: imported.OpenedAt, Action: casework.Opened, To: imported.State}
	asItCame := casework.Measure([]casework.Measured{casework.MeasuredOf(imported, []casework.Event{open})}, may)
	if asItCame.Received != 1 || asItCame.Filed != 0 || asItCame.Due != 0 || asItCame.Settled != 0 {
		t.Errorf("as it came it counts as %+v", asItCame)
	}
	worked, e, err := casework.Apply(imported, casework.Request{Action: casework.Dispatch, Actor: dispatcher(), At: day(time.May, 11, 9, 0), Department: "roads"}, rules())
	if err != nil {
		t.Fatal(err)
	}
	here := casework.Measure([]casework.Measured{casework.MeasuredOf(worked, []casework.Event{open, e})}, may)
	if here.Received != 1 || here.Filed != 1 || here.Due != 1 || here.Overdue != 1 {
		t.Errorf("dispatched here and late it counts as %+v", here)
	}
	closed := imported
	closed.State, closed.ClosedAt = casework.Closed, day(time.May, 6, 9, 0).UTC()
	open.To = closed.State
	if past := casework.Measure([]casework.Measured{casework.MeasuredOf(closed, []casework.Event{open})}, may); past.Received != 1 || past.Due != 0 || past.Settled != 0 {
		t.Errorf("closed elsewhere it counts as %+v: nobody here knows whether it was in time", past)
	}
}

// measured draws cases whose times are in order, as those of real cases are.
func measured() *rapid.Generator[casework.Measured] {
	return rapid.Custom(func(t *rapid.T) casework.Measured {
		later := func(from time.Time, what string) time.Time {
			if from.IsZero() || rapid.IntRange(0, 3).Draw(t, what+" at all") == 0 {
				return time.Time{}
			}
			return from.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, what)) * 24 * time.Hour)
		}
		m := casework.Measured{OpenedAt: day(time.April, 1, 0, 0).Add(time.Duration(rapid.IntRange(0, 90*24).Draw(t, "opened")) * time.Hour), Hops: rapid.IntRange(0, 3).Draw(t, "hops")}
		m.FiledAt = later(m.OpenedAt, "filed")
		m.DispatchedAt = later(m.FiledAt, "dispatched")
		m.ResolveDue = later(m.DispatchedAt, "due")
		m.ResolvedAt = later(m.DispatchedAt, "resolved")
		m.ClosedAt = later(m.ResolvedAt, "closed")
		m.Duplicate = rapid.IntRange(0, 9).Draw(t, "duplicate") == 0
		return m
	})
}

func TestMonthsAddUpAndPartsAreNoMoreThanTheWhole(t *testing.T) {
	months := []time.Time{day(time.January, 1, 0, 0), day(time.May, 1, 0, 0), day(time.June, 1, 0, 0), day(time.December, 1, 0, 0)}
	rapid.Check(t, func(t *rapid.T) {
		cases := rapid.SliceOf(measured()).Draw(t, "cases")
		received, due := 0, 0
		for i := range len(months) - 1 {
			m := casework.Measure(cases, casework.Period{From: months[i], Until: months[i+1]})
			received, due = received+m.Received, due+m.Due
			if m.Filed > m.Received || m.Settled > m.Due || m.SettledInTime > m.Settled || m.ResolvedInTime > m.Resolved || m.Overdue+m.SettledInTime != m.Due {
				t.Errorf("%+v", m)
			}
		}
		whole := casework.Measure(cases, casework.Period{From: months[0], Until: months[len(months)-1]})
		if received != whole.Received || due != whole.Due {
			t.Errorf("the months have %d received and %d due, the year %d and %d", received, due, whole.Received, whole.Due)
		}
	})
}
