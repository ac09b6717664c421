package casework

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/wangge-map/wangge/geo"
)

const minutesOfDay = 24 * 60

// Shift is a span of a weekday, by the site's clock, in minutes since midnight: From belongs to it, To does not.
type Shift struct {
	Weekday int // Monday is 1, Sunday 7
	From    int // 0 to 1439
	To      int // 1 to 1440
}

// MostShifts is how many spans a roster may have.
const MostShifts = 50

// CheckRoster returns spans as they are kept: one that goes past midnight (To not beyond From) is cut in two, spans that touch or overlap are
// one, in the order of the week. It returns an Invalid error whose field names the span that is not one.
func CheckRoster(spans []Shift) ([]Shift, error) {
	if len(spans) > MostShifts {
		return nil, geo.Errorf(geo.Invalid, "spans", "has %d spans; at most %d can be kept", len(spans), MostShifts)
	}
	var cut []Shift
	for i, s := range spans {
		field := func(name string) string { return fmt.Sprintf("spans[%d].%s", i, name) }
		switch {
		case s.Weekday < 1 || s.Weekday > 7:
			return nil, geo.Errorf(geo.Invalid, field("weekday"), "must be 1 (Monday) to 7 (Sunday)")
		case s.From < 0 || s.From >= minutesOfDay:
			return nil, geo.Errorf(geo.Invalid, field("from"), "must be a minute of the day, 0 to 1439")
		case s.To < 0 || s.To > minutesOfDay:
			return nil, geo.Errorf(geo.Invalid, field("to"), "must be a minute of the day, 0 to 1440")
		case s.To > s.From:
			cut = append(cut, s)
		default: // past midnight
			cut = append(cut, Shift{s.Weekday, s.From, minutesOfDay})
			if s.To > 0 {
				cut = append(cut, Shift{s.Weekday%7 + 1, 0, s.To})
			}
		}
	}
	return united(cut), nil
}

func united(spans []Shift) []Shift {
	slices.SortFunc(spans, func(a, b Shift) int {
		return cmp.Or(cmp.Compare(a.Weekday, b.Weekday), cmp.Compare(a.From, b.From))
	})
	out := []Shift{}
	for _, s := range spans {
		if last := len(out) - 1; last >= 0 && out[last].Weekday == s.Weekday && s.From <= out[last].To {
			out[last].To = max(out[last].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}
