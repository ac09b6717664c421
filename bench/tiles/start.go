package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/wangge-map/wangge/bench/bed"
	"github.com/wangge-map/wangge/bench/measure"
)

// startTimes measures from the start of the process until it says that it is ready.
func startTimes(ctx context.Context, b *bed.Bed, binary *bed.Binary, r *report) error {
	var took []float64
	for round := range measure.Rounds() {
		measure.Progress("tiles: start, round %d of %d", round+1, measure.Rounds())
		begun := time.Now()
		s, err := binary.Start(ctx, b.URL, "serve")
		if err != nil {
			return err
		}
		res, err := http.Get("http://" + s.Address + "/readyz")
		if err != nil {
			return err
		}
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("/readyz answers %s after the service said that it is ready", res.Status)
		}
		took = append(took, time.Since(begun).Seconds())
		if err := res.Body.Close(); err != nil {
			return err
		}
		if err := s.Stop(); err != nil {
			return err
		}
	}
	r.alone("city made and kept on an empty database, until ready", span(r.filled.Seconds()))
	r.alone("start until /readyz says ready, database running", span(measure.Median(took)))
	r.most("start", measure.Median(took), "s", 5)
	return nil
}
