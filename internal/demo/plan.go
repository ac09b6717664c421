package demo

import (
	"math/rand/v2"

	"github.com/wangge-map/wangge/geo"
)

// seed grows this one town. Another number grows another, which the tests would have to be looked at for.
const seed = 500120005

// plan is the town as lines: what the graph, the base map and the cases are made from.
type plan struct {
	outline     []vec
	river       []vec
	brook       []vec
	settlements []settlement
	strokes     []stroke
	noded       [][]geo.Point // strokes with a vertex wherever they meet
	graph       *graph
	loops       []vec    // the middle of the estate and of the detached plot
	lanes       []stroke // what Dijkstra makes of ridges: the ways from the hamlets to the main roads
	hamlets     []vec
}

// growPlan grows the town from the seed.
func growPlan() *plan {
	rng := rand.New(rand.NewPCG(seed, 1))
	p := &plan{outline: sketchOutline(), river: sketchRiver(), settlements: sketchSettlements()}
	p.brook = sketchBrook(p.river)
	roads := sketchHighways()
	p.strokes = append(p.strokes, stroke{kind: outline, line: closed(p.outline)}, stroke{kind: water, line: p.river}, stroke{kind: water, line: p.brook})
	p.strokes = append(p.strokes, roads...)

	frame := [][]vec{closed(p.outline), p.river, p.brook}
	for _, r := range roads {
		frame = append(frame, r.line)
	}
	for i, s := range p.settlements {
		p.strokes = append(p.strokes, stroke{kind: rim, line: closed(s.rim)})
		streets := growStreets(i, s, roads, p.river, rng)
		nameStreets(streets, s)
		p.strokes = append(p.strokes, streets...)
		frame = append(frame, closed(s.rim))
	}
	lo, hi := bounds(p.outline)
	margin := vec{2 * siteGapM, 2 * siteGapM}
	p.strokes = append(p.strokes, growCountry(frame, lo.sub(margin), hi.add(margin), rng)...)
	p.build()
	p.trim()
	p.addLoops()
	p.build()
	p.layLanes(places())
	return p
}

func closed(ring []vec) []vec { return append(append([]vec{}, ring...), ring[0]) }

// build nodes the strokes and makes the graph.
func (p *plan) build() {
	lines := make([][]geo.Point, len(p.strokes))
	kinds := make([]kind, len(p.strokes))
	for i, s := range p.strokes {
		lines[i] = points(s.line)
		kinds[i] = s.kind
	}
	p.noded = node(lines)
	p.graph = newGraph(p.noded, kinds, p.keep)
}

// trim replaces the strokes by the pieces of them that are in the graph: no dead ends, nothing outside.
func (p *plan) trim() {
	g := p.graph
	var out []stroke
	for i, s := range p.strokes {
		var run []geo.Point
		flush := func() {
			if len(run) > 1 {
				piece := s
				piece.line = vecs(run)
				out = append(out, piece)
			}
			run = nil
		}
		for k, a := range p.noded[i] {
			run = append(run, a)
			if k+1 == len(p.noded[i]) || !g.joins(a, p.noded[i][k+1]) {
				flush()
			}
		}
	}
	p.strokes = out
}

// keep says whether a piece of stroke i whose middle is mid is a border: streets only in their settlement, countryside
// only outside settlements, nothing outside the outline.
func (p *plan) keep(i int, mid vec) bool {
	s := p.strokes[i]
	switch s.kind {
	case outline:
		return true
	case street:
		return within(mid, p.settlements[s.home].rim)
	case ridge:
		for _, home := range p.settlements {
			if within(mid, home.rim) {
				return false
			}
		}
	}
	return within(mid, p.outline)
}

// addLoops draws two closed lines that touch nothing, each tied to the graph by a link: an estate inside a block of the
// town, which becomes a cell inside another, and a plot in the hills, which belongs to a cell that it does not touch.
func (p *plan) addLoops() {
	town := p.settlements[0].rim
	estate, estateRoom := p.roomiest(func(at vec) bool { return within(at, town) && at.distance(busStation()) > 500 })
	plot, plotRoom := p.roomiest(func(at vec) bool { return at.x < -1500 && at.x > -3000 && at.y > 300 })
	p.addLoop(estate, blob(estate, 0.62*estateRoom, 0.5*estateRoom, 0.3, 14, 71))
	p.addLoop(plot, smooth(blob(plot, 0.66*plotRoom, 0.5*plotRoom, 1.1, 12, 72), 25, true))
}

func (p *plan) addLoop(seat vec, ring []vec) {
	f := p.graph.faces[p.graph.faceAt(seat)]
	door := nearestVertex(seat, p.graph.ring(f.edges))
	p.strokes = append(p.strokes,
		stroke{kind: lane, line: closed(ring)},
		stroke{kind: link, line: []vec{nearestVertex(door, ring), door}})
	p.loops = append(p.loops, seat)
}

// roomiest returns the place that ok accepts with the most room around it within its face, and how much that is.
func (p *plan) roomiest(ok func(vec) bool) (vec, float64) {
	var best vec
	room := 0.0
	for _, f := range p.graph.faces {
		if !ok(f.inside) {
			continue
		}
		ring := p.graph.ring(f.edges)
		lo, hi := bounds(ring)
		for i := range 12 {
			for j := range 12 {
				at := vec{lo.x + (hi.x-lo.x)*float64(i)/11, lo.y + (hi.y-lo.y)*float64(j)/11}
				if within(at, ring) && toRing(at, ring) > room {
					best, room = at, toRing(at, ring)
				}
			}
		}
	}
	return best, room
}

// faceAt returns the face that holds p, or -1.
func (g *graph) faceAt(p vec) int {
	for i, f := range g.faces {
		if within(p, g.ring(f.edges)) {
			return i
		}
	}
	return -1
}
