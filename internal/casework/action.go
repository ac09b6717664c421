package casework

import (
	"time"

	"github.com/google/uuid"
)

// Action is what somebody does to a case.
type Action string

// The actions, in the order of a case's life.
const (
	Verify    Action = "verify"        // 核实: somebody looks on site before it is filed
	File      Action = "file"          // 立案
	Reject    Action = "reject"        // 不予立案, with a typed reason
	LinkTo    Action = "duplicate"     // 并案: the same matter as another case
	Dispatch  Action = "dispatch"      // 派遣 to a department; the clocks begin
	Return    Action = "return"        // 退回: not theirs, with a typed reason; counts a hop
	Accept    Action = "accept"        // 受理: somebody is at work on it
	MakeSafe  Action = "make_safe"     // 已排险: no danger any more, not yet mended
	Defer     Action = "defer"         // 延期, approved, with a new date; the clocks pause
	Resume    Action = "resume"        // 恢复处理 after a deferral or from the parked
	Resolve   Action = "resolve"       // 处理反馈: said to be done
	Close     Action = "close"         // 核查结案, by another than who resolved it
	SendBack  Action = "rework"        // 返工: looked at and not done
	CloseAsIs Action = "close_unfixed" // 结案(未处理), with a typed reason
	Park      Action = "park"          // 挂账: can't be done in time, with an explanation
	Contest   Action = "contest"       // 异议 by the reporter, within 15 days
	Reopen    Action = "reopen"        // a contested case goes back to work
	Uphold    Action = "uphold"        // a contested case stays closed
	Note      Action = "note"          // words for those at work
	Assign    Action = "assign"        // to one person of the department
	Regrade   Action = "regrade"       // another severity or category
	Escalate  Action = "escalate"      // 上报上级: up the ladder
	Join      Action = "join"          // another report of the same matter; by the reporter
	Split     Action = "split"         // a task for another department
	EndTask   Action = "end_task"      // a task is done, returned or cancelled
)

// ActorKind says who acts.
type ActorKind string

// The kinds of actor.
const (
	BySystem   ActorKind = "system"
	ByReporter ActorKind = "reporter"
	ByAccount  ActorKind = "account"
)

// Capacity is what a person must be allowed to do for an action. Roles hold capacities as permissions (package identity).
type Capacity string

// The capacities.
const (
	CanVerify    Capacity = "case.verify"    // look on site, file small matters, check what is resolved
	CanDispatch  Capacity = "case.dispatch"  // file, reject, dispatch, link, split, close
	CanHandle    Capacity = "case.handle"    // accept, return, resolve: for the department that has it
	CanApprove   Capacity = "case.approve"   // defer, park, close unfixed
	CanArbitrate Capacity = "case.arbitrate" // decide what was returned too often, or is contested
)

// Actor is who acts, with what they may do here: capacities hold for the case at hand, its area already judged.
type Actor struct {
	Kind       ActorKind
	AccountID  int64  // 0 unless ByAccount
	Department string // the account's own
	Capacities []Capacity
}

// Request is an action with what it needs.
type Request struct {
	Action      Action
	Actor       Actor
	At          time.Time
	Reason      string    // typed; see Reasons
	Note        string    // for those at work
	PublicNote  string    // for the reporter
	Department  string    // Dispatch: to whom
	Assignee    int64     // Assign, Dispatch: to which account; 0: nobody yet
	Until       time.Time // Defer: the new date
	DuplicateOf uuid.UUID // LinkTo
	Severity    *Severity // Regrade
	Category    *Category // Regrade
	Task        Task      // Split: its ID, Department, Title and Due; EndTask: its ID and State, with Note above
}

// Dossier is a case as those at work see it.
type Dossier struct {
	Case
	District      string
	Area          string // what scopes are prefixes of
	Version       int    // counts its events
	Department    string // that has it; empty: the centre
	Assignee      int64
	DispatchedAt  time.Time // zero: the clocks have not begun
	MakeSafeDue   time.Time // zero: no limit
	ResolveDue    time.Time
	SoonAt        time.Time // when ResolveDue has come near; zero: never
	MadeSafeAt    time.Time
	ResolvedAt    time.Time
	ResolvedBy    int64
	Resolvers     []int64   // everybody who ever said that it, or a task of it, is done: none of them may close it
	PausedAt      time.Time // zero: not deferred
	DeferredUntil time.Time
	ContestUntil  time.Time
	Hops          int
	Reworks       int
	Extensions    int
	Level         int // of the escalation ladder; see GridLevel
	DuplicateOf   uuid.UUID
	Tasks         []Task
}

// Event is one line of a case's story. It is never changed.
type Event struct {
	Seq        int64
	At         time.Time
	Action     Action // "opened" for the first
	From, To   State
	Actor      ActorKind
	AccountID  int64
	Department string // that has the case afterwards
	Reason     string
	Note       string
	PublicNote string
	EditionID  int64
	CellID     int64
	Detail     map[string]any // what else the action said: assignee, until, severity, category, duplicate_of, task
}
