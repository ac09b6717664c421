package api

import (
	"context"
	"fmt"
	"math"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/geo/datum"
	"github.com/wangge-map/wangge/geo/locate"
)

// Candidate is a cell that a pin may be in, with the share of its accuracy disc.
type Candidate struct {
	Cell  *string `json:"cell" doc:"null: the share that is in no cell"`
	Name  *string `json:"name"`
	Share float64 `json:"share" doc:"above 0, at most 1; all shares add up to 1, those that are not told too"`
}

// Located is whose cell a place is in.
type Located struct {
	Lon        float64     `json:"lon" doc:"WGS 84"`
	Lat        float64     `json:"lat" doc:"WGS 84"`
	Cell       *string     `json:"cell" doc:"code of the owner; null when outside"`
	Name       *string     `json:"name"`
	Edition    int         `json:"edition"`
	Status     string      `json:"status" enum:"inside,border,snapped,outside" doc:"snapped: in no cell, given to one within 50 m"`
	BorderM    *float64    `json:"border_m" doc:"metres to the owner's border; to the nearest cell when snapped or outside; null when there is none within 100 km"`
	Candidates []Candidate `json:"candidates" doc:"the 8 likeliest, likeliest first; empty without accuracy_m"`
	WhichSide  bool        `json:"which_side" doc:"the likeliest cell has less than 90 %: ask the person"`
	DatumNote  string      `json:"datum_note,omitempty" doc:"what is special about the conversion"`
}

type locateOneInput struct {
	Net       string  `query:"net" maxLength:"40" doc:"the net asked; the default net when left out"`
	Lon       float64 `query:"lon" required:"true" doc:"longitude in degrees, or easting in metres"`
	Lat       float64 `query:"lat" required:"true" doc:"latitude in degrees, or northing in metres"`
	Datum     string  `query:"datum" required:"true" doc:"wgs84, gcj02, bd09, cgcs2000 or epsg:N; never guessed"`
	AccuracyM float64 `query:"accuracy_m" minimum:"0" maximum:"5000" doc:"radius that holds the true place, metres"`
}

type locateOneOutput struct {
	Body struct {
		Net string `json:"net"`
		Located
	}
}

func (s *server) locateOne(_ context.Context, in *locateOneInput) (*locateOneOutput, error) {
	d, err := datum.Parse(in.Datum)
	if err != nil {
		return nil, err
	}
	ed, err := s.cfg.Nets.At(in.Net, s.cfg.Now())
	if err != nil {
		return nil, err
	}
	out := &locateOneOutput{}
	out.Body.Net = ed.Net.Code
	out.Body.Located, err = locatePoint(ed, d, in.Lon, in.Lat, in.AccuracyM)
	return out, err
}

// PointIn is a place as it is sent.
type PointIn struct {
	Lon       float64 `json:"lon" doc:"longitude in degrees, or easting in metres"`
	Lat       float64 `json:"lat" doc:"latitude in degrees, or northing in metres"`
	AccuracyM float64 `json:"accuracy_m,omitempty" minimum:"0" maximum:"5000" doc:"radius that holds the true place, metres"`
}

type locateManyInput struct {
	Body struct {
		Net    string    `json:"net,omitempty" maxLength:"40" doc:"the net asked; the default net when left out"`
		Datum  string    `json:"datum" doc:"wgs84, gcj02, bd09, cgcs2000 or epsg:N; never guessed"`
		Points []PointIn `json:"points" minItems:"1" maxItems:"10000" nullable:"false"`
	}
}

type locateManyOutput struct {
	Body struct {
		Net     string    `json:"net"`
		Edition int       `json:"edition"`
		Results []Located `json:"results" doc:"in the order of the points"`
	}
}

// stillWantedEvery is how many points are located between two looks at whether anybody still waits: a disc of 5 km over
// small cells takes milliseconds, so that a look a point is needless and a look a request too late.
const stillWantedEvery = 64

