package city

import (
	"math"
	"math/rand/v2"

	"github.com/wangge-map/wangge/geo"
)

// ground is where places can be.
type ground struct {
	homes  []vec // where people live
	homeIn []int // the cell that each is in
	open   []vec // open ground
}

func newGround(leaves []leaf, b bending) ground {
	var g ground
	for i := range leaves {
		for _, s := range leaves[i].spots {
			if s.home {
				g.homes, g.homeIn = append(g.homes, b.move(s.vec)), append(g.homeIn, i)
			} else {
				g.open = append(g.open, b.move(s.vec))
			}
		}
	}
	return g
}

// site says what is at a place.
type site uint8

const (
	atBuilding site = iota
	onRoad
	inOpen
	sites
)

// place is a door, a piece of roadside or a piece of open ground.
type place struct {
	at  geo.Point
	own float64 // from 0 to 1: says which matter happens there most
}

// places are where cases happen.
type places struct {
	at   [sites][]place
	upTo [sites][]float64 // how often something happens there, summed up
}

// casesPerPlace is how many cases there are for each place.
const casesPerPlace = 6

// newPlaces draws the places of n cases: most are of one or two, a few of thousands.
func newPlaces(g ground, cells []geo.Cell, n int, rng *rand.Rand) *places {
	ps := &places{}
	var weights [sites][]float64
	for range n/casesPerPlace + 3*int(sites) {
		s, at := g.somewhere(cells, rng)
		ps.at[s] = append(ps.at[s], place{at.point(), rng.Float64()})
		weights[s] = append(weights[s], heavyTail(n, rng))
	}
	for s := range sites {
		if len(ps.at[s]) == 0 { // a very small city
			ps.at[s], weights[s] = []place{{at: cells[0].Shape[0][0][0]}}, []float64{1}
		}
		ps.upTo[s] = sums(weights[s])
	}
	return ps
}

// heavyTail returns a weight of Pareto's distribution, cut off where a single place would have half a per cent of n cases.
func heavyTail(n int, rng *rand.Rand) float64 {
	const tail = 1.15
	return min(math.Pow(1-rng.Float64(), -1/tail), math.Max(10, float64(n)*0.005))
}

// somewhere returns a place: at a home, on a road near one, or in the open.
func (g ground) somewhere(cells []geo.Cell, rng *rand.Rand) (site, vec) {
	r := rng.Float64()
	if len(g.open) > 0 && (r < 0.08 || len(g.homes) == 0) {
		return inOpen, g.open[rng.IntN(len(g.open))]
	}
	if len(g.homes) == 0 {
		return inOpen, vec{}
	}
	home := rng.IntN(len(g.homes))
	if r < 0.55 {
		return atBuilding, g.homes[home]
	}
	// Cells meet on roads.
	ring := cells[g.homeIn[home]].Shape[0][0]
	k := rng.IntN(len(ring))
	a, b := vecOf(ring[k]), vecOf(ring[(k+1)%len(ring)])
	return onRoad, a.lerp(b, rng.Float64()).add(vec{rng.NormFloat64(), rng.NormFloat64()}.mul(roadsideM))
}

// roadsideM is how far from the middle of a road things are.
const roadsideM = 4

// draw returns a place of site s.
func (ps *places) draw(s site, rng *rand.Rand) place { return ps.at[s][pick(ps.upTo[s], rng)] }

// near returns a place of site s within about radiusM of p, if a few tries find one.
func (ps *places) near(p geo.Point, radiusM float64, s site, rng *rand.Rand) place {
	found := ps.draw(s, rng)
	for range 12 {
		if vecOf(found.at).distance(vecOf(p)) <= radiusM {
			break
		}
		found = ps.draw(s, rng)
	}
	return found
}
