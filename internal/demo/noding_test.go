package demo

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/wangge-map/wangge/geo"
)

func at(lon, lat int32) geo.Point { return geo.Point{Lon: lon, Lat: lat} }

func TestNode(t *testing.T) {
	for _, tt := range []struct {
		name        string
		lines, want [][]geo.Point
	}{
		{
			"lines apart stay as they are",
			[][]geo.Point{{at(0, 0), at(10, 0)}, {at(0, 5), at(10, 5)}},
			[][]geo.Point{{at(0, 0), at(10, 0)}, {at(0, 5), at(10, 5)}},
		},
		{
			"a crossing gets a vertex on both",
			[][]geo.Point{{at(0, 0), at(10, 10)}, {at(0, 10), at(10, 0)}},
			[][]geo.Point{{at(0, 0), at(5, 5), at(10, 10)}, {at(0, 10), at(5, 5), at(10, 0)}},
		},
		{
			"a line that ends on another cuts it",
			[][]geo.Point{{at(0, 0), at(10, 0)}, {at(4, 7), at(4, 0)}},
			[][]geo.Point{{at(0, 0), at(4, 0), at(10, 0)}, {at(4, 7), at(4, 0)}},
		},
		{
			"lines that overlap share the overlap",
			[][]geo.Point{{at(0, 0), at(10, 0)}, {at(12, 0), at(3, 0)}},
			[][]geo.Point{{at(0, 0), at(3, 0), at(10, 0)}, {at(12, 0), at(10, 0), at(3, 0)}},
		},
		{
			"several cuts in one segment come in order",
			[][]geo.Point{{at(10, 0), at(0, 0)}, {at(2, -1), at(2, 1)}, {at(7, -1), at(7, 1)}},
			[][]geo.Point{{at(10, 0), at(7, 0), at(2, 0), at(0, 0)}, {at(2, -1), at(2, 0), at(2, 1)}, {at(7, -1), at(7, 0), at(7, 1)}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := node(tt.lines); !slices.EqualFunc(got, tt.want, slices.Equal[[]geo.Point]) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// TestNodedLinesMeetOnlyAtVertices crowds short lines onto a small lattice, where every crossing is rounded.
func TestNodedLinesMeetOnlyAtVertices(t *testing.T) {
	point := rapid.Custom(func(t *rapid.T) geo.Point {
		return at(rapid.Int32Range(0, 60).Draw(t, "lon"), rapid.Int32Range(0, 60).Draw(t, "lat"))
	})
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SliceOfN(point, 2, 5), 2, 8).Draw(t, "lines")
		noded := node(lines)
		if left := findCuts(noded); len(left) > 0 {
			t.Fatalf("lines still meet at %v", left[0].at)
		}
		for i, line := range lines {
			if first, last := noded[i][0], noded[i][len(noded[i])-1]; first != line[0] || last != line[len(line)-1] {
				t.Fatalf("line %d lost an end", i)
			}
			rest := noded[i]
			for _, p := range line {
				k := slices.Index(rest, p)
				if k < 0 {
					t.Fatalf("line %d lost its vertex %v", i, p)
				}
				rest = rest[k:]
			}
		}
	})
}

// TestFacesFillTheOutline makes a graph of random lines in a square: whatever they do, the faces cover it exactly.
func TestFacesFillTheOutline(t *testing.T) {
	const side = 4_000
	square := []geo.Point{at(0, 0), at(side, 0), at(side, side), at(0, side), at(0, 0)}
	point := rapid.Custom(func(t *rapid.T) geo.Point {
		return at(rapid.Int32Range(-500, side+500).Draw(t, "lon"), rapid.Int32Range(-500, side+500).Draw(t, "lat"))
	})
	inside := func(p geo.Point) bool { return p.Lon >= 0 && p.Lon <= side && p.Lat >= 0 && p.Lat <= side }
	rapid.Check(t, func(t *rapid.T) {
		lines := append([][]geo.Point{square}, rapid.SliceOfN(rapid.SliceOfN(point, 2, 4), 0, 6).Draw(t, "lines")...)
		noded := node(lines)
		kinds := make([]kind, len(lines))
		kinds[0] = outline
		for i := range noded { // keep what lies in the square: cut there, no segment crosses its side
			var kept []geo.Point
			for _, p := range noded[i] {
				if inside(p) {
					kept = append(kept, p)
				} else if len(kept) > 0 {
					break
				}
			}
			noded[i] = kept
		}
		g := newGraph(noded, kinds, func(int, vec) bool { return true })
		var sum int64
		for _, f := range g.faces {
			sum += g.corners(f.edges).TwiceArea()
		}
		if hanging := g.looseFaces(); sum < 2*side*side || (sum > 2*side*side && !hanging) {
			t.Fatalf("the faces cover %d, the square %d", sum, 2*side*side)
		}
	})
}

// looseFaces reports whether a part of the graph hangs together with nothing else: its faces lie within another's.
func (g *graph) looseFaces() bool {
	seen := make([]bool, len(g.nodes))
	parts := 0
	for n, hs := range g.out {
		if seen[n] || len(hs) == 0 {
			continue
		}
		parts++
		seen[n] = true
		for queue := []int{n}; len(queue) > 0; queue = queue[1:] {
			for _, h := range g.out[queue[0]] {
				if m := g.to(h); !seen[m] {
					seen[m] = true
					queue = append(queue, m)
				}
			}
		}
	}
	return parts > 1
}

func TestTheTownHangsTogether(t *testing.T) {
	if growPlan().graph.looseFaces() {
		t.Error("a part of the plan is tied to nothing; a cell around it would have no hole where it lies")
	}
}
