package cql2

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/paulmach/orb"
)

// ParseJSON reads a filter in CQL2 JSON. It returns an Invalid error with field "filter" that says why it can't be read.
func ParseJSON(b []byte) (Expr, error) {
	if err := tooLong(len(b)); err != nil {
		return Expr{}, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return Expr{}, invalid("is not JSON: %v", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return Expr{}, invalid("is more than one JSON value")
	}
	root, err := fromJSON(v, 0)
	return Expr{root}, err
}

type object = map[string]any

func fromJSON(v any, depth int) (node, error) {
	switch v := v.(type) {
	case string, bool:
		return literal(v), nil
	case json.Number:
		n, err := number(v.String())
		return literal(n), err
	case object:
		depth, err := deeper(depth)
		if err != nil {
			return node{}, err
		}
		return fromObject(v, depth)
	}
	return node{}, invalid("%s stands where a condition or a value should be", kindOfJSON(v))
}

func kindOfJSON(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case []any:
		return "an array"
	case object:
		return "an object"
	case string:
		return "a text"
	case bool:
		return "a boolean"
	}
	return "a number"
}

func fromObject(o object, depth int) (node, error) {
	if op, ok := o["op"].(string); ok {
		return fromOperation(op, o["args"], depth)
	}
	if name, ok := o["property"].(string); ok {
		return property(name), nil
	}
	if s, ok := o["date"].(string); ok {
		i, err := parseDate(s)
		return literal(i), err
	}
	if s, ok := o["timestamp"].(string); ok {
		i, err := parseTimestamp(s)
		return literal(i), err
	}
	if ends, ok := o["interval"].([]any); ok {
		return fromInterval(ends, depth)
	}
	if kind, ok := o["type"].(string); ok {
		g, err := fromGeometry(kind, o, depth)
		return literal(g), err
	}
	if v, ok := o["bbox"]; ok {
		numbers, err := floats(v)
		if err != nil {
			return node{}, err
		}
		b, err := box(numbers)
		return literal(b), err
	}
	return node{}, invalid("an object has none of op, property, date, timestamp, interval, bbox and type as a member of the right kind")
}

func fromInterval(ends []any, depth int) (node, error) {
	n := node{op: opInterval}
	for _, v := range ends {
		var e node
		var err error
		if s, ok := v.(string); ok {
			e, err = parseEnd(s)
		} else {
			e, err = fromJSON(v, depth)
		}
		if err != nil {
			return node{}, err
		}
		n.args = append(n.args, e)
	}
	return n, nil
}

// fromOperation reads {"op": …, "args": […]}. How many args there may be and of which kind is checked by Compile.
func fromOperation(op string, v any, depth int) (node, error) {
	args, ok := v.([]any)
	if !ok {
		return node{}, invalid("the args of %.40q are not an array", op)
	}
	if f, ok := function(op); ok {
		op = f
	}
	if !isOperation(op) {
		return node{}, noFunction(op)
	}
	if op == "in" {
		items, isList := []any(nil), false
		if len(args) == 2 {
			items, isList = args[1].([]any)
		}
		if !isList {
			return node{}, invalid(`the args of "in" are not a value and an array`)
		}
		if err := tooManyItems(len(items)); err != nil {
			return node{}, err
		}
		args = append([]any{args[0]}, items...)
	}
	n := node{op: op}
	for _, arg := range args {
		a, err := fromJSON(arg, depth)
		if err != nil {
			return node{}, err
		}
		n.args = append(n.args, a)
	}
	return n, nil
}

func isOperation(op string) bool {
	switch op {
	case "and", "or", "not", "=", "<>", "<", ">", "<=", ">=", "like", "between", "in", "isNull", "casei":
		return true
	}
	_, ok := function(op)
	return ok
}

// fromGeometry reads a geometry of GeoJSON.
func fromGeometry(kind string, o object, depth int) (orb.Geometry, error) {
	at := o["coordinates"]
	switch kind {
	case "Point":
		return wrap(jsonPosition(at))
	case "LineString":
		return wrap(jsonLine(at))
	case "Polygon":
		return wrap(jsonPolygon(at))
	case "MultiPoint":
		return wrap(arrayOf(at, jsonPosition))
	case "MultiLineString":
		return wrap(arrayOf(at, jsonLine))
	case "MultiPolygon":
		return wrap(arrayOf(at, jsonPolygon))
	case "GeometryCollection":
		members, err := arrayOf(o["geometries"], func(v any) (orb.Geometry, error) {
			depth, err := deeper(depth)
			member, _ := v.(object)
			if err != nil {
				return nil, err
			}
			kind, _ := member["type"].(string)
			return fromGeometry(kind, member, depth)
		})
		return orb.Collection(members), err
	}
	return nil, invalid("%.40q is not a type of GeoJSON geometry", kind)
}

// arrayOf reads an array of at least one element.
func arrayOf[T any](v any, read func(any) (T, error)) ([]T, error) {
	values, ok := v.([]any)
	if !ok || len(values) == 0 {
		return nil, invalid("%s stands in a geometry where an array with something in it should be", kindOfJSON(v))
	}
	out := make([]T, len(values))
	for i := range values {
		var err error
		if out[i], err = read(values[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func floats(v any) ([]float64, error) {
	return arrayOf(v, func(v any) (float64, error) {
		n, ok := v.(json.Number)
		if !ok {
			return 0, invalid("%s stands in a geometry where a number should be", kindOfJSON(v))
		}
		return float(n.String())
	})
}

func jsonPosition(v any) (orb.Point, error) {
	numbers, err := floats(v)
	if err != nil {
		return orb.Point{}, err
	}
	return position(numbers)
}

func jsonLine(v any) (orb.LineString, error) {
	points, err := arrayOf(v, jsonPosition)
	if err != nil {
		return nil, err
	}
	return lineString(points)
}

func jsonRing(v any) (orb.Ring, error) {
	points, err := arrayOf(v, jsonPosition)
	if err != nil {
		return nil, err
	}
	return ring(points)
}

func jsonPolygon(v any) (orb.Polygon, error) { return arrayOf(v, jsonRing) }
