package ogc

import "github.com/wangge-map/wangge/tiles"

// geometryName is the queryable that is a feature's geometry.
const geometryName = "geometry"

// isQueryable reports whether name may be a parameter of this request because it is a queryable of its collection.
func (c *call) isQueryable(name string) bool {
	if !c.route.queryables {
		return false
	}
	k, err := c.collection()
	if err != nil {
		return true // the collection is what is wrong, and will be said
	}
	return k.column(name) >= 0
}

// queryablesJSON is a JSON Schema.
type queryablesJSON struct {
	Schema               string         `json:"$schema"`
	ID                   string         `json:"$id"`
	Type                 string         `json:"type"`
	Title                string         `json:"title"`
	Properties           map[string]any `json:"properties"`
	AdditionalProperties bool           `json:"additionalProperties"`
}

func answerQueryables(c *call) (*answer, error) {
	k, err := c.collection()
	if err != nil {
		return nil, err
	}
	body := queryablesJSON{
		Schema: "https://json-schema.org/draft/2020-12/schema", ID: c.base + c.path(), Type: "object", Title: c.text(k.titleZH, k.title), Properties: map[string]any{},
	}
	for i, column := range k.columns {
		schema := schemaOf(column)
		schema["title"] = c.text(column.TitleZH, column.TitleEN)
		schema["x-ogc-propertySeq"] = i + 1
		body.Properties[column.Name] = schema
	}
	body.Properties[geometryName] = map[string]any{
		"title": c.text("位置", "Geometry"), "format": geometryFormat(k.kind), "x-ogc-role": "primary-geometry", "x-ogc-propertySeq": len(k.columns) + 1,
	}
	return &answer{json: body, links: c.selves(), page: page{
		name: "queryables", title: c.text("可查询的属性", "Queryables"), crumbs: c.crumbs(k), body: map[string]any{"Columns": k.columns, "Geometry": geometryFormat(k.kind), "Path": k.path()},
	}}, nil
}

// schemaOf describes the values of column, in words that OpenAPI 3.0 and JSON Schema share.
func schemaOf(column tiles.Column) map[string]any {
	schema := map[string]any{}
	switch column.Type {
	case tiles.TypeTime:
		schema["type"], schema["format"] = "string", "date-time"
	case tiles.TypeText:
		schema["type"] = "string"
	default:
		schema["type"] = string(column.Type)
	}
	if len(column.Values) > 0 {
		schema["enum"] = column.Values
	}
	return schema
}

func geometryFormat(kind string) string {
	switch kind {
	case tiles.KindPoints:
		return "geometry-point"
	case tiles.KindCells:
		return "geometry-multipolygon"
	}
	return "geometry-any"
}
