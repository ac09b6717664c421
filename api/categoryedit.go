package api

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/casework"
)

// Limit is how long something may take.
type Limit struct {
	Amount int    `json:"amount"`
	Unit   string `json:"unit" enum:"hours,work_hours,work_days,days"`
}

// limitOrNull is null for no limit.
func limitOrNull(l casework.Limit) *Limit {
	if l.None() {
		return nil
	}
	return &Limit{l.Amount, string(l.Unit)}
}

// limitChange is a limit that is left out, null for none, or set.
type limitChange struct {
	given bool
	limit casework.Limit
}

// UnmarshalJSON is called for null too.
func (c *limitChange) UnmarshalJSON(raw []byte) error {
	c.given = true
	if bytes.Equal(raw, []byte("null")) {
		return nil
	}
	var l Limit
	if err := json.Unmarshal(raw, &l); err != nil {
		return err
	}
	c.limit = casework.Limit{Amount: l.Amount, Unit: casework.Unit(l.Unit)}
	return nil
}

// Schema says what it is sent as.
func (limitChange) Schema(r huma.Registry) *huma.Schema {
	one := 1.0
	return &huma.Schema{
		Type: huma.TypeObject, Nullable: true, AdditionalProperties: false, Required: []string{"amount", "unit"}, Description: "null: no limit",
		Properties: map[string]*huma.Schema{
			"amount": {Type: huma.TypeInteger, Minimum: &one},
			"unit":   {Type: huma.TypeString, Enum: []any{"hours", "work_hours", "work_days", "days"}},
		},
	}
}

// CategoryChange is what is to be different of a category.
type CategoryChange struct {
	Name      *Text       `json:"name,omitempty"`
	Layer     *string     `json:"layer,omitempty"`
	Severity  *string     `json:"severity,omitempty" enum:"routine,priority,urgent,emergency" doc:"of new cases"`
	Sensitive *bool       `json:"sensitive,omitempty" doc:"true takes its cases off every public answer at once"`
	MakeSafe  limitChange `json:"make_safe,omitempty"`
	Resolve   limitChange `json:"resolve,omitempty"`
	Retired   *bool       `json:"retired,omitempty" doc:"takes no new reports"`
	Position  *int        `json:"position,omitempty" minimum:"0" maximum:"100000"`

	Milestones *[]Milestone `json:"milestones,omitempty" maxItems:"10" doc:"in place of those that there are"`
}

type categoryInput struct {
	Code string `path:"code" maxLength:"20"`
	Body CategoryChange
}

type newCategoryInput struct {
	Body struct {
		Code string `json:"code" maxLength:"20" doc:"90000 to 99999: the others are the standard's"`
		CategoryChange
	}
}

type categoryOutput struct{ Body Category }

