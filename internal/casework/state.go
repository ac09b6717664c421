package casework

// State is where a case stands.
type State string

// The states. A case is opened as Reported; what another system says of an imported one may be any.
const (
	Reported      State = "reported"       // 已上报
	Verifying     State = "verifying"      // 核实中
	Filed         State = "filed"          // 已立案
	Dispatched    State = "dispatched"     // 已派遣
	Returned      State = "returned"       // 已退回
	InProgress    State = "in_progress"    // 处理中
	Deferred      State = "deferred"       // 已延期
	Resolved      State = "resolved"       // 待核查
	Rework        State = "rework"         // 返工
	Contested     State = "contested"      // 有异议
	Parked        State = "parked"         // 已挂账
	Closed        State = "closed"         // 核查结案
	ClosedUnfixed State = "closed_unfixed" // 结案(未处理)
	Rejected      State = "rejected"       // 不予立案
	Duplicate     State = "duplicate"      // 重复件
)

var states = [...]State{
	Reported, Verifying, Filed, Dispatched, Returned, InProgress, Deferred, Resolved, Rework, Contested, Parked, Closed, ClosedUnfixed, Rejected, Duplicate,
}

// States returns every state, in the order that a case goes through them.
func States() []State { return append([]State{}, states[:]...) }

// Phase is what a state means to whoever waits for the matter to be settled.
type Phase uint8

// The phases.
const (
	Waiting  Phase = iota // nobody is at work on it yet
	Underway              // somebody is, or says that it is done
	Settled               // nothing more will be done
)

// Phase returns the phase that s belongs to.
func (s State) Phase() Phase {
	switch s {
	case InProgress, Resolved, Rework, Deferred:
		return Underway
	case Closed, ClosedUnfixed, Rejected, Duplicate:
		return Settled
	}
	return Waiting
}

// Settled reports whether nothing more will be done in state s.
func (s State) Settled() bool { return s.Phase() == Settled }
