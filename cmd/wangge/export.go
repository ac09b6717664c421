package main

import (
	"cmp"
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/export"
	"github.com/wangge-map/wangge/internal/progress"
	"github.com/wangge-map/wangge/tiles"
)

type exportCmd struct {
	Layer  string `arg:"" help:"Layer: hazards, road-defects, other, cells, coverage, base; all stands for every layer of cases."`
	Format string `help:"Format: geojson, csv, xlsx, fgb (FlatGeobuf) or mbtiles. Default: what the name of the file ends with." placeholder:"FORMAT"`
	Out    string `help:"File to write. Default, or -: the standard output, for geojson and csv." short:"o" placeholder:"FILE" type:"path"`
	Force  bool   `help:"Replace a file that is there already."`

	Category string `help:"Only cases of these categories: codes with commas between." placeholder:"CODES"`
	State    string `help:"Only cases in these states: reported, filed, dispatched, in_progress, resolved, closed, rejected, duplicate; open and settled stand for all of their kind." placeholder:"STATES"`
	Severity string `help:"Only cases of these: routine, priority, urgent, emergency." placeholder:"SEVERITIES"`
	Cell     string `help:"Only cases in these cells of --net: codes with commas between." placeholder:"CODES"`
	From     string `help:"Only cases opened from this day (YYYY-MM-DD, in the site's time zone) or instant (RFC 3339) on." placeholder:"DATE"`
	To       string `help:"Only cases opened up to the end of this day, or before this instant." placeholder:"DATE"`
	Net      string `help:"Net whose cells are meant. Default: the oldest." placeholder:"NAME"`
	BBox     string `help:"Only what meets this: west,south,east,north in degrees. Not for mbtiles." name:"bbox" placeholder:"W,S,E,N"`

	Lang    string `help:"Headings of csv and xlsx: zh, en, or none for the columns' own names." default:"zh" placeholder:"LANG"`
	BOM     bool   `help:"Begin a csv with a byte order mark, without which Excel in China does not read UTF-8." name:"bom" default:"true" negatable:""`
	MinZoom int    `help:"First zoom of mbtiles." name:"minzoom" default:"0" placeholder:"Z"`
	MaxZoom int    `help:"Last zoom of mbtiles." name:"maxzoom" default:"14" placeholder:"Z"`
}

// Help is printed by wangge export --help.
func (c *exportCmd) Help() string {
	return `An export holds what the public sees on the map, as it is now: public columns, rounded places, nothing of sensitive matters. A file appears whole or not at all. The summary goes to the error stream when the data goes to the standard output.

  wangge export hazards --out hazards.xlsx --state open --from 2026-01-01
  wangge export road-defects --format geojson --bbox 106.1,29.3,106.2,29.5 | ogr2ogr -f GPKG defects.gpkg /vsistdin/
  wangge export cells --out cells.fgb --net grid`
}

// toStdout is the file that stands for the standard output.
const toStdout = "-"

func (c *exportCmd) Run(ctx context.Context, a *app) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	line := a.progressLine()
	defer line.Close()
	o.Progress = line.Show
	line.Show(progress.Step{Stage: "loading the layers"})
	// The database is left before the rows come: nothing more is asked of it, and whoever reads them may go away.
	var live *tiles.Live
	err = a.withDatabase(ctx, func(db *database) (err error) {
		live, o.About, err = c.loadPicture(ctx, a, db)
		return err
	})
	if err != nil {
		return err
	}
	if err := c.choose(ctx, live, &o); err != nil {
		return err
	}
	s, err := c.write(ctx, a, o)
	line.Close()
	if err != nil {
		return err
	}
	return c.print(a, s)
}

