// Command bulk measures how fast located reports from a file are kept, against a bare COPY of the same rows into a table of
// the shape and indexes of report.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/bench/bed"
	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/bench/mesh"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
	"github.com/wangge-map/wangge/internal/intake"
)

const batchSize = 1000

func main() { measure.Fail(run(context.Background())) }

func run(ctx context.Context) (err error) {
	b, err := bed.Make(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	nets, err := settle(ctx, b)
	if err != nil {
		return err
	}
	if _, err := b.Pool.Exec(ctx, `create table bench_report (like report including all)`); err != nil {
		return err
	}
	rows := measure.Pick(50_000, 2_000)
	var own, double, peer []float64
	for round := range measure.Rounds() {
		measure.Progress("bulk: round %d of %d", round+1, measure.Rounds())
		more, err := makeReports(nets, rows, -1-round)
		if err != nil {
			return err
		}
		reports, err := makeReports(nets, rows, round)
		if err != nil {
			return err
		}
		took, err := saveAll(ctx, b, reports)
		if err != nil {
			return err
		}
		own = append(own, float64(rows)/took.Seconds())
		if took, err = saveTwoAtATime(ctx, b, more); err != nil {
			return err
		}
		double = append(double, float64(rows)/took.Seconds())
		if took, err = copyAll(ctx, b, reports); err != nil {
			return err
		}
		peer = append(peer, float64(rows)/took.Seconds())
	}
	measure.Title("Importing reports")
	fmt.Printf("%d located reports a round, durable. wangge keeps a report, its case, the case's first event and a change for the live map in batches of %d; COPY writes the same reports alone, in one statement, into a table of the same shape and indexes.\n\n", rows, batchSize)
	ratio := measure.Median(own) / measure.Median(peer)
	measure.Table([][]string{
		{"way", "reports/s", "rate against COPY"},
		{"wangge, report + case + event + change", fmt.Sprintf("%.0f", measure.Median(own)), fmt.Sprintf("%.2f ×", ratio)},
		{"the same, two batches at a time", fmt.Sprintf("%.0f", measure.Median(double)), fmt.Sprintf("%.2f ×", measure.Median(double)/measure.Median(peer))},
		{"COPY, report alone", fmt.Sprintf("%.0f", measure.Median(peer)), "1 ×"},
	})
	measure.Goals([]measure.Goal{{What: "import of located reports against COPY", Figure: ratio, Unit: "×", Least: true, Bound: 0.5}})
	return nil
}

// settle keeps an edition and returns it as the service has it in memory.
func settle(ctx context.Context, b *bed.Bed) (*locate.Nets, error) {
	ed, err := b.Settle(ctx, mesh.Cells(1, 20, 20, 20_000, 8))
	if err != nil {
		return nil, err
	}
	cells, err := b.Store.Cells(ctx, ed.ID)
	if err != nil {
		return nil, err
	}
	index, err := locate.New(cells)
	if err != nil {
		return nil, err
	}
	nets := &locate.Nets{}
	nets.Replace([]*locate.Edition{{Edition: ed, Net: geo.Net{ID: 1, Code: ed.Net}, Index: index}})
	return nets, nil
}

func makeReports(nets *locate.Nets, n, round int) ([]casework.Imported, error) {
	ed, err := nets.At("", time.Now())
	if err != nil {
		return nil, err
	}
	var cells []geo.Cell
	for i := range ed.Index.Len() {
		cells = append(cells, *ed.Index.Cell(int32(i)))
	}
	now := time.Now()
	out := make([]casework.Imported, n)
	for i, p := range mesh.Points(uint64(round), cells, n) {
		lon, lat := p.Degrees()
		r := casework.Report{
			ID: uuid.Must(uuid.NewV7()), CaseID: uuid.Must(uuid.NewV7()),
			Category:    casework.Category{Code: "06013", Severity: casework.Priority},
			Pin:         casework.Pin{At: p, Datum: "wgs84", SourceX: lon, SourceY: lat, AccuracyM: 12},
			Description: "路面破损，需要修补", Source: "file-" + strconv.Itoa(round), SourceID: strconv.Itoa(i), ReportedAt: now, ReceivedAt: now,
		}
		if r.Tracking, err = casework.NewTracking(rand.Reader); err != nil {
			return nil, err
		}
		if r.Placement, err = intake.Place(nets, "", r.Pin, "", now); err != nil {
			return nil, err
		}
		out[i] = casework.Imported{Report: r, Case: casework.Open(r, now)}
	}
	return out, nil
}

func saveAll(ctx context.Context, b *bed.Bed, reports []casework.Imported) (time.Duration, error) {
	begun := time.Now()
	for from := 0; from < len(reports); from += batchSize {
		kept, err := b.Store.SaveReports(ctx, reports[from:min(from+batchSize, len(reports))])
		if err != nil {
			return 0, err
		}
		for _, k := range kept {
			if k.Outcome != casework.Saved {
				return 0, fmt.Errorf("a report was not saved: outcome %v", k.Outcome)
			}
		}
	}
	return time.Since(begun), nil
}

func saveTwoAtATime(ctx context.Context, b *bed.Bed, reports []casework.Imported) (time.Duration, error) {
	begun, half := time.Now(), len(reports)/2
	other := make(chan error, 1)
	go func() {
		_, err := saveAll(ctx, b, reports[half:])
		other <- err
	}()
	_, err := saveAll(ctx, b, reports[:half])
	return time.Since(begun), errors.Join(err, <-other)
}

func copyAll(ctx context.Context, b *bed.Bed, reports []casework.Imported) (time.Duration, error) {
	columns := []string{
		"district", "id", "case_id", "tracking", "category", "datum", "source_x", "source_y", "geom", "accuracy_m",
		"description", "source", "source_id", "digest", "reported_at", "received_at",
	}
	conn, err := b.Pool.Acquire(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Release()
	if err := knowGeometry(ctx, conn.Conn()); err != nil {
		return 0, err
	}
	begun := time.Now()
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"bench_report"}, columns, pgx.CopyFromSlice(len(reports), func(i int) ([]any, error) {
		r := &reports[i].Report
		return []any{
			r.Placement.District, [16]byte(r.ID), [16]byte(r.CaseID), r.Tracking, r.Category.Code, r.Pin.Datum, r.Pin.SourceX, r.Pin.SourceY, pointEWKB(r.Pin.At), r.Pin.AccuracyM,
			r.Description, r.Source, r.SourceID, []byte{}, r.ReportedAt, r.ReceivedAt,
		}, nil
	}))
	return time.Since(begun), err
}
