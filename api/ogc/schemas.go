package ogc

// schemas describe what is answered, for clients that are made from the document.
func schemas() object {
	number, integer, boolean := object{"type": "number"}, object{"type": "integer"}, object{"type": "boolean"}
	uri := object{"type": "string", "format": "uri"}
	links := object{"type": "array", "items": ref("link")}
	texts := object{"type": "array", "items": text()}
	feature := func() object {
		return object{
			"type": object{"type": "string", "enum": []string{"Feature"}}, "id": text(), "links": links, "geometry": ref("geometry"),
			"properties": object{"type": "object", "additionalProperties": true},
		}
	}
	return object{
		"anything": object{"type": "object", "additionalProperties": true},
		"link":     structure([]string{"href", "rel"}, object{"href": text(), "rel": text(), "type": text(), "title": text(), "templated": boolean}),
		"landingPage": structure([]string{"title", "links"}, object{
			"title": text(), "description": text(), "links": links,
		}),
		"conformance": structure([]string{"conformsTo"}, object{"conformsTo": texts, "links": links}),
		"collections": structure([]string{"links", "collections"}, object{"links": links, "crs": texts, "collections": object{"type": "array", "items": ref("collection")}}),
		"collection": structure([]string{"id", "links", "itemType", "crs", "storageCrs"}, object{
			"id": text(), "title": text(), "description": text(), "links": links, "extent": ref("extent"), "itemType": text(), "crs": texts, "storageCrs": uri,
		}),
		"extent": structure(nil, object{
			"spatial": structure([]string{"bbox"}, object{
				"bbox": object{"type": "array", "items": object{"type": "array", "items": number, "minItems": 4, "maxItems": 6}}, "crs": uri,
			}),
			"temporal": structure([]string{"interval"}, object{
				"interval": object{"type": "array", "items": object{"type": "array", "minItems": 2, "maxItems": 2, "items": object{"type": "string", "format": "date-time", "nullable": true}}},
				"trs":      uri,
			}),
		}),
		"geometry": object{
			"type": "object", "nullable": true, "required": []string{"type", "coordinates"},
			"properties": object{
				"type":        object{"type": "string", "enum": []string{"Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}},
				"coordinates": object{"type": "array", "items": object{}},
			},
		},
		"feature": structure([]string{"type", "geometry", "properties", "id"}, feature()),
		"featureCollection": structure([]string{"type", "features", "links", "timeStamp", "numberReturned"}, object{
			"type": object{"type": "string", "enum": []string{"FeatureCollection"}}, "features": object{"type": "array", "items": ref("feature")}, "links": links,
			"timeStamp": object{"type": "string", "format": "date-time"}, "numberReturned": integer, "numberMatched": integer,
		}),
		"tileSets": structure([]string{"tilesets"}, object{"links": links, "tilesets": object{"type": "array", "items": ref("tileSet")}}),
		"tileSet": structure([]string{"dataType", "crs", "links"}, object{
			"title": text(), "dataType": text(), "crs": uri, "tileMatrixSetURI": uri, "links": links,
			"boundingBox":         object{"type": "object", "additionalProperties": true},
			"layers":              object{"type": "array", "items": object{"type": "object", "additionalProperties": true}},
			"tileMatrixSetLimits": object{"type": "array", "items": object{"type": "object", "additionalProperties": true}},
		}),
		"tileMatrixSets": structure([]string{"tileMatrixSets"}, object{"tileMatrixSets": object{"type": "array", "items": object{"type": "object", "additionalProperties": true}}}),
		"problem": structure([]string{"type", "title", "status", "detail", "code", "description"}, object{
			"type": text(), "title": text(), "status": integer, "detail": text(), "field": text(), "request_id": text(), "code": text(), "description": text(),
		}),
	}
}

func ref(name string) object { return object{"$ref": "#/components/schemas/" + name} }

func structure(required []string, properties object) object {
	out := object{"type": "object", "properties": properties}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}
