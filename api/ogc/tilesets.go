package ogc

import (
	"math"
	"slices"
	"strconv"

	"github.com/wangge-map/wangge/api/ogc/crs"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles"
)

// The one tile matrix set: the squares of Web Mercator that every map on the web uses.
const (
	tileMatrixSet    = "WebMercatorQuad"
	tileMatrixSetURI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
	webMercatorURI   = "http://www.opengis.net/def/crs/EPSG/0/3857"
	tileMatrices     = 19 // zooms 0 to 18
)

func tileRoutes() []route {
	matrixSet := parameter{name: "tileMatrixSetId", in: "path", about: "The tile matrix set", schema: map[string]any{"type": "string", "enum": []string{tileMatrixSet}}}
	place := []parameter{
		{name: "tileMatrix", in: "path", about: "The zoom", schema: map[string]any{"type": "integer", "minimum": 0, "maximum": tileMatrices - 1}},
		{name: "tileRow", in: "path", about: "The row, from the north: y, which stands before x", schema: map[string]any{"type": "integer", "minimum": 0}},
		{name: "tileCol", in: "path", about: "The column, from the west: x", schema: map[string]any{"type": "integer", "minimum": 0}},
	}
	selection := parameter{
		name: "collections", in: "query", list: true, about: "Only these collections; all that have tiles when left out",
		schema: map[string]any{"type": "array", "items": text(), "minItems": 1},
	}
	with := func(lists ...[]parameter) []parameter { return slices.Concat(lists...) }
	asked := []parameter{datetimeParameter()}
	return []route{
		{
			path: "/tiles", id: "tiles.dataset.vector.getTileSetsList", tag: "Tiles", summary: "The tile sets of all collections together",
			formats: []format{asJSON, asHTML}, schema: "tileSets", params: []parameter{selection}, answer: answerTilesets,
		},
		{
			path: "/tiles/{tileMatrixSetId}", id: "tiles.dataset.vector.getTileSet", tag: "Tiles", summary: "A tile set of all collections together",
			formats: []format{asJSON, asHTML}, schema: "tileSet", params: with([]parameter{matrixSet, selection}), answer: answerTileset,
		},
		{
			path: "/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", id: "tiles.dataset.vector.getTile", tag: "Tiles", summary: "A tile of all collections together",
			formats: []format{asMVT}, params: with([]parameter{matrixSet}, place, []parameter{selection}, asked), answer: answerTile,
		},
		{
			path: "/collections/{collectionId}/tiles", id: "tiles.collection.vector.getTileSetsList", tag: "Tiles", summary: "The tile sets of a collection",
			formats: []format{asJSON, asHTML}, schema: "tileSets", params: []parameter{collectionID()}, answer: answerTilesets,
		},
		{
			path: "/collections/{collectionId}/tiles/{tileMatrixSetId}", id: "tiles.collection.vector.getTileSet", tag: "Tiles", summary: "A tile set of a collection",
			formats: []format{asJSON, asHTML}, schema: "tileSet", params: []parameter{collectionID(), matrixSet}, answer: answerTileset,
		},
		{
			path: "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", id: "tiles.collection.vector.getTile", tag: "Tiles", summary: "A tile of a collection",
			formats: []format{asMVT}, params: with([]parameter{collectionID(), matrixSet}, place, asked), answer: answerTile,
		},
		{
			path: "/tileMatrixSets", id: "getTileMatrixSetsList", tag: "Tiles", summary: "The tile matrix sets", formats: []format{asJSON, asHTML},
			schema: "tileMatrixSets", answer: answerMatrixSets,
		},
		{
			path: "/tileMatrixSets/{tileMatrixSetId}", id: "getTileMatrixSet", tag: "Tiles", summary: "A tile matrix set", formats: []format{asJSON, asHTML},
			schema: "anything", params: []parameter{matrixSet}, answer: answerMatrixSet,
		},
	}
}

// tilesetJSON describes a tile set (OGC 17-083r4). Links, layers and limits are left out where it is only an item of a list.
type tilesetJSON struct {
	Title            string        `json:"title"`
	DataType         string        `json:"dataType"`
	CRS              string        `json:"crs"`
	TileMatrixSetURI string        `json:"tileMatrixSetURI"`
	Links            []link        `json:"links"`
	BoundingBox      *boundingBox  `json:"boundingBox,omitempty"`
	Layers           []tileLayer   `json:"layers,omitempty"`
	Limits           []matrixLimit `json:"tileMatrixSetLimits,omitempty"`
}

type boundingBox struct {
	LowerLeft  [2]float64 `json:"lowerLeft"`
	UpperRight [2]float64 `json:"upperRight"`
	CRS        string     `json:"crs"`
}

// tileLayer is a layer within the tiles.
type tileLayer struct {
	ID                string         `json:"id"`
	Title             string         `json:"title"`
	DataType          string         `json:"dataType"`
	GeometryDimension int            `json:"geometryDimension"`
	Properties        map[string]any `json:"propertiesSchema"`
}

// matrixLimit says which tiles of a zoom can hold anything.
type matrixLimit struct {
	TileMatrix string `json:"tileMatrix"`
	MinTileRow uint32 `json:"minTileRow"`
	MaxTileRow uint32 `json:"maxTileRow"`
	MinTileCol uint32 `json:"minTileCol"`
	MaxTileCol uint32 `json:"maxTileCol"`
}

