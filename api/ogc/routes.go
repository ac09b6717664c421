package ogc

import "maps"

// route is a resource of the API.
type route struct {
	path       string // below /ogc
	id         string // operationId; those of tiles end as the standard says
	tag        string
	summary    string
	params     []parameter
	queryables bool     // every queryable of the collection is a parameter too
	formats    []format // the first is the default
	schema     string   // of its JSON, in the document's components
	crs        bool     // the answer names its CRS
	answer     func(*call) (*answer, error)
}

// parameter is one that the OpenAPI document names; others are refused.
type parameter struct {
	name   string
	in     string // "path" or "query"
	about  string
	schema map[string]any
	list   bool // values are parted by commas
}

// table lists every resource. The first is the landing page.
func (s *service) table() []route {
	routes := []route{
		{path: "", id: "getLandingPage", tag: "Service", summary: "What there is", formats: []format{asJSON, asHTML}, schema: "landingPage", answer: answerLanding},
		{path: "/conformance", id: "getConformance", tag: "Service", summary: "The standards that are kept", formats: []format{asJSON, asHTML}, schema: "conformance", answer: answerConformance},
		{path: "/api", id: "getApi", tag: "Service", summary: "This document", formats: []format{asOpenAPI, asHTML}, schema: "anything", answer: answerAPI},
		{path: "/api.html", id: "getApiPage", tag: "Service", summary: "This document as a page", formats: []format{asHTML}, answer: answerAPI},
		{path: "/collections", id: "getCollections", tag: "Features", summary: "The collections", formats: []format{asJSON, asHTML}, schema: "collections", answer: answerCollections},
		{
			path: "/collections/{collectionId}", id: "describeCollection", tag: "Features", summary: "A collection", formats: []format{asJSON, asHTML},
			schema: "collection", params: []parameter{collectionID()}, answer: answerCollection,
		},
		{
			path: "/collections/{collectionId}/queryables", id: "getQueryables", tag: "Features", summary: "What features can be asked for by", formats: []format{asSchema, asHTML},
			schema: "anything", params: []parameter{collectionID()}, answer: answerQueryables,
		},
		{
			path: "/collections/{collectionId}/items", id: "getFeatures", tag: "Features", summary: "The features of a collection, page by page",
			formats: []format{asGeoJSON, asHTML}, schema: "featureCollection", params: itemsParameters(), queryables: true, crs: true, answer: answerItems,
		},
		{
			path: "/collections/{collectionId}/items/{featureId}", id: "getFeature", tag: "Features", summary: "A feature",
			formats: []format{asGeoJSON, asHTML}, schema: "feature", crs: true, answer: answerFeature,
			params: []parameter{collectionID(), {name: "featureId", in: "path", about: "Its id in the collection", schema: text()}, crsParameter("crs", "The CRS of the answer")},
		},
	}
	routes = append(routes, tileRoutes()...)
	for i := range routes {
		routes[i].params = append(routes[i].params, formatParameter(routes[i].formats))
	}
	return routes
}

func itemsParameters() []parameter {
	return []parameter{
		collectionID(),
		{name: "limit", in: "query", about: "The most features on a page; more than the maximum is taken as the maximum, which is lower for lines and polygons (2,000) and for pages to look at (500)", schema: map[string]any{"type": "integer", "minimum": 1, "maximum": maxLimit, "default": defaultLimit}},
		{
			name: "bbox", in: "query", list: true, about: "Only features that meet this box: lower corner, upper corner, in the axis order of bbox-crs; heights are passed over",
			schema: map[string]any{"type": "array", "items": map[string]any{"type": "number"}, "minItems": 4, "maxItems": 6},
		},
		crsParameter("bbox-crs", "The CRS of bbox"),
		datetimeParameter(),
		crsParameter("crs", "The CRS of the answer"),
		{name: "filter", in: "query", about: "A filter in CQL2 over the queryables of the collection", schema: text()},
		{name: "filter-lang", in: "query", about: "The encoding of the filter", schema: map[string]any{"type": "string", "enum": []string{langText, langJSON}, "default": langText}},
		crsParameter("filter-crs", "The CRS of coordinates in the filter"),
		{name: "next", in: "query", about: "Where the page begins, as the link to it says", schema: text()},
	}
}

func text() map[string]any { return map[string]any{"type": "string"} }

func collectionID() parameter {
	return parameter{name: "collectionId", in: "path", about: "The id of a collection, such as hazards or cells", schema: text()}
}

func crsParameter(name, about string) parameter {
	return parameter{name: name, in: "query", about: about + ": a URI that the collection lists, CRS84 when left out", schema: map[string]any{"type": "string", "format": "uri"}}
}

func datetimeParameter() parameter {
	return parameter{
		name: "datetime", in: "query", about: "Only cases opened at this time, or in this interval (RFC 3339, .. for an open end). Other features have no time and match any", schema: text(),
	}
}

func formatParameter(formats []format) parameter {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return parameter{name: "f", in: "query", about: "The format; without it, the header Accept decides", schema: map[string]any{"type": "string", "enum": names, "default": names[0]}}
}

// queryableParameters are the queryables of all collections as parameters: those of one name are one, whatever their types.
func (s *service) queryableParameters() ([]parameter, error) {
	all, err := s.collections()
	if err != nil {
		return nil, err
	}
	var params []parameter
	index := map[string]int{}
	for _, k := range all {
		for _, column := range k.columns {
			schema := schemaOf(column)
			i, known := index[column.Name]
			if !known {
				index[column.Name] = len(params)
				params = append(params, parameter{name: column.Name, in: "query", about: column.TitleEN + ": only features with this value. For collections that have it", schema: schema})
				continue
			}
			params[i].schema = either(params[i].schema, schema)
		}
	}
	return params, nil
}

// either is a schema of what a or b is of.
func either(a, b map[string]any) map[string]any {
	if a["type"] == b["type"] {
		return a
	}
	options, ok := a["anyOf"].([]any)
	if !ok {
		options = []any{maps.Clone(a)}
	}
	for _, o := range options {
		if o.(map[string]any)["type"] == b["type"] {
			return a
		}
	}
	return map[string]any{"anyOf": append(options, b)}
}
