package casework_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/internal/casework"
)

func TestDueDatesOfAnOffice(t *testing.T) {
	hours := func(n int) casework.Limit { return casework.Limit{Amount: n, Unit: casework.Hours} }
	work := func(n int) casework.Limit { return casework.Limit{Amount: n, Unit: casework.WorkHours} }
	workDays := func(n int) casework.Limit { return casework.Limit{Amount: n, Unit: casework.WorkDays} }
	for name, c := range map[string]struct {
		from  time.Time
		limit casework.Limit
		want  time.Time
	}{
		"hours run through the night":                       {day(time.May, 11, 23, 30), hours(6), day(time.May, 12, 5, 30)},
		"work hours stop at noon and go on at two":          {day(time.May, 11, 11, 0), work(4), day(time.May, 11, 17, 0)},
		"a limit that ends at noon is due at noon":          {day(time.May, 11, 9, 0), work(3), day(time.May, 11, 12, 0)},
		"what comes at night begins in the morning":         {day(time.May, 11, 22, 0), work(1), day(time.May, 12, 10, 0)},
		"Friday evening goes on on Monday":                  {day(time.May, 15, 17, 0), work(2), day(time.May, 18, 10, 0)},
		"the day it begins is not one of its working days":  {day(time.May, 11, 9, 0), workDays(1), day(time.May, 12, 18, 0)},
		"working days pass over a weekend":                  {day(time.May, 14, 9, 0), workDays(2), day(time.May, 18, 18, 0)},
		"working days pass over National Day":               {day(time.September, 30, 9, 0), workDays(1), day(time.October, 8, 18, 0)},
		"a working Saturday is a working day":               {day(time.October, 9, 9, 0), workDays(1), day(time.October, 10, 18, 0)},
		"a working Sunday has a weekday's hours":            {day(time.September, 18, 18, 0), work(4), day(time.September, 20, 15, 0)},
		"days are those of the calendar, weekends included": {day(time.May, 15, 9, 30), casework.Limit{Amount: 3, Unit: casework.Days}, day(time.May, 18, 9, 30)},
		"no limit is never due":                             {day(time.May, 11, 9, 0), casework.Limit{}, time.Time{}},
	} {
		if got := office().Due(c.from, c.limit); !got.Equal(c.want) {
			t.Errorf("%s: due %s, want %s", name, got.In(shanghai), c.want)
		}
	}
}

func TestACalendarWithoutHoursCountsByTheClock(t *testing.T) {
	from, none := day(time.May, 11, 9, 0), casework.Calendar{Zone: shanghai, Days: map[string]bool{"2026-05-12": true}}
	if got := none.Due(from, casework.Limit{Amount: 30, Unit: casework.WorkHours}); !got.Equal(from.Add(30 * time.Hour)) {
		t.Errorf("30 work hours end at %s", got)
	}
	if got := none.Due(from, casework.Limit{Amount: 2, Unit: casework.WorkDays}); !got.Equal(from.AddDate(0, 0, 2)) {
		t.Errorf("2 work days end at %s", got)
	}
	if got := none.Working(from, from.Add(time.Hour)); got != time.Hour {
		t.Errorf("an hour is %s of working time", got)
	}
}

// calendars draws weeks with up to three spans a day and exceptions around May and October 2026.
func calendars() *rapid.Generator[casework.Calendar] {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err) // the test's own data
	}
	return rapid.Custom(func(t *rapid.T) casework.Calendar {
		c := casework.Calendar{
			Hours: map[int][]casework.Span{}, Days: map[string]bool{}, Zone: rapid.SampledFrom([]*time.Location{shanghai, berlin, nil}).Draw(t, "zone"),
		}
		for weekday := 1; weekday <= 7; weekday++ {
			edges := rapid.SliceOfNDistinct(rapid.IntRange(48, 288), 0, 6, rapid.ID[int]).Draw(t, "edges") // of five minutes, after the hour in which clocks change
			slices.Sort(edges)
			for i := 0; i+1 < len(edges); i += 2 {
				c.Hours[weekday] = append(c.Hours[weekday], casework.Span{edges[i] * 5, edges[i+1] * 5})
			}
		}
		if len(c.Hours[1])+len(c.Hours[2]) == 0 {
			c.Hours[1] = []casework.Span{{540, 1080}}
		}
		for range rapid.IntRange(0, 20).Draw(t, "exceptions") {
			date := time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "day"))
			c.Days[date.Format(time.DateOnly)] = rapid.Bool().Draw(t, "working")
		}
		return c
	})
}

