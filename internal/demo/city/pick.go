package city

import (
	"math/rand/v2"
	"slices"
)

// pick returns an index at random, each as likely as it is heavy. upTo holds the sum of all weights up to and with each.
func pick(upTo []float64, rng *rand.Rand) int {
	i, _ := slices.BinarySearch(upTo, rng.Float64()*upTo[len(upTo)-1])
	return min(i, len(upTo)-1)
}

// sums returns for each weight the sum of all up to and with it.
func sums(weights []float64) []float64 {
	out := make([]float64, len(weights))
	var sum float64
	for i, w := range weights {
		sum += w
		out[i] = sum
	}
	return out
}
