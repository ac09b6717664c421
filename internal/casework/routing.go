package casework

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Department is a department, post, community or centre that cases are given to.
type Department struct {
	Code     string
	Title    Text
	Kind     string // grid, community, post, department, police, centre
	Area     string // prefix of the areas that it answers for; empty: everywhere
	Contact  string // an office telephone, public
	AlwaysOn bool   // staffed day and night
	Position int
	ClosedAt time.Time // zero: open; a closed one is given no cases
}

// RoutingRule says where cases of some kind go. The zero bounds are those of a rule for Routine cases only: a rule for any
// has MaxSeverity Emergency.
type RoutingRule struct {
	ID          int64
	Position    int    // lower ones are asked first
	Title       Text   // one language at least
	Category    string // code, or its first digits; empty: any
	MinSeverity Severity
	MaxSeverity Severity
	Area        string // prefix of the case's area; empty: anywhere
	Weekdays    []int  // on which the window begins, Monday is 1; empty: every day
	FromMinute  int    // of the day, 0 to 1439
	ToMinute    int    // 1 to 1440; not after FromMinute: the window ends on the next day
	Department  string
	Also        []string // departments told of it at once
	ToDuty      bool     // to the member on duty in the cell, within the department
	Enabled     bool
}

// Matter is what routing looks at.
type Matter struct {
	Category string
	Severity Severity
	Area     string
	At       time.Time // by the site's clock
}

// Routing is everything that decides where a case goes.
type Routing struct {
	Rules       []RoutingRule
	Departments []Department
	Fallback    string // department for what no rule fits
}

// Assignment is where a case goes, and why.
type Assignment struct {
	Rule       int64    // 0: no rule fitted
	Department string   // empty only where a site has no department at all: the case stays in the centre's own queue
	Also       []string // told at once; never Department itself
	ToDuty     bool
	Why        Text
}

