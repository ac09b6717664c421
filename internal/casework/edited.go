package casework

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/wangge-map/wangge/geo"
)

// What a site may hold of each kind of rule: far more than one needs, and little enough to be judged at every dispatch.
const (
	mostRules       = 500
	mostDepartments = 500
	mostDays        = 2000
	mostSpans       = 6
)

var (
	soundCode = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)
	soundArea = regexp.MustCompile(`^[0-9A-Za-z._-]{0,64}$`)
)

// Check returns an Invalid error about the first thing in r that can't be kept, with the field as the API names it. Rules name
// departments that are open and categories that categories know.
func (r Routing) Check(categories []Category) error {
	if len(r.Rules) > mostRules {
		return geo.Errorf(geo.Invalid, "rules", "has %d rules; at most %d can be kept", len(r.Rules), mostRules)
	}
	if err := r.checkDepartment("fallback", r.Fallback); err != nil {
		return err
	}
	ids := map[int64]bool{}
	for i, rule := range r.Rules {
		field := fmt.Sprintf("rules[%d].", i)
		if rule.ID != 0 && ids[rule.ID] {
			return geo.Errorf(geo.Invalid, field+"id", "stands twice; leave it out for a new rule")
		}
		ids[rule.ID] = true
		if err := r.checkRule(field, rule, categories); err != nil {
			return err
		}
	}
	return nil
}

func (r Routing) checkRule(field string, rule RoutingRule, categories []Category) error {
	if err := checkTitle(field+"title", cmp.Or(rule.Title.ZH, rule.Title.EN)); err != nil {
		return err
	}
	if err := checkWords(field+"title", rule.Title.EN, mostTitle); err != nil {
		return err
	}
	if err := below(field, rule.Check(r.Departments)); err != nil {
		return err
	}
	known := slices.ContainsFunc(categories, func(c Category) bool { return strings.HasPrefix(c.Code, rule.Category) })
	switch {
	case rule.Category != "" && !known:
		return geo.Errorf(geo.Invalid, field+"category", "is neither the code of a category nor the beginning of one")
	case !soundArea.MatchString(rule.Area):
		return geo.Errorf(geo.Invalid, field+"area", "must be the beginning of a code of cells or areas")
	}
	for i, day := range rule.Weekdays {
		if slices.Contains(rule.Weekdays[:i], day) {
			return geo.Errorf(geo.Invalid, field+"weekdays", "names a day twice")
		}
	}
	return nil
}

// below puts field in front of the field that err is about.
func below(field string, err error) error {
	var known *geo.Error
	if !errors.As(err, &known) {
		return err
	}
	return geo.Errorf(known.Kind, field+known.Field, "%s", known.Msg)
}

func (r Routing) checkDepartment(field, code string) error {
	i := slices.IndexFunc(r.Departments, func(d Department) bool { return d.Code == code })
	switch {
	case i < 0:
		return geo.Errorf(geo.Invalid, field, "is not a department; GET /api/v1/departments lists them")
	case !r.Departments[i].ClosedAt.IsZero():
		return geo.Errorf(geo.Invalid, field, "is a department that is closed; choose one that is given cases")
	}
	return nil
}

// CheckDepartments returns an Invalid error about the first thing that can't be kept when all take the place of r's
// departments: none may be left out, since cases name them, and what rules and the fallback name must stay open.
func (r Routing) CheckDepartments(all []Department) error {
	if len(all) > mostDepartments {
		return geo.Errorf(geo.Invalid, "departments", "has %d departments; at most %d can be kept", len(all), mostDepartments)
	}
	byCode := map[string]int{}
	for i, d := range all {
		field := fmt.Sprintf("departments[%d].", i)
		if _, twice := byCode[d.Code]; twice {
			return geo.Errorf(geo.Invalid, field+"code", "stands twice")
		}
		byCode[d.Code] = i
		if err := d.check(field); err != nil {
			return err
		}
	}
	for _, d := range r.Departments {
		if _, kept := byCode[d.Code]; !kept {
			return geo.Errorf(geo.Invalid, "departments", "%s is left out; close it instead, cases may name it", d.Code)
		}
	}
	return r.checkStillNamed(all, byCode)
}

// checkStillNamed refuses to close what would be given cases.
func (r Routing) checkStillNamed(all []Department, byCode map[string]int) error {
	closed := func(code string) (string, bool) {
		i, there := byCode[code]
		return fmt.Sprintf("departments[%d].closed", i), there && !all[i].ClosedAt.IsZero()
	}
	if field, is := closed(r.Fallback); is {
		return geo.Errorf(geo.Invalid, field, "is where what no rule fits goes; choose another fallback first")
	}
	for _, rule := range r.Rules {
		if field, is := closed(rule.Department); is && rule.Enabled {
			return geo.Errorf(geo.Invalid, field, "the rule “%s” sends cases to it; change the rule first", rule.Title)
		}
	}
	return nil
}

func (d Department) check(field string) error {
	if !soundCode.MatchString(d.Code) {
		return geo.Errorf(geo.Invalid, field+"code", "must be 1 to 40 small letters, digits, - and _, and begin with a letter or digit")
	}
	if err := d.Title.check(field + "title"); err != nil {
		return err
	}
	if !slices.Contains([]string{"grid", "community", "post", "department", "police", "centre"}, d.Kind) {
		return geo.Errorf(geo.Invalid, field+"kind", "must be grid, community, post, department, police or centre")
	}
	if !soundArea.MatchString(d.Area) {
		return geo.Errorf(geo.Invalid, field+"area", "must be the beginning of a code of cells or areas")
	}
	return checkWords(field+"contact", d.Contact, 60)
}

