package casework

import "time"

// Severity grades a case. The order is ours; cities number theirs in both directions, so numbers are never shown.
type Severity int8

// The severities, lightest first.
const (
	Routine Severity = iota
	Priority
	Urgent
	Emergency
)

var severityNames = [...]string{"routine", "priority", "urgent", "emergency"}

// String returns the name used in the API.
func (s Severity) String() string {
	if s < Routine || s > Emergency {
		return "unknown"
	}
	return severityNames[s]
}

// Severities returns every severity, lightest first.
func Severities() []Severity { return []Severity{Routine, Priority, Urgent, Emergency} }

// Layer is a published map data set, as configured.
type Layer struct{ ID, Kind, TitleZH, TitleEN string }

// Category is a kind of matter. Its identity is (Standard, Kind, Code); Code alone names a matter in the API.
type Category struct {
	Standard   string // "GB/T 47678.5-2026" or "LOCAL"
	Kind       string // "matter" or "component"
	Code       string // two digits of class and three of kind: "06013"
	NameZH     string
	NameEN     string
	Layer      string // the ID of the layer that its cases are on
	Net        string // the net that answers for it; empty means the default net
	Severity   Severity
	Sensitive  bool  // never on a public layer (disputes, people)
	Position   int   // order in lists, most common first
	MakeSafe   Limit // until there is no danger any more
	Resolve    Limit // until it is said to be done
	Milestones []Milestone
	RetiredAt  time.Time // no new reports since then; zero: in use
}
