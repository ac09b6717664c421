package tiles

import "github.com/google/uuid"

// part is a segment and which of its rows are no more.
type part struct {
	*segment
	dead *deadRows
}

// live returns the number of rows that are not dead.
func (p part) live() int { return p.len() - p.dead.len() }

// source is a row of one of several parts.
type source struct{ part, row uint32 }

// merge returns the living rows of parts, whose ids must differ, as one segment.
func merge(parts []part, nets int) *segment {
	order := inOrder(parts, func(p part, at int) int { return at }, func(a *segment, i int, b *segment, j int) bool { return a.key[i] < b.key[j] })
	g := makeSegment(len(order), nets)
	for net := range nets {
		if hasCells(parts, net) {
			g.cells[net] = make([]int32, len(order))
		}
	}
	moved := make([][]uint32, len(parts)) // where each row of each part is now
	for i := range parts {
		moved[i] = make([]uint32, parts[i].len())
	}
	inParts(len(order), func(from, until int) {
		for i := from; i < until; i++ {
			o, s := order[i].row, parts[order[i].part].segment
			g.key[i], g.exact[i], g.id[i], g.category[i], g.state[i], g.severity[i], g.net[i] = s.key[o], s.exact[o], s.id[o], s.category[o], s.state[o], s.severity[o], s.net[o]
			g.opened[i], g.closed[i], g.due[i], g.day[i] = s.opened[o], s.closed[o], s.due[o], s.day[o]
			for net := range g.cells {
				if g.cells[net] != nil {
					g.cells[net][i] = s.cells[net][o]
				}
			}
			moved[order[i].part][o] = uint32(i)
		}
	})
	byID := inOrder(parts, idOrder, func(a *segment, i int, b *segment, j int) bool { return lessID(a.id[i], b.id[j]) })
	for i, s := range byID {
		g.byID[i] = moved[s.part][s.row]
	}
	return g
}

func idOrder(p part, at int) int { return int(p.byID[at]) }

func lessID(a, b uuid.UUID) bool { return compareID(a, b) < 0 }

func hasCells(parts []part, net int) bool {
	for _, p := range parts {
		if net >= len(p.cells) || p.cells[net] == nil {
			return false
		}
	}
	return len(parts) > 0
}

// inOrder merges the living rows of parts, each of which row returns in order, by less.
func inOrder(parts []part, row func(p part, at int) int, less func(a *segment, i int, b *segment, j int) bool) []source {
	total := 0
	at := make([]int, len(parts))
	for i := range parts {
		total += parts[i].live()
		at[i] = skipDead(parts[i], 0, row)
	}
	out := make([]source, 0, total)
	for len(out) < total {
		best := -1
		for i := range parts {
			if at[i] < parts[i].len() && (best < 0 || less(parts[i].segment, row(parts[i], at[i]), parts[best].segment, row(parts[best], at[best]))) {
				best = i
			}
		}
		out = append(out, source{uint32(best), uint32(row(parts[best], at[best]))})
		at[best] = skipDead(parts[best], at[best]+1, row)
	}
	return out
}

func skipDead(p part, at int, row func(p part, at int) int) int {
	for at < p.len() && p.dead.has(row(p, at)) {
		at++
	}
	return at
}