// tiled is what tiles are asked of: a collection, or several.
type tiled struct {
	zh, en      string
	path        string // of its list of tile sets
	of          *collection
	collections []collection
}

// tiled returns what the path and the parameter collections name.
func (c *call) tiled() (*tiled, error) {
	if c.vars["collectionId"] != "" {
		k, err := c.collection()
		if err != nil {
			return nil, err
		}
		if !k.hasTiles() {
			return nil, geo.Errorf(geo.NotFound, "collectionId", "this collection has no tiles; ask for its items")
		}
		return &tiled{zh: k.titleZH, en: k.title, path: k.path() + "/tiles", of: k, collections: []collection{*k}}, nil
	}
	chosen, err := c.selection()
	zh, en := c.s.cfg.Title()
	return &tiled{zh: zh, en: en, path: "/tiles", collections: chosen}, err
}

func (k *collection) hasTiles() bool { return k.kind != tiles.KindBase }

// inAllTiles reports whether the tiles of all collections together hold k: the cells of other nets have tiles of their own.
func (k *collection) inAllTiles() bool { return k.hasTiles() && k.net == "" }

// bound holds everything in t.
func (t *tiled) bound() geo.Bound {
	b := geo.EmptyBound()
	for _, k := range t.collections {
		b = b.Union(k.bound)
	}
	return b
}

func (c *call) describeTileset(t *tiled) tilesetJSON {
	path := t.path + "/" + tileMatrixSet
	query := ""
	if chosen := c.query.Get("collections"); chosen != "" {
		query = "&collections=" + escapeQuery(chosen)
	}
	self := c.to("self", path, asJSON, c.text("瓦片集", "Tile set"))
	self.Href += query
	tile := link{
		Href: c.base + path + "/{tileMatrix}/{tileRow}/{tileCol}?f=mvt" + query, Rel: "item", Type: asMVT.mediaType, Templated: true, Title: c.text("瓦片（先行后列）", "Tiles (row before column)"),
	}
	out := tilesetJSON{
		Title: c.text(t.zh, t.en), DataType: "vector", CRS: webMercatorURI, TileMatrixSetURI: tileMatrixSetURI,
		Links: []link{self, c.to("alternate", path, asHTML, c.text("瓦片集的网页", "Tile set as a page")), c.to(relTilingScheme, "/tileMatrixSets/"+tileMatrixSet, asJSON, "WebMercatorQuad"), tile},
	}
	for _, k := range t.collections {
		out.Links = append(out.Links, c.to(relGeoData, k.path(), asJSON, c.text(k.titleZH, k.title)))
	}
	return out
}

func answerTilesets(c *call) (*answer, error) {
	t, err := c.tiled()
	if err != nil {
		return nil, err
	}
	set := c.describeTileset(t)
	body := struct {
		Links    []link        `json:"links"`
		Tilesets []tilesetJSON `json:"tilesets"`
	}{c.selves(), []tilesetJSON{set}}
	return &answer{json: body, links: body.Links, page: page{
		name: "tilesets", title: c.text("矢量瓦片", "Vector tiles"), crumbs: c.crumbs(t.of), body: map[string]any{"Set": set, "Path": t.path + "/" + tileMatrixSet},
	}}, nil
}

func answerTileset(c *call) (*answer, error) {
	if err := c.checkMatrixSet(); err != nil {
		return nil, err
	}
	t, err := c.tiled()
	if err != nil {
		return nil, err
	}
	set := c.describeTileset(t)
	set.Layers = c.tileLayers(t)
	if b := t.bound(); !b.IsEmpty() {
		west, south := b.Min.Degrees()
		east, north := b.Max.Degrees()
		set.BoundingBox = &boundingBox{[2]float64{west, south}, [2]float64{east, north}, crs.CRS84().URI()}
		set.Limits = limits(b)
	}
	return &answer{json: set, links: set.Links, page: page{
		name: "tileset", title: set.Title, crumbs: c.crumbs(t.of), body: map[string]any{"Set": set},
	}}, nil
}

func (c *call) checkMatrixSet() error {
	if c.vars["tileMatrixSetId"] != tileMatrixSet {
		return geo.Errorf(geo.NotFound, "tileMatrixSetId", "there is no such tile matrix set; there is %s", tileMatrixSet)
	}
	return nil
}

// limits are the tiles that b touches.
func limits(b geo.Bound) []matrixLimit {
	var all []matrixLimit
	for z := range uint32(tileMatrices) {
		west, north := tileOf(z, geo.Point{Lon: b.Min.Lon, Lat: b.Max.Lat})
		east, south := tileOf(z, geo.Point{Lon: b.Max.Lon, Lat: b.Min.Lat})
		all = append(all, matrixLimit{strconv.Itoa(int(z)), north, south, west, east})
	}
	return all
}

// tileOf is the column and row, from the north, of the tile of zoom z that holds p. What is beyond the edge of the square
// belongs to the last tile.
func tileOf(z uint32, p geo.Point) (x, y uint32) {
	lon, lat := p.Degrees()
	n := float64(uint32(1) << z)
	clamp := func(v float64) uint32 { return uint32(min(max(math.Floor(v), 0), n-1)) }
	return clamp((lon + 180) / 360 * n), clamp((1 - math.Asinh(math.Tan(lat*math.Pi/180))/math.Pi) / 2 * n)
}
