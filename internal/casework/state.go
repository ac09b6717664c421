package casework

// State is where a case stands.
type State string

// The states. A case is opened as Reported; what another system says of an imported one may be any.
const (
	Reported   State = "reported"    // 已上报
	Filed      State = "filed"       // 已立案
	Dispatched State = "dispatched"  // 已派遣
	InProgress State = "in_progress" // 处理中
	Resolved   State = "resolved"    // 待核查
	Closed     State = "closed"      // 已结案
	Rejected   State = "rejected"    // 不予立案
	Duplicate  State = "duplicate"   // 重复件
)

var states = [...]State{Reported, Filed, Dispatched, InProgress, Resolved, Closed, Rejected, Duplicate}

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
	case InProgress, Resolved:
		return Underway
	case Closed, Rejected, Duplicate:
		return Settled
	}
	return Waiting
}

// Settled reports whether nothing more will be done in state s.
func (s State) Settled() bool { return s.Phase() == Settled }
