package casework

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// Figured is a case as figures need it: what is measured of it, and what it is counted under.
type Figured struct {
	Measured
	Cell, CellName string // empty: in no cell
	Community      string // code of the area that the cell is in
	Category       string
	Department     string // that has it, or had it last; empty: the centre
	Account        int64  // of who has it, or had it last; 0: nobody
	AccountName    string
}

// Grouping is what indicators are counted apart by.
type Grouping string

// The groupings.
const (
	ByMonth      Grouping = "month"
	ByDepartment Grouping = "department"
	ByCommunity  Grouping = "community"
	ByCell       Grouping = "cell"
	ByCategory   Grouping = "category"
	ByMember     Grouping = "member"
)

// key returns what c is counted under, and what that is called as far as c knows.
func (g Grouping) key(c *Figured) (key, name string) {
	switch g {
	case ByDepartment:
		return c.Department, ""
	case ByCommunity:
		return c.Community, c.Community
	case ByCell:
		return c.Cell, c.CellName
	case ByCategory:
		return c.Category, ""
	case ByMember:
		if c.Account != 0 {
			return strconv.FormatInt(c.Account, 10), c.AccountName
		}
	}
	return "", ""
}

// FigureRow is the indicators of one group.
type FigureRow struct {
	Key        string // of a month "2026-05"; empty: of those that have none
	Name       string // as far as the cases know
	Indicators Indicators
}

// Figures returns the indicators of cases in p, for each group that has any and for all together. Every case is in one group, so
// counts add up to the total; by month each case counts in the months that it was opened and fell due in. Months are those of
// zone, in order; other groups come by how many cases were due, the most first.
func Figures(cases []Figured, by Grouping, p Period, zone *time.Location) (rows []FigureRow, total Indicators) {
	all := make([]Measured, len(cases))
	for i := range cases {
		all[i] = cases[i].Measured
	}
	if by == ByMonth {
		for _, m := range months(p, zone) {
			rows = append(rows, FigureRow{Key: m.From.In(zone).Format("2006-01"), Indicators: Measure(all, m)})
		}
		return rows, Measure(all, p)
	}
	groups, names := map[string][]Measured{}, map[string]string{}
	for i := range cases {
		key, name := by.key(&cases[i])
		groups[key], names[key] = append(groups[key], cases[i].Measured), name
	}
	for key, group := range groups {
		rows = append(rows, FigureRow{key, names[key], Measure(group, p)})
	}
	slices.SortFunc(rows, func(a, b FigureRow) int {
		return cmp.Or(b.Indicators.Due-a.Indicators.Due, b.Indicators.Received-a.Indicators.Received, cmp.Compare(a.Key, b.Key))
	})
	return rows, Measure(all, p)
}

// months parts p at the beginnings of months in zone.
func months(p Period, zone *time.Location) []Period {
	var out []Period
	for from := p.From; from.Before(p.Until); {
		year, month, _ := from.In(zone).Date()
		until := time.Date(year, month+1, 1, 0, 0, 0, 0, zone)
		if until.After(p.Until) {
			until = p.Until
		}
		out = append(out, Period{from, until})
		from = until
	}
	return out
}
