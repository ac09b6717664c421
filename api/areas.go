package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// Areas knows the areas and cells that there are, and what they are called.
type Areas interface {
	Areas(ctx context.Context, scope identity.Scope, q string, limit int) (areas []casework.Area, total int, err error)
	AreaNames(ctx context.Context) (map[string]string, error)
}

func (s *server) registerAreas() {
	handle(s, huma.Operation{
		OperationID: "areas", Method: http.MethodGet, Path: "/api/v1/areas", Tags: []string{"Figures"}, Summary: "The areas and cells that you may choose from, with their names", Errors: []int{400, 401, 403, 429, 503},
		Description: "Those where one of your roles holds, or where the permission named does. Large areas come first. An area that nobody has named goes by what the names of its cells begin with, or by its code.",
	}, s.areas)
}

type areasInput struct {
	Permission string `query:"permission" maxLength:"40" doc:"such as figures.read: where you hold it; where any role of yours holds when left out"`
	Q          string `query:"q" maxLength:"60" doc:"beginning of the code, or a part of the name"`
	Limit      int    `query:"limit" minimum:"1" maximum:"2000" default:"50"`
}

// AreaRow is one area or cell to choose.
type AreaRow struct {
	Code string `json:"code" doc:"everything whose code begins so belongs to it"`
	Name string `json:"name"`
	Kind string `json:"kind" enum:"district,street,community,area,cell"`
}

type areasOutput struct {
	Body struct {
		Areas []AreaRow `json:"areas"`
		Total int       `json:"total" doc:"that match; more than are listed when the limit cut them off"`
	}
}

func (s *server) areas(ctx context.Context, in *areasInput) (*areasOutput, error) {
	scope, err := areaScope(ctx, identity.Permission(in.Permission))
	if err != nil {
		return nil, err
	}
	if s.cfg.Areas == nil {
		return nil, geo.Errorf(geo.Unavailable, "", "this service keeps no areas")
	}
	if err := checkText("q", in.Q, 60); err != nil {
		return nil, err
	}
	found, total, err := s.cfg.Areas.Areas(ctx, scope, strings.TrimSpace(in.Q), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &areasOutput{}
	out.Body.Areas, out.Body.Total = []AreaRow{}, total
	var guessed map[string]string // read from the cells once, where somebody has not said
	for _, a := range found {
		if a.Name == "" && a.Kind == casework.Community {
			if guessed == nil {
				guessed = s.guessedNames()
			}
			a.Name = guessed[a.Code]
		}
		if a.Name == "" {
			a.Name = a.Code
		}
		out.Body.Areas = append(out.Body.Areas, AreaRow{a.Code, a.Name, string(a.Kind)})
	}
	return out, nil
}

// areaScope returns where the caller holds permission, or any permission at all when none is named: then nobody who is signed in is
// refused, and who holds no role has nothing to choose from.
func areaScope(ctx context.Context, permission identity.Permission) (identity.Scope, error) {
	if permission != "" {
		_, scope, err := permit(ctx, permission)
		return scope, err
	}
	p, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	var scope identity.Scope
	for _, permission := range identity.Permissions() {
		scope = append(scope, p.Scope(permission)...)
	}
	return scope, nil
}

// areaNames returns what areas are called, by code: as they are kept, and where they are not, as guessed from their cells.
func (s *server) areaNames(ctx context.Context) (map[string]string, error) {
	names := s.guessedNames()
	if s.cfg.Areas == nil {
		return names, nil
	}
	kept, err := s.cfg.Areas.AreaNames(ctx)
	for code, name := range kept {
		names[code] = name
	}
	return names, err
}

// areaWords returns an area as a printed page names it: by name and code, by code alone where nothing names it.
func (s *server) areaWords(ctx context.Context, code string) string {
	if code == "" {
		return ""
	}
	name := ""
	if names, err := s.areaNames(ctx); err == nil { // the code says it too
		name = names[code]
	}
	for _, ed := range s.cfg.Nets.List(s.cfg.Now()) {
		if i, known := ed.Index.ByCode(code); known && name == "" {
			name = ed.Index.Cell(i).Name
		}
	}
	if name == "" {
		return code
	}
	return name + "（" + code + "）"
}

// guessedNames returns what communities may be called, by code: what the names of their cells begin with, 铜锣社区 of 铜锣社区第1网格 and
// 铜锣社区第2网格. It stands in where an import did not say (--parent-name-field) and is no more than a guess.
func (s *server) guessedNames() map[string]string {
	names := map[string]string{}
	for _, ed := range s.cfg.Nets.List(s.cfg.Now()) {
		for i := range ed.Index.Len() {
			cell := ed.Index.Cell(int32(i))
			if len(cell.Code) <= communityDigits {
				continue
			}
			code := cell.Code[:communityDigits]
			if name, known := names[code]; known {
				names[code] = sameBeginning(name, cell.Name)
			} else {
				names[code] = cell.Name
			}
		}
	}
	for code, name := range names {
		if name = strings.TrimRight(name, "第0123456789 -—_"); name != "" {
			names[code] = name
		} else {
			delete(names, code)
		}
	}
	return names
}

// communityDigits is how long the statistical code of a community is, with which the codes of its cells begin.
const communityDigits = 12

// sameBeginning returns the characters with which both a and b begin.
func sameBeginning(a, b string) string {
	as, bs := []rune(a), []rune(b)
	n := 0
	for n < min(len(as), len(bs)) && as[n] == bs[n] {
		n++
	}
	return string(as[:n])
}
