package city

import (
	"math"
	"math/rand/v2"
)

// bending moves every place of the plane a little, smoothly.
type bending []wave

// wave moves places along one direction, more or less as they lie along another.
type wave struct {
	along, by vec // by is as long as the wave is high
	phase     float64
}

// steepness is a wave's height against its length. Twelve waves of it together never shift a place by as much as its
// neighbour stands away (12 · 2π · 0.012 < 1), so nothing folds.
const steepness = 0.012

func newBending(rng *rand.Rand) bending {
	var b bending
	for _, lengthM := range []float64{11_000, 5_000, 2_300, 1_100, 500, 250} {
		for range 2 {
			b = append(b, wave{
				along: towards(rng.Float64() * 2 * math.Pi).mul(2 * math.Pi / lengthM),
				by:    towards(rng.Float64() * 2 * math.Pi).mul(lengthM * steepness),
				phase: rng.Float64() * 2 * math.Pi,
			})
		}
	}
	return b
}

func (b bending) move(v vec) vec {
	out := v
	for _, w := range b {
		out = out.add(w.by.mul(math.Sin(v.dot(w.along) + w.phase)))
	}
	return out
}
