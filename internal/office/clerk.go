package office

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/identity"
)

const (
	lookEvery  = 2 * time.Second        // for emergencies whose wake got lost
	lookAtMost = 100 * time.Millisecond // between two looks: wakes that come meanwhile are one
	sweepEvery = 30 * time.Second       // for what the clock does: escalations, deferrals that end
	atOnce     = 200                    // cases in one question to the database
	freshFor   = 24 * time.Hour         // emergencies older than that were imported, or people have seen them
)

// ClerkConfig is what NewClerk needs.
type ClerkConfig struct {
	Office  *Office
	Waiting Waiting
	Now     func() time.Time
	Log     *slog.Logger
}

// Clerk does what the rules ask of nobody in particular: it dispatches emergencies at once, lets late cases climb the ladder
// and takes deferred ones up again when their date has come. Only one process's clerk works at a time. What it does follows
// from the cases alone, so whatever is left undone when it stops is done by the next.
type Clerk struct {
	cfg  ClerkConfig
	wake chan struct{}
}

// NewClerk returns a clerk that works while Run runs.
func NewClerk(cfg ClerkConfig) (*Clerk, error) {
	if cfg.Office == nil || cfg.Waiting == nil || cfg.Now == nil || cfg.Log == nil {
		return nil, errors.New("office: the clerk's config is incomplete")
	}
	return &Clerk{cfg: cfg, wake: make(chan struct{}, 1)}, nil
}

// Poke makes the clerk look at once: cases have changed. It never blocks.
func (c *Clerk) Poke() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends.
func (c *Clerk) Run(ctx context.Context) {
	look, sweep := time.NewTicker(lookEvery), time.NewTicker(sweepEvery)
	defer look.Stop()
	defer sweep.Stop()
	c.try(ctx, c.Sweep)
	for {
		select {
		case <-ctx.Done():
			return
		case <-sweep.C:
			c.try(ctx, c.Sweep)
		case <-look.C:
			c.try(ctx, c.Emergencies)
		case <-c.wake:
			c.try(ctx, c.Emergencies)
			select {
			case <-ctx.Done():
			case <-time.After(lookAtMost):
			}
		}
	}
}

func (c *Clerk) try(ctx context.Context, work func(context.Context) error) {
	if _, err := c.cfg.Waiting.Alone(ctx, work); err != nil && ctx.Err() == nil {
		c.cfg.Log.Warn("the clerk could not work", "error", err)
	}
}

// Emergencies files and dispatches what nobody has yet.
func (c *Clerk) Emergencies(ctx context.Context) error {
	return c.all(ctx, c.cfg.Office.dispatchAtOnce, func(after uuid.UUID) ([]uuid.UUID, error) {
		return c.cfg.Waiting.WaitingEmergencies(ctx, c.cfg.Now().Add(-freshFor), after, atOnce)
	})
}

// Sweep does what the clock asks for, and looks for emergencies too.
func (c *Clerk) Sweep(ctx context.Context) error {
	if err := c.Emergencies(ctx); err != nil {
		return err
	}
	err := c.all(ctx, c.cfg.Office.resume, func(after uuid.UUID) ([]uuid.UUID, error) {
		return c.cfg.Waiting.DeferredCases(ctx, c.cfg.Now(), after, atOnce)
	})
	if err != nil {
		return err
	}
	return c.all(ctx, c.cfg.Office.escalate, func(after uuid.UUID) ([]uuid.UUID, error) {
		return c.cfg.Waiting.OverdueCases(ctx, c.cfg.Now(), casework.Top, after, atOnce)
	})
}

// judgement decides about one case.
type judgement func(context.Context, *Book, casework.Dossier, Beside) (Decided, error)

// all lets decide judge every case that next lists, page by page: those that can't be helped stay listed, and hold up no other.
func (c *Clerk) all(ctx context.Context, decide judgement, next func(after uuid.UUID) ([]uuid.UUID, error)) error {
	var after uuid.UUID
	for {
		ids, err := next(after)
		if err != nil {
			return err
		}
		if err := c.each(ctx, ids, decide); err != nil {
			return err
		}
		if len(ids) < atOnce {
			return nil
		}
		after = ids[len(ids)-1]
	}
}

// each lets decide judge every case. One that can't be helped holds up no other; a database that is away ends the round.
func (c *Clerk) each(ctx context.Context, ids []uuid.UUID, decide judgement) error {
	book, err := c.cfg.Office.books.open(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	for _, id := range ids {
		err := c.cfg.Office.cfg.Actions.Act(ctx, Deed{CaseID: id, Scope: identity.EveryCase()}, func(d casework.Dossier, beside Beside) (Decided, error) {
			d.Category = book.category(d.Category)
			return decide(ctx, book, d, beside)
		})
		if geo.KindOf(err) == geo.Unavailable && err != nil || ctx.Err() != nil {
			return err
		}
		if err != nil {
			c.cfg.Log.Warn("the clerk could not act on a case", "case", id, "error", err)
		}
	}
	return nil
}

var bySystem = casework.Actor{Kind: casework.BySystem}

// dispatchAtOnce files and dispatches an emergency to the department that the rules say, and to those that are staffed day
// and night.
func (o *Office) dispatchAtOnce(ctx context.Context, book *Book, d casework.Dossier, beside Beside) (Decided, error) {
	if d.Severity != casework.Emergency || d.Department != "" {
		return Decided{}, nil // somebody was faster
	}
	var all Decided
	for _, action := range []casework.Action{casework.File, casework.Dispatch} {
		if action == casework.File && d.State == casework.Filed {
			continue
		}
		next, err := o.decide(ctx, book, d, beside, bySystem, Order{Action: action})
		if err != nil {
			return Decided{}, err
		}
		all.add(next)
		d = next.Dossier
	}
	return all, nil
}

// resume takes up a deferred case whose date has come.
func (o *Office) resume(ctx context.Context, book *Book, d casework.Dossier, beside Beside) (Decided, error) {
	if d.State != casework.Deferred || o.cfg.Now().Before(d.DeferredUntil) {
		return Decided{}, nil
	}
	return o.decide(ctx, book, d, beside, bySystem, Order{Action: casework.Resume})
}

// escalate lets a late case climb to where it should stand, in one event however many steps that is.
func (o *Office) escalate(ctx context.Context, book *Book, d casework.Dossier, beside Beside) (Decided, error) {
	if _, higher := casework.Escalation(d, o.cfg.Now(), book.Rules); !higher {
		return Decided{}, nil
	}
	return o.decide(ctx, book, d, beside, bySystem, Order{Action: casework.Escalate})
}

// add lets next follow on what was decided before.
func (d *Decided) add(next Decided) {
	d.Dossier = next.Dossier
	d.Events = append(d.Events, next.Events...)
	d.Departments = append(d.Departments, next.Departments...)
}
