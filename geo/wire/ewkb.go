package wire

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"sync"

	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/ewkb"
	"github.com/twpayne/go-geom/encoding/wkbcommon"

	"github.com/wangge-map/wangge/geo"
)

// SRID is the only reference system that crosses the border to PostGIS: WGS 84, lon and lat in degrees.
const SRID = 4326

// maxElements bounds what one geometry may claim to hold before memory is set aside for it: a border of four million
// vertices is longer than any coast.
const maxElements = 1 << 22

// limit sets go-geom's bound, which is a global of that library and unlimited by default, before anything is decoded.
var limit = sync.OnceFunc(func() {
	wkbcommon.MaxGeometryElements = [4]int{maxElements, maxElements, maxElements, maxElements}
})

// EncodeEWKB returns m as EWKB with SRID 4326, coordinates in degrees, rings closed.
func EncodeEWKB(m geo.MultiPolygon) []byte {
	le := binary.LittleEndian
	out := make([]byte, 0, 13+9*len(m)+16*(m.Vertices()+len(m))+4*len(m))
	out = append(out, wkbcommon.NDRID)
	out = le.AppendUint32(out, uint32(wkbcommon.MultiPolygonID)|0x20000000) // the bit says that an SRID follows
	out = le.AppendUint32(out, SRID)
	out = le.AppendUint32(out, uint32(len(m)))
	for _, poly := range m {
		out = append(out, wkbcommon.NDRID)
		out = le.AppendUint32(out, uint32(wkbcommon.PolygonID))
		out = le.AppendUint32(out, uint32(len(poly)))
		for _, r := range poly {
			out = appendRing(out, r)
		}
	}
	return out
}

func appendRing(out []byte, r geo.Ring) []byte {
	if len(r) == 0 {
		return binary.LittleEndian.AppendUint32(out, 0)
	}
	out = binary.LittleEndian.AppendUint32(out, uint32(len(r)+1))
	for _, p := range r {
		out = appendPoint(out, p)
	}
	return appendPoint(out, r[0])
}

func appendPoint(out []byte, p geo.Point) []byte {
	lon, lat := p.Degrees()
	out = binary.LittleEndian.AppendUint64(out, math.Float64bits(lon))
	return binary.LittleEndian.AppendUint64(out, math.Float64bits(lat))
}

// DecodeEWKB reads a MultiPolygon or Polygon in two dimensions with SRID 4326 whose coordinates are on the lattice or
// within half a unit of it. Anything else is an Invalid error.
func DecodeEWKB(raw []byte) (geo.MultiPolygon, error) {
	limit()
	text := bytes.NewReader(raw)
	g, err := ewkb.Read(text)
	if err != nil {
		return nil, geo.Errorf(geo.Invalid, "", "not a geometry in EWKB: %w", err)
	}
	if text.Len() > 0 {
		return nil, geo.Errorf(geo.Invalid, "", "%d bytes follow the geometry", text.Len())
	}
	if g.SRID() != SRID {
		return nil, geo.Errorf(geo.Invalid, "", "geometry has SRID %d, want %d", g.SRID(), SRID)
	}
	if g.Layout() != geom.XY {
		return nil, geo.Errorf(geo.Invalid, "", "geometry has layout %v, want two dimensions", g.Layout())
	}
	switch g := g.(type) {
	case *geom.MultiPolygon:
		m := make(geo.MultiPolygon, g.NumPolygons())
		for i := range m {
			if m[i], err = fromPolygon(g.Polygon(i)); err != nil {
				return nil, err
			}
		}
		return m, nil
	case *geom.Polygon:
		p, err := fromPolygon(g)
		return geo.MultiPolygon{p}, err
	}
	return nil, geo.Errorf(geo.Invalid, "", "geometry is a %T, want polygons", g)
}

func fromPolygon(p *geom.Polygon) (geo.Polygon, error) {
	out := make(geo.Polygon, p.NumLinearRings())
	for i := range out {
		flat := p.LinearRing(i).FlatCoords()
		if n := len(flat); n < 8 || flat[0] != flat[n-2] || flat[1] != flat[n-1] {
			return nil, geo.Errorf(geo.Invalid, "", "a ring is not closed, or has fewer than three corners")
		}
		ring := make(geo.Ring, len(flat)/2-1) // the last repeats the first
		for j := range ring {
			var err error
			if ring[j], err = geo.PointAt(flat[2*j], flat[2*j+1]); err != nil {
				return nil, fmt.Errorf("ring %d, vertex %d: %w", i, j, err)
			}
		}
		out[i] = ring
	}
	return out, nil
}
