package importer

import (
	"context"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
)

const (
	// saveEvery is how many reports are kept in one commit: enough that its cost does not count, little enough that a
	// service beside it is not held up.
	saveEvery = 1000
	// maxMoves is how often a batch is placed again because its edition moved under it.
	maxMoves = 3
)

// save has what waits kept.
func (im *reportImport) save(ctx context.Context) error {
	batch := im.batch
	im.batch = im.batch[:0]
	for range maxMoves {
		if len(batch) == 0 {
			return nil
		}
		moved, err := im.keep(ctx, batch)
		if err != nil || len(moved) == 0 {
			return err
		}
		if batch, err = im.placeAgain(ctx, moved); err != nil {
			return err
		}
	}
	return geo.Errorf(geo.Unavailable, "", "the grid is being changed at this moment; import the file again shortly")
}

// keep commits batch and returns those whose edition has moved. A value that the database can't hold leaves only its own
// report out: the batch is halved until that one stands alone.
func (im *reportImport) keep(ctx context.Context, batch []numbered) (moved []numbered, err error) {
	entries := make([]casework.Imported, len(batch))
	for i, n := range batch {
		entries[i] = n.entry
	}
	kept, err := im.store.SaveReports(ctx, entries)
	if kind := geo.KindOf(err); err != nil && (kind == geo.Invalid || kind == geo.Conflict) {
		if len(batch) == 1 {
			return nil, im.reject(batch[0].number, batch[0].entry.Report.SourceID, refuse(ReasonRefused, "%v", err))
		}
		half := len(batch) / 2
		if moved, err = im.keep(ctx, batch[:half]); err != nil {
			return nil, err
		}
		more, err := im.keep(ctx, batch[half:])
		return append(moved, more...), err
	}
	if err != nil {
		return nil, err
	}
	for i, k := range kept {
		if k.Outcome == casework.EditionMoved {
			moved = append(moved, batch[i])
		} else if err := im.count(batch[i], k.Outcome); err != nil {
			return nil, err
		}
	}
	return moved, nil
}

func (im *reportImport) count(n numbered, outcome casework.Outcome) error {
	switch outcome {
	case casework.Saved:
		im.result.New++
		im.result.countPlaced(n.entry.Report.Placement.Status)
	case casework.Resent:
		im.result.Same++
	case casework.KeyReused:
		r := n.entry.Report
		return im.reject(n.number, r.SourceID, refuse(ReasonChanged,
			"%s brought a report with this id before, with another place or time; that one stays as it is. If this is another matter, name another source", r.Source))
	}
	return nil
}

func (r *ReportsResult) countPlaced(status string) {
	switch status {
	case locate.Inside.String():
		r.Inside++
	case locate.Border.String():
		r.Border++
	case locate.Snapped.String():
		r.Snapped++
	default:
		r.Outside++
	}
}

func (im *reportImport) placeAgain(ctx context.Context, moved []numbered) ([]numbered, error) {
	if err := im.options.Refresh(ctx); err != nil {
		return nil, err
	}
	placed := moved[:0]
	for _, n := range moved {
		refused, err := im.place(&n.entry)
		if err != nil {
			return nil, err
		}
		if refused == nil {
			placed = append(placed, n)
		} else if err := im.reject(n.number, n.entry.Report.SourceID, refused); err != nil {
			return nil, err
		}
	}
	return placed, nil
}
