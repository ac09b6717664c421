package api

import (
	"context"
	"strings"
	"time"

	"github.com/wangge-map/wangge/tiles"
)

type countsInput struct {
	By    string `query:"by" maxLength:"60" doc:"what to count apart: cell, category, day, state, severity, layer, with commas between; nothing when left out"`
	Layer string `query:"layer" maxLength:"200" doc:"only these layers, with commas between"`
	BBox  string `query:"bbox" maxLength:"120" doc:"west,south,east,north in WGS 84 degrees; everywhere when left out"`
	Net   string `query:"net" maxLength:"40" doc:"whose cells; the default net when left out"`
	CaseFilter
}

// CaseCounts is how many public cases there are.
type CaseCounts struct {
	By        []string  `json:"by"`
	Total     int       `json:"total"`
	Open      int       `json:"open" doc:"not settled"`
	Overdue   int       `json:"overdue" doc:"open and past their due date, as the queue of that name has them"`
	CountedAt time.Time `json:"counted_at"`
	TimeZone  string    `json:"time_zone" doc:"by whose calendar days are counted"`
	Groups    [][]any   `json:"groups" doc:"for each group that has any: its values in the order of by, then the number; an empty text for cases in no cell"`
}

type countsOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         CaseCounts
}

func (s *server) counts(_ context.Context, in *countsInput) (*countsOutput, error) {
	bound, err := parseBBox(in.BBox)
	if err != nil {
		return nil, err
	}
	filter, err := in.parse(s, in.Layer)
	if err != nil {
		return nil, err
	}
	by := []string{}
	if in.By != "" {
		by = strings.Split(in.By, ",")
	}
	counted, err := s.cfg.Layers.Count(tiles.CountQuery{Layer: tiles.AllPoints, By: by, Net: in.Net, Bound: bound, Filter: filter})
	if err != nil {
		return nil, err
	}
	out := &countsOutput{CacheControl: "no-cache", Body: CaseCounts{
		By: by, Total: counted.Total, Open: counted.Open, Overdue: counted.Overdue, CountedAt: s.pictureAt(), TimeZone: s.cfg.Layers.Zone().String(),
		Groups: make([][]any, len(counted.Groups)),
	}}
	for i, g := range counted.Groups {
		row := make([]any, 0, len(by)+1)
		for _, v := range g.Values {
			row = append(row, v)
		}
		out.Body.Groups[i] = append(row, g.Count)
	}
	return out, nil
}

// pictureAt returns the moment that the picture shows: now, or when the database was last heard of.
func (s *server) pictureAt() time.Time {
	if since, behind := s.cfg.Picture.Behind(); behind {
		return since.UTC().Truncate(time.Second)
	}
	return s.cfg.Now().UTC().Truncate(time.Second)
}

type valuesInput struct {
	ID     string `path:"id" maxLength:"40" doc:"cells or coverage"`
	Figure string `query:"figure" maxLength:"20" required:"true" doc:"cells: cases, open, overdue, per_1000; coverage: volunteers, staff"`
	Layer  string `query:"layer" maxLength:"200" doc:"for cells: only cases of these layers, with commas between"`
	Net    string `query:"net" maxLength:"40" doc:"the default net when left out"`
	CaseFilter
}

// CellValues is one figure of each cell of an edition.
type CellValues struct {
	Net       string     `json:"net"`
	Edition   int        `json:"edition"`
	Figure    string     `json:"figure"`
	CountedAt time.Time  `json:"counted_at"`
	Total     int        `json:"total" doc:"of all that is counted"`
	Outside   int        `json:"outside" doc:"of those, in no cell"`
	Values    []*float64 `json:"values" doc:"by the cell's place in its edition, which is the id of its feature in tiles; null is not known, or too few to tell"`
}

type valuesOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         CellValues
}

func (s *server) values(_ context.Context, in *valuesInput) (*valuesOutput, error) {
	filter, err := in.parse(s, in.Layer)
	if err != nil {
		return nil, err
	}
	v, err := s.cfg.Layers.Values(in.ID, in.Figure, in.Net, filter)
	if err != nil {
		return nil, err
	}
	return &valuesOutput{CacheControl: "no-cache", Body: CellValues{
		Net: v.Net, Edition: v.Edition, Figure: v.Figure, CountedAt: s.pictureAt(), Total: v.Total, Outside: v.Outside, Values: v.Values,
	}}, nil
}
