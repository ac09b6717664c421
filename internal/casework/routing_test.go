package casework_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/internal/casework"
)

// town is a small set of rules with everything that a rule can say.
func town() casework.Routing {
	anyone := casework.Emergency
	return casework.Routing{
		Fallback: "urban",
		Departments: []casework.Department{
			{Code: "centre", Kind: "centre", AlwaysOn: true, Position: 1}, {Code: "east", Kind: "centre", AlwaysOn: true, Area: "500120103", Position: 2},
			{Code: "urban", Kind: "post", Position: 3}, {Code: "roads", Kind: "department", Position: 4}, {Code: "police", Kind: "police", Position: 5},
			{Code: "old", Kind: "department", Position: 6, ClosedAt: day(time.May, 1, 0, 0)},
		},
		Rules: []casework.RoutingRule{
			{ID: 5, Position: 50, Title: casework.Text{ZH: "路"}, Category: "06013", MaxSeverity: anyone, ToMinute: 1440, Department: "roads", Enabled: true},
			{ID: 6, Position: 60, Title: casework.Text{ZH: "白天"}, Category: "10", MaxSeverity: anyone, Weekdays: []int{1}, FromMinute: 480, ToMinute: 1020, Department: "roads", Enabled: true},
			{ID: 1, Position: 10, Title: casework.Text{ZH: "夜间噪声"}, Category: "06028", MaxSeverity: anyone, Weekdays: []int{5, 6}, FromMinute: 1320, ToMinute: 360, Department: "police", Also: []string{"urban", "old", "police"}, Enabled: true},
			{ID: 2, Position: 20, Title: casework.Text{ZH: "旧"}, Category: "06", MaxSeverity: anyone, ToMinute: 1440, Department: "old", Enabled: true},
			{ID: 3, Position: 30, Title: casework.Text{ZH: "停用"}, Category: "06", MaxSeverity: anyone, ToMinute: 1440, Department: "police"},
			{ID: 4, Position: 40, Title: casework.Text{ZH: "东"}, Category: "90", MinSeverity: casework.Urgent, MaxSeverity: anyone, Area: "500120103", ToMinute: 1440, Department: "police", ToDuty: true, Enabled: true},
		},
	}
}

