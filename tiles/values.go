package tiles

import (
	"slices"
	"strings"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// Values is one figure of each cell of an edition.
type Values struct {
	Net, Figure string
	Edition     int
	Total       int        // cases in all that pass the filter; members
	Outside     int        // of those, in no cell
	Values      []*float64 // by the cell's ordinal; nil is not known, or too few to tell
}

// The figures of cells.
var (
	cellFigures     = []string{"cases", "open", "overdue", "per_1000"}
	coverageFigures = []string{"volunteers", "staff"}
)

// Values returns a figure of each cell of net: for the layer cells, "cases", "open" (not settled), "overdue" or "per_1000" (cases per
// 1,000 residents) of the cases that pass f; for coverage, "volunteers" or "staff". It returns an Invalid error with field "figure",
// and the errors of Count.
func (l *Live) Values(layer, figure, net string, f Filter) (Values, error) {
	figures := map[string][]string{layerCells: cellFigures, layerCoverage: coverageFigures}[layer]
	if figures == nil {
		return Values{}, geo.Errorf(geo.NotFound, "layer", "has no cells; cells and coverage have")
	}
	if !slices.Contains(figures, figure) {
		return Values{}, geo.Errorf(geo.Invalid, "figure", "is one of %s for this layer", strings.Join(figures, ", "))
	}
	p, m, err := l.at(net)
	if err != nil {
		return Values{}, err
	}
	out := Values{Net: m.edition.Net.Code, Figure: figure, Edition: m.edition.Number, Values: make([]*float64, m.edition.Index.Len())}
	if layer == layerCoverage {
		p.memberValues(m, &out)
		return out, nil
	}
	s, err := p.sieve(AllPoints, &f, out.Net)
	if err != nil {
		return Values{}, err
	}
	p.caseValues(m, s, clampSecond(l.now()), &out)
	return out, nil
}

func (p *picture) memberValues(m *mosaic, out *Values) {
	for i := range out.Values {
		card := p.members[memberKey{out.Net, m.edition.Index.Cell(int32(i)).Code}]
		n := &card.staff
		if out.Figure == "volunteers" {
			n, _ = publicVolunteers(card.volunteers)
		}
		if n != nil {
			v := float64(*n)
			out.Values[i] = &v
			out.Total += *n
		}
	}
}

func (p *picture) caseValues(m *mosaic, s *sieve, now uint32, out *Values) {
	net := slices.Index(p.mosaics, m)
	limits := p.limits()
	counts := make([]float64, len(out.Values)+1) // the last is of those in no cell
	for _, part := range p.parts {
		s.each(part, 0, part.len(), func(row int) {
			open := phases[part.state[row]] != casework.Settled
			limit := limits[part.category[row]]
			overdue := open && limit > 0 && now > part.opened[row] && now-part.opened[row] > limit
			if out.Figure == "open" && !open || out.Figure == "overdue" && !overdue {
				return
			}
			cell := part.cells[net][row]
			if cell < 0 {
				cell = int32(len(out.Values))
			}
			counts[cell]++
			out.Total++
		})
	}
	out.Outside = int(counts[len(out.Values)])
	for i := range out.Values {
		v := &counts[i]
		if out.Figure == "per_1000" {
			if residents := m.edition.Index.Cell(int32(i)).Residents; residents > 0 {
				*v = *v * 1000 / float64(residents)
			} else {
				v = nil
			}
		}
		out.Values[i] = v
	}
}
