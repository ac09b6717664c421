package casework

import "slices"

// Need is something that an action asks for.
type Need string

// The needs. Their names are those of the fields of a request.
const (
	NeedReason      Need = "reason"
	NeedNote        Need = "note"
	NeedDepartment  Need = "department"
	NeedUntil       Need = "until"
	NeedDuplicateOf Need = "duplicate_of"
	NeedAssignee    Need = "assignee"
	NeedGrade       Need = "grade" // a severity, a category, or both
	NeedTask        Need = "task"  // a department and a title
	NeedTaskEnd     Need = "task_end"
)

// Needs returns every need.
func Needs() []Need {
	return []Need{NeedReason, NeedNote, NeedDepartment, NeedUntil, NeedDuplicateOf, NeedAssignee, NeedGrade, NeedTask, NeedTaskEnd}
}

// Transition is one line of the table that every case follows: who may do what to a case in which state, and where that
// leads. An action may have several lines; the first that fits the case and the actor counts.
type Transition struct {
	Action Action
	From   []State
	To     State // empty: it stays where it is
	Kinds  []ActorKind
	By     []Capacity // an account needs one of them; the other kinds of actor need none
	If     []Condition
	Needs  []Need
}

// NeedsReason reports whether t asks for a typed reason.
func (t Transition) NeedsReason() bool { return slices.Contains(t.Needs, NeedReason) }

// Transitions returns the table, in the order of a case's life. It is what Apply and Allowed go by, and nothing else is.
func Transitions() []Transition {
	out := make([]Transition, len(table))
	for i, t := range table {
		t.From, t.Kinds, t.By = slices.Clone(t.From), slices.Clone(t.Kinds), slices.Clone(t.By)
		t.If, t.Needs = slices.Clone(t.If), slices.Clone(t.Needs)
		out[i] = t
	}
	return out
}

// Sets of states and actors that lines of the table share. None of them is ever written to.
var (
	fresh    = []State{Reported, Verifying}
	atWork   = []State{InProgress, Rework}
	unsolved = []State{Reported, Verifying, Filed, Dispatched, Returned, InProgress, Rework, Parked}
	unsafe   = append(slices.Clone(unsolved), Deferred)
	running  = append(slices.Clone(unsolved), Resolved, Contested)
	open     = append(slices.Clone(running), Deferred)
	anywhere = states[:]

	people   = []ActorKind{ByAccount}
	reporter = []ActorKind{ByReporter}
	system   = []ActorKind{BySystem}
	everyone = []ActorKind{ByReporter, ByAccount, BySystem}

	dispatcher = []Capacity{CanDispatch}
	handler    = []Capacity{CanHandle}
	inGrid     = []Capacity{CanVerify}
	approver   = []Capacity{CanApprove}
	arbiter    = []Capacity{CanArbitrate}
	checker    = []Capacity{CanVerify, CanDispatch}
	overseer   = []Capacity{CanVerify, CanDispatch, CanApprove, CanArbitrate}
	planner    = []Capacity{CanApprove, CanDispatch}
)

var table = [...]Transition{
	{Action: Verify, From: []State{Reported}, To: Verifying, Kinds: people, By: checker},
	{Action: File, From: fresh, To: Filed, Kinds: people, By: dispatcher},
	{Action: File, From: fresh, To: Filed, Kinds: people, By: inGrid, If: []Condition{SmallMatter}},
	{Action: File, From: fresh, To: Filed, Kinds: system},
	{Action: Reject, From: fresh, To: Rejected, Kinds: people, By: dispatcher, Needs: []Need{NeedReason}},
	{
		Action: LinkTo, From: append(slices.Clone(unsolved), Duplicate), To: Duplicate, Kinds: people, By: dispatcher,
		If: []Condition{NoOpenTask}, Needs: []Need{NeedDuplicateOf},
	},

	{Action: Dispatch, From: []State{Filed, Returned}, To: Dispatched, Kinds: people, By: arbiter, Needs: []Need{NeedDepartment}},
	{
		Action: Dispatch, From: []State{Filed, Returned}, To: Dispatched, Kinds: people, By: dispatcher,
		If: []Condition{BelowHopLimit}, Needs: []Need{NeedDepartment},
	},
	{
		Action: Dispatch, From: []State{Filed, Returned}, To: Dispatched, Kinds: system,
		If: []Condition{BelowHopLimit}, Needs: []Need{NeedDepartment},
	},
	{
		Action: Return, From: []State{Dispatched, InProgress, Rework}, To: Returned, Kinds: people, By: handler,
		If: []Condition{TheirCase}, Needs: []Need{NeedReason},
	},
	{Action: Return, From: []State{Dispatched, InProgress, Rework}, To: Returned, Kinds: people, By: dispatcher, Needs: []Need{NeedReason}},
	{Action: Return, From: atWork, To: Returned, Kinds: people, By: inGrid, If: []Condition{WithTheGrid}, Needs: []Need{NeedReason}},
	{Action: Accept, From: []State{Dispatched, Rework}, To: InProgress, Kinds: people, By: handler, If: []Condition{TheirCase}},
	{Action: Accept, From: []State{Filed, Rework}, To: InProgress, Kinds: people, By: inGrid, If: []Condition{WithTheGrid, SmallMatter}},

	{Action: MakeSafe, From: unsafe, Kinds: people, By: checker, If: []Condition{NotYetSafe}},
	{Action: MakeSafe, From: unsafe, Kinds: people, By: handler, If: []Condition{TheirCase, NotYetSafe}},
	{Action: Defer, From: atWork, To: Deferred, Kinds: people, By: approver, Needs: []Need{NeedReason, NeedUntil}},
	{Action: Resume, From: []State{Deferred}, To: InProgress, Kinds: people, By: planner},
	{Action: Resume, From: []State{Deferred}, To: InProgress, Kinds: people, By: handler, If: []Condition{TheirCase}},
	{Action: Resume, From: []State{Deferred}, To: InProgress, Kinds: system, If: []Condition{DateHasCome}},
	{Action: Resume, From: []State{Parked}, To: InProgress, Kinds: people, By: planner, If: []Condition{SomebodyHasIt}},
	{Action: Resume, From: []State{Parked}, To: Filed, Kinds: people, By: planner, If: []Condition{NobodyHasIt}},
	{
		Action: Park, From: []State{Filed, Returned, InProgress, Rework}, To: Parked, Kinds: people, By: approver,
		Needs: []Need{NeedReason, NeedNote},
	},

	{Action: Resolve, From: []State{InProgress}, To: Resolved, Kinds: people, By: handler, If: []Condition{TheirCase, NoOpenTask}},
	{Action: Resolve, From: []State{InProgress}, To: Resolved, Kinds: people, By: inGrid, If: []Condition{WithTheGrid, SmallMatter, NoOpenTask}},
	{Action: Close, From: []State{Resolved}, To: Closed, Kinds: people, By: checker, If: []Condition{NeverResolvedIt}},
	{Action: SendBack, From: []State{Resolved}, To: Rework, Kinds: people, By: checker, If: []Condition{NeverResolvedIt}, Needs: []Need{NeedReason}},
	{
		Action: CloseAsIs, From: []State{Filed, Returned, InProgress, Deferred, Rework, Parked}, To: ClosedUnfixed, Kinds: people, By: approver,
		If: []Condition{NeverResolvedIt, NoOpenTask}, Needs: []Need{NeedReason},
	},

	{
		Action: Contest, From: []State{Closed, ClosedUnfixed}, To: Contested, Kinds: reporter,
		If: []Condition{StillContestable}, Needs: []Need{NeedNote},
	},
	{Action: Reopen, From: []State{Contested}, To: Rework, Kinds: people, By: arbiter, If: []Condition{SomebodyHasIt}},
	{Action: Reopen, From: []State{Contested}, To: Filed, Kinds: people, By: arbiter, If: []Condition{NobodyHasIt}},
	{Action: Reopen, From: []State{Rejected, Duplicate}, To: Filed, Kinds: people, By: dispatcher, Needs: []Need{NeedNote}},
	{
		Action: Uphold, From: []State{Contested}, To: Closed, Kinds: people, By: arbiter,
		If: []Condition{NeverResolvedIt, WasResolved}, Needs: []Need{NeedNote},
	},
	{
		Action: Uphold, From: []State{Contested}, To: ClosedUnfixed, Kinds: people, By: arbiter,
		If: []Condition{NeverResolvedIt, WasNotResolved}, Needs: []Need{NeedNote},
	},

	{Action: Note, From: anywhere, Kinds: people, By: overseer, Needs: []Need{NeedNote}},
	{Action: Note, From: anywhere, Kinds: people, By: handler, If: []Condition{TheirCase}, Needs: []Need{NeedNote}},
	{Action: Assign, From: []State{Dispatched, InProgress, Rework}, Kinds: people, By: dispatcher, Needs: []Need{NeedAssignee}},
	{
		Action: Assign, From: []State{Dispatched, InProgress, Rework}, Kinds: people, By: handler,
		If: []Condition{TheirCase}, Needs: []Need{NeedAssignee},
	},
	{Action: Regrade, From: unsolved, Kinds: people, By: dispatcher, Needs: []Need{NeedGrade}},
	{Action: Escalate, From: running, Kinds: people, By: overseer, If: []Condition{BelowTheTop}, Needs: []Need{NeedNote}},
	{Action: Escalate, From: running, Kinds: people, By: handler, If: []Condition{TheirCase, BelowTheTop}, Needs: []Need{NeedNote}},
	{Action: Escalate, From: running, Kinds: system, If: []Condition{DueHigher}},
	{Action: Join, From: open, Kinds: everyone, By: overseer},
	{
		Action: Split, From: []State{Filed, Dispatched, Returned, InProgress, Rework}, Kinds: people, By: dispatcher,
		Needs: []Need{NeedTask},
	},
	{Action: EndTask, From: unsafe, Kinds: people, By: dispatcher, If: []Condition{HasOpenTask}, Needs: []Need{NeedTaskEnd}},
	{Action: EndTask, From: unsafe, Kinds: people, By: handler, If: []Condition{HasTaskOfTheirs}, Needs: []Need{NeedTaskEnd}},
}
