package export

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/geo"
)

// geojsonWriter writes a FeatureCollection (RFC 7946), a feature a line. Its bbox stands at the end, where it is known.
type geojsonWriter struct {
	w     io.Writer
	o     Options
	buf   bytes.Buffer // the feature being written
	text  *json.Encoder
	bound orb.Bound
	rows  int
}

func newGeoJSON(w io.Writer, o Options) *geojsonWriter {
	g := &geojsonWriter{w: w, o: o, bound: emptyBound()}
	g.text = json.NewEncoder(&g.buf)
	g.text.SetEscapeHTML(false)
	return g
}

func (g *geojsonWriter) row(r Row) error {
	g.buf.Reset()
	if g.rows == 0 {
		g.buf.WriteString(`{"type":"FeatureCollection","features":[`)
	} else {
		g.buf.WriteByte(',')
	}
	g.rows++
	g.buf.WriteString("\n" + `{"type":"Feature","id":`)
	if err := g.string(r.ID()); err != nil {
		return err
	}
	g.buf.WriteString(`,"geometry":`)
	shape := r.Geometry()
	if err := g.geometry(rightHanded(shape)); err != nil {
		return err
	}
	if shape != nil {
		g.bound = g.bound.Union(shape.Bound())
	}
	g.buf.WriteString(`,"properties":{`)
	for i := range g.o.Source.Columns {
		if i > 0 {
			g.buf.WriteByte(',')
		}
		if err := g.property(g.o.Source.Columns[i].Name, r.Value(i)); err != nil {
			return err
		}
	}
	g.buf.WriteString("}}")
	_, err := g.w.Write(g.buf.Bytes())
	return err
}

func (g *geojsonWriter) property(name string, value any) error {
	if err := g.string(name); err != nil {
		return err
	}
	g.buf.WriteByte(':')
	switch v := value.(type) {
	case string:
		return g.string(v)
	case time.Time:
		return g.string(v.UTC().Format(time.RFC3339))
	case int64:
		g.buf.WriteString(strconv.FormatInt(v, 10))
		return nil
	case bool:
		g.buf.WriteString(strconv.FormatBool(v))
		return nil
	case float64:
		if isFinite(v) { // JSON has no other numbers
			g.buf.Write(appendNumber(g.buf.AvailableBuffer(), v))
			return nil
		}
	}
	g.buf.WriteString("null")
	return nil
}

func (g *geojsonWriter) string(text string) error {
	if err := g.text.Encode(text); err != nil {
		return err
	}
	g.buf.Truncate(g.buf.Len() - 1) // the encoder's line end
	return nil
}

func (g *geojsonWriter) geometry(shape orb.Geometry) error {
	b := g.buf.AvailableBuffer()
	switch s := shape.(type) {
	case nil:
		b = append(b, "null"...)
	case orb.Point:
		b = appendPosition(append(b, `{"type":"Point","coordinates":`...), s)
	case orb.MultiPoint:
		b = appendList(append(b, `{"type":"MultiPoint","coordinates":`...), s, appendPosition)
	case orb.LineString:
		b = appendList(append(b, `{"type":"LineString","coordinates":`...), s, appendPosition)
	case orb.MultiLineString:
		b = appendList(append(b, `{"type":"MultiLineString","coordinates":`...), s, appendLine)
	case orb.Polygon:
		b = appendPolygon(append(b, `{"type":"Polygon","coordinates":`...), s)
	case orb.MultiPolygon:
		b = appendList(append(b, `{"type":"MultiPolygon","coordinates":`...), s, appendPolygon)
	default:
		return geo.Errorf(geo.Internal, "", "a %s can't be exported", shape.GeoJSONType())
	}
	if shape != nil {
		b = append(b, '}')
	}
	g.buf.Write(b)
	return nil
}

func appendPosition(b []byte, p orb.Point) []byte {
	b = appendDegrees(append(b, '['), p[0])
	return append(appendDegrees(append(b, ','), p[1]), ']')
}

func appendLine(b []byte, l orb.LineString) []byte { return appendList(b, l, appendPosition) }

func appendRing(b []byte, r orb.Ring) []byte { return appendList(b, r, appendPosition) }

func appendPolygon(b []byte, p orb.Polygon) []byte { return appendList(b, p, appendRing) }

func appendList[T any](b []byte, list []T, one func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = one(b, v)
	}
	return append(b, ']')
}

func (g *geojsonWriter) end(context.Context, *Summary) error {
	g.buf.Reset()
	if g.rows == 0 {
		g.buf.WriteString(`{"type":"FeatureCollection","features":[`)
	}
	g.buf.WriteString("\n]")
	if !g.bound.IsEmpty() {
		b := append(g.buf.AvailableBuffer(), `,"bbox":`...)
		b = appendList(b, []float64{g.bound.Min[0], g.bound.Min[1], g.bound.Max[0], g.bound.Max[1]}, appendDegrees)
		g.buf.Write(b)
	}
	g.buf.WriteString("}\n")
	_, err := g.w.Write(g.buf.Bytes())
	return err
}

func (g *geojsonWriter) discard() {}
