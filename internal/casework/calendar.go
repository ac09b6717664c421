package casework

import (
	"slices"
	"time"
)

// Span is a half-open span of a day in minutes since midnight: from the first to before the second, 0 to 1440.
type Span [2]int

// Calendar says when people work: hours by the day of the week, and the days that are exceptions to it (holidays, and the
// working weekends of 调休). The zero one knows no working hours: limits in working time then count by the clock.
type Calendar struct {
	Code  string
	Title Text
	Hours map[int][]Span  // by weekday, Monday is 1 and Sunday 7; in order, not overlapping
	Days  map[string]bool // "2026-10-01": whether that day is worked; others go by the weekday
	Zone  *time.Location  // by whose clock; nil: UTC
}

// Due returns when a clock that starts at from has run out. Working time is counted to the nanosecond, and a limit that ends
// with a span of work is due at its end, not when the next one begins. The day on which the clock starts is not counted as
// one of its working days.
func (c Calendar) Due(from time.Time, l Limit) time.Time {
	switch {
	case l.None():
		return time.Time{}
	case l.Unit == Days, l.Unit == WorkDays && !c.works():
		return from.In(c.zone()).AddDate(0, 0, l.Amount).UTC()
	case l.Unit == WorkDays:
		return c.endOfDays(from, l.Amount)
	case l.Unit == WorkHours:
		return c.Forward(from, time.Duration(l.Amount)*time.Hour)
	}
	return from.Add(time.Duration(l.Amount) * time.Hour).UTC()
}

// Forward returns the first instant at which d of working time has passed since from.
func (c Calendar) Forward(from time.Time, d time.Duration) time.Time {
	if !c.works() || d <= 0 {
		return from.Add(max(d, 0)).UTC()
	}
	for day := c.midnight(from); ; day = day.AddDate(0, 0, 1) {
		for _, s := range c.spans(day) {
			begin, end := at(day, s[0]), at(day, s[1])
			if begin.Before(from) {
				begin = from
			}
			if left := end.Sub(begin); left >= d {
				return begin.Add(d).UTC()
			} else if left > 0 {
				d -= left
			}
		}
	}
}

// Back returns the last instant from which d of working time passes until t.
func (c Calendar) Back(t time.Time, d time.Duration) time.Time {
	if !c.works() || d <= 0 {
		return t.Add(-max(d, 0)).UTC()
	}
	for day := c.midnight(t); ; day = day.AddDate(0, 0, -1) {
		for _, s := range slices.Backward(c.spans(day)) {
			begin, end := at(day, s[0]), at(day, s[1])
			if end.After(t) {
				end = t
			}
			if left := end.Sub(begin); left >= d {
				return end.Add(-d).UTC()
			} else if left > 0 {
				d -= left
			}
		}
	}
}

// Working returns the working time between from and until; 0 when until is not later. Without working hours it is the time
// by the clock.
func (c Calendar) Working(from, until time.Time) time.Duration {
	if !until.After(from) {
		return 0
	}
	if !c.works() {
		return until.Sub(from)
	}
	var total time.Duration
	for day := c.midnight(from); day.Before(until); day = day.AddDate(0, 0, 1) {
		for _, s := range c.spans(day) {
			begin, end := at(day, s[0]), at(day, s[1])
			if begin.Before(from) {
				begin = from
			}
			if end.After(until) {
				end = until
			}
			total += max(end.Sub(begin), 0)
		}
	}
	return total
}

// endOfDays returns when work ends on the nth working day after the day of from.
func (c Calendar) endOfDays(from time.Time, n int) time.Time {
	for day := c.midnight(from).AddDate(0, 0, 1); ; day = day.AddDate(0, 0, 1) {
		spans := c.spans(day)
		if len(spans) == 0 {
			continue
		}
		if n--; n == 0 {
			return at(day, spans[len(spans)-1][1]).UTC()
		}
	}
}

// works reports whether any weekday has working hours. Only then do the walks over days end.
func (c Calendar) works() bool { return c.usual() != nil }

// usual returns the hours of the first weekday that has any: those of a working weekend too.
func (c Calendar) usual() []Span {
	for weekday := 1; weekday <= 7; weekday++ {
		if len(c.Hours[weekday]) > 0 {
			return c.Hours[weekday]
		}
	}
	return nil
}

// spans returns the working hours of the day that starts at midnight.
func (c Calendar) spans(midnight time.Time) []Span {
	own := c.Hours[weekday(midnight)]
	working, exception := c.Days[midnight.Format(time.DateOnly)]
	switch {
	case exception && !working:
		return nil
	case exception && len(own) == 0:
		return c.usual()
	}
	return own
}

func (c Calendar) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

func (c Calendar) midnight(t time.Time) time.Time {
	year, month, day := t.In(c.zone()).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, c.zone())
}

// at returns the instant at which the clocks show minute on the day that starts at midnight.
func at(midnight time.Time, minute int) time.Time {
	year, month, day := midnight.Date()
	return time.Date(year, month, day, 0, minute, 0, 0, midnight.Location())
}

// weekday returns 1 for Monday to 7 for Sunday.
func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }
