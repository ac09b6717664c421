package mesh_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/wangge-map/wangge/tiles/mvt"
)

// fataler is a *testing.T or a *rapid.T.
type fataler interface {
	Fatalf(format string, args ...any)
}

// picture is a tile as read back.
type picture struct {
	cells   map[uint64]mvt.DecodedFeature
	borders map[int64][][]mvt.Pt // by level
	labels  map[uint64]mvt.DecodedFeature
}

func read(t fataler, tile []byte) picture {
	layers, err := mvt.Decode(tile)
	if err != nil {
		t.Fatalf("the tile is not as specified: %v", err)
	}
	p := picture{map[uint64]mvt.DecodedFeature{}, map[int64][][]mvt.Pt{}, map[uint64]mvt.DecodedFeature{}}
	for _, l := range layers {
		for _, f := range l.Features {
			switch l.Name {
			case "cells":
				once(t, p.cells, f)
			case "labels":
				once(t, p.labels, f)
			case "borders":
				level := f.Tags["level"].(int64)
				p.borders[level] = append(p.borders[level], f.Parts...)
			default:
				t.Fatalf("there is a layer %q", l.Name)
			}
		}
	}
	return p
}

func once(t fataler, features map[uint64]mvt.DecodedFeature, f mvt.DecodedFeature) {
	if _, twice := features[f.ID]; twice || !f.HasID {
		t.Fatalf("the id %d (%t) stands there twice, or not at all", f.ID, f.HasID)
	}
	features[f.ID] = f
}

// side is one side of a ring, as it runs.
type side struct{ a, b mvt.Pt }

func (s side) back() side { return side{s.b, s.a} }

// onEdge reports whether s lies on the edge of what is drawn.
func (s side) onEdge() bool {
	edge := func(v int32) bool { return v == -64 || v == 4160 }
	return s.a.X == s.b.X && edge(s.a.X) || s.a.Y == s.b.Y && edge(s.a.Y)
}

// sides lists the sides of all rings within the tile, with the cell on their right.
func (p picture) sides() map[side][]uint64 {
	out := map[side][]uint64{}
	for id, f := range p.cells {
		for _, ring := range f.Parts {
			for i, b := range ring {
				s := side{ring[(i+len(ring)-1)%len(ring)], b}
				if !s.onEdge() {
					out[s] = append(out[s], id)
				}
			}
		}
	}
	return out
}

// twiceArea sums the areas of all cells.
func (p picture) twiceArea() int64 {
	var sum int64
	for _, f := range p.cells {
		for _, ring := range f.Parts {
			sum += ringArea(ring)
		}
	}
	return sum
}

func ringArea(ring []mvt.Pt) int64 {
	var sum int64
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		sum += int64(a.X)*int64(b.Y) - int64(b.X)*int64(a.Y)
	}
	return sum
}

// text is the tile as people read it.
func text(t *testing.T, tile []byte) string {
	t.Helper()
	layers, err := mvt.Decode(tile)
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	for _, l := range layers {
		out = fmt.Appendf(out, "layer %s, extent %d\n", l.Name, l.Extent)
		for _, f := range l.Features {
			out = append(out, "  feature"...)
			if f.HasID {
				out = fmt.Appendf(out, " %d", f.ID)
			}
			keys := make([]string, 0, len(f.Tags))
			for key := range f.Tags {
				keys = append(keys, key)
			}
			slices.Sort(keys)
			for _, key := range keys {
				out = fmt.Appendf(out, " %s=%v", key, f.Tags[key])
			}
			out = append(out, '\n')
			for _, part := range f.Parts {
				out = append(out, "   "...)
				for _, p := range part {
					out = fmt.Appendf(out, " %d,%d", p.X, p.Y)
				}
				out = append(out, '\n')
			}
		}
	}
	return string(out)
}
