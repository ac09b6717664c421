package demo

import (
	"cmp"
	"math"
	"slices"
)

// apportion shares total whole things out by weight (largest remainder; ties go to the first). Negative weights and a
// sum of zero are not allowed.
func apportion(total int, weights []float64) []int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	out := make([]int, len(weights))
	rest := make([]float64, len(weights))
	order := make([]int, len(weights))
	left := total
	for i, w := range weights {
		exact := float64(total) * w / sum
		out[i] = int(math.Floor(exact))
		rest[i] = exact - math.Floor(exact)
		order[i] = i
		left -= out[i]
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(rest[j], rest[i]) })
	for _, i := range order[:left] {
		out[i]++
	}
	return out
}
