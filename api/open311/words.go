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

// sayState says a state. What a case is doing is told in these words alone: whatever people write stays with those whom it
// was written to.
func (c *call) sayState(s casework.State) string {
	title := s.Title()
	return c.say(title.ZH, title.EN)
}

// updateOf is a state in the vocabulary of mySociety's updates.
func updateOf(s casework.State) string {
	switch s {
	case casework.Reported, casework.Filed:
		return "OPEN"
	case casework.Verifying:
		return "INVESTIGATING"
	case casework.Dispatched:
		return "PLANNED"
	case casework.Returned:
		return "INTERNAL_REFERRAL"
	case casework.InProgress, casework.Resolved:
		return "IN_PROGRESS"
	case casework.Deferred, casework.Parked:
		return "ACTION_SCHEDULED"
	case casework.Rework, casework.Contested:
		return "REOPEN"
	case casework.Closed:
		return "FIXED"
	case casework.ClosedUnfixed, casework.Rejected:
		return "NO_FURTHER_ACTION"
	case casework.Duplicate:
		return "DUPLICATE"
	}
	return "UNCHANGED"
}
