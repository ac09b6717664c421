package casework

import (
	"slices"
	"time"

	"github.com/wangge-map/wangge/geo"
)

// Condition is what must hold, beside state and capacity, for a line of the table to count.
type Condition string

// The conditions.
const (
	TheirCase        Condition = "their_case"         // the actor's department has the case
	WithTheGrid      Condition = "with_the_grid"      // no department has it
	SmallMatter      Condition = "small_matter"       // below urgent: it may be settled in the grid
	NeverResolvedIt  Condition = "never_resolved_it"  // the actor never said that it, or a task of it, is done
	BelowHopLimit    Condition = "below_hop_limit"    // not returned too often
	NoOpenTask       Condition = "no_open_task"       //
	HasOpenTask      Condition = "has_open_task"      //
	HasTaskOfTheirs  Condition = "has_task_of_theirs" // an open one, of the actor's department
	NotYetSafe       Condition = "not_yet_safe"       // nobody has said that it is
	DateHasCome      Condition = "date_has_come"      // the date that it was deferred to
	SomebodyHasIt    Condition = "somebody_has_it"    // a department, or one person of the grid
	NobodyHasIt      Condition = "nobody_has_it"      //
	StillContestable Condition = "still_contestable"  // within the time after closing
	WasResolved      Condition = "was_resolved"       // when it was closed
	WasNotResolved   Condition = "was_not_resolved"   //
	BelowTheTop      Condition = "below_the_top"      // of the ladder
	DueHigher        Condition = "due_higher"         // so late that it should stand higher on the ladder
)

// check returns nil when c holds for what a wants to do to d at now, and otherwise what is in the way.
func (c Condition) check(d Dossier, a Actor, now time.Time, rules Rules) error {
	held := d.Department != "" || d.Assignee != 0
	resolved := !d.ResolvedAt.IsZero()
	var ok bool
	kind, say := geo.Conflict, ""
	switch c {
	case TheirCase:
		ok = a.Department != "" && a.Department == d.Department
		kind, say = geo.Forbidden, "another department has this case"
	case WithTheGrid:
		ok = d.Department == ""
		kind, say = geo.Forbidden, "a department has this case"
	case SmallMatter:
		ok = d.Severity < Urgent
		kind, say = geo.Forbidden, "a matter as grave as this isn't settled in the grid: a dispatcher decides"
	case NeverResolvedIt:
		ok = a.AccountID != 0 && a.AccountID != d.ResolvedBy && !slices.Contains(d.Resolvers, a.AccountID)
		kind, say = geo.Forbidden, "you said that this, or a part of it, is done: somebody else must look"
	case BelowHopLimit:
		ok = d.Hops < rules.HopLimit || rules.HopLimit <= 0
		kind, say = geo.Forbidden, "it was returned too often: an arbiter decides whose it is"
	case NoOpenTask:
		ok, say = len(d.OpenTasks()) == 0, "tasks of it are still open: end or cancel them first"
	case HasOpenTask:
		ok, say = len(d.OpenTasks()) > 0, "no task of it is open"
	case HasTaskOfTheirs:
		ok = a.Department != "" && slices.ContainsFunc(d.OpenTasks(), func(t Task) bool { return t.Department == a.Department })
		kind, say = geo.Forbidden, "your department has no open task of it"
	case NotYetSafe:
		ok, say = d.MadeSafeAt.IsZero(), "it was made safe already"
	case DateHasCome:
		ok, say = !now.Before(d.DeferredUntil), "the date that it was deferred to has not come"
	case SomebodyHasIt:
		ok, say = held, "nobody has it"
	case NobodyHasIt:
		ok, say = !held, "somebody has it"
	case StillContestable:
		ok, say = !d.ContestUntil.IsZero() && now.Before(d.ContestUntil), "the time to contest it is over"
	case WasResolved:
		ok, say = resolved, "it was closed as it was"
	case WasNotResolved:
		ok, say = !resolved, "it was closed as done"
	case BelowTheTop:
		ok, say = d.Level < Top, "it is at the top of the ladder already"
	case DueHigher:
		_, ok = Escalation(d, now, rules)
		say = "it is not late enough for the next step of the ladder"
	}
	if ok {
		return nil
	}
	return geo.Errorf(kind, "action", "%s", say)
}
