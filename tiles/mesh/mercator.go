package mesh

import (
	"math"

	"github.com/wangge-map/wangge/geo"
)

// place is a place in units of the world.
type place struct{ x, y uint32 }

const (
	worldBits = 32
	// maxZoom is the zoom at which a tile unit is one unit of the world.
	maxZoom = 20
	// unitBits is the zoom's part in the size of a tile unit: 2^(unitBits-z) units of the world.
	unitBits = 20
)

// project returns the place of p. What lies beyond the square of Web Mercator, at 85.05 degrees, is put on its edge.
func project(p geo.Point) place {
	lon, lat := p.Degrees()
	sin := math.Sin(lat * math.Pi / 180)
	return place{
		x: fixed(0.5 + lon/360),
		y: fixed(0.5 - math.Atanh(sin)/(2*math.Pi)),
	}
}

// fixed turns a part of the world's side into units. An infinity, of a pole, becomes an edge.
func fixed(part float64) uint32 {
	v := math.Round(part * (1 << worldBits))
	return uint32(min(max(v, 0), 1<<worldBits-1))
}

// box is a closed box in units of the world. It may reach beyond the world.
type box struct{ west, north, east, south int64 }

func emptyBox() box {
	return box{math.MaxInt64, math.MaxInt64, math.MinInt64, math.MinInt64}
}

func (b box) extend(p place) box {
	x, y := int64(p.x), int64(p.y)
	return box{min(b.west, x), min(b.north, y), max(b.east, x), max(b.south, y)}
}

func (b box) union(c packedBox) box {
	return box{min(b.west, int64(c.west)), min(b.north, int64(c.north)), max(b.east, int64(c.east)), max(b.south, int64(c.south))}
}

// pack returns b in half the memory. An empty box stays empty.
func (b box) pack() packedBox {
	if b.west > b.east {
		return packedBox{west: 1, north: 1}
	}
	return packedBox{uint32(b.west), uint32(b.north), uint32(b.east), uint32(b.south)}
}

// packedBox is a box within the world.
type packedBox struct{ west, north, east, south uint32 }

func (p packedBox) empty() bool { return p.west > p.east }

func (p packedBox) meets(b box) bool {
	return int64(p.west) <= b.east && int64(p.east) >= b.west && int64(p.north) <= b.south && int64(p.south) >= b.north && !p.empty()
}

func (p packedBox) contains(q place) bool {
	return q.x >= p.west && q.x <= p.east && q.y >= p.north && q.y <= p.south
}
