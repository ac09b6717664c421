package demo

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// shiftsOf returns when the i-th member serves: the office by day, volunteers when they have time, and one in twenty-five at
// night.
func shiftsOf(role casework.Role, i int) []casework.Shift {
	on := func(from, to int, days ...int) []casework.Shift {
		var spans []casework.Shift
		for _, day := range days {
			spans = append(spans, casework.Shift{Weekday: day, From: from * 60, To: to * 60})
		}
		kept, err := casework.CheckRoster(spans)
		if err != nil {
			return nil // the hours below are sound; a test holds that
		}
		return kept
	}
	switch role {
	case casework.Leader, casework.FullTime:
		return on(8, 18, 1, 2, 3, 4, 5, 1+5+i%2) // and one day of the weekend
	case casework.PartTime:
		return on(17, 21, 1, 2, 3, 4, 5)
	case casework.Instructor:
		return on(9, 17, 2, 4)
	}
	switch {
	case i%25 == 0:
		return on(22, 6, 1+i%7, 1+(i+3)%7)
	case i%3 == 0:
		return on(18, 22, 1+i%5, 1+(i+2)%5)
	case i%3 == 1:
		return on(9, 12, 1+i%7, 1+(i+1)%7, 1+(i+4)%7)
	}
	return on(9, 18, 6, 7)
}

// Building is a building that has a grid code of its own.
type Building struct {
	Name string
	At   geo.Point
}

// Buildings with a code: so many, one in each of the cells where most is built.
const codedBuildings = 40

// nameBuildings returns the largest building of each of the most built-up cells.
func nameBuildings(cells []geo.Cell, hs []house) []Building {
	homes := homesPerCell(cells, hs)
	order := make([]int, len(cells))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(homes[b], homes[a]) })
	var out []Building
	for _, i := range order[:min(codedBuildings, len(order))] {
		c := cells[i]
		var best *house
		for k := range hs {
			h := &hs[k]
			if c.Shape.Bound().Contains(h.at.point()) && holds(c.Shape, h.at) && (best == nil || h.half*h.depth > best.half*best.depth) {
				best = h
			}
		}
		if best != nil {
			out = append(out, Building{Name: fmt.Sprintf("%s1号楼", c.Name), At: best.at.point()})
		}
	}
	return out
}
