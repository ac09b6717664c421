package ogc

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles"
)

// selection returns the collections that the parameter of that name lists, or all that have tiles of all collections.
func (c *call) selection() ([]collection, error) {
	all, err := c.collections()
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(slices.Clone(all), func(k collection) bool { return !k.inAllTiles() })
	if !c.query.Has("collections") {
		return all, nil
	}
	var chosen []collection
	for id := range strings.SplitSeq(c.query.Get("collections"), ",") {
		i := slices.IndexFunc(all, func(k collection) bool { return k.id == id })
		if i < 0 {
			return nil, geo.Errorf(geo.Invalid, "collections", "there is no collection %q in these tiles; ids are parted by commas", shorten(id))
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

func answerTile(c *call) (*answer, error) {
	if err := c.checkMatrixSet(); err != nil {
		return nil, err
	}
	id, err := c.tileID()
	if err != nil {
		return nil, err
	}
	t, err := c.tiled()
	if err != nil {
		return nil, err
	}
	queries, err := c.tileQueries(t, id)
	if err != nil {
		return nil, err
	}
	a := &answer{tag: `W/"` + strconv.Itoa(len(queries))}
	for _, q := range queries { // layers one after another: a tile may be cut and joined between them
		drawn, err := c.s.cfg.Layers.Tile(q)
		if err != nil {
			return nil, err
		}
		a.tag += "-" + drawn.ETag
		if a.raw, err = appendUnpacked(a.raw, drawn.Gzip); err != nil {
			return nil, err
		}
		a.gzip = drawn.Gzip
	}
	if len(queries) > 1 {
		if a.gzip, err = packed(a.raw); err != nil {
			return nil, err
		}
	}
	a.tag += `"`
	if len(a.raw) == 0 {
		a.status, a.gzip = http.StatusNoContent, nil
	}
	return a, nil
}

// tileID reads the numbers of the path, of which the row stands before the column.
func (c *call) tileID() (tiles.TileID, error) {
	z, err := c.pathNumber("tileMatrix", tileMatrices)
	if err != nil {
		return tiles.TileID{}, err
	}
	y, err := c.pathNumber("tileRow", 1<<z)
	if err != nil {
		return tiles.TileID{}, err
	}
	x, err := c.pathNumber("tileCol", 1<<z)
	return tiles.TileID{Z: z, X: x, Y: y}, err
}

func (c *call) pathNumber(name string, below uint32) (uint32, error) {
	n, err := strconv.ParseUint(c.vars[name], 10, 32)
	if err != nil || uint32(n) >= below {
		return 0, geo.Errorf(geo.NotFound, name, "must be a whole number from 0 to %d; tiles are …/{tileMatrix}/{tileRow}/{tileCol}", below-1)
	}
	return uint32(n), nil
}

// tileQueries are the tiles that together are the tile id of t.
func (c *call) tileQueries(t *tiled, id tiles.TileID) ([]tiles.TileQuery, error) {
	points := tiles.TileQuery{Layer: tiles.AllPoints, Tile: id, Bins: tiles.DefaultBins}
	if c.query.Has("datetime") {
		var err error
		if points.Filter.From, points.Filter.To, err = parseDatetime(c.query.Get("datetime")); err != nil {
			return nil, err
		}
	}
	var queries []tiles.TileQuery
	cells := false
	for _, k := range t.collections {
		switch {
		case k.kind == tiles.KindPoints:
			points.Filter.Layers = append(points.Filter.Layers, k.layer)
		case !cells: // the cells and their coverage are the same shapes
			cells = true
			queries = append(queries, tiles.TileQuery{Layer: k.layer, Tile: id, Net: k.net})
		}
	}
	if len(points.Filter.Layers) > 0 {
		queries = append(queries, points)
	}
	return queries, nil
}

func appendUnpacked(raw, packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	more, err := io.ReadAll(z)
	return append(raw, more...), err
}

func packed(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(raw); err != nil {
		return nil, err
	}
	err := z.Close()
	return out.Bytes(), err
}

// tileLayers describes the layers within the tiles of t.
func (c *call) tileLayers(t *tiled) []tileLayer {
	var layers []tileLayer
	has := func(kind string) bool {
		return slices.ContainsFunc(t.collections, func(k collection) bool { return k.kind == kind })
	}
	if has(tiles.KindPoints) {
		layers = append(layers,
			newTileLayer("points", c.text("案卷，瓦片里不多时", "Cases, where a tile holds few"), 0, "id", "layer", "category", "state", "settled:boolean", "severity", "cell", "opened_at"),
			newTileLayer("clusters", c.text("归并的案卷，瓦片里很多时", "Cases gathered, where a tile holds many"), 0, "count:integer", "open:integer", "in_progress:integer", "settled:integer", "severity"))
	}
	if has(tiles.KindCells) {
		layers = append(layers,
			newTileLayer("cells", c.text("网格", "Grid cells"), 2, "code"),
			newTileLayer("borders", c.text("边界，每条一次", "Each border once"), 1, "level:integer"),
			newTileLayer("labels", c.text("放得下名称的地方", "Where a name has room"), 0, "code", "name"))
	}
	return layers
}

// newTileLayer describes a layer whose attributes are texts unless a type stands after a colon.
func newTileLayer(id, title string, dimension int, attributes ...string) tileLayer {
	properties := map[string]any{}
	for _, attribute := range attributes {
		name, kind, typed := strings.Cut(attribute, ":")
		if !typed {
			kind = "string"
		}
		properties[name] = map[string]any{"type": kind}
	}
	return tileLayer{ID: id, Title: title, DataType: "vector", GeometryDimension: dimension, Properties: map[string]any{"type": "object", "properties": properties}}
}
