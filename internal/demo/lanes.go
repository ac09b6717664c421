package demo

import (
	"container/heap"
	"math"
)

// layLanes leads a lane from every hamlet to the road network, along borders (so cells follow lanes) and over lanes that
// are there already where that is not much longer: they grow into trees, as roads in valleys do.
func (p *plan) layLanes(ps []place) {
	for k, pl := range ps {
		if pl.urban {
			continue
		}
		p.hamlets = append(p.hamlets, pl.centre)
		for i := range 4 {
			way := turn(vec{680 + 220*hash(int64(k), int64(i), 81), 0}, math.Pi*float64(i)/2+hash(int64(k), int64(i), 82))
			if at := pl.centre.add(way); within(at, p.outline) && !p.inSettlement(at) {
				p.hamlets = append(p.hamlets, at)
			}
		}
	}
	g := p.graph
	for i, at := range p.hamlets {
		n := g.nearestNode(at)
		p.hamlets[i] = vecOf(g.nodes[n])
		path := g.wayOut(n)
		if len(path) == 0 {
			continue
		}
		line := []vec{g.start(path[0])}
		for _, h := range path {
			line = append(line, g.end(h))
			g.kinds[h/2] = max(g.kinds[h/2], lane)
		}
		p.lanes = append(p.lanes, stroke{kind: lane, rank: 4, line: line})
	}
}

func (p *plan) inSettlement(at vec) bool {
	for _, s := range p.settlements {
		if within(at, s.rim) {
			return true
		}
	}
	return false
}

// nearestNode returns the node with edges that is nearest to at and not on water or the outline.
func (g *graph) nearestNode(at vec) int {
	best, d := -1, math.Inf(1)
	for n, hs := range g.out {
		if len(hs) == 0 || g.strongest(n) >= water {
			continue
		}
		if m := vecOf(g.nodes[n]).distance(at); m < d {
			best, d = n, m
		}
	}
	return best
}

func (g *graph) strongest(n int) kind {
	k := ridge
	for _, h := range g.out[n] {
		k = max(k, g.kinds[h/2])
	}
	return k
}

// wayOut returns the half-edges of the cheapest way from node n to a road or a lane that is there already.
func (g *graph) wayOut(n int) []int {
	const unseen = -2
	came := make([]int, len(g.nodes)) // half-edge that led here
	cost := make([]float64, len(g.nodes))
	for i := range came {
		came[i] = unseen
		cost[i] = math.Inf(1)
	}
	came[n], cost[n] = -1, 0
	queue := &frontier{{n, 0}}
	for queue.Len() > 0 {
		at := heap.Pop(queue).(stop)
		if at.cost > cost[at.node] {
			continue
		}
		if k := g.strongest(at.node); k == lane || k == street || k == highway {
			return g.trail(came, at.node)
		}
		for _, h := range g.out[at.node] {
			k := g.kinds[h/2]
			if k == outline || k == water || k == link {
				continue
			}
			if c := at.cost + g.lengthM(h/2); c < cost[g.to(h)] {
				cost[g.to(h)], came[g.to(h)] = c, h
				heap.Push(queue, stop{g.to(h), c})
			}
		}
	}
	return nil
}

// trail returns the half-edges that led to node, from the start on.
func (g *graph) trail(came []int, node int) []int {
	var back []int
	for came[node] >= 0 {
		back = append(back, came[node])
		node = g.from[came[node]]
	}
	out := make([]int, 0, len(back))
	for i := len(back) - 1; i >= 0; i-- {
		out = append(out, back[i])
	}
	return out
}

// stop is a node reached at a cost; frontier is a heap of them, cheapest first, ties by node.
type stop struct {
	node int
	cost float64
}

type frontier []stop

func (f frontier) Len() int      { return len(f) }
func (f frontier) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f frontier) Less(i, j int) bool {
	if f[i].cost != f[j].cost {
		return f[i].cost < f[j].cost
	}
	return f[i].node < f[j].node
}

// Push implements heap.Interface.
func (f *frontier) Push(x any) { *f = append(*f, x.(stop)) }

// Pop implements heap.Interface.
func (f *frontier) Pop() any {
	last := (*f)[len(*f)-1]
	*f = (*f)[:len(*f)-1]
	return last
}
