package casework

import "time"

// Unit is what a limit counts.
type Unit string

// The units.
const (
	Hours     Unit = "hours"      // by the clock, day and night
	WorkHours Unit = "work_hours" // within working hours only
	WorkDays  Unit = "work_days"  // until work ends on the nth working day after the one on which the clock began
	Days      Unit = "days"       // days of the calendar, to the same time of day
)

// Units returns every unit.
func Units() []Unit { return []Unit{Hours, WorkHours, WorkDays, Days} }

// Limit is how long something may take. The zero one is no limit.
type Limit struct {
	Amount int
	Unit   Unit
}

// None reports whether l limits nothing.
func (l Limit) None() bool { return l.Amount <= 0 }

// works reports whether l counts working time.
func (l Limit) works() bool { return l.Unit == WorkHours || l.Unit == WorkDays }

// Milestone is a step on the way to the end of a matter, with its own limit from the start of the clocks.
type Milestone struct {
	Title Text
	Limit Limit
}

// NominalHours says in hours by the clock about how long l is, for places that know no calendar: a working day stands for a
// day, and eight working hours for one. It is 0 for no limit.
func (l Limit) NominalHours() int {
	switch {
	case l.None():
		return 0
	case l.Unit == WorkDays || l.Unit == Days:
		return l.Amount * 24
	case l.Unit == WorkHours:
		return l.Amount * 3
	}
	return l.Amount
}

const day = 24 * time.Hour