// options are what the flags say without the layers.
func (c *exportCmd) options() (export.Options, error) {
	o := export.Options{Lang: export.Lang(c.Lang), NoBOM: !c.BOM}
	var err error
	if o.Format, err = export.ParseFormat(c.Format, c.Out); err != nil {
		return o, err
	}
	switch {
	case !slices.Contains([]export.Lang{export.Chinese, export.English, export.None}, o.Lang):
		return o, geo.Errorf(geo.Invalid, "--lang", "%q is not known; there are: zh, en, none", c.Lang)
	case o.Format == export.MBTiles && c.BBox != "":
		return o, geo.Errorf(geo.Invalid, "--bbox", "can't narrow mbtiles, since a tile is drawn whole; use --cell, or leave it out")
	case c.MinZoom < 0 || c.MinZoom > export.MostZoom:
		return o, geo.Errorf(geo.Invalid, "--minzoom", "must be from 0 to %d", export.MostZoom)
	case c.MaxZoom < 0 || c.MaxZoom > export.MostZoom:
		return o, geo.Errorf(geo.Invalid, "--maxzoom", "must be from 0 to %d", export.MostZoom)
	}
	o.Tiles.MinZoom, o.Tiles.MaxZoom = uint32(c.MinZoom), uint32(c.MaxZoom)
	if c.streams() {
		return o, export.CanStream(o.Format)
	}
	return o, export.CanWrite(c.Out, c.Force)
}

func (c *exportCmd) streams() bool { return c.Out == "" || c.Out == toStdout }

// loadPicture reads the layers as a service has them, and what the site says of its map.
func (c *exportCmd) loadPicture(ctx context.Context, a *app, db *database) (*tiles.Live, export.About, error) {
	about := export.About{Version: version, At: time.Now()}
	live, picture, err := a.loadLayers(ctx, db)
	if err != nil {
		return nil, about, err
	}
	settings := picture.Settings()
	about.Site, about.Source = settings["title_zh"], settings["map_source"]
	if c.Lang == string(export.English) {
		about.Site = settings["title_en"]
	}
	about.ApprovalNo, about.SurveyNo = settings["map_approval_no"], settings["surveying_cert_no"]
	about.Synthetic = settings["synthetic"] == "true"
	return live, about, nil
}

// choose adds to o the layer, narrowed as the flags say.
func (c *exportCmd) choose(ctx context.Context, live *tiles.Live, o *export.Options) error {
	kind, err := c.kind(live)
	if err != nil {
		return err
	}
	if flag := c.filterFlag(); flag != "" && kind != tiles.KindPoints {
		return geo.Errorf(geo.Invalid, flag, "narrows cases, and layer %q has none", c.Layer)
	}
	if c.Net != "" && kind != tiles.KindCells && c.Cell == "" {
		return geo.Errorf(geo.Invalid, "--net", "says whose cells are meant, and nothing here asks for cells; add --cell, or leave it out")
	}
	q := tiles.PageQuery{Layer: c.Layer, Net: c.Net}
	if q.Bound, err = parseBBox(c.BBox); err != nil {
		return err
	}
	q.Filter, err = live.ParseFilter(tiles.FilterText{Category: c.Category, State: c.State, Severity: c.Severity, Cell: c.Cell, From: c.From, To: c.To})
	if err != nil {
		return asFlag(err)
	}
	if o.Source, err = export.LayerSource(ctx, live, q, o.Lang); err != nil {
		return asFlag(err)
	}
	if kind != tiles.KindBase {
		o.Tiles.Draw = func(z, x, y uint32) ([]byte, error) {
			return live.DrawTile(tiles.TileQuery{Layer: c.Layer, Tile: tiles.TileID{Z: z, X: x, Y: y}, Filter: q.Filter, Bins: tiles.DefaultBins, Net: c.Net})
		}
	}
	o.Zone, o.About.Filter = live.Zone(), c.filterText()
	return nil
}

// kind returns the kind of the layer.
func (c *exportCmd) kind(live *tiles.Live) (string, error) {
	if c.Layer == tiles.AllPoints {
		return tiles.KindPoints, nil
	}
	var known []string
	for _, s := range live.Summaries() {
		if s.ID == c.Layer {
			return s.Kind, nil
		}
		known = append(known, s.ID)
	}
	return "", geo.Errorf(geo.NotFound, "LAYER", "there is no layer %q; there are: %s, %s", c.Layer, strings.Join(known, ", "), tiles.AllPoints)
}