// isWorked says by the wall clock alone whether people work in the minute that begins at t.
func isWorked(c casework.Calendar, t time.Time) bool {
	zone := c.Zone
	if zone == nil {
		zone = time.UTC
	}
	t = t.In(zone)
	spans := c.Hours[map[time.Weekday]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 0: 7}[t.Weekday()]]
	if working, exception := c.Days[t.Format("2006-01-02")]; exception && !working {
		return false
	} else if exception && len(spans) == 0 {
		for _, weekday := range []int{7, 6, 5, 4, 3, 2, 1} {
			if len(c.Hours[weekday]) > 0 {
				spans = c.Hours[weekday]
			}
		}
	}
	for _, s := range spans {
		if minute := t.Hour()*60 + t.Minute(); minute >= s[0] && minute < s[1] {
			return true
		}
	}
	return false
}

// walked is Due, found by looking at every minute.
func walked(c casework.Calendar, from time.Time, l casework.Limit) time.Time {
	date := func(t time.Time) string {
		if c.Zone != nil {
			t = t.In(c.Zone)
		}
		return t.UTC().Format("") + t.Format(time.DateOnly)
	}
	minutes, days, last, end := 0, 0, date(from), time.Time{}
	for t := from; ; t = t.Add(time.Minute) {
		if l.Unit == casework.WorkDays && days == l.Amount && date(t) != last {
			return end
		}
		if !isWorked(c, t) {
			continue
		}
		end = t.Add(time.Minute)
		if date(t) != last {
			days++
			last = date(t)
		}
		if minutes++; l.Unit == casework.WorkHours && minutes == l.Amount*60 {
			return end
		}
	}
}

func TestDueIsWhatAWalkOverEveryMinuteFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendars().Draw(t, "calendar")
		from := time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 30*24*60).Draw(t, "minute")) * time.Minute)
		l := casework.Limit{Amount: rapid.IntRange(1, 12).Draw(t, "amount"), Unit: rapid.SampledFrom([]casework.Unit{casework.WorkHours, casework.WorkDays}).Draw(t, "unit")}
		if got, want := c.Due(from, l), walked(c, from, l); !got.Equal(want) {
			t.Errorf("%d %s from %s are due %s, want %s", l.Amount, l.Unit, from, got, want)
		}
	})
}

func TestForwardAndBackAreTheEdgesOfWorkingTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendars().Draw(t, "calendar")
		from := time.Date(2026, 3, 25, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, int64(30*24*time.Hour)).Draw(t, "from")))
		d := time.Duration(rapid.Int64Range(1, int64(40*time.Hour)).Draw(t, "work"))
		ahead, back := c.Forward(from, d), c.Back(from, d)
		if c.Working(from, ahead) != d || c.Working(from, ahead.Add(-1)) >= d {
			t.Errorf("%s ahead of %s is %s, with %s between", d, from, ahead, c.Working(from, ahead))
		}
		if c.Working(back, from) != d || c.Working(back.Add(1), from) >= d {
			t.Errorf("%s before %s is %s, with %s between", d, from, back, c.Working(back, from))
		}
		if middle := c.Forward(from, d/2); c.Working(from, middle)+c.Working(middle, ahead) != d {
			t.Errorf("working time doesn't add up at %s", middle)
		}
	})
}
