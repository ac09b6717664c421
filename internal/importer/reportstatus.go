package importer

import (
	"strings"

	"github.com/wangge-map/wangge/internal/casework"
)

// statusWords are what sources call the states, in capitals and with one blank for blanks, -, _ and brackets.
func statusWords() map[casework.State][]string {
	return map[casework.State][]string{
		casework.Reported:   {"OPEN", "OPENED", "NEW", "SUBMITTED", "RECEIVED", "REPORTED", "PENDING", "已上报", "上报", "待受理", "未受理", "待处理", "未处理", "待办"},
		casework.Filed:      {"FILED", "ACCEPTED", "ACKNOWLEDGED", "已立案", "立案", "已受理", "受理"},
		casework.Dispatched: {"DISPATCHED", "ASSIGNED", "REFERRED", "已派遣", "派遣", "已派单", "已派发", "已交办"},
		casework.InProgress: {"IN PROGRESS", "INPROGRESS", "STARTED", "ONGOING", "处理中", "处置中", "办理中", "在办", "正在处理"},
		casework.Resolved:   {"RESOLVED", "FIXED", "DONE", "待核查", "已处理", "已处置", "已办理", "已解决"},
		casework.Closed:     {"CLOSED", "COMPLETE", "COMPLETED", "ARCHIVED", "已结案", "结案", "已办结", "办结", "已关闭", "已完成", "完成"},
		casework.Rejected: {"REJECTED", "VOIDED", "VOID", "CANCELLED", "CANCELED", "INVALID", "CLOSED INCOMPLETE INFORMATION", "不予立案", "不予受理", "作废", "已作废", "已退回",
			"已撤销"},
		casework.Duplicate: {"DUPLICATE", "DUPLICATED", "DUPLICATE OPENED", "DUPLICATE CLOSED", "重复", "重复件", "重复上报"},
	}
}

// newStateNames returns the state of each word: of those above, and of the names that the API uses.
func newStateNames() map[string]casework.State {
	names := map[string]casework.State{}
	for state, words := range statusWords() {
		names[plainStatus(string(state))] = state
		for _, word := range words {
			names[word] = state
		}
	}
	return names
}

// plainStatus returns status as statusWords has it.
func plainStatus(status string) string {
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_()（）", r) {
			return ' '
		}
		return r
	}, strings.ToUpper(status))
	return strings.Join(strings.Fields(plain), " ")
}
