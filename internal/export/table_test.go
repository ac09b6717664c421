package export_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/wangge-map/wangge/internal/export"
)

func TestATableBecomesAWorkbook(t *testing.T) {
	rate := 0.9811
	var file bytes.Buffer
	err := export.WriteTable(&file, export.Table{
		Lang:  export.Chinese,
		Title: "指标（按网格）", Columns: []export.TableColumn{{Heading: "代码"}, {Heading: "网格"}, {Heading: "应结案数"}, {Heading: "结案率", Percent: true}},
		Rows:  [][]any{{"500120005001004", "=1+1", int64(6026), &rate}, {"", "合计", int64(0), (*float64)(nil)}},
		About: [][2]string{{"来源", "丁家街道"}, {"虚构数据", ""}, {"统计期间", "2026-04-01 至 2026-04-30"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for cell, want := range map[string]string{"A1": "代码", "D1": "结案率", "A2": "500120005001004", "B2": "=1+1", "C2": "6026", "D2": "98.11%", "B3": "合计", "D3": ""} {
		if got, err := book.GetCellValue("指标（按网格）", cell); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", cell, got, want, err)
		}
	}
	if formula, _ := book.GetCellFormula("指标（按网格）", "B2"); formula != "" {
		t.Errorf("a name became the formula %q", formula)
	}
	for cell, want := range map[string]string{"A1": "来源", "B1": "丁家街道", "A2": "统计期间", "A3": ""} {
		if got, err := book.GetCellValue("说明", cell); err != nil || got != want {
			t.Errorf("about: %s is %q, want %q (%v)", cell, got, want, err)
		}
	}
}
