package cql2

import (
	"encoding/json"
	"fmt"

	"github.com/paulmach/orb"
)

// MarshalJSON writes the filter in CQL2 JSON, which ParseJSON reads back to the same Expr.
func (e Expr) MarshalJSON() ([]byte, error) {
	if e.root.op == "" {
		return []byte("false"), nil
	}
	v, err := e.root.toJSON()
	if err != nil {
		return nil, err
	}
	return json.Marshal(v)
}

type operation struct {
	Op   string `json:"op"`
	Args []any  `json:"args"`
}

func (n node) toJSON() (any, error) {
	switch n.op {
	case opProperty:
		return object{"property": n.name}, nil
	case opLiteral:
		return literalToJSON(n.value)
	}
	args := make([]any, len(n.args))
	for i := range n.args {
		var err error
		if args[i], err = n.args[i].toJSON(); err != nil {
			return nil, err
		}
	}
	switch n.op {
	case opInterval:
		for i, a := range n.args {
			if instant, ok := a.value.(instant); ok {
				args[i] = instant.String() // without what says whether it is a date
			}
		}
		return object{"interval": args}, nil
	case "in":
		return operation{n.op, []any{args[0], args[1:]}}, nil
	}
	return operation{n.op, args}, nil
}

func literalToJSON(v any) (any, error) {
	switch v := v.(type) {
	case string, int64, float64, bool:
		return v, nil
	case instant:
		if v.date {
			return object{"date": v.String()}, nil
		}
		return object{"timestamp": v.String()}, nil
	case unbounded:
		return "..", nil
	case orb.Geometry:
		return geometryToJSON(v), nil
	}
	return nil, fmt.Errorf("cql2: a literal of type %T", v)
}

func geometryToJSON(g orb.Geometry) any {
	switch g := g.(type) {
	case orb.Bound:
		return object{"bbox": []float64{g.Min[0], g.Min[1], g.Max[0], g.Max[1]}}
	case orb.Collection:
		members := make([]any, len(g))
		for i := range g {
			members[i] = geometryToJSON(g[i])
		}
		return object{"type": g.GeoJSONType(), "geometries": members}
	}
	return object{"type": g.GeoJSONType(), "coordinates": g}
}
