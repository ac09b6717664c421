package casework_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/internal/casework"
)

// counts are the figures that add up.
func counts(i casework.Indicators) []int {
	return []int{i.Received, i.Filed, i.Due, i.Settled, i.SettledInTime, i.Resolved, i.ResolvedInTime, i.Overdue, i.Reworked, i.Extended, i.Contested, i.Hops}
}

func sum(rows []casework.FigureRow) []int {
	total := make([]int, len(counts(casework.Indicators{})))
	for _, row := range rows {
		for i, n := range counts(row.Indicators) {
			total[i] += n
		}
	}
	return total
}

func drawFigured(t *rapid.T, begin time.Time) casework.Figured {
	hour := func(name string, most int) time.Time {
		return begin.Add(time.Duration(rapid.IntRange(-500, most).Draw(t, name)) * time.Hour)
	}
	maybe := func(name string, most int) time.Time {
		if rapid.Bool().Draw(t, name+" is known") {
			return hour(name, most)
		}
		return time.Time{}
	}
	word := func(name string) string { return rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, name) }
	f := casework.Figured{Cell: word("cell"), Community: word("community"), Category: word("category"), Department: word("department"), Account: rapid.Int64Range(0, 3).Draw(t, "account")}
	f.OpenedAt = hour("opened", 4000)
	f.FiledAt, f.ResolveDue, f.ResolvedAt, f.ClosedAt = maybe("filed", 4000), maybe("due", 4000), maybe("resolved", 4000), maybe("closed", 4000)
	f.Paused, f.Duplicate, f.Contested = rapid.Bool().Draw(t, "paused"), rapid.Bool().Draw(t, "duplicate"), rapid.Bool().Draw(t, "contested")
	f.Hops, f.Reworks, f.Extensions = rapid.IntRange(0, 3).Draw(t, "hops"), rapid.IntRange(0, 2).Draw(t, "reworks"), rapid.IntRange(0, 2).Draw(t, "extensions")
	return f
}

func TestCountsOfGroupsAddUpToTheTotal(t *testing.T) {
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, shanghai)
	rapid.Check(t, func(t *rapid.T) {
		cases := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) casework.Figured { return drawFigured(t, begin) }), 0, 40).Draw(t, "cases")
		p := casework.Period{From: begin, Until: begin.Add(time.Duration(rapid.IntRange(1, 3000).Draw(t, "hours")) * time.Hour)}
		for _, by := range []casework.Grouping{casework.ByCell, casework.ByCommunity, casework.ByCategory, casework.ByDepartment, casework.ByMember} {
			rows, total := casework.Figures(cases, by, p, shanghai)
			if got := sum(rows); !slices.Equal(got, counts(total)) {
				t.Fatalf("by %s: %v, in all %v", by, got, counts(total))
			}
			keys := map[string]bool{}
			for _, row := range rows {
				if keys[row.Key] {
					t.Fatalf("by %s: %q comes twice", by, row.Key)
				}
				keys[row.Key] = true
			}
		}
		// By month each case counts once as received and once as due.
		rows, total := casework.Figures(cases, casework.ByMonth, p, shanghai)
		var received, due int
		for _, row := range rows {
			received, due = received+row.Indicators.Received, due+row.Indicators.Due
		}
		if received != total.Received || due != total.Due {
			t.Fatalf("by month %d received, %d due; in all %d, %d", received, due, total.Received, total.Due)
		}
	})
}

func TestMonthsAreThoseOfTheSite(t *testing.T) {
	p := casework.Period{From: time.Date(2026, 1, 15, 0, 0, 0, 0, shanghai), Until: time.Date(2026, 3, 2, 0, 0, 0, 0, shanghai)}
	last := casework.Figured{Measured: casework.Measured{OpenedAt: time.Date(2026, 1, 31, 15, 59, 59, 0, time.UTC)}} // 23:59:59 there
	first := casework.Figured{Measured: casework.Measured{OpenedAt: time.Date(2026, 1, 31, 16, 0, 0, 0, time.UTC)}}
	rows, _ := casework.Figures([]casework.Figured{last, first, first}, casework.ByMonth, p, shanghai)
	var got []int
	for i, want := range []string{"2026-01", "2026-02", "2026-03"} {
		if len(rows) != 3 || rows[i].Key != want {
			t.Fatalf("months: %+v", rows)
		}
		got = append(got, rows[i].Indicators.Received)
	}
	if !slices.Equal(got, []int{1, 2, 0}) {
		t.Errorf("received %v", got)
	}
}
