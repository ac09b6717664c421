package intake

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// Keeper keeps batches of reports durably, all or nothing, and finds what was kept.
type Keeper interface {
	SaveReports(ctx context.Context, batch []casework.Imported) ([]casework.Kept, error)
	FindProgress(ctx context.Context, idOrTracking string) (casework.Progress, error)
}

// Config is what New needs.
type Config struct {
	Keeper   Keeper
	Editions Editions
	Refresh  func(context.Context) error // brings Editions up to date after an edition has moved
	Now      func() time.Time
	Random   io.Reader
	Log      *slog.Logger
	OnBatch  func(size int) // told of every batch committed; may be nil
}

const (
	maxBatch      = 256  // reports in one commit: past this, a statement's latency grows faster than the fsync it saves
	maxWaiting    = 4096 // reports waiting before new ones are turned away: some seconds of work
	committers    = 2    // while one waits for the disk, the other's statements run
	maxMoves      = 3    // times that a report is placed again because its edition moved under it
	commitTimeout = 20 * time.Second
	ofNoEdition   = -1 // no edition has this id, so nothing that carries it is kept
)

// Intake takes reports in. It is safe for concurrent use.
type Intake struct {
	cfg   Config
	queue chan *waiting
}

type waiting struct {
	entry casework.Imported
	done  chan result
}

type result struct {
	kept casework.Kept
	err  error
}

// New returns an Intake; nothing is committed until Run runs.
func New(cfg Config) (*Intake, error) {
	if cfg.Keeper == nil || cfg.Editions == nil || cfg.Refresh == nil || cfg.Now == nil || cfg.Random == nil || cfg.Log == nil {
		return nil, errors.New("intake: config is incomplete")
	}
	if cfg.OnBatch == nil {
		cfg.OnBatch = func(int) {}
	}
	return &Intake{cfg: cfg, queue: make(chan *waiting, maxWaiting)}, nil
}

// Run commits what Submit hands in until ctx ends and nothing waits any more.
func (in *Intake) Run(ctx context.Context) {
	done := make(chan struct{})
	for range committers {
		go func() {
			in.commitLoop(ctx)
			done <- struct{}{}
		}()
	}
	for range committers {
		<-done
	}
}

// Submit places r, keeps it and returns it as kept. r needs Category, Pin, Source, SourceID, Digest and ReportedAt; the
// rest is filled in. It returns an Unavailable error when the database is away or too much waits already (nothing was
// kept as far as is known: send again with the same SourceID), and a Conflict error when the SourceID was used for another
// content. When ctx ends while the report is being committed, it may have been kept.
func (in *Intake) Submit(ctx context.Context, r casework.Report) (casework.Progress, error) {
	if err := in.name(&r); err != nil {
		return casework.Progress{}, err
	}
	for range maxMoves {
		placement, misplaced := Place(in.cfg.Editions, r.Category.Net, r.Pin, r.ChosenCell, in.cfg.Now())
		if misplaced != nil {
			// What can't be placed today may have been kept when it could: a resend is answered as the first time.
			placement = casework.Placement{EditionID: ofNoEdition}
		}
		r.Placement = placement
		kept, entry, err := in.commit(ctx, r)
		if err != nil {
			return casework.Progress{}, err
		}
		switch kept.Outcome {
		case casework.Saved:
			if r.SameAs != uuid.Nil { // it is of another case than was thought, and that has a place of its own
				return in.cfg.Keeper.FindProgress(ctx, kept.ReportID.String())
			}
			return casework.Progress{Report: entry.Report, Case: entry.Case}, nil
		case casework.Resent:
			return in.cfg.Keeper.FindProgress(ctx, kept.ReportID.String())
		case casework.KeyReused:
			return casework.Progress{}, geo.Errorf(geo.Conflict, "Idempotency-Key", "this key was used for another report; use a new key for a new report")
		case casework.NotJoined:
			return casework.Progress{}, geo.Errorf(geo.Invalid, "same_as", "is no open case near this place; leave it out to report a new matter")
		case casework.EditionMoved:
			if misplaced != nil {
				return casework.Progress{}, misplaced
			}
			if err := in.cfg.Refresh(ctx); err != nil {
				return casework.Progress{}, err
			}
		}
	}
	return casework.Progress{}, geo.Errorf(geo.Unavailable, "", "the grid is being changed at this moment; try again shortly")
}

