package tiles

import (
	"github.com/google/uuid"

	"github.com/wangge-map/wangge/geo"
)

// Query asks for a part of a layer.
type Query struct {
	Layer  string    // or AllPoints
	Net    string    // for layers of cells, and for Filter.Cells; empty means the default net
	Bound  geo.Bound // what meets it is answered
	Filter Filter    // for layers of kind points
	ID     uuid.UUID // for layers of kind points: this case alone; Nil for all
	Limit  int       // at most so many features; the rest is only counted
}

// World is the bound that holds every place.
func World() geo.Bound {
	return geo.Bound{Min: geo.Point{Lon: -geo.MaxLon, Lat: -geo.MaxLat}, Max: geo.Point{Lon: geo.MaxLon, Lat: geo.MaxLat}}
}

// Check returns the error that GeoJSON would return for q.
func (l *Live) Check(q Query) error {
	p := l.picture.Load()
	switch p.catalog.kindOf(q.Layer) {
	case "":
		return noSuchLayer()
	case KindCells:
		_, _, err := l.at(q.Net)
		return err
	case KindPoints:
		_, err := l.view(q.Layer, &q.Filter, q.Net, false)
		return err
	}
	return nil
}

// GeoJSON answers q as a FeatureCollection with numberMatched and numberReturned. Pins come newest first, cells in the
// order of their codes, the base map in drawing order. It returns a NotFound error with field "layer" or "net", and an Invalid
// one with field "cell".
func (l *Live) GeoJSON(q Query) ([]byte, error) {
	p := l.picture.Load()
	switch p.catalog.kindOf(q.Layer) {
	case "":
		return nil, noSuchLayer()
	case KindPoints:
		return l.pinCollection(q)
	case KindBase:
		return p.baseCollection(q), nil
	}
	return l.cellCollection(q)
}

func noSuchLayer() error {
	return geo.Errorf(geo.NotFound, "layer", "there is no such layer; GET /api/v1/layers lists them")
}
