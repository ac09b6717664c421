package locate

import (
	"math"

	"github.com/wangge-map/wangge/geo"
)

// Status says how a point lies to the cells.
type Status uint8

// The statuses.
const (
	Inside  Status = iota // strictly inside its owner
	Border                // exactly on a border; the half-open rule gave it its owner
	Snapped               // in no cell, but one is within SnapM
	Outside               // in no cell and near none
)

// String returns the name used in the API.
func (s Status) String() string {
	switch s {
	case Inside:
		return "inside"
	case Border:
		return "border"
	case Snapped:
		return "snapped"
	default:
		return "outside"
	}
}

const (
	// SnapM is how far from the nearest cell a point may be and still be given to it, metres.
	SnapM = 50
	// FarM is how far the nearest cell is looked for, metres.
	FarM = 100_000
	// roundingM is what floating point may make of a distance of nothing.
	roundingM = 1e-6
)

// Answer is whose cell a point is in.
type Answer struct {
	Cell    int32 // -1 when Outside
	Status  Status
	BorderM float64 // to the owner's border; to the nearest cell when snapped or outside; NaN when there is none within FarM
}

// Locate returns the owner of p. A point in no cell is given to the nearest within SnapM (the lowest code of equals).
func (ix *Index) Locate(p geo.Point) Answer {
	onBorder := ix.onBorder(p)
	if cell, ok := ix.Find(p); ok {
		distance := ix.border.distance(cell, planeAt(p))
		switch {
		case !onBorder:
			return Answer{Cell: cell, Status: Inside, BorderM: distance}
		case distance < roundingM:
			distance = 0
		} // else it is another cell's border, where cells overlap
		return Answer{Cell: cell, Status: Border, BorderM: distance}
	}
	cell, distance := ix.Nearest(p, FarM)
	switch {
	case cell < 0:
		return Answer{Cell: -1, Status: Outside, BorderM: math.NaN()}
	case onBorder: // an eastern or northern border of the whole: closed by the cell that it belongs to
		return Answer{Cell: cell, Status: Border, BorderM: 0}
	case distance <= SnapM:
		return Answer{Cell: cell, Status: Snapped, BorderM: distance}
	}
	return Answer{Cell: -1, Status: Outside, BorderM: distance}
}

// Nearest returns the cell whose border is nearest to p, which is in no cell, and the distance in metres; the lowest code
// of equals. The cell is -1 when none is within withinM.
func (ix *Index) Nearest(p geo.Point, withinM float64) (cell int32, distanceM float64) {
	return ix.NearestOther(p, -1, withinM)
}

// NearestOther is Nearest for any p, with the cell owner left out: whose p would be if it were not the owner's.
func (ix *Index) NearestOther(p geo.Point, owner int32, withinM float64) (cell int32, distanceM float64) {
	pl := planeAt(p)
	reach := pl.reach(withinM)
	cell, best := -1, withinM
	// In the plane's metres, the tree's own order of boxes is that of their distances.
	ix.boxes.Nearby(
		func(lo, hi [2]float64, _ int32, _ bool) float64 {
			return pl.squareToBound(&geo.Bound{Min: point(lo), Max: point(hi)})
		},
		func(lo, hi [2]float64, i int32, square float64) bool {
			if i == owner || square > best*best || !reach.Intersects(geo.Bound{Min: point(lo), Max: point(hi)}) {
				return square <= best*best
			}
			if d := ix.border.distance(i, pl); d < best || d == best && (cell < 0 || i < cell) {
				cell, best = i, d
			}
			return true
		})
	return cell, best
}

// EachIn calls fn for every cell whose bound shares a place with b, in no order.
func (ix *Index) EachIn(b geo.Bound, fn func(cell int32)) {
	ix.boxes.Search(box(b.Min), box(b.Max), func(_, _ [2]float64, cell int32) bool {
		fn(cell)
		return true
	})
}

func point(b [2]float64) geo.Point { return geo.Point{Lon: int32(b[0]), Lat: int32(b[1])} }
