package export

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func openXLSX(t interface {
	Helper()
	Fatal(...any)
}, data []byte) *excelize.File {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// rowsOfSheet is every cell as text, the first row's being the headings; each row is as long as the first.
func rowsOfSheet(t interface {
	Helper()
	Fatal(...any)
}, book *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		for len(rows[i]) < len(rows[0]) {
			rows[i] = append(rows[i], "")
		}
	}
	return rows
}

// inXML is text as XML can hold it.
func inXML(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

func TestXLSXReadsBackAsTheRowsThatWentIn(t *testing.T) {
	shanghai := time.FixedZone("", 8*60*60)
	rapid.Check(t, func(t *rapid.T) {
		rows := someRows(true, 1, 8).Draw(t, "rows")
		book := openXLSX(t, written(t, Options{Format: XLSX, Source: sourceOf(true, rows...), Zone: shanghai}))
		cells := rowsOfSheet(t, book, "隐患")
		if len(cells) != len(rows)+1 {
			t.Fatalf("%d rows, want %d", len(cells)-1, len(rows))
		}
		for i, r := range rows {
			sameAsXLSX(t, r, cells[i+1])
		}
	})
}

func sameAsXLSX(t *rapid.T, r *testRow, cells []string) {
	values := append(append([]any{}, r.values...), r.shape.(orb.Point)[0], r.shape.(orb.Point)[1])
	for i, value := range values {
		got, same := cells[i], false
		switch v := value.(type) {
		case nil:
			same = got == ""
		case bool:
			same = got == map[bool]string{true: "1", false: "0"}[v] || strings.EqualFold(got, strconv.FormatBool(v))
		case int64:
			same = got == strconv.FormatInt(v, 10)
		case float64:
			read, err := strconv.ParseFloat(got, 64) // excelize reads 15 digits
			same = err == nil && math.Abs(read-v) <= math.Abs(v)*1e-14 || got == "" && (math.IsNaN(v) || math.IsInf(v, 0))
		case string:
			same = got == inXML(v)
		case time.Time:
			same = sameInstant(v, got)
		}
		if !same {
			t.Fatalf("cell %d is %q, want %#v", i, got, value)
		}
	}
}

// sameInstant reports whether the cell has the wall clock of at in UTC+8: as a number of days, or before 1901 as text.
func sameInstant(at time.Time, cell string) bool {
	at = at.In(time.FixedZone("", 8*60*60))
	if at.Year() <= 1900 {
		return cell == at.Format(time.RFC3339)
	}
	days, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return false
	}
	read, err := excelize.ExcelDateToTime(days, false)
	wall := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
	return err == nil && read.Sub(wall).Abs() < time.Second
}

func TestTextsInAWorkbookAreNeverFormulas(t *testing.T) {
	var rows []*testRow
	texts := []string{"=1+1", "+1", "-1", "@x", `=HYPERLINK("http://x")`, "007", "500120005001001", "2026-01-02", "TRUE", "1e5", "_x0041_"}
	for i, text := range texts {
		rows = append(rows, &testRow{values: []any{int64(i), text, nil, nil, nil, nil}, shape: orb.Point{1, 1}})
	}
	book := openXLSX(t, written(t, Options{Format: XLSX, Source: sourceOf(true, rows...)}))
	for i, text := range texts {
		cell := "B" + strconv.Itoa(i+2)
		kind, err := book.GetCellType("隐患", cell)
		if err != nil || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("%q is of type %d (%v)", text, kind, err)
		}
		if formula, err := book.GetCellFormula("隐患", cell); err != nil || formula != "" {
			t.Errorf("%q is the formula %q (%v)", text, formula, err)
		}
		if got, err := book.GetCellValue("隐患", cell); err != nil || got != text {
			t.Errorf("%q reads %q (%v)", text, got, err)
		}
	}
}

