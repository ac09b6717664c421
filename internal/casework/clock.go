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

// MilestonesDue returns when each milestone of a case's category falls due, for clocks that began at from.
func (c Calendar) MilestonesDue(from time.Time, category Category) []time.Time {
	out := make([]time.Time, len(category.Milestones))
	for i, m := range category.Milestones {
		out[i] = c.Due(from, m.Limit)
	}
	return out
}

// Overdue returns by how much d is late at now: in working time where its limit counts that, else by the clock. It is 0 when d
// is in time, has no limit, or is paused, settled or said to be done (then the clock no longer runs).
func Overdue(d Dossier, now time.Time, rules Rules) time.Duration {
	if d.ResolveDue.IsZero() || !d.PausedAt.IsZero() || d.State.Settled() || d.State == Resolved {
		return 0
	}
	return rules.Calendar.between(d.ResolveDue, now, rules.category(d).Resolve)
}

// Soon reports whether d falls due soon at now and isn't late yet.
func Soon(d Dossier, now time.Time) bool {
	running := d.PausedAt.IsZero() && !d.State.Settled() && d.State != Resolved
	return running && !d.SoonAt.IsZero() && !now.Before(d.SoonAt) && now.Before(d.ResolveDue)
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
