package api

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles"
)

// Layer describes a layer of the map.
type Layer struct {
	ID    string      `json:"id"`
	Kind  string      `json:"kind" enum:"points,cells,base"`
	Title Text        `json:"title"`
	Count int         `json:"count"`
	BBox  *[4]float64 `json:"bbox" doc:"west, south, east, north; null when the layer is empty"`
	URL   string      `json:"url"`
}

type layersOutput struct {
	Body struct {
		Layers []Layer `json:"layers" doc:"in the order they are shown"`
	}
}

func (s *server) layers(context.Context, *nothing) (*layersOutput, error) {
	out := &layersOutput{}
	out.Body.Layers = []Layer{}
	for _, l := range s.cfg.Layers.Summaries() {
		out.Body.Layers = append(out.Body.Layers, Layer{
			ID: l.ID, Kind: l.Kind, Title: Text{l.TitleZH, l.TitleEN}, Count: l.Count, BBox: bboxOrNull(l.Bound), URL: "/api/v1/layers/" + l.ID + ".geojson",
		})
	}
	return out, nil
}

type layerInput struct {
	ID     string `path:"id" maxLength:"40"`
	BBox   string `query:"bbox" maxLength:"120" doc:"west,south,east,north in WGS 84 degrees; everything when left out"`
	Limit  int    `query:"limit" default:"10000" minimum:"1" maximum:"50000" doc:"at most so many features; numberMatched says how many there are"`
	Net    string `query:"net" maxLength:"40" doc:"for layers of cells, and the filter cell; the default net when left out"`
	Layer  string `query:"layer" maxLength:"200" doc:"for all: only these layers, with commas between"`
	CaseID string `query:"id" maxLength:"36" doc:"for layers of points: this case alone"`
	CaseFilter
	IfNoneMatch string `header:"If-None-Match"`
}

type layerOutput struct {
	Status       int
	ContentType  string `header:"Content-Type"`
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Body         []byte
}

func (s *server) layer(_ context.Context, in *layerInput) (*layerOutput, error) {
	bound, err := parseBBox(in.BBox)
	if err != nil {
		return nil, err
	}
	filter, err := in.parse(s, in.Layer)
	if err != nil {
		return nil, err
	}
	query := tiles.Query{Layer: in.ID, Net: in.Net, Bound: bound, Filter: filter, Limit: in.Limit}
	if in.CaseID != "" {
		if query.ID, err = uuid.Parse(in.CaseID); err != nil {
			return nil, geo.Errorf(geo.Invalid, "id", "is not the id of a case")
		}
	}
	if err := s.cfg.Layers.Check(query); err != nil { // "*" matches whatever there is, and nothing else
		return nil, err
	}
	out := &layerOutput{
		Status: 200, ContentType: "application/geo+json",
		// Asked again each time, answered with 304 while nothing has changed.
		CacheControl: "no-cache", ETag: s.layerTag(in),
	}
	if sameTag(in.IfNoneMatch, out.ETag) {
		out.Status = 304
		return out, nil
	}
	out.Body, err = s.cfg.Layers.GeoJSON(query)
	return out, err
}

// layerTag is made before the layer is read: if a change comes in between, the next question gets the new state.
func (s *server) layerTag(in *layerInput) string {
	h := fnv.New64a()
	// Generations are counted by each process from nothing: without its life, a tag of the process before might match.
	fmt.Fprintf(h, "%q %q %d %q %q %q %q %s %s", in.ID, in.BBox, in.Limit, in.Net, in.Layer, in.CaseID, in.CaseFilter, s.cfg.Version, s.life)
	return fmt.Sprintf(`W/"%x-%x"`, s.cfg.Layers.Generation(), h.Sum64())
}

// sameTag compares weakly, since compression changes the bytes and not the content.
func sameTag(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// parseBBox reads west,south,east,north. An empty text is the whole world.
func parseBBox(text string) (geo.Bound, error) {
	if text == "" {
		return tiles.World(), nil
	}
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return geo.Bound{}, geo.Errorf(geo.Invalid, "bbox", "needs four numbers, west,south,east,north; it has %d", len(parts))
	}
	var v [4]float64
	for i, part := range parts {
		var err error
		if v[i], err = strconv.ParseFloat(strings.TrimSpace(part), 64); err != nil || math.IsNaN(v[i]) || math.IsInf(v[i], 0) {
			return geo.Bound{}, geo.Errorf(geo.Invalid, "bbox", "number %d is not a number of degrees", i+1)
		}
	}
	lo, errLo := geo.PointAt(v[0], v[1])
	hi, errHi := geo.PointAt(v[2], v[3])
	for _, err := range []error{errLo, errHi} {
		if err != nil {
			return geo.Bound{}, geo.Errorf(geo.Invalid, "bbox", "%s", problemOf(err).Detail)
		}
	}
	if v[0] > v[2] || v[1] > v[3] {
		return geo.Bound{}, geo.Errorf(geo.Invalid, "bbox", "west must not be east of east, nor south north of north: west,south,east,north")
	}
	return geo.Bound{Min: lo, Max: hi}, nil
}

type cellInput struct {
	Code string `path:"code" maxLength:"256"`
	Net  string `query:"net" maxLength:"40" doc:"the default net when left out"`
}

// CellCard is a cell and its figures.
type CellCard struct {
	Code       string     `json:"code"`
	Name       string     `json:"name"`
	Parent     string     `json:"parent" doc:"code of the area or cell above it"`
	Net        string     `json:"net"`
	Edition    int        `json:"edition"`
	AreaM2     float64    `json:"area_m2" doc:"on the ellipsoid"`
	BBox       [4]float64 `json:"bbox" doc:"west, south, east, north"`
	Label      [2]float64 `json:"label" doc:"lon, lat of a place with room for the name"`
	Staff      int        `json:"staff" doc:"grid members who serve it"`
	Volunteers *int       `json:"volunteers" doc:"null when there are too few to tell (1 or 2)"`
	TooFew     bool       `json:"too_few"`
	Open       int        `json:"open" doc:"public cases that are open"`
	Settled    int        `json:"settled" doc:"public cases that are settled"`
}

type cellOutput struct{ Body CellCard }

func (s *server) cell(_ context.Context, in *cellInput) (*cellOutput, error) {
	c, err := s.cfg.Layers.Cell(in.Net, in.Code)
	if err != nil {
		return nil, err
	}
	lon, lat := c.Label.Degrees()
	return &cellOutput{Body: CellCard{
		Code: c.Code, Name: c.Name, Parent: c.Parent, Net: c.Net, Edition: c.Edition, AreaM2: math.Round(c.AreaM2), BBox: bbox(c.Bound),
		Label: [2]float64{lon, lat}, Staff: c.Staff, Volunteers: c.Volunteers, TooFew: c.TooFew, Open: c.Open, Settled: c.Settled,
	}}, nil
}
