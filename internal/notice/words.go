package notice

import "github.com/wangge-map/wangge/internal/casework"

// Words is a text in both languages.
type Words struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// said is what happened, as a title.
func said() map[casework.Action]Words {
	return map[casework.Action]Words{
		Opened:             {"新上报", "New report"},
		casework.Verify:    {"待核实", "To be looked at"},
		casework.File:      {"已立案", "Filed"},
		casework.Reject:    {"不予立案", "Rejected"},
		casework.LinkTo:    {"已并案", "Linked to another case"},
		casework.Dispatch:  {"已派遣", "Dispatched"},
		casework.Return:    {"被退回", "Returned"},
		casework.Accept:    {"已受理", "Accepted"},
		casework.MakeSafe:  {"已排险", "Made safe"},
		casework.Defer:     {"已延期", "Deferred"},
		casework.Resume:    {"恢复处理", "Resumed"},
		casework.Resolve:   {"待核查", "Said to be done"},
		casework.Close:     {"已核查结案", "Verified and closed"},
		casework.SendBack:  {"返工", "Sent back for rework"},
		casework.CloseAsIs: {"未处理结案", "Closed unfixed"},
		casework.Park:      {"已挂账", "Parked"},
		casework.Contest:   {"上报人有异议", "Contested by the reporter"},
		casework.Reopen:    {"重新处理", "Reopened"},
		casework.Uphold:    {"维持结案", "Stays closed"},
		casework.Note:      {"有新备注", "A note was added"},
		casework.Assign:    {"指派给您", "Assigned to you"},
		casework.Regrade:   {"类别或等级有变", "Category or severity changed"},
		casework.Escalate:  {"已上报上级", "Escalated"},
		casework.Join:      {"又有人上报", "Reported again"},
		casework.Split:     {"新增协办任务", "A task was added"},
		casework.EndTask:   {"协办任务已结束", "A task has ended"},
	}
}

// confidential stands for the name of a sensitive matter.
func confidential() Words { return Words{"敏感事项", "a confidential matter"} }

// Title returns what happened and to what kind of matter, in a few words. sensitive hides the matter.
func Title(kind casework.Action, category Words, sensitive bool) Words {
	what, known := said()[kind]
	if !known {
		what = Words{"案卷有变化", "A case changed"}
	}
	if sensitive {
		category = confidential()
	}
	return Words{what.ZH + "：" + category.ZH, what.EN + ": " + category.EN}
}
