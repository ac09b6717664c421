package tiles

import (
	"math"

	"github.com/wangge-map/wangge/geo"
)

// A key is a place in Web Mercator: 32 bits an axis, x from the west and y from the north, their bits in turn with those of
// y above those of x. All places of a tile are one range of keys, whose next bits are the place in the tile.

// maxTileZoom is the deepest zoom whose tiles have 4,096 units a side in keys of 32 bits an axis.
const maxTileZoom = 20

// tileUnits is the number of units along a tile's side, and tileBits its logarithm.
const (
	tileBits  = 12
	tileUnits = 1 << tileBits
)

// keyOf returns the key of p. Places beyond the latitude where Web Mercator ends are on its edge.
func keyOf(p geo.Point) uint64 {
	x, y := mercator(p)
	return interleave(x, y)
}

func mercator(p geo.Point) (x, y uint32) {
	lon, lat := p.Degrees()
	sin := math.Sin(lat * math.Pi / 180)
	return toAxis(lon/360 + 0.5), toAxis(0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi))
}

// toAxis returns v, a share of the world's width, in units of its 2^32nd part, kept on the axis. NaN arises nowhere: at the
// poles the logarithm is infinite.
func toAxis(v float64) uint32 {
	v *= 1 << 32
	switch {
	case v <= 0:
		return 0
	case v >= math.MaxUint32:
		return math.MaxUint32
	}
	return uint32(v)
}

func interleave(x, y uint32) uint64 { return spread(x) | spread(y)<<1 }

func deinterleave(key uint64) (x, y uint32) { return gather(key), gather(key >> 1) }

// spread puts a zero above each bit of v.
func spread(v uint32) uint64 {
	x := uint64(v)
	x = (x | x<<16) & 0x0000ffff0000ffff
	x = (x | x<<8) & 0x00ff00ff00ff00ff
	x = (x | x<<4) & 0x0f0f0f0f0f0f0f0f
	x = (x | x<<2) & 0x3333333333333333
	return (x | x<<1) & 0x5555555555555555
}

// gather undoes spread.
func gather(x uint64) uint32 {
	x &= 0x5555555555555555
	x = (x | x>>1) & 0x3333333333333333
	x = (x | x>>2) & 0x0f0f0f0f0f0f0f0f
	x = (x | x>>4) & 0x00ff00ff00ff00ff
	x = (x | x>>8) & 0x0000ffff0000ffff
	return uint32(x | x>>16)
}

// keySpan is the keys from first to last, both included.
type keySpan struct{ first, last uint64 }

// TileID names a tile: zoom, column from the west, row from the north.
type TileID struct{ Z, X, Y uint32 }

// sound reports whether there is such a tile, no deeper than its keys reach.
func (t TileID) sound() bool { return t.Z <= maxTileZoom && t.X < 1<<t.Z && t.Y < 1<<t.Z }

// span returns the keys of the places in t.
func (t TileID) span() keySpan {
	first := interleave(t.X, t.Y) << (64 - 2*t.Z) // a shift by 64 gives 0
	return keySpan{first, first + (^uint64(0) >> (2 * t.Z))}
}

// tileAt returns the tile of zoom z that holds key.
func tileAt(key uint64, z uint32) TileID {
	x, y := deinterleave(key)
	return TileID{z, uint32(uint64(x) >> (32 - z)), uint32(uint64(y) >> (32 - z))}
}

// TileIDAt returns the tile of zoom z, at most 20, that holds the public place of a case at p.
func TileIDAt(p geo.Point, z uint32) TileID { return tileAt(keyOf(publicPoint(p)), z) }

// place returns where in t a key of its span is, in units.
func (t TileID) place(key uint64) (x, y int32) {
	kx, ky := deinterleave(key)
	shift := 32 - t.Z - tileBits
	return int32(kx >> shift & (tileUnits - 1)), int32(ky >> shift & (tileUnits - 1))
}

// coverDepth is how many times finer than a box the squares are that cover it: at most some dozens of spans, of which a tenth
// is beyond the box.
const coverDepth = 3

// cover returns spans, in order, that hold every place of b and not much more.
func cover(b geo.Bound) []keySpan {
	if b.IsEmpty() {
		return nil
	}
	west, north := mercator(geo.Point{Lon: b.Min.Lon, Lat: b.Max.Lat})
	east, south := mercator(geo.Point{Lon: b.Max.Lon, Lat: b.Min.Lat})
	c := coverer{west: west, north: north, east: east, south: south}
	for side := max(east-west, south-north); c.deepest < 32 && side>>(32-c.deepest) == 0; {
		c.deepest++
	}
	c.deepest = min(c.deepest+coverDepth, 32)
	c.visit(0, 0, 0)
	return c.spans
}

type coverer struct {
	west, north, east, south uint32
	deepest                  uint32
	spans                    []keySpan
}

// visit adds what the square z, x, y shares with the box. Squares are visited in the order of their keys.
func (c *coverer) visit(z, x, y uint32) {
	side := uint64(1) << (32 - z)
	west, north := uint64(x)*side, uint64(y)*side
	east, south := west+side-1, north+side-1
	if west > uint64(c.east) || east < uint64(c.west) || north > uint64(c.south) || south < uint64(c.north) {
		return
	}
	inside := west >= uint64(c.west) && east <= uint64(c.east) && north >= uint64(c.north) && south <= uint64(c.south)
	if !inside && z < c.deepest {
		for q := range uint32(4) {
			c.visit(z+1, x<<1|q&1, y<<1|q>>1)
		}
		return
	}
	span := TileID{z, x, y}.span()
	if n := len(c.spans); n > 0 && c.spans[n-1].last+1 == span.first {
		c.spans[n-1].last = span.last
		return
	}
	c.spans = append(c.spans, span)
}
