package api

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles"
)

const (
	pathTiles = "/tiles/"
	mvtType   = "application/vnd.mapbox-vector-tile"
)

type tileInput struct {
	ID      string `path:"id" maxLength:"40" doc:"a layer of kind points or cells; all for every layer of points together"`
	Z       string `path:"z" maxLength:"12"`
	X       string `path:"x" maxLength:"12"`
	Y       string `path:"y" maxLength:"12" doc:"from the north"`
	Layer   string `query:"layer" maxLength:"200" doc:"for all: only these layers, with commas between"`
	Bins    int    `query:"bins" default:"8" doc:"clusters a side where a tile holds many cases; with 64 they tell only their count"`
	Net     string `query:"net" maxLength:"40" doc:"for cells, and the filter cell; the default net when left out"`
	Edition int    `query:"edition" minimum:"0" doc:"for cells: the number of the edition in force; the tile is then the same for ever"`
	CaseFilter
	IfNoneMatch    string `header:"If-None-Match"`
	AcceptEncoding string `header:"Accept-Encoding"`
}

type tileOutput struct {
	Status          int
	ContentType     string `header:"Content-Type"`
	ContentEncoding string `header:"Content-Encoding"`
	ETag            string `header:"ETag"`
	CacheControl    string `header:"Cache-Control"`
	Body            []byte
}

func (s *server) tile(_ context.Context, in *tileInput) (*tileOutput, error) {
	id, err := parseTile(in.Z, in.X, in.Y)
	if err != nil {
		return nil, err
	}
	filter, err := in.parse(s, in.Layer)
	if err != nil {
		return nil, err
	}
	t, err := s.cfg.Layers.Tile(tiles.TileQuery{Layer: in.ID, Tile: id, Filter: filter, Bins: in.Bins, Net: in.Net, Edition: in.Edition})
	if err != nil {
		return nil, err
	}
	return answerTile(t, in.IfNoneMatch, in.AcceptEncoding)
}

// immutable is the Cache-Control of what will never be another.
const immutable = "public, max-age=31536000, immutable"

func answerTile(t tiles.Tile, ifNoneMatch, acceptEncoding string) (*tileOutput, error) {
	out := &tileOutput{Status: 200, ContentType: mvtType, CacheControl: "no-cache", ETag: `"` + t.ETag + `"`}
	if t.Immutable {
		out.CacheControl = immutable
	}
	packed := takesGzip(acceptEncoding)
	if packed { // other bytes, so another tag
		out.ContentEncoding, out.ETag = "gzip", `"`+t.ETag+`-gzip"`
	}
	if sameTag(ifNoneMatch, out.ETag) {
		out.Status, out.ContentEncoding = 304, ""
		return out, nil
	}
	out.Body = t.Gzip
	if !packed {
		z, err := gzip.NewReader(bytes.NewReader(t.Gzip))
		if err != nil {
			return nil, err
		}
		if out.Body, err = io.ReadAll(z); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// takesGzip reports whether an Accept-Encoding names gzip and does not refuse it.
func takesGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, quality, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		_, q, weighed := strings.Cut(quality, "=")
		value, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		return !weighed || err == nil && value > 0
	}
	return false
}

// parseTile reads the numbers of a tile. It returns a NotFound error that names the one that is none.
func parseTile(z, x, y string) (tiles.TileID, error) {
	var v [3]uint32
	for i, text := range []string{z, x, y} {
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			return tiles.TileID{}, geo.Errorf(geo.NotFound, string("zxy"[i]), "is not a whole number from 0 on; tiles are /tiles/{layer}/{z}/{x}/{y}.mvt")
		}
		v[i] = uint32(n)
	}
	return tiles.TileID{Z: v[0], X: v[1], Y: v[2]}, nil
}

type tileJSONInput struct {
	ID    string `path:"id" maxLength:"40"`
	Layer string `query:"layer" maxLength:"200" doc:"for all: only these layers, with commas between"`
	Bins  int    `query:"bins" default:"8"`
	Net   string `query:"net" maxLength:"40"`
	CaseFilter
}

