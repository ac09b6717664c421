// Command locate measures point-to-cell look-ups against other ways to do them, on the same cells and points in one run,
// all in turn, and prints medians and ratios.
package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/wangge-map/wangge/bench/measure"
	"github.com/wangge-map/wangge/bench/mesh"
	"github.com/wangge-map/wangge/geo"
)

// way is one way to look up. It returns the cell's position in the slice it was made from, -1 for none.
type way struct {
	name string
	make func([]geo.Cell) func(geo.Point) int
}

func ways() []way {
	return []way{
		{"wangge", wangge},
		{"tidwall/rtree + polygon test", boxesAndRings},
		{"orb (rtree + planar)", orbPlanar},
		{"golang/geo S2 (ContainsPointQuery)", s2Query},
	}
}

// set is cells with every way to look up in them.
type set struct {
	cells    int
	vertices int
	points   []geo.Point
	subjects []*subject
}

type subject struct {
	way
	find   func(geo.Point) int
	build  time.Duration
	heap   float64 // bytes a cell
	allocs float64 // a look-up
	ns     []float64
}

func (s *subject) median() float64 { return measure.Median(s.ns) }

func main() {
	few := mesh.Cells(1, measure.Pick(160, 40), measure.Pick(125, 25), 20_000, 8)
	small := prepare(few, ways())
	large := prepare(mesh.Cells(1, measure.Pick(1000, 100), measure.Pick(1000, 100), 10_000, 3), ways())
	// Collecting would take minutes, with the millions of pointers that S2 needs, and disturb whoever is being measured.
	collect := debug.SetGCPercent(-1)
	for round := range measure.Rounds() {
		measure.Progress("locate: round %d of %d", round+1, measure.Rounds())
		for _, s := range []*set{small, large} {
			for _, one := range s.subjects {
				one.ns = append(one.ns, look(s.points, one.find))
			}
		}
	}
	debug.SetGCPercent(collect)
	measure.Title("Point to cell")
	fmt.Println("One look-up at a time on one processor; the points are the same for all and in no order. Heap is what each way needs beside the cells that it is given.")
	small.print()
	large.print()
	own, rtree, s2 := small.subjects[0], small.subjects[1], small.subjects[3]
	most := large.subjects[0]
	measure.Goals([]measure.Goal{
		{What: thousands(small.cells) + " cells: wangge against R-tree + polygon test", Figure: rtree.median() / own.median(), Unit: "×", Least: true, Bound: 5},
		{What: thousands(small.cells) + " cells: wangge against S2", Figure: s2.median() / own.median(), Unit: "×", Least: true, Bound: 15},
		{What: thousands(large.cells) + " cells: time against that at " + thousands(small.cells), Figure: most.median() / own.median(), Unit: "×", Bound: 2},
		{What: thousands(large.cells) + " cells: heap a cell", Figure: most.heap / 1000, Unit: "kB", Bound: 1},
		{What: "allocations a look-up", Figure: max(own.allocs, most.allocs), Unit: "", Bound: 0},
	})
	nanoseconds := own.median()
	small, large = nil, nil
	runtime.GC()
	measure.Fail(postgis(context.Background(), few, nanoseconds))
}

// prepare makes every way for cells and sees that all give the same answers.
func prepare(cells []geo.Cell, all []way) *set {
	s := &set{cells: len(cells), vertices: cells[0].Shape.Vertices(), points: mesh.Points(7, cells, measure.Pick(200_000, 20_000))}
	for _, w := range all {
		measure.Progress("locate: %s, %d cells", w.name, len(cells))
		before, begun := measure.Heap(), time.Now()
		one := &subject{way: w, find: w.make(cells)}
		one.build = time.Since(begun)
		one.heap = float64(measure.Heap()-before) / float64(len(cells))
		one.allocs = allocations(s.points[:10_000], one.find)
		s.subjects = append(s.subjects, one)
		measure.Fail(agree(s.points[:20_000], s.subjects[0].find, one))
	}
	return s
}

// agree returns an error when a peer gives another cell: only points on a border may differ, and there are hardly any.
func agree(points []geo.Point, own func(geo.Point) int, peer *subject) error {
	differ := 0
	for _, p := range points {
		if own(p) != peer.find(p) {
			differ++
		}
	}
	if differ > len(points)/1000 {
		return fmt.Errorf("%s differs at %d of %d points", peer.name, differ, len(points))
	}
	return nil
}

// sink keeps the compiler from leaving the work out.
var sink int

func look(points []geo.Point, find func(geo.Point) int) float64 {
	begun := time.Now()
	sum := 0
	for _, p := range points {
		sum += find(p)
	}
	sink = sum
	return float64(time.Since(begun).Nanoseconds()) / float64(len(points))
}

func allocations(points []geo.Point, find func(geo.Point) int) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, p := range points {
		sink += find(p)
	}
	runtime.ReadMemStats(&after)
	// Of a whole number of allocations a look-up, what the runtime itself allocates meanwhile is no part.
	return float64(int(10*float64(after.Mallocs-before.Mallocs)/float64(len(points)))) / 10
}

func (s *set) print() {
	fmt.Printf("\n%s cells of %d vertices:\n\n", thousands(s.cells), s.vertices)
	rows := [][]string{{"way", "ns a look-up", "time against wangge", "heap a cell, bytes", "allocations a look-up", "build, s"}}
	for _, one := range s.subjects {
		rows = append(rows, []string{
			one.name, fmt.Sprintf("%.0f", one.median()), fmt.Sprintf("%.1f ×", one.median()/s.subjects[0].median()),
			fmt.Sprintf("%.0f", one.heap), fmt.Sprintf("%.1f", one.allocs), fmt.Sprintf("%.2f", one.build.Seconds()),
		})
	}
	measure.Table(rows)
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return thousands(n/1000) + fmt.Sprintf(",%03d", n%1000)
}
