package casework

import "slices"

// actions is every action, in the order in which they are offered.
var actions = [...]Action{
	Accept, Dispatch, Resolve, Close, Resume, Reopen, Verify, File, SendBack, MakeSafe, Uphold, Reject, LinkTo, Return, Assign, Split, EndTask,
	Regrade, Defer, Park, CloseAsIs, Escalate, Join, Contest, Note,
}

// Actions returns every action.
func Actions() []Action { return slices.Clone(actions[:]) }

// order returns the actions as they are offered for a case in state s: those that lead it on come first.
func order(s State) []Action {
	var first []Action
	switch s {
	case Reported, Verifying:
		first = []Action{File, Verify}
	case Filed, Returned:
		first = []Action{Dispatch, Accept}
	}
	out := slices.Clone(first)
	for _, a := range actions {
		if !slices.Contains(first, a) {
			out = append(out, a)
		}
	}
	return out
}
