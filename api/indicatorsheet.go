package api

import (
	"cmp"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
)

// Sheet is a table for a workbook, in the words of those who read it.
type Sheet struct {
	Title   string
	Columns []SheetColumn
	Rows    [][]any     // texts, whole numbers, and *float64, of which nil is an empty cell
	About   [][2]string // what the table is, for a sheet of its own: names and values
}

// SheetColumn is a column of a Sheet.
type SheetColumn struct {
	Heading string
	Percent bool // parts of one, shown in hundredths
}

// indicatorColumn is one indicator, as offices call it.
type indicatorColumn struct {
	zh      string
	percent bool
	value   func(*casework.Indicators) any
}

func indicatorColumns() []indicatorColumn {
	count := func(zh string, pick func(*casework.Indicators) int) indicatorColumn {
		return indicatorColumn{zh, false, func(i *casework.Indicators) any { return int64(pick(i)) }}
	}
	rate := func(zh string, pick func(*casework.Indicators) *float64) indicatorColumn {
		return indicatorColumn{zh, true, func(i *casework.Indicators) any { return pick(i) }}
	}
	mean := func(zh string, pick func(*casework.Indicators) *float64) indicatorColumn {
		return indicatorColumn{zh, false, func(i *casework.Indicators) any { return pick(i) }}
	}
	return []indicatorColumn{
		count("受理数", func(i *casework.Indicators) int { return i.Received }),
		count("立案数", func(i *casework.Indicators) int { return i.Filed }),
		rate("立案率", func(i *casework.Indicators) *float64 { return i.FiledRate }),
		count("应结案数", func(i *casework.Indicators) int { return i.Due }),
		count("结案数", func(i *casework.Indicators) int { return i.Settled }),
		rate("结案率", func(i *casework.Indicators) *float64 { return i.SettledRate }),
		count("按期结案数", func(i *casework.Indicators) int { return i.SettledInTime }),
		rate("按期结案率", func(i *casework.Indicators) *float64 { return i.SettledInTimeRate }),
		count("处置数", func(i *casework.Indicators) int { return i.Resolved }),
		count("按期处置数", func(i *casework.Indicators) int { return i.ResolvedInTime }),
		rate("按期处置率", func(i *casework.Indicators) *float64 { return i.ResolvedInTimeRate }),
		count("超期件数", func(i *casework.Indicators) int { return i.Overdue }),
		count("返工件数", func(i *casework.Indicators) int { return i.Reworked }),
		rate("返工率", func(i *casework.Indicators) *float64 { return i.ReworkRate }),
		count("延期件数", func(i *casework.Indicators) int { return i.Extended }),
		rate("延期率", func(i *casework.Indicators) *float64 { return i.ExtensionRate }),
		count("异议件数", func(i *casework.Indicators) int { return i.Contested }),
		rate("异议率", func(i *casework.Indicators) *float64 { return i.ContestRate }),
		count("退回次数", func(i *casework.Indicators) int { return i.Hops }),
		mean("平均退回次数", func(i *casework.Indicators) *float64 { return i.HopsMean }),
		mean("平均悬置时长（小时）", func(i *casework.Indicators) *float64 { return i.LimboHoursMean }),
		mean("办结时长中位数（小时）", func(i *casework.Indicators) *float64 { return i.SettleHoursMedian }),
	}
}

func groupingZH(by string) string {
	switch casework.Grouping(by) {
	case casework.ByMonth:
		return "月份"
	case casework.ByDepartment:
		return "部门"
	case casework.ByCommunity:
		return "社区（村）"
	case casework.ByCell:
		return "网格"
	case casework.ByCategory:
		return "事项"
	}
	return "经办人"
}

// indicatorSheet is t as offices print it. Workbooks go to offices, and so are in Chinese.
func (s *server) indicatorSheet(t *IndicatorTable, area string) Sheet {
	sheet := Sheet{Title: "指标（按" + groupingZH(t.By) + "）", Columns: []SheetColumn{{Heading: "代码"}, {Heading: groupingZH(t.By)}}}
	columns := indicatorColumns()
	for _, c := range columns {
		sheet.Columns = append(sheet.Columns, SheetColumn{c.zh, c.percent})
	}
	sheet.Columns = append(sheet.Columns, SheetColumn{Heading: "备注"})
	line := func(key, title string, i *casework.Indicators) {
		row := []any{key, title}
		for _, c := range columns {
			row = append(row, c.value(i))
		}
		note := ""
		if i.Small {
			note = "件数少，比率仅供参考"
		}
		sheet.Rows = append(sheet.Rows, append(row, note))
	}
	for i := range t.Rows {
		line(t.Rows[i].Key, t.Rows[i].Title.ZH, &t.Rows[i].Indicators)
	}
	line("", "合计", &t.Total)
	zone := s.cfg.Layers.Zone()
	synthetic := ""
	if s.cfg.Picture.Settings()["synthetic"] == "true" {
		synthetic = "是，数据均为虚构"
	}
	sheet.About = [][2]string{
		{"来源", s.title().ZH}, {"虚构数据", synthetic}, {"统计期间", t.From + " 至 " + t.To}, {"区域", cmp.Or(area, "权限内全部")},
		{"统计时间", s.cfg.Now().In(zone).Format(time.DateTime)}, {"时区", zone.String()},
		{"口径", "应结案：已立案且在期间内到期（无时限的以结案时间计）；结案率 = 结案数 ÷ 应结案数；按期结案率 = 按期结案数 ÷ 应结案数；返工率 = 返工件数 ÷ 结案数；延期率 = 延期件数 ÷ 应结案数；立案率 = 立案数 ÷ 受理数。重复件不计。"},
		{"小样本", "应结案不足 10 件的行，比率仅供参考，不宜排名。"}, {"程序版本", "wangge " + s.cfg.Version},
	}
	return sheet
}
