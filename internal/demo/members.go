package demo

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// What the newspaper counted.
const (
	gridMembers = 148
	volunteers  = 744
)

// residents is how many people live in the town: made up, of the size of a street office.
const residents = 24_600

// settleResidents says how many people live in each cell: as many as there is room for in its houses, some by the field at least.
func settleResidents(cells []geo.Cell, hs []house) {
	homes := homesPerCell(cells, hs)
	for i := range homes {
		homes[i] += 0.5
	}
	for i, n := range apportion(residents, homes) {
		cells[i].Residents = n
	}
}

// enlist gives every cell its grid member, but for the two most thinly settled: 150 cells, 148 members, a gap of two that
// the coverage map must show. Volunteers live where people live, and some people volunteer more than others.
func enlist(cells []geo.Cell, hs []house) []casework.Member {
	rng := rand.New(rand.NewPCG(seed, 3))
	n := newNamer(rng)
	homes := homesPerCell(cells, hs)
	gaps := thinnest(homes, len(cells)-gridMembers)
	var out []casework.Member
	for i, c := range cells {
		if !slices.Contains(gaps, i) {
			out = append(out, casework.Member{Name: n.name(), Role: roleOf(c, i, rng), Cell: c.Code})
		}
	}
	weights := make([]float64, len(cells))
	for i := range cells {
		weights[i] = math.Pow(homes[i], 0.85) * math.Exp(0.45*min(1, rng.NormFloat64()))
		if slices.Contains(gaps, i) {
			weights[i] = 0
		}
	}
	for i, count := range apportion(volunteers, weights) {
		for range count {
			out = append(out, casework.Member{Name: n.name(), Role: casework.Volunteer, Cell: cells[i].Code})
		}
	}
	for i := range out {
		out[i].Shifts = shiftsOf(out[i].Role, i)
	}
	return out
}

// roleOf returns the role of the member of cell i: the head of a community answers for its first cell, full-time members
// for most others in the town, part-time ones for most in the villages, and instructors from the street for a few.
func roleOf(c geo.Cell, i int, rng *rand.Rand) casework.Role {
	urban := c.Code[9] == '0'
	switch {
	case c.Code[12:] == "001":
		return casework.Leader
	case i%14 == 5:
		return casework.Instructor
	case urban == (rng.Float64() < 0.8):
		return casework.FullTime
	}
	return casework.PartTime
}

// homesPerCell returns the floor area of the houses in each cell in units of 100 m².
func homesPerCell(cells []geo.Cell, hs []house) []float64 {
	out := make([]float64, len(cells))
	for i, c := range cells {
		b := c.Shape.Bound()
		for _, h := range hs {
			if b.Contains(h.at.point()) && holds(c.Shape, h.at) {
				out[i] += 4 * h.half * h.depth / 100
			}
		}
	}
	return out
}

// holds reports whether p is inside m, by the even-odd rule over all its rings. It is for placing things: who owns a
// border is for geo/locate to say.
func holds(m geo.MultiPolygon, p vec) bool {
	in := false
	for _, poly := range m {
		for _, r := range poly {
			in = in != within(p, vecs(r))
		}
	}
	return in
}

// thinnest returns the indexes of the n lowest weights.
func thinnest(weights []float64, n int) []int {
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case weights[i] < weights[j]:
			return -1
		case weights[i] > weights[j]:
			return 1
		}
		return 0
	})
	return order[:n]
}
