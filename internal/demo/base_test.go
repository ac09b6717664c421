package demo

import (
	"testing"

	"github.com/paulmach/orb"
)

func TestBaseMapHasEveryClass(t *testing.T) {
	count := map[string]int{}
	names := map[string]bool{}
	for _, f := range town(t).Base {
		count[f.Class]++
		names[f.Name] = true
		if f.Rank < 1 || f.Rank > 4 {
			t.Errorf("%s %q has rank %d", f.Class, f.Name, f.Rank)
		}
	}
	for class, least := range map[string]int{"road": 80, "block": 100, "water": 20, "green": 12} {
		if count[class] < least {
			t.Errorf("only %d features of class %s", count[class], class)
		}
	}
	for _, name := range []string{"丁青路", "北门路", "南门路", "车站路", "状元街", "丁家河"} {
		if !names[name] {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestBaseShapesAreSound(t *testing.T) {
	for _, f := range town(t).Base {
		switch s := f.Shape.(type) {
		case orb.LineString:
			if len(s) < 2 {
				t.Errorf("%s %q is a point", f.Class, f.Name)
			}
		case orb.Polygon:
			checkPolygon(t, f.Class, s)
		case orb.MultiPolygon:
			for _, p := range s {
				checkPolygon(t, f.Class, p)
			}
		default:
			t.Errorf("%s %q is a %T", f.Class, f.Name, f.Shape)
		}
	}
}

func checkPolygon(t *testing.T, class string, p orb.Polygon) {
	t.Helper()
	ring := p[0]
	if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
		t.Errorf("a %s ring of %d points is not closed", class, len(ring))
		return
	}
	open := plane(ring[:len(ring)-1])
	if ringArea(open) <= 0 {
		t.Errorf("a %s ring at %v runs clockwise", class, ring[0])
	}
	if n := len(unknot(open)); n != len(open) {
		t.Errorf("a %s ring at %v crosses itself", class, ring[0])
	}
}

func TestHousesStandOffTheRoads(t *testing.T) {
	made := town(t)
	var roads [][]vec
	for _, f := range made.Base {
		if line, ok := f.Shape.(orb.LineString); ok {
			roads = append(roads, plane(line))
		}
	}
	count := 0
	for _, f := range made.Base {
		houses, ok := f.Shape.(orb.MultiPolygon)
		if !ok {
			continue
		}
		for _, h := range houses {
			count++
			for _, r := range roads {
				for _, corner := range plane(h[0]) {
					if d := toLine(corner, r); d < 4 {
						t.Errorf("a house at %v stands %.1f m from the middle of a road", h[0][0], d)
					}
				}
			}
		}
	}
	if count < 1000 {
		t.Errorf("only %d houses for a street office of some ten thousand people", count)
	}
}
