package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// Figures is what indicators are made from.
type Figures struct {
	Cases    FigureCases                      // nil: the routes answer 503
	Workbook func(w io.Writer, s Sheet) error // writes a sheet as XLSX; nil: that route answers 503
}

// FigureCases finds the cases that have a part in a period.
type FigureCases interface {
	Figured(ctx context.Context, scope identity.Scope, area string, p casework.Period) ([]casework.Figured, error)
}

// mostFigureDays bounds the span of figures: five years.
const mostFigureDays = 1830

// registerFigures adds what is for indicators.
func (s *server) registerFigures() {
	errs := []int{400, 401, 403, 404, 429, 503}
	handle(s, huma.Operation{
		OperationID: "indicators", Method: http.MethodGet, Path: "/api/v1/indicators", Tags: []string{"Figures"}, Summary: "How well matters are settled", Errors: errs,
		Description: "Takes figures.read; cases in the area of that role alone are counted. By member it takes member.read too. Where few cases were due, small says so: the rates then say little.",
	}, s.indicators)
	handle(s, huma.Operation{
		OperationID: "indicators-xlsx", Method: http.MethodGet, Path: "/api/v1/indicators.xlsx", Tags: []string{"Figures"}, Summary: "The same as a workbook", Errors: errs,
		Responses: map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{xlsxType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}},
	}, s.indicatorsXLSX)
}

// IndicatorQuery is what is asked of indicators.
type IndicatorQuery struct {
	By   string `query:"by" enum:"month,department,community,cell,category,member" default:"month" doc:"what to count apart"`
	Area string `query:"area" maxLength:"64" doc:"beginning of the codes of cells and areas; everything that the role covers when left out"`
	From string `query:"from" maxLength:"10" doc:"first day, 2026-05-01; the first of this year when left out"`
	To   string `query:"to" maxLength:"10" doc:"last day; today when left out"`
}

// IndicatorRow is the indicators of one group.
type IndicatorRow struct {
	Key        string              `json:"key" doc:"2026-05, or a code or id; empty: of cases that have none"`
	Title      Text                `json:"title"`
	Indicators casework.Indicators `json:"indicators"`
}

// IndicatorTable is indicators by group, and of all together.
type IndicatorTable struct {
	By    string              `json:"by"`
	From  string              `json:"from"`
	To    string              `json:"to" doc:"the last day"`
	At    time.Time           `json:"at" doc:"when they were counted"`
	Rows  []IndicatorRow      `json:"rows" doc:"months in order, others by how many cases were due"`
	Total casework.Indicators `json:"total"`
}

type indicatorsOutput struct{ Body IndicatorTable }

func (s *server) indicators(ctx context.Context, in *IndicatorQuery) (*indicatorsOutput, error) {
	scope, err := s.figureScope(ctx, in)
	if err != nil {
		return nil, err
	}
	now, zone := s.cfg.Now(), s.cfg.Layers.Zone()
	p, err := in.period(now, zone)
	if err != nil {
		return nil, err
	}
	cases, err := s.cfg.Figures.Cases.Figured(ctx, scope, in.Area, p)
	if err != nil {
		return nil, untilIsTo(err)
	}
	rows, total := casework.Figures(cases, casework.Grouping(in.By), p, zone)
	title, err := s.figureTitles(ctx, casework.Grouping(in.By))
	if err != nil {
		return nil, err
	}
	out := &indicatorsOutput{IndicatorTable{
		By: in.By, From: p.From.In(zone).Format(time.DateOnly), To: p.Until.In(zone).AddDate(0, 0, -1).Format(time.DateOnly), At: now.UTC(), Rows: []IndicatorRow{}, Total: total,
	}}
	for _, row := range rows {
		out.Body.Rows = append(out.Body.Rows, IndicatorRow{row.Key, title(row), row.Indicators})
	}
	return out, nil
}

// untilIsTo says what is wrong with the end of a period as a fault of the parameter that asks for it.
func untilIsTo(err error) error {
	var known *geo.Error
	if errors.As(err, &known) && known.Field == "until" {
		return geo.Errorf(known.Kind, "to", "%s", known.Msg)
	}
	return err
}

