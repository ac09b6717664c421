package city

import (
	"math"
	"math/rand/v2"
)

// The half axes of the outline before it is bent, metres.
const (
	halfEastM  = 20_000
	halfNorthM = 17_500
)

// spot is a place that weighs in when the ground is parted.
type spot struct {
	vec
	home bool // people live there; otherwise it stands for open ground
}

// centre is where people live: densely in the middle, ever less outwards.
type centre struct {
	at     vec
	weight float64
	reachM float64 // the mean distance of its people from its middle
}

// centres returns one city, some towns and many villages.
func centres(rng *rand.Rand) []centre {
	out := []centre{{at: vec{1_500, -500}, weight: 30, reachM: 2_600}}
	for range 11 {
		out = append(out, centre{at: inOutline(rng), weight: 2 + 4*rng.Float64(), reachM: 700 + 700*rng.Float64()})
	}
	for range 70 {
		out = append(out, centre{at: inOutline(rng), weight: 0.1 + 0.4*rng.Float64(), reachM: 250 + 400*rng.Float64()})
	}
	return out
}

// openGround is the part of the spots that stands for ground without people, so that cells in the country end somewhere.
const openGround = 0.2

// strew returns n spots.
func strew(rng *rand.Rand, n int) []spot {
	all := centres(rng)
	var sum float64
	upTo := make([]float64, len(all))
	for i, c := range all {
		sum += c.weight
		upTo[i] = sum
	}
	out := make([]spot, n)
	for i := range out {
		if rng.Float64() < openGround {
			out[i] = spot{inOutline(rng), false}
			continue
		}
		out[i] = spot{all[pick(upTo, rng)].resident(rng), true}
	}
	return out
}

// resident returns a home around c, inside the outline.
func (c centre) resident(rng *rand.Rand) vec {
	for {
		// Twice an exponential step: dense, without a spike in the very middle.
		far := c.reachM / 2 * (rng.ExpFloat64() + rng.ExpFloat64())
		if v := c.at.add(towards(rng.Float64() * 2 * math.Pi).mul(far)); isInOutline(v) {
			return v
		}
	}
}

func inOutline(rng *rand.Rand) vec {
	for {
		if v := (vec{(2*rng.Float64() - 1) * halfEastM, (2*rng.Float64() - 1) * halfNorthM}); isInOutline(v) {
			return v
		}
	}
}

// isInOutline leaves a rim free: the outline is a polygon, a little inside the ellipse.
func isInOutline(v vec) bool { return math.Hypot(v.x/halfEastM, v.y/halfNorthM) < 0.985 }

// outline returns the corners of the whole, counter-clockwise.
func outline() []vec {
	const corners = 32
	out := make([]vec, corners)
	for i := range out {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		out[i] = vec{halfEastM * cos, halfNorthM * sin}
	}
	return out
}
