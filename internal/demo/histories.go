package demo

import (
	"fmt"
	"hash/fnv"
	"time"

	"github.com/wangge-map/wangge/internal/casework"
)

// Cast is who worked the cases of the town: accounts by what they do.
type Cast struct {
	Dispatcher, Member, Arbiter int64
	Handlers                    map[string]int64 // by department
}

// step is something that was done, and when: 0 is the opening, 1 the last thing known.
type step struct {
	at     float64
	action casework.Action
	who    func(c cast) casework.Actor
	reason string
	note   string
	public string
}

// cast is Cast with what a case adds.
type cast struct {
	Cast
	department string
}

func (c cast) dispatcher() casework.Actor {
	return casework.Actor{Kind: casework.ByAccount, AccountID: c.Dispatcher, Capacities: []casework.Capacity{casework.CanDispatch, casework.CanVerify}}
}

func (c cast) member() casework.Actor {
	return casework.Actor{
		Kind: casework.ByAccount, AccountID: c.Member, Department: "grid", Capacities: []casework.Capacity{casework.CanVerify, casework.CanHandle},
	}
}

func (c cast) handler() casework.Actor {
	return casework.Actor{Kind: casework.ByAccount, AccountID: c.Handlers[c.department], Department: c.department, Capacities: []casework.Capacity{casework.CanHandle}}
}

func (c cast) arbiter() casework.Actor {
	return casework.Actor{Kind: casework.ByAccount, AccountID: c.Arbiter, Capacities: []casework.Capacity{casework.CanApprove, casework.CanArbitrate, casework.CanDispatch, casework.CanVerify}}
}

// Work returns how r, placed and with its category in full, came to the state that it is in, by the rules that every case is
// worked by. What no rule lets happen is an error.
func Work(r casework.Imported, rules casework.Rules, routing casework.Routing, people Cast, zone *time.Location) (casework.History, error) {
	first := r.Case
	first.State, first.UpdatedAt, first.ClosedAt = casework.Reported, first.OpenedAt, time.Time{}
	d, _ := casework.Start(first)
	span := r.Case.UpdatedAt.Sub(r.Case.OpenedAt)
	h := casework.History{Dossier: d}
	c := cast{Cast: people}
	for _, s := range script(r.Case) {
		at := first.OpenedAt.Add(time.Duration(s.at * float64(span)))
		request := casework.Request{Action: s.action, At: at, Reason: s.reason, Note: s.note, PublicNote: s.public}
		switch s.action {
		case casework.Dispatch:
			matter := casework.Matter{Category: d.Category.Code, Severity: d.Severity, Area: d.Area, At: at.In(zone)}
			c.department = casework.Route(routing, matter).Department
			request.Department = c.department
		case casework.Defer:
			request.Until = at.Add(10 * 24 * time.Hour)
		}
		request.Actor = s.who(c)
		next, e, err := casework.Apply(h.Dossier, request, rules)
		if err != nil {
			return casework.History{}, fmt.Errorf("%s of case %s (%s): %w", s.action, d.ID, d.Category.Code, err)
		}
		h.Dossier, h.Events = next, append(h.Events, e)
	}
	return h, nil
}

// script returns the steps that lead to the state of c. Which of several is drawn by its id: the same in every run.
func script(c casework.Case) []step {
	lot := fnv.New32a()
	_, _ = lot.Write(c.ID[:]) // never fails
	n := lot.Sum32() % 100
	if quarrel := c.Category.Code[:2] == "91"; quarrel && c.State == casework.Closed {
		return mediated()
	}
	filed := []step{{0.03, casework.File, cast.dispatcher, "", "", ""}}
	dispatched := append(filed, step{0.05, casework.Dispatch, cast.dispatcher, "", "", "已派给负责岗位。"})
	if n < 9 && c.State != casework.Dispatched {
		dispatched = append(dispatched, step{0.12, casework.Return, cast.handler, "wrong_category", "请核对事项类别。", ""}, step{0.15, casework.Dispatch, cast.dispatcher, "", "", ""})
	}
	working := append(dispatched, step{0.2, casework.Accept, cast.handler, "", "", ""})
	if c.Severity == casework.Emergency {
		working = append(working, step{0.25, casework.MakeSafe, cast.handler, "", "现场已拉警戒线。", "现场已设警戒，请绕行。"})
	}
	done := append(working, step{0.8, casework.Resolve, cast.handler, "", "", "已处理完毕。"})
	if n%17 == 3 {
		done = append(done, step{0.85, casework.SendBack, cast.dispatcher, "partly_done", "边角还没有修平。", ""},
			step{0.87, casework.Accept, cast.handler, "", "", ""}, step{0.95, casework.Resolve, cast.handler, "", "", "已返工处理。"})
	}
	switch c.State {
	case casework.Filed:
		return filed
	case casework.Dispatched:
		return dispatched
	case casework.Returned:
		return append(dispatched, step{0.6, casework.Return, cast.handler, "not_our_duty", "这段路由公路部门养护。", ""})
	case casework.InProgress:
		return working
	case casework.Deferred:
		return append(working, step{0.7, casework.Defer, cast.arbiter, "material", "等材料到货。", "材料在途，延期办理。"})
	case casework.Parked:
		return append(working, step{0.7, casework.Park, cast.arbiter, "planning", "已列入明年改造计划。", "已列入改造计划。"})
	case casework.Resolved:
		return done
	case casework.Closed:
		return append(done, step{1, casework.Close, cast.dispatcher, "", "", "已核查，感谢您的上报。"})
	}
	return nil
}

// mediated is how a quarrel is settled: in the grid, and looked at by another.
func mediated() []step {
	return []step{
		{0.02, casework.File, cast.member, "", "", ""},
		{0.04, casework.Accept, cast.member, "", "", ""},
		{0.9, casework.Resolve, cast.member, "", "双方当面谈妥。", "已调解。"},
		{1, casework.Close, cast.dispatcher, "", "", ""},
	}
}