// filters are the flags that narrow cases, with what they were given.
func (c *exportCmd) filters() [][2]string {
	return [][2]string{{"category", c.Category}, {"state", c.State}, {"severity", c.Severity}, {"cell", c.Cell}, {"from", c.From}, {"to", c.To}}
}

// filterFlag is the first flag that was given of those that narrow cases, or empty.
func (c *exportCmd) filterFlag() string {
	for _, f := range c.filters() {
		if f[1] != "" {
			return "--" + f[0]
		}
	}
	return ""
}

// filterText is what narrows the rows, for people who open the file later.
func (c *exportCmd) filterText() string {
	var parts []string
	for _, f := range append(c.filters(), [2]string{"net", c.Net}, [2]string{"bbox", c.BBox}) {
		if f[1] != "" {
			parts = append(parts, f[0]+"="+f[1])
		}
	}
	return strings.Join(parts, " ")
}

// asFlag is err with the flag in the place of the parameter that a caller of the API would have written.
func asFlag(err error) error {
	var known *geo.Error
	if !errors.As(err, &known) || known.Field == "" {
		return err
	}
	flagged := *known
	flagged.Field = "--" + known.Field
	return &flagged
}

// parseBBox reads west,south,east,north. An empty text is the whole world.
func parseBBox(text string) (geo.Bound, error) {
	if text == "" {
		return tiles.World(), nil
	}
	wrong := geo.Errorf(geo.Invalid, "--bbox", "needs four numbers of degrees, west,south,east,north: 106.1,29.3,106.2,29.5")
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return geo.Bound{}, wrong
	}
	var v [4]float64
	for i, part := range parts {
		var err error
		if v[i], err = strconv.ParseFloat(strings.TrimSpace(part), 64); err != nil || math.IsNaN(v[i]) {
			return geo.Bound{}, wrong
		}
	}
	low, errLow := geo.PointAt(v[0], v[1])
	high, errHigh := geo.PointAt(v[2], v[3])
	if errLow != nil || errHigh != nil || v[0] > v[2] || v[1] > v[3] {
		return geo.Bound{}, wrong
	}
	return geo.Bound{Min: low, Max: high}, nil
}

func (c *exportCmd) write(ctx context.Context, a *app, o export.Options) (export.Summary, error) {
	if c.streams() {
		return export.Stream(ctx, a.out, o)
	}
	return export.File(ctx, c.Out, c.Force, o)
}

// print tells what was written, beside the data where that went to the standard output.
func (c *exportCmd) print(a *app, s export.Summary) error {
	out, name := a.out, filepath.Base(c.Out)
	if c.streams() {
		out, name = a.err, "the standard output"
	}
	if a.JSON {
		return printJSON(out, struct {
			Out string `json:"out"`
			export.Summary
		}{cmp.Or(c.Out, toStdout), s})
	}
	p := &printer{w: out}
	p.line("%s of layer %s in %s (%s, %s, %.1f s).", count(int64(s.Rows), "row", "rows"), s.Layer, name, s.Format, size(s.Bytes), s.ElapsedS)
	if s.Format == export.MBTiles {
		p.line("%s drawn, zoom %d to %d.", count(int64(s.Tiles), "tile", "tiles"), c.MinZoom, c.MaxZoom)
	}
	for _, note := range s.Notes {
		p.line("Note: %s.", note)
	}
	return p.err
}

// size is n bytes as a person says it.
func size(bytes int64) string {
	switch {
	case bytes >= 1e6:
		return strconv.FormatFloat(float64(bytes)/1e6, 'f', 1, 64) + " MB"
	case bytes >= 1e3:
		return strconv.FormatFloat(float64(bytes)/1e3, 'f', 1, 64) + " kB"
	}
	return count(bytes, "byte", "bytes")
}
