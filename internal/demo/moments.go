package demo

import (
	"math/rand/v2"
	"time"
)

// chongqing returns the time zone of the town. China keeps one time without summer time, so no zone file is needed.
func chongqing() *time.Location { return time.FixedZone("UTC+8", 8*60*60) }

// calendar says when the cases of a year happened: between the start of the year and the end of the day before. On the
// first of January there is no day before, and they crowd between midnight and now.
type calendar struct {
	from, until time.Time
	rng         *rand.Rand
}

func newCalendar(now time.Time, rng *rand.Rand) calendar {
	now = now.In(chongqing())
	from := time.Date(now.Year(), 1, 1, 0, 0, 0, 0, chongqing())
	until := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, chongqing())
	if !until.After(from) {
		until = now
	}
	return calendar{from: from, until: until, rng: rng}
}

// moment returns when a person reports something between from and until: by day rather than by night, on work days
// rather than at weekends, and in the season of the matter when the span has any of it.
func (c calendar) moment(from, until time.Time, when season) time.Time {
	span := until.Sub(from)
	var t time.Time
	for range 400 { // in a span without any likely hour the last try stands
		t = from.Add(time.Duration(c.rng.Float64() * float64(span))).Truncate(time.Second)
		if t.Before(from) {
			t = from
		}
		if c.rng.Float64() < likely(t) && when.holds(t.Month()) {
			break
		}
	}
	return t
}

// likely says how likely a report is at t, from 0 to 1.
func likely(t time.Time) float64 {
	hours := [24]float64{
		.02, .01, .01, .01, .01, .03, .12, .45, .9, 1, .9, .7, .45, .45, .65, .85, .95, .9, .7, .6, .5, .35, .15, .05,
	}
	p := hours[t.Hour()]
	if d := t.Weekday(); d == time.Saturday || d == time.Sunday {
		p *= 0.6
	}
	return p
}

// settled returns when a case was opened and closed, usually hours apart.
func (c calendar) settled(hours float64, when season) (opened, closed time.Time) {
	opened = c.moment(c.from, c.until, when)
	took := time.Duration((0.35 + c.rng.ExpFloat64()) * hours * float64(time.Hour))
	if left := c.until.Sub(opened); took >= left {
		took = time.Duration(float64(left) * c.rng.Float64())
	}
	return opened, opened.Add(took).Truncate(time.Second)
}

// open returns when a case was opened that has been going on for up to so many days, and last touched.
func (c calendar) open(days float64) (opened, updated time.Time) {
	opened = c.moment(c.until.Add(-time.Duration(days*24*float64(time.Hour))), c.until, season{})
	return opened, opened.Add(time.Duration(c.rng.Float64() * float64(c.until.Sub(opened)))).Truncate(time.Second)
}
