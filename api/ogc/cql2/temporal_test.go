package cql2_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Three records to which the standard's test suite (annex A, temporal functions) gives the counts below.
func TestTemporalFunctionsGiveTheCountsOfTheStandard(t *testing.T) {
	record := func(date, start, finish string) row {
		return row{nil, nil, nil, nil, nil, nil, at(start), at(finish), at(date + "T00:00:00Z")}
	}
	rows := []row{
		record("2021-04-16", "2021-04-16T10:15:59Z", "2022-04-16T10:16:06Z"),
		record("2022-04-16", "2022-04-16T10:13:19Z", "2023-04-16T10:15:59Z"),
		record("2023-04-16", "2022-04-16T10:15:10Z", "2022-04-16T10:16:06Z"),
		{nil, nil, nil, nil, nil, nil, nil, nil, nil},
	}
	for filter, want := range map[string]int{
		`t_after(d,date('2022-04-16'))`: 1, `t_before(d,date('2022-04-16'))`: 1, `t_disjoint(d,date('2022-04-16'))`: 2, `t_equals(d,date('2022-04-16'))`: 1, `t_intersects(d,date('2022-04-16'))`: 1,
		`t_after(d,interval('2022-01-01','2022-12-31'))`: 1, `t_before(d,interval('2022-01-01','2022-12-31'))`: 1, `t_disjoint(d,interval('2022-01-01','2022-12-31'))`: 2,
		`t_equals(d,interval('2022-01-01','2022-12-31'))`: 0, `t_equals(d,interval('2022-04-16','2022-04-16'))`: 1, `t_intersects(d,interval('2022-01-01','2022-12-31'))`: 1,
		`t_after(t,timestamp('2022-04-16T10:13:19Z'))`: 1, `t_before(t,timestamp('2022-04-16T10:13:19Z'))`: 1, `t_disjoint(t,timestamp('2022-04-16T10:13:19Z'))`: 2,
		`t_equals(t,timestamp('2022-04-16T10:13:19Z'))`: 1, `t_intersects(t,timestamp('2022-04-16T10:13:19Z'))`: 1,
		`t_after(t,interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'))`: 0, `t_before(t,interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'))`: 1,
		`t_disjoint(t,interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'))`: 1, `t_intersects(t,interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'))`: 2,
		`t_after(interval(t,e),interval('..','2022-04-16T10:13:19Z'))`: 1, `t_before(interval(t,e),interval('2023-01-01T00:00:00Z','..'))`: 2,
		`t_disjoint(interval(t,e),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:09Z'))`: 1, `t_equals(interval(t,e),interval('2021-04-16T10:15:59Z','2022-04-16T10:16:06Z'))`: 1,
		`t_intersects(interval(t,e),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:09Z'))`: 2,
		`T_CONTAINS(interval(t,e),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'))`:   1, `T_DURING(interval(t,e),interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'))`: 1,
		`T_FINISHES(interval(t,e),interval('2022-04-16T10:13:19Z','2022-04-16T10:16:06Z'))`: 1, `T_FINISHEDBY(interval(t,e),interval('2022-04-16T10:13:19Z','2022-04-16T10:16:06Z'))`: 1,
		`T_MEETS(interval(t,e),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'))`: 0, `T_METBY(interval(t,e),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'))`: 1,
		`T_OVERLAPPEDBY(interval(t,e),interval('2020-04-16T10:13:19Z','2022-04-16T10:15:10Z'))`: 2, `T_OVERLAPS(interval(t,e),interval('2022-04-16T10:13:19Z','2023-04-16T10:15:10Z'))`: 1,
		`T_STARTEDBY(interval(t,e),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'))`: 1, `T_STARTS(interval(t,e),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'))`: 0,
		// Not the standard's: what a timestamp is beside dates, and an interval that ends before it begins.
		`t_intersects(t,interval('2022-04-16','2022-04-16'))`: 2, `t_after(interval(t,'..'),interval('2021-01-01','2021-12-31'))`: 2, `t_before(t,interval(d,'2030-01-01'))`: 1,
		`t_before(interval('2021-01-01','2021-12-31'),interval('..',d))`: 0, `t_equals(interval('2023-01-01','2022-01-01'),interval('2023-01-01','2022-01-01'))`: 0,
		`interval(t,e) IS NULL`: 1, `interval(e,t) IS NULL`: 4, `t_equals(t,'2022-04-16T10:13:19Z')`: 1, `interval('..','..') IS NULL`: 0,
	} {
		p, got := compile(t, filter), 0
		for _, r := range rows {
			if p.Match(r) {
				got++
			}
		}
		if got != want {
			t.Errorf("%s matches %d, want %d", filter, got, want)
		}
	}
}

// Between two intervals exactly one of Allen's thirteen relations holds, and turned round its converse does.
func TestExactlyOneRelationHoldsBetweenIntervals(t *testing.T) {
	converse := map[string]string{"T_BEFORE": "T_AFTER", "T_MEETS": "T_METBY", "T_OVERLAPS": "T_OVERLAPPEDBY", "T_STARTS": "T_STARTEDBY", "T_DURING": "T_CONTAINS",
		"T_FINISHES": "T_FINISHEDBY", "T_EQUALS": "T_EQUALS"}
	rapid.Check(t, func(rt *rapid.T) {
		interval := func(label string) string {
			from := rapid.IntRange(1, 6).Draw(rt, label+" from")
			to := rapid.IntRange(from+1, 7).Draw(rt, label+" to")
			stamp := func(day int) string { return fmt.Sprintf("2026-01-%02dT00:00:00Z", day) }
			return fmt.Sprintf("INTERVAL('%s','%s')", stamp(from), stamp(to))
		}
		a, b := interval("a"), interval("b")
		holds := func(op, a, b string) bool { return compile(t, fmt.Sprintf("%s(%s,%s)", op, a, b)).Match(nulls{}) }
		found := []string{}
		for op, back := range converse {
			for _, pair := range [][2]string{{op, back}, {back, op}} {
				if holds(pair[0], a, b) != holds(pair[1], b, a) {
					rt.Fatalf("%s(%s, %s) is not %s the other way round", pair[0], a, b, pair[1])
				}
				if holds(pair[0], a, b) && !slices.Contains(found, pair[0]) {
					found = append(found, pair[0])
				}
			}
		}
		apart := strings.Contains(strings.Join(found, ""), "T_BEFORE") || strings.Contains(strings.Join(found, ""), "T_AFTER")
		if len(found) != 1 || holds("T_DISJOINT", a, b) != apart || holds("T_INTERSECTS", a, b) == apart {
			rt.Fatalf("%s and %s: %v hold", a, b, found)
		}
	})
}
