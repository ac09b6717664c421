package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"

	"github.com/wangge-map/wangge/api"
	"github.com/wangge-map/wangge/geo"
)

// baseMapFlags say what the page draws under its own layers.
type baseMapFlags struct {
	BaseMap            string `help:"Map under the layers: none, a .pmtiles file, the address of tiles with {z}, {x} and {y} (png, jpg or webp; mvt or pbf in the Protomaps schema), or tianditu (天地图). Pages fetch tiles of other hosts from there themselves." default:"none" placeholder:"MAP" env:"WANGGE_BASE_MAP"`
	TiandituKey        string `help:"Key for --base-map tianditu, of the kind for browsers. It is public by nature: every page that shows the map has it. Restrict it to your domain where you got it." placeholder:"KEY" env:"WANGGE_TIANDITU_KEY"`
	BaseMapAttribution string `help:"Whose the base map is, shown on it." placeholder:"TEXT" env:"WANGGE_BASE_MAP_ATTRIBUTION"`
}

const baseMapFlag = "--base-map"

// open returns the base map that the flags name, nil for none, and what closes its file.
func (f baseMapFlags) open() (*api.BaseMap, func() error, error) {
	nothing := func() error { return nil }
	if f.TiandituKey != "" && f.BaseMap != "tianditu" {
		return nil, nothing, geo.Errorf(geo.Invalid, "--tianditu-key", "goes with --base-map tianditu only; leave it out, or name that map")
	}
	switch {
	case f.BaseMap == "" || f.BaseMap == "none":
		if f.BaseMapAttribution != "" {
			return nil, nothing, geo.Errorf(geo.Invalid, "--base-map-attribution", "there is no base map that it could belong to; name one with --base-map")
		}
		return nil, nothing, nil
	case f.BaseMap == "tianditu":
		m, err := f.tianditu()
		return m, nothing, err
	case strings.Contains(f.BaseMap, "://"):
		m, err := f.xyz()
		return m, nothing, err
	}
	return f.pmtiles()
}

var soundKey = regexp.MustCompile(`^[0-9A-Za-z]{16,64}$`)

