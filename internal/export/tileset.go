package export

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"github.com/wangge-map/wangge/tiles/mvt"
)

// tileSet is the tiles of some zooms that something lies in.
type tileSet struct {
	min, max uint32
	zooms    []map[uint64]struct{} // by zoom from min on: x in the high half, y in the low one
}

func newTileSet(minZoom, maxZoom uint32) tileSet {
	s := tileSet{min: minZoom, max: maxZoom}
	for range maxZoom - minZoom + 1 {
		s.zooms = append(s.zooms, map[uint64]struct{}{})
	}
	return s
}

// mercatorLimit is the latitude where the tiles end.
const mercatorLimit = 85.0511287

// add takes the tiles that b meets. It reports whether there is room for them.
func (s *tileSet) add(b orb.Bound) bool {
	clamp := func(p orb.Point) orb.Point {
		return orb.Point{min(max(p[0], -180), 180-1e-9), min(max(p[1], -mercatorLimit), mercatorLimit)}
	}
	northWest, southEast := clamp(orb.Point{b.Min[0], b.Max[1]}), clamp(orb.Point{b.Max[0], b.Min[1]})
	for z, zoom := range slices.Backward(s.zooms) { // the deepest first: it has the most
		z := uint32(z) + s.min
		from, to := maptile.At(northWest, maptile.Zoom(z)), maptile.At(southEast, maptile.Zoom(z))
		if uint64(to.X-from.X+1)*uint64(to.Y-from.Y+1) > mostTiles {
			return false
		}
		for x := from.X; x <= to.X; x++ {
			for y := from.Y; y <= to.Y; y++ {
				zoom[uint64(x)<<32|uint64(y)] = struct{}{}
			}
		}
		if s.len() > mostTiles {
			return false
		}
	}
	return true
}

func (s *tileSet) len() int {
	n := 0
	for _, zoom := range s.zooms {
		n += len(zoom)
	}
	return n
}

// all gives zoom, x and y of the tiles zoom by zoom, from west to east and north to south.
func (s *tileSet) all() iter.Seq2[uint32, [2]uint32] {
	return func(yield func(uint32, [2]uint32) bool) {
		for i, zoom := range s.zooms {
			for _, key := range slices.Sorted(maps.Keys(zoom)) {
				if !yield(s.min+uint32(i), [2]uint32{uint32(key >> 32), uint32(key)}) {
					return
				}
			}
		}
	}
}

// vectorLayer describes a layer of vector tiles, as TileJSON 3.0 has it.
type vectorLayer struct {
	ID      string            `json:"id"`
	MinZoom int               `json:"minzoom"`
	MaxZoom int               `json:"maxzoom"`
	Fields  map[string]string `json:"fields"` // name → String, Number or Boolean
}

// vectorLayers are the layers that tiles were seen to have, by name.
type vectorLayers map[string]*vectorLayer

// note looks at a tile of zoom z, whose layers and fields are then listed.
func (v vectorLayers) note(z int, tile []byte) error {
	layers, err := mvt.Decode(tile)
	if err != nil {
		return err
	}
	for i := range layers {
		l := v[layers[i].Name]
		if l == nil {
			l = &vectorLayer{ID: layers[i].Name, MinZoom: z, MaxZoom: z, Fields: map[string]string{}}
			v[l.ID] = l
		}
		l.MinZoom, l.MaxZoom = min(l.MinZoom, z), max(l.MaxZoom, z)
		for _, f := range layers[i].Features {
			for name, value := range f.Tags {
				l.Fields[name] = fieldType(value)
			}
		}
	}
	return nil
}

func fieldType(value any) string {
	switch value.(type) {
	case string:
		return "String"
	case bool:
		return "Boolean"
	}
	return "Number"
}

func (v vectorLayers) list() []*vectorLayer {
	return slices.SortedFunc(maps.Values(v), func(a, b *vectorLayer) int { return cmp.Compare(a.ID, b.ID) })
}
