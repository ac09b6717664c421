package casework

import "slices"

// Reason is a typed reason. Its code is kept with the event.
type Reason struct{ Code, ZH, EN string }

// Other is the reason that no typed one fits; it needs a note.
const Other = "other"

// Reasons returns the typed reasons that a may be given, the most common first; none where it takes none.
func Reasons(a Action) []Reason { return slices.Clone(reasons[a]) }

// ReasonsFor returns those of Reasons that actor can mean about d: one who takes a case back from another doesn't speak of its
// duties, nor does a department of the grid's.
func ReasonsFor(action Action, d Dossier, actor Actor) []Reason {
	return slices.DeleteFunc(Reasons(action), func(r Reason) bool {
		means, limited := meantBy[r.Code]
		return action == Return && limited && !means(d, actor)
	})
}

// meantBy says who can mean a reason of Return; everybody can mean the others.
var meantBy = map[string]func(Dossier, Actor) bool{
	"not_our_duty": holds,
	"not_our_area": holds,
	"no_power":     holds,
	"beyond_grid":  func(d Dossier, a Actor) bool { return d.Department == "" && holds(d, a) },
	"misdirected":  func(_ Dossier, a Actor) bool { return slices.Contains(a.Capacities, CanDispatch) },
}

// holds reports whether a has d: as its department, or as the grid.
func holds(d Dossier, a Actor) bool {
	if d.Department == "" {
		return slices.Contains(a.Capacities, CanVerify)
	}
	return a.Department == d.Department && slices.Contains(a.Capacities, CanHandle)
}

var reasons = map[Action][]Reason{
	Reject: {
		{"not_ours", "不属于受理范围", "Not a matter that this service takes"},
		{"not_found", "现场未发现问题", "Nothing found on site"},
		{"no_place", "位置不明，无法核实", "The place can't be made out"},
		{"unclear", "描述不清，无法核实", "What is meant can't be made out"},
		{"already_done", "问题已处理", "Already put right"},
		{"false", "不实上报", "A false report"},
		{"private", "私人事务，请走其他渠道", "A private matter for other channels"},
		{Other, "其他原因", "Another reason"},
	},
	Return: {
		{"not_our_duty", "不属本单位职责", "Not within our duties"},
		{"not_our_area", "不在本单位辖区", "Not within our area"},
		{"wrong_place", "位置有误", "The place is wrong"},
		{"wrong_category", "事项类别有误", "The category is wrong"},
		{"needs_others", "需其他单位牵头", "Another department must lead"},
		{"no_power", "无执法或处置权限", "We lack the power to act"},
		{"beyond_grid", "超出网格处置能力", "More than the grid can settle"},
		{"misdirected", "派遣有误，收回重派", "Sent in error, taken back"},
		{Other, "其他原因", "Another reason"},
	},
	CloseAsIs: {
		{"no_duty_bearer", "无责任主体", "Nobody is responsible for it"},
		{"not_needed", "经核查无需处理", "Looked at: nothing need be done"},
		{"refused", "当事人不同意处理", "The people concerned refuse"},
		{"other_procedure", "已转入其他法定程序", "It goes on under another procedure by law"},
		{"out_of_reach", "现有条件无法处理", "It can't be done with what there is"},
		{Other, "其他原因", "Another reason"},
	},
	Defer: {
		{"weather", "天气原因", "Weather"},
		{"material", "等待材料或设备", "Waiting for material or equipment"},
		{"procedure", "等待审批或法定程序", "Waiting for a permit or a procedure by law"},
		{"large_works", "工程量大", "The works are large"},
		{"other_works", "与其他工程同步实施", "Done together with other works"},
		{"negotiation", "正在协商调解", "Being negotiated or mediated"},
		{Other, "其他原因", "Another reason"},
	},
	Park: {
		{"no_duty_bearer", "责任主体不明，属地研究", "Unclear who is responsible: the street decides"},
		{"no_funds", "资金未落实", "No funds yet"},
		{"planning", "纳入改造计划", "Part of a works plan"},
		{"legacy", "历史遗留问题", "Left over from the past"},
		{"law", "等待诉讼或法律程序", "Before a court or under a procedure by law"},
		{Other, "其他原因", "Another reason"},
	},
	SendBack: {
		{"not_done", "现场未处理", "Nothing was done"},
		{"partly_done", "处理不彻底", "Only partly done"},
		{"poor_work", "处理质量不合格", "Poorly done"},
		{"site_not_cleared", "现场未清理", "The site was not cleared"},
		{"wrong_site", "处理位置有误", "Done at the wrong place"},
		{"no_proof", "缺少处理后照片或说明", "No photo or account of what was done"},
		{Other, "其他原因", "Another reason"},
	},
}
