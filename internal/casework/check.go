package casework

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/wangge-map/wangge/geo"
)

// Bounds of what a site may set. A limit of ten years is a slip of the hand; so is a rule about a category with letters.
const (
	maxLimit      = 10 * 366 * 24
	minutesOfADay = 24 * 60
)

var codePrefix = regexp.MustCompile(`^[0-9]{0,5}$`)

// Check returns what is wrong with l, said about field; one of 0 is no limit.
func (l Limit) Check(field string) error {
	if l.Amount == 0 {
		return nil
	}
	if !slices.Contains(Units(), l.Unit) {
		return geo.Errorf(geo.Invalid, field, "counts hours, work_hours, work_days or days, not %q", l.Unit)
	}
	if l.Amount < 1 || l.Amount > maxLimit {
		return geo.Errorf(geo.Invalid, field, "must be from 1 to %d", maxLimit)
	}
	return nil
}

// Check returns what is wrong with the limits of c: a matter must be safe no later than it is done, where both are counted in
// one unit, and each milestone has words and a limit.
func (c Category) Check() error {
	if err := c.MakeSafe.Check("make_safe"); err != nil {
		return err
	}
	if err := c.Resolve.Check("resolve"); err != nil {
		return err
	}
	if c.MakeSafe.Unit == c.Resolve.Unit && !c.Resolve.None() && c.MakeSafe.Amount > c.Resolve.Amount {
		return geo.Errorf(geo.Invalid, "make_safe", "is longer than the limit until it is done")
	}
	for i, m := range c.Milestones {
		field := fmt.Sprintf("milestones[%d]", i)
		if m.Title.ZH == "" || m.Title.EN == "" || m.Limit.None() {
			return geo.Errorf(geo.Invalid, field, "needs a title in both languages and a limit")
		}
		if err := m.Limit.Check(field); err != nil {
			return err
		}
	}
	return nil
}

// Check returns what is wrong with c: spans of a weekday are in order and don't overlap, and days are dates.
func (c Calendar) Check() error {
	for weekday, spans := range c.Hours {
		field := fmt.Sprintf("hours.%d", weekday)
		if weekday < 1 || weekday > 7 {
			return geo.Errorf(geo.Invalid, field, "is not a weekday: Monday is 1, Sunday 7")
		}
		last := 0
		for _, s := range spans {
			if s[0] < last || s[1] <= s[0] || s[1] > minutesOfADay {
				return geo.Errorf(geo.Invalid, field, "spans are minutes of the day, in order, and don't overlap")
			}
			last = s[1]
		}
	}
	for date := range c.Days {
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			return geo.Errorf(geo.Invalid, "days", "%q is not a date such as 2026-10-01", date)
		}
	}
	if len(c.Days) > 0 && !c.works() {
		return geo.Errorf(geo.Invalid, "hours", "no weekday has working hours, so a working day has none either")
	}
	return nil
}

// Check returns what is wrong with r where departments is all that there are.
func (r RoutingRule) Check(departments []Department) error {
	open := Routing{Departments: departments}
	switch {
	case r.Title.ZH == "" && r.Title.EN == "":
		return geo.Errorf(geo.Invalid, "title", "is missing: it is what people are told of why a case went where it went")
	case !codePrefix.MatchString(r.Category):
		return geo.Errorf(geo.Invalid, "category", "is a code of five digits, or its first digits")
	case r.MinSeverity < Routine || r.MinSeverity > Emergency:
		return geo.Errorf(geo.Invalid, "min_severity", "is not a severity")
	case r.MaxSeverity < r.MinSeverity || r.MaxSeverity > Emergency:
		return geo.Errorf(geo.Invalid, "max_severity", "is not a severity, or is lighter than the lightest")
	case slices.ContainsFunc(r.Weekdays, func(d int) bool { return d < 1 || d > 7 }):
		return geo.Errorf(geo.Invalid, "weekdays", "are 1 for Monday to 7 for Sunday")
	case r.FromMinute < 0 || r.FromMinute >= minutesOfADay:
		return geo.Errorf(geo.Invalid, "from_minute", "is a minute of the day, 0 to 1439")
	case r.ToMinute < 1 || r.ToMinute > minutesOfADay:
		return geo.Errorf(geo.Invalid, "to_minute", "is a minute of the day, 1 to 1440")
	case !open.isOpen(r.Department):
		return geo.Errorf(geo.Invalid, "department", "%q is not a department that is given cases", r.Department)
	}
	for i, code := range r.Also {
		if !open.isOpen(code) {
			return geo.Errorf(geo.Invalid, fmt.Sprintf("also[%d]", i), "%q is not a department that is given cases", code)
		}
	}
	return nil
}
