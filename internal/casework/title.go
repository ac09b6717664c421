package casework

var actionTitles = map[Action]Text{
	Opened:    {"上报", "Reported"},
	Verify:    {"核实", "Look on site"},
	File:      {"立案", "File"},
	Reject:    {"不予立案", "Reject"},
	LinkTo:    {"并案", "Same as another"},
	Dispatch:  {"派遣", "Dispatch"},
	Return:    {"退回", "Return"},
	Accept:    {"受理", "Take on"},
	MakeSafe:  {"已排险", "Made safe"},
	Defer:     {"延期", "Defer"},
	Resume:    {"恢复处理", "Resume"},
	Resolve:   {"处理反馈", "Report done"},
	Close:     {"核查结案", "Check and close"},
	SendBack:  {"返工", "Send back"},
	CloseAsIs: {"结案(未处理)", "Close unfixed"},
	Park:      {"挂账", "Park"},
	Contest:   {"提出异议", "Contest"},
	Reopen:    {"重新办理", "Reopen"},
	Uphold:    {"维持结案", "Uphold"},
	Note:      {"备注", "Note"},
	Assign:    {"指定经办人", "Assign"},
	Regrade:   {"调整等级或类别", "Regrade"},
	Escalate:  {"上报上级", "Escalate"},
	Join:      {"合并上报", "Another report"},
	Split:     {"分派任务", "Add a task"},
	EndTask:   {"结束任务", "End a task"},
}

// Title returns what a is called; the zero text for an unknown one.
func (a Action) Title() Text { return actionTitles[a] }

var stateTitles = map[State]Text{
	Reported:      {"已上报", "reported"},
	Verifying:     {"核实中", "being looked at"},
	Filed:         {"已立案", "filed"},
	Dispatched:    {"已派遣", "dispatched"},
	Returned:      {"已退回", "returned"},
	InProgress:    {"处理中", "in progress"},
	Deferred:      {"已延期", "deferred"},
	Resolved:      {"待核查", "done, to be checked"},
	Rework:        {"返工", "sent back"},
	Contested:     {"有异议", "contested"},
	Parked:        {"已挂账", "parked"},
	Closed:        {"核查结案", "closed"},
	ClosedUnfixed: {"结案(未处理)", "closed unfixed"},
	Rejected:      {"不予立案", "rejected"},
	Duplicate:     {"重复件", "duplicate"},
}

// Title returns what s is called; the zero text for an unknown one.
func (s State) Title() Text { return stateTitles[s] }
