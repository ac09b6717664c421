package office

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

// Config is what New needs.
type Config struct {
	Actions  Actions
	Lists    Lists
	Public   Public
	People   People
	Rulebook Rulebook
	Now      func() time.Time
}

// Office is where cases are worked. It is safe for concurrent use.
type Office struct {
	cfg   Config
	books bookshelf
}

// New returns an Office.
func New(cfg Config) (*Office, error) {
	if cfg.Actions == nil || cfg.Lists == nil || cfg.Public == nil || cfg.People == nil || cfg.Rulebook == nil || cfg.Now == nil {
		return nil, errors.New("office: config is incomplete")
	}
	return &Office{cfg: cfg, books: bookshelf{from: cfg.Rulebook, now: cfg.Now}}, nil
}

// asker is p as lists see who asks.
func (o *Office) asker(p identity.Principal) Asker {
	a := Asker{
		Scope: p.CaseScope(identity.CaseRead), AccountID: p.AccountID, Department: p.Department, MemberID: p.MemberID, Now: o.cfg.Now(),
	}
	a.Checks = append(append(identity.Scope{}, p.Scope(identity.CaseVerify)...), p.Scope(identity.CaseDispatch)...)
	return a
}

// Queues returns how many of the cases that w wants each queue holds for p, whichever queue it names.
func (o *Office) Queues(ctx context.Context, p identity.Principal, w Wanted) (map[Queue]int, error) {
	return o.cfg.Lists.Count(ctx, o.asker(p), w)
}

// List returns a page of what p wants, how many there are on all pages, and where the next page begins: at the zero place
// when there is none.
func (o *Office) List(ctx context.Context, p identity.Principal, w Wanted) ([]Row, int, Place, error) {
	if err := w.Check(); err != nil {
		return nil, 0, Place{}, err
	}
	return o.cfg.Lists.List(ctx, o.asker(p), w)
}

// View is a case as one person sees it.
type View struct {
	File
	Offers     []casework.Offer
	Milestones []casework.MilestoneDue
}

// Find returns the case with id as p may see it: a NotFound error when it is not there or outside of p's scope.
func (o *Office) Find(ctx context.Context, p identity.Principal, id uuid.UUID) (View, error) {
	book, err := o.books.open(ctx)
	if err != nil {
		return View{}, err
	}
	now := o.cfg.Now()
	f, err := o.cfg.Lists.Find(ctx, p.CaseScope(identity.CaseRead), id, book.moment(now))
	if err != nil {
		return View{}, err
	}
	f.Dossier.Category = book.category(f.Dossier.Category)
	actor := p.Actor(f.Dossier.Area)
	for i, t := range f.Tasks {
		f.Tasks[i].Ends = casework.TaskEnds(f.Dossier, t.Task, actor, now, book.Rules)
	}
	offers := casework.Allowed(f.Dossier, actor, now, book.Rules)
	story := make([]casework.Event, len(f.Lines))
	for i, l := range f.Lines {
		story[i] = l.Event
	}
	return View{
		File: f, Offers: slices.DeleteFunc(offers, func(o casework.Offer) bool { return !ofPeople(o.Action) }),
		Milestones: casework.Milestones(f.Dossier, story, book.Rules),
	}, nil
}

// Assignable returns who may be given the case with id, to somebody who may give it now; otherwise the error says why not.
func (o *Office) Assignable(ctx context.Context, p identity.Principal, id uuid.UUID) ([]Assignable, error) {
	view, err := o.Find(ctx, p, id)
	if err != nil {
		return nil, err
	}
	book, err := o.books.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := casework.MayTake(view.Dossier, p.Actor(view.Dossier.Area), casework.Assign, o.cfg.Now(), book.Rules); err != nil {
		return nil, err
	}
	return o.cfg.Lists.Assignable(ctx, p.CaseScope(identity.CaseRead), id)
}

// Routed is where the routing rules send a case, and what they judged it by.
type Routed struct {
	To      casework.Assignment
	Matter  casework.Matter
	Net     string // that its cell is of
	Routing casework.Routing
}

// Route returns where a dispatch that names no department would send the case with id now, to somebody who may dispatch it now;
// otherwise the error says why not. Nothing is done.
func (o *Office) Route(ctx context.Context, p identity.Principal, id uuid.UUID) (Routed, error) {
	view, err := o.Find(ctx, p, id)
	if err != nil {
		return Routed{}, err
	}
	book, err := o.books.open(ctx)
	if err != nil {
		return Routed{}, err
	}
	d, now := view.Dossier, o.cfg.Now()
	if err := casework.MayTake(d, p.Actor(d.Area), casework.Dispatch, now, book.Rules); err != nil {
		return Routed{}, err
	}
	m := book.matter(d, now)
	return Routed{To: casework.Route(book.Routing, m), Matter: m, Net: d.Placement.Net, Routing: book.Routing}, nil
}

// mostCells is how many cells are suggested at once.
const mostCells = 20

// Cells returns cells that hold open cases which p may see, to choose one of: their code begins with text, or their name holds it.
func (o *Office) Cells(ctx context.Context, p identity.Principal, text string) ([]CellCount, error) {
	return o.cfg.Lists.OpenCells(ctx, p.CaseScope(identity.CaseRead), text, mostCells)
}

// How far around a case others may be alike, of how many the likest are sought and how many are told, and how old the public
// is told of.
const (
	nearM      = 200
	mostSought = 100
	mostNear   = 20
	nearPublic = 100
	mostPublic = 5
)

// Near returns open cases near the one with id, the likest first; of those that can't be the same those of the same category
// first, then of its class, then the nearest.
func (o *Office) Near(ctx context.Context, p identity.Principal, id uuid.UUID) ([]Row, error) {
	view, err := o.Find(ctx, p, id)
	if err != nil {
		return nil, err
	}
	book, err := o.books.open(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := o.cfg.Lists.Near(ctx, p.CaseScope(identity.CaseRead), Around{Centre: view.Dossier.Case, RadiusM: nearM, Limit: mostSought})
	if err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].Dossier.Category = book.category(rows[i].Dossier.Category)
		rows[i].Score = casework.Alike(view.Dossier.Case, rows[i].Dossier.Case)
	}
	here := view.Dossier.Category
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(casework.Kin(here, b.Dossier.Category), casework.Kin(here, a.Dossier.Category)))
	})
	return rows[:min(len(rows), mostNear)], nil
}

// NearPublic returns up to five open cases that may be the same matter as one of category at a place, as the public may
// know of them: none of a sensitive category.
func (o *Office) NearPublic(ctx context.Context, at geo.Point, category casework.Category) ([]Neighbour, error) {
	book, err := o.books.open(ctx)
	if err != nil {
		return nil, err
	}
	here := casework.Case{Category: category, At: at, OpenedAt: o.cfg.Now()}
	codes := book.publicClass(category)
	if category.Sensitive || len(codes) == 0 {
		return nil, nil
	}
	all, err := o.cfg.Public.NearPublic(ctx, at, nearPublic, codes, mostNear)
	if err != nil {
		return nil, err
	}
	var out []Neighbour
	for _, n := range all {
		n.Category = book.category(n.Category)
		there := casework.Case{Category: n.Category, At: n.At, OpenedAt: n.OpenedAt}
		if len(out) < mostPublic && !n.Category.Sensitive && casework.Alike(here, there) > 0 {
			out = append(out, n)
		}
	}
	return out, nil
}
