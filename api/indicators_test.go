package api_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

func newFigured(t *testing.T, sheets *[]api.Sheet, change ...func(*api.Config)) *service {
	t.Helper()
	return newService(t, func(c *api.Config) {
		c.Figures = api.Figures{Cases: c.Reports.(api.FigureCases), Workbook: func(w io.Writer, s api.Sheet) error {
			*sheets = append(*sheets, s)
			_, err := io.WriteString(w, "workbook")
			return err
		}}
		c.Rules.Read = c.Reports.(api.Rulebook)
		c.People = keys{
			"official": holder("", true, identity.FiguresRead), "of-A": holder("A", true, identity.FiguresRead),
			"planner": holder("", true, identity.FiguresRead, identity.MemberRead), "dispatcher": holder("", true, identity.CaseDispatch),
		}
		for _, fn := range change {
			fn(c)
		}
	})
}

func TestIndicatorsAreForThoseWhoReadFigures(t *testing.T) {
	var sheets []api.Sheet
	s := newFigured(t, &sheets)
	s.report("figures-1", inA, pothole, "")
	s.report("figures-2", inA, quarrel, "")
	s.report("figures-3", inB, pothole, "")
	for _, path := range []string{"/api/v1/indicators", "/api/v1/indicators.xlsx"} {
		s.get(path).problem(http.StatusUnauthorized)
		s.as("dispatcher", "GET", path, "").problem(http.StatusForbidden)
		s.as("of-A", "GET", path+"?area=B", "").problem(http.StatusNotFound)
		s.as("official", "GET", path+"?by=member", "").problem(http.StatusForbidden)
	}
	total := func(token, query string) int {
		t.Helper()
		var table api.IndicatorTable
		s.as(token, "GET", "/api/v1/indicators"+query, "").into(200, &table)
		received := 0
		for _, row := range table.Rows {
			received += row.Indicators.Received
			if !row.Indicators.Small || row.Title.ZH == "" || row.Title.EN == "" {
				t.Errorf("%s: %+v", query, row)
			}
		}
		if received != table.Total.Received {
			t.Errorf("%s: the rows have %d, all %d", query, received, table.Total.Received)
		}
		return received
	}
	for query, want := range map[string]int{
		"": 3, "?by=cell": 3, "?by=community": 3, "?by=category": 3, "?by=department": 3, "?area=A": 2, "?by=cell&area=B": 1, "?from=2020-01-01&to=2020-12-31": 0,
	} {
		if got := total("official", query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if total("of-A", "?by=cell") != 2 || total("planner", "?by=member") != 3 {
		t.Error("a scope is not kept to")
	}
}

func TestWhatIsWrongWithAQuestionForFiguresIsTold(t *testing.T) {
	var sheets []api.Sheet
	s := newFigured(t, &sheets)
	for query, field := range map[string]string{
		"from=yesterday": "from", "to=2026-02-30": "to", "from=2026-05-02&to=2026-05-01": "to", "from=2010-01-01&to=2026-01-01": "to", "by=name": "by", "sort=rate": "sort",
	} {
		if p := s.as("official", "GET", "/api/v1/indicators?"+query, "").problem(400); p.Field != field {
			t.Errorf("%s: field %q (%s)", query, p.Field, p.Detail)
		}
	}
}

// crowded has more cases than figures are counted from.
type crowded struct{}

func (crowded) Figured(context.Context, identity.Scope, string, casework.Period) ([]casework.Figured, error) {
	return nil, geo.Errorf(geo.Invalid, "until", "too many; ask for a shorter span")
}

func TestASpanWithTooManyCasesIsAFaultOfItsLastDay(t *testing.T) {
	var sheets []api.Sheet
	s := newFigured(t, &sheets, func(c *api.Config) { c.Figures.Cases = crowded{} })
	for _, path := range []string{"/api/v1/indicators", "/api/v1/indicators.xlsx"} {
		if p := s.as("official", "GET", path, "").problem(400); p.Field != "to" || !strings.Contains(p.Detail, "shorter span") {
			t.Errorf("%s: field %q (%s)", path, p.Field, p.Detail)
		}
	}
}

func TestIndicatorsComeAsAWorkbook(t *testing.T) {
	var sheets []api.Sheet
	s := newFigured(t, &sheets)
	s.report("figures-1", inA, pothole, "")
	a := s.as("official", "GET", "/api/v1/indicators.xlsx?by=cell", "")
	if a.status != 200 || string(a.body) != "workbook" || !strings.Contains(a.header.Get("Content-Type"), "spreadsheetml") || !strings.Contains(a.header.Get("Content-Disposition"), "indicators-cell-") {
		t.Fatalf("%d %v %s", a.status, a.header, a.body)
	}
	sheet := sheets[0]
	if len(sheet.Rows) != 2 || sheet.Rows[0][1] != "格 A" || sheet.Rows[1][1] != "合计" || sheet.Rows[0][2] != int64(1) || sheet.Columns[2].Heading != "受理数" {
		t.Errorf("sheet: %+v", sheet)
	}
	s.as("official", "GET", "/api/v1/indicators.xlsx?by=cell&lang=en", "")
	if english := sheets[1]; !english.English || english.Columns[2].Heading != "Received" || english.Rows[1][1] != "In all" || english.About[0][0] != "Source" {
		t.Errorf("in English: %+v", english)
	}
	s.as("official", "GET", "/api/v1/indicators.xlsx?by=month", "")
	if months := sheets[2]; months.Columns[0].Heading != "月份" || len(months.Rows[0]) != len(months.Columns) || months.Columns[1].Heading != "受理数" {
		t.Errorf("by month: %+v", months)
	}
	for _, row := range sheet.Rows {
		if len(row) != len(sheet.Columns) || row[len(row)-1] != "件数少，比率仅供参考" {
			t.Errorf("row: %v", row)
		}
	}
}
