package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// Rules is what cases are judged by.
type Rules struct {
	Read Rulebook // nil: the routes answer 503
	Edit RuleEditor
}

// Rulebook reads the rules.
type Rulebook interface {
	Routing(ctx context.Context) (casework.Routing, error)
	Calendars(ctx context.Context) ([]casework.WorkCalendar, error)
	Layers(ctx context.Context) ([]casework.Layer, error)
	Categories(ctx context.Context) ([]casework.Category, error)
	// MemberOnDuty returns the account, and its name, that a case in a cell would be given to at a time by the site's clock; 0: none.
	MemberOnDuty(ctx context.Context, net, cell, department string, at time.Time) (int64, string, error)
	RecentMatters(ctx context.Context, scope identity.Scope, limit int) ([]uuid.UUID, []casework.Matter, error)
}

// RuleEditor changes the rules; each change is kept with the entry of the audit that tells of it, or not at all.
type RuleEditor interface {
	SaveRouting(ctx context.Context, rules []casework.RoutingRule, fallback string, by audit.Entry) error
	SaveDepartments(ctx context.Context, all []casework.Department, by audit.Entry) error
	SaveCategory(ctx context.Context, c casework.Category, by audit.Entry) error
	AddCategory(ctx context.Context, c casework.Category, by audit.Entry) error // Conflict: there is one with its code
	SaveCalendar(ctx context.Context, c casework.WorkCalendar, by audit.Entry) error
	SaveLayer(ctx context.Context, l casework.Layer, categories []string, by audit.Entry) error
}

// rulesBytes is room for 500 rules, or a calendar of years.
const rulesBytes = 512 << 10

// registerRules adds what is for what cases are judged by: routing, clocks, categories, calendars, departments.
func (s *server) registerRules() {
	const editing = " Changes hold within seconds on every node, are audited with what was there before, and take rule.manage for the whole site."
	read, write := []int{400, 401, 403, 429, 503}, []int{400, 401, 403, 404, 413, 415, 429, 503}
	op := func(id, method, path, summary, description string, errs []int) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{"Rules"}, Summary: summary, Description: description, Errors: errs, MaxBodyBytes: rulesBytes}
	}
	const routing = "/api/v1/rules/routing"
	handle(s, op("routing", http.MethodGet, routing, "Where cases go", "The first rule that fits decides.", read), s.routing)
	handle(s, op("set-routing", http.MethodPut, routing, "Say where cases go", "The list takes the place of the one there is, in its order; rules with an id keep it."+editing, write), s.setRouting)
	handle(s, op("try-routing", http.MethodPost, routing+"/try", "Where a matter would go", "By the rules in force, or by those sent along.", write), s.tryRouting)
	handle(s, op("compare-routing", http.MethodPost, routing+"/compare", "Where the last 200 cases would have gone", "By the rules in force, and by those sent, at the time each was opened.", write), s.compareRouting)
	handle(s, op("departments", http.MethodGet, "/api/v1/departments", "Who cases are given to", "For everybody who is signed in.", []int{400, 401, 429, 503}), s.departments)
	handle(s, op("set-departments", http.MethodPut, "/api/v1/departments", "Say who cases are given to", "None may be left out; one that is not wanted any more is closed."+editing, write), s.setDepartments)
	add := op("add-category", http.MethodPost, "/api/v1/categories", "Add a category of the site's own", "Needs a name and a layer."+editing, append([]int{409}, write...))
	add.DefaultStatus = http.StatusCreated
	handle(s, add, s.addCategory)
	handle(s, op("change-category", http.MethodPatch, "/api/v1/categories/{code}", "Change a category", "What is left out stays. Due dates that have been set stay."+editing, write), s.changeCategory)
	handle(s, op("calendars", http.MethodGet, "/api/v1/calendars", "When people work", "", read), s.calendars)
	handle(s, op("set-calendar", http.MethodPut, "/api/v1/calendars/{code}", "Say when people work", "Due dates that have been set stay."+editing, write), s.setCalendar)
	handle(s, op("set-layer", http.MethodPut, "/api/v1/rules/layers/{id}", "Say what a layer is called and which categories are on it", "A category is on one layer: those named move to it, none is left without."+editing, write), s.setLayer)
}

func noRules() error { return geo.Errorf(geo.Unavailable, "", "this service keeps no rules") }

// readRules returns where the caller may manage rules.
func (s *server) readRules(ctx context.Context) (identity.Principal, identity.Scope, error) {
	p, scope, err := permit(ctx, identity.RuleManage)
	if err == nil && s.cfg.Rules.Read == nil {
		err = noRules()
	}
	return p, scope, err
}

// editRules lets those change rules who manage them for the whole site: rules hold everywhere. It returns the entry of the
// audit, still without what changed.
func (s *server) editRules(ctx context.Context, action, object string) (audit.Entry, error) {
	p, scope, err := permit(ctx, identity.RuleManage)
	switch {
	case err != nil:
		return audit.Entry{}, err
	case s.cfg.Rules.Read == nil || s.cfg.Rules.Edit == nil:
		return audit.Entry{}, noRules()
	case !s.wholeSite(scope):
		return audit.Entry{}, geo.Errorf(geo.Forbidden, "", "these rules hold for the whole site, and your roles for a part of it")
	}
	return audit.Entry{At: s.cfg.Now(), Account: p.AccountID, Who: p.Login, Action: action, Object: object}, nil
}

// wholeSite reports whether scope covers every cell in force.
func (s *server) wholeSite(scope identity.Scope) bool {
	if scope.Covers("") {
		return true
	}
	cells := 0
	for _, ed := range s.cfg.Nets.List(s.cfg.Now()) {
		for i := range int32(ed.Index.Len()) {
			if cells++; !scope.Covers(ed.Index.Cell(i).Code) {
				return false
			}
		}
	}
	return cells > 0
}

// Named is a code with its title.
type Named struct {
	Code  string `json:"code"`
	Title Text   `json:"title"`
}

func textOf(t casework.Text) Text { return Text{t.ZH, t.EN} }

type setLayerInput struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Title      Text     `json:"title"`
		Categories []string `json:"categories" maxItems:"1000" doc:"codes that move to this layer"`
	}
}

type setLayerOutput struct {
	Body struct {
		ID         string   `json:"id"`
		Title      Text     `json:"title"`
		Categories []string `json:"categories"`
	}
}

func (s *server) setLayer(ctx context.Context, in *setLayerInput) (*setLayerOutput, error) {
	by, err := s.editRules(ctx, "rule.layer", "layer/"+in.ID)
	if err != nil {
		return nil, err
	}
	categories, err := s.cfg.Rules.Read.Categories(ctx)
	if err != nil {
		return nil, err
	}
	layers, err := s.cfg.Rules.Read.Layers(ctx)
	if err != nil {
		return nil, err
	}
	l := casework.Layer{ID: in.ID, TitleZH: in.Body.Title.ZH, TitleEN: in.Body.Title.EN}
	if err := l.Check(layers, in.Body.Categories, categories); err != nil {
		return nil, err
	}
	if err := s.cfg.Rules.Edit.SaveLayer(ctx, l, in.Body.Categories, by); err != nil {
		return nil, err
	}
	out := &setLayerOutput{}
	out.Body.ID, out.Body.Title, out.Body.Categories = in.ID, in.Body.Title, []string{}
	if categories, err = s.cfg.Rules.Read.Categories(ctx); err != nil {
		return nil, err
	}
	for _, c := range categories {
		if c.Layer == in.ID {
			out.Body.Categories = append(out.Body.Categories, c.Code)
		}
	}
	return out, nil
}
