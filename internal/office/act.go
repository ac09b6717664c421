package office

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// Order is what somebody asks to be done to a case.
type Order struct {
	Action      casework.Action
	Version     int // of the case, as they saw it; 0: whichever it has
	Reason      string
	Note        string
	PublicNote  string
	Department  string // Dispatch: empty asks the routing rules
	Assignee    int64
	Until       time.Time
	DuplicateOf uuid.UUID
	Severity    *casework.Severity
	Category    string
	Task        casework.Task
}

// ofPeople are the actions that an order may name. The others follow from something else.
func ofPeople(a casework.Action) bool {
	return a != casework.Join && a != casework.Contest && slices.Contains(casework.Actions(), a)
}

// Act does to the case with id what order says, in p's name, and returns the case as it then is. The same order under the
// same key is carried out once.
func (o *Office) Act(ctx context.Context, p identity.Principal, id uuid.UUID, key string, order Order) (View, error) {
	if !ofPeople(order.Action) {
		return View{}, geo.Errorf(geo.Invalid, "action", "is not an action that can be asked for; the case says which are offered")
	}
	book, err := o.books.open(ctx)
	if err != nil {
		return View{}, err
	}
	deed := Deed{CaseID: id, Scope: p.CaseScope(identity.CaseRead), AccountID: p.AccountID, Version: order.Version, Key: key, Digest: digest(order)}
	err = o.cfg.Actions.Act(ctx, deed, func(d casework.Dossier, beside Beside) (Decided, error) {
		return o.decide(ctx, book, d, beside, p.Actor(d.Area), order)
	})
	if err != nil {
		return View{}, err
	}
	return o.Find(ctx, p, id)
}

// EndTask ends a task of a case as order.Task says, which must name it.
func (o *Office) EndTask(ctx context.Context, p identity.Principal, key string, order Order) (View, error) {
	id, err := o.cfg.Actions.CaseOfTask(ctx, order.Task.ID)
	if geo.KindOf(err) == geo.NotFound && err != nil {
		return View{}, geo.Errorf(geo.NotFound, "id", "there is no task with this id among those you may see")
	}
	if err != nil {
		return View{}, err
	}
	order.Action = casework.EndTask
	return o.Act(ctx, p, id, key, order)
}

// Contest says in its reporter's name that the matter of the report with this tracking number is not settled. The matter of a duplicate
// is the case that it is dealt with as one. It is a Conflict error when that reporter has contested this closing before.
func (o *Office) Contest(ctx context.Context, tracking, key, words string) error {
	id, err := o.cfg.Actions.CaseOfReport(ctx, tracking)
	if err != nil {
		return err
	}
	book, err := o.books.open(ctx)
	if err != nil {
		return err
	}
	order := Order{Action: casework.Contest, Note: words}
	deed := Deed{CaseID: id, Scope: identity.EveryCase(), Key: key, Tracking: tracking, Digest: digest(order)}
	return o.cfg.Actions.Act(ctx, deed, func(d casework.Dossier, beside Beside) (Decided, error) {
		return o.decide(ctx, book, d, beside, casework.Actor{Kind: casework.ByReporter}, order)
	})
}

// decide judges an order by the rules.
func (o *Office) decide(ctx context.Context, book *Book, d casework.Dossier, beside Beside, actor casework.Actor, order Order) (Decided, error) {
	d.Category = book.category(d.Category)
	r := casework.Request{
		Action: order.Action, Actor: actor, At: o.cfg.Now(), Reason: order.Reason, Note: order.Note, PublicNote: order.PublicNote,
		Department: order.Department, Assignee: order.Assignee, Until: order.Until, DuplicateOf: order.DuplicateOf, Severity: order.Severity, Task: order.Task,
	}
	told, err := o.complete(ctx, book, d, beside, &r, order)
	if err != nil {
		return Decided{}, err
	}
	after, event, err := casework.Apply(d, r, book.Rules)
	if err != nil {
		return Decided{}, err
	}
	if len(told.also) > 0 {
		event.Detail = with(event.Detail, DetailAlso, told.also)
	}
	if told.rule != 0 {
		event.Detail = with(event.Detail, DetailRule, told.rule)
	}
	out := Decided{Dossier: after, Events: []casework.Event{event}, Departments: append([]string{after.Department, order.Task.Department}, told.also...)}
	for _, moved := range told.moved {
		moved.Category = book.category(moved.Category)
		next, event, err := casework.Apply(moved, r, book.Rules)
		if err != nil {
			return Decided{}, err
		}
		out.More = append(out.More, Decided{Dossier: next, Events: []casework.Event{event}})
	}
	return out, nil
}

