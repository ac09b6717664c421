package export

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// about writes the last sheet: what this is, from where, from when, and how many rows it has.
func (x *xlsxWriter) about(s *Summary) error {
	name := x.o.say("说明", "About", "About")
	if sheetName(x.o.title(), 1) == name {
		name += " 0"
	}
	if err := x.open(name, false); err != nil {
		return err
	}
	for column, width := range []float64{24, 80} {
		if err := x.sheet.SetColWidth(column+1, column+1, width); err != nil {
			return err
		}
	}
	line := 0
	for _, f := range x.facts(s) {
		if f.value == "" {
			continue
		}
		line++
		value := f.value
		if text, isText := value.(string); isText {
			value = excelize.Cell{StyleID: x.wrap, Value: x.text(text)}
		}
		heading := excelize.Cell{StyleID: x.heading, Value: x.o.say(f.zh, f.en, f.en)}
		if err := x.sheet.SetRow("A"+strconv.Itoa(line), []any{heading, value}); err != nil {
			return err
		}
	}
	return x.sheet.Flush()
}

// fact is a line of the last sheet; one whose value is empty is left out.
type fact struct {
	zh, en string
	value  any
}

func (x *xlsxWriter) facts(s *Summary) []fact {
	a, synthetic := x.o.About, ""
	if a.Synthetic {
		synthetic = x.o.say("是，数据均为虚构", "yes, nothing in it is real", "yes, nothing in it is real")
	}
	return []fact{
		{"图层", "Layer", x.o.title()},
		{"来源", "Source", a.Site},
		{"虚构数据", "Made-up data", synthetic},
		{"地图数据来源", "Source of the map", a.Source},
		{"审图号", "Map approval number", a.ApprovalNo},
		{"测绘资质证书号", "Surveying certificate", a.SurveyNo},
		{"统计时间", "As of", x.cell(a.At)},
		{"时区", "Time zone", x.o.Zone.String()},
		{"筛选条件", "Filter", cmp.Or(a.Filter, x.o.say("无", "none", "none"))},
		{"行数", "Rows", int64(s.Rows)},
		{"坐标系", "Coordinates", x.o.say("WGS 84 经纬度（EPSG:4326）", "WGS 84, degrees (EPSG:4326)", "EPSG:4326")},
		{"程序版本", "Made by", strings.TrimSpace("wangge " + a.Version)},
		{"提示", "Note", strings.Join(s.Notes, "; ")},
	}
}