func TestWhereMattersGo(t *testing.T) {
	const west, east = "500120102001001", "500120103001001"
	noon := day(time.May, 11, 12, 0) // a Monday
	for name, c := range map[string]struct {
		m    casework.Matter
		want casework.Assignment
	}{
		"by the category":                              {casework.Matter{Category: "06013", Area: west, At: noon}, casework.Assignment{Rule: 5, Department: "roads"}},
		"nothing fits":                                 {casework.Matter{Category: "09001", Area: west, At: noon}, casework.Assignment{Department: "urban"}},
		"a longer code isn't a prefix":                 {casework.Matter{Category: "0601", Area: west, At: noon}, casework.Assignment{Department: "urban"}},
		"on Friday night":                              {casework.Matter{Category: "06028", Area: west, At: day(time.May, 15, 23, 0)}, casework.Assignment{Rule: 1, Department: "police", Also: []string{"urban"}}},
		"early on Saturday, of Friday's night":         {casework.Matter{Category: "06028", Area: west, At: day(time.May, 16, 5, 59)}, casework.Assignment{Rule: 1, Department: "police", Also: []string{"urban"}}},
		"at six the night is over":                     {casework.Matter{Category: "06028", Area: west, At: day(time.May, 16, 6, 0)}, casework.Assignment{Department: "urban"}},
		"early on Friday, of Thursday's night":         {casework.Matter{Category: "06028", Area: west, At: day(time.May, 15, 3, 0)}, casework.Assignment{Department: "urban"}},
		"early on Sunday, of Saturday's night":         {casework.Matter{Category: "06028", Area: west, At: day(time.May, 17, 3, 0)}, casework.Assignment{Rule: 1, Department: "police", Also: []string{"urban"}}},
		"by day, at eight":                             {casework.Matter{Category: "10002", Area: west, At: day(time.May, 11, 8, 0)}, casework.Assignment{Rule: 6, Department: "roads"}},
		"by day, before eight":                         {casework.Matter{Category: "10002", Area: west, At: day(time.May, 11, 7, 59)}, casework.Assignment{Department: "urban"}},
		"by day, at five":                              {casework.Matter{Category: "10002", Area: west, At: day(time.May, 11, 17, 0)}, casework.Assignment{Department: "urban"}},
		"by day, on Tuesday":                           {casework.Matter{Category: "10002", Area: west, At: day(time.May, 12, 12, 0)}, casework.Assignment{Department: "urban"}},
		"too light for the rule":                       {casework.Matter{Category: "90009", Severity: casework.Priority, Area: east, At: noon}, casework.Assignment{Department: "urban"}},
		"grave and in the east":                        {casework.Matter{Category: "90001", Severity: casework.Urgent, Area: east, At: noon}, casework.Assignment{Rule: 4, Department: "police", ToDuty: true}},
		"an emergency is told to the nearest centre":   {casework.Matter{Category: "90001", Severity: casework.Emergency, Area: east, At: noon}, casework.Assignment{Rule: 4, Department: "police", ToDuty: true, Also: []string{"east"}}},
		"an emergency that no rule fits is told too":   {casework.Matter{Category: "90001", Severity: casework.Emergency, Area: west, At: noon}, casework.Assignment{Department: "urban", Also: []string{"centre"}}},
		"what has no area and no category goes by all": {casework.Matter{At: noon}, casework.Assignment{Department: "urban"}},
	} {
		got := casework.Route(town(), c.m)
		if got.Why.ZH == "" || got.Why.EN == "" {
			t.Errorf("%s: no word of why", name)
		}
		got.Why = casework.Text{}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestTheReasonNamesWhatFitted(t *testing.T) {
	got := casework.Route(town(), casework.Matter{Category: "06028", Area: "500120", Severity: casework.Emergency, At: day(time.May, 15, 23, 0)}).Why
	want := casework.Text{
		ZH: "规则“夜间噪声”: 事项 06028，时段 周五六 22:00–06:00；紧急，同时告知值守中心",
		EN: "rule “夜间噪声”: category 06028, hours Fri Sat 22:00–06:00; an emergency: the centre that is always on is told at once",
	}
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	got = casework.Route(town(), casework.Matter{Category: "90001", Severity: casework.Urgent, Area: "500120103", At: day(time.May, 15, 23, 0)}).Why
	if want := (casework.Text{ZH: "规则“东”: 事项 90，等级紧急至特急，区域 500120103", EN: "rule “东”: category 90, urgent to emergency, area 500120103"}); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestWithoutAFallbackACentreAnswers(t *testing.T) {
	r := town()
	for _, fallback := range []string{"", "old", "nowhere"} {
		r.Fallback = fallback
		if got := casework.Route(r, casework.Matter{Category: "09001", Area: "500120103001001"}); got.Department != "east" {
			t.Errorf("with the fallback %q it goes to %q", fallback, got.Department)
		}
	}
	r.Departments = []casework.Department{{Code: "roads", Position: 2}, {Code: "urban-2", Position: 1}}
	if got := casework.Route(r, casework.Matter{Category: "09001", Severity: casework.Emergency}); got.Department != "urban-2" || got.Also != nil {
		t.Errorf("where there is no centre it goes to %q, and is told to %q", got.Department, got.Also)
	}
	if got := casework.Route(casework.Routing{}, casework.Matter{}); got.Department != "" || got.Why.EN == "" {
		t.Errorf("without departments: %+v", got)
	}
}

// routings draws rules over few codes, so that they often fit and often compete.
func routings() *rapid.Generator[casework.Routing] {
	code := rapid.SampledFrom([]string{"a", "b", "c", "gone"})
	rule := rapid.Custom(func(t *rapid.T) casework.RoutingRule {
		return casework.RoutingRule{
			ID: rapid.Int64Range(1, 1e9).Draw(t, "id"), Position: rapid.IntRange(0, 3).Draw(t, "position"), Category: rapid.SampledFrom([]string{"", "06", "06013", "9"}).Draw(t, "category"),
			MinSeverity: casework.Severity(rapid.IntRange(0, 2).Draw(t, "min")), MaxSeverity: casework.Severity(rapid.IntRange(1, 3).Draw(t, "max")),
			Area: rapid.SampledFrom([]string{"", "5001", "500120102"}).Draw(t, "area"), Weekdays: rapid.SliceOfDistinct(rapid.IntRange(1, 7), rapid.ID[int]).Draw(t, "weekdays"),
			FromMinute: rapid.IntRange(0, 23).Draw(t, "from") * 60, ToMinute: rapid.IntRange(1, 24).Draw(t, "to") * 60, Department: code.Draw(t, "department"),
			Also: rapid.SliceOfN(code, 0, 4).Draw(t, "also"), ToDuty: rapid.Bool().Draw(t, "duty"), Enabled: rapid.IntRange(0, 4).Draw(t, "enabled") > 0,
		}
	})
	return rapid.Custom(func(t *rapid.T) casework.Routing {
		return casework.Routing{
			Rules:       rapid.SliceOfNDistinct(rule, 0, 8, func(r casework.RoutingRule) int64 { return r.ID }).Draw(t, "rules"),
			Departments: []casework.Department{{Code: "a"}, {Code: "b", Kind: "centre", AlwaysOn: rapid.Bool().Draw(t, "always")}, {Code: "c", ClosedAt: time.Unix(0, 0)}},
			Fallback:    rapid.SampledFrom([]string{"", "a", "c"}).Draw(t, "fallback"),
		}
	})
}

func matters() *rapid.Generator[casework.Matter] {
	return rapid.Custom(func(t *rapid.T) casework.Matter {
		return casework.Matter{
			Category: rapid.SampledFrom([]string{"06013", "06010", "90001", ""}).Draw(t, "category"), Severity: casework.Severity(rapid.IntRange(0, 3).Draw(t, "severity")),
			Area: rapid.SampledFrom([]string{"500120102001001", "500120103", ""}).Draw(t, "area"),
			At:   day(time.May, 11, 0, 0).Add(time.Duration(rapid.IntRange(0, 7*24-1).Draw(t, "hour"))*time.Hour + time.Duration(rapid.SampledFrom([]int{0, 59}).Draw(t, "minute"))*time.Minute), // at the edges of windows
		}
	})
}

// fits is RoutingRule.Fits with the week laid out as one line of minutes.
func fits(r casework.RoutingRule, m casework.Matter) bool {
	const week = 7 * 1440
	now := int(m.At.Sub(day(time.May, 11, 0, 0)).Minutes())
	long := r.ToMinute - r.FromMinute
	if long <= 0 {
		long += 1440
	}
	inWindow := false
	for weekday := range 7 {
		begin := weekday*1440 + r.FromMinute
		if len(r.Weekdays) == 0 || slices.Contains(r.Weekdays, weekday+1) {
			inWindow = inWindow || (now-begin+week)%week < long
		}
	}
	return inWindow && r.Enabled && strings.HasPrefix(m.Category, r.Category) && strings.HasPrefix(m.Area, r.Area) && m.Severity >= r.MinSeverity && m.Severity <= r.MaxSeverity
}

func TestTheFirstRuleThatFitsDecidesAndNothingGoesNowhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, m := routings().Draw(t, "routing"), matters().Draw(t, "matter")
		isOpen := func(code string) bool { return code == "a" || code == "b" }
		var first *casework.RoutingRule
		for i, rule := range r.Rules {
			if fits(rule, m) && isOpen(rule.Department) &&
				(first == nil || rule.Position < first.Position || rule.Position == first.Position && rule.ID < first.ID) {
				first = &r.Rules[i]
			}
		}
		got := casework.Route(r, m)
		switch {
		case first == nil && got.Rule != 0, first != nil && (got.Rule != first.ID || got.Department != first.Department || got.ToDuty != first.ToDuty):
			t.Errorf("got %+v, want rule %+v", got, first)
		case first == nil && r.Fallback == "a" && got.Department != "a":
			t.Errorf("without a rule it goes to %q", got.Department)
		case !isOpen(got.Department):
			t.Errorf("it goes to %q, which is not open", got.Department)
		case m.Severity == casework.Emergency && r.Departments[1].AlwaysOn && got.Department != "b" && !slices.Contains(got.Also, "b"):
			t.Errorf("the centre isn't told of an emergency: %+v", got)
		}
		for i, code := range got.Also {
			if !isOpen(code) || code == got.Department || slices.Contains(got.Also[:i], code) {
				t.Errorf("told to %v by %q", got.Also, got.Department)
			}
		}
	})
}
