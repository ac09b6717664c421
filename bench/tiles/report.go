package main

import (
	"fmt"
	"time"

	"github.com/wangge-map/wangge/bench/measure"
)

// report gathers what was measured until all of it is there.
type report struct {
	cells, cases int
	filled       time.Duration
	rows         [][]string // what, wangge, peer, ratio
	sizes        [][]string
	goals        []measure.Goal
	notes        []string
}

// against adds a row for what wangge does in own seconds and a peer in its.
func (r *report) against(what string, own float64, peer string, peers float64) (ratio float64) {
	ratio = peers / own
	r.rows = append(r.rows, []string{what, span(own), peer, span(peers), fmt.Sprintf("%.1f ×", ratio)})
	return ratio
}

// alone adds a row for what has no peer.
func (r *report) alone(what, own string) {
	r.rows = append(r.rows, []string{what, own, "–", "–", "–"})
}

func (r *report) least(what string, ratio, bound float64) {
	r.goals = append(r.goals, measure.Goal{What: what, Figure: ratio, Unit: "×", Least: true, Bound: bound})
}

func (r *report) most(what string, figure float64, unit string, bound float64) {
	r.goals = append(r.goals, measure.Goal{What: what, Figure: figure, Unit: unit, Bound: bound})
}

func (r *report) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

func (r *report) print() {
	measure.Title("The live map: %d cells, %d cases", r.cells, r.cases)
	fmt.Println("A synthetic city, the same cases and cells in wangge's memory and in PostGIS: public cases alone, in a table of their own made for it, places in 3857 beforehand, clustered along a GiST index, analysed, statements prepared and planned for their box, two parallel workers where the planner wants them. One client each unless said otherwise; seconds are those of one answer, tiles weighted by what is in them.")
	fmt.Println()
	for _, n := range r.notes {
		fmt.Println("- " + n)
	}
	fmt.Println()
	measure.Table(append([][]string{{"what", "wangge", "peer", "its time", "wangge faster"}}, r.rows...))
	fmt.Println()
	measure.Table(append([][]string{{"tiles", "bins", "seen", "p99, kB", "largest, kB", "p99 gzipped, kB", "largest gzipped, kB"}}, r.sizes...))
	measure.Goals(r.goals)
}

// span returns seconds as people say them.
func span(s float64) string {
	switch {
	case s < 1e-3:
		return fmt.Sprintf("%.0f µs", s*1e6)
	case s < 1:
		return fmt.Sprintf("%.2f ms", s*1e3)
	}
	return fmt.Sprintf("%.2f s", s)
}