// CheckIn returns an Invalid error about the first thing in c that can't be kept. layers are those that there are.
func (c Category) CheckIn(layers []Layer) error {
	if err := (Text{c.NameZH, c.NameEN}).check("name"); err != nil {
		return err
	}
	i := slices.IndexFunc(layers, func(l Layer) bool { return l.ID == c.Layer })
	if i < 0 || layers[i].Kind != "points" {
		return geo.Errorf(geo.Invalid, "layer", "is not a layer of cases; GET /api/v1/layers lists them")
	}
	if c.Severity < Routine || c.Severity > Emergency {
		return geo.Errorf(geo.Invalid, "severity", "must be routine, priority, urgent or emergency")
	}
	for _, l := range []*Limit{&c.MakeSafe, &c.Resolve} {
		if l.Amount == 0 { // none, whatever it would count
			*l = Limit{}
		}
	}
	return c.Check()
}

// WorkDay is a day that is an exception to the hours of its weekday.
type WorkDay struct {
	Day     string // 2026-10-01
	Working bool
	Note    string
}

// WorkCalendar is a calendar as it is edited.
type WorkCalendar struct {
	Code  string
	Title Text
	Hours map[int][]Span
	Days  []WorkDay
}

// Check returns an Invalid error about the first thing in c that can't be kept: spans within the day, in order and apart;
// some working hours at all; each exception a day of the calendar, and once.
func (c WorkCalendar) Check() error {
	if !soundCode.MatchString(c.Code) {
		return geo.Errorf(geo.Invalid, "code", "must be 1 to 40 small letters, digits, - and _, and begin with a letter or digit")
	}
	if err := c.Title.check("title"); err != nil {
		return err
	}
	if err := c.checkHours(); err != nil {
		return err
	}
	if len(c.Days) > mostDays {
		return geo.Errorf(geo.Invalid, "days", "has %d days; at most %d can be kept", len(c.Days), mostDays)
	}
	seen := map[string]bool{}
	for i, d := range c.Days {
		field := fmt.Sprintf("days[%d].", i)
		if day, err := time.Parse(time.DateOnly, d.Day); err != nil || day.Year() < 1970 || day.Year() > 2200 {
			return geo.Errorf(geo.Invalid, field+"day", "must be a day such as 2026-10-01")
		}
		if seen[d.Day] {
			return geo.Errorf(geo.Invalid, field+"day", "stands twice")
		}
		seen[d.Day] = true
		if err := checkWords(field+"note", d.Note, 100); err != nil {
			return err
		}
	}
	return nil
}

func (c WorkCalendar) checkHours() error {
	some := false
	for day := range c.Hours {
		if day < 1 || day > 7 {
			return geo.Errorf(geo.Invalid, "hours", "days are from 1 (Monday) to 7")
		}
	}
	for day := 1; day <= 7; day++ {
		spans := c.Hours[day]
		if len(spans) > mostSpans {
			return geo.Errorf(geo.Invalid, fmt.Sprintf("hours.%d", day), "has more than %d spans", mostSpans)
		}
		for i, s := range spans {
			field := fmt.Sprintf("hours.%d[%d]", day, i)
			switch {
			case s[0] < 0 || s[1] > minutesOfDay || s[0] >= s[1]:
				return geo.Errorf(geo.Invalid, field, "must be two minutes of the day, the earlier first, 0 to 1440")
			case i > 0 && s[0] < spans[i-1][1]:
				return geo.Errorf(geo.Invalid, field, "overlaps the span before it, or comes before it")
			}
			some = true
		}
	}
	if !some {
		return geo.Errorf(geo.Invalid, "hours", "no day has working hours")
	}
	return nil
}

func (t Text) check(field string) error {
	if err := checkTitle(field+".zh", t.ZH); err != nil {
		return err
	}
	return checkTitle(field+".en", t.EN)
}

const mostTitle = 80

func checkTitle(field, text string) error {
	if strings.TrimSpace(text) == "" {
		return geo.Errorf(geo.Invalid, field, "is missing")
	}
	return checkWords(field, text, mostTitle)
}

func checkWords(field, text string, most int) error {
	if n := utf8.RuneCountInString(text); n > most {
		return geo.Errorf(geo.Invalid, field, "has %d characters; at most %d can be kept", n, most)
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return geo.Errorf(geo.Invalid, field, "is not UTF-8, or holds control characters")
	}
	return nil
}

// Check returns an Invalid error about the first thing that can't be kept when l is called so and categories move to it, and a
// NotFound one when there is no such layer. Cases are on layers of points.
func (l Layer) Check(layers []Layer, moved []string, categories []Category) error {
	i := slices.IndexFunc(layers, func(other Layer) bool { return other.ID == l.ID })
	if i < 0 {
		return geo.Errorf(geo.NotFound, "id", "there is no layer with this id")
	}
	if err := (Text{l.TitleZH, l.TitleEN}).check("title"); err != nil {
		return err
	}
	if len(moved) > 0 && layers[i].Kind != "points" {
		return geo.Errorf(geo.Invalid, "categories", "cases are not drawn on this layer")
	}
	for i, code := range moved {
		if !slices.ContainsFunc(categories, func(c Category) bool { return c.Code == code }) {
			return geo.Errorf(geo.Invalid, fmt.Sprintf("categories[%d]", i), "is not the code of a category")
		}
	}
	return nil
}
