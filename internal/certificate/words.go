package certificate

import (
	"fmt"
	"strings"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
)

// chosen is the status of a place whose reporter said which of the cells in its accuracy circle is meant.
const chosen = "chosen"

// ruleOf says why a place has the owner that it has.
func ruleOf(status string) Pair {
	switch status {
	case "inside":
		return Pair{"该点在网格内部。网格边界按半开规则划分：公共边界上的点归其东北侧的网格，每一点只有一个归属。",
			"The place is inside the cell. Cells are half-open: a place on a shared border belongs to the cell north-east of it, so every place has one owner."}
	case "border":
		return Pair{"该点正在边界上。按半开规则，公共边界上的点归其东北侧的网格。",
			"The place is exactly on the border. Cells are half-open: a place on a shared border belongs to the cell north-east of it."}
	case "snapped":
		return Pair{"该点不在任何网格内，归 50 米内最近的网格。", "The place is in no cell; it is given to the nearest within 50 m."}
	case chosen:
		return Pair{"该点的精度圆跨越边界，归属由上报人从圆内的网格中指认。",
			"The accuracy circle of the place crosses a border; the reporter said which of the cells in it is meant."}
	}
	return Pair{"该点不在任何网格内，50 米内也没有网格。", "The place is in no cell, and none is within 50 m."}
}

var roleWords = map[casework.Role][3]string{
	casework.Leader: {"网格长", "grid leader", "grid leaders"}, casework.FullTime: {"专职网格员", "full-time grid member", "full-time grid members"},
	casework.PartTime: {"兼职网格员", "part-time grid member", "part-time grid members"}, casework.Instructor: {"网格指导员", "grid instructor", "grid instructors"},
	casework.Volunteer: {"网格 N 力量", "volunteer", "volunteers"},
}

// Lines says what p says in sentences, in both languages, times by the clock of zone.
func (p *Payload) Lines(zone *time.Location) (zh, en []string) {
	add := func(z, e string) { zh, en = append(zh, z), append(en, e) }
	at, issued := p.At.In(zone).Format("2006-01-02 15:04:05 -07:00"), p.IssuedAt.In(zone).Format("2006-01-02 15:04:05 -07:00")
	add(p.Site.ZH+" · 权属凭证", p.Site.EN+" · certificate of the answering cell")
	if p.Cell != nil {
		add(fmt.Sprintf("网格：%s（%s）", *p.CellName, *p.Cell), fmt.Sprintf("Cell: %s (%s)", *p.CellName, *p.Cell))
	} else {
		add("网格：无", "Cell: none")
	}
	add(fmt.Sprintf("网：%s，第 %d 版 %s，%s 时有效", p.Net, p.Edition, p.EditionTitle, at), fmt.Sprintf("Net: %s, edition %d %s, in force at %s", p.Net, p.Edition, p.EditionTitle, at))
	if p.Point != nil {
		add(placeLine(p.Point))
	} else {
		add("地点：涉及隐私，不载明。", "Place: not told, since the matter is private.")
	}
	add("规则："+p.Rule.ZH, "Rule: "+p.Rule.EN)
	if p.BorderM != nil {
		add(fmt.Sprintf("距边界 %.2f 米", *p.BorderM), fmt.Sprintf("%.2f m from the border", *p.BorderM))
	}
	if r := p.RunnerUp; r != nil {
		add(fmt.Sprintf("最近的其他网格：%s（%s），距离 %.2f 米", r.CellName, r.Cell, r.DistanceM), fmt.Sprintf("Nearest other cell: %s (%s), %.2f m away", r.CellName, r.Cell, r.DistanceM))
	}
	add(dutyLine(p.OnDuty))
	add("签发时间："+issued, "Issued at "+issued)
	add("凭证号："+p.ID, "Number: "+p.ID)
	return zh, en
}

func placeLine(p *Point) (zh, en string) {
	within, about := "", ""
	if p.AccuracyM != nil {
		within, about = fmt.Sprintf("，精度 %.0f 米", *p.AccuracyM), fmt.Sprintf(", within %.0f m", *p.AccuracyM)
	}
	return fmt.Sprintf("地点：经度 %.7f，纬度 %.7f（WGS 84，由 %s 给出）%s", p.Lon, p.Lat, p.SentDatum, within),
		fmt.Sprintf("Place: longitude %.7f, latitude %.7f (WGS 84, sent as %s)%s", p.Lon, p.Lat, p.SentDatum, about)
}

func dutyLine(duty []Duty) (zh, en string) {
	if duty == nil {
		return "值班：不详", "On duty: not known"
	}
	if len(duty) == 0 {
		return "值班：排班表上无人（志愿者不足 3 人时不列）", "On duty: nobody by the roster (fewer than 3 volunteers are not told)"
	}
	var z, e []string
	for _, d := range duty {
		words := roleWords[d.Role]
		many := words[2]
		if d.Count == 1 {
			many = words[1]
		}
		z, e = append(z, fmt.Sprintf("%s %d 人", words[0], d.Count)), append(e, fmt.Sprintf("%d %s", d.Count, many))
	}
	return "值班（按签发时的排班表）：" + strings.Join(z, "、"), "On duty, by the roster when this was issued: " + strings.Join(e, ", ")
}
