package tiles

import "github.com/wangge-map/wangge/geo"

// Query asks for a part of a layer.
type Query struct {
	Layer string
	Net   string    // for layers of cells; empty means the default net
	Bound geo.Bound // what meets it is answered
	Limit int       // at most so many features; the rest is only counted
}

// World is the bound that holds every place.
func World() geo.Bound {
	return geo.Bound{Min: geo.Point{Lon: -geo.MaxLon, Lat: -geo.MaxLat}, Max: geo.Point{Lon: geo.MaxLon, Lat: geo.MaxLat}}
}

// Check returns the error that GeoJSON would return for q.
func (l *Live) Check(q Query) error {
	kind, ok := l.kindOf(q.Layer)
	if !ok {
		return noSuchLayer()
	}
	if kind != KindCells {
		return nil
	}
	_, err := l.mosaicOf(q.Net)
	return err
}

// GeoJSON answers q as a FeatureCollection with numberMatched and numberReturned. Pins come newest first, cells in the
// order of their codes, the base map in drawing order. It returns a NotFound error with field "layer" or "net".
func (l *Live) GeoJSON(q Query) ([]byte, error) {
	kind, ok := l.kindOf(q.Layer)
	if !ok {
		return nil, noSuchLayer()
	}
	switch kind {
	case KindPoints:
		return l.pinCollection(q), nil
	case KindBase:
		return l.baseCollection(q), nil
	default:
		return l.cellCollection(q)
	}
}

func noSuchLayer() error {
	return geo.Errorf(geo.NotFound, "layer", "there is no such layer; GET /api/v1/layers lists them")
}

func (l *Live) kindOf(id string) (kind string, ok bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, layer := range l.layers {
		if layer.ID == id {
			return layer.Kind, true
		}
	}
	return "", false
}
