package ogc

import "github.com/wangge-map/wangge/api/ogc/cql2"

type landingJSON struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Links       []link `json:"links"`
}

func answerLanding(c *call) (*answer, error) {
	zh, en := c.s.cfg.Title()
	data := func(f format) link { return c.to("data", "/collections", f, c.text("数据集", "Collections")) }
	conformance := func(f format) link {
		return c.to("conformance", "/conformance", f, c.text("所遵循的标准", "Conformance"))
	}
	tilesets := func(f format) link { return c.to(relTilesets, "/tiles", f, c.text("矢量瓦片", "Vector tiles")) }
	body := landingJSON{
		Title:       c.text(zh, en),
		Description: c.text("公开的地图数据：安全隐患、道路病害、网格和网格力量。坐标为 WGS 84，案卷位置约到 10 米。", "The public map: hazards, road defects, grid cells and who serves them. Coordinates are WGS 84; places of cases are rounded to about 10 m."),
		Links: append(c.selves(),
			link{Href: c.base + "/api", Rel: "service-desc", Type: openAPIType, Title: c.text("接口定义（OpenAPI 3.0）", "API definition (OpenAPI 3.0)")},
			link{Href: c.base + "/api.html", Rel: "service-doc", Type: "text/html", Title: c.text("接口说明", "API documentation")},
			conformance(asJSON), conformance(asHTML), data(asJSON), data(asHTML), tilesets(asJSON), tilesets(asHTML),
			c.to(relTilingList, "/tileMatrixSets", asJSON, c.text("瓦片方案", "Tile matrix sets")),
		),
	}
	return &answer{json: body, links: body.Links, page: page{name: "landing", title: body.Title, body: map[string]any{"Description": body.Description, "Base": c.base}}}, nil
}

// conformsTo lists the conformance classes that are kept. The tests of the standards' abstract test suites are named after
// them (conformance_test.go and its neighbours).
func conformsTo() []string {
	var classes []string
	for _, group := range []struct {
		base  string
		names []string
	}{
		{"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/", []string{"core", "landing-page", "json", "html", "oas30"}},
		{"http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/", []string{"collections"}},
		{"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/", []string{"core", "oas30", "html", "geojson"}},
		{"http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/", []string{"crs"}},
		{"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/", []string{"queryables", "queryables-query-parameters", "filter", "features-filter"}},
		{"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/", []string{"core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "collections-selection", "datetime", "mvt", "oas30"}},
		{"http://www.opengis.net/spec/tms/2.0/conf/", []string{"tilematrixset", "json-tilematrixset", "tilesetmetadata", "json-tilesetmetadata"}},
	} {
		for _, name := range group.names {
			classes = append(classes, group.base+name)
		}
	}
	return append(classes, cql2.Classes()...)
}

type conformanceJSON struct {
	Links      []link   `json:"links"`
	ConformsTo []string `json:"conformsTo"`
}

func answerConformance(c *call) (*answer, error) {
	body := conformanceJSON{c.selves(), conformsTo()}
	return &answer{json: body, links: body.Links, page: page{name: "conformance", title: c.text("所遵循的标准", "Conformance"), body: body}}, nil
}
