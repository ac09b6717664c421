package ogc

import (
	"net/url"
	"slices"
	"strings"

	"github.com/wangge-map/wangge/api/ogc/crs"
	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles"
)

// collection is a layer as OGC API sees it: of a layer of cells there is one for each net.
type collection struct {
	id             string
	layer, net     string // net is empty for the default one, and for layers that are not of cells
	kind           string
	titleZH, title string
	count          int
	bound          geo.Bound
	columns        []tiles.Column
}

// netMark parts layer and net in the id of a collection of another than the default net. Neither holds one.
const netMark = "."

// collections lists all that there are, in the order of the map: of cells none while there is no net.
func (s *service) collections() ([]collection, error) {
	nets := s.cfg.Nets.List(s.cfg.Now())
	var all []collection
	for _, sum := range s.cfg.Layers.Summaries() {
		columns, err := s.cfg.Layers.Columns(sum.ID)
		if err != nil {
			return nil, err
		}
		base := collection{id: sum.ID, layer: sum.ID, kind: sum.Kind, titleZH: sum.TitleZH, title: sum.TitleEN, count: sum.Count, bound: sum.Bound, columns: columns}
		if sum.Kind != tiles.KindCells {
			all = append(all, base)
			continue
		}
		for i, ed := range nets {
			of := base
			of.count, of.bound = ed.Index.Len(), ed.Index.Bound()
			if i > 0 {
				of.id, of.net = base.layer+netMark+ed.Net.Code, ed.Net.Code
			}
			if ed.Net.Title != "" {
				of.titleZH, of.title = base.titleZH+" · "+ed.Net.Title, base.title+" · "+ed.Net.Title
			}
			all = append(all, of)
		}
	}
	return all, nil
}

// collections lists all that there are. They stay the same for the whole request, and must not be changed.
func (c *call) collections() ([]collection, error) {
	if c.known != nil {
		return c.known, nil
	}
	var err error
	c.known, err = c.s.collections()
	return c.known, err
}

// collection returns the one that the path names.
func (c *call) collection() (*collection, error) {
	all, err := c.collections()
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].id == c.vars["collectionId"] {
			return &all[i], nil
		}
	}
	return nil, geo.Errorf(geo.NotFound, "collectionId", "there is no such collection; "+prefix+"/collections lists them")
}

// path is where the collection is, below the landing page.
func (k *collection) path() string { return "/collections/" + url.PathEscape(k.id) }

func (k *collection) crss() []crs.CRS { return crs.All(k.bound) }

// offers returns the CRS named by uri, which is the value of the parameter name.
func (k *collection) offers(name, uri string) (crs.CRS, error) {
	c, err := crs.Parse(uri)
	if err != nil || !slices.Contains(k.crss(), c) {
		return crs.CRS{}, geo.Errorf(geo.Invalid, name, "is not a CRS of this collection; its description lists them")
	}
	return c, nil
}

// column returns the index of the column with this name, or -1.
func (k *collection) column(name string) int {
	return slices.IndexFunc(k.columns, func(c tiles.Column) bool { return c.Name == name })
}

// collectionJSON is a collection's description.
type collectionJSON struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Links       []link   `json:"links"`
	Extent      extent   `json:"extent"`
	ItemType    string   `json:"itemType"`
	CRS         []string `json:"crs"`
	StorageCRS  string   `json:"storageCrs"`
}

type extent struct {
	Spatial  *spatial  `json:"spatial,omitempty"`
	Temporal *temporal `json:"temporal,omitempty"`
}

type spatial struct {
	BBox [][4]float64 `json:"bbox"`
	CRS  string       `json:"crs"`
}

// temporal has open ends: when the first case was opened, or the last will be, is not known here.
type temporal struct {
	Interval [][2]*string `json:"interval"`
	TRS      string       `json:"trs"`
}

func (c *call) describeCollection(k *collection) collectionJSON {
	out := collectionJSON{
		ID: k.id, Title: c.text(k.titleZH, k.title), Description: c.about(k), ItemType: "feature", StorageCRS: crs.CRS84().URI(),
		Links: []link{
			c.to("items", k.path()+"/items", asGeoJSON, c.text("要素", "Features")),
			c.to("items", k.path()+"/items", asHTML, c.text("要素", "Features")),
			c.to(relQueryables, k.path()+"/queryables", asSchema, c.text("可查询的属性", "Queryables")),
		},
	}
	if k.hasTiles() {
		out.Links = append(out.Links, c.to(relTilesets, k.path()+"/tiles", asJSON, c.text("矢量瓦片", "Vector tiles")))
	}
	for _, offered := range k.crss() {
		out.CRS = append(out.CRS, offered.URI())
	}
	if !k.bound.IsEmpty() {
		west, south := k.bound.Min.Degrees()
		east, north := k.bound.Max.Degrees()
		out.Extent.Spatial = &spatial{[][4]float64{{west, south, east, north}}, crs.CRS84().URI()}
	}
	if k.kind == tiles.KindPoints {
		out.Extent.Temporal = &temporal{[][2]*string{{nil, nil}}, "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"}
	}
	return out
}

// about says what a collection holds.
func (c *call) about(k *collection) string {
	switch {
	case k.kind == tiles.KindPoints:
		return c.text("公开的案卷，位置约到 10 米。", "Public cases; their places are rounded to about 10 m.")
	case k.kind == tiles.KindBase:
		return c.text("地图的底：街道、街区、水面、绿地。", "What lies under the map: streets, blocks, water, green.")
	case strings.HasPrefix(k.layer, "coverage"):
		return c.text("每个网格的网格人员和志愿者人数；志愿者不足 3 人时不显示。", "Staff and volunteers of each cell; one or two volunteers are not told.")
	}
	return c.text("现行版本的网格，及各网格的案卷数。", "The cells in force, with the number of their cases.")
}

type collectionsJSON struct {
	Links       []link           `json:"links"`
	CRS         []string         `json:"crs"`
	Collections []collectionJSON `json:"collections"`
}

func answerCollections(c *call) (*answer, error) {
	all, err := c.collections()
	if err != nil {
		return nil, err
	}
	body := collectionsJSON{Links: c.selves(), CRS: []string{}, Collections: []collectionJSON{}}
	counts := []int{}
	for i := range all {
		one := c.describeCollection(&all[i])
		one.Links = append(c.selvesOf(all[i].path()), one.Links...)
		body.Collections = append(body.Collections, one)
		counts = append(counts, all[i].count)
		for _, uri := range one.CRS {
			if !slices.Contains(body.CRS, uri) {
				body.CRS = append(body.CRS, uri)
			}
		}
	}
	return &answer{json: body, links: body.Links, page: page{
		name: "collections", title: c.text("数据集", "Collections"), body: map[string]any{"Collections": body.Collections, "Counts": counts},
	}}, nil
}

// selvesOf are the links to a resource that has JSON and a page, as selves gives them there.
func (c *call) selvesOf(path string) []link {
	return []link{c.to("self", path, asJSON, c.selfTitle()), c.to("alternate", path, asHTML, c.alternateTitle(asHTML))}
}

func answerCollection(c *call) (*answer, error) {
	k, err := c.collection()
	if err != nil {
		return nil, err
	}
	body := c.describeCollection(k)
	body.Links = append(c.selves(), body.Links...)
	return &answer{json: body, links: body.Links, page: page{
		name: "collection", title: body.Title, crumbs: c.crumbs(nil), body: map[string]any{"Collection": body, "Count": k.count, "Path": k.path(), "Tiles": k.hasTiles()},
	}}, nil
}
