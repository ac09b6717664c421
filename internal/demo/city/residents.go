package city

import (
	"math/rand/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// residentsPerHome makes a cell in town about 300 to 400 households, as the rules for grids want it.
const residentsPerHome = 60

// residents returns how many people live in l.
func (l *leaf) residents(rng *rand.Rand) int {
	n := 0
	for _, s := range l.spots {
		if s.home {
			n += residentsPerHome/2 + rng.IntN(residentsPerHome)
		}
	}
	return n
}

// enlist gives nearly every cell its grid member, and volunteers as people live there. Nobody has a name.
func enlist(cells []geo.Cell, rng *rand.Rand) []casework.Member {
	var out []casework.Member
	for _, c := range cells {
		add := func(r casework.Role) { out = append(out, casework.Member{Role: r, Cell: c.Code}) }
		switch {
		case rng.Float64() < 0.02: // a gap
		case c.Code[12:] == "001":
			add(casework.Leader)
		case c.Residents > 600:
			add(casework.FullTime)
		default:
			add(casework.PartTime)
		}
		const residentsPerVolunteer = 220
		for range int(float64(c.Residents) / residentsPerVolunteer * 2 * rng.Float64()) {
			add(casework.Volunteer)
		}
	}
	return out
}