// stillWanted returns an error when nobody waits any more for the answer of which point i comes next.
func stillWanted(ctx context.Context, i int) error {
	if i%stillWantedEvery != 0 || ctx.Err() == nil {
		return nil
	}
	return &geo.Error{Kind: geo.Unavailable, Msg: "locating these points took too long; send fewer at once", Err: ctx.Err()}
}

// takePlace waits until one of the places is free on which requests of many points are worked at: two a core keep every core
// busy, more would only make everybody else's answers late. It returns an Unavailable error when ctx ends first.
func (s *server) takePlace(ctx context.Context) (leave func(), err error) {
	select {
	case s.places <- struct{}{}:
		return func() { <-s.places }, nil
	case <-ctx.Done():
		return nil, &geo.Error{Kind: geo.Unavailable, Msg: "too many points are being located at once; try again shortly", Err: ctx.Err()}
	}
}

func (s *server) locateMany(ctx context.Context, in *locateManyInput) (*locateManyOutput, error) {
	d, err := datum.Parse(in.Body.Datum)
	if err != nil {
		return nil, err
	}
	ed, err := s.cfg.Nets.At(in.Body.Net, s.cfg.Now())
	if err != nil {
		return nil, err
	}
	leave, err := s.takePlace(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	out := &locateManyOutput{}
	out.Body.Net, out.Body.Edition = ed.Net.Code, ed.Number
	out.Body.Results = make([]Located, len(in.Body.Points))
	for i, p := range in.Body.Points {
		if err := stillWanted(ctx, i); err != nil {
			return nil, err
		}
		if out.Body.Results[i], err = locatePoint(ed, d, p.Lon, p.Lat, p.AccuracyM); err != nil {
			return nil, under(fmt.Sprintf("points[%d]", i), err)
		}
	}
	return out, nil
}

// under puts the field of err below path.
func under(path string, err error) error {
	p := problemOf(err)
	if p.Field == "" {
		return err
	}
	field := path + "." + p.Field
	return newProblem(p.Status, field, path+"."+p.Detail, err)
}

// locatePoint converts a place and asks whose cell it is in.
func locatePoint(ed *locate.Edition, d datum.Datum, x, y, accuracyM float64) (Located, error) {
	if math.IsNaN(accuracyM) { // a query can say so, and NaN passes every comparison with a limit
		return Located{}, geo.Errorf(geo.Invalid, "accuracy_m", "is not a number of metres")
	}
	lon, lat, note, err := d.ToWGS84(x, y)
	if err != nil {
		return Located{}, err
	}
	p, err := geo.PointAt(lon, lat)
	if err != nil {
		return Located{}, err
	}
	answer := ed.Index.Locate(p)
	out := Located{Edition: ed.Number, Status: answer.Status.String(), BorderM: metres(answer.BorderM), DatumNote: string(note)}
	out.Lon, out.Lat = p.Degrees()
	out.Cell, out.Name = nameOf(ed, answer.Cell)
	out.Candidates, out.WhichSide = candidates(ed, p, accuracyM)
	return out, nil
}

// mostCandidates is how many cells a pin can be said to be in: people choose between three, and a disc of 5 km over small
// cells holds hundreds, 10,000 times in one answer.
const mostCandidates = 8

// candidates are the cells that a pin is likeliest in; none are told when its accuracy is not known.
func candidates(ed *locate.Edition, p geo.Point, accuracyM float64) (list []Candidate, whichSide bool) {
	list = []Candidate{}
	if accuracyM <= 0 {
		return list, false
	}
	chances := ed.Index.Chances(p, accuracyM)
	for _, c := range chances[:min(len(chances), mostCandidates)] {
		one := Candidate{Share: math.Round(c.Share*1e4) / 1e4}
		one.Cell, one.Name = nameOf(ed, c.Cell)
		list = append(list, one)
	}
	return list, locate.WhichSide(chances)
}

func nameOf(ed *locate.Edition, cell int32) (code, name *string) {
	if cell < 0 {
		return nil, nil
	}
	c := ed.Index.Cell(cell)
	return &c.Code, &c.Name
}

// metres rounds to centimetres, the step of the lattice; not a number is null.
func metres(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	v = math.Round(v*100) / 100
	return &v
}
