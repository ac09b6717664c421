package demo

import (
	"math"
	"slices"
	"testing"

	"github.com/wangge-map/wangge/geo"
)

type arrow struct{ from, to geo.Point }

// arrows returns the directed edges of every ring of every cell, and fails when one occurs twice.
func arrows(t *testing.T, cells []geo.Cell) map[arrow]string {
	t.Helper()
	out := map[arrow]string{}
	for _, c := range cells {
		for _, poly := range c.Shape {
			for _, r := range poly {
				for i, p := range r {
					a := arrow{p, r[(i+1)%len(r)]}
					if other, twice := out[a]; twice {
						t.Fatalf("edge %v belongs to %s and to %s", a, other, c.Code)
					}
					out[a] = c.Code
				}
			}
		}
	}
	return out
}

// border chains the edges that have no twin to one ring.
func border(t *testing.T, edges map[arrow]string) geo.Ring {
	t.Helper()
	next := map[geo.Point]geo.Point{}
	var first geo.Point
	for a := range edges {
		if _, twin := edges[arrow{a.to, a.from}]; twin {
			continue
		}
		if _, twice := next[a.from]; twice {
			t.Fatalf("the outer border passes %v twice", a.from)
		}
		next[a.from] = a.to
		first = a.from
	}
	ring := geo.Ring{first}
	for p := next[first]; p != first; p = next[p] {
		ring = append(ring, p)
	}
	if len(ring) != len(next) {
		t.Fatalf("the outer border is more than one ring: %d of its %d edges are in the first", len(ring), len(next))
	}
	return ring
}

func TestCellsTileTheStreetExactly(t *testing.T) {
	cells := town(t).Cells
	ring := border(t, arrows(t, cells))
	var sum int64
	for _, c := range cells {
		for _, poly := range c.Shape {
			for _, r := range poly {
				sum += r.TwiceArea()
			}
		}
	}
	// With every inner edge run once each way, and the outer border one simple ring of the same area as all cells
	// together, the cells cover its inside once: a gap would be a second ring, an overlap would make the sum larger.
	if sum != ring.TwiceArea() {
		t.Errorf("cells cover %d, the outline %d half square units", sum, ring.TwiceArea())
	}
	if km2 := ringArea(vecs(ring)) / 1e6; km2 < 60 || km2 > 75 {
		t.Errorf("the street has %.1f km², want about the size of a street office area, 60 to 75", km2)
	}
}

// TestNoTwoEdgesCross holds noding: any two edges share a whole edge, an end, or nothing.
func TestNoTwoEdgesCross(t *testing.T) {
	cells := town(t).Cells
	var lines [][]geo.Point
	for _, c := range cells {
		for _, poly := range c.Shape {
			for _, r := range poly {
				lines = append(lines, append(slices.Clone(r), r[0]))
			}
		}
	}
	for _, c := range findCuts(lines) {
		t.Errorf("ring %d is met at %v by another that has no vertex there", c.line, c.at)
	}
}

func TestRingsAreSound(t *testing.T) {
	for _, c := range town(t).Cells {
		for _, poly := range c.Shape {
			for i, r := range poly {
				seen := map[geo.Point]bool{}
				for _, p := range r {
					if seen[p] {
						t.Errorf("%s: ring touches itself at %v", c.Code, p)
					}
					seen[p] = true
				}
				if area := r.TwiceArea(); (i == 0) != (area > 0) || area == 0 {
					t.Errorf("%s: ring %d runs the wrong way round", c.Code, i)
				}
				if i > 0 && !within(vecOf(r[0]), vecs(poly[0])) {
					t.Errorf("%s: hole %d lies outside its shell", c.Code, i)
				}
			}
		}
	}
}

func TestEveryCommunityIsInOnePiece(t *testing.T) {
	cells := town(t).Cells
	edges := arrows(t, cells)
	neighbours := map[string]map[string]bool{}
	for a, code := range edges {
		if other, ok := edges[arrow{a.to, a.from}]; ok && other[:12] == code[:12] {
			if neighbours[code] == nil {
				neighbours[code] = map[string]bool{}
			}
			neighbours[code][other] = true
		}
	}
	for _, area := range town(t).Areas {
		var all []string
		for _, c := range cells {
			if c.Parent == area.Code {
				all = append(all, c.Code)
			}
		}
		reached := map[string]bool{all[0]: true}
		for queue := all[:1:1]; len(queue) > 0; queue = queue[1:] {
			for n := range neighbours[queue[0]] {
				if !reached[n] {
					reached[n] = true
					queue = append(queue, n)
				}
			}
		}
		if len(reached) != len(all) {
			t.Errorf("%s: %d of its %d cells hang together", area.Name, len(reached), len(all))
		}
	}
}

func TestCellsAreWellShaped(t *testing.T) {
	var concave, holed, parted int
	for _, c := range town(t).Cells {
		area, perimeter := 0.0, 0.0
		for _, poly := range c.Shape {
			for i, r := range poly {
				v := vecs(r)
				area += ringArea(v)
				if i == 0 {
					perimeter += length(closed(v))
				}
			}
			if len(poly) > 1 {
				holed++
			}
		}
		if len(c.Shape) > 1 {
			parted++
		}
		if area < 8_000 {
			t.Errorf("%s has only %.0f m²", c.Code, area)
		}
		if round := 4 * math.Pi * area / (perimeter * perimeter); round < 0.2 {
			t.Errorf("%s is a sliver: compactness %.2f (a circle has 1, a square 0.79)", c.Code, round)
		}
		if notConvex(vecs(c.Shape[0][0]), 20) {
			concave++
		}
	}
	if concave < 50 || holed != 2 || parted != 1 {
		t.Errorf("%d clearly non-convex, %d with a hole, %d in parts; want at least 50, 2 and 1", concave, holed, parted)
	}
}

// notConvex reports whether some vertex lies deeper than depthM inside the hull, measured against its neighbours ten
// vertices away.
func notConvex(ring []vec, depthM float64) bool {
	n := len(ring)
	for i, p := range ring {
		a, b := ring[(i+n-min(10, n/3))%n], ring[(i+min(10, n/3))%n]
		if b.sub(a).cross(p.sub(a))/b.sub(a).norm() > depthM {
			return true
		}
	}
	return false
}