func TestTheWorkbookIsOneThatPeopleCanUse(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	o := Options{
		Format: XLSX, Lang: Chinese, Zone: shanghai,
		Source: sourceOf(true, &testRow{values: []any{int64(1), "占用、堵塞、封闭消防车通道", int64(2), 0.5, true, at}, shape: orb.Point{106.5, 29.5}}),
		About:  About{Site: "丁家街道网格", Source: "天地图", ApprovalNo: "GS(2026)1号", Filter: "state=open", Version: "v0", At: at},
	}
	book := openXLSX(t, written(t, o))
	if diff := cmp.Diff([]string{"隐患", "说明"}, book.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	if panes, err := book.GetPanes("隐患"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the heading is not frozen: %+v (%v)", panes, err)
	}
	if properties, err := book.GetDocProps(); err != nil || properties.Creator != "wangge" || properties.Title != "隐患" {
		t.Errorf("the workbook's properties are %+v (%v)", properties, err)
	}
	if names := book.GetDefinedName(); len(names) != 1 || names[0].RefersTo != "'隐患'!$A$1:$H$2" {
		t.Errorf("the filter is %+v", names)
	}
	if width, err := book.GetColWidth("隐患", "B"); err != nil || width < 26 {
		t.Errorf("a column of 13 Chinese characters is %v wide (%v)", width, err)
	}
	shown, err := book.GetCellValue("隐患", "F2", excelize.Options{RawCellValue: false})
	if err != nil || shown != "2026-01-02 11:04:05" {
		t.Errorf("the instant shows as %q (%v)", shown, err)
	}
	rows := rowsOfSheet(t, book, "隐患")
	if diff := cmp.Diff([]string{"序号", "文字", "整数", "实数", "已办结", "时间", "经度", "纬度"}, rows[0]); diff != "" {
		t.Error(diff)
	}
	facts := map[string]string{}
	about, err := book.GetRows("说明", excelize.Options{RawCellValue: false})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range about {
		facts[row[0]] = row[1]
	}
	want := map[string]string{
		"图层": "隐患", "来源": "丁家街道网格", "地图数据来源": "天地图", "审图号": "GS(2026)1号", "统计时间": "2026-01-02 11:04:05", "时区": "Asia/Shanghai",
		"筛选条件": "state=open", "行数": "1", "坐标系": "WGS 84 经纬度（EPSG:4326）", "程序版本": "wangge v0",
	}
	if diff := cmp.Diff(want, facts); diff != "" {
		t.Error(diff)
	}
}

func TestRowsThatAreTooManyForASheetGoOnInTheNext(t *testing.T) {
	rows := someRows(true, 250, 250).Example(2)
	path := filepath.Join(t.TempDir(), "out")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	x, err := newXLSX(target{w: file, dir: t.TempDir()}, Options{Source: sourceOf(true, rows...), Zone: time.UTC, Lang: Chinese})
	if err != nil {
		t.Fatal(err)
	}
	defer x.discard()
	x.mostRows = 101 // with the heading
	for _, r := range rows {
		if err := x.row(r); err != nil {
			t.Fatal(err)
		}
	}
	var s Summary
	if err := x.end(t.Context(), &s); err != nil {
		t.Fatal(err)
	}
	if s.Sheets != 3 || len(s.Notes) == 0 {
		t.Errorf("the summary is %+v", s)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	book := openXLSX(t, data)
	if diff := cmp.Diff([]string{"隐患", "隐患 2", "隐患 3", "说明"}, book.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	next := 0
	for _, sheet := range book.GetSheetList()[:3] {
		for i, row := range rowsOfSheet(t, book, sheet) {
			switch {
			case i == 0 && row[0] != "序号":
				t.Errorf("%s begins with %q", sheet, row)
			case i > 0:
				if row[0] != strconv.Itoa(next) {
					t.Fatalf("%s, line %d is row %s, want %d", sheet, i+1, row[0], next)
				}
				next++
			}
		}
	}
	if next != len(rows) {
		t.Errorf("%d rows, want %d", next, len(rows))
	}
}

func TestATextThatIsLongerThanACellHoldsIsCutAndSaidSo(t *testing.T) {
	long := strings.Repeat("🚧", 20_000) // 40,000 UTF-16 units
	row := &testRow{values: []any{nil, long, nil, nil, nil, nil}, shape: orb.Point{1, 1}}
	path := filepath.Join(t.TempDir(), "out.xlsx")
	s, err := File(t.Context(), path, false, Options{Format: XLSX, Source: sourceOf(true, row)})
	if err != nil || len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "32,767") {
		t.Fatalf("the summary is %+v (%v)", s, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := rowsOfSheet(t, openXLSX(t, data), "隐患")[1][1]
	if body, cut := strings.CutSuffix(got, "…"); !cut || !strings.HasPrefix(long, body) || len(body) < 4*16_000 {
		t.Errorf("%d bytes, ending with %q", len(got), got[len(got)-8:])
	}
}

func TestSheetNamesAreOnesThatExcelTakes(t *testing.T) {
	for _, c := range []struct {
		title  string
		number int
		want   string
	}{
		{"隐患", 1, "隐患"}, {"隐患", 2, "隐患 2"}, {"a/b\\c[d]*?:'", 1, "abcd"}, {"", 1, "Data"}, {"🚧", 3, "Data 3"},
		{strings.Repeat("网", 40), 2, strings.Repeat("网", 26) + " 2"},
	} {
		if got := sheetName(c.title, c.number); got != c.want {
			t.Errorf("%q, %d: %q, want %q", c.title, c.number, got, c.want)
		}
	}
}

func TestGDALReadsTheWorkbook(t *testing.T) {
	rows := someRows(true, 60, 60).Example(7)
	for i, r := range rows { // no text where GDAL looks for a type
		r.values[2], r.values[3] = int64(i), float64(i)/8
		r.values[5] = time.Date(2026, 1, 2, 3, 4, i, 0, time.UTC)
		// GDAL leaves the escape _x005F_ in.
		if text, isText := r.values[1].(string); !isText || strings.TrimSpace(text) == "" || strings.Contains(text, "_x0041_") {
			r.values[1] = "井盖"
		}
	}
	path := filepath.Join(t.TempDir(), "hazards.xlsx")
	if _, err := File(t.Context(), path, false, Options{Format: XLSX, Lang: None, Source: sourceOf(true, rows...)}); err != nil {
		t.Fatal(err)
	}
	info := ogrinfo(t, path, "-so", "-al")
	for _, want := range []string{"Feature Count: 60", "whole: Integer", "real: Real", "done: Integer(Boolean)", "at: DateTime", "words: String"} {
		if !strings.Contains(info, want) {
			t.Errorf("ogrinfo does not say %q:\n%s", want, info)
		}
	}
	read := readByGDAL(t, path, "隐患")
	if len(read) != len(rows) {
		t.Fatalf("GDAL reads %d of %d", len(read), len(rows))
	}
	for i, f := range read {
		if got, want := f.Properties["words"], inXML(rows[i].values[1].(string)); got != strings.ReplaceAll(strings.ReplaceAll(want, "\r\n", "\n"), "\r", "\n") && got != want {
			t.Errorf("row %d has %q, want %q", i, got, want)
		}
		if f.Properties["whole"] != float64(i) || f.Properties["real"] != float64(i)/8 {
			t.Errorf("row %d has %v and %v", i, f.Properties["whole"], f.Properties["real"])
		}
	}
}
