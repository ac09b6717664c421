package locate

import (
	"cmp"
	"math"
	"slices"

	"github.com/wangge-map/wangge/geo"
)

// Chance is the share of a pin's accuracy disc that lies in a cell: how likely the true place is there, if it is anywhere in
// the disc with equal likelihood.
type Chance struct {
	Cell  int32   // -1 for the share outside every cell
	Share float64 // above 0, at most 1; all shares of a disc add up to 1
}

const (
	// MaxAccuracyM is the largest radius that a disc may have: beyond it a pin says nothing about its cell.
	MaxAccuracyM = 5000
	// sure is the share from which the owner need not be asked for.
	sure = 0.9
	// leastShare is the smallest share that is told; smaller ones are added to the largest.
	leastShare = 0.001
)

// Chances returns the shares of the disc of accuracyM metres around p (at most MaxAccuracyM), largest first, equals in the
// order of codes. Where cells overlap, what they hold together is divided in proportion.
func (ix *Index) Chances(p geo.Point, accuracyM float64) []Chance {
	if !(accuracyM > 0) {
		return []Chance{{Cell: ix.Locate(p).Cell, Share: 1}}
	}
	pl, radius := planeAt(p), min(accuracyM, MaxAccuracyM)
	reach := pl.reach(radius)
	disc := math.Pi * radius * radius
	var chances []Chance
	covered := 0.0
	ix.boxes.Search(box(reach.Min), box(reach.Max), func(_, _ [2]float64, cell int32) bool {
		if share := ix.areaInDisc(cell, pl, radius) / disc; share > 0 {
			chances = append(chances, Chance{cell, share})
			covered += share
		}
		return true
	})
	if covered < 1 {
		chances = append(chances, Chance{-1, 1 - covered})
	}
	return settle(chances)
}

// settle orders chances, folds the smallest into the largest and makes them add up to 1.
func settle(chances []Chance) []Chance {
	slices.SortFunc(chances, func(a, b Chance) int {
		if c := cmp.Compare(b.Share, a.Share); c != 0 {
			return c
		}
		return cmp.Compare(uint32(a.Cell), uint32(b.Cell)) // outside comes last
	})
	total := 0.0
	for _, c := range chances {
		total += c.Share
	}
	kept, rest := chances[:0], 1.0
	for i, c := range chances {
		if share := c.Share / total; i == 0 || share >= leastShare {
			kept = append(kept, Chance{c.Cell, share})
			rest -= share
		}
	}
	kept[0].Share += rest
	return kept
}

// WhichSide reports whether the reporter should be asked which cell is meant: the likeliest has less than 90 %.
func WhichSide(chances []Chance) bool { return len(chances) > 0 && chances[0].Share < sure }

// areaInDisc returns how many square metres of the disc around the plane's origin are in the cell. By Green's theorem it
// is the sum over the border's edges of the signed area between each edge and the origin, cut off at the circle.
func (ix *Index) areaInDisc(cell int32, pl plane, radius float64) float64 {
	area := 0.0
	for _, poly := range ix.cells[cell].Shape {
		for _, ring := range poly {
			ax, ay := pl.xy(ring[len(ring)-1])
			for _, p := range ring {
				bx, by := pl.xy(p)
				area += wedge(ax, ay, bx, by, radius)
				ax, ay = bx, by
			}
		}
	}
	return math.Abs(area)
}

// wedge returns the signed area of what the triangle from the origin to a and b has in common with the disc.
func wedge(ax, ay, bx, by, radius float64) float64 {
	r2 := radius * radius
	dx, dy := bx-ax, by-ay
	length := dx*dx + dy*dy
	if length == 0 {
		return 0
	}
	// Where the line meets the circle: a + t·d.
	dot := ax*dx + ay*dy
	disc := dot*dot - length*(ax*ax+ay*ay-r2)
	if disc <= 0 {
		return sector(ax, ay, bx, by, r2)
	}
	root := math.Sqrt(disc)
	t0, t1 := max(0, (-dot-root)/length), min(1, (-dot+root)/length)
	if t0 >= t1 {
		return sector(ax, ay, bx, by, r2)
	}
	px, py, qx, qy := ax+t0*dx, ay+t0*dy, ax+t1*dx, ay+t1*dy
	area := (px*qy - py*qx) / 2
	if t0 > 0 {
		area += sector(ax, ay, px, py, r2)
	}
	if t1 < 1 {
		area += sector(qx, qy, bx, by, r2)
	}
	return area
}

// sector is the signed area of the disc's sector from the direction of a to that of b.
func sector(ax, ay, bx, by, r2 float64) float64 {
	return math.Atan2(ax*by-ay*bx, ax*bx+ay*by) / 2 * r2
}
