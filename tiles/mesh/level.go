package mesh

// level holds the vertices of every chain at one zoom: those of chain i are points[starts[i]:starts[i+1]], both ends
// included.
type level struct {
	starts []uint32
	points []place
}

// end ends the chain whose points were appended last.
func (l *level) end() { l.starts = append(l.starts, uint32(len(l.points))) }

func (l *level) chain(i uint32) []place { return l.points[l.starts[i]:l.starts[i+1]] }

// simplified returns the level for zoom z.
func (l *level) simplified(z int) *level {
	s := simplifier{tolerance: tolerance(z), pixel: 8 << (unitBits - z)}
	out := &level{starts: make([]uint32, 1, len(l.starts))}
	for i := range uint32(len(l.starts) - 1) {
		out.points = s.simplify(out.points, l.chain(i))
		out.end()
	}
	out.points = exact(out.points)
	return out
}
