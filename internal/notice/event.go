package notice

import (
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// Opened is the kind of a case's first event. The kinds of the others are actions of package casework.
const Opened casework.Action = "opened"

// Event is something that happened to a case, with what decides who is told.
type Event struct {
	Seq        int64
	CaseID     uuid.UUID
	At         time.Time
	Kind       casework.Action
	AccountID  int64  // who did it; 0: a reporter, or the service
	Department string // that has the case afterwards; empty: the centre
	Assignee   int64  // who has it now; 0: nobody
	Area       string
	Severity   casework.Severity
	Report     uuid.UUID // of a Join: the report that joined; zero: not said
}

// Audience is a set of accounts: those that hold all of Permissions in the case's area, and belong to Department and are
// Account, where those are given.
type Audience struct {
	Permissions []identity.Permission
	Department  string
	Account     int64
}

// Audiences returns who is told of e in the application. Who did it is never told, whatever this says.
//
// Those of the cell (who look on site and patrol) hear of what is new and of what is said to be done there. Centres have
// queues for these, and hear of what came back to them: returned, contested, escalated, and of emergencies.
func Audiences(e Event) []Audience {
	cell := Audience{Permissions: []identity.Permission{identity.CaseVerify, identity.CasePatrol}}
	centre := Audience{Permissions: []identity.Permission{identity.CaseDispatch}}
	switch e.Kind {
	case Opened:
		if e.Severity == casework.Emergency {
			return []Audience{cell, centre}
		}
		return []Audience{cell}
	case casework.Resolve:
		return []Audience{cell}
	case casework.Return, casework.Contest:
		return []Audience{centre}
	case casework.Escalate:
		return []Audience{centre, {Permissions: []identity.Permission{identity.CaseArbitrate}}}
	case casework.Dispatch, casework.SendBack, casework.Reopen, casework.Resume, casework.Defer, casework.Park, casework.Close, casework.CloseAsIs, casework.Uphold, casework.Split:
		return e.holders()
	case casework.Assign, casework.Note, casework.Join, casework.Regrade, casework.EndTask:
		return e.assignee()
	}
	return nil
}

// holders are the department that has the case, and the person who does.
func (e Event) holders() []Audience {
	out := e.assignee()
	if e.Department != "" {
		out = append(out, Audience{Permissions: []identity.Permission{identity.CaseHandle}, Department: e.Department})
	}
	return out
}

func (e Event) assignee() []Audience {
	if e.Assignee == 0 {
		return nil
	}
	return []Audience{{Permissions: []identity.Permission{identity.CaseRead}, Account: e.Assignee}}
}

// Reporters says which of a case's reporters are told of an event.
type Reporters int

// The answers.
const (
	NoReporter Reporters = iota
	First                // who opened it: thank you
	Joined               // whose report joined: thank you
	AllOfThem            // the result
)

// Thanked returns which reporters are told of e, if they left an address.
func Thanked(e Event) Reporters {
	switch e.Kind {
	case Opened:
		return First
	case casework.Join:
		return Joined
	case casework.Close, casework.CloseAsIs, casework.Reject:
		return AllOfThem
	}
	return NoReporter
}

// Kinds returns the kinds of event that hooks can ask for.
func Kinds() []casework.Action {
	return []casework.Action{
		Opened, casework.Verify, casework.File, casework.Reject, casework.LinkTo, casework.Dispatch, casework.Return, casework.Accept, casework.MakeSafe,
		casework.Defer, casework.Resume, casework.Resolve, casework.Close, casework.SendBack, casework.CloseAsIs, casework.Park, casework.Contest,
		casework.Reopen, casework.Uphold, casework.Escalate,
	}
}