// figureScope returns where the caller may read figures. An area that none of it is in is not found.
func (s *server) figureScope(ctx context.Context, in *IndicatorQuery) (identity.Scope, error) {
	_, scope, err := permit(ctx, identity.FiguresRead)
	if err != nil {
		return nil, err
	}
	if s.cfg.Figures.Cases == nil {
		return nil, geo.Errorf(geo.Unavailable, "", "this service keeps no figures")
	}
	if in.By == string(casework.ByMember) { // names
		_, members, err := permit(ctx, identity.MemberRead)
		if err != nil {
			return nil, err
		}
		scope = within(scope, members)
	}
	if scope = within(scope, identity.Scope{in.Area}); scope == nil {
		return nil, geo.Errorf(geo.NotFound, "area", "there is no such area, or your roles do not cover it")
	}
	return scope, nil
}

// within returns what both a and b cover; nil when that is nothing.
func within(a, b identity.Scope) identity.Scope {
	var out identity.Scope
	for _, x := range a {
		for _, y := range b {
			switch {
			case strings.HasPrefix(x, y):
				out = append(out, x)
			case strings.HasPrefix(y, x):
				out = append(out, y)
			}
		}
	}
	return out
}

// period reads days of the site's calendar; the last one counts.
func (in *IndicatorQuery) period(now time.Time, zone *time.Location) (p casework.Period, err error) {
	year, month, day := now.In(zone).Date()
	p.From, p.Until = time.Date(year, 1, 1, 0, 0, 0, 0, zone), time.Date(year, month, day+1, 0, 0, 0, 0, zone)
	if in.From != "" {
		if p.From, err = dayOf("from", in.From, zone); err != nil {
			return p, err
		}
	}
	if in.To != "" {
		last, err := dayOf("to", in.To, zone)
		if err != nil {
			return p, err
		}
		p.Until = last.AddDate(0, 0, 1)
	}
	switch {
	case !p.From.Before(p.Until):
		return p, geo.Errorf(geo.Invalid, "to", "is before the first day")
	case p.Until.Sub(p.From) > mostFigureDays*24*time.Hour:
		return p, geo.Errorf(geo.Invalid, "to", "is more than five years after the first day; ask for less at once")
	}
	return p, nil
}

func dayOf(field, text string, zone *time.Location) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil || day.Year() < 1970 || day.Year() > 2200 {
		return day, geo.Errorf(geo.Invalid, field, "must be a day such as 2026-05-01")
	}
	return day, nil
}

// figureTitles returns what says how a row is called.
func (s *server) figureTitles(ctx context.Context, by casework.Grouping) (func(casework.FigureRow) Text, error) {
	titles := map[string]Text{}
	missing := Text{"（无）", "(none)"}
	switch by {
	case casework.ByCategory:
		for _, c := range s.cfg.Picture.Categories() {
			titles[c.Code] = Text{c.NameZH, c.NameEN}
		}
	case casework.ByDepartment:
		missing = Text{"中心（未派遣）", "Centre (not dispatched)"}
		if s.cfg.Rules.Read == nil {
			break
		}
		r, err := s.cfg.Rules.Read.Routing(ctx)
		if err != nil {
			return nil, err
		}
		for _, d := range r.Departments {
			titles[d.Code] = textOf(d.Title)
		}
	case casework.ByCommunity:
		missing = Text{"网格外", "In no cell"}
		names, err := s.areaNames(ctx)
		if err != nil {
			return nil, err
		}
		for code, name := range names {
			titles[code] = Text{name, name}
		}
	case casework.ByCell:
		missing = Text{"网格外", "In no cell"}
	}
	return func(row casework.FigureRow) Text {
		switch title, known := titles[row.Key]; {
		case known:
			return title
		case row.Key == "":
			return missing
		case row.Name != "":
			return Text{row.Name, row.Name}
		}
		return Text{row.Key, row.Key}
	}, nil
}

type workbookInput struct {
	IndicatorQuery
	Lang string `query:"lang" enum:"zh,en" default:"zh" doc:"of headings and names"`
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

type xlsxOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (s *server) indicatorsXLSX(ctx context.Context, in *workbookInput) (*xlsxOutput, error) {
	table, err := s.indicators(ctx, &in.IndicatorQuery)
	if err != nil {
		return nil, err
	}
	if s.cfg.Figures.Workbook == nil {
		return nil, geo.Errorf(geo.Unavailable, "", "this service writes no workbooks")
	}
	var file bytes.Buffer
	if err := s.cfg.Figures.Workbook(&file, s.indicatorSheet(&table.Body, s.areaWords(ctx, in.Area), in.Lang == "en")); err != nil {
		return nil, err
	}
	name := "indicators-" + table.Body.By + "-" + table.Body.From + "-" + table.Body.To + ".xlsx"
	return &xlsxOutput{xlsxType, `attachment; filename="` + name + `"`, file.Bytes()}, nil
}
