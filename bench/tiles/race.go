package main

import (
	"time"

	"github.com/wangge-map/wangge/bench/measure"
)

// way is one way to do something.
type way struct {
	run     func() error // once
	seconds []float64    // of a run, one a round
}

// race lets all ways do their work in turn, each for a while a round.
func race(what string, ways ...*way) error {
	atLeast := measure.Pick(300*time.Millisecond, 5*time.Millisecond)
	for round := range measure.Rounds() {
		measure.Progress("tiles: %s, round %d of %d", what, round+1, measure.Rounds())
		for _, w := range ways {
			begun, runs := time.Now(), 0
			for runs == 0 || time.Since(begun) < atLeast {
				if err := w.run(); err != nil {
					return err
				}
				runs++
			}
			w.seconds = append(w.seconds, time.Since(begun).Seconds()/float64(runs))
		}
	}
	return nil
}

// median is the seconds of one of the n things that a run does.
func (w *way) median(n int) float64 { return measure.Median(w.seconds) / float64(n) }