func (s *server) changeCategory(ctx context.Context, in *categoryInput) (*categoryOutput, error) {
	by, err := s.editRules(ctx, "rule.category", "category/"+in.Code)
	if err != nil {
		return nil, err
	}
	c, err := s.keptCategory(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	return s.saveCategory(ctx, c, in.Body, by, s.cfg.Rules.Edit.SaveCategory)
}

// localPosition is where a category of the site's own stands in lists unless it says so: after all others.
const localPosition = 100_000

func (s *server) addCategory(ctx context.Context, in *newCategoryInput) (*categoryOutput, error) {
	code := in.Body.Code
	by, err := s.editRules(ctx, "rule.category", "category/"+code)
	if err != nil {
		return nil, err
	}
	if len(code) != 5 || code[0] != '9' || strings.Trim(code, "0123456789") != "" {
		return nil, geo.Errorf(geo.Invalid, "code", "the site's own matters have codes of five digits from 90000 to 99999; the others are the standard's")
	}
	return s.saveCategory(ctx, casework.Category{Code: code, Position: localPosition}, in.Body.CategoryChange, by, s.cfg.Rules.Edit.AddCategory)
}

// saveCategory makes change of c, and keeps it by save.
func (s *server) saveCategory(ctx context.Context, c casework.Category, change CategoryChange, by audit.Entry, save func(context.Context, casework.Category, audit.Entry) error) (*categoryOutput, error) {
	layers, err := s.cfg.Rules.Read.Layers(ctx)
	if err != nil {
		return nil, err
	}
	change.apply(&c, s.cfg.Now())
	if err := c.CheckIn(layers); err != nil {
		return nil, err
	}
	if err := save(ctx, c, by); err != nil {
		return nil, err
	}
	if c, err = s.keptCategory(ctx, c.Code); err != nil {
		return nil, err
	}
	return &categoryOutput{categoryOf(c)}, nil
}

func (s *server) keptCategory(ctx context.Context, code string) (casework.Category, error) {
	all, err := s.cfg.Rules.Read.Categories(ctx)
	if err != nil {
		return casework.Category{}, err
	}
	i := slices.IndexFunc(all, func(c casework.Category) bool { return c.Code == code })
	if i < 0 {
		return casework.Category{}, geo.Errorf(geo.NotFound, "code", "there is no category with this code")
	}
	return all[i], nil
}

// apply changes in c what b names.
func (b *CategoryChange) apply(c *casework.Category, now time.Time) {
	if b.Name != nil {
		c.NameZH, c.NameEN = b.Name.ZH, b.Name.EN
	}
	setIf(&c.Layer, b.Layer)
	setIf(&c.Sensitive, b.Sensitive)
	setIf(&c.Position, b.Position)
	for _, severity := range casework.Severities() {
		if b.Severity != nil && severity.String() == *b.Severity {
			c.Severity = severity
		}
	}
	if b.MakeSafe.given {
		c.MakeSafe = b.MakeSafe.limit
	}
	if b.Resolve.given {
		c.Resolve = b.Resolve.limit
	}
	if b.Milestones != nil {
		c.Milestones = nil
		for _, m := range *b.Milestones {
			c.Milestones = append(c.Milestones, casework.Milestone{
				Title: casework.Text(m.Title), Limit: casework.Limit{Amount: m.Limit.Amount, Unit: casework.Unit(m.Limit.Unit)},
			})
		}
	}
	if b.Retired != nil {
		c.RetiredAt = time.Time{}
		if *b.Retired {
			c.RetiredAt = now
		}
	}
}

func setIf[T any](into, value *T) {
	if value != nil {
		*into = *value
	}
}

// WorkSpan is a span of minutes of a day.
type WorkSpan = [2]int

// Calendar says when people work.
type Calendar struct {
	Code  string                `json:"code,omitempty"`
	Title Text                  `json:"title"`
	Hours map[string][]WorkSpan `json:"hours" doc:"spans of minutes by weekday, 1 is Monday: {\"1\": [[540, 720], [840, 1080]]}"`
	Days  []CalendarDay         `json:"days" maxItems:"2000" doc:"exceptions: holidays, and working weekends (调休)"`
}

// CalendarDay is a day that is an exception.
type CalendarDay struct {
	Day     string `json:"day" doc:"2026-10-01"`
	Working bool   `json:"working"`
	Note    string `json:"note"`
}

type calendarsOutput struct {
	Body struct {
		Calendars []Calendar `json:"calendars"`
	}
}

func (s *server) calendars(ctx context.Context, _ *nothing) (*calendarsOutput, error) {
	if _, _, err := s.readRules(ctx); err != nil {
		return nil, err
	}
	all, err := s.cfg.Rules.Read.Calendars(ctx)
	if err != nil {
		return nil, err
	}
	out := &calendarsOutput{}
	out.Body.Calendars = []Calendar{}
	for _, c := range all {
		out.Body.Calendars = append(out.Body.Calendars, calendarOf(c))
	}
	return out, nil
}

func calendarOf(c casework.WorkCalendar) Calendar {
	out := Calendar{Code: c.Code, Title: textOf(c.Title), Hours: map[string][]WorkSpan{}, Days: []CalendarDay{}}
	for day, spans := range c.Hours {
		for _, span := range spans {
			name := string(rune('0' + day))
			out.Hours[name] = append(out.Hours[name], WorkSpan(span))
		}
	}
	for _, d := range c.Days {
		out.Days = append(out.Days, CalendarDay(d))
	}
	return out
}

type calendarInput struct {
	Code string `path:"code" maxLength:"40"`
	Body Calendar
}

type calendarOutput struct{ Body Calendar }

func (s *server) setCalendar(ctx context.Context, in *calendarInput) (*calendarOutput, error) {
	by, err := s.editRules(ctx, "rule.calendar", "calendar/"+in.Code)
	if err != nil {
		return nil, err
	}
	c := casework.WorkCalendar{Code: in.Code, Title: casework.Text(in.Body.Title), Hours: map[int][]casework.Span{}}
	for name, spans := range in.Body.Hours {
		if len(name) != 1 || name[0] < '1' || name[0] > '7' {
			return nil, geo.Errorf(geo.Invalid, "hours", "days are from 1 (Monday) to 7")
		}
		for _, span := range spans {
			c.Hours[int(name[0]-'0')] = append(c.Hours[int(name[0]-'0')], casework.Span(span))
		}
	}
	for _, d := range in.Body.Days {
		c.Days = append(c.Days, casework.WorkDay(d))
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	if err := s.cfg.Rules.Edit.SaveCalendar(ctx, c, by); err != nil {
		return nil, err
	}
	return &calendarOutput{calendarOf(c)}, nil
}