// tianditu is the national map's streets (vec_w) with its names over them (cva_w), in Web Mercator; its CGCS2000 is WGS 84 to a
// few centimetres. https://lbs.tianditu.gov.cn/server/MapService.html
func (f baseMapFlags) tianditu() (*api.BaseMap, error) {
	if !soundKey.MatchString(f.TiandituKey) {
		return nil, geo.Errorf(geo.Invalid, "--tianditu-key", "--base-map tianditu needs the key that lbs.tianditu.gov.cn gives: 32 letters and digits")
	}
	templates := func(layer string) []string {
		all := make([]string, 8)
		for i := range all {
			all[i] = fmt.Sprintf("https://t%d.tianditu.gov.cn/%s_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=%s&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=%s",
				i, layer, layer, f.TiandituKey)
		}
		return all
	}
	attribution := f.BaseMapAttribution
	if attribution == "" {
		attribution = "天地图"
	}
	return &api.BaseMap{
		Kind: "tianditu", Format: "raster", Tiles: templates("vec"), Overlay: templates("cva"), MinZoom: 1, MaxZoom: 18, Bounds: []float64{}, Attribution: attribution,
	}, nil
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// xyz is a map whose tiles are fetched one by one.
func (f baseMapFlags) xyz() (*api.BaseMap, error) {
	wrong := func(format string, args ...any) (*api.BaseMap, error) {
		return nil, geo.Errorf(geo.Invalid, baseMapFlag, format, args...)
	}
	seen := map[string]int{}
	for _, name := range placeholder.FindAllString(f.BaseMap, -1) {
		seen[name]++
	}
	for _, name := range []string{"{z}", "{x}", "{y}"} {
		if seen[name] != 1 {
			return wrong("the address of tiles must hold %s once, as in https://tiles.example/{z}/{x}/{y}.png", name)
		}
		delete(seen, name)
	}
	for name := range seen {
		return wrong("%s is not understood in the address of tiles; only {z}, {x} and {y} are, with y counted from the north", name)
	}
	u, err := url.Parse(placeholder.ReplaceAllString(f.BaseMap, "0"))
	switch {
	case err != nil || u.Host == "" || strings.ContainsAny(u.Host, " ;,'\"*"):
		return wrong("this is no address of tiles; write it as https://tiles.example/{z}/{x}/{y}.png")
	case u.Scheme != "https" && u.Scheme != "http":
		return wrong("tiles come over https (or http, within an own network), not %s", u.Scheme)
	case u.User != nil:
		return wrong("a name and password in the address would be told to every visitor; leave them out")
	}
	format := "raster"
	if path := strings.ToLower(u.Path); strings.HasSuffix(path, ".mvt") || strings.HasSuffix(path, ".pbf") {
		format = "vector"
	}
	maxZoom := 18
	if format == "vector" {
		maxZoom = 15 // the last of the Protomaps schema
	}
	return &api.BaseMap{
		Kind: "xyz", Format: format, Tiles: []string{f.BaseMap}, Overlay: []string{}, MaxZoom: maxZoom, Bounds: []float64{}, Attribution: f.BaseMapAttribution,
	}, nil
}

// pmtiles is a map in one file on this machine.
func (f baseMapFlags) pmtiles() (m *api.BaseMap, closeFile func() error, err error) {
	file, err := os.Open(f.BaseMap)
	if err != nil {
		return nil, nil, &geo.Error{Kind: geo.Invalid, Field: baseMapFlag, Msg: fmt.Sprintf("%q can't be read as a file; give none, a .pmtiles file, an address with {z}, {x} and {y}, or tianditu", f.BaseMap), Err: err}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close())
		}
	}()
	info, err := file.Stat()
	if err != nil {
		return nil, nil, &geo.Error{Kind: geo.Invalid, Field: baseMapFlag, Msg: "the file can't be read", Err: err}
	}
	if info.IsDir() {
		return nil, nil, geo.Errorf(geo.Invalid, baseMapFlag, "%q is a folder; name the .pmtiles file in it", f.BaseMap)
	}
	if m, err = readPMTiles(file); err != nil {
		return nil, nil, err
	}
	m.Attribution = f.BaseMapAttribution
	m.File = &api.BaseMapFile{Content: file, Size: info.Size(), ModifiedAt: info.ModTime()}
	return m, file.Close, nil
}

// pmtilesHeader is how long the header of PMTiles version 3 is. https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
const pmtilesHeader = 127

// readPMTiles reads what the page must know of a PMTiles file from its header.
func readPMTiles(r io.ReaderAt) (*api.BaseMap, error) {
	h := make([]byte, pmtilesHeader)
	if _, err := r.ReadAt(h, 0); err != nil || string(h[:7]) != "PMTiles" {
		return nil, geo.Errorf(geo.Invalid, baseMapFlag, "the file is no PMTiles archive")
	}
	if h[7] != 3 {
		return nil, geo.Errorf(geo.Invalid, baseMapFlag, "the archive is of PMTiles version %d; only 3 is read (pmtiles convert makes it)", h[7])
	}
	format := "raster"
	switch h[99] {
	case 1:
		format = "vector"
	case 2, 3, 4: // png, jpg, webp
	default:
		return nil, geo.Errorf(geo.Invalid, baseMapFlag, "the archive holds tiles of a kind that is not drawn (%d); png, jpg, webp and MVT are", h[99])
	}
	degrees := func(at int) float64 { return float64(int32(binary.LittleEndian.Uint32(h[at:]))) / 1e7 }
	bounds := []float64{degrees(102), degrees(106), degrees(110), degrees(114)}
	minZoom, maxZoom := int(h[100]), int(h[101])
	if minZoom > maxZoom || maxZoom > 24 || bounds[0] >= bounds[2] || bounds[1] >= bounds[3] || bounds[0] < -180 || bounds[1] < -90 || bounds[2] > 180 || bounds[3] > 90 {
		return nil, geo.Errorf(geo.Invalid, baseMapFlag, "the archive's header names zooms %d to %d and bounds %v, which can't be", minZoom, maxZoom, bounds)
	}
	return &api.BaseMap{
		Kind: "pmtiles", Format: format, URL: "/basemap.pmtiles", Tiles: []string{}, Overlay: []string{}, MinZoom: minZoom, MaxZoom: maxZoom, Bounds: bounds,
	}, nil
}
