package tiles

import (
	"fmt"

	"github.com/wangge-map/wangge/geo"
)

// TileQuery asks for a vector tile.
type TileQuery struct {
	Layer   string // one of kind points or cells, or AllPoints
	Tile    TileID
	Filter  Filter // for points
	Bins    int    // for points: how many clusters a side there may be, see CheckBins
	Net     string // for cells, and for Filter.Cells; empty means the default net
	Edition int    // for cells: the number of the edition; 0 is the one in force
}

// Tile answers q from the cache, or draws it. Errors are those of DrawTile.
func (l *Live) Tile(q TileQuery) (Tile, error) {
	// The version is read before the picture: what changes in between is drawn once too often, never too seldom.
	version := l.stale.version(q.Layer, q.Tile)
	key := tileKey{q.Layer, q.Tile}
	p := l.picture.Load()
	if p.catalog.kindOf(q.Layer) != KindPoints {
		m, err := l.cellsOf(q)
		if err != nil {
			return Tile{}, err
		}
		key.layer = fmt.Sprintf("%s %d", layerCells, m.edition.ID)
		t, err := l.cache.get(key, 0, func() ([]byte, error) { return m.draw(q.Tile), nil })
		t.Immutable = q.Edition != 0
		return t, err
	}
	if !q.Filter.IsZero() || q.Bins != DefaultBins {
		key.layer = fmt.Sprintf("%s %d %s %s", q.Layer, q.Bins, q.Filter.key(), q.Net)
	}
	return l.cache.get(key, version, func() ([]byte, error) { return l.DrawTile(q) })
}

// DrawTile draws a tile, uncompressed. It returns a NotFound error with field "layer", "net", "edition" or "z", and an Invalid one
// with field "bins" or "cell".
func (l *Live) DrawTile(q TileQuery) ([]byte, error) {
	p := l.picture.Load()
	switch kind := p.catalog.kindOf(q.Layer); {
	case kind == "" || kind == KindBase:
		return nil, geo.Errorf(geo.NotFound, "layer", "there are no tiles of this layer; GET /api/v1/layers lists what there is")
	case !q.Tile.sound():
		return nil, noSuchTile(q.Tile)
	case kind == KindCells:
		m, err := l.cellsOf(q)
		if err != nil {
			return nil, err
		}
		return m.draw(q.Tile), nil
	}
	if err := CheckBins(q.Bins); err != nil {
		return nil, err
	}
	v, err := l.view(q.Layer, &q.Filter, q.Net, false)
	if err != nil {
		return nil, err
	}
	return v.drawCases(q.Tile, v.sieve, q.Bins), nil
}

// view is a picture with a filter made ready for it and, where cells matter, the mosaic that they are of.
type view struct {
	*picture
	sieve  *sieve
	mosaic *mosaic // nil where neither the question nor the filter names cells
}

// view takes the picture in effect, once, and makes f ready for it: what else is read must be of the same picture. layer must be of kind
// points, or AllPoints; net is whose cells count, if any do.
func (l *Live) view(layer string, f *Filter, net string, cells bool) (view, error) {
	v := view{picture: l.picture.Load()}
	if cells || len(f.Cells) > 0 {
		var err error
		if v.picture, v.mosaic, err = l.at(net); err != nil {
			return view{}, err
		}
	}
	switch v.catalog.kindOf(layer) {
	case KindPoints:
	case "":
		return view{}, noSuchLayer()
	default:
		return view{}, geo.Errorf(geo.Invalid, "layer", "is not one of cases")
	}
	var err error
	v.sieve, err = v.picture.sieve(layer, f, v.mosaic)
	return v, err
}

func noSuchTile(t TileID) error {
	if t.Z > maxTileZoom {
		return geo.Errorf(geo.NotFound, "z", "zooms are 0 to %d", maxTileZoom)
	}
	return geo.Errorf(geo.NotFound, "z", "at zoom %d, x and y are 0 to %d", t.Z, uint32(1)<<t.Z-1)
}

// cellsOf returns the mosaic whose cells q asks for.
func (l *Live) cellsOf(q TileQuery) (*mosaic, error) {
	if l.picture.Load().catalog.kindOf(q.Layer) != KindCells {
		return nil, geo.Errorf(geo.NotFound, "layer", "there are no tiles of this layer; GET /api/v1/layers lists what there is")
	}
	if !q.Tile.sound() {
		return nil, noSuchTile(q.Tile)
	}
	_, m, err := l.at(q.Net)
	if err != nil {
		return nil, err
	}
	if q.Edition != 0 && q.Edition != m.edition.Number {
		return nil, geo.Errorf(geo.NotFound, "edition", "edition %d of this net is not in force, edition %d is", q.Edition, m.edition.Number)
	}
	return m, nil
}
