// Command locate measures point-to-cell look-ups against other ways to do them, on the same cells and points in one run,
// interleaved, and prints a table of medians and ratios.
package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/wangge-map/wangge/bench/mesh"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
)

const rounds = 5

// finder is one way to look up. It returns the cell's position in the slice it was made from, -1 for none.
type finder struct {
	name string
	make func([]geo.Cell) func(geo.Point) int
	most int // cells that it is tried with at most
}

func main() {
	finders := []finder{
		{"wangge", wangge, 1 << 30},
		{"rtree + polygon test", boxesAndRings, 1 << 30},
		{"orb (rtree + planar)", orbPlanar, 1 << 30},
		{"S2 (ContainsPointQuery)", s2Query, 100_000}, // at a million cells its index alone takes minutes and 10 GB
	}
	fmt.Printf("Point to cell, %d rounds, medians; %s, %d processors\n", rounds, runtime.Version(), runtime.NumCPU())
	var small float64
	for _, set := range []struct {
		columns, rows int
		step          int32
		bends         int
	}{{160, 125, 20_000, 8}, {1000, 1000, 10_000, 3}} {
		cells := mesh.Cells(1, set.columns, set.rows, set.step, set.bends)
		own := run(cells, finders)
		if small == 0 {
			small = own
		} else {
			fmt.Printf("\n%d cells take %.2f × the time of 20,000 (goal: at most 2)\n", len(cells), own/small)
		}
	}
}

// run measures every finder on cells and returns wangge's nanoseconds.
func run(cells []geo.Cell, finders []finder) float64 {
	points := mesh.Points(7, cells, 200_000)
	type subject struct {
		finder
		find  func(geo.Point) int
		build time.Duration
		heap  float64
		ns    []float64
	}
	var subjects []*subject
	for _, f := range finders {
		if len(cells) > f.most {
			continue
		}
		before := heap()
		begun := time.Now()
		find := f.make(cells)
		s := &subject{finder: f, find: find, build: time.Since(begun)}
		s.heap = float64(heap()-before) / float64(len(cells))
		subjects = append(subjects, s)
	}
	agree(points[:20_000], subjects[0].find, func(yield func(string, func(geo.Point) int) bool) {
		for _, s := range subjects[1:] {
			if !yield(s.name, s.find) {
				return
			}
		}
	})
	for range rounds {
		for _, s := range subjects {
			s.ns = append(s.ns, measure(points, s.find))
		}
	}
	fmt.Printf("\n%d cells of %d vertices\n\n", len(cells), cells[0].Shape.Vertices())
	fmt.Println("| way | ns a look-up | ratio to wangge | heap a cell, bytes | build |")
	fmt.Println("|---|---|---|---|---|")
	own := median(subjects[0].ns)
	for _, s := range subjects {
		fmt.Printf("| %s | %.0f | %.1f | %.0f | %.2f s |\n", s.name, median(s.ns), median(s.ns)/own, s.heap, s.build.Seconds())
	}
	return own
}

// agree ends the program when a peer gives another cell: only those on a border may differ, and there are hardly any.
func agree(points []geo.Point, own func(geo.Point) int, peers func(func(string, func(geo.Point) int) bool)) {
	peers(func(name string, find func(geo.Point) int) bool {
		differ := 0
		for _, p := range points {
			if own(p) != find(p) {
				differ++
			}
		}
		if differ > len(points)/1000 {
			fmt.Fprintf(os.Stderr, "%s differs at %d of %d points\n", name, differ, len(points))
			os.Exit(1)
		}
		return true
	})
}

// sink keeps the compiler from leaving the work out.
var sink int

func measure(points []geo.Point, find func(geo.Point) int) float64 {
	begun := time.Now()
	sum := 0
	for _, p := range points {
		sum += find(p)
	}
	sink = sum
	return float64(time.Since(begun).Nanoseconds()) / float64(len(points))
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func wangge(cells []geo.Cell) func(geo.Point) int {
	index, err := locate.New(cells)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return func(p geo.Point) int {
		i, _ := index.Find(p)
		return int(i) // codes are in the order of the cells
	}
}
