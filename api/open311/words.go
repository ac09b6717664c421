package open311

import "github.com/wangge-map/wangge/internal/casework"

// The two values of status.
const (
	statusOpen   = "open"
	statusClosed = "closed"
)

func statusOfState(s casework.State) string {
	if s.Settled() {
		return statusClosed
	}
	return statusOpen
}

// said is a state in words, and in the vocabulary of mySociety's updates.
type said struct{ zh, en, update string }

// sayState says a state. What a case is doing is told in these words alone: whatever people write stays with those it was
// written for.
func sayState(s casework.State) said {
	switch s {
	case casework.Reported:
		return said{"已上报", "Reported", "OPEN"}
	case casework.Verifying:
		return said{"核实中", "Being verified", "INVESTIGATING"}
	case casework.Filed:
		return said{"已立案", "Filed", "OPEN"}
	case casework.Dispatched:
		return said{"已派遣", "Given to who is to settle it", "PLANNED"}
	case casework.Returned:
		return said{"已退回，重新派遣", "Returned, to be given to another", "INTERNAL_REFERRAL"}
	case casework.InProgress:
		return said{"处理中", "In progress", "IN_PROGRESS"}
	case casework.Deferred:
		return said{"已延期", "Deferred to a later date", "ACTION_SCHEDULED"}
	case casework.Resolved:
		return said{"已处理，待核查", "Said to be done, to be checked", "IN_PROGRESS"}
	case casework.Rework:
		return said{"返工", "Checked and not done, back at work", "REOPEN"}
	case casework.Contested:
		return said{"有异议，复核中", "Contested, looked at again", "REOPEN"}
	case casework.Parked:
		return said{"已挂账", "Can't be settled for now", "ACTION_SCHEDULED"}
	case casework.Closed:
		return said{"核查结案", "Settled and checked", "FIXED"}
	case casework.ClosedUnfixed:
		return said{"结案（未处理）", "Closed without being settled", "NO_FURTHER_ACTION"}
	case casework.Rejected:
		return said{"不予立案", "Not taken on", "NO_FURTHER_ACTION"}
	case casework.Duplicate:
		return said{"重复上报，已并案", "Reported before, joined with that case", "DUPLICATE"}
	}
	return said{string(s), string(s), "UNCHANGED"}
}
