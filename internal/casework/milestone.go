package casework

import "time"

// MilestoneDue is a milestone of a case with its date.
type MilestoneDue struct {
	Title Text
	Due   time.Time
}

// Milestones returns when the milestones of d's category fall due, by the story of d, the oldest event first; none while its
// clocks have not begun. They begin, stand still and begin anew with the other clocks (see clockDetail).
func Milestones(d Dossier, story []Event, rules Rules) []MilestoneDue {
	steps, c := rules.category(d).Milestones, rules.Calendar
	if len(steps) == 0 {
		return nil
	}
	due := make([]time.Time, len(steps))
	begin := func(at time.Time) {
		for i, m := range steps {
			due[i] = c.Due(at, m.Limit)
		}
	}
	var from, paused time.Time
	extended := false
	for _, e := range story {
		switch {
		case from.IsZero() && (e.Action == Dispatch || e.Action == Accept):
			from = e.At
			begin(from)
		case e.Action == Defer:
			paused, extended = e.At, true
		case e.Action == Resume && e.From == Deferred:
			for i, m := range steps {
				due[i] = c.shift(due[i], paused, e.At, m.Limit)
			}
		case e.Action == Reopen && e.To == Rework:
			begin(e.At)
		case e.Action == Reopen:
			from = time.Time{}
		case e.Action == Regrade && e.Detail[DetailCategory] != nil && !from.IsZero():
			if extended {
				begin(e.At)
			} else {
				begin(from)
			}
		}
	}
	if from.IsZero() {
		return nil
	}
	out := make([]MilestoneDue, len(steps))
	for i, m := range steps {
		out[i] = MilestoneDue{Title: m.Title, Due: due[i]}
	}
	return out
}