// What a dispatch by the routing rules adds to the detail of its event.
const (
	DetailAlso = "also" // departments told of it at once
	DetailRule = "rule" // that decided
)

// routed is what follows from an order beside the action itself.
type routed struct {
	also  []string           // departments that the rules tell at once
	rule  int64              // that decided
	moved []casework.Dossier // duplicates of the case, which follow it to the one that it is linked to
}

// complete looks up what an order only names, and refuses what is not there.
func (o *Office) complete(ctx context.Context, book *Book, d casework.Dossier, beside Beside, r *casework.Request, order Order) (routed, error) {
	switch order.Action {
	case casework.Dispatch:
		return o.route(ctx, book, d, beside, r)
	case casework.Assign:
		return routed{}, mayHave(ctx, beside, d, r.Assignee, d.Department)
	case casework.Split:
		return routed{}, book.checkDepartment(r.Task.Department)
	case casework.LinkTo:
		return link(ctx, beside, d, r)
	case casework.Regrade:
		if order.Category == "" {
			break
		}
		category, known := book.Rules.Categories[order.Category]
		if !known {
			return routed{}, geo.Errorf(geo.Invalid, "category", "is not a known code; GET /api/v1/categories lists them")
		}
		r.Category = &category
	}
	return routed{}, nil
}

// route names the department that a dispatch is for: the one that was asked for, or the one that the rules say.
func (o *Office) route(ctx context.Context, book *Book, d casework.Dossier, beside Beside, r *casework.Request) (routed, error) {
	var told routed
	if r.Department == "" {
		to := book.route(d, r.At)
		r.Department, told.also, told.rule = to.Department, to.Also, to.Rule
		if to.ToDuty && r.Assignee == 0 {
			var err error
			if r.Assignee, err = beside.OnDuty(ctx, d.Placement, to.Department, book.moment(r.At)); err != nil {
				return told, err
			}
		}
	}
	if err := book.checkDepartment(r.Department); err != nil {
		return told, err
	}
	return told, mayHave(ctx, beside, d, r.Assignee, r.Department)
}

// mayHave refuses an assignee that does not work on cases of department where d is.
func mayHave(ctx context.Context, beside Beside, d casework.Dossier, account int64, department string) error {
	if account == 0 {
		return nil
	}
	ok, err := beside.WorksFor(ctx, account, department, d.Area)
	if err == nil && !ok {
		err = geo.Errorf(geo.Invalid, "assignee", "does not work for the department that has the case, or not in its area")
	}
	return err
}

// link makes r name the head of the case that it names, and finds the duplicates of d, which follow it there.
func link(ctx context.Context, beside Beside, d casework.Dossier, r *casework.Request) (routed, error) {
	if r.DuplicateOf == uuid.Nil || r.DuplicateOf == d.ID {
		return routed{}, nil // the rules say what is wrong
	}
	to, err := beside.Case(ctx, r.DuplicateOf)
	if geo.KindOf(err) == geo.NotFound && err != nil {
		return routed{}, geo.Errorf(geo.Invalid, "duplicate_of", "there is no case with this id among those you may see")
	}
	if err != nil {
		return routed{}, err
	}
	heads := map[uuid.UUID]uuid.UUID{}
	if to.State == casework.Duplicate {
		heads[to.ID] = to.DuplicateOf
	}
	duplicates, err := beside.Duplicates(ctx, d.ID)
	if err != nil {
		return routed{}, err
	}
	for _, k := range duplicates {
		heads[k.ID] = d.ID
	}
	if r.DuplicateOf, _, err = casework.Link(heads, d.ID, to.ID); err != nil {
		return routed{}, err
	}
	return routed{moved: duplicates}, nil
}

func with(detail map[string]any, name string, value any) map[string]any {
	out := map[string]any{name: value}
	for k, v := range detail {
		out[k] = v
	}
	return out
}

// digest tells a resend from another order under the same key.
func digest(order Order) []byte {
	canonical, _ := json.Marshal(order) // plain fields always encode
	sum := sha256.Sum256(canonical)
	return sum[:]
}