// name gives r its identities.
func (in *Intake) name(r *casework.Report) (err error) {
	if r.ID, err = uuid.NewV7(); err != nil {
		return &geo.Error{Kind: geo.Internal, Msg: "no randomness", Err: err}
	}
	if r.CaseID, err = uuid.NewV7(); err != nil {
		return &geo.Error{Kind: geo.Internal, Msg: "no randomness", Err: err}
	}
	if r.Tracking, err = casework.NewTracking(in.cfg.Random); err != nil {
		return &geo.Error{Kind: geo.Internal, Msg: "no randomness", Err: err}
	}
	return nil
}

// commit queues r and waits for its batch.
func (in *Intake) commit(ctx context.Context, r casework.Report) (casework.Kept, *casework.Imported, error) {
	r.ReceivedAt = in.cfg.Now().Truncate(time.Microsecond) // as the database keeps it: a resend answers the same
	w := &waiting{entry: casework.Imported{Report: r, Case: casework.Open(r, r.ReceivedAt)}, done: make(chan result, 1)}
	select {
	case in.queue <- w:
	default:
		return casework.Kept{}, nil, geo.Errorf(geo.Unavailable, "", "too many reports are waiting; try again shortly")
	}
	select {
	case res := <-w.done:
		return res.kept, &w.entry, res.err
	case <-ctx.Done():
		return casework.Kept{}, nil, &geo.Error{Kind: geo.Unavailable, Msg: "the report could not be kept in time; send it again", Err: ctx.Err()}
	}
}

func (in *Intake) commitLoop(ctx context.Context) {
	for {
		select {
		case first := <-in.queue:
			in.save(ctx, in.gather(first))
		case <-ctx.Done():
			in.drain(ctx)
			return
		}
	}
}

// drain commits what still waits when the service stops.
func (in *Intake) drain(ctx context.Context) {
	for {
		select {
		case first := <-in.queue:
			in.save(ctx, in.gather(first))
		default:
			return
		}
	}
}

// gather takes whatever waits behind first, without waiting for more.
func (in *Intake) gather(first *waiting) []*waiting {
	batch := []*waiting{first}
	for len(batch) < maxBatch {
		select {
		case w := <-in.queue:
			batch = append(batch, w)
		default:
			return batch
		}
	}
	return batch
}

// save commits batch and tells each waiter. A value that the database cannot hold fails only the report it is in: the
// batch is halved until that one stands alone.
func (in *Intake) save(ctx context.Context, batch []*waiting) {
	entries := make([]casework.Imported, len(batch))
	for i, w := range batch {
		entries[i] = w.entry
	}
	// A commit under way is not given up because the service stops: someone waits for its answer.
	saveCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTimeout)
	kept, err := in.cfg.Keeper.SaveReports(saveCtx, entries)
	cancel()
	if kind := geo.KindOf(err); err != nil && len(batch) > 1 && (kind == geo.Invalid || kind == geo.Conflict) {
		in.save(ctx, batch[:len(batch)/2])
		in.save(ctx, batch[len(batch)/2:])
		return
	}
	if err != nil {
		in.cfg.Log.ErrorContext(ctx, "reports not kept", "count", len(batch), "error", err)
	} else {
		in.cfg.OnBatch(len(batch))
	}
	for i, w := range batch {
		res := result{err: err}
		if err == nil {
			res.kept = kept[i]
		}
		w.done <- res
	}
}
