package ogc

import (
	"math"
	"net/url"
	"strconv"
)

// matrixSetJSON is a tile matrix set (OGC 17-083r4).
type matrixSetJSON struct {
	ID           string       `json:"id"`
	Title        string       `json:"title"`
	URI          string       `json:"uri"`
	CRS          string       `json:"crs"`
	OrderedAxes  []string     `json:"orderedAxes"`
	WellKnown    string       `json:"wellKnownScaleSet"`
	TileMatrices []tileMatrix `json:"tileMatrices"`
}

type tileMatrix struct {
	ID               string     `json:"id"`
	ScaleDenominator float64    `json:"scaleDenominator"`
	CellSize         float64    `json:"cellSize"` // metres of the projection
	CornerOfOrigin   string     `json:"cornerOfOrigin"`
	PointOfOrigin    [2]float64 `json:"pointOfOrigin"`
	TileWidth        int        `json:"tileWidth"`
	TileHeight       int        `json:"tileHeight"`
	MatrixWidth      int        `json:"matrixWidth"`
	MatrixHeight     int        `json:"matrixHeight"`
}

// webMercatorQuad is the set as OGC registered it, as deep as there are tiles.
func webMercatorQuad() matrixSetJSON {
	const (
		half       = math.Pi * 6378137
		pixel      = 0.00028 // metres, by which a scale is told
		tilePixels = 256
	)
	set := matrixSetJSON{
		ID: tileMatrixSet, Title: "Google Maps Compatible for the World", URI: tileMatrixSetURI, CRS: webMercatorURI, OrderedAxes: []string{"X", "Y"},
		WellKnown: "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
	}
	for z := range tileMatrices {
		n := 1 << z
		cell := 2 * half / float64(tilePixels*n)
		set.TileMatrices = append(set.TileMatrices, tileMatrix{
			ID: strconv.Itoa(z), ScaleDenominator: cell / pixel, CellSize: cell, CornerOfOrigin: "topLeft", PointOfOrigin: [2]float64{-half, half},
			TileWidth: tilePixels, TileHeight: tilePixels, MatrixWidth: n, MatrixHeight: n,
		})
	}
	return set
}

func answerMatrixSets(c *call) (*answer, error) {
	set := webMercatorQuad()
	body := map[string]any{"links": c.selves(), "tileMatrixSets": []any{map[string]any{
		"id": set.ID, "title": set.Title, "uri": set.URI, "crs": set.CRS,
		"links": []link{c.to("self", "/tileMatrixSets/"+tileMatrixSet, asJSON, set.Title)},
	}}}
	return &answer{json: body, links: c.selves(), page: page{name: "matrixsets", title: c.text("瓦片方案", "Tile matrix sets"), body: set}}, nil
}

func answerMatrixSet(c *call) (*answer, error) {
	if err := c.checkMatrixSet(); err != nil {
		return nil, err
	}
	set := webMercatorQuad()
	return &answer{json: set, links: c.selves(), page: page{name: "matrixset", title: set.ID, body: set}}, nil
}

func escapeQuery(s string) string { return url.QueryEscape(s) }
