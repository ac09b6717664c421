package ogc

import (
	"slices"
	"strings"
)

// documentVersion is the version of this API, which changes with its resources and not with every build.
const documentVersion = "1.0.0"

type object = map[string]any

func answerAPI(c *call) (*answer, error) {
	document, err := c.s.document(c.base)
	if err != nil {
		return nil, err
	}
	params, err := c.s.queryableParameters()
	if err != nil {
		return nil, err
	}
	return &answer{json: document, page: page{
		name: "api", title: c.text("接口说明", "API documentation"), body: c.s.manual(params),
	}}, nil
}

// manualRoute is a route as its page tells it.
type manualRoute struct {
	Path, Summary string
	Formats       []string
	Params        []manualParameter
}

type manualParameter struct{ Name, About, Values string }

func (s *service) manual(queryables []parameter) []manualRoute {
	var out []manualRoute
	for _, rt := range s.routes {
		m := manualRoute{Path: rt.path, Summary: rt.summary}
		for _, f := range rt.formats {
			m.Formats = append(m.Formats, f.mediaType)
		}
		for _, p := range rt.parameters(queryables) {
			m.Params = append(m.Params, manualParameter{p.name, p.about, valuesOf(p.schema)})
		}
		out = append(out, m)
	}
	return out
}

// document is the OpenAPI 3.0 document of the API at server.
func (s *service) document(server string) (object, error) {
	queryables, err := s.queryableParameters()
	if err != nil {
		return nil, err
	}
	paths := object{}
	for _, rt := range s.routes {
		path := rt.path
		if path == "" {
			path = "/"
		}
		paths[path] = object{"get": rt.operation(queryables)}
	}
	return object{
		"openapi": "3.0.3",
		"info": object{
			"title": "Wangge: OGC API", "version": documentVersion,
			"description": "The layers of the public map as OGC API Features and Tiles. Errors are problems (RFC 9457) with the members code and description of OGC API Features 1.0.",
			"license":     object{"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
		},
		"servers":  []any{object{"url": server}},
		"security": []any{},
		"tags": []any{
			object{"name": "Service", "description": "What there is"},
			object{"name": "Features", "description": "OGC API Features: collections, their features, filters"},
			object{"name": "Tiles", "description": "OGC API Tiles: vector tiles"},
		},
		"paths":      paths,
		"components": object{"schemas": schemas(), "responses": problems(), "headers": headers()},
	}, nil
}

func (rt *route) operation(queryables []parameter) object {
	params := []any{}
	for _, p := range rt.parameters(queryables) {
		params = append(params, p.object())
	}
	return object{"operationId": rt.id, "summary": rt.summary, "tags": []string{rt.tag}, "parameters": params, "responses": rt.responses()}
}

// parameters are all that the resource takes.
func (rt *route) parameters(queryables []parameter) []parameter {
	if rt.queryables {
		return slices.Concat(rt.params, queryables)
	}
	return rt.params
}

func (p *parameter) object() object {
	out := object{"name": p.name, "in": p.in, "description": p.about, "required": p.in == "path", "schema": p.schema}
	if p.list {
		out["style"], out["explode"] = "form", false
	}
	return out
}

func (rt *route) responses() object {
	content := object{}
	for _, f := range rt.formats {
		schema := text()
		switch {
		case f.name == "json":
			schema = object{"$ref": "#/components/schemas/" + rt.schema}
		case f == asMVT:
			schema = object{"type": "string", "format": "binary"}
		}
		content[f.mediaType] = object{"schema": schema}
	}
	told := object{"ETag": headerRef("ETag"), "Link": headerRef("Link")}
	if rt.crs {
		told["Content-Crs"] = headerRef("ContentCrs")
	}
	out := object{
		"200": object{"description": rt.summary, "content": content, "headers": told},
		"304": object{"description": "Nothing has changed since the answer with the ETag in If-None-Match"},
	}
	if rt.formats[0] == asMVT {
		out["204"] = object{"description": "The tile is empty"}
	}
	statuses := []string{"400", "429", "500", "503"}
	if strings.Contains(rt.path, "{") {
		statuses = append(statuses, "404")
	}
	for _, status := range statuses {
		out[status] = object{"$ref": "#/components/responses/" + problemNames()[status]}
	}
	return out
}

func headerRef(name string) object { return object{"$ref": "#/components/headers/" + name} }

func headers() object {
	return object{
		"ETag":       object{"description": "Names this state of the resource", "schema": text()},
		"Link":       object{"description": "Links to this document, its other formats and its next page (RFC 8288)", "schema": text()},
		"ContentCrs": object{"description": "The CRS of the coordinates, in angle brackets", "schema": text()},
	}
}

func problemNames() map[string]string {
	return map[string]string{"400": "Invalid", "404": "NotFound", "429": "TooMany", "500": "Internal", "503": "Unavailable"}
}

func problems() object {
	about := map[string]string{
		"400": "A parameter is not known, or its value is wrong", "404": "There is no such thing", "429": "Too many requests", "500": "A fault of the service",
		"503": "The service is starting; try again",
	}
	out := object{}
	for status, name := range problemNames() {
		out[name] = object{"description": about[status], "content": object{"application/problem+json": object{"schema": object{"$ref": "#/components/schemas/problem"}}}}
	}
	return out
}
