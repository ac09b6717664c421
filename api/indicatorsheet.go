package api

import (
	"cmp"
	"strings"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
)

// Sheet is a table for a workbook, in the words of those who read it.
type Sheet struct {
	Title   string
	English bool // its words; Chinese otherwise
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
	title   Text
	percent bool
	value   func(*casework.Indicators) any
}

func indicatorColumns() []indicatorColumn {
	count := func(zh, en string, pick func(*casework.Indicators) int) indicatorColumn {
		return indicatorColumn{Text{zh, en}, false, func(i *casework.Indicators) any { return int64(pick(i)) }}
	}
	rate := func(zh, en string, pick func(*casework.Indicators) *float64) indicatorColumn {
		return indicatorColumn{Text{zh, en}, true, func(i *casework.Indicators) any { return pick(i) }}
	}
	mean := func(zh, en string, pick func(*casework.Indicators) *float64) indicatorColumn {
		return indicatorColumn{Text{zh, en}, false, func(i *casework.Indicators) any { return pick(i) }}
	}
	return []indicatorColumn{
		count("受理数", "Received", func(i *casework.Indicators) int { return i.Received }),
		count("立案数", "Filed", func(i *casework.Indicators) int { return i.Filed }),
		rate("立案率", "Filed rate", func(i *casework.Indicators) *float64 { return i.FiledRate }),
		count("应结案数", "Due", func(i *casework.Indicators) int { return i.Due }),
		count("结案数", "Settled", func(i *casework.Indicators) int { return i.Settled }),
		rate("结案率", "Settled rate", func(i *casework.Indicators) *float64 { return i.SettledRate }),
		count("按期结案数", "Settled in time", func(i *casework.Indicators) int { return i.SettledInTime }),
		rate("按期结案率", "Settled in time rate", func(i *casework.Indicators) *float64 { return i.SettledInTimeRate }),
		count("处置数", "Resolved", func(i *casework.Indicators) int { return i.Resolved }),
		count("按期处置数", "Resolved in time", func(i *casework.Indicators) int { return i.ResolvedInTime }),
		rate("按期处置率", "Resolved in time rate", func(i *casework.Indicators) *float64 { return i.ResolvedInTimeRate }),
		count("超期件数", "Overdue", func(i *casework.Indicators) int { return i.Overdue }),
		count("返工件数", "Reworked", func(i *casework.Indicators) int { return i.Reworked }),
		rate("返工率", "Rework rate", func(i *casework.Indicators) *float64 { return i.ReworkRate }),
		count("延期件数", "Extended", func(i *casework.Indicators) int { return i.Extended }),
		rate("延期率", "Extension rate", func(i *casework.Indicators) *float64 { return i.ExtensionRate }),
		count("异议件数", "Contested", func(i *casework.Indicators) int { return i.Contested }),
		rate("异议率", "Contest rate", func(i *casework.Indicators) *float64 { return i.ContestRate }),
		count("退回次数", "Returns", func(i *casework.Indicators) int { return i.Hops }),
		mean("平均退回次数", "Returns, mean", func(i *casework.Indicators) *float64 { return i.HopsMean }),
		mean("平均悬置时长（小时）", "In limbo, mean (hours)", func(i *casework.Indicators) *float64 { return i.LimboHoursMean }),
		mean("办结时长中位数（小时）", "Time to settle, median (hours)", func(i *casework.Indicators) *float64 { return i.SettleHoursMedian }),
	}
}

func groupingTitle(by string) Text {
	switch casework.Grouping(by) {
	case casework.ByMonth:
		return Text{"月份", "Month"}
	case casework.ByDepartment:
		return Text{"部门", "Department"}
	case casework.ByCommunity:
		return Text{"社区（村）", "Community"}
	case casework.ByCell:
		return Text{"网格", "Cell"}
	case casework.ByCategory:
		return Text{"事项", "Matter"}
	}
	return Text{"经办人", "Member"}
}

// indicatorSheet is t as offices print it, in Chinese or English. Of months the code is the name, and is written once.
func (s *server) indicatorSheet(t *IndicatorTable, area string, english bool) Sheet {
	say := func(zh, en string) string {
		if english {
			return en
		}
		return zh
	}
	by, months := groupingTitle(t.By), t.By == string(casework.ByMonth)
	sheet := Sheet{English: english, Title: say("指标（按"+by.ZH+"）", "Indicators by "+strings.ToLower(by.EN))}
	if !months {
		sheet.Columns = append(sheet.Columns, SheetColumn{Heading: say("代码", "Code")})
	}
	sheet.Columns = append(sheet.Columns, SheetColumn{Heading: say(by.ZH, by.EN)})
	columns := indicatorColumns()
	for _, c := range columns {
		sheet.Columns = append(sheet.Columns, SheetColumn{say(c.title.ZH, c.title.EN), c.percent})
	}
	sheet.Columns = append(sheet.Columns, SheetColumn{Heading: say("备注", "Note")})
	line := func(key, title string, i *casework.Indicators) {
		row := []any{title}
		if !months {
			row = []any{key, title}
		}
		for _, c := range columns {
			row = append(row, c.value(i))
		}
		note := ""
		if i.Small {
			note = say("件数少，比率仅供参考", "few cases; take the rates with care")
		}
		sheet.Rows = append(sheet.Rows, append(row, note))
	}
	for i := range t.Rows {
		line(t.Rows[i].Key, say(t.Rows[i].Title.ZH, t.Rows[i].Title.EN), &t.Rows[i].Indicators)
	}
	line("", say("合计", "In all"), &t.Total)
	sheet.About = s.aboutIndicators(t, area, say)
	return sheet
}

// aboutIndicators says what a sheet of indicators is, from where, from when, and how it was counted.
func (s *server) aboutIndicators(t *IndicatorTable, area string, say func(zh, en string) string) [][2]string {
	zone, synthetic := s.cfg.Layers.Zone(), ""
	if s.cfg.Picture.Settings()["synthetic"] == "true" {
		synthetic = say("是，数据均为虚构", "yes, nothing in it is real")
	}
	return [][2]string{
		{say("来源", "Source"), say(s.title().ZH, s.title().EN)},
		{say("虚构数据", "Made-up data"), synthetic},
		{say("统计期间", "Span"), t.From + say(" 至 ", " to ") + t.To},
		{say("区域", "Area"), cmp.Or(area, say("权限内全部", "all that the role covers"))},
		{say("统计时间", "As of"), t.At.In(zone).Format(time.DateTime)},
		{say("时区", "Time zone"), zone.String()},
		{say("口径", "How it is counted"), say(
			"应结案：已立案且在期间内到期（无时限的以结案时间计）；结案率 = 结案数 ÷ 应结案数；按期结案率 = 按期结案数 ÷ 应结案数；返工率 = 返工件数 ÷ 结案数；延期率 = 延期件数 ÷ 应结案数；立案率 = 立案数 ÷ 受理数。重复件不计。",
			"Due: filed, and the limit falls into the span (without a limit, when closed). Settled rate = settled ÷ due; settled in time rate = settled in time ÷ due; rework rate = reworked ÷ settled; extension rate = extended ÷ due; filed rate = filed ÷ received. Duplicates are left out.")},
		{say("小样本", "Few cases"), say("应结案不足 10 件的行，比率仅供参考，不宜排名。", "In rows with fewer than 10 cases due, rates say little; nothing should be ranked by them.")},
		{say("程序版本", "Made by"), "wangge " + s.cfg.Version},
	}
}
