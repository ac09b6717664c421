package api

import (
	"context"
	"net/http"

	"github.com/wangge-map/wangge/internal/casework"
)

// Department is a department, post, community or centre that cases are given to.
type Department struct {
	Code     string `json:"code"`
	Title    Text   `json:"title"`
	Kind     string `json:"kind" enum:"grid,community,post,department,police,centre"`
	Area     string `json:"area" doc:"beginning of the codes of areas that it answers for; empty: everywhere"`
	Contact  string `json:"contact" doc:"an office telephone, public"`
	AlwaysOn bool   `json:"always_on" doc:"staffed day and night"`
	Closed   bool   `json:"closed" doc:"is given no more cases"`
}

// Departments is everyone cases are given to.
type Departments struct {
	Departments []Department `json:"departments" maxItems:"500" doc:"in the order they are shown"`
}

type (
	departmentsInput  struct{ Body Departments }
	departmentsOutput struct{ Body Departments }
)

func (s *server) departments(ctx context.Context, _ *nothing) (*departmentsOutput, error) {
	p, err := who(ctx)
	switch {
	case err != nil:
		return nil, err
	case !p.Known():
		return nil, newProblem(http.StatusUnauthorized, "", "sign in first", nil)
	case s.cfg.Rules.Read == nil:
		return nil, noRules()
	}
	return s.departmentsNow(ctx)
}

func (s *server) departmentsNow(ctx context.Context) (*departmentsOutput, error) {
	r, err := s.cfg.Rules.Read.Routing(ctx)
	if err != nil {
		return nil, err
	}
	out := &departmentsOutput{Departments{[]Department{}}}
	for _, d := range r.Departments {
		out.Body.Departments = append(out.Body.Departments, Department{d.Code, textOf(d.Title), d.Kind, d.Area, d.Contact, d.AlwaysOn, !d.ClosedAt.IsZero()})
	}
	return out, nil
}

func (s *server) setDepartments(ctx context.Context, in *departmentsInput) (*departmentsOutput, error) {
	by, err := s.editRules(ctx, "rule.departments", "departments")
	if err != nil {
		return nil, err
	}
	r, err := s.cfg.Rules.Read.Routing(ctx)
	if err != nil {
		return nil, err
	}
	var all []casework.Department
	for _, d := range in.Body.Departments {
		own := casework.Department{Code: d.Code, Title: casework.Text(d.Title), Kind: d.Kind, Area: d.Area, Contact: d.Contact, AlwaysOn: d.AlwaysOn}
		if d.Closed {
			own.ClosedAt = s.cfg.Now()
		}
		all = append(all, own)
	}
	if err := r.CheckDepartments(all); err != nil {
		return nil, err
	}
	if err := s.cfg.Rules.Edit.SaveDepartments(ctx, all, by); err != nil {
		return nil, err
	}
	return s.departmentsNow(ctx)
}
