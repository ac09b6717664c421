package demo

// kind says what a line of the plan is. Later kinds are stronger: where lines coincide the strongest names the edge.
type kind uint8

const (
	ridge   kind = iota // a field border, ridge or stream bed: a border that nobody sees
	link                // ties a loop to the graph; never a border
	lane                // a village lane
	street              // a street of a settlement
	rim                 // where a settlement ends
	highway             // a main road
	water               // the middle of a river
	outline             // the border of the whole street
)

// stroke is a line of the plan.
type stroke struct {
	kind kind
	name string
	rank int // of a road: 1 main, 2 secondary, 3 street, 4 lane
	line []vec
	home int // of a street: the settlement it belongs to
}

// The place that the old town grew around.
func busStation() vec { return vec{330, -150} }

// sketchOutline returns the border of the street office area as an open counter-clockwise ring: district border on the
// western ridge, hills in the north, low ground in the south-east.
func sketchOutline() []vec {
	control := []vec{
		{-8650, -600}, {-8100, -1500}, {-8350, -2450}, {-7400, -2650}, {-6750, -3250}, {-5750, -3350}, {-4900, -4150},
		{-3700, -3900}, {-2900, -4750}, {-1500, -4950}, {-600, -4300}, {800, -4150}, {1450, -3150}, {2550, -3350},
		{3050, -2500}, {4250, -2050}, {4000, -1100}, {4650, -300}, {4350, 750}, {3450, 1300}, {3600, 2250}, {2850, 3100},
		{1900, 2900}, {750, 3450}, {-300, 3000}, {-1450, 3300}, {-2500, 2400}, {-3150, 1450}, {-4300, 1750}, {-5600, 1450},
		{-6900, 2050}, {-8000, 1600}, {-8450, 400},
	}
	for i := range control {
		control[i] = control[i].mul(0.955)
	}
	ring := smooth(control, 40, true)
	ring = wobble(ring, 150, 800, 11, true)
	ring = wobble(ring, 65, 290, 12, true)
	return wobble(ring, 16, 110, 13, true)
}

// sketchRiver returns the middle of the river, from the hills in the north-east past the town to the south-west.
func sketchRiver() []vec {
	control := []vec{
		{2500, 3500}, {2330, 2750}, {1880, 2380}, {1850, 1850}, {1390, 1520}, {1330, 1020}, {980, 700}, {930, 260}, {1120, -150},
		{880, -700}, {430, -960}, {60, -1290}, {-430, -1210}, {-820, -1560}, {-1500, -1560}, {-1900, -2130}, {-2650, -2200},
		{-3120, -2780}, {-3800, -2840}, {-4080, -3420}, {-4650, -3700}, {-4800, -4500},
	}
	return wobble(wobble(smooth(control, 24, false), 75, 380, 21, false), 25, 170, 23, false)
}

// sketchBrook returns the tributary from the western ridge. It ends on a vertex of river.
func sketchBrook(river []vec) []vec {
	control := []vec{
		{-7950, -350}, {-7250, -560}, {-6650, -1250}, {-5900, -1300}, {-5350, -1790}, {-4600, -1650}, {-4050, -2250}, {-3350, -2150},
		nearestVertex(vec{-2900, -2450}, river),
	}
	return wobble(wobble(smooth(control, 24, false), 60, 300, 22, false), 22, 130, 24, false)
}

// sketchHighways returns the main roads.
func sketchHighways() []stroke {
	east := []vec{
		{-8900, -150}, {-8000, -30}, {-7100, 20}, {-6250, -420}, {-5500, -330}, {-4700, -560}, {-3900, -120}, {-3000, -90}, {-2100, 170},
		{-1200, 40}, {-500, -80}, {120, -60}, {700, 30}, {1400, 130}, {2200, -40}, {3000, 280}, {3900, 170}, {5000, 420},
	}
	north := []vec{
		{560, 3800}, {480, 3000}, {190, 2300}, {330, 1650}, {150, 1000}, {190, 480}, {120, -60},
	}
	south := []vec{
		{120, -60}, {60, -520}, {-60, -980}, {80, -1600}, {-160, -2300}, {-120, -3000}, {-420, -3700}, {-380, -4700},
	}
	hills := []vec{
		{-2100, 170}, {-2000, 800}, {-1620, 1300}, {-1660, 2000}, {-1180, 2500}, {-1200, 3600},
	}
	valley := []vec{
		{-3900, -120}, {-3760, -800}, {-3650, -1400}, {-3300, -1800}, {-2650, -2550}, {-2300, -3200}, {-2380, -3800}, {-1900, -4300}, {-2000, -5200},
	}
	roads := []stroke{
		{name: "丁青路", rank: 1, line: east},
		{name: "北门路", rank: 1, line: north},
		{name: "南门路", rank: 1, line: south},
		{name: "石莲路", rank: 2, line: hills},
		{name: "铜杨路", rank: 2, line: valley},
	}
	for i := range roads {
		control := roads[i].line
		if i > 0 { // branches leave the trunk at one of its vertices
			joint := 0
			if roads[i].name == "北门路" {
				joint = len(control) - 1
			}
			control[joint] = nearestVertex(control[joint], roads[0].line)
		}
		roads[i].kind = highway
		roads[i].line = wobble(smooth(control, 24, false), 22, 330, uint64(31+i), false)
	}
	return roads
}

// settlement is a place dense enough for streets: its rim, and how far its streets stand apart.
type settlement struct {
	rim     []vec
	centre  vec
	oldM    float64 // radius of the old core with its narrow blocks, metres
	innerM  float64 // distance between streets in the old core
	outerM  float64 // and at the rim
	turnRad float64 // direction of its grid
}

// sketchSettlements returns the town and the market place in the west.
func sketchSettlements() []settlement {
	town := smooth([]vec{
		{-1010, -300}, {-760, -420}, {-560, -700}, {-250, -760}, {60, -600}, {330, -640}, {620, -700}, {850, -560},
		{1260, -280}, {1330, 60}, {1180, 300}, {1190, 560}, {930, 700}, {760, 930}, {480, 900}, {330, 1030}, {60, 960}, {-180, 760},
		{-470, 790}, {-640, 560}, {-900, 520}, {-930, 260}, {-1130, 80},
	}, 25, true)
	market := smooth([]vec{
		{-6060, -560}, {-5880, -690}, {-5640, -620}, {-5420, -640}, {-5280, -420}, {-5340, -160}, {-5600, -60}, {-5760, -130}, {-6010, -100},
		{-6130, -310},
	}, 25, true)
	return []settlement{
		{rim: wobble(town, 55, 260, 41, true), centre: vec{200, -60}, oldM: 380, innerM: 78, outerM: 150, turnRad: 0.16},
		{rim: wobble(market, 30, 170, 42, true), centre: vec{-5700, -370}, oldM: 130, innerM: 85, outerM: 120, turnRad: -0.2},
	}
}

// nearestVertex returns the vertex of line that is nearest to p.
func nearestVertex(p vec, line []vec) vec {
	best := line[0]
	for _, v := range line {
		if v.distance(p) < best.distance(p) {
			best = v
		}
	}
	return best
}