// Route returns where m goes: by the first rule, in order of position, that fits and whose department is open; else to the
// fallback; else, when that is closed too, to the centre that is always on, to any centre, to any department. Emergencies are
// always told to the always-on centre of the area (the one with the longest prefix of it) at once.
func Route(r Routing, m Matter) Assignment {
	rules := slices.Clone(r.Rules)
	slices.SortStableFunc(rules, func(a, b RoutingRule) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	out := Assignment{}
	for _, rule := range rules {
		if rule.Fits(m) && r.isOpen(rule.Department) {
			out = Assignment{Rule: rule.ID, Department: rule.Department, Also: r.openOnes(rule.Also), ToDuty: rule.ToDuty, Why: rule.why()}
			break
		}
	}
	if out.Rule == 0 && out.Department == "" {
		out = r.fallback(m)
	}
	if m.Severity >= Emergency {
		out = r.tellCentre(out, m)
	}
	out.Also = slices.DeleteFunc(out.Also, func(code string) bool { return code == out.Department })
	return out
}

// Fits reports whether r decides about m: every bound of it holds.
func (r RoutingRule) Fits(m Matter) bool {
	return r.Enabled && strings.HasPrefix(m.Category, r.Category) && strings.HasPrefix(m.Area, r.Area) &&
		m.Severity >= r.MinSeverity && m.Severity <= r.MaxSeverity && r.within(m.At)
}

// within reports whether t is in the window of r. One past midnight belongs to the weekday on which it begins.
func (r RoutingRule) within(t time.Time) bool {
	minute, today := t.Hour()*60+t.Minute(), weekday(t)
	if r.FromMinute < r.ToMinute {
		return r.on(today) && minute >= r.FromMinute && minute < r.ToMinute
	}
	yesterday := (today+5)%7 + 1
	return r.on(today) && minute >= r.FromMinute || r.on(yesterday) && minute < r.ToMinute
}

func (r RoutingRule) on(weekday int) bool {
	return len(r.Weekdays) == 0 || slices.Contains(r.Weekdays, weekday)
}

// why says in words what made r fit.
func (r RoutingRule) why() Text {
	zh, en := []string{}, []string{}
	add := func(inZH, inEN string) { zh, en = append(zh, inZH), append(en, inEN) }
	if r.Category != "" {
		add("事项 "+r.Category, "category "+r.Category)
	}
	if r.MinSeverity > Routine || r.MaxSeverity < Emergency {
		add("等级"+severityZH(r.MinSeverity)+"至"+severityZH(r.MaxSeverity), r.MinSeverity.String()+" to "+r.MaxSeverity.String())
	}
	if r.Area != "" {
		add("区域 "+r.Area, "area "+r.Area)
	}
	if len(r.Weekdays) > 0 && len(r.Weekdays) < 7 || r.FromMinute != 0 || r.ToMinute != 1440 {
		window := fmt.Sprintf("%02d:%02d–%02d:%02d", r.FromMinute/60, r.FromMinute%60, r.ToMinute/60, r.ToMinute%60)
		add("时段 "+daysZH(r.Weekdays)+window, "hours "+daysEN(r.Weekdays)+window)
	}
	if len(zh) == 0 {
		add("任何事项", "any matter")
	}
	return Text{
		"规则“" + cmp.Or(r.Title.ZH, r.Title.EN) + "”: " + strings.Join(zh, "，"),
		"rule “" + cmp.Or(r.Title.EN, r.Title.ZH) + "”: " + strings.Join(en, ", "),
	}
}

// fallback returns where m goes when no rule fits.
func (r Routing) fallback(m Matter) Assignment {
	if r.isOpen(r.Fallback) {
		return Assignment{Department: r.Fallback, Why: Text{"没有适用的规则，转兜底部门", "no rule fits: the fallback"}}
	}
	if centre := r.centre(m.Area); centre != "" {
		return Assignment{Department: centre, Why: Text{"没有适用的规则，也没有兜底部门，转值守中心", "no rule fits and there is no fallback: the centre that is always on"}}
	}
	departments := r.sorted()
	i := slices.IndexFunc(departments, func(d Department) bool { return d.Kind == "centre" })
	if len(departments) == 0 {
		return Assignment{Why: Text{"没有可派遣的部门，留在中心", "there is no department: it stays with the centre"}}
	}
	return Assignment{Department: departments[max(i, 0)].Code, Why: Text{"没有适用的规则，也没有兜底部门", "no rule fits and there is no fallback"}}
}

// tellCentre returns a with the always-on centre told too.
func (r Routing) tellCentre(a Assignment, m Matter) Assignment {
	centre := r.centre(m.Area)
	if centre == "" || centre == a.Department {
		return a
	}
	if !slices.Contains(a.Also, centre) {
		a.Also = append(a.Also, centre)
	}
	a.Why.ZH += "；紧急，同时告知值守中心"
	a.Why.EN += "; an emergency: the centre that is always on is told at once"
	return a
}

// centre returns the always-on centre that answers for area most closely; empty when none does.
func (r Routing) centre(area string) string {
	best := Department{}
	for _, d := range r.sorted() {
		if d.AlwaysOn && d.Kind == "centre" && strings.HasPrefix(area, d.Area) && (best.Code == "" || len(d.Area) > len(best.Area)) {
			best = d
		}
	}
	return best.Code
}

// sorted returns the open departments in order of position.
func (r Routing) sorted() []Department {
	open := slices.DeleteFunc(slices.Clone(r.Departments), func(d Department) bool { return !d.ClosedAt.IsZero() })
	slices.SortStableFunc(open, func(a, b Department) int { return cmp.Or(a.Position-b.Position, cmp.Compare(a.Code, b.Code)) })
	return open
}

func (r Routing) isOpen(code string) bool {
	return slices.ContainsFunc(r.Departments, func(d Department) bool { return d.Code == code && d.ClosedAt.IsZero() })
}

func (r Routing) openOnes(codes []string) []string {
	var out []string
	for _, code := range codes {
		if r.isOpen(code) && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

func severityZH(s Severity) string {
	if s < Routine || s > Emergency {
		return "未知"
	}
	return [...]string{"一般", "优先", "紧急", "特急"}[s]
}

func daysZH(weekdays []int) string {
	if len(weekdays) == 0 || len(weekdays) == 7 {
		return ""
	}
	out := "周"
	for _, d := range weekdays {
		out += [...]string{"", "一", "二", "三", "四", "五", "六", "日"}[min(max(d, 0), 7)]
	}
	return out + " "
}

func daysEN(weekdays []int) string {
	if len(weekdays) == 0 || len(weekdays) == 7 {
		return ""
	}
	names := make([]string, len(weekdays))
	for i, d := range weekdays {
		names[i] = [...]string{"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}[min(max(d, 0), 7)]
	}
	return strings.Join(names, " ") + " "
}
