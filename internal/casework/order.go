package casework

import "slices"

// actions is every action, in the order in which they are offered: what leads on, then what helps it along, then what puts it
// away or hands it back.
var actions = [...]Action{
	Accept, Dispatch, Resolve, Close, Resume, Reopen, Verify, File, SendBack, MakeSafe, Uphold, Assign, Split, EndTask, Regrade, Reject, LinkTo, Return,
	Defer, Park, CloseAsIs, Escalate, Join, Contest, Note,
}

// Actions returns every action.
func Actions() []Action { return slices.Clone(actions[:]) }

// order returns the actions as they are offered to a for d: those that lead it on come first. Whether a place is safe is seen
// on site: for who dispatches it is among the last.
func order(d Dossier, a Actor) []Action {
	var first []Action
	switch d.State {
	case Reported, Verifying:
		first = []Action{File, Verify}
	case Filed, Returned:
		first = []Action{Dispatch, Accept}
	}
	out := slices.Clone(first)
	for _, action := range actions {
		if !slices.Contains(first, action) {
			out = append(out, action)
		}
	}
	if slices.Contains(a.Capacities, CanDispatch) && (a.Department == "" || a.Department != d.Department) {
		out = append(slices.DeleteFunc(out, func(action Action) bool { return action == MakeSafe }), MakeSafe)
	}
	return out
}
