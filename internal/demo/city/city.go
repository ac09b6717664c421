package city

import (
	"fmt"
	"math/rand/v2"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/casework"
)

// What a city has where nothing else is asked for.
const (
	DefaultCells = 20_000
	DefaultCases = 1_000_000
)

// City is a synthetic city.
type City struct {
	Net     geo.Net
	Cells   []geo.Cell // by code
	Members []casework.Member
	Base    []casework.BaseFeature

	seed   uint64
	ground ground
}

// Config says what city to make.
type Config struct {
	Seed  uint64
	Cells int // at least 1
}

// The parts of the seed's randomness, so that a change in one leaves the others as they are.
const (
	forPeople = iota
	forParts
	forBends
	forMembers
	forPlaces
	forCases
)

// spotsPerCell is how many spots there are for each cell: enough to halve it by.
const spotsPerCell = 16

// New makes a city. It returns an Invalid error with field "cells" when their number makes no sense.
func New(cfg Config) (*City, error) {
	const most = 2_000_000 // more would not find room in memory
	if cfg.Cells < 1 || cfg.Cells > most {
		return nil, geo.Errorf(geo.Invalid, "cells", "a city has between 1 and %d cells, not %d", most, cfg.Cells)
	}
	random := func(stream uint64) *rand.Rand { return rand.New(rand.NewPCG(cfg.Seed, stream)) }
	p := partGround(random(forParts), strew(random(forPeople), spotsPerCell*cfg.Cells), cfg.Cells)
	bends := random(forBends)
	b := newBending(bends)
	m := newMesh(p, b, bends)
	c := &City{Net: geo.Net{Code: "grid", Title: "合成城市网格（演示）", Scheme: geo.GB15}, seed: cfg.Seed}
	for i := range p.leaves {
		cell := p.leaves[i].cell(m.ring(m.sides[i], b))
		cell.Residents = p.leaves[i].residents(bends)
		c.Cells = append(c.Cells, cell)
	}
	c.Members = enlist(c.Cells, random(forMembers))
	c.Base = roads(p, m, b)
	c.ground = newGround(p.leaves, b)
	return c, nil
}

// firstCounty is the code of the county around Dingjia; those that follow it are nobody's.
const firstCounty = 500_120

func (l *leaf) cell(ring geo.Ring) geo.Cell {
	parent := fmt.Sprintf("%06d%03d%03d", firstCounty+l.county-1, l.street, l.community)
	code := fmt.Sprintf("%s%03d", parent, l.seq)
	return geo.Cell{
		Code: code, Name: fmt.Sprintf("%d区%d街道%d社区第%d网格", l.county, l.street, l.community, l.seq), Parent: parent,
		District: geo.GB15.DistrictOf(code), Shape: geo.MultiPolygon{{ring}},
	}
}