// TileJSON describes a layer's tiles: https://github.com/mapbox/tilejson-spec/tree/master/3.0.0.
type TileJSON struct {
	TileJSON     string        `json:"tilejson"`
	Name         string        `json:"name"`
	Tiles        []string      `json:"tiles" doc:"where the tiles are, from the root of this site"`
	MinZoom      int           `json:"minzoom"`
	MaxZoom      int           `json:"maxzoom"`
	Bounds       []float64     `json:"bounds,omitempty" doc:"west, south, east, north; left out when the layer is empty"`
	Attribution  string        `json:"attribution,omitempty"`
	VectorLayers []VectorLayer `json:"vector_layers"`
}

// VectorLayer describes a layer within tiles.
type VectorLayer struct {
	ID          string            `json:"id"`
	Description string            `json:"description"`
	Fields      map[string]string `json:"fields"`
}

type tileJSONOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         TileJSON
}

func (s *server) tileJSON(ctx context.Context, in *tileJSONInput) (*tileJSONOutput, error) {
	if _, err := in.parse(s, in.Layer); err != nil {
		return nil, err
	}
	if err := tiles.CheckBins(in.Bins); err != nil {
		return nil, err
	}
	summary, err := s.tiledLayer(in.ID)
	if err != nil {
		return nil, err
	}
	q := in.query()
	for name, value := range map[string]string{"layer": in.Layer, "net": in.Net} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if in.Bins != tiles.DefaultBins {
		q.Set("bins", strconv.Itoa(in.Bins))
	}
	doc := TileJSON{TileJSON: "3.0.0", Name: summary.TitleZH, MaxZoom: 18, VectorLayers: caseVectorLayers, Attribution: s.cfg.Picture.Settings()["map_source"]}
	if !asked(ctx).chinese {
		doc.Name = summary.TitleEN
	}
	if summary.Kind == tiles.KindCells {
		ed, err := s.cfg.Nets.At(in.Net, s.cfg.Now())
		if err != nil {
			return nil, err
		}
		q.Set("edition", strconv.Itoa(ed.Number))
		doc.MaxZoom, doc.VectorLayers, summary.Bound = 16, cellVectorLayers, ed.Index.Bound()
	}
	if !summary.Bound.IsEmpty() {
		box := bbox(summary.Bound)
		doc.Bounds = box[:]
	}
	doc.Tiles = []string{pathTiles + url.PathEscape(in.ID) + "/{z}/{x}/{y}.mvt" + question(q)}
	return &tileJSONOutput{CacheControl: "no-cache", Body: doc}, nil
}

func question(q url.Values) string {
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// tiledLayer returns the summary of a layer that has tiles, or of all layers of points together.
func (s *server) tiledLayer(id string) (tiles.Summary, error) {
	all := tiles.Summary{ID: tiles.AllPoints, Kind: tiles.KindPoints, TitleZH: "全部事项", TitleEN: "All matters", Bound: geo.EmptyBound()}
	for _, l := range s.cfg.Layers.Summaries() {
		if l.ID == id && l.Kind != tiles.KindBase {
			return l, nil
		}
		if l.Kind == tiles.KindPoints {
			all.Bound = all.Bound.Union(l.Bound)
		}
	}
	if id == tiles.AllPoints {
		return all, nil
	}
	return tiles.Summary{}, geo.Errorf(geo.NotFound, "id", "there are no tiles of this layer; GET /api/v1/layers lists what there is")
}

var (
	caseVectorLayers = []VectorLayer{
		{"points", "Cases, where a tile holds few", map[string]string{
			"id": "String", "layer": "String", "category": "String", "state": "String", "settled": "Boolean", "severity": "String", "cell": "String", "opened_at": "String",
		}},
		{"clusters", "Cases gathered, where a tile holds many", map[string]string{
			"count": "Number", "open": "Number", "in_progress": "Number", "settled": "Number", "severity": "String",
		}},
	}
	cellVectorLayers = []VectorLayer{
		{"cells", "Grid cells; a feature's id is the place of its figure in /api/v1/layers/{layer}/values", map[string]string{"code": "String"}},
		{"borders", "Each border once; level 0 between cells of one parent, 1 of two, 2 at the edge", map[string]string{"level": "Number"}},
		{"labels", "Where a name has room", map[string]string{"code": "String", "name": "String"}},
	}
)
