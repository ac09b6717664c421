package casework

import "time"

// nearWork is how much working time before its end every limit is near its end.
const nearWork = 4 * time.Hour

// Clocks are the due dates of a case whose clocks began at From.
type Clocks struct {
	MakeSafeDue, ResolveDue time.Time // zero: no limit
	SoonAt                  time.Time // when ResolveDue has come near
}

// Clocks returns the due dates by the limits of category when the clocks begin at from.
func (c Calendar) Clocks(from time.Time, category Category) Clocks {
	out := Clocks{MakeSafeDue: c.Due(from, category.MakeSafe), ResolveDue: c.Due(from, category.Resolve)}
	out.SoonAt = c.soon(from, out.ResolveDue, category.Resolve)
	return out
}

// Deadline is when the clock that runs next runs out.
type Deadline struct {
	At       time.Time // zero: no clock runs
	MakeSafe bool      // it is that of making safe, else of resolving
	SoonAt   time.Time // from when on it is soon; zero: never
}

// Late reports whether the clock has run out at now.
func (d Deadline) Late(now time.Time) bool { return !d.At.IsZero() && d.At.Before(now) }

// Running reports whether the clocks of d go on: it is neither settled, deferred, said to be done, nor contested. Those of a
// parked case do. Of a case that nobody was sent to they go on without a deadline.
func (d Dossier) Running() bool {
	return d.PausedAt.IsZero() && d.State != Resolved && d.State != Contested && !d.State.Settled()
}

// Deadline returns that of d. The database has the same rule (due_at), by which it orders and counts.
func (d Dossier) Deadline() Deadline {
	if !d.Running() {
		return Deadline{}
	}
	if safe := openDue(d); !safe.IsZero() && (d.ResolveDue.IsZero() || safe.Before(d.ResolveDue)) {
		return Deadline{At: safe, MakeSafe: true, SoonAt: d.SoonAt}
	}
	if d.ResolveDue.IsZero() {
		return Deadline{}
	}
	return Deadline{At: d.ResolveDue, SoonAt: d.SoonAt}
}

// shift returns the due date of a limit after a pause: what was left of it at its beginning is left at its end, in the time
// that the limit counts. What was late stays due when it was.
func (c Calendar) shift(due, paused, resumed time.Time, l Limit) time.Time {
	switch {
	case due.IsZero() || !due.After(paused):
		return due
	case l.works():
		return c.Forward(resumed, c.Working(paused, due))
	}
	return resumed.Add(due.Sub(paused)).UTC()
}

// soon returns when due, the end of l, has come near: in the last quarter of the limit, or the last four working hours,
// whichever begins first, but not before from.
func (c Calendar) soon(from, due time.Time, l Limit) time.Time {
	if due.IsZero() {
		return due
	}
	quarter := c.length(from, l) / 4
	near := due.Add(-quarter)
	if l.works() {
		near = c.Back(due, quarter)
	}
	if work := c.Back(due, nearWork); work.Before(near) {
		near = work
	}
	if near.Before(from) {
		near = from
	}
	if near.After(due) { // late before it goes on
		near = due
	}
	return near.UTC()
}

// length returns how long l is when it begins at from, in the time that it counts.
func (c Calendar) length(from time.Time, l Limit) time.Duration {
	if l.None() {
		return 0
	}
	return c.between(from, c.Due(from, l), l)
}

// between returns the time from one instant to a later one as l counts it; 0 when it isn't later.
func (c Calendar) between(from, until time.Time, l Limit) time.Duration {
	if l.works() {
		return c.Working(from, until)
	}
	return max(until.Sub(from), 0)
}
