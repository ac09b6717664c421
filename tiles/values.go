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
	v, err := l.view(AllPoints, &f, net, true)
	if err != nil {
		return Values{}, err
	}
	out := Values{Net: v.mosaic.edition.Net.Code, Figure: figure, Edition: v.mosaic.edition.Number, Values: make([]*float64, v.mosaic.edition.Index.Len())}
	if layer == layerCoverage {
		v.memberValues(&out)
	} else {
		v.caseValues(clockAt(l.now()), &out)
	}
	return out, nil
}

func (v view) memberValues(out *Values) {
	for i := range out.Values {
		card := v.members[memberKey{out.Net, v.mosaic.edition.Index.Cell(int32(i)).Code}]
		n := &card.staff
		if out.Figure == "volunteers" {
			n, _ = publicVolunteers(card.volunteers)
		}
		if n != nil {
			figure := float64(*n)
			out.Values[i] = &figure
			out.Total += *n
		}
	}
}

func (v view) caseValues(clock clock, out *Values) {
	net := slices.Index(v.mosaics, v.mosaic)
	counts := make([]float64, len(out.Values)+1) // the last is of those in no cell
	for _, part := range v.parts {
		v.sieve.each(part, 0, part.len(), func(row int) {
			if out.Figure == "open" && phases[part.state[row]] == casework.Settled || out.Figure == "overdue" && !clock.overdue(part.segment, row) {
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
		figure := &counts[i]
		if out.Figure == "per_1000" {
			if residents := v.mosaic.edition.Index.Cell(int32(i)).Residents; residents > 0 {
				*figure = *figure * 1000 / float64(residents)
			} else {
				figure = nil
			}
		}
		out.Values[i] = figure
	}
}
