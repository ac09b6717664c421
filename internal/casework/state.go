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

// Settled reports whether nothing more will be done in state s.
func (s State) Settled() bool { return s == Closed || s == Rejected || s == Duplicate }
