package api

import (
	"context"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// RoutingRule says where cases of some kind go.
type RoutingRule struct {
	ID          int64    `json:"id,omitempty" doc:"left out for a new rule"`
	Title       Text     `json:"title" doc:"what people are told of why a case went where it went; one language at least"`
	Category    string   `json:"category" doc:"a code, or its first digits; empty: any"`
	MinSeverity int      `json:"min_severity" doc:"0 routine to 3 emergency"`
	MaxSeverity int      `json:"max_severity"`
	Area        string   `json:"area" doc:"beginning of codes of cells and areas; empty: anywhere"`
	Weekdays    []int    `json:"weekdays" doc:"1 is Monday; the days on which the window begins"`
	FromMinute  int      `json:"from_minute" doc:"of the site's day, 0 to 1439"`
	ToMinute    int      `json:"to_minute" doc:"1 to 1440; not after from_minute: the window ends on the next day"`
	Department  string   `json:"department"`
	Also        []string `json:"also" doc:"departments told of it at once"`
	ToDuty      bool     `json:"to_duty" doc:"to the member on duty in the cell, within the department"`
	Enabled     bool     `json:"enabled"`
}

func (r RoutingRule) rule(i int) casework.RoutingRule {
	return casework.RoutingRule{
		ID: r.ID, Position: i, Title: casework.Text{ZH: strings.TrimSpace(r.Title.ZH), EN: strings.TrimSpace(r.Title.EN)}, Category: r.Category, MinSeverity: severityOf(r.MinSeverity), MaxSeverity: severityOf(r.MaxSeverity), Area: r.Area,
		Weekdays: r.Weekdays, FromMinute: r.FromMinute, ToMinute: r.ToMinute, Department: r.Department, Also: r.Also, ToDuty: r.ToDuty, Enabled: r.Enabled,
	}
}

// severityOf keeps a number that is none from becoming one that is.
func severityOf(n int) casework.Severity {
	if n < 0 || n > int(casework.Emergency) {
		return -1
	}
	return casework.Severity(n)
}

func rulesOf(in []RoutingRule) []casework.RoutingRule {
	out := make([]casework.RoutingRule, len(in))
	for i, r := range in {
		out[i] = r.rule(i)
	}
	return out
}

// Routing is everything that decides where a case goes.
type Routing struct {
	Rules    []RoutingRule `json:"rules" maxItems:"500" doc:"the first that fits decides"`
	Fallback string        `json:"fallback" doc:"department for what no rule fits"`
}

type (
	routingInput  struct{ Body Routing }
	routingOutput struct{ Body Routing }
)

func (s *server) routing(ctx context.Context, _ *nothing) (*routingOutput, error) {
	if _, _, err := s.readRules(ctx); err != nil {
		return nil, err
	}
	return s.routingNow(ctx)
}

func (s *server) routingNow(ctx context.Context) (*routingOutput, error) {
	r, err := s.cfg.Rules.Read.Routing(ctx)
	if err != nil {
		return nil, err
	}
	out := &routingOutput{Routing{Rules: []RoutingRule{}, Fallback: r.Fallback}}
	for _, rule := range r.Rules {
		out.Body.Rules = append(out.Body.Rules, RoutingRule{
			ID: rule.ID, Title: textOf(rule.Title), Category: rule.Category, MinSeverity: int(rule.MinSeverity), MaxSeverity: int(rule.MaxSeverity), Area: rule.Area,
			Weekdays: append([]int{}, rule.Weekdays...), FromMinute: rule.FromMinute, ToMinute: rule.ToMinute, Department: rule.Department,
			Also: append([]string{}, rule.Also...), ToDuty: rule.ToDuty, Enabled: rule.Enabled,
		})
	}
	return out, nil
}

func (s *server) setRouting(ctx context.Context, in *routingInput) (*routingOutput, error) {
	by, err := s.editRules(ctx, "rule.routing", "routing")
	if err != nil {
		return nil, err
	}
	r, err := s.proposed(ctx, in.Body.Rules)
	if err != nil {
		return nil, err
	}
	r.Fallback = in.Body.Fallback
	if err := r.Check(s.cfg.Picture.Categories()); err != nil {
		return nil, err
	}
	if err := s.cfg.Rules.Edit.SaveRouting(ctx, r.Rules, r.Fallback, by); err != nil {
		return nil, err
	}
	return s.routingNow(ctx)
}

// proposed returns the routing with rules in place of those in force.
func (s *server) proposed(ctx context.Context, rules []RoutingRule) (casework.Routing, error) {
	r, err := s.cfg.Rules.Read.Routing(ctx)
	r.Rules = rulesOf(rules)
	return r, err
}

// Assignment is where a case goes, and why.
type Assignment struct {
	Rule       *int64    `json:"rule" doc:"null: no rule fits, or one that is not kept yet"`
	Department *Named    `json:"department" doc:"null: there is no department"`
	Also       []Named   `json:"also" doc:"told at once"`
	ToDuty     bool      `json:"to_duty"`
	Member     *Assignee `json:"member" doc:"with to_duty, who is on duty in the cell then; null: nobody, or somebody whom you may not see"`
	Why        Text      `json:"why"`
}

type tryInput struct {
	Body struct {
		Category string        `json:"category" doc:"a code"`
		Severity string        `json:"severity,omitempty" enum:"routine,priority,urgent,emergency" doc:"that of the category when left out"`
		Cell     string        `json:"cell,omitempty" maxLength:"64" doc:"where, by the code of a cell or area"`
		Lon      float64       `json:"lon,omitempty" doc:"where, when no cell is named"`
		Lat      float64       `json:"lat,omitempty"`
		Datum    string        `json:"datum,omitempty"`
		At       *time.Time    `json:"at,omitempty" doc:"now when left out"`
		Rules    []RoutingRule `json:"rules,omitempty" maxItems:"500" doc:"in place of those in force"`
	}
}

type tryOutput struct {
	Body struct {
		Assignment Assignment `json:"assignment"`
	}
}

func (s *server) tryRouting(ctx context.Context, in *tryInput) (*tryOutput, error) {
	p, _, err := s.readRules(ctx)
	if err != nil {
		return nil, err
	}
	m, net, err := s.matterOf(in)
	if err != nil {
		return nil, err
	}
	r, err := s.cfg.Rules.Read.Routing(ctx)
	if err != nil {
		return nil, err
	}
	if in.Body.Rules != nil {
		r.Rules = rulesOf(in.Body.Rules)
		if err := r.Check(s.cfg.Picture.Categories()); err != nil {
			return nil, err
		}
	}
	out := &tryOutput{}
	to := casework.Route(r, m)
	out.Body.Assignment = assignmentOf(to, r)
	if to.ToDuty && p.Scope(identity.MemberRead).Covers(m.Area) {
		out.Body.Assignment.Member, err = s.onDutyFor(ctx, net, m, to.Department)
	}
	return out, err
}

// onDutyFor returns who of department would be given m, which is in a cell of net; nil: nobody is on duty there then.
func (s *server) onDutyFor(ctx context.Context, net string, m casework.Matter, department string) (*Assignee, error) {
	id, name, err := s.cfg.Rules.Read.MemberOnDuty(ctx, net, m.Area, department, m.At)
	if err != nil || id == 0 {
		return nil, err
	}
	return &Assignee{id, name}, nil
}

// matterOf reads what is to be tried, and which net its cell is of.
func (s *server) matterOf(in *tryInput) (m casework.Matter, net string, err error) {
	b := &in.Body
	category, err := s.category(b.Category)
	if err != nil {
		return m, "", err
	}
	ed, err := s.cfg.Nets.At(category.Net, s.cfg.Now())
	if err != nil {
		return m, "", err
	}
	m = casework.Matter{Category: category.Code, Severity: category.Severity, Area: b.Cell, At: s.cfg.Now()}
	for _, severity := range casework.Severities() {
		if severity.String() == b.Severity {
			m.Severity = severity
		}
	}
	if b.At != nil {
		m.At = *b.At
	}
	m.At = m.At.In(s.cfg.Layers.Zone())
	if b.Cell == "" {
		m.Area, err = areaAt(ed, b.Datum, b.Lon, b.Lat)
	}
	return m, ed.Net.Code, err
}

// areaAt returns the code of the cell of ed that a place is in, or of the district that answers where none is.
func areaAt(ed *locate.Edition, datumName string, lon, lat float64) (string, error) {
	d, err := datum.Parse(datumName)
	if err != nil {
		return "", err
	}
	if lon, lat, _, err = d.ToWGS84(lon, lat); err != nil {
		return "", err
	}
	at, err := geo.PointAt(lon, lat)
	if err != nil {
		return "", err
	}
	switch cell := ed.Index.Locate(at).Cell; {
	case cell >= 0:
		return ed.Index.Cell(cell).Code, nil
	case ed.Index.Len() > 0:
		return ed.Index.Cell(0).District, nil
	}
	return geo.NoDistrict, nil
}

func assignmentOf(a casework.Assignment, r casework.Routing) Assignment {
	out := Assignment{Also: []Named{}, ToDuty: a.ToDuty, Why: textOf(a.Why)}
	if a.Rule != 0 {
		out.Rule = &a.Rule
	}
	for _, d := range r.Departments {
		if d.Code == a.Department {
			out.Department = &Named{d.Code, textOf(d.Title)}
		}
	}
	for _, code := range a.Also {
		for _, d := range r.Departments {
			if d.Code == code {
				out.Also = append(out.Also, Named{code, textOf(d.Title)})
			}
		}
	}
	return out
}

type compareInput struct {
	Body struct {
		Rules    []RoutingRule `json:"rules" maxItems:"500"`
		Fallback string        `json:"fallback,omitempty" doc:"that in force when left out"`
	}
}

// Moved is a case that other rules send elsewhere.
type Moved struct {
	ID       string    `json:"id"`
	Category string    `json:"category" doc:"its code"`
	Area     string    `json:"area" doc:"code of its cell, or of the district where it is in none"`
	OpenedAt time.Time `json:"opened_at"`
	Now      string    `json:"now" doc:"code of the department by the rules in force"`
	Then     string    `json:"then" doc:"by the rules sent"`
}

type compareOutput struct {
	Body struct {
		Cases []Moved `json:"cases" doc:"those that move, the newest first"`
		Moved int     `json:"moved"`
		Same  int     `json:"same"`
	}
}

// comparedCases is how many of the newest cases are compared.
const comparedCases = 200

func (s *server) compareRouting(ctx context.Context, in *compareInput) (*compareOutput, error) {
	_, scope, err := s.readRules(ctx)
	if err != nil {
		return nil, err
	}
	now, err := s.cfg.Rules.Read.Routing(ctx)
	if err != nil {
		return nil, err
	}
	then := now
	then.Rules = rulesOf(in.Body.Rules)
	if in.Body.Fallback != "" {
		then.Fallback = in.Body.Fallback
	}
	if err := then.Check(s.cfg.Picture.Categories()); err != nil {
		return nil, err
	}
	ids, matters, err := s.cfg.Rules.Read.RecentMatters(ctx, scope, comparedCases)
	if err != nil {
		return nil, err
	}
	out := &compareOutput{}
	out.Body.Cases = []Moved{}
	for i, m := range matters {
		m.At = m.At.In(s.cfg.Layers.Zone())
		a, b := casework.Route(now, m).Department, casework.Route(then, m).Department
		if a == b {
			out.Body.Same++
			continue
		}
		out.Body.Moved++
		out.Body.Cases = append(out.Body.Cases, Moved{ids[i].String(), m.Category, m.Area, m.At.UTC(), a, b})
	}
	return out, nil
}
