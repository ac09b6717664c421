// Command photos sends reports with a photo each at a steady rate through the built binary, and then counts in the database and
// among the files: none lost, none twice. It is a proof more than a measurement: the figures say what the machine had left.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/wangge-map/wangge/bench/bed"
	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/bench/mesh"
)

// What a city sends on its worst evening.
const perSecond = 200

// patience bounds the wait for the photos to become presentable.
const patience = 20 * time.Minute

func main() { measure.Fail(run(context.Background())) }

func run(ctx context.Context) (err error) {
	b, err := bed.Make(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	cells := mesh.Cells(1, 20, 20, 20_000, 8)
	if _, err := b.Settle(ctx, cells); err != nil {
		return err
	}
	measure.Progress("photos: building wangge")
	binary, err := bed.Build(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, binary.Remove()) }()
	dir, err := os.MkdirTemp("", "wangge-bench-photos-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	service, err := binary.Start(ctx, b.URL, "serve", "--data-dir", dir, "--trust-proxy")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, service.Stop()) }()

	during := measure.Pick(time.Minute, 2*time.Second)
	measure.Progress("photos: %d reports a second for %s", perSecond, during)
	begun := time.Now()
	sent, err := load(ctx, service.Address, mesh.Points(7, cells, 1000), int(during.Seconds()*perSecond))
	if err != nil {
		return err
	}
	took := time.Since(begun)
	measure.Progress("photos: all are acknowledged after %s; waiting until they are presentable", took.Round(time.Second))
	if err := settle(ctx, b, len(sent)); err != nil {
		return err
	}
	ready := time.Since(begun)
	count, err := countAll(ctx, b, filepath.Join(dir, "blobs"), sent)
	if err != nil {
		return err
	}
	report(sent, took, ready, count)
	if faults := count.faults(); faults > 0 {
		return fmt.Errorf("photos: %d are lost, kept twice or without their files", faults)
	}
	return nil
}

// settle waits until no photo waits any more.
func settle(ctx context.Context, b *bed.Bed, want int) error {
	for deadline := time.Now().Add(patience); ; {
		var done int
		if err := b.Pool.QueryRow(ctx, "select count(*) from photo where state <> 'waiting'").Scan(&done); err != nil {
			return err
		}
		if done >= want {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("photos: %d of %d are presentable after %s", done, want, patience)
		}
		time.Sleep(time.Second)
	}
}

func report(sent []acknowledged, took, ready time.Duration, c counts) {
	measure.Title("Reports with a photo each, %d a second", perSecond)
	fmt.Printf("Each is sent through the built binary when its time has come, whether or not those before it are answered, and again under the same key where it is not acknowledged: a report, then a JPEG of 640 × 480 pixels of its own. A photo is acknowledged when it is on disk and noted; it is made presentable afterwards, two at a time. Clients share the processors with what they load.\n\n")
	var reports, photos []time.Duration
	again := 0
	for _, a := range sent {
		reports, photos = append(reports, a.reportTook), append(photos, a.photoTook)
		again += a.again
	}
	measure.Table([][]string{
		{"what", "figure"},
		{"reports and photos acknowledged", fmt.Sprint(len(sent))},
		{"sent again", fmt.Sprint(again)},
		{"rate that was held", fmt.Sprintf("%.0f a second", float64(len(sent))/took.Seconds())},
		{"report acknowledged, median and 99 %", fmt.Sprintf("%s, %s", at(reports, 0.5), at(reports, 0.99))},
		{"photo acknowledged, median and 99 %", fmt.Sprintf("%s, %s", at(photos, 0.5), at(photos, 0.99))},
		{"all presentable after", ready.Round(time.Second).String()},
		{"reports lost, kept twice", fmt.Sprintf("%d, %d", c.reportsLost, c.reportsTwice)},
		{"photos lost, kept twice, of another report", fmt.Sprintf("%d, %d, %d", c.photosLost, c.photosTwice, c.photosElsewhere)},
		{"photos whose content is not what was sent", fmt.Sprint(c.otherContent)},
		{"pictures missing, files too many", fmt.Sprintf("%d, %d", c.filesMissing, c.filesTooMany)},
		{"jobs lost, ordered twice", fmt.Sprintf("%d, %d", c.jobsLost, c.jobsTwice)},
	})
	measure.Goals([]measure.Goal{{What: "reports and photos lost or kept twice", Figure: float64(c.faults()), Unit: "", Bound: 0}})
}

// at returns the q-quantile, rounded to be read.
func at(all []time.Duration, q float64) time.Duration {
	slices.Sort(all)
	return all[int(q*float64(len(all)-1))].Round(100 * time.Microsecond)
}
