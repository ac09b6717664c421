package intake

import (
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/locate"
	"github.com/wangge-map/wangge/internal/casework"
)

// Editions knows which edition of a net is in force at an instant. An empty net is the default one.
type Editions interface {
	At(net string, t time.Time) (*locate.Edition, error)
}

// Place says whose cell pin is in under the edition of net in force at t. chosen is the code of the cell that the
// reporter says it is in, and counts where the pin's accuracy leaves a chance of it; otherwise Place returns an Invalid
// error with field "chosen_cell". A pin in no cell has no owner and belongs to the district of the net.
func Place(editions Editions, net string, pin casework.Pin, chosen string, t time.Time) (casework.Placement, error) {
	ed, err := editions.At(net, t)
	if err != nil {
		return casework.Placement{}, err
	}
	answer := ed.Index.Locate(pin.At)
	p := casework.Placement{
		Net:       ed.Net.Code,
		EditionID: ed.ID,
		Edition:   ed.Number,
		Status:    answer.Status.String(),
		BorderM:   answer.BorderM,
		District:  districtOf(ed),
	}
	owner := answer.Cell
	if chosen != "" {
		if owner, err = choose(ed.Index, answer.Cell, pin, chosen); err != nil {
			return p, err
		}
	}
	if owner >= 0 {
		c := ed.Index.Cell(owner)
		p.CellID, p.Cell, p.CellName, p.District = c.ID, c.Code, c.Name, c.District
	}
	return p, nil
}

func choose(index *locate.Index, owner int32, pin casework.Pin, chosen string) (int32, error) {
	i, known := index.ByCode(chosen)
	if known && i == owner {
		return i, nil
	}
	if known && pin.AccuracyM > 0 {
		for _, chance := range index.Chances(pin.At, pin.AccuracyM) {
			if chance.Cell == i {
				return i, nil
			}
		}
	}
	return -1, geo.Errorf(geo.Invalid, "chosen_cell", "the pin can't be in this cell; choose one of the candidates, or leave it out")
}

// districtOf returns the district that answers for pins in no cell of ed.
func districtOf(ed *locate.Edition) string {
	if ed.Index.Len() == 0 {
		return geo.NoDistrict
	}
	return ed.Index.Cell(0).District
}
