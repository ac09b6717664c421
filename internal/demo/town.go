package demo

import (
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// Town is the synthetic Dingjia.
type Town struct {
	Net     geo.Net
	Areas   []Area     // communities and villages, by code
	Cells   []geo.Cell // by code
	Members []casework.Member
	Reports []casework.Imported
	Base    []casework.BaseFeature

	Buildings []Building // those with a grid code of their own
}

// NewTown makes the town as it is on the day of now in Chongqing (UTC+8). All but the cases is the same on every day.
func NewTown(now time.Time) (*Town, error) {
	p := growPlan()
	ps := places()
	parts := settleAreas(p, ps)
	parts.uniteCells(p.loops)
	g := layGround(p)
	t := &Town{
		Net:   geo.Net{Code: "grid", Title: "丁家街道网格（演示）", Scheme: geo.GB15},
		Cells: parts.cells(),
		Base:  g.features(),
	}
	settleResidents(t.Cells, g.houses())
	t.Members = enlist(t.Cells, g.houses())
	t.Buildings = nameBuildings(t.Cells, g.houses())
	var err error
	if t.Reports, err = happenings(g, t.Cells, now); err != nil {
		return nil, err
	}
	for _, pl := range ps {
		t.Areas = append(t.Areas, pl.Area)
	}
	return t, nil
}
