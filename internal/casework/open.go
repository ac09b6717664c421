package casework

import "time"

// Open returns the case that r, just received, is the first report of.
func Open(r Report, now time.Time) Case {
	return Case{
		ID:        r.CaseID,
		Category:  r.Category,
		State:     Reported,
		Severity:  r.Category.Severity,
		At:        r.Pin.At,
		Placement: r.Placement,
		OpenedAt:  now,
		UpdatedAt: now,
	}
}
