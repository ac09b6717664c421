package ogc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"github.com/wangge-map/wangge/api/ogc/crs"
	"github.com/wangge-map/wangge/tiles"
)

// encoder writes GeoJSON by appending. The first failure stays in err.
type encoder struct {
	buf []byte
	err error
}

func (e *encoder) add(text string) { e.buf = append(e.buf, text...) }

// value writes a value of a row, or anything that encodes as JSON.
func (e *encoder) value(v any) {
	switch v := v.(type) {
	case nil:
		e.add("null")
	case bool:
		e.buf = strconv.AppendBool(e.buf, v)
	case int64:
		e.buf = strconv.AppendInt(e.buf, v, 10)
	case time.Time:
		e.buf = v.AppendFormat(append(e.buf, '"'), time.RFC3339)
		e.add(`"`)
	default:
		raw, err := marshal(v)
		if err != nil && e.err == nil {
			e.err = err
		}
		e.buf = append(e.buf, raw...)
	}
}

// marshal encodes v with the & of its addresses as they are.
func marshal(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

// feature writes r with its links, if any, in the CRS of.
func (e *encoder) feature(k *collection, r *tiles.Row, links []link, of crs.CRS) {
	e.add(`{"type":"Feature","id":`)
	e.value(r.ID())
	if links != nil {
		e.add(`,"links":`)
		e.value(links)
	}
	e.add(`,"geometry":`)
	g := r.Geometry()
	if of != crs.CRS84() {
		var err error
		if g, err = of.Geometry(g); err != nil && e.err == nil {
			e.err = err
		}
	}
	e.geometry(g, of.Decimals())
	e.add(`,"properties":{`)
	for i, column := range k.columns {
		if i > 0 {
			e.add(",")
		}
		e.value(column.Name)
		e.add(":")
		e.value(r.Value(i))
	}
	e.add("}}")
}

// geometry writes g with at most so many decimals.
func (e *encoder) geometry(g orb.Geometry, decimals int) {
	if g == nil {
		e.add("null")
		return
	}
	e.add(`{"type":"` + g.GeoJSONType() + `","coordinates":`)
	switch g := g.(type) {
	case orb.Point:
		e.position(g, decimals)
	case orb.LineString:
		e.line(g, decimals)
	case orb.MultiLineString:
		list(e, g, func(l orb.LineString) { e.line(l, decimals) })
	case orb.Polygon:
		e.polygon(g, decimals)
	case orb.MultiPolygon:
		list(e, g, func(p orb.Polygon) { e.polygon(p, decimals) })
	default:
		if e.err == nil {
			e.err = fmt.Errorf("ogc: a feature of type %T", g)
		}
	}
	e.add("}")
}

func (e *encoder) polygon(p orb.Polygon, decimals int) {
	list(e, p, func(r orb.Ring) { e.line(orb.LineString(r), decimals) })
}

func (e *encoder) line(l orb.LineString, decimals int) {
	list(e, l, func(p orb.Point) { e.position(p, decimals) })
}

func (e *encoder) position(p orb.Point, decimals int) {
	e.add("[")
	e.number(p[0], decimals)
	e.add(",")
	e.number(p[1], decimals)
	e.add("]")
}

// number writes v rounded, without zeros at its end.
func (e *encoder) number(v float64, decimals int) {
	begin := len(e.buf)
	e.buf = strconv.AppendFloat(e.buf, v, 'f', decimals, 64)
	if digits := e.buf[begin:]; bytes.IndexByte(digits, '.') >= 0 {
		e.buf = e.buf[:begin+len(bytes.TrimRight(bytes.TrimRight(digits, "0"), "."))]
	}
}

func list[T any](e *encoder, items []T, write func(T)) {
	e.add("[")
	for i, item := range items {
		if i > 0 {
			e.add(",")
		}
		write(item)
	}
	e.add("]")
}
