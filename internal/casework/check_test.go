package casework_test

import (
	"testing"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// names reports whether err is about field, or nil where field is empty.
func names(err error, field string) bool {
	e, ok := err.(*geo.Error)
	return err == nil && field == "" || ok && e.Kind == geo.Invalid && e.Field == field
}

func TestRulesThatASiteSetsAreLookedAt(t *testing.T) {
	good := casework.RoutingRule{Title: casework.Text{ZH: "路", EN: "Roads"}, Category: "06", MaxSeverity: casework.Emergency, Weekdays: []int{1, 7}, FromMinute: 1320, ToMinute: 360, Department: "roads", Also: []string{"police"}, Enabled: true}
	for name, c := range map[string]struct {
		change func(*casework.RoutingRule)
		field  string
	}{
		"a rule past midnight":     {func(*casework.RoutingRule) {}, ""},
		"no title":                 {func(r *casework.RoutingRule) { r.Title = casework.Text{} }, "title"},
		"letters in the category":  {func(r *casework.RoutingRule) { r.Category = "0x" }, "category"},
		"six digits":               {func(r *casework.RoutingRule) { r.Category = "060130" }, "category"},
		"no such severity":         {func(r *casework.RoutingRule) { r.MinSeverity = -1 }, "min_severity"},
		"severities upside down":   {func(r *casework.RoutingRule) { r.MinSeverity, r.MaxSeverity = 2, 1 }, "max_severity"},
		"an eighth day":            {func(r *casework.RoutingRule) { r.Weekdays = []int{8} }, "weekdays"},
		"a day of 25 hours":        {func(r *casework.RoutingRule) { r.ToMinute = 1500 }, "to_minute"},
		"a window from midnight":   {func(r *casework.RoutingRule) { r.FromMinute = 1440 }, "from_minute"},
		"a closed department":      {func(r *casework.RoutingRule) { r.Department = "old" }, "department"},
		"nobody to be told of it":  {func(r *casework.RoutingRule) { r.Also = []string{"police", "nobody"} }, "also[1]"},
		"an end before it started": {func(r *casework.RoutingRule) { r.ToMinute = 0 }, "to_minute"},
	} {
		r := good
		c.change(&r)
		if err := r.Check(town().Departments); !names(err, c.field) {
			t.Errorf("%s: %v, want something about %q", name, err, c.field)
		}
	}
}

func TestCalendarsThatASiteSetsAreLookedAt(t *testing.T) {
	for name, c := range map[string]struct {
		calendar casework.Calendar
		field    string
	}{
		"an office":           {office(), ""},
		"no hours at all":     {casework.Calendar{}, ""},
		"an eighth day":       {casework.Calendar{Hours: map[int][]casework.Span{8: nil}}, "hours.8"},
		"overlapping spans":   {casework.Calendar{Hours: map[int][]casework.Span{1: {{0, 60}, {59, 90}}}}, "hours.1"},
		"spans upside down":   {casework.Calendar{Hours: map[int][]casework.Span{2: {{60, 60}}}}, "hours.2"},
		"longer than a day":   {casework.Calendar{Hours: map[int][]casework.Span{3: {{60, 1441}}}}, "hours.3"},
		"before midnight":     {casework.Calendar{Hours: map[int][]casework.Span{4: {{-1, 60}}}}, "hours.4"},
		"no date":             {casework.Calendar{Hours: office().Hours, Days: map[string]bool{"2026-02-30": true}}, "days"},
		"days without hours":  {casework.Calendar{Days: map[string]bool{"2026-02-03": true}}, "hours"},
		"round the clock":     {casework.Calendar{Hours: map[int][]casework.Span{1: {{0, 1440}}}}, ""},
		"spans that touch":    {casework.Calendar{Hours: map[int][]casework.Span{1: {{0, 60}, {60, 90}}}}, ""},
		"a weekday with none": {casework.Calendar{Hours: map[int][]casework.Span{1: {{0, 60}}, 2: {}}, Zone: time.UTC}, ""},
	} {
		if err := c.calendar.Check(); !names(err, c.field) {
			t.Errorf("%s: %v, want something about %q", name, err, c.field)
		}
	}
}

func TestLimitsThatASiteSetsAreLookedAt(t *testing.T) {
	hours := func(n int) casework.Limit { return casework.Limit{Amount: n, Unit: casework.Hours} }
	for name, c := range map[string]struct {
		category casework.Category
		field    string
	}{
		"a pothole":                  {pothole(), ""},
		"no limits":                  {casework.Category{}, ""},
		"counted in weeks":           {casework.Category{Resolve: casework.Limit{Amount: 1, Unit: "weeks"}}, "resolve"},
		"less than nothing":          {casework.Category{MakeSafe: hours(-1)}, "make_safe"},
		"a hundred years":            {casework.Category{Resolve: hours(100 * 366 * 24)}, "resolve"},
		"safe after it is done":      {casework.Category{MakeSafe: hours(2), Resolve: hours(1)}, "make_safe"},
		"a milestone without words":  {casework.Category{Milestones: []casework.Milestone{{Limit: hours(1)}}}, "milestones[0]"},
		"a milestone without a time": {casework.Category{Milestones: []casework.Milestone{{Title: casework.Text{ZH: "查", EN: "look"}}}}, "milestones[0]"},
		"safe, and no other limit":   {casework.Category{MakeSafe: hours(2)}, ""},
	} {
		if err := c.category.Check(); !names(err, c.field) {
			t.Errorf("%s: %v, want something about %q", name, err, c.field)
		}
	}
}
