package casework

import "time"

// The steps of the ladder that a case climbs while it is late: small matters stay in the grid, others go up: one level when
// somebody asks for it, to the level that is due when time does.
const (
	GridLevel = iota
	CommunityLevel
	StreetLevel
	DistrictLevel
	Top = DistrictLevel
)

// Escalation returns the level that d should stand on at now, and whether that is above where it stands. Late by a quarter
// of its limit a case is the community's, by the whole limit the street's, by twice the limit the district's; time is
// counted as the limit counts it. Where no clock runs a case stays where it is.
func Escalation(d Dossier, now time.Time, rules Rules) (level int, ok bool) {
	if !d.Running() {
		return d.Level, false
	}
	category := rules.category(d)
	for _, clock := range []struct {
		limit Limit
		due   time.Time
	}{{category.MakeSafe, openDue(d)}, {category.Resolve, d.ResolveDue}} {
		level = max(level, rules.Calendar.rung(clock.due, now, clock.limit))
	}
	return max(level, d.Level), level > d.Level
}

// climb returns the level that r lets d climb to: the next one when somebody asks for it, the one that is due when time does,
// however many steps that is.
func climb(d Dossier, r Request, rules Rules) int {
	if r.Actor.Kind != BySystem {
		return d.Level + 1
	}
	level, _ := Escalation(d, r.At, rules)
	return level
}

// openDue is the due date of making safe while that is not done.
func openDue(d Dossier) time.Time {
	if !d.MadeSafeAt.IsZero() {
		return time.Time{}
	}
	return d.MakeSafeDue
}

// rung returns the level of what was due at due and is not done at now.
func (c Calendar) rung(due, now time.Time, l Limit) int {
	whole := c.length(due, l)
	if due.IsZero() || whole <= 0 || now.Before(due) {
		return GridLevel
	}
	switch late := c.between(due, now, l); {
	case late >= 2*whole:
		return DistrictLevel
	case late >= whole:
		return StreetLevel
	case late >= whole/4:
		return CommunityLevel
	}
	return GridLevel
}
