package demo

import "math"

// uniteCells unites faces until every area has its number of cells: the smallest region first, with the neighbour that
// gives the roundest whole and whose shared border matters least.
func (t *partition) uniteCells(loops []vec) {
	estate, plot := t.g.faceAt(loops[0]), t.g.faceAt(loops[1])
	for _, loop := range []int{estate, plot} {
		// A loop goes with what surrounds it while the borders are found.
		around := t.g.face[twin(t.g.faces[loop].edges[0])]
		t.area[loop] = t.area[around]
		t.unite(t.region[around], t.region[loop])
	}
	for a := range t.places {
		extra := 0
		if t.area[estate] == a {
			extra = 1
		}
		t.uniteArea(a, t.places[a].cells-extra)
	}
	around := t.region[plot]
	t.split(plot, t.mainNeighbour(around))
	t.split(estate, -1)
}

// uniteArea unites regions of area a until want are left, or none can be united any more.
func (t *partition) uniteArea(a, want int) {
	stuck := map[int]bool{}
	for {
		count, smallest, size := 0, -1, math.Inf(1)
		for r := range t.faces {
			if len(t.faces[r]) == 0 || t.area[t.faces[r][0]] != a {
				continue
			}
			count++
			if s := t.size(r); !stuck[r] && s < size {
				smallest, size = r, s
			}
		}
		if count <= want || smallest < 0 {
			return
		}
		partner := t.partner(smallest)
		if partner < 0 {
			stuck[smallest] = true
			continue
		}
		t.unite(partner, smallest)
		clear(stuck)
	}
}

// size returns the area of region r against what is usual there: cells are smaller near the middle of a place.
func (t *partition) size(r int) float64 {
	pl := t.places[t.area[t.faces[r][0]]]
	scale := 1500.0
	if pl.urban {
		scale = 600
	}
	d := t.g.middle(t.faces[r][0]).distance(pl.centre)
	return t.areaM2(r) / (0.45 + min(1.2, d/scale))
}

// partner returns the neighbour of r in its area that it is best united with, or -1.
func (t *partition) partner(r int) int {
	best, value := -1, math.Inf(-1)
	shared, total := t.shared(r)
	for n := range t.faces {
		if shared[n] == 0 || t.area[t.faces[n][0]] != t.area[t.faces[r][0]] {
			continue
		}
		edges, ok := t.single(r, n)
		if !ok {
			continue
		}
		perimeter := 0.0
		for _, h := range edges {
			perimeter += t.g.lengthM(h / 2)
		}
		area := t.areaM2(r) + t.areaM2(n)
		round := 4 * math.Pi * area / (perimeter * perimeter)
		v := 1.1*round + 0.5*shared[n]/total - 0.22*t.size(n)/max(t.size(r), 0.2*t.size(n))
		if v > value {
			best, value = n, v
		}
	}
	return best
}

// shared returns how long region r borders on each other region, a road or river counting less than a ridge, and the
// length of its whole border in metres.
func (t *partition) shared(r int) (map[int]float64, float64) {
	out := map[int]float64{}
	total := 0.0
	for _, h := range t.border(r) {
		d := t.g.lengthM(h / 2)
		total += d
		if n := t.g.face[twin(h)]; n >= 0 {
			out[t.region[n]] += d * yields(t.g.kinds[h/2])
		}
	}
	return out, total
}

// yields says how readily a border of kind k is given up, from 0 to 1.
func yields(k kind) float64 {
	switch k {
	case water:
		return 0.02
	case highway:
		return 0.1
	case lane:
		return 0.35
	case street:
		return 0.5
	}
	return 1
}

// single returns the border of the union of a and b, and whether it is one ring that touches itself nowhere.
func (t *partition) single(a, b int) ([]int, bool) {
	edges := t.border(a, b)
	starts := make(map[int]int, len(edges)) // node → half-edge of the border that starts there
	for _, h := range edges {
		if _, twice := starts[t.g.from[h]]; twice {
			return edges, false
		}
		starts[t.g.from[h]] = h
	}
	n := 0
	for h := edges[0]; ; {
		h = starts[t.g.to(h)]
		n++
		if h == edges[0] {
			return edges, n == len(edges)
		}
	}
}

// mainNeighbour returns the region of the same area that r borders on longest.
func (t *partition) mainNeighbour(r int) int {
	best := -1
	shared, _ := t.shared(r)
	for n := range t.faces {
		if n != r && shared[n] > 0 && t.area[t.faces[n][0]] == t.area[t.faces[r][0]] && (best < 0 || shared[n] > shared[best]) {
			best = n
		}
	}
	return best
}
